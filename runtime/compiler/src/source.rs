//! The source text, and where its lines start.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::error::{ErrorKind, SyntaxError};
use crate::instr::Loc;
use crate::warnings::Warning;

/// Line ends as `\n`, as CPython's tokenizer sees them.
pub(crate) fn with_newlines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// So many lines are looked at one after the other before a search through all of them.
const NEAR: usize = 4;

pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) filename: &'a str,
    /// Where each line starts, and behind them what no offset reaches.
    starts: Vec<u32>,
    /// The line found last: the next one asked for is most often near.
    last: Cell<u32>,
    warnings: RefCell<Vec<Warning>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str, filename: &'a str) -> Source<'a> {
        let mut starts = Vec::with_capacity(text.len() / 24 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        starts.push(u32::MAX);
        Source {
            text,
            filename,
            starts,
            last: Cell::new(0),
            warnings: RefCell::default(),
        }
    }

    /// How many lines there are.
    pub(crate) fn lines(&self) -> usize {
        self.starts.len() - 1
    }

    /// Line (from 1) and column (bytes, from 0).
    pub(crate) fn line_column(&self, offset: TextSize) -> (i32, i32) {
        let offset = offset.to_u32();
        let last = self.last.get() as usize;
        let line = if offset < self.starts[last] {
            self.starts[..last].partition_point(|&start| start <= offset) - 1
        } else {
            self.line_from(last, offset)
        };
        self.last.set(line as u32);
        self.place(line, offset)
    }

    /// The line of an offset that is on a line (from 0) or behind it.
    fn line_from(&self, mut line: usize, offset: u32) -> usize {
        for _ in 0..NEAR {
            if offset < self.starts[line + 1] {
                return line;
            }
            line += 1;
        }
        line + self.starts[line..].partition_point(|&start| start <= offset) - 1
    }

    fn place(&self, line: usize, offset: u32) -> (i32, i32) {
        (line as i32 + 1, (offset - self.starts[line]) as i32)
    }

    pub(crate) fn loc(&self, node: &impl Ranged) -> Loc {
        self.range(node.range())
    }

    pub(crate) fn range(&self, range: TextRange) -> Loc {
        let (line, col) = self.line_column(range.start());
        // What is asked for next is most often inside: the line that it ends on is not kept in mind.
        let end = range.end().to_u32();
        let (end_line, end_col) = self.place(self.line_from(line as usize - 1, end), end);
        Loc {
            line,
            end_line,
            col,
            end_col,
        }
    }

    /// Where a compound statement stands: CPython's ends after a semicolon that ends its body.
    pub(crate) fn block(&self, range: TextRange) -> Loc {
        let end = range.end().to_usize();
        let rest = self.text.as_bytes().get(end..).unwrap_or_default();
        let blanks = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'))
            .count();
        let end = if rest.get(blanks) == Some(&b';') {
            end + blanks + 1
        } else {
            end
        };
        self.range(TextRange::new(range.start(), TextSize::new(end as u32)))
    }

    /// The text of a line (from 1), with its newline.
    fn line(&self, line: i32) -> Option<&'a str> {
        let at = usize::try_from(line - 1).ok()?;
        let [start, next] = *self.starts.get(at..at + 2)? else {
            return None;
        };
        let (start, end) = (start as usize, self.text.len().min(next as usize));
        Some(&self.text[start..end])
    }

    /// Columns of errors count characters from 1.
    pub(crate) fn character_column(&self, line: i32, col: i32) -> i32 {
        let Ok(col) = usize::try_from(col) else {
            return 0;
        };
        let text = self.line(line).unwrap_or_default();
        let text = text.as_bytes().get(..col).unwrap_or(text.as_bytes());
        text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as i32 + 1
    }

    /// Warns of something that stands at a place.
    #[cold]
    pub(crate) fn warn(&self, at: TextSize, message: String) {
        let line = self.line_column(at).0.unsigned_abs();
        self.warnings.borrow_mut().push(Warning { message, line });
    }

    /// What has been warned of.
    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        self.warnings.into_inner()
    }

    #[cold]
    pub(crate) fn error(&self, loc: Loc, message: impl Into<String>) -> Box<SyntaxError> {
        self.error_of(ErrorKind::Syntax, loc, message)
    }

    #[cold]
    pub(crate) fn error_of(
        &self,
        kind: ErrorKind,
        loc: Loc,
        message: impl Into<String>,
    ) -> Box<SyntaxError> {
        // The compiler's columns are bytes, other than the parser's.
        let start = (loc.line, loc.col + 1);
        let end = (loc.end_line, loc.end_col + 1);
        Box::new(self.error_at(kind, start, end, message))
    }

    /// An error with lines and columns as Python shows them.
    pub(crate) fn error_at(
        &self,
        kind: ErrorKind,
        start: (i32, i32),
        end: (i32, i32),
        message: impl Into<String>,
    ) -> SyntaxError {
        let text = self.line(start.0).map(|line| {
            if line.ends_with('\n') {
                line.to_owned()
            } else {
                format!("{line}\n")
            }
        });
        SyntaxError {
            kind,
            message: message.into(),
            filename: Some(self.filename.to_owned()),
            line: u32::try_from(start.0).unwrap_or(0),
            column: start.1,
            end_line: u32::try_from(end.0).unwrap_or(0),
            end_column: end.1,
            text,
        }
    }
}
