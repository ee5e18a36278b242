//! Escapes in string literals that stand for no character.

use super::context::Context;
use super::tokens::{Fault, Kind};

impl Context<'_> {
    /// The first escape of the string at hand that CPython's decoder rejects.
    pub(super) fn escape(&self) -> Option<Fault> {
        if self.kind(self.found) != Some(Kind::String) {
            return None;
        }
        let text = self.text(self.found);
        let quote = text.find(['"', '\''])?;
        let (prefix, body) = text.split_at(quote);
        let prefix = prefix.to_ascii_lowercase();
        if prefix.contains('r') {
            return None;
        }
        let marks = if body.starts_with("\"\"\"") || body.starts_with("'''") {
            3
        } else {
            1
        };
        let body = body.get(marks..body.len().checked_sub(marks)?)?;
        let message = if prefix.contains('b') {
            let at = wrong_byte(body)?;
            format!("(value error) invalid \\x escape at position {at}")
        } else {
            let (start, end, reason) = wrong_character(body)?;
            format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {reason}"
            )
        };
        Some(self.range(self.found, self.found, message))
    }
}

fn hex_digits(text: &str, most: usize) -> usize {
    let digits = text.bytes().take(most);
    digits.take_while(u8::is_ascii_hexdigit).count()
}

fn wrong_byte(body: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = body[at..].find('\\') {
        at += found;
        let rest = &body[at + 1..];
        if rest.starts_with('x') && hex_digits(&rest[1..], 2) < 2 {
            return Some(at);
        }
        at += 1 + rest.chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// First and last byte, as the decoder counts them, and what is wrong there.
fn wrong_character(body: &str) -> Option<(usize, usize, &'static str)> {
    let mut at = 0;
    // CPython rewrites each character beyond ASCII to an escape of ten bytes before it decodes.
    let place = |at: usize| {
        let width = |char: char| if char.is_ascii() { 1 } else { 10 };
        body[..at].chars().map(width).sum::<usize>()
    };
    while let Some(found) = body[at..].find('\\') {
        at += found;
        let rest = &body[at + 1..];
        let escape = rest.chars().next()?;
        let (most, truncated) = match escape {
            'x' => (2, "truncated \\xXX escape"),
            'u' => (4, "truncated \\uXXXX escape"),
            'U' => (8, "truncated \\UXXXXXXXX escape"),
            'N' => {
                let name = rest[1..]
                    .strip_prefix('{')
                    .and_then(|name| name.split_once('}'));
                let Some((name, _)) = name.filter(|(name, _)| !name.is_empty()) else {
                    let end = if rest[1..].starts_with('{') {
                        body.len()
                    } else {
                        at + 2
                    };
                    return Some((place(at), place(end) - 1, "malformed \\N character escape"));
                };
                if unicode_names2::character(name).is_none() {
                    let end = at + name.len() + 4;
                    return Some((place(at), place(end) - 1, "unknown Unicode character name"));
                }
                at += name.len() + 4;
                continue;
            }
            _ => {
                at += 1 + escape.len_utf8();
                continue;
            }
        };
        let digits = hex_digits(&rest[1..], most);
        if digits < most {
            return Some((place(at), place(at) + 1 + digits, truncated));
        }
        if u32::from_str_radix(&rest[1..=most], 16).is_ok_and(|point| point > 0x10_ffff) {
            return Some((
                place(at),
                place(at) + 1 + digits,
                "illegal Unicode character",
            ));
        }
        at += 2 + digits;
    }
    None
}
