//! Finding a match: the places where one may begin, tried from the left.

use vm::objects::strings::Chars;
use vm::{Result, Vm, with_chars};

use super::engine::{Engine, Text, Unit};
use super::program::{Op, Program, Single};

/// Where and how to look for a match.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// Where to begin.
    pub start: usize,
    /// The end of what is looked at.
    pub end: usize,
    /// Whether the match must begin at the start.
    pub anchored: bool,
    /// Whether the match must reach the end.
    pub whole: bool,
    /// Whether an empty match at the start does not count: one was found there before.
    pub not_empty: bool,
}

impl Engine {
    /// The first match: where it begins and ends.
    pub fn find(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        chars: Chars<'_>,
        query: Query,
    ) -> Result<Option<(usize, usize)>> {
        let end = query.end.min(chars.len());
        let whole = query.whole;
        let not_empty_at = query.not_empty.then_some(query.start);
        with_chars!(chars, units => {
            let text = Text { units: &units[..end], whole, not_empty_at };
            if query.anchored {
                self.run(vm, program, text, query.start).map(|end| end.map(|end| (query.start, end)))
            } else {
                self.search(vm, program, text, query.start)
            }
        })
    }

    fn search<T: Unit>(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        text: Text<'_, T>,
        mut at: usize,
    ) -> Result<Option<(usize, usize)>> {
        let Some(last) = text.units.len().checked_sub(program.least) else {
            return Ok(None);
        };
        while at <= last {
            match next_place(program, text.units, at) {
                Some(place) if place <= last => at = place,
                _ => return Ok(None),
            }
            if let Some(end) = self.run(vm, program, text, at)? {
                return Ok(Some((at, end)));
            }
            at += 1;
        }
        Ok(None)
    }
}

/// The next place where a match may begin.
fn next_place<T: Unit>(program: &Program, units: &[T], from: usize) -> Option<usize> {
    let rest = &units[from..];
    if let Some(&first) = program.prefix.first() {
        let begins = |place: usize| {
            let mut there = rest[place..].iter().map(|&unit| unit.into());
            program
                .prefix
                .iter()
                .all(|&point| there.next() == Some(point))
        };
        let mut place = 0;
        loop {
            place += T::find(&rest[place..], first)?;
            if begins(place) {
                return Some(from + place);
            }
            place += 1;
        }
    }
    if let Some(set) = program.first {
        let set = &program.sets[set];
        let place = rest.iter().position(|&unit| set.contains(unit.into()))?;
        return Some(from + place);
    }
    // A match of the text's beginning is at the beginning.
    match program.ops[0] {
        Op::At(0 | 2) if from > 0 => None,
        Op::Single(Single::None) => None,
        _ => Some(from),
    }
}
