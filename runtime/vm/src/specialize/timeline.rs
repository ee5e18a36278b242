//! What became of an instruction in a watched run, in order, each with the execution at which it happened.

use uops::Opcode;

use crate::Vm;

/// At most so many forms of an instruction are kept; further ones are counted. As many other events.
const KEPT: usize = 8;

/// What became of one instruction.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The first of each sort, in order.
    pub events: Vec<Event>,
    /// How many forms it has taken, the generic one too where it went back to that.
    pub forms: u64,
    others: u64,
}

/// An event at an instruction.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// In which of its executions, from 1.
    pub at: u64,
    /// What happened.
    pub what: What,
}

/// What can happen to an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It took this form: a specialized one, or the generic one again.
    Form(Opcode),
    /// Its form met operands that it is not for, for the first time.
    FellBack,
    /// A trace was made that has it.
    Trace(u32),
    /// A trace was left at it, through this exit, for the first time.
    Exit {
        /// The trace.
        trace: u32,
        /// The exit.
        exit: u32,
    },
    /// An exit of a trace at it had grown hot: from now on another trace goes on from there.
    Continued {
        /// The trace.
        trace: u32,
        /// The exit.
        exit: u32,
        /// The trace that goes on.
        by: u32,
    },
    /// A trace that has it was thrown away.
    Invalidated(u32),
}

impl Timeline {
    /// Whether such an event would be kept. Forms are counted even so.
    pub(super) fn has_room(&mut self, what: What) -> bool {
        let seen = match what {
            What::Form(_) => &mut self.forms,
            _ => &mut self.others,
        };
        *seen += 1;
        *seen <= KEPT as u64
    }

    pub(super) fn add(&mut self, at: u64, what: What) {
        self.events.push(Event { at, what });
    }
}

impl Vm {
    /// Notes an event at each instruction that a trace has.
    pub(crate) fn note_at_steps(&mut self, trace: u32, what: What) {
        let mut steps = self.executors.traces[trace as usize].steps.clone();
        steps.sort_unstable();
        steps.dedup();
        for (code, unit) in steps {
            self.note_event(code, unit, what);
        }
    }

    /// Notes an event at the instruction whose micro-op leaves a trace through an exit.
    pub(crate) fn note_at_exit(&mut self, trace: u32, exit: u32, what: What) {
        let trace = &self.executors.traces[trace as usize];
        let uop = &trace.uops[trace.exits[exit as usize].uop_index as usize];
        let (code, unit) = (uop.code, uop.origin + uop.extended);
        self.note_event(code, unit, what);
    }
}
