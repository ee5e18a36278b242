//! The native context of a running trace: where registers are saved when it leaves, its spill slots, and what compiled
//! code must find. It lives on the native stack, so the collector sees the values in it.

use core::mem::MaybeUninit;

use crate::exits::Plan;
use crate::regalloc::{Loc, MAX_SLOTS};
use crate::stencil::{self, FLOATS, WORDS};

/// See the module's documentation. Stencils know the offsets.
#[repr(C)]
pub(crate) struct Context {
    /// The exit that was taken.
    pub exit: u64,
    /// The words that were in registers.
    pub words: [MaybeUninit<u64>; WORDS],
    /// The floats that were in registers.
    pub floats: [MaybeUninit<f64>; FLOATS],
    /// The running frame, fetched again after a helper call.
    pub frame: usize,
    /// The vm.
    pub vm: usize,
    /// How the helper ended.
    pub status: u64,
    /// The trace whose code is running.
    pub trace: u64,
    /// Its exits' plans.
    pub plans: *const Plan,
    /// Spill slots.
    pub slots: [MaybeUninit<u64>; MAX_SLOTS as usize],
}

const _: () = {
    assert!(core::mem::offset_of!(Context, words) == stencil::SAVED_WORDS);
    assert!(core::mem::offset_of!(Context, floats) == stencil::SAVED_FLOATS);
    assert!(core::mem::offset_of!(Context, frame) == stencil::SAVED_FRAME);
};

/// Offset of the spill slots.
pub(crate) const SLOTS: usize = core::mem::offset_of!(Context, slots);
/// Offset of [`Context::trace`].
pub(crate) const TRACE: usize = core::mem::offset_of!(Context, trace);
/// Offset of [`Context::plans`].
pub(crate) const PLANS: usize = core::mem::offset_of!(Context, plans);

impl Context {
    /// A context before anything has run.
    #[inline]
    pub(crate) fn new(frame: usize, vm: usize, trace: u32, plans: &[Plan]) -> Context {
        Context {
            exit: 0,
            words: [const { MaybeUninit::uninit() }; WORDS],
            floats: [const { MaybeUninit::uninit() }; FLOATS],
            frame,
            vm,
            status: 0,
            trace: u64::from(trace),
            plans: plans.as_ptr(),
            slots: [const { MaybeUninit::uninit() }; MAX_SLOTS as usize],
        }
    }

    /// The bits at a location that the plan of the exit that was taken names.
    pub(crate) fn read(&self, loc: Loc) -> u64 {
        // SAFETY: planned: the trace has written the slots that its plans name, and leaving it writes all registers.
        unsafe {
            match loc {
                Loc::Const(bits) => bits as u64,
                Loc::Slot(slot) => self.slots[slot as usize].assume_init(),
                Loc::Reg(reg) if reg.is_float() => {
                    self.floats[reg.number()].assume_init().to_bits()
                }
                Loc::Reg(reg) => self.words[reg.number()].assume_init(),
            }
        }
    }
}
