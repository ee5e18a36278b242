//! The engine: runs a [`Program`] on a text, going back to what else could be tried where something fails. What it can go
//! back to is on a stack of its own, so neither the pattern nor the text takes native stack.

use vm::{Result, Vm};

use super::backtrack::{Entry, NONE, Stack};
use super::charset::{Case, is_in_category};
use super::program::{Body, Greed, Op, Program, Single, Times};

/// A mark that is not set.
pub const UNSET: usize = usize::MAX;

/// A character of some width.
pub trait Unit: Copy + Into<u32> {
    /// Where a character is first.
    fn find(units: &[Self], wanted: u32) -> Option<usize> {
        units.iter().position(|&unit| unit.into() == wanted)
    }
}

impl Unit for u8 {
    fn find(units: &[u8], wanted: u32) -> Option<usize> {
        memchr::memchr(u8::try_from(wanted).ok()?, units)
    }
}
impl Unit for u16 {}
impl Unit for u32 {}

/// What is to be matched, and how.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a, T> {
    /// The characters up to the end: beyond it there are none, before the start of a match there may be.
    pub units: &'a [T],
    /// Whether a match must reach the end.
    pub whole: bool,
    /// Where a match must not be empty.
    pub not_empty_at: Option<usize>,
}

impl<T: Unit> Text<'_, T> {
    #[inline]
    fn at(&self, index: usize) -> Option<u32> {
        self.units.get(index).map(|&unit| unit.into())
    }

    /// How many characters from a place on are what they must be, up to a number of them.
    fn run_length(&self, program: &Program, single: Single, at: usize, most: u32) -> usize {
        let rest = self.units.get(at..).unwrap_or_default();
        let most = match most {
            Times::NO_END => rest.len(),
            most => rest.len().min(most as usize),
        };
        let rest = &rest[..most];
        let end = match single {
            Single::All => None,
            Single::Any => T::find(rest, 10),
            Single::NotLiteral(Case::Exact, wanted) => T::find(rest, wanted),
            Single::In(Case::Exact, set) => {
                let set = &program.sets[set];
                rest.iter().position(|&unit| !set.contains(unit.into()))
            }
            _ => rest
                .iter()
                .position(|&unit| !program.accepts(single, unit.into())),
        };
        end.unwrap_or(most)
    }

    /// Whether a place is what `AT_*` says.
    fn is_place(&self, place: u32, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.at(before));
        let here = self.at(at);
        let boundary = |word: u32| {
            let is_word = |point: Option<u32>| point.is_some_and(|p| is_in_category(word, p));
            is_word(before) != is_word(here)
        };
        match place {
            0 | 2 => at == 0,
            1 => at == 0 || before == Some(10),
            3 => boundary(4),
            4 => !boundary(4),
            5 => here.is_none() || here == Some(10) && at + 1 == self.units.len(),
            6 => here.is_none() || here == Some(10),
            7 => here.is_none(),
            8 => boundary(8),
            9 => !boundary(8),
            10 => boundary(14),
            _ => !boundary(14),
        }
    }
}

/// What a run needs besides program and text.
#[derive(Debug, Default)]
pub struct Engine {
    stack: Stack,
}

impl Engine {
    /// Whether its memory is little enough to be kept.
    pub fn is_small(&self) -> bool {
        self.stack.is_small()
    }

    /// Where groups begin and end, after a match.
    pub fn marks(&self) -> &[usize] {
        &self.stack.marks
    }

    /// The group that was closed last, 0 for none.
    pub fn last_group(&self) -> u32 {
        self.stack.last_group
    }

    /// Where a match ends that begins at a place; `None` if there is none.
    pub fn run<T: Unit>(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        text: Text<'_, T>,
        start: usize,
    ) -> Result<Option<usize>> {
        self.stack.reset(2 * program.groups);
        let (mut op, mut at) = (0, start);
        loop {
            let next = match program.ops[op] {
                Op::Success => {
                    let refused = text.whole && at != text.units.len()
                        || at == start && text.not_empty_at == Some(start);
                    if !refused {
                        return Ok(Some(at));
                    }
                    None
                }
                Op::Single(single) => match text.at(at) {
                    Some(point) if program.accepts(single, point) => Some((op + 1, at + 1)),
                    _ => None,
                },
                Op::At(place) => text.is_place(place, at).then_some((op + 1, at)),
                Op::Mark(mark) => {
                    self.stack.set_mark(vm, mark, at)?;
                    Some((op + 1, at))
                }
                Op::Group(case, group) => self
                    .again(&text, case, group, at)
                    .map(|length| (op + 1, at + length)),
                Op::IfGroup { group, otherwise } => match self.stack.group(group) {
                    Some(_) => Some((op + 1, at)),
                    None => Some((otherwise, at)),
                },
                Op::Jump(to) => Some((to, at)),
                Op::Alternative(other) => {
                    if cannot_begin(program, &text, op + 1, at) {
                        Some((other, at))
                    } else {
                        let other = other as u32;
                        self.stack.push(vm, Entry::Retry { op: other, at })?;
                        Some((op + 1, at))
                    }
                }
                Op::RepeatOne { .. } => self.repeat_one(vm, program, &text, op, at)?,
                Op::Repeat { until, .. } => {
                    self.stack.enter_loop(vm, op)?;
                    Some((until, at))
                }
                Op::Until(greed) => self.until(vm, program, greed, op, at)?,
                Op::Enter { body, end } => self.enter(vm, body, end, op, at)?,
                Op::Leave => self.leave(vm, program, at)?,
            };
            (op, at) = match next {
                Some(next) => next,
                None => match self.go_back(vm, program, &text)? {
                    Some(next) => next,
                    None => return Ok(None),
                },
            };
        }
    }

    /// The length of a group's text if it is here again.
    fn again<T: Unit>(
        &self,
        text: &Text<'_, T>,
        case: Case,
        group: usize,
        at: usize,
    ) -> Option<usize> {
        let (start, end) = self.stack.group(group)?;
        let (was, is) = (
            text.units.get(start..end)?,
            text.units.get(at..at.checked_add(end - start)?)?,
        );
        let equal = |(&was, &is): (&T, &T)| case.lower(was.into()) == case.lower(is.into());
        was.iter().zip(is).all(equal).then_some(end - start)
    }

    fn repeat_one<T: Unit>(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        text: &Text<'_, T>,
        op: usize,
        at: usize,
    ) -> Result<Option<(usize, usize)>> {
        let Op::RepeatOne {
            single,
            times,
            greed,
            tail,
        } = program.ops[op]
        else {
            return Ok(None);
        };
        let most = if greed == Greed::Lazy {
            times.min
        } else {
            times.max
        };
        let taken = text.run_length(program, single, at, most);
        if taken < times.min as usize {
            return Ok(None);
        }
        let (low, high, op) = (at + times.min as usize, at + taken, op as u32);
        match greed {
            Greed::Possessive => Ok(Some((tail, high))),
            Greed::Lazy => {
                let left = match times.max {
                    Times::NO_END => Times::NO_END,
                    max => max - times.min,
                };
                self.stack.push(vm, Entry::TakeMore { op, left, at: low })?;
                Ok(Some((tail, low)))
            }
            Greed::Greedy => {
                let Some(at) = give_back(program, text, tail, low, high + 1) else {
                    return Ok(None);
                };
                if at > low {
                    self.stack.push(vm, Entry::GiveBack { op, low, at })?;
                }
                Ok(Some((tail, at)))
            }
        }
    }

    /// At the end of a loop's body, and when it is entered: once more, or on.
    fn until(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        greed: Greed,
        op: usize,
        at: usize,
    ) -> Result<Option<(usize, usize)>> {
        let repeat = self.stack.inner;
        let Some(state) = self.stack.loop_of(repeat) else {
            return Ok(None);
        };
        let Some(&Op::Repeat { times, .. }) = program.ops.get(state.op) else {
            return Ok(None);
        };
        let body = state.op + 1;
        if state.count < times.min {
            self.stack.count(vm, repeat, state.last)?;
            return Ok(Some((body, at)));
        }
        if greed == Greed::Lazy {
            self.stack.push(vm, Entry::RunLoop { repeat, at })?;
        } else if times.allow_more(state.count) && at != state.last {
            let op = op as u32;
            self.stack.push(vm, Entry::LeaveLoop { op, repeat, at })?;
            self.stack.count(vm, repeat, at)?;
            return Ok(Some((body, at)));
        }
        self.stack.run_loop(vm, state.outer)?;
        Ok(Some((op + 1, at)))
    }

    fn enter(
        &mut self,
        vm: &mut Vm,
        body: Body,
        end: usize,
        op: usize,
        at: usize,
    ) -> Result<Option<(usize, usize)>> {
        let behind = match body {
            Body::Assert(behind) if at < behind => return Ok(None),
            Body::AssertNot(behind) if at < behind => return Ok(Some((end, at))),
            Body::Possessive(times) if times.max == 0 => return Ok(Some((end, at))),
            Body::Assert(behind) | Body::AssertNot(behind) => behind,
            Body::Atomic | Body::Possessive(_) => 0,
        };
        self.stack.enter_body(vm, op, 0, at)?;
        Ok(Some((op + 1, at - behind)))
    }

    /// A body has matched: what else it could have matched is forgotten.
    fn leave(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        at: usize,
    ) -> Result<Option<(usize, usize)>> {
        let Some((op, count, entered_at)) = self.stack.body() else {
            return Ok(None);
        };
        let Some(&Op::Enter { body, end }) = program.ops.get(op) else {
            return Ok(None);
        };
        match body {
            Body::AssertNot(_) => {
                self.stack.undo_body();
                return Ok(None);
            }
            _ => self.stack.forget_choices(),
        }
        match body {
            Body::Assert(_) => Ok(Some((end, entered_at))),
            // Where the body has matched nothing, it would again.
            Body::Possessive(times) if at != entered_at && times.allow_more(count + 1) => {
                self.stack.enter_body(vm, op, count + 1, at)?;
                Ok(Some((op + 1, at)))
            }
            _ => Ok(Some((end, at))),
        }
    }

    /// Undoes what was done since the last choice, and chooses what is next; `None` where there is no choice left.
    fn go_back<T: Unit>(
        &mut self,
        vm: &mut Vm,
        program: &Program,
        text: &Text<'_, T>,
    ) -> Result<Option<(usize, usize)>> {
        while let Some(entry) = self.stack.undo_to_choice() {
            match entry {
                Entry::Retry { op, at } => return Ok(Some((op as usize, at))),
                Entry::GiveBack { op, low, at } => {
                    let Op::RepeatOne { tail, .. } = program.ops[op as usize] else {
                        continue;
                    };
                    if let Some(at) = give_back(program, text, tail, low, at) {
                        if at > low {
                            self.stack.push(vm, Entry::GiveBack { op, low, at })?;
                        }
                        return Ok(Some((tail, at)));
                    }
                }
                Entry::TakeMore { op, left, at } => {
                    let Op::RepeatOne { single, tail, .. } = program.ops[op as usize] else {
                        continue;
                    };
                    if left > 0 && text.at(at).is_some_and(|p| program.accepts(single, p)) {
                        let left = if left == Times::NO_END {
                            left
                        } else {
                            left - 1
                        };
                        let at = at + 1;
                        self.stack.push(vm, Entry::TakeMore { op, left, at })?;
                        return Ok(Some((tail, at)));
                    }
                }
                Entry::LeaveLoop { op, repeat, at } => {
                    let outer = self.stack.loop_of(repeat).map_or(NONE, |state| state.outer);
                    self.stack.run_loop(vm, outer)?;
                    return Ok(Some((op as usize + 1, at)));
                }
                Entry::RunLoop { repeat, at } => {
                    let Some(state) = self.stack.loop_of(repeat) else {
                        continue;
                    };
                    if let Some(&Op::Repeat { times, .. }) = program.ops.get(state.op)
                        && times.allow_more(state.count)
                        && at != state.last
                    {
                        self.stack.count(vm, repeat, at)?;
                        return Ok(Some((state.op + 1, at)));
                    }
                }
                Entry::Entered { op, count, at, .. } => match program.ops[op as usize] {
                    Op::Enter {
                        body: Body::AssertNot(_),
                        end,
                    } => return Ok(Some((end, at))),
                    Op::Enter {
                        body: Body::Possessive(times),
                        end,
                    } if count >= times.min => return Ok(Some((end, at))),
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Whether an alternative fails at its first character: then it is no choice.
fn cannot_begin<T: Unit>(program: &Program, text: &Text<'_, T>, op: usize, at: usize) -> bool {
    match program.ops[op] {
        Op::Single(single) => !text
            .at(at)
            .is_some_and(|point| program.accepts(single, point)),
        _ => false,
    }
}

/// The last place from `low` on and before `above` where what follows a repetition does not fail at once.
fn give_back<T: Unit>(
    program: &Program,
    text: &Text<'_, T>,
    tail: usize,
    low: usize,
    above: usize,
) -> Option<usize> {
    match program.ops[tail] {
        Op::Single(single @ Single::Literal(..)) => (low..above).rev().find(|&at| {
            text.at(at)
                .is_some_and(|point| program.accepts(single, point))
        }),
        _ => above.checked_sub(1).filter(|&at| at >= low),
    }
}
