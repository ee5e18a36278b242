//! [`Spans`]: where a match and its groups are.

use vm::memory::RootedVec;
use vm::{Result, Value, Vm};

use super::engine::{Engine, UNSET};
use super::matched;
use super::pattern::Pattern;
use super::search::Query;
use super::subject::Subject;

/// Where a match is, and its groups: group 0 is all of it.
pub trait Spans {
    /// How many groups there are, with that of the whole.
    fn count(&self) -> usize;

    /// Where a group begins and ends, if it is one and has matched.
    fn span(&self, group: usize) -> Option<(usize, usize)>;

    /// Where the match begins.
    fn start(&self) -> usize {
        self.span(0).map_or(0, |span| span.0)
    }

    /// Where the match ends.
    fn end(&self) -> usize {
        self.span(0).map_or(0, |span| span.1)
    }

    /// The text of a group, or another value where it has none.
    fn group(&self, vm: &mut Vm, subject: Subject, group: usize, default: Value) -> Result {
        match self.span(group) {
            Some((start, end)) => subject.slice(vm, start, end),
            None => Ok(default),
        }
    }

    /// A tuple of the groups' texts.
    fn groups(&self, vm: &mut Vm, subject: Subject, default: Value) -> Result {
        /// So many texts lie on the native stack, where the collector sees them.
        const FEW: usize = 8;
        let count = self.count() - 1;
        if count <= FEW {
            let mut texts = [Value::NULL; FEW];
            for (group, text) in texts[..count].iter_mut().enumerate() {
                *text = self.group(vm, subject, group + 1, default)?;
            }
            return Ok(vm.new_tuple(&texts[..count]));
        }
        let mut texts = RootedVec::with_capacity(vm, count);
        for group in 1..=count {
            let text = self.group(vm, subject, group, default)?;
            texts.push(vm, text);
        }
        Ok(vm.new_tuple(&texts))
    }
}

/// What an engine has found; it has the groups.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    engine: &'a Engine,
    whole: (usize, usize),
}

impl<'a> Found<'a> {
    /// What the engine has found from `start` to `end`.
    pub fn new(engine: &'a Engine, start: usize, end: usize) -> Found<'a> {
        let whole = (start, end);
        Found { engine, whole }
    }

    /// The group that was closed last, 0 for none.
    pub fn last_group(&self) -> u32 {
        self.engine.last_group()
    }
}

impl Spans for Found<'_> {
    fn count(&self) -> usize {
        1 + self.engine.marks().len() / 2
    }

    fn span(&self, group: usize) -> Option<(usize, usize)> {
        let Some(before) = group.checked_sub(1) else {
            return Some(self.whole);
        };
        match self.engine.marks().get(2 * before..2 * before + 2) {
            Some(&[start, end]) if start != UNSET && end != UNSET && start <= end => {
                Some((start, end))
            }
            _ => None,
        }
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
            let places = [pos, query.end];
            Ok(matched::new(vm, (object, pattern), subject, found, places))
        }
        None => Ok(Value::NONE),
    }
}
