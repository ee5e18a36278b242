//! [`Found`]: where a match and its groups are.

use vm::memory::RootedVec;
use vm::{Result, Value, Vm};

use super::engine::{Engine, UNSET};
use super::matched;
use super::pattern::Pattern;
use super::search::Query;
use super::subject::Subject;

/// Where a match is, and its groups.
#[derive(Clone, Debug)]
pub struct Found {
    /// The beginning and end of the match and of each group.
    pub spans: Box<[Option<(usize, usize)>]>,
    /// The group that was closed last, 0 for none.
    pub last_group: u32,
}

impl Found {
    /// What the engine has found from `start` to `end`.
    pub fn new(engine: &Engine, start: usize, end: usize) -> Found {
        let groups = engine.marks().chunks_exact(2).map(|marks| {
            let set = marks[0] != UNSET && marks[1] != UNSET && marks[0] <= marks[1];
            set.then_some((marks[0], marks[1]))
        });
        Found {
            spans: core::iter::once(Some((start, end))).chain(groups).collect(),
            last_group: engine.last_group(),
        }
    }

    fn span(&self, group: usize) -> Option<(usize, usize)> {
        self.spans.get(group).copied().flatten()
    }

    /// Where the match begins.
    pub fn start(&self) -> usize {
        self.span(0).map_or(0, |span| span.0)
    }

    /// Where the match ends.
    pub fn end(&self) -> usize {
        self.span(0).map_or(0, |span| span.1)
    }

    /// The text of a group, or another value where it has none.
    pub fn group(&self, vm: &mut Vm, subject: Subject, group: usize, default: Value) -> Result {
        match self.span(group) {
            Some((start, end)) => subject.slice(vm, start, end),
            None => Ok(default),
        }
    }

    /// A tuple of the groups' texts.
    pub fn groups(&self, vm: &mut Vm, subject: Subject, default: Value) -> Result {
        let mut texts = RootedVec::with_capacity(vm, self.spans.len() - 1);
        for group in 1..self.spans.len() {
            let text = self.group(vm, subject, group, default)?;
            texts.push(vm, text);
        }
        Ok(vm.new_tuple(&texts))
    }
}

/// The match object for a query, or None. `pos` is what it says of where the search began.
pub fn find(
    vm: &mut Vm,
    engine: &mut Engine,
    (object, pattern): (Value, &Pattern),
    subject: Subject,
    query: Query,
    pos: usize,
) -> Result {
    let chars = subject.chars(vm);
    match engine.find(vm, &pattern.program, chars, query)? {
        Some((start, end)) => {
            let found = Found::new(engine, start, end);
            Ok(matched::new(vm, object, subject, found, [pos, query.end]))
        }
        None => Ok(Value::NONE),
    }
}
