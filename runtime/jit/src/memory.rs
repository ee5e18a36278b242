//! Memory for machine code. A page is writable or executable, never both: code is written into fresh pages, which become
//! executable before anyone knows their address. A patch of an exit takes that right away for its moment, while nothing runs.

use region::{Allocation, Protection};
use uops::Uncompiled;

/// Machine code that can be run. Invariant **sealed**: its pages are readable and executable, and nothing writes to them
/// but [`CodeMemory::patch`], during which nothing runs them.
pub(crate) struct CodeMemory {
    pages: Allocation,
    len: usize,
}

/// Pages that are being written.
pub(crate) struct Draft {
    pages: Allocation,
    len: usize,
}

impl Draft {
    /// Writable memory of at least `len` bytes.
    pub(crate) fn new(len: usize) -> Result<Draft, Uncompiled> {
        let pages = region::alloc(len, Protection::READ_WRITE).map_err(|_| Uncompiled::NoMemory)?;
        Ok(Draft { pages, len })
    }

    /// Where it lies.
    pub(crate) fn base(&self) -> usize {
        self.pages.as_ptr::<u8>() as usize
    }

    /// The bytes.
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the pages are ours alone, readable and writable, zeroed by the system, and at least `len` bytes.
        unsafe { core::slice::from_raw_parts_mut(self.pages.as_mut_ptr(), self.len) }
    }

    /// Takes away the right to write and gives that to execute.
    pub(crate) fn seal(self) -> Result<CodeMemory, Uncompiled> {
        let Draft { pages, len } = self;
        // SAFETY: the pages are ours alone; no reference to them is left, since `self` is consumed.
        unsafe { region::protect(pages.as_ptr::<u8>(), pages.len(), Protection::READ_EXECUTE) }
            .map_err(|_| Uncompiled::NotExecutable)?;
        Ok(CodeMemory { pages, len })
    }
}

impl CodeMemory {
    /// Address of a byte.
    pub(crate) fn address(&self, offset: usize) -> usize {
        self.pages.as_ptr::<u8>() as usize + offset
    }

    /// Some of its bytes.
    pub(crate) fn read<const N: usize>(&self, offset: usize) -> [u8; N] {
        assert!(offset + N <= self.len, "what is read lies within");
        // SAFETY: sealed: the pages are ours and readable.
        unsafe { *self.pages.as_ptr::<u8>().add(offset).cast::<[u8; N]>() }
    }

    /// Overwrites bytes. They are not executable meanwhile: this thread is here, and there is no other that runs them.
    pub(crate) fn patch(&self, offset: usize, bytes: &[u8]) -> Result<(), Uncompiled> {
        assert!(offset + bytes.len() <= self.len, "a patch lies within");
        let (start, len) = (self.pages.as_ptr::<u8>(), self.pages.len());
        let failed = |_| Uncompiled::NotChangeable;
        // SAFETY: the pages are ours, and no reference to their bytes is held; sealed again before anything runs them.
        unsafe {
            region::protect(start, len, Protection::READ_WRITE).map_err(failed)?;
            core::ptr::copy_nonoverlapping(
                bytes.as_ptr(),
                start.cast_mut().add(offset),
                bytes.len(),
            );
            region::protect(start, len, Protection::READ_EXECUTE).map_err(failed)
        }
    }

    /// How many bytes it holds.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}
