//! The source as CPython's tokenizer (`Parser/lexer/lexer.c`) sees it. It runs only over sources that the parser rejects:
//! what the tokenizer finds wrong takes precedence over what the grammar does.

use super::strings::FString;
use crate::error::ErrorKind;

/// CPython's `MAXLEVEL`.
pub(super) const MAX_BRACKETS: usize = 200;
/// CPython's `MAXINDENT`.
pub(super) const MAX_INDENT: usize = 100;
const TAB: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Name,
    Number,
    String,
    FStringStart,
    FStringMiddle,
    FStringEnd,
    Op,
    Newline,
    Indent,
    Dedent,
    End,
}

/// A token: bytes of the source, and how many brackets are open after it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) level: usize,
}

/// An error and its place: byte offsets, a line's length past its end for what CPython reports there.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: ErrorKind,
    pub(super) message: String,
    pub(super) start: Point,
    pub(super) end: Point,
}

/// A place as `SyntaxError` has it: the line from 1, and the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// The column of the byte at this offset, counted from 1.
    At(usize),
    /// As given.
    Fixed { line: i32, column: i32 },
}

pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    /// The brackets that the end of the source leaves open.
    pub(super) open: Vec<(u8, usize)>,
    pub(super) fault: Option<Fault>,
    /// The source ends after a backslash.
    pub(super) continued: bool,
}

pub(super) fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
        line_start: 0,
        tokens: Vec::new(),
        open: Vec::new(),
        strings: Vec::new(),
        indents: vec![(0, 0)],
        continued: false,
    };
    let fault = scanner.run().err().map(|fault| *fault);
    Scan {
        tokens: scanner.tokens,
        open: scanner.open,
        fault,
        continued: scanner.continued,
    }
}

pub(super) type Result<T = ()> = std::result::Result<T, Box<Fault>>;

pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) line: usize,
    line_start: usize,
    tokens: Vec<Token>,
    pub(super) open: Vec<(u8, usize)>,
    pub(super) strings: Vec<FString>,
    /// Columns with tabs to multiples of eight, and with tabs as one.
    indents: Vec<(usize, usize)>,
    continued: bool,
}

impl Scanner<'_> {
    pub(super) fn peek(&self) -> u8 {
        self.ahead(0)
    }

    /// A byte further on; 0 past the end.
    pub(super) fn ahead(&self, count: usize) -> u8 {
        self.bytes.get(self.at + count).copied().unwrap_or(0)
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token {
            kind,
            start,
            end: self.at,
            level: self.open.len(),
        });
    }

    /// An error at the byte before `end`, as CPython reports it after it has read that byte.
    pub(super) fn fault<T>(&self, end: usize, message: impl Into<String>) -> Result<T> {
        let mut last = end.saturating_sub(1);
        while !self.text.is_char_boundary(last) {
            last -= 1;
        }
        self.fault_in(ErrorKind::Syntax, Point::At(last), Point::At(last), message)
    }

    pub(super) fn fault_in<T>(
        &self,
        kind: ErrorKind,
        start: Point,
        end: Point,
        message: impl Into<String>,
    ) -> Result<T> {
        Err(Box::new(Fault {
            kind,
            message: message.into(),
            start,
            end,
        }))
    }

    /// Counts a newline that has just been read.
    pub(super) fn count_line(&mut self) {
        self.line += 1;
        self.line_start = self.at;
    }

    fn line_fault<T>(&self, kind: ErrorKind, column: i32, end: i32, message: &str) -> Result<T> {
        let line = self.line as i32;
        self.fault_in(
            kind,
            Point::Fixed { line, column },
            Point::Fixed { line, column: end },
            message,
        )
    }

    fn run(&mut self) -> Result {
        let mut fresh = true;
        loop {
            if self.strings.last().is_some_and(FString::in_text) {
                self.string_text()?;
                continue;
            }
            if fresh && self.open.is_empty() {
                self.indentation()?;
            }
            fresh = false;
            while matches!(self.peek(), b' ' | b'\t' | b'\x0c') {
                self.at += 1;
            }
            let start = self.at;
            match self.peek() {
                _ if self.at_end() => break,
                b'#' => {
                    while !self.at_end() && self.peek() != b'\n' {
                        self.at += 1;
                    }
                }
                b'\n' => {
                    self.at += 1;
                    if self.open.is_empty() {
                        let blank = self
                            .tokens
                            .last()
                            .is_none_or(|last| last.kind == Kind::Newline);
                        if !blank && !self.after_indentation() {
                            self.push(Kind::Newline, start);
                        }
                        fresh = true;
                    }
                    self.count_line();
                }
                b'\\' => self.continuation()?,
                b'0'..=b'9' => self.number()?,
                b'.' if self.ahead(1).is_ascii_digit() => self.number()?,
                b'"' | b'\'' => self.string(start, "")?,
                byte if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 => {
                    self.name()?;
                }
                _ => self.operator()?,
            }
        }
        self.finish();
        Ok(())
    }

    fn after_indentation(&self) -> bool {
        self.tokens
            .last()
            .is_some_and(|last| matches!(last.kind, Kind::Indent | Kind::Dedent))
    }

    /// The tokens after the last one: a newline if there is none, dedents, the end.
    fn finish(&mut self) {
        if !self.open.is_empty() || self.continued {
            return;
        }
        if self
            .tokens
            .last()
            .is_some_and(|last| !matches!(last.kind, Kind::Newline | Kind::Dedent))
        {
            let start = self.at;
            self.push(Kind::Newline, start);
        }
        for _ in 1..self.indents.len() {
            let start = self.at;
            self.push(Kind::Dedent, start);
        }
        let start = self.at;
        self.push(Kind::End, start);
    }

    /// The indentation of a line that is not blank.
    fn indentation(&mut self) -> Result {
        let (mut column, mut alternative) = (0, 0);
        loop {
            match self.peek() {
                b' ' => (column, alternative) = (column + 1, alternative + 1),
                b'\t' => (column, alternative) = ((column / TAB + 1) * TAB, alternative + 1),
                b'\x0c' => (column, alternative) = (0, 0),
                _ => break,
            }
            self.at += 1;
        }
        if self.at_end() || matches!(self.peek(), b'#' | b'\n') {
            return Ok(());
        }
        let start = self.at;
        let (top, top_alternative) = self.indents.last().copied().unwrap_or_default();
        let inconsistent = "inconsistent use of tabs and spaces in indentation";
        if column > top {
            if self.indents.len() >= MAX_INDENT {
                let message = "too many levels of indentation";
                return self.line_fault(ErrorKind::Indentation, 1, 0, message);
            }
            if alternative <= top_alternative {
                return self.line_fault(ErrorKind::Tab, 1, 0, inconsistent);
            }
            self.indents.push((column, alternative));
            self.push(Kind::Indent, start);
            return Ok(());
        }
        while self.indents.last().is_some_and(|(own, _)| *own > column) {
            self.indents.pop();
            self.push(Kind::Dedent, start);
        }
        let (top, top_alternative) = self.indents.last().copied().unwrap_or_default();
        if column != top {
            let rest = &self.text[self.line_start..];
            let length = rest.lines().next().unwrap_or("").chars().count() as i32 + 1;
            let message = "unindent does not match any outer indentation level";
            return self.line_fault(ErrorKind::Indentation, length, -1, message);
        }
        if alternative != top_alternative {
            return self.line_fault(ErrorKind::Tab, 1, 0, inconsistent);
        }
        Ok(())
    }

    fn continuation(&mut self) -> Result {
        self.at += 1;
        if self.at_end() || self.peek() == b'\n' && self.at + 1 == self.bytes.len() {
            self.continued = true;
            self.at = self.bytes.len();
            return Ok(());
        }
        if self.peek() != b'\n' {
            let column = self.text[self.line_start..self.at].chars().count() as i32 + 1;
            let message = "unexpected character after line continuation character";
            return self.line_fault(ErrorKind::Syntax, column, 0, message);
        }
        self.at += 1;
        self.count_line();
        Ok(())
    }

    fn name(&mut self) -> Result {
        let start = self.at;
        while self.peek() == b'_' || self.peek().is_ascii_alphanumeric() || self.peek() >= 0x80 {
            self.at += 1;
        }
        let name = &self.text[start..self.at];
        if matches!(self.peek(), b'"' | b'\'') && super::strings::is_prefix(name) {
            let prefix = name.to_ascii_lowercase();
            return self.string(start, &prefix);
        }
        for (at, char) in name.char_indices() {
            let valid = match at {
                0 => char == '_' || unicode_ident::is_xid_start(char),
                _ => unicode_ident::is_xid_continue(char),
            };
            if !valid {
                let end = start + at + char.len_utf8();
                return self.fault(end, describe_char(char));
            }
        }
        self.push(Kind::Name, start);
        Ok(())
    }

    fn operator(&mut self) -> Result {
        const LONG: &[&str] = &[
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "+=", "-=", "*=", "/=", "%=",
            "&=", "|=", "^=", "@=", "==", "<=", ">=", "**", "//", "<<", ">>", "<>",
        ];
        let start = self.at;
        let byte = self.peek();
        if byte < b' ' || byte == 0x7f {
            return self.fault(start + 1, describe_char(char::from(byte)));
        }
        let rest = &self.bytes[start..];
        let in_field = self.field_depth() == Some(self.open.len());
        let long = LONG.iter().find(|own| rest.starts_with(own.as_bytes()));
        match (long, byte) {
            // In a replacement field these end the expression.
            (_, b':') if in_field => {
                self.at += 1;
                self.enter_spec();
                self.push(Kind::Op, start);
                return Ok(());
            }
            (Some(long), _) => self.at += long.len(),
            (None, b'(' | b'[' | b'{') => {
                if self.open.len() >= MAX_BRACKETS {
                    return self.fault(start + 1, "too many nested parentheses");
                }
                self.open.push((byte, start));
                self.at += 1;
            }
            (None, b')' | b']' | b'}') => {
                self.close(byte)?;
            }
            (None, _) => self.at += 1,
        }
        self.push(Kind::Op, start);
        Ok(())
    }

    fn close(&mut self, byte: u8) -> Result {
        let place = self.at + 1;
        let char = char::from(byte);
        let in_field = self.field_depth() == Some(self.open.len());
        let Some(&(opening, opened_at)) = self.open.last() else {
            return self.fault(place, format!("unmatched '{char}'"));
        };
        let fits = matches!((opening, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !fits {
            if in_field && let Some(string) = self.strings.last() {
                let kind = string.kind;
                return self.fault(place, format!("{kind}-string: unmatched '{char}'"));
            }
            let line = 1 + self.text[..opened_at].matches('\n').count();
            let opening = char::from(opening);
            let mut message = format!(
                "closing parenthesis '{char}' does not match opening parenthesis '{opening}'"
            );
            if line != self.line {
                message += &format!(" on line {line}");
            }
            return self.fault(place, message);
        }
        self.at += 1;
        self.open.pop();
        if in_field {
            self.leave_field();
        }
        Ok(())
    }
}

/// What CPython says of a character that can stand nowhere.
pub(super) fn describe_char(char: char) -> String {
    let number = u32::from(char);
    if number > 0x7f && crate::dump::repr::is_printable(number) {
        format!("invalid character '{char}' (U+{number:04X})")
    } else {
        format!("invalid non-printable character U+{number:04X}")
    }
}
