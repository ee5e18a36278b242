//! Strings in the tokenizer; those with replacement fields are a text between expressions.

use super::tokens::{Kind, Point, Result, Scanner};
use crate::error::ErrorKind;

/// CPython's `MAXFSTRINGLEVEL`, less the file's own mode.
const MAX_NESTED: usize = 149;
/// CPython's `MAX_EXPR_NESTING`.
pub(super) const MAX_FIELDS: usize = 3;

/// An f-string or t-string that the tokenizer is in.
pub(super) struct FString {
    /// `f` or `t`.
    pub(super) kind: char,
    start: usize,
    quote: u8,
    triple: bool,
    raw: bool,
    /// The replacement fields that are open, the innermost last.
    fields: Vec<Field>,
}

struct Field {
    /// The number of open brackets, the field's own included.
    depth: usize,
    /// After the colon.
    spec: bool,
}

impl FString {
    pub(super) fn in_text(&self) -> bool {
        self.fields.last().is_none_or(|field| field.spec)
    }
}

/// Whether letters before a quote are looked at as a prefix: each known one at most once.
pub(super) fn is_prefix(name: &str) -> bool {
    let mut seen = Vec::new();
    name.chars().all(|char| {
        let char = char.to_ascii_lowercase();
        let new = "burft".contains(char) && !seen.contains(&char);
        seen.push(char);
        new
    })
}

/// Prefixes that exclude each other, in the order in which CPython looks for them.
const INCOMPATIBLE: &[(char, char)] = &[
    ('u', 'b'),
    ('u', 'r'),
    ('u', 'f'),
    ('u', 't'),
    ('b', 'f'),
    ('b', 't'),
    ('f', 't'),
];

impl Scanner<'_> {
    /// Reads a string; its quote comes next.
    pub(super) fn string(&mut self, start: usize, prefix: &str) -> Result {
        let both = |(one, two): &&(char, char)| prefix.contains(*one) && prefix.contains(*two);
        if let Some((one, two)) = INCOMPATIBLE.iter().find(both) {
            let message = format!("'{one}' and '{two}' prefixes are incompatible");
            let end = Point::At(self.at);
            return self.fault_in(ErrorKind::Syntax, Point::At(start), end, message);
        }
        let quote = self.peek();
        let triple = self.ahead(1) == quote && self.ahead(2) == quote;
        let raw = prefix.contains('r');
        let kind = ['f', 't'].into_iter().find(|kind| prefix.contains(*kind));
        self.at += if triple { 3 } else { 1 };
        if let Some(kind) = kind {
            if self.strings.len() >= MAX_NESTED {
                return self.fault(self.at, "too many nested f-strings or t-strings");
            }
            self.strings.push(FString {
                kind,
                start,
                quote,
                triple,
                raw,
                fields: Vec::new(),
            });
            self.push(Kind::FStringStart, start);
            return Ok(());
        }
        let mut escaped_quote = false;
        loop {
            if self.at_end() || !triple && self.peek() == b'\n' {
                return self.unterminated(start, quote, triple, escaped_quote);
            }
            let byte = self.peek();
            self.at += 1;
            match byte {
                b'\n' => self.count_line(),
                b'\\' if !self.at_end() => {
                    escaped_quote |= self.peek() == quote;
                    self.at += 1;
                    if self.bytes[self.at - 1] == b'\n' {
                        self.count_line();
                    }
                }
                _ if byte != quote => {}
                _ if !triple => break,
                _ if self.peek() == quote && self.ahead(1) == quote => {
                    self.at += 2;
                    break;
                }
                _ => {}
            }
        }
        self.push(Kind::String, start);
        Ok(())
    }

    fn unterminated(&self, start: usize, quote: u8, triple: bool, escaped: bool) -> Result {
        if let Some(outer) = self.strings.last()
            && outer.quote == quote
            && outer.triple == triple
        {
            let message = format!("{}-string: expecting '}}'", outer.kind);
            return self.fault(start + 1, message);
        }
        let what = if triple {
            "triple-quoted string"
        } else {
            "string"
        };
        let ends_line = triple && self.bytes.last() == Some(&b'\n');
        let line = self.line - usize::from(ends_line && self.at_end());
        let mut message = format!("unterminated {what} literal (detected at line {line})");
        if escaped && !triple {
            message += "; perhaps you escaped the end quote?";
        }
        self.fault(start + 1, message)
    }

    /// Reads the text of an f-string up to its end, or to the next replacement field.
    pub(super) fn string_text(&mut self) -> Result {
        let Some(string) = self.strings.last() else {
            return Ok(());
        };
        let (kind, quote, triple, raw) = (string.kind, string.quote, string.triple, string.raw);
        let opened = string.start;
        let in_spec = !string.fields.is_empty();
        let start = self.at;
        loop {
            let byte = self.peek();
            let newline = byte == b'\n' && !triple;
            if newline && in_spec && !self.at_end() {
                let message = format!(
                    "{kind}-string: newlines are not allowed in format specifiers for single quoted {kind}-strings"
                );
                return self.fault(self.at, message);
            }
            if self.at_end() || newline {
                if in_spec {
                    // The brace that is open is what CPython complains of.
                    self.strings.clear();
                    return Ok(());
                }
                let what = if triple { "triple-quoted " } else { "" };
                let ends_line = self.at_end() && self.bytes.last() == Some(&b'\n');
                let line = self.line - usize::from(ends_line);
                let message =
                    format!("unterminated {what}{kind}-string literal (detected at line {line})");
                return self.fault(opened + 1, message);
            }
            let doubled = self.ahead(1) == byte && !in_spec;
            match byte {
                b'{' | b'}' if doubled => self.at += 2,
                b'{' => {
                    self.middle(start);
                    return self.enter_field();
                }
                b'}' if in_spec => {
                    self.middle(start);
                    let start = self.at;
                    self.at += 1;
                    self.open.pop();
                    self.leave_field();
                    self.push(Kind::Op, start);
                    return Ok(());
                }
                b'}' => {
                    let message = format!("{kind}-string: single '}}' is not allowed");
                    return self.fault(self.at + 1, message);
                }
                b'\\' => {
                    let named = !raw && self.ahead(1) == b'N' && self.ahead(2) == b'{';
                    self.at += 1;
                    if named {
                        while !self.at_end() && !matches!(self.peek(), b'}' | b'\n') {
                            self.at += 1;
                        }
                    }
                    // A backslash does not hide a brace.
                    if !self.at_end() && !matches!(self.peek(), b'{' | b'}') || named {
                        self.at += 1;
                        if self.bytes.get(self.at - 1) == Some(&b'\n') {
                            self.count_line();
                        }
                    }
                }
                b'\n' => {
                    self.at += 1;
                    self.count_line();
                }
                _ if byte == quote
                    && (!triple || self.ahead(1) == quote && self.ahead(2) == quote) =>
                {
                    if in_spec {
                        // The parser finds that the field does not end.
                        self.middle(start);
                    }
                    self.middle(start);
                    let start = self.at;
                    self.at += if triple { 3 } else { 1 };
                    self.strings.pop();
                    self.push(Kind::FStringEnd, start);
                    return Ok(());
                }
                _ => self.at += 1,
            }
        }
    }

    fn middle(&mut self, start: usize) {
        if self.at > start {
            self.push(Kind::FStringMiddle, start);
        }
    }

    /// The number of brackets that are open where the innermost replacement field's own expression stands.
    pub(super) fn field_depth(&self) -> Option<usize> {
        self.strings.last()?.fields.last().map(|field| field.depth)
    }

    fn enter_field(&mut self) -> Result {
        let start = self.at;
        self.at += 1;
        if let Some(string) = self.strings.last()
            && string.fields.len() >= MAX_FIELDS
        {
            let message = format!("{}-string: expressions nested too deeply", string.kind);
            return self.fault(self.at, message);
        }
        self.open.push((b'{', start));
        let depth = self.open.len();
        if let Some(string) = self.strings.last_mut() {
            string.fields.push(Field { depth, spec: false });
        }
        self.push(Kind::Op, start);
        Ok(())
    }

    pub(super) fn enter_spec(&mut self) {
        if let Some(field) = self
            .strings
            .last_mut()
            .and_then(|own| own.fields.last_mut())
        {
            field.spec = true;
        }
    }

    pub(super) fn leave_field(&mut self) {
        if let Some(string) = self.strings.last_mut() {
            string.fields.pop();
        }
    }
}
