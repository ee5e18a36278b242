//! Strings: prefixes that do not go together, quotes in the middle, replacement fields.

use super::context::Context;
use super::tokens::{Fault, Kind};
use crate::error::ErrorKind;

impl<'a> Context<'a> {
    pub(super) fn strings_mixed(&self) -> Option<Fault> {
        let text = self.error.error.to_string();
        let message = match &*text {
            "bytes can only contain ASCII literal characters" => &*text,
            "Bytes literal cannot be mixed with non-bytes literals" => {
                "cannot mix bytes and nonbytes literals"
            }
            "Cannot mix t-string literals with string or bytes literals" => {
                "cannot mix t-string literals with string or bytes literals"
            }
            _ => return None,
        };
        let token = self.token(self.found)?;
        let range = self.error.location;
        if message.starts_with("bytes") {
            return Some(self.bytes(token.start, token.end, message));
        }
        if message == "cannot mix bytes and nonbytes literals" {
            // CPython finds out when it has read the token after them.
            let end = range.end().to_usize();
            let found = self.scan.tokens.partition_point(|token| token.start < end);
            return Some(Context { found, ..*self }.at_found(ErrorKind::Syntax, message));
        }
        Some(self.bytes(range.start().into(), range.end().into(), message))
    }

    /// What stands in the braces of an f-string or t-string.
    pub(super) fn replacement_field(&self) -> Option<Fault> {
        let depth_start = (0..self.found).rev().find(|&at| {
            self.text(at) == "{"
                && matches!(
                    self.kind(at.checked_sub(1).unwrap_or(at)),
                    Some(Kind::FStringStart | Kind::FStringMiddle)
                )
                || matches!(self.kind(at), Some(Kind::FStringEnd))
        })?;
        if self.kind(depth_start) == Some(Kind::FStringEnd) {
            return None;
        }
        let level = self.token(depth_start)?.level;
        if self.token(self.found)?.level + usize::from(matches!(self.text(self.found), "}")) < level
        {
            return None;
        }
        let start = (0..depth_start)
            .rev()
            .find(|&at| self.kind(at) == Some(Kind::FStringStart))?;
        let kind = if self.text(start).to_ascii_lowercase().contains('t') {
            't'
        } else {
            'f'
        };
        let found = self.text(self.found);
        let say =
            |what: &str| Some(self.at_found(ErrorKind::Syntax, format!("{kind}-string: {what}")));
        if self.found == depth_start + 1 {
            return match found {
                "=" | "!" | ":" | "}" => {
                    say(&format!("valid expression required before '{found}'"))
                }
                _ => say("expecting a valid expression after '{'"),
            };
        }
        let previous = self.before(1);
        if previous == "!" {
            return match found {
                ":" | "}" => say("missing conversion character"),
                _ if self.kind(self.found) == Some(Kind::Name) => say(&format!(
                    "invalid conversion character '{found}': expected 's', 'r', or 'a'"
                )),
                _ => say("invalid conversion character"),
            };
        }
        let field = depth_start + 1;
        let colon = (field..self.found).find(|&at| {
            self.text(at) == ":" && self.token(at).is_some_and(|own| own.level == level)
        });
        if self.text(field) == "lambda"
            && let Some(colon) = colon
        {
            let what = "lambda expressions are not allowed without parentheses";
            return Some(self.range(field, colon, format!("{kind}-string: {what}")));
        }
        if colon.is_some() {
            return say("expecting '}', or format specs");
        }
        let at = |found: usize, what: &str| {
            let context = Context { found, ..*self };
            Some(context.at_found(ErrorKind::Syntax, format!("{kind}-string: {what}")))
        };
        let starred = usize::from(self.text(field) == "*");
        let Some(last) = self.expressions_from(field + starred) else {
            return at(field, "expecting a valid expression after '{'");
        };
        let next = last + 1;
        if next <= self.found
            && !self.starts_expression(next)
            && !matches!(self.text(next), "=" | "!" | ":" | "}")
        {
            return at(next, "expecting '=', or '!', or ':', or '}'");
        }
        None
    }

    /// `'it's so'`
    pub(super) fn string_ended_early(&self) -> Option<Fault> {
        let string = |at: usize| self.kind(at) == Some(Kind::String);
        let first = self.found;
        if !string(first.checked_sub(1)?) || string(first) {
            return None;
        }
        let mut at = first;
        let mut last = None;
        while let Some(end) = self.expression_without_string(at) {
            last = Some(end);
            at = end + 1;
            if string(at) {
                break;
            }
        }
        let last = last.filter(|last| string(last + 1))?;
        let message = "invalid syntax. Is this intended to be part of the string?";
        Some(self.range(first, last, message))
    }

    pub(super) fn expression_without_string(&self, first: usize) -> Option<usize> {
        if self.kind(first) == Some(Kind::String) || !self.starts_expression(first) {
            return None;
        }
        let last = self.expression_from(first)?;
        (first..=last)
            .all(|at| self.kind(at) != Some(Kind::String))
            .then_some(last)
    }
}
