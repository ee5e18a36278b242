//! From code words (`Lib/re/_compiler.py` writes them) to a [`Program`]. Words that make no sense are refused, so that the
//! engine can rely on numbers in the program.

use super::charset::{Case, Charset, Item, LAST_CATEGORY};
use super::program::{Body, Greed, Op, Program, Single, Times};

/// The words are no program.
#[derive(Debug)]
pub struct Invalid;

type Decoded<T = ()> = Result<T, Invalid>;

/// Opcodes, numbered as in `Lib/re/_constants.py`.
mod code {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    /// `GROUPREF`, `IN`, `LITERAL`, `NOT_LITERAL`, ignoring case: four for ASCII, for the locale and for Unicode.
    pub const FIRST_IGNORE: u32 = 30;
    pub const LAST_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;
    /// The greatest `AT_*`.
    pub const LAST_AT: u32 = 11;
    pub const INFO_PREFIX: u32 = 1;
    pub const INFO_CHARSET: u32 = 4;
}

/// What a word further on ends.
enum Open {
    /// There the next alternative begins, or a zero ends them. The number is that of the operation that leads there.
    Alternative { at: usize, from: usize },
    /// There a body's end lies.
    Body { at: usize, enter: usize },
    /// There a loop's end lies.
    Loop { at: usize, repeat: usize },
}

struct Decoder<'a> {
    words: &'a [u32],
    at: usize,
    program: Program,
    open: Vec<Open>,
    /// For each word the operation that begins there; `usize::MAX` where none does.
    starts: Vec<usize>,
}

/// The program of code words of a pattern with so many groups.
pub fn decode(words: &[u32], groups: usize) -> Decoded<Program> {
    let mut decoder = Decoder {
        words,
        at: 0,
        program: Program::new(words, groups),
        open: Vec::new(),
        starts: vec![usize::MAX; words.len() + 1],
    };
    if words.first() == Some(&code::INFO) {
        decoder.info()?;
    }
    while decoder.at < words.len() {
        decoder.operation()?;
    }
    decoder.finish()
}

impl Decoder<'_> {
    fn word(&mut self) -> Decoded<u32> {
        let word = *self.words.get(self.at).ok_or(Invalid)?;
        self.at += 1;
        Ok(word)
    }

    /// A word that says how far, from itself, something lies.
    fn skip(&mut self) -> Decoded<usize> {
        let from = self.at;
        let to = from
            .checked_add(self.word()? as usize)
            .filter(|&to| to <= self.words.len())
            .ok_or(Invalid)?;
        if to > from { Ok(to) } else { Err(Invalid) }
    }

    fn times(&mut self) -> Decoded<Times> {
        let times = Times {
            min: self.word()?,
            max: self.word()?,
        };
        if times.min <= times.max {
            Ok(times)
        } else {
            Err(Invalid)
        }
    }

    fn emit(&mut self, op: Op) {
        self.program.ops.push(op);
    }

    /// The number of the operation that will be emitted next.
    fn next(&self) -> usize {
        self.program.ops.len()
    }

    /// What helps to find a match: its least length and what it begins with.
    fn info(&mut self) -> Decoded {
        self.at = 1;
        let end = self.skip()?;
        let (flags, least) = (self.word()?, self.word()?);
        self.word()?;
        self.program.least = least as usize;
        if flags & code::INFO_PREFIX != 0 {
            let length = self.word()? as usize;
            self.word()?;
            let prefix = self
                .words
                .get(self.at..)
                .and_then(|rest| rest.get(..length));
            self.program.prefix = prefix.ok_or(Invalid)?.to_vec();
        } else if flags & code::INFO_CHARSET != 0 {
            self.program.first = Some(self.charset(end)?);
        }
        self.at = end;
        Ok(())
    }

    fn operation(&mut self) -> Decoded {
        let start = self.at;
        if let Some(&Open::Alternative { at, from }) = self.open.last()
            && at == start
        {
            return self.next_alternative(from);
        }
        self.starts[start] = self.next();
        let word = self.word()?;
        match word {
            code::SUCCESS => self.success(start),
            code::AT => {
                let at = self.word()?;
                self.emit(Op::At(at));
                if at <= code::LAST_AT {
                    Ok(())
                } else {
                    Err(Invalid)
                }
            }
            code::MARK => {
                let mark = self.word()? as usize;
                self.emit(Op::Mark(mark));
                if mark < 2 * self.program.groups {
                    Ok(())
                } else {
                    Err(Invalid)
                }
            }
            code::GROUPREF => self.group(Case::Exact),
            code::FIRST_IGNORE..=code::LAST_IGNORE
                if (word - code::FIRST_IGNORE).is_multiple_of(4) =>
            {
                self.group(ignored_case(word))
            }
            code::GROUPREF_EXISTS => {
                let group = self.word()? as usize;
                let base = self.at - 1;
                let otherwise = base.saturating_add(self.word()? as usize);
                self.emit(Op::IfGroup { group, otherwise });
                if group < self.program.groups {
                    Ok(())
                } else {
                    Err(Invalid)
                }
            }
            code::JUMP => {
                let to = self.skip()?;
                self.emit(Op::Jump(to));
                Ok(())
            }
            code::BRANCH => self.next_alternative_at(),
            code::REPEAT => {
                let until = self.skip()?;
                let times = self.times()?;
                self.open.push(Open::Loop {
                    at: until,
                    repeat: self.next(),
                });
                self.emit(Op::Repeat { times, until });
                Ok(())
            }
            code::MAX_UNTIL => self.until(start, Greed::Greedy),
            code::MIN_UNTIL => self.until(start, Greed::Lazy),
            code::REPEAT_ONE => self.repeat_one(Greed::Greedy),
            code::MIN_REPEAT_ONE => self.repeat_one(Greed::Lazy),
            code::POSSESSIVE_REPEAT_ONE => self.repeat_one(Greed::Possessive),
            code::ASSERT | code::ASSERT_NOT => {
                let end = self.skip()?;
                let behind = self.word()? as usize;
                self.enter(
                    if word == code::ASSERT {
                        Body::Assert(behind)
                    } else {
                        Body::AssertNot(behind)
                    },
                    end.checked_sub(1),
                )
            }
            code::ATOMIC_GROUP => {
                let end = self.skip()?;
                self.enter(Body::Atomic, end.checked_sub(1))
            }
            code::POSSESSIVE_REPEAT => {
                let end = self.skip()?;
                let times = self.times()?;
                self.enter(Body::Possessive(times), Some(end))
            }
            _ => {
                let single = self.single(word)?;
                self.emit(Op::Single(single));
                Ok(())
            }
        }
    }

    /// The word after `BRANCH`: how far the second alternative is.
    fn next_alternative_at(&mut self) -> Decoded {
        let at = self.skip()?;
        let from = self.next();
        self.emit(Op::Alternative(usize::MAX));
        self.open.push(Open::Alternative { at, from });
        Ok(())
    }

    /// The word between two alternatives, or the zero after the last one.
    fn next_alternative(&mut self, from: usize) -> Decoded {
        self.open.pop();
        self.program.ops[from] = Op::Alternative(self.next());
        if self.words.get(self.at) == Some(&code::FAILURE) {
            self.at += 1;
            self.emit(Op::Single(Single::None));
            return Ok(());
        }
        self.next_alternative_at()
    }

    fn enter(&mut self, body: Body, at: Option<usize>) -> Decoded {
        let at = at.filter(|&at| at >= self.at).ok_or(Invalid)?;
        self.open.push(Open::Body {
            at,
            enter: self.next(),
        });
        self.emit(Op::Enter { body, end: 0 });
        Ok(())
    }

    fn success(&mut self, start: usize) -> Decoded {
        match self.open.last() {
            None if self.at == self.words.len() => {
                self.emit(Op::Success);
                Ok(())
            }
            Some(&Open::Body { at, enter }) if at == start => {
                self.open.pop();
                self.emit(Op::Leave);
                let next = self.next();
                if let Some(Op::Enter { end, .. }) = self.program.ops.get_mut(enter) {
                    *end = next;
                }
                Ok(())
            }
            _ => Err(Invalid),
        }
    }

    fn until(&mut self, start: usize, greed: Greed) -> Decoded {
        match self.open.pop() {
            Some(Open::Loop { at, repeat }) if at == start => {
                let here = self.next();
                if let Some(Op::Repeat { until, .. }) = self.program.ops.get_mut(repeat) {
                    *until = here;
                }
                self.emit(Op::Until(greed));
                Ok(())
            }
            _ => Err(Invalid),
        }
    }

    fn repeat_one(&mut self, greed: Greed) -> Decoded {
        let end = self.skip()?;
        let times = self.times()?;
        let word = self.word()?;
        let single = self.single(word)?;
        let tail = self.next() + 1;
        self.emit(Op::RepeatOne {
            single,
            times,
            greed,
            tail,
        });
        if self.word()? == code::SUCCESS && self.at == end {
            Ok(())
        } else {
            Err(Invalid)
        }
    }

    fn group(&mut self, case: Case) -> Decoded {
        let group = self.word()? as usize;
        self.emit(Op::Group(case, group));
        if group < self.program.groups {
            Ok(())
        } else {
            Err(Invalid)
        }
    }

    /// What a word, and those that belong to it, want of one character.
    fn single(&mut self, word: u32) -> Decoded<Single> {
        Ok(match word {
            code::FAILURE => Single::None,
            code::ANY => Single::Any,
            code::ANY_ALL => Single::All,
            code::LITERAL => Single::Literal(Case::Exact, self.word()?),
            code::NOT_LITERAL => Single::NotLiteral(Case::Exact, self.word()?),
            code::IN => self.set(Case::Exact)?,
            code::CATEGORY => Single::Category(self.category()?),
            code::FIRST_IGNORE..=code::LAST_IGNORE => {
                let case = ignored_case(word);
                match (word - code::FIRST_IGNORE) % 4 {
                    1 => self.set(case)?,
                    2 => Single::Literal(case, self.word()?),
                    3 => Single::NotLiteral(case, self.word()?),
                    _ => return Err(Invalid),
                }
            }
            _ => return Err(Invalid),
        })
    }

    fn category(&mut self) -> Decoded<u32> {
        let category = self.word()?;
        if category <= LAST_CATEGORY {
            Ok(category)
        } else {
            Err(Invalid)
        }
    }

    fn set(&mut self, case: Case) -> Decoded<Single> {
        let end = self.skip()?;
        let set = self.charset(end)?;
        if self.at == end {
            Ok(Single::In(case, set))
        } else {
            Err(Invalid)
        }
    }

    fn bits(&mut self) -> Decoded<[u32; 8]> {
        let mut bits = [0; 8];
        for word in &mut bits {
            *word = self.word()?;
        }
        Ok(bits)
    }

    /// A set's items up to a zero; gives the set's number.
    fn charset(&mut self, end: usize) -> Decoded<usize> {
        let mut items = Vec::new();
        while self.at < end {
            items.push(match self.word()? {
                code::FAILURE => {
                    self.program.sets.push(Charset::new(items));
                    return Ok(self.program.sets.len() - 1);
                }
                code::NEGATE => Item::Negate,
                code::LITERAL => {
                    let point = self.word()?;
                    Item::Range(point, point)
                }
                code::RANGE => Item::Range(self.word()?, self.word()?),
                code::RANGE_UNI_IGNORE => Item::RangeIgnore(self.word()?, self.word()?),
                code::CATEGORY => Item::Category(self.category()?),
                code::CHARSET => Item::Bits(self.bits()?),
                code::BIGCHARSET => {
                    let count = self.word()?;
                    let mut numbers = Box::new([0; 256]);
                    for four in numbers.chunks_exact_mut(4) {
                        four.copy_from_slice(&self.word()?.to_ne_bytes());
                    }
                    let chunks = (0..count).map(|_| self.bits()).collect::<Decoded<_>>()?;
                    Item::Chunks(numbers, chunks)
                }
                _ => return Err(Invalid),
            });
        }
        Err(Invalid)
    }

    /// Turns words' numbers in jumps into operations' numbers.
    fn finish(mut self) -> Decoded<Program> {
        let complete = matches!(self.program.ops.last(), Some(Op::Success));
        if !complete || !self.open.is_empty() {
            return Err(Invalid);
        }
        for op in &mut self.program.ops {
            if let Op::Jump(to) | Op::IfGroup { otherwise: to, .. } = op {
                *to = *self.starts.get(*to).ok_or(Invalid)?;
                if *to == usize::MAX {
                    return Err(Invalid);
                }
            }
        }
        Ok(self.program)
    }
}

fn ignored_case(word: u32) -> Case {
    match (word - code::FIRST_IGNORE) / 4 {
        0 => Case::Ascii,
        1 => Case::Locale,
        _ => Case::Unicode,
    }
}
