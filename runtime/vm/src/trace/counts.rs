//! How often traces have run instructions, for the report. The interpreter counts what it dispatches; what a trace runs
//! follows from how often it began and where it was left.

use std::collections::HashMap;

use uops::Uop;

use super::{Exit, Trace};
use crate::Vm;
use crate::layout::Code;

impl Trace {
    /// How often each of its steps ran to its end.
    fn step_counts(&self) -> impl Iterator<Item = u64> {
        let mut left = self.left_after.clone();
        for exit in &self.exits {
            *left.entry(self.done_at(exit)).or_default() += exit.count;
        }
        let began = *self.entered + *self.jumps;
        (0..self.steps.len() as u32).scan(began, move |running, step| {
            *running = running.saturating_sub(left.get(&step).copied().unwrap_or(0));
            Some(*running)
        })
    }

    /// How often it has run an instruction.
    pub(crate) fn count_of(&self, code: *mut Code, unit: u32) -> u64 {
        let steps = self.steps.iter().zip(self.step_counts());
        steps
            .filter(|(step, _)| **step == (code, unit))
            .map(|(_, count)| count)
            .sum()
    }

    /// How many steps are done when the trace is left through an exit: not that of the micro-op if the interpreter begins it
    /// again.
    fn done_at(&self, exit: &Exit) -> u32 {
        let uop = &self.uops[exit.uop_index as usize];
        let ends = matches!(uop.uop, Uop::_EXIT_TRACE | Uop::_DYNAMIC_EXIT);
        uop.step + u32::from(ends || uop.target != uop.origin)
    }
}

impl Vm {
    /// How often traces have run each instruction: by code object and code unit. The interpreter's counts are beside it.
    pub fn counts_in_traces(&self) -> HashMap<(*mut Code, u32), u64> {
        let mut counts = HashMap::new();
        for trace in &self.executors.traces {
            for (place, count) in trace.steps.iter().zip(trace.step_counts()) {
                *counts.entry(*place).or_default() += count;
            }
        }
        counts
    }

    /// How often traces have met each of the types at an instruction: by code object, code unit and index into
    /// [`crate::specialize::met::Met::types`].
    pub fn met_in_traces(&self) -> HashMap<(*mut Code, u32, usize), u64> {
        let mut counts = HashMap::new();
        for trace in &self.executors.traces {
            let formed = trace.steps.iter().zip(&trace.formed);
            for (((code, unit), formed), count) in formed.zip(trace.step_counts()) {
                if let Some(types) = formed {
                    *counts.entry((*code, *unit, *types)).or_default() += count;
                }
            }
        }
        counts
    }

    /// Counts that a trace was left other than through one of its exits.
    pub(super) fn count_departure(&mut self, trace: u32, done: u32) {
        if self.counting {
            let trace = &mut self.executors.traces[trace as usize];
            *trace.left_after.entry(done).or_default() += 1;
        }
    }
}
