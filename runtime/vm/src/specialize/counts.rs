//! How often instructions run, in a run that counts for a report.

use std::cell::Cell;

use crate::Vm;
use crate::layout::{Code, Frame};

/// A counter from here on says that each execution is looked at: see [`super::met`]. Its note's place is above the count.
pub(crate) const LOOKED_AT: u64 = 1 << 63;
/// Bits of the count: enough for hours of nothing else.
const COUNT_BITS: u32 = 43;
const COUNT: u64 = (1 << COUNT_BITS) - 1;
/// What is beyond is not looked at.
const MOST_NOTES: usize = 1 << (63 - COUNT_BITS);

/// The place of the note of an instruction that is looked at, by its counter.
#[inline(always)]
pub(super) fn note_of(counter: u64) -> usize {
    ((counter & !LOOKED_AT) >> COUNT_BITS) as usize
}

/// The counters of a code object: one for each code unit, or none where nothing is counted. They never move.
#[derive(Debug, Default)]
pub struct Counts(Vec<Cell<u64>>);

impl Counts {
    pub(crate) fn new(units: usize) -> Counts {
        Counts(vec![Cell::new(0); units])
    }

    /// How often the interpreter has run the instruction at a code unit.
    pub fn of(&self, unit: u32) -> u64 {
        let count = self.0.get(unit as usize);
        count.map_or(0, |count| count.get() & COUNT)
    }

    /// How many code units there are.
    pub(super) fn units(&self) -> usize {
        self.0.len()
    }

    /// Has each execution looked at from now on.
    pub(super) fn look_at(&self, unit: u32, note: usize) {
        if let Some(count) = self.0.get(unit as usize).filter(|_| note < MOST_NOTES) {
            count.set(LOOKED_AT | (note as u64) << COUNT_BITS | count.get() & COUNT);
        }
    }

    /// What [`Code::counts`] is for code units that begin at `units`.
    pub(crate) fn base(&self, units: *mut u16) -> *mut u64 {
        let first = self.0.as_ptr().cast_mut().cast::<u64>();
        first.wrapping_byte_sub(4 * units as usize)
    }
}

/// The counter of an instruction of the running code object, in a run that counts.
#[inline(always)]
pub(crate) fn counter(frame: *mut Frame, this: *mut u16) -> *mut u64 {
    // SAFETY: initialised: the running frame's code is live.
    let base = unsafe { (*(*frame).code).counts };
    base.wrapping_byte_add(4 * this as usize)
}

impl Vm {
    /// Counts executions of instructions from now on, for a report.
    ///
    /// # Panics
    ///
    /// If there is code already: all that runs is to be counted.
    pub fn count(&mut self) {
        assert!(self.codes.is_empty(), "code that would not be counted");
        self.counting = true;
    }

    /// Takes back that an execution of the instruction was counted.
    pub(crate) fn uncount_instruction(&mut self, frame: *mut Frame, this: *mut u16) {
        // SAFETY: counted: callers ask for it in a run that counts, of an instruction that was counted.
        unsafe { *counter(frame, this) -= 1 };
    }

    /// How often an instruction has run by now, in the interpreter and in traces.
    pub(crate) fn executions(&self, code: *mut Code, unit: u32) -> u64 {
        // SAFETY: pinned: a watched run keeps all its code objects.
        let details = &self.codes[unsafe { (*code).id } as usize];
        let traces = details.traces.iter();
        let traces = traces.filter_map(|id| self.executors.traces.get(*id as usize));
        details.counts.of(unit) + traces.map(|trace| trace.count_of(code, unit)).sum::<u64>()
    }
}
