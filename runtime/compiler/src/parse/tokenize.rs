//! Tokens as `tokenize` gives them: those of the scanner, and between them what the grammar does not see.

use super::tokens::{self, Kind, Token};
use crate::error::SyntaxError;
use crate::source::Source;

/// Python's `tokenize.TokenInfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo<'a> {
    /// Its number in Python's `token`.
    pub kind: u8,
    /// Its text.
    pub text: &'a str,
    /// Row, from 1, and column, from 0, in characters.
    pub start: (usize, usize),
    /// Where it ends.
    pub end: (usize, usize),
    /// The lines that it is in.
    pub line: &'a str,
}

/// The tokens of a source.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    /// As far as there are any.
    pub tokens: Vec<TokenInfo<'a>>,
    /// Whether the source ends with them, or within something, or else is wrong behind them.
    pub end: TokensEnd,
}

/// What is behind the last token of a source.
#[derive(Clone, Debug)]
pub enum TokensEnd {
    /// Nothing.
    Whole,
    /// Brackets are open.
    Open,
    /// What no token begins with.
    Wrong(Box<SyntaxError>),
}

/// Numbers of Python's `token`.
mod number {
    pub const NAME: u8 = 1;
    pub const NUMBER: u8 = 2;
    pub const STRING: u8 = 3;
    pub const NEWLINE: u8 = 4;
    pub const INDENT: u8 = 5;
    pub const DEDENT: u8 = 6;
    pub const OP: u8 = 55;
    pub const FSTRING_START: u8 = 59;
    pub const TSTRING_START: u8 = 62;
    pub const COMMENT: u8 = 65;
    pub const NL: u8 = 66;
    pub const END: u8 = 0;
}

/// The tokens of a source, with comments and the ends of blank lines.
pub fn tokenize(text: &str) -> Tokens<'_> {
    let scan = tokens::scan(text);
    let mut told = Teller::new(text);
    for token in &scan.tokens {
        told.gap(token.start, token.kind);
        told.tell(token);
    }
    if scan.fault.is_none() && !scan.open.is_empty() {
        told.gap(text.len(), Kind::Name);
    }
    let end = match scan.fault {
        Some(fault) => {
            // They belong to a line that does not begin.
            while told
                .tokens
                .last()
                .is_some_and(|last| last.kind == number::DEDENT)
            {
                told.tokens.pop();
            }
            TokensEnd::Wrong(super::at(&Source::new(text, "<string>"), &fault).into())
        }
        None if scan.open.is_empty() && !scan.continued => TokensEnd::Whole,
        None => TokensEnd::Open,
    };
    Tokens {
        tokens: told.tokens,
        end,
    }
}

struct Teller<'a> {
    text: &'a str,
    /// Where lines start.
    lines: Vec<usize>,
    /// Up to where it is told.
    at: usize,
    tokens: Vec<TokenInfo<'a>>,
    /// The strings with fields that are open.
    strings: Vec<Fields>,
}

/// A string with fields.
struct Fields {
    template: bool,
    /// Those that are open: the level of brackets, its own included, and whether it is behind the colon.
    open: Vec<(usize, bool)>,
}

impl<'a> Teller<'a> {
    fn new(text: &'a str) -> Teller<'a> {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Teller {
            text,
            lines: std::iter::once(0).chain(starts).collect(),
            at: 0,
            tokens: Vec::new(),
            strings: Vec::new(),
        }
    }

    /// The index of the line of an offset.
    fn row(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at) - 1
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let row = self.row(at);
        (row + 1, self.text[self.lines[row]..at].chars().count())
    }

    /// The lines that a range is in.
    fn line(&self, start: usize, end: usize) -> &'a str {
        let last = self.row(end);
        let to = self.lines.get(last + 1).copied().unwrap_or(self.text.len());
        &self.text[self.lines[self.row(start)]..to]
    }

    fn push(&mut self, kind: u8, start: usize, end: usize) {
        let newline = matches!(kind, number::NEWLINE | number::NL);
        let (from, mut to) = (self.place(start), self.place(end));
        let mut line = self.line(start, end);
        if newline {
            // It counts as a character, also at the end of a source where there is none.
            to = (from.0, from.1 + 1);
            line = self.line(start, start);
        }
        self.tokens.push(TokenInfo {
            kind,
            text: &self.text[start..end],
            start: from,
            end: to,
            line,
        });
    }

    /// A token without text at the end of the source, or before a line's first token.
    fn push_empty(&mut self, kind: u8, at: usize) {
        let over = at == self.text.len();
        let unended = !self.text.ends_with('\n');
        let mut place = self.place(at);
        if over {
            place = (
                self.lines.len() + usize::from(unended && !self.text.is_empty()),
                0,
            );
        }
        let line = if over { "" } else { self.line(at, at) };
        let text = "";
        self.tokens.push(TokenInfo {
            kind,
            text,
            start: place,
            end: place,
            line,
        });
    }

    /// Tells comments and the ends of lines up to a token.
    fn gap(&mut self, end: usize, before: Kind) {
        let text = self.text;
        // Whether the last line has something that is no token of its own.
        let mut unended = self.at < end
            && matches!(self.tokens.last(), Some(last) if last.kind == number::NEWLINE);
        while self.at < end {
            let start = self.at;
            match text.as_bytes()[start] {
                b'#' => {
                    let rest = &text[start..end];
                    let length = rest.find('\n').unwrap_or(rest.len());
                    let length = rest[..length].trim_end_matches('\r').len();
                    self.push(number::COMMENT, start, start + length);
                    (self.at, unended) = (start + length, true);
                }
                b'\n' => {
                    self.push(number::NL, start, start + 1);
                    (self.at, unended) = (start + 1, start + 1 < end);
                }
                // The line goes on.
                b'\\' => {
                    self.at = text[start..end]
                        .find('\n')
                        .map_or(end, |newline| start + newline + 1)
                }
                _ => self.at += 1,
            }
        }
        if unended && end == text.len() && matches!(before, Kind::End | Kind::Dedent) {
            self.push(number::NL, end, end);
        }
    }

    fn tell(&mut self, token: &Token) {
        let Token {
            kind,
            start,
            end,
            level,
        } = *token;
        let template = self.strings.last().is_some_and(|string| string.template);
        let offset = if template { 3 } else { 0 };
        let (kind, start) = match kind {
            Kind::Name => (number::NAME, start),
            Kind::Number => (number::NUMBER, start),
            Kind::String => (number::STRING, start),
            Kind::Op => {
                if self.follow_fields(&self.text[start..end], level) {
                    self.push(number::FSTRING_START + 1 + offset, start, start);
                }
                (number::OP, start)
            }
            Kind::Newline => (number::NEWLINE, start),
            Kind::Indent => (number::INDENT, self.lines[self.row(start)]),
            Kind::Dedent => return self.push_empty(number::DEDENT, start),
            Kind::End => return self.push_empty(number::END, start),
            Kind::FStringStart => {
                let template = self.text[start..end].contains(['t', 'T']);
                let open = Vec::new();
                self.strings.push(Fields { template, open });
                let first = if template {
                    number::TSTRING_START
                } else {
                    number::FSTRING_START
                };
                (first, start)
            }
            Kind::FStringMiddle => {
                return self.middle(number::FSTRING_START + 1 + offset, start, end);
            }
            Kind::FStringEnd => {
                self.strings.pop();
                (number::FSTRING_START + 2 + offset, start)
            }
        };
        self.push(kind, start, end);
        self.at = end;
    }

    /// Follows the fields of the innermost string. Says whether the operator ends one behind whose colon a field has just ended: then there
    /// is a text without characters between.
    fn follow_fields(&mut self, operator: &str, level: usize) -> bool {
        let Some(Fields { open, .. }) = self.strings.last_mut() else {
            return false;
        };
        match (operator, open.last_mut()) {
            ("{", None | Some((_, true))) => open.push((level, false)),
            (":", Some((own, spec))) if *own == level => *spec = true,
            ("}", Some((own, spec))) if *own == level + 1 => {
                let between = *spec
                    && self
                        .tokens
                        .last()
                        .is_some_and(|last| matches!(last.text, "}" | ":"));
                open.pop();
                return between;
            }
            _ => {}
        }
        false
    }

    /// Text between fields. A brace that is written twice ends a token; the second one is in none.
    fn middle(&mut self, kind: u8, start: usize, end: usize) {
        let mut from = start;
        let doubled = |at: usize| matches!(&self.text[at..at + 2], "{{" | "}}");
        let mut at = start;
        let mut pieces = Vec::new();
        while at + 1 < end {
            if self.text.is_char_boundary(at) && self.text.is_char_boundary(at + 2) && doubled(at) {
                pieces.push((from, at + 1));
                from = at + 2;
                at += 2;
            } else {
                at += 1;
            }
        }
        if from < end || pieces.is_empty() {
            pieces.push((from, end));
        }
        for (from, to) in pieces {
            self.push(kind, from, to);
        }
        self.at = end;
    }
}
