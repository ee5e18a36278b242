//! Which instructions follow each other, counted where that is asked for: another table of handlers, so that it costs nothing
//! elsewhere.

use uops::Opcode;

use crate::Vm;

/// Numbers of instructions.
const NUMBERS: usize = 256;

/// How often each instruction has run behind each other one. Behind none is the first one of a call from native code.
#[derive(Debug)]
pub(crate) struct Pairs {
    previous: u8,
    /// By the numbers of both, the first one times [`NUMBERS`].
    counts: Vec<u64>,
}

/// No instruction that runs has this number.
const NONE: u8 = Opcode::CACHE as u8;

impl Pairs {
    /// Counts an instruction that is about to run.
    #[inline(always)]
    pub(super) fn note(&mut self, number: u8) {
        self.counts[usize::from(self.previous) * NUMBERS + usize::from(number)] += 1;
        self.previous = number;
    }

    /// Nothing comes before the next instruction. What came before is to be given back to [`Pairs::resume`].
    pub(super) fn pause(&mut self) -> u8 {
        core::mem::replace(&mut self.previous, NONE)
    }

    /// Goes on behind an instruction that has called native code.
    pub(super) fn resume(&mut self, previous: u8) {
        self.previous = previous;
    }
}

impl Vm {
    /// Counts from now on which instructions follow each other, and all that [`Vm::count`] counts.
    ///
    /// # Panics
    ///
    /// As [`Vm::count`] does.
    pub fn count_pairs(&mut self) {
        self.count();
        self.pairs = Some(Box::new(Pairs {
            previous: NONE,
            counts: vec![0; NUMBERS * NUMBERS],
        }));
    }

    /// Instructions that have run, each with the one before, where there was one, and how often both ran in this order.
    pub fn pairs(&self) -> impl Iterator<Item = (Option<Opcode>, Opcode, u64)> {
        let counts = self.pairs.iter().flat_map(|pairs| pairs.counts.iter());
        let counted = counts.enumerate().filter(|(_, count)| **count > 0);
        counted.filter_map(|(at, &count)| {
            let (first, second) = ((at / NUMBERS) as u8, (at % NUMBERS) as u8);
            let first = Opcode::from_u8(first).filter(|_| first != NONE);
            Some((first, Opcode::from_u8(second)?, count))
        })
    }
}
