//! The place where the parser gave up: the tokens around it, and errors at them.

use ruff_python_ast::Expr;
use ruff_python_parser::{ParseError, parse_expression};

use super::{Fault, Kind, Point, Scan, Token};
use crate::error::ErrorKind;
use crate::source::Source;

pub(super) struct Context<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) scan: &'a Scan,
    /// The token at which the parser gave up.
    pub(super) found: usize,
    pub(super) error: &'a ParseError,
}

/// Words that start or continue no expression.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "nonlocal", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
];

impl<'a> Context<'a> {
    pub(super) fn explain(&self) -> Fault {
        let fault = self.explain_here();
        let line = |at: usize| self.source.line_column((at as u32).into()).0;
        let place = self
            .token(self.found)
            .map_or(usize::MAX, |token| token.start);
        match self.scan.open.last() {
            Some(&(bracket, at)) if place == usize::MAX || line(place) > line(at) => {
                let (line, column) = self.source.line_column((at as u32).into());
                let column = self.source.character_column(line, column);
                Fault {
                    kind: ErrorKind::Syntax,
                    message: format!("'{}' was never closed", char::from(bracket)),
                    start: Point::Fixed { line, column },
                    end: Point::Fixed { line, column: 0 },
                }
            }
            None if self.scan.continued && place == usize::MAX => {
                let mut fault = self.fault_past_end();
                fault.message = "unexpected EOF while parsing".to_owned();
                fault
            }
            _ => fault,
        }
    }

    /// CPython reads on for errors of its tokenizer, other than those of indentation, unless an indent did not fit.
    pub(super) fn gives_way_to(&self, fault: &Fault) -> bool {
        match self.kind(self.found) {
            None => true,
            Some(Kind::Indent) => false,
            // Of the dedent that fits nowhere.
            Some(Kind::Dedent) if self.found + 1 == self.scan.tokens.len() => true,
            Some(_) => matches!(fault.start, Point::At(_)),
        }
    }

    pub(super) fn explain_here(&self) -> Fault {
        let hint = Self::HINTS.iter().find_map(|hint| hint(self));
        hint.unwrap_or_else(|| match self.token(self.found).map(|token| token.kind) {
            Some(Kind::Indent) => self.at_found(ErrorKind::Indentation, "unexpected indent"),
            Some(Kind::Dedent) => self.at_found(ErrorKind::Indentation, "unexpected unindent"),
            Some(Kind::End) => {
                let (line, _) = self.end();
                Fault {
                    message: "invalid syntax".to_owned(),
                    ..self.fixed(line, 0, 0)
                }
            }
            _ => self.at_found(ErrorKind::Syntax, "invalid syntax"),
        })
    }

    pub(super) fn token(&self, at: usize) -> Option<&'a Token> {
        self.scan.tokens.get(at)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.token(at)
            .map_or("", |token| &self.source.text[token.start..token.end])
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    /// The text of the token before the one found.
    pub(super) fn before(&self, count: usize) -> &'a str {
        self.found.checked_sub(count).map_or("", |at| self.text(at))
    }

    pub(super) fn range(&self, first: usize, last: usize, message: impl Into<String>) -> Fault {
        let start = self.token(first).map_or(0, |token| token.start);
        let end = self.token(last).map_or(start, |token| token.end);
        self.bytes(start, end, message)
    }

    pub(super) fn bytes(&self, start: usize, end: usize, message: impl Into<String>) -> Fault {
        Fault {
            kind: ErrorKind::Syntax,
            message: message.into(),
            start: Point::At(start),
            end: Point::At(end),
        }
    }

    /// An error at the last token that CPython's parser has read.
    pub(super) fn at_found(&self, kind: ErrorKind, message: impl Into<String>) -> Fault {
        let fault = match self.token(self.found) {
            Some(token) if matches!(token.kind, Kind::Indent | Kind::Dedent | Kind::End) => {
                self.unplaced(token.start)
            }
            Some(token) if token.kind == Kind::Newline => {
                let (line, column) = self.source.line_column((token.start as u32).into());
                let column = self.source.character_column(line, column);
                self.fixed(line, column, column + 1)
            }
            Some(token) => self.bytes(token.start, token.end, ""),
            None => self.fault_past_end(),
        };
        Fault {
            kind,
            message: message.into(),
            ..fault
        }
    }

    pub(super) fn fixed(&self, line: i32, column: i32, end: i32) -> Fault {
        Fault {
            kind: ErrorKind::Syntax,
            message: String::new(),
            start: Point::Fixed { line, column },
            end: Point::Fixed { line, column: end },
        }
    }

    /// CPython's place of a token that has none of its own: how far its tokenizer has read in the line.
    pub(super) fn unplaced(&self, at: usize) -> Fault {
        if at >= self.source.text.trim_end_matches('\n').len() {
            return self.fault_past_end();
        }
        let (line, column) = self.source.line_column((at as u32).into());
        self.fixed(line, self.source.character_column(line, column) - 1, -1)
    }

    pub(super) fn fault_past_end(&self) -> Fault {
        let (line, column) = self.end();
        self.fixed(line, self.source.character_column(line, column), -1)
    }

    /// Line and column of the end of the last line.
    fn end(&self) -> (i32, i32) {
        let text = self.source.text;
        let end = text.strip_suffix('\n').unwrap_or(text).len();
        self.source.line_column((end as u32).into())
    }

    /// The first token of the statement that the token stands in.
    pub(super) fn statement(&self, at: usize) -> usize {
        let starts = |at: usize| {
            at == 0
                || matches!(
                    self.kind(at - 1),
                    Some(Kind::Newline | Kind::Indent | Kind::Dedent)
                )
                || self.token(at - 1).is_some_and(|own| own.level == 0)
                    && matches!(self.text(at - 1), ";")
        };
        (0..=at).rev().find(|&at| starts(at)).unwrap_or(0)
    }

    pub(super) fn parse(&self, first: usize, last: usize) -> Option<Expr> {
        let (start, end) = (self.token(first)?.start, self.token(last)?.end);
        if start >= end {
            return None;
        }
        parse_bracketed(&self.source.text[start..end])
    }

    /// The longest expression that starts at a token: the token that it ends with.
    pub(super) fn expression_from(&self, first: usize) -> Option<usize> {
        let level = self.token(first)?.level;
        let opening = usize::from(matches!(self.text(first), "(" | "[" | "{"));
        let level = level - opening;
        let mut last = None;
        for at in first..(first + 200).min(self.scan.tokens.len()) {
            let token = self.scan.tokens[at];
            let separator = matches!(self.text(at), "," | "=" | ":" | ";" | ":=");
            if token.level < level
                || token.level == level && separator
                || matches!(
                    token.kind,
                    Kind::Newline | Kind::End | Kind::Indent | Kind::Dedent
                )
            {
                break;
            }
            if token.level == level && self.parse(first, at).is_some() {
                last = Some(at);
            }
        }
        last
    }

    /// The longest list of expressions, separated by commas, that starts at a token: the token that it ends with.
    pub(super) fn expressions_from(&self, first: usize) -> Option<usize> {
        let mut last = self.expression_from(first)?;
        while self.text(last + 1) == "," {
            let next = last + 2;
            let next = next + usize::from(self.text(next) == "*");
            match self.expression_from(next) {
                Some(end) => last = end,
                None => return Some(last + 1),
            }
        }
        Some(last)
    }

    /// Where the expression that ends before a token starts: after the last token that separates expressions.
    pub(super) fn expression_before(&self, end: usize) -> Option<usize> {
        let level = self.token(end.checked_sub(1)?)?.level;
        let separates = |at: usize| {
            let token = self.scan.tokens[at];
            let opens = matches!(self.text(at), "(" | "[" | "{") && token.level == level;
            let parts = matches!(
                self.text(at),
                "," | "="
                    | ":"
                    | ";"
                    | ":="
                    | "in"
                    | "return"
                    | "for"
                    | "if"
                    | "elif"
                    | "else"
                    | "while"
                    | "assert"
                    | "import"
            ) && token.level == level;
            opens
                || parts
                || token.level < level
                || matches!(
                    token.kind,
                    Kind::Newline | Kind::Indent | Kind::Dedent | Kind::FStringStart
                )
        };
        let first = (0..end)
            .rev()
            .find(|&at| separates(at))
            .map_or(0, |at| at + 1);
        (first < end).then_some(first)
    }

    /// An operator that binds less than `|`.
    pub(super) fn compares(&self, at: usize) -> bool {
        matches!(
            self.text(at),
            "and" | "or" | "not" | "in" | "is" | "if" | "<" | ">" | "==" | ">=" | "<=" | "!="
        )
    }

    pub(super) fn starts_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => !KEYWORDS.contains(&self.text(at)),
            Some(Kind::Number | Kind::String | Kind::FStringStart) => true,
            Some(Kind::Op) => matches!(self.text(at), "{" | "~" | "..."),
            _ => false,
        }
    }

    pub(super) fn ends_expression(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name) => {
                !KEYWORDS.contains(&self.text(at))
                    && !matches!(self.text(at), "not" | "lambda" | "await")
            }
            Some(Kind::Number | Kind::String | Kind::FStringEnd) => true,
            Some(Kind::Op) => matches!(self.text(at), ")" | "]" | "}" | "..."),
            _ => false,
        }
    }

    /// Whether the innermost bracket around a token belongs to a call (and not to a definition).
    pub(super) fn call_before(&self, at: usize) -> Option<bool> {
        let open = self.bracket_around(at)?;
        if self.text(open) != "(" || open == 0 {
            return None;
        }
        let definition = open >= 2 && self.text(open - 2) == "def";
        self.ends_expression(open - 1).then_some(!definition)
    }

    pub(super) fn bracket_around(&self, at: usize) -> Option<usize> {
        let closes = matches!(self.text(at), ")" | "]" | "}");
        let level = self.token(at)?.level + usize::from(closes);
        let level = level - usize::from(matches!(self.text(at), "(" | "[" | "{"));
        (0..at).rev().find(|&open| {
            self.scan.tokens[open].level == level && matches!(self.text(open), "(" | "[" | "{")
        })
    }

    pub(super) fn matching(&self, open: usize) -> Option<usize> {
        let level = self.token(open)?.level;
        (open + 1..self.scan.tokens.len()).find(|&at| {
            self.scan.tokens[at].level + 1 == level && matches!(self.text(at), ")" | "]" | "}")
        })
    }
}

/// Parses a text as it would be between brackets, where newlines do not matter.
pub(super) fn parse_bracketed(text: &str) -> Option<Expr> {
    let parsed = parse_expression(&format!("({text})")).ok()?;
    Some(parsed.into_expr())
}
