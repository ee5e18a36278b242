//! The native context of a running trace: where registers are saved when it leaves, its spill slots, and what compiled
//! code must find. It lives on the native stack, so the collector sees the values in it.

use crate::regalloc::MAX_SLOTS;
use crate::stencil::{self, FLOATS, WORDS};

/// See the module's documentation. Stencils know the offsets.
#[repr(C)]
pub(crate) struct Context {
    /// The exit that was taken.
    pub exit: u64,
    /// The words that were in registers.
    pub words: [u64; WORDS],
    /// The floats that were in registers.
    pub floats: [f64; FLOATS],
    /// The running frame, fetched again after a helper call.
    pub frame: usize,
    /// The vm.
    pub vm: usize,
    /// How the helper ended.
    pub status: u64,
    /// Spill slots.
    pub slots: [u64; MAX_SLOTS as usize],
}

const _: () = {
    assert!(core::mem::offset_of!(Context, words) == stencil::SAVED_WORDS);
    assert!(core::mem::offset_of!(Context, floats) == stencil::SAVED_FLOATS);
    assert!(core::mem::offset_of!(Context, frame) == stencil::SAVED_FRAME);
};

/// Offset of the spill slots.
pub(crate) const SLOTS: usize = core::mem::offset_of!(Context, slots);

impl Context {
    /// A context before anything has run.
    pub(crate) fn new(frame: usize, vm: usize) -> Context {
        Context {
            exit: 0,
            words: [0; WORDS],
            floats: [0.0; FLOATS],
            frame,
            vm,
            status: 0,
            slots: [0; MAX_SLOTS as usize],
        }
    }

    /// The bits at a location.
    pub(crate) fn read(&self, loc: crate::regalloc::Loc) -> u64 {
        use crate::regalloc::Loc;
        match loc {
            Loc::Const(bits) => bits as u64,
            Loc::Slot(slot) => self.slots[slot as usize],
            Loc::Reg(reg) if reg.is_float() => self.floats[reg.number()].to_bits(),
            Loc::Reg(reg) => self.words[reg.number()],
        }
    }
}
