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

/// Warns of what is wrong with a number or string, of a source that parses.
pub(crate) fn check_literal(token: &Token, source: &Source<'_>) {
    match token.kind() {
        TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
            let end = token.end().to_usize();
            let next = source.text.as_bytes().get(end);
            // Only a keyword can follow at once.
            if next.is_some_and(u8::is_ascii_alphabetic) {
                let kind = number_kind(&source.text[token.range()]);
                source.warn(token.end(), format!("invalid {kind} literal"));
            }
        }
        _ => {
            let flags = token.unwrap_string_flags();
            if !flags.is_raw_string() {
                let text = &source.text[token.range()];
                escapes(source, token.start(), text, !flags.is_byte_string());
            }
        }
    }
}

/// The first escape of a string that means nothing.
fn escapes(source: &Source<'_>, start: TextSize, text: &str, unicode: bool) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
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
            return source.warn(start + TextSize::new(at as u32), message);
        }
        at += length;
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
