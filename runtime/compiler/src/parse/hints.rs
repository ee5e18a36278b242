//! The messages that CPython's grammar has for well-known mistakes, found from the tokens around the place where the
//! parser gave up.

use super::context::Context;
use super::messages::translate;
use super::tokens::{Fault, Kind};
use crate::error::ErrorKind;

impl<'a> Context<'a> {
    /// Looked at in this order.
    pub(super) const HINTS: &'a [fn(&Self) -> Option<Fault>] = &[
        Self::escape,
        Self::indented_block,
        Self::strings_mixed,
        Self::replacement_field,
        Self::target,
        Self::annotation,
        Self::keyword_argument,
        Self::comprehension,
        Self::loop_without_in,
        Self::dictionary,
        Self::assigned,
        Self::print_statement,
        Self::string_ended_early,
        Self::unequal,
        Self::missing_comma,
        Self::import_from,
        Self::parenthesized_parameters,
        Self::conditional,
        Self::statement_in_conditional,
        Self::starred,
        Self::known_to_parser,
    ];

    pub(super) fn indented_block(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let what = text.strip_prefix("Expected an indented block after ")?;
        let mut header = self.statement(self.found.checked_sub(1)?.checked_sub(1)?);
        if self.text(header) == "async" {
            header += 1;
        }
        let line = self
            .source
            .line_column((self.token(header)?.start as u32).into())
            .0;
        let word = self.text(header);
        let what = match what {
            "function definition" => what.to_owned(),
            "`class` definition" => "class definition".to_owned(),
            _ if word == "except" && self.text(header + 1) == "*" => {
                "'except*' statement".to_owned()
            }
            _ => format!("'{word}' statement"),
        };
        let message = format!("expected an indented block after {what} on line {line}");
        let next = Context {
            found: self.found + usize::from(self.kind(self.found) == Some(Kind::Newline)),
            ..*self
        };
        Some(next.at_found(ErrorKind::Indentation, message))
    }

    pub(super) fn print_statement(&self) -> Option<Fault> {
        let name = self.before(1);
        if !matches!(name, "print" | "exec")
            || !self.starts_expression(self.found) && !matches!(self.text(self.found), "-" | "not")
        {
            return None;
        }
        let mut last = self.expression_from(self.found)?;
        while self.text(last + 1) == "," {
            match self.expression_from(last + 2) {
                Some(next) => last = next,
                None => {
                    last += 1;
                    break;
                }
            }
        }
        let message = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
        Some(self.range(self.found - 1, last, message))
    }

    pub(super) fn import_from(&self) -> Option<Fault> {
        let statement = self.statement(self.found);
        if self.text(statement) == "import" && self.text(self.found) == "from" {
            let mut last = self.found + 1;
            while self.text(last + 1) == "." && self.kind(last + 2) == Some(Kind::Name) {
                last += 2;
            }
            let message = "Did you mean to use 'from ... import ...' instead?";
            return Some(self.range(statement, last, message));
        }
        let parenthesized = self.token(self.found)?.level > 0;
        let from = self.text(statement) == "from" && !parenthesized;
        let newline = |at: usize| self.kind(at) == Some(Kind::Newline);
        let comma = if self.text(self.found) == "," {
            self.found
        } else {
            self.found.wrapping_sub(1)
        };
        if from && self.text(comma) == "," && newline(comma + 1) {
            let message = "trailing comma not allowed without surrounding parentheses";
            let after = Context {
                found: comma + 1,
                ..*self
            };
            return Some(after.at_found(ErrorKind::Syntax, message));
        }
        if self.before(1) == "import" && self.kind(self.found) == Some(Kind::Newline) {
            let message = "Expected one or more names after 'import'";
            let (line, column) = self
                .source
                .line_column((self.token(self.found)?.start as u32).into());
            let column = self.source.character_column(line, column);
            return Some(Fault {
                message: message.to_owned(),
                ..self.fixed(line, column, column)
            });
        }
        None
    }

    pub(super) fn parenthesized_parameters(&self) -> Option<Fault> {
        if self.text(self.found) != "(" {
            return None;
        }
        let close = self.matching(self.found)?;
        let names = (self.found + 1..close)
            .all(|at| self.kind(at) == Some(Kind::Name) || self.text(at) == ",");
        let lambda = (self.statement(self.found)..self.found)
            .rev()
            .find(|&at| matches!(self.text(at), "lambda" | ":" | "def"));
        if !names || close == self.found + 1 || !matches!(self.before(1), "," | "(" | "lambda") {
            return None;
        }
        match self.text(lambda?) {
            "lambda" => Some(self.range(
                self.found,
                close,
                "Lambda expression parameters cannot be parenthesized",
            )),
            "def" => Some(self.range(
                self.found,
                close,
                "Function parameters cannot be parenthesized",
            )),
            _ => None,
        }
    }

    /// What the parser has a message for that CPython has one for, too.
    pub(super) fn known_to_parser(&self) -> Option<Fault> {
        let message = translate(&self.error.error.to_string())?;
        let range = self.error.location;
        if message == "expected ':'" || message.starts_with("expected '") {
            return Some(self.at_found(ErrorKind::Syntax, message));
        }
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let first = self
            .scan
            .tokens
            .partition_point(|token| token.start < start);
        match &*message {
            // CPython names only the token that begins it.
            "* argument may appear only once" => {
                return Some(self.range(first, first, message));
            }
            // Of a tuple without parentheses the first element.
            "only single target (not tuple) can be annotated"
                if !self.source.text[start..end].ends_with(')') =>
            {
                let last = self.expression_from(first)?;
                return Some(self.range(first, last, message));
            }
            "named arguments must follow bare *" => {
                let star = (0..=first).rev().find(|&at| self.text(at) == "*")?;
                return Some(self.range(star, star, message));
            }
            "iterable argument unpacking follows keyword argument unpacking" => {
                let last = self.scan.tokens.partition_point(|token| token.end <= end);
                return Some(self.range(first.checked_sub(1)?, last.checked_sub(1)?, message));
            }
            "positional argument follows keyword argument"
            | "positional argument follows keyword argument unpacking" => {
                let found = self.scan.tokens.partition_point(|token| token.start < end);
                let close = self.matching(self.bracket_around(found)?)?;
                return Some(self.range(close, close, message));
            }
            "trailing comma not allowed without surrounding parentheses"
                if self.text(self.statement(first)) != "from" =>
            {
                let after = Context {
                    found: first + 1,
                    ..*self
                };
                return Some(after.at_found(ErrorKind::Syntax, "invalid syntax"));
            }
            _ => {}
        }
        if message.starts_with("cannot have both 'except'") {
            let starred = usize::from(self.text(first + 1) == "*");
            return Some(self.range(first, first + starred, message));
        }
        if start == end {
            return Some(self.at_found(ErrorKind::Syntax, message));
        }
        Some(self.bytes(start, end, message))
    }
}
