//! What CPython warns of while it compiles. Here is what its tokenizer and parser see: invalid escapes, and numbers run into
//! keywords. Jumps out of `finally` are seen by the symbol table, what can only be a mistake by code generation.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextSize};

use crate::source::Source;

/// A `SyntaxWarning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The message.
    pub message: String,
    /// The line it is shown for.
    pub line: u32,
}

/// Looks at tokens one after the other.
pub(crate) struct Literals<'a> {
    source: &'a Source<'a>,
    /// Where the token before ended and began, if it was a number.
    number: Option<(TextSize, TextSize)>,
}

impl<'a> Literals<'a> {
    pub(crate) fn new(source: &'a Source<'a>) -> Self {
        Literals {
            source,
            number: None,
        }
    }

    pub(crate) fn token(&mut self, token: &Token) {
        let number = self.number.take();
        match token.kind() {
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                self.number = Some((token.end(), token.start()));
            }
            TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle => {
                let flags = token.unwrap_string_flags();
                if !flags.is_raw_string() {
                    let text = &self.source.text[token.range()];
                    self.escapes(token.start(), text, !flags.is_byte_string());
                }
            }
            kind => {
                if let Some((end, start)) = number
                    && end == token.start()
                    && kind.is_keyword()
                {
                    let digits = &self.source.text[start.to_usize()..end.to_usize()];
                    let message = format!("invalid {} literal", number_kind(digits));
                    self.source.warn(end, message);
                }
            }
        }
    }

    /// The first escape of a string that means nothing.
    fn escapes(&self, start: TextSize, text: &str, unicode: bool) {
        let mut at = 0;
        while let Some(found) = text[at..].find('\\') {
            at += found;
            let Some(char) = text[at + 1..].chars().next() else {
                return;
            };
            let octal = text[at + 1..].bytes().take(3);
            let octal = octal
                .take_while(|byte| (b'0'..=b'7').contains(byte))
                .count();
            let (known, what, length) = match char {
                '0'..='7' => (octal < 3 || char < '4', "octal escape", 1 + octal),
                'N' | 'u' | 'U' => (unicode, "escape", 2),
                '\n' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => {
                    (true, "escape", 2)
                }
                _ => (false, "escape", 1 + char.len_utf8()),
            };
            if !known {
                let escape = &text[at..at + length];
                let message = format!(
                    "\"{escape}\" is an invalid {what} sequence. Such sequences will not work in the future. \
                     Did you mean \"\\{escape}\"? A raw string is also an option."
                );
                return self.source.warn(start + TextSize::new(at as u32), message);
            }
            at += length;
        }
    }
}

fn number_kind(digits: &str) -> &'static str {
    let lower = digits.to_ascii_lowercase();
    match lower.get(..2) {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ if lower.ends_with('j') => "imaginary",
        _ => "decimal",
    }
}
