//! The table of stencils that the build script has made, and the choice of a variant.

use crate::ops::Op;

/// What is written where a relocation stands; see `stencils::read::Patch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patch {
    Continue,
    Exit,
    Imm32,
    Imm64,
    Helper,
    Data,
}

/// A place to patch.
#[derive(Debug)]
pub(crate) struct Relocation {
    pub at: u16,
    pub patch: Patch,
    pub addend: i32,
}

/// A stencil: a range of [`CODE`] and one of [`RELOCATIONS`].
#[derive(Debug)]
pub(crate) struct Stencil {
    pub start: u32,
    pub len: u16,
    pub first_relocation: u32,
    pub relocations: u16,
}

impl Stencil {
    pub(crate) fn code(&self) -> &'static [u8] {
        &CODE[self.start as usize..][..self.len as usize]
    }

    pub(crate) fn relocations(&self) -> &'static [Relocation] {
        &RELOCATIONS[self.first_relocation as usize..][..self.relocations as usize]
    }
}

#[cfg(stencils)]
include!(concat!(env!("OUT_DIR"), "/stencils.rs"));

#[cfg(not(stencils))]
mod none {
    use super::{Relocation, Stencil};
    pub(crate) static CODE: &[u8] = &[];
    pub(crate) static DATA: &[u8] = &[];
    pub(crate) static STENCILS: &[Stencil] = &[];
    pub(crate) static RELOCATIONS: &[Relocation] = &[];
    pub(crate) static FORMS: &[(u32, u32)] = &[];
    pub(crate) const ENTER: usize = 0;
    pub(crate) const LEAVE: usize = 0;
    pub(crate) const CALL: usize = 0;
    pub(crate) const SAVED_WORDS: usize = 8;
    pub(crate) const SAVED_FLOATS: usize = 88;
    pub(crate) const SAVED_FRAME: usize = 152;
}
#[cfg(not(stencils))]
pub(crate) use none::*;

/// Registers that hold words.
pub(crate) const WORDS: usize = 10;
/// Registers that hold floats.
pub(crate) const FLOATS: usize = 8;

/// A register: words first, then floats.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Reg(pub u8);

impl Reg {
    pub(crate) fn is_float(self) -> bool {
        self.0 as usize >= WORDS
    }

    /// Its number in its bank.
    pub(crate) fn number(self) -> usize {
        if self.is_float() {
            self.0 as usize - WORDS
        } else {
            self.0 as usize
        }
    }
}

impl std::fmt::Debug for Reg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}{}",
            if self.is_float() { 'x' } else { 'r' },
            self.number()
        )
    }
}

/// The number of an operation's variant: the result's register (where it is free), then the operands'.
pub(crate) fn variant(op: Op, immediate: bool, registers: &[Reg]) -> usize {
    let (with_registers, with_immediate) = FORMS[op as usize];
    let first = if immediate {
        with_immediate
    } else {
        with_registers
    };
    registers.iter().fold(0, |at, reg| {
        at * if reg.is_float() { FLOATS } else { WORDS } + reg.number()
    }) + first as usize
}
