//! Strs that grow at their end: `s += x`, where the local variable is the only one to have `s`, or seems so.
//!
//! CPython resizes a str that nothing else refers to. Here nobody knows what refers to it, and it never moves; but characters
//! behind its end are no part of it. So the sum of a longer addition gets a buffer with room to spare, and the next addition
//! writes behind the end of the last one's sum: both strs have their characters in the same buffer. What is added to a str that
//! is no longer the longest in its buffer begins another one.

use super::{copy_widened, header, width};
use crate::layout::{Str, StrBuffer, StrKind};
use crate::{Result, Value, Vm};

/// Shorter sums are copied: most of them are never added to, and a buffer is an object more.
const LEAST: usize = 256;

/// The characters in a buffer.
///
/// # Safety
/// A live buffer.
#[inline(always)]
pub(super) unsafe fn data(buffer: *mut StrBuffer) -> *mut u8 {
    // SAFETY: the caller's; computes a field's address.
    unsafe { (&raw mut (*buffer).data).cast() }
}

/// The buffer of a str that grows, if the str ends where the buffer is used to, characters of that kind are as wide as the
/// str's, and so many bytes fit behind.
fn buffer_with_room(string: Value, kind: StrKind, bytes: usize) -> Option<*mut StrBuffer> {
    let string = header(string);
    if !string.grows || width(string.kind) != width(kind) {
        return None;
    }
    let buffer = string.dict.pointer::<StrBuffer>();
    // SAFETY: typed: what a str that grows has in `dict` is its buffer.
    unsafe {
        let is_longest = (*buffer).used == string.len * width(kind);
        (is_longest && (*buffer).capacity - (*buffer).used >= bytes).then_some(buffer)
    }
}

impl Vm {
    /// `left + right` of two strs, with `left` about to be forgotten.
    pub fn str_append(&mut self, left: Value, right: Value) -> Result {
        let (a, b) = (header(left), header(right));
        if a.len < LEAST || b.len == 0 || !self.is_exact_str(left) {
            return self.str_concat(left, right);
        }
        let kind = a.kind.max(b.kind);
        let more = b.len * width(kind);
        let buffer = match buffer_with_room(left, kind, more) {
            Some(buffer) => buffer,
            None => match self.new_str_buffer(left, kind, more)? {
                Some(buffer) => buffer,
                None => return self.str_concat(left, right),
            },
        };
        let string = self
            .alloc_plain(self.types.str, size_of::<Str>())
            .cast::<Str>();
        // SAFETY: a fresh zeroed object; the buffer has room for `more` bytes behind those in use.
        unsafe {
            copy_widened(right, data(buffer).add((*buffer).used), kind);
            (*buffer).used += more;
            (*string).dict = Value::object(buffer);
            (*string).len = a.len + b.len;
            (*string).hash = -1;
            (*string).kind = kind;
            (*string).grows = true;
        }
        Ok(Value::object(string))
    }

    /// A buffer with a str's characters, widened to a kind, and room for as many bytes more and a quarter; none where memory
    /// is too short for that.
    #[cold]
    #[inline(never)]
    fn new_str_buffer(
        &mut self,
        string: Value,
        kind: StrKind,
        more: usize,
    ) -> Result<Option<*mut StrBuffer>> {
        let used = header(string).len * width(kind);
        let wanted = used.saturating_add(more);
        // A pointer to the end of the characters lies within the buffer.
        let head = size_of::<StrBuffer>() + 1;
        let size = crate::memory::good_size(wanted.saturating_add(wanted / 4).saturating_add(head));
        if !self.heap.has_room(size) {
            return Ok(None);
        }
        let buffer = self
            .try_alloc_uninit(self.types.raw_bytes, size)?
            .cast::<StrBuffer>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*buffer).capacity = size - head;
            (*buffer).used = used;
            copy_widened(string, data(buffer), kind);
        }
        Ok(Some(buffer))
    }
}
