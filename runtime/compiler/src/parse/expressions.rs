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
        let colon = (open..self.found)
            .any(|at| self.text(at) == ":" && self.scan.tokens[at].level == level);
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
        if self.token(last)?.level == 0 {
            return None;
        }
        Some(self.range(first, last, "invalid syntax. Perhaps you forgot a comma?"))
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
