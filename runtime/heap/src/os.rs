//! Memory from the operating system, and the bounds of the native stack.

/// Zeroed memory at a multiple of `align`; null if there is none.
#[cfg(unix)]
pub fn map_aligned(bytes: usize, align: usize) -> *mut u8 {
    let Some(padded) = bytes.checked_add(align) else {
        return core::ptr::null_mut();
    };
    // SAFETY: an anonymous mapping at an address of the system's choice touches no existing memory; the parts that are
    // unmapped belong to this very mapping.
    unsafe {
        let base = libc::mmap(
            core::ptr::null_mut(),
            padded,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        );
        if base == libc::MAP_FAILED {
            return core::ptr::null_mut();
        }
        let start = base as usize;
        let aligned = (start + align - 1) & !(align - 1);
        if aligned > start {
            libc::munmap(base, aligned - start);
        }
        let rest = start + padded - (aligned + bytes);
        if rest > 0 {
            libc::munmap((aligned + bytes) as *mut libc::c_void, rest);
        }
        aligned as *mut u8
    }
}

/// Returns a mapping of [`map_aligned`].
///
/// # Safety
/// The whole mapping, used no more.
#[cfg(unix)]
pub unsafe fn unmap(start: *mut u8, bytes: usize, _align: usize) {
    // SAFETY: the caller's.
    unsafe { libc::munmap(start.cast(), bytes) };
}

/// Gives pages back to the system; they read as zero afterwards. Returns whether that is so.
///
/// # Safety
/// The range is part of a mapping of [`map_aligned`], page-aligned, and holds nothing of value.
#[cfg(target_os = "linux")]
pub unsafe fn discard(start: *mut u8, bytes: usize) -> bool {
    // SAFETY: the caller's.
    unsafe { libc::madvise(start.cast(), bytes, libc::MADV_DONTNEED) == 0 }
}

/// Gives pages back to the system: not on this one.
///
/// # Safety
/// None needed.
#[cfg(not(target_os = "linux"))]
pub unsafe fn discard(_start: *mut u8, _bytes: usize) -> bool {
    false
}

/// Zeroed memory at a multiple of `align`; null if there is none.
#[cfg(not(unix))]
pub fn map_aligned(bytes: usize, align: usize) -> *mut u8 {
    match std::alloc::Layout::from_size_align(bytes, align) {
        // SAFETY: the size is not zero.
        Ok(layout) => unsafe { std::alloc::alloc_zeroed(layout) },
        Err(_) => core::ptr::null_mut(),
    }
}

/// Returns a mapping of [`map_aligned`].
///
/// # Safety
/// The whole mapping, used no more.
#[cfg(not(unix))]
pub unsafe fn unmap(start: *mut u8, bytes: usize, align: usize) {
    // SAFETY: the layout of `map_aligned`.
    unsafe {
        std::alloc::dealloc(
            start,
            std::alloc::Layout::from_size_align_unchecked(bytes, align),
        )
    };
}

/// The end (highest address) of the calling thread's stack.
pub fn stack_end() -> usize {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: plain calls on a local attribute object, destroyed after use.
        unsafe {
            let mut attributes: libc::pthread_attr_t = core::mem::zeroed();
            if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) == 0 {
                let mut start = core::ptr::null_mut();
                let mut size = 0;
                let failed = libc::pthread_attr_getstack(&attributes, &mut start, &mut size);
                libc::pthread_attr_destroy(&mut attributes);
                if failed == 0 {
                    return start as usize + size;
                }
            }
        }
    }
    #[cfg(target_os = "macos")]
    {
        // SAFETY: plain calls.
        return unsafe { libc::pthread_get_stackaddr_np(libc::pthread_self()) as usize };
    }
    #[cfg_attr(
        target_os = "macos",
        expect(unreachable_code, reason = "other systems end here")
    )]
    {
        let local = 0usize;
        &raw const local as usize
    }
}

/// Overwrites what calls that are over have left on the native stack below: there a stale word looks like a reference, which
/// keeps what it names alive for as long as the same calls are made again.
#[inline(never)]
pub fn wipe_native_stack() {
    let mut dead = [core::mem::MaybeUninit::<u64>::uninit(); WIPED];
    for word in &mut dead {
        // SAFETY: a word of this array. Volatile: nobody reads it.
        unsafe { core::ptr::write_volatile(word.as_mut_ptr(), 0) };
    }
}

/// Words: what calls between two instructions take as a rule.
const WIPED: usize = 2048;

/// Calls `scan` with the range of addresses of the native stack that is in use, the registers that a callee must keep
/// spilled into it.
#[inline(never)]
pub fn with_native_stack(end: usize, scan: &mut dyn FnMut(usize, usize)) {
    let mut registers = [0usize; 12];
    let at = registers.as_mut_ptr();
    #[cfg(target_arch = "x86_64")]
    // SAFETY: stores six registers into the array; changes nothing else. `rbx` and `rbp` are read, not named as operands.
    unsafe {
        core::arch::asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12", "mov [{0} + 24], r13", "mov [{0} + 32], r14",
            "mov [{0} + 40], r15", "mov [{0} + 48], rdi", "mov [{0} + 56], rsi",
            in(reg) at, options(nostack, preserves_flags)
        );
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: stores the callee-saved registers into the array; changes nothing else.
    unsafe {
        core::arch::asm!(
            "stp x19, x20, [{0}]", "stp x21, x22, [{0}, #16]", "stp x23, x24, [{0}, #32]", "stp x25, x26, [{0}, #48]",
            "stp x27, x28, [{0}, #64]", "str x29, [{0}, #80]",
            in(reg) at, options(nostack, preserves_flags)
        );
    }
    let here = at as usize;
    if here < end {
        scan(here, end);
    }
    core::hint::black_box(&mut registers);
}
