//! [`Program`]: what a pattern's code words say, checked, with jumps resolved.

use core::cell::Cell;
use core::fmt;

use super::charset::{Case, Charset, is_in_category};
use super::engine::Engine;

/// What one character must be.
#[derive(Clone, Copy, Debug)]
pub enum Single {
    /// Nothing is.
    None,
    /// Anything but a newline.
    Any,
    /// Anything.
    All,
    /// This character.
    Literal(Case, u32),
    /// Any other than this.
    NotLiteral(Case, u32),
    /// One of a set: its number.
    In(Case, usize),
    /// Of a category: a number of `CATEGORY_*`.
    Category(u32),
}

/// How often to take what may be taken more or less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greed {
    /// As often as possible, less often if what follows fails.
    Greedy,
    /// As seldom as possible.
    Lazy,
    /// As often as possible, and no less.
    Possessive,
}

/// From how often to how often something may be repeated; [`Times::NO_END`] is no bound.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// At least so often.
    pub min: u32,
    /// At most so often.
    pub max: u32,
}

impl Times {
    /// CPython's `MAXREPEAT`.
    pub const NO_END: u32 = u32::MAX;

    /// Whether so many times leave room for once more.
    pub fn allow_more(self, times: u32) -> bool {
        times < self.max || self.max == Times::NO_END
    }
}

/// What a body in brackets of its own is, whose alternatives are forgotten once it has matched.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// `(?=...)`; behind the place by so many characters for `(?<=...)`.
    Assert(usize),
    /// `(?!...)` and `(?<!...)`.
    AssertNot(usize),
    /// `(?>...)`.
    Atomic,
    /// `(?:...)*+`.
    Possessive(Times),
}

/// An operation. Numbers of operations are indices into [`Program::ops`].
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// The pattern has matched.
    Success,
    /// One character.
    Single(Single),
    /// A place: a number of `AT_*`.
    At(u32),
    /// The beginning (even) or end (odd) of a group.
    Mark(usize),
    /// What a group has matched, again.
    Group(Case, usize),
    /// Goes on at `otherwise` unless a group has matched.
    IfGroup { group: usize, otherwise: usize },
    /// Goes on elsewhere.
    Jump(usize),
    /// Tries what follows, then what is at the number.
    Alternative(usize),
    /// Repeats one character, and goes on at `tail`.
    RepeatOne {
        single: Single,
        times: Times,
        greed: Greed,
        tail: usize,
    },
    /// Enters a loop whose body follows, at its `Until`.
    Repeat { times: Times, until: usize },
    /// The end of a loop's body.
    Until(Greed),
    /// Enters a body, after which the program goes on at `end`.
    Enter { body: Body, end: usize },
    /// The end of the body that was entered last.
    Leave,
}

/// A pattern, ready to run.
#[derive(Debug, Default)]
pub struct Program {
    /// The operations; the last is [`Op::Success`], and no number leads beyond it.
    pub ops: Vec<Op>,
    /// The sets of characters.
    pub sets: Vec<Charset>,
    /// The number of groups.
    pub groups: usize,
    /// As many characters as a match has at least.
    pub least: usize,
    /// The characters that every match begins with.
    pub prefix: Vec<u32>,
    /// The set that every match begins with a character of.
    pub first: Option<usize>,
    /// The code words that it was made of.
    pub words: Vec<u32>,
    /// An engine that has run it, for its memory.
    spare: Spare,
}

/// Room for an engine that nobody uses.
#[derive(Default)]
struct Spare(Cell<Option<Box<Engine>>>);

impl fmt::Debug for Spare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spare")
    }
}

impl Program {
    /// No operations yet, for code words of a pattern with so many groups.
    pub fn new(words: &[u32], groups: usize) -> Program {
        Program {
            words: words.to_vec(),
            groups,
            ..Program::default()
        }
    }

    /// Lends an engine for some runs, with the memory that the last one had. What runs on the way gets another.
    pub fn with_engine<R>(&self, run: impl FnOnce(&mut Engine) -> R) -> R {
        let mut engine = self.spare.0.take().unwrap_or_default();
        let result = run(&mut engine);
        if engine.is_small() {
            self.spare.0.set(Some(engine));
        }
        result
    }

    /// Whether a character is what it must be.
    #[inline]
    pub fn accepts(&self, single: Single, point: u32) -> bool {
        match single {
            Single::None => false,
            Single::Any => point != 10,
            Single::All => true,
            Single::Literal(case, wanted) => case.equal(wanted, point),
            Single::NotLiteral(case, wanted) => !case.equal(wanted, point),
            Single::In(case, set) => self.sets[set].contains_case(case, point),
            Single::Category(category) => is_in_category(category, point),
        }
    }
}
