//! Displays, comprehensions and operators that are not quite right.

use super::context::Context;
use super::tokens::{Fault, Kind};
use crate::error::ErrorKind;

impl Context<'_> {
    pub(super) fn comprehension(&self) -> Option<Fault> {
        let found = self.text(self.found);
        if found == "for" && self.token(self.found)?.level > 0 {
            let open = self.bracket_around(self.found)?;
            let level = self.token(self.found)?.level;
            let comma = (open..self.found)
                .find(|&at| self.text(at) == "," && self.scan.tokens[at].level == level)?;
            if matches!(self.text(open), "[" | "{")
                && self.parse(open + 1, self.found - 1).is_some()
            {
                let last = self.found - 1;
                let last = if comma == last { comma } else { last };
                let message = "did you forget parentheses around the comprehension target?";
                return Some(self.range(open + 1, last, message));
            }
        }
        let text = self.error.error.to_string();
        if text == "Unpacking is not allowed in comprehensions"
            || text.contains("Iterable unpacking in a comprehension")
        {
            let range = self.error.location;
            let message = "iterable unpacking cannot be used in comprehension";
            return Some(self.bytes(range.start().into(), range.end().into(), message));
        }
        None
    }

    /// `for` of a comprehension, its targets, and something else than `in`.
    pub(super) fn loop_without_in(&self) -> Option<Fault> {
        let closes = matches!(self.text(self.found), ")" | "]" | "}");
        let level = self.token(self.found)?.level + usize::from(closes);
        if level == 0 || self.text(self.found) == "in" {
            return None;
        }
        let before = (0..self.found).rev();
        let word = before
            .take_while(|&at| self.scan.tokens[at].level >= level)
            .filter(|&at| self.scan.tokens[at].level == level)
            .find(|&at| matches!(self.text(at), "for" | "in"))?;
        if self.text(word) != "for" || self.expressions_from(word + 1)? + 1 != self.found {
            return None;
        }
        Some(self.at_found(ErrorKind::Syntax, "'in' expected after for-loop variables"))
    }

    /// `<>`, which is an operator only for Barry.
    pub(super) fn unequal(&self) -> Option<Fault> {
        if self.text(self.found) != "<>" || !self.ends_expression(self.found.checked_sub(1)?) {
            return None;
        }
        let message = "invalid syntax.  Maybe you meant '!=' instead of '<>'?";
        Some(self.range(self.found, self.found, message))
    }

    /// An item of a dict display that is none.
    pub(super) fn dictionary(&self) -> Option<Fault> {
        let (found, before) = (self.text(self.found), self.before(1));
        if before == "(" && found == "**" {
            let close = self.matching(self.found - 1)?;
            self.parse(self.found + 1, close - 1)?;
            let message = "cannot use double starred expression here";
            return Some(self.range(self.found, self.found, message));
        }
        let open = self.bracket_around(self.found)?;
        if self.text(open) != "{" || self.kind(open.wrapping_sub(1)) == Some(Kind::FStringMiddle) {
            return None;
        }
        if before == ":" && matches!(found, "}" | ",") {
            let message = "expression expected after dictionary key and ':'";
            return Some(self.range(self.found - 1, self.found - 1, message));
        }
        if before == ":" && found == "*" {
            let last = self.expression_from(self.found + 1)?;
            let message = "cannot use a starred expression in a dictionary value";
            return Some(self.range(self.found, last, message));
        }
        let level = self.token(open)?.level;
        let colon = (open + 1..self.found).any(|at| {
            let unpacked = self.text(at) == "**" && matches!(self.text(at - 1), "{" | ",");
            (self.text(at) == ":" || unpacked) && self.scan.tokens[at].level == level
        });
        if colon && matches!(found, "}" | ",") && self.ends_expression(self.found.checked_sub(1)?) {
            let end = self.token(self.found - 1)?.end;
            let (line, column) = self.source.line_column((end as u32).into());
            let column = self.source.character_column(line, column) - 1;
            return Some(Fault {
                message: "':' expected after dictionary key".to_owned(),
                ..self.fixed(line, column, 0)
            });
        }
        None
    }

    pub(super) fn missing_comma(&self) -> Option<Fault> {
        let found = self.found;
        if !self.starts_expression(found) || !self.ends_expression(found.checked_sub(1)?) {
            return None;
        }
        let first = self.expression_before(found)?;
        let soft =
            matches!(self.text(first), "match" | "case" | "type" | "_") && first + 1 == found;
        let prefixed =
            self.kind(first) == Some(Kind::Name) && self.kind(first + 1) == Some(Kind::String);
        if soft || prefixed || matches!(self.text(first), "print" | "exec") {
            return None;
        }
        self.parse(first, found - 1)?;
        let last = self.expression_from(found)?;
        if self.token(last)?.level == 0 || self.follows_loop(first) {
            return None;
        }
        Some(self.range(first, last, "invalid syntax. Perhaps you forgot a comma?"))
    }

    /// Whether an expression is what a comprehension runs over, or a condition of it.
    fn follows_loop(&self, first: usize) -> bool {
        let Some(word) = first.checked_sub(1) else {
            return false;
        };
        let level = self.scan.tokens[word].level;
        matches!(self.text(word), "in" | "if")
            && level > 0
            && (0..word)
                .rev()
                .take_while(|&at| self.scan.tokens[at].level >= level)
                .any(|at| self.text(at) == "for" && self.scan.tokens[at].level == level)
    }

    /// A statement for one of the values of a conditional expression.
    pub(super) fn statement_in_conditional(&self) -> Option<Fault> {
        let found = self.text(self.found);
        if matches!(found, "pass" | "break" | "continue") && self.text(self.found + 1) == "if" {
            let condition = self.expression_from(self.found + 2)?;
            self.expression_from(condition + 2)
                .filter(|_| self.text(condition + 1) == "else")?;
            let message = "expected expression before 'if', but statement is given";
            return Some(self.range(self.found, self.found, message));
        }
        if self.before(1) != "else" || self.expression_from(self.found).is_some() {
            return None;
        }
        let otherwise = self.found - 1;
        let level = self.token(otherwise)?.level;
        let at = (self.statement(otherwise)..otherwise)
            .rev()
            .find(|&at| self.text(at) == "if" && self.scan.tokens[at].level == level)?;
        self.parse(at + 1, otherwise - 1)?;
        self.parse(self.expression_before(at)?, at - 1)?;
        let message = "expected expression after 'else', but statement is given";
        Some(self.at_found(ErrorKind::Syntax, message))
    }

    /// `x if y` without an `else`.
    pub(super) fn conditional(&self) -> Option<Fault> {
        let level = self.token(self.found)?.level
            + usize::from(matches!(self.text(self.found), ")" | "]" | "}"));
        let at = (0..self.found)
            .rev()
            .take_while(|&at| !matches!(self.kind(at), Some(Kind::Newline)))
            .find(|&at| self.text(at) == "if" && self.scan.tokens[at].level == level)?;
        if matches!(self.text(self.found), "else" | ":")
            || !self.ends_expression(at.checked_sub(1)?)
            || self.follows_loop(at + 1)
        {
            return None;
        }
        self.parse(at + 1, self.found - 1)?;
        let first = self.expression_before(at)?;
        self.parse(first, at - 1)?;
        Some(self.range(
            first,
            self.found - 1,
            "expected 'else' after 'if' expression",
        ))
    }

    pub(super) fn starred(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let range = self.error.location;
        if text == "Starred expression cannot be used here" {
            let end = range.end().to_usize();
            let after = self.scan.tokens.partition_point(|token| token.start < end);
            let level = self.token(self.found)?.level;
            let open = self.bracket_around(self.found)?;
            let in_dict = self.text(open) == "{"
                && (open..self.found)
                    .any(|at| self.text(at) == ":" && self.scan.tokens[at].level == level);
            if self.text(after) == ":" && !in_dict {
                return Some(self.range(after, after, "invalid syntax"));
            }
        }
        match self.before(1) {
            "*" if matches!(self.text(self.found), ")" | "]" | ",")
                && matches!(self.before(2), "(" | "[" | ",") =>
            {
                return Some(self.at_found(ErrorKind::Syntax, "Invalid star expression"));
            }
            _ => {}
        }
        if text == "Starred expression cannot be used here" && self.before(1) == "(" {
            let message = "cannot use starred expression here";
            return Some(self.bytes(range.start().into(), range.end().into(), message));
        }
        None
    }
}
