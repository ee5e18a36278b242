//! How long traces live. A trace lives while its code object does, or a trace that leads into it; it then keeps what it
//! takes for constants. One that was invalidated lives until it runs no longer. A run that is watched for a report keeps all.

use std::collections::HashSet;
use std::ops::Range;

use super::{Executors, NO_TRACE, Trace};
use crate::Value;
use crate::Vm;
use crate::memory::{Marker, Visitor, is_marked};
use crate::objects::code::CodeDetails;

/// A run of a trace that is on the native stack.
#[derive(Clone, Debug)]
pub struct Running {
    /// The trace that was entered.
    pub entered: u32,
    /// The trace that has gone on from it: machine code says here when it changes.
    pub current: *const u64,
    /// The machine code's own memory, with values in it.
    pub memory: Range<usize>,
}

/// Which traces a collection has reached.
#[derive(Default)]
pub(crate) struct Reached(Vec<bool>);

impl Executors {
    /// The number of the next trace.
    pub(crate) fn next_id(&self) -> u32 {
        self.free
            .last()
            .copied()
            .unwrap_or(self.traces.len() as u32)
    }

    /// Takes in the trace of [`Executors::next_id`].
    pub(super) fn add(&mut self, trace: Trace) {
        match self.free.pop() {
            Some(id) => self.traces[id as usize] = trace,
            None => self.traces.push(trace),
        }
    }

    /// A run of a trace begins.
    pub fn begin(&mut self, running: Running) {
        self.running.push(running);
    }

    /// The innermost run of a trace has ended.
    pub fn end(&mut self) {
        self.running.pop();
    }

    fn running_ids(&self) -> impl Iterator<Item = u32> {
        self.running.iter().flat_map(|running| {
            // SAFETY: the run's own memory, which stays until `end`.
            [running.entered, unsafe { *running.current } as u32]
        })
    }

    /// Memory of machine code that is running, which may hold values.
    pub(crate) fn running_memory(&self) -> impl Iterator<Item = Range<usize>> {
        self.running.iter().map(|running| running.memory.clone())
    }

    /// Marks what traces keep alive, given the code objects that were reached meanwhile.
    pub(crate) fn mark(&self, reached: &mut Reached, marker: &mut Marker, codes: &[CodeDetails]) {
        reached.0.resize(self.traces.len(), false);
        let mut work: Vec<u32> = self.running_ids().collect();
        work.extend(&self.retired);
        loop {
            while let Some(id) = work.pop() {
                let Some(trace) = self.traces.get(id as usize) else {
                    continue;
                };
                if std::mem::replace(&mut reached.0[id as usize], true) {
                    continue;
                }
                marker.pointer(trace.code);
                trace
                    .constants
                    .iter()
                    .for_each(|value| marker.value(*value));
                work.extend(trace.exits.iter().filter_map(|exit| exit.side_trace));
            }
            marker.drain();
            let codes_reached = marker.objects.take_codes();
            if codes_reached.is_empty() {
                return;
            }
            for code in codes_reached {
                // SAFETY: a code object that was just marked.
                work.extend(&codes[unsafe { (*code).id } as usize].executors);
            }
        }
    }

    /// Drops traces that a collection has not reached.
    pub(crate) fn drop_unreached(&mut self, reached: &Reached) {
        let ids = 0..self.traces.len() as u32;
        let dead = |id: &u32| !reached.0[*id as usize] && !self.traces[*id as usize].is_vacant();
        self.drop(ids.filter(dead).collect());
    }

    /// Drops traces that were invalidated and run no longer.
    fn drop_retired(&mut self) {
        if self.retired.is_empty() {
            return;
        }
        let running: HashSet<u32> = self.running_ids().collect();
        let retired = std::mem::take(&mut self.retired);
        let (kept, gone): (Vec<u32>, Vec<u32>) =
            retired.into_iter().partition(|id| running.contains(id));
        self.retired = kept;
        self.drop(gone.into_iter().collect());
    }

    /// Drops traces that nothing leads into: what they hold, their machine code, and what is known of them elsewhere.
    fn drop(&mut self, ids: HashSet<u32>) {
        if ids.is_empty() {
            return;
        }
        self.watched.forget_traces(&ids);
        let targets: HashSet<u32> = ids
            .iter()
            .flat_map(|id| &self.traces[*id as usize].exits)
            .filter_map(|exit| exit.side_trace)
            .collect();
        for target in targets {
            let links = &mut self.traces[target as usize].linked_from;
            links.retain(|(from, _)| !ids.contains(from));
        }
        for id in ids {
            self.traces[id as usize] = Trace::vacant(id);
            self.free.push(id);
        }
    }
}

impl Vm {
    /// Drops what invalidations have left. Nobody may hold the number of an invalid trace that does not run.
    pub(super) fn drop_retired_traces(&mut self) {
        if self.counting {
            return;
        }
        for id in self.executors.retired.clone() {
            let code = self.executors.traces[id as usize].code;
            // SAFETY: a retired trace keeps its code object alive.
            let details = &mut self.codes[unsafe { (*code).id } as usize];
            for number in &mut details.executors {
                if *number == id {
                    *number = NO_TRACE;
                }
            }
        }
        self.executors.drop_retired();
    }

    /// Drops the details of code objects that a collection has not reached, and their units.
    pub(crate) fn drop_dead_code(&mut self) {
        for id in 0..self.codes.len() {
            let object = self.codes[id].object;
            if object.is_null() || is_marked(Value::object(object)) {
                continue;
            }
            // SAFETY: not swept yet. Frames and traces keep their code objects alive, so nothing points into the units.
            unsafe { crate::objects::code::free_units(object) };
            self.codes[id] = CodeDetails::default();
            self.free_codes.push(id as u32);
        }
    }
}
