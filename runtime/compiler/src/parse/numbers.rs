//! Numbers in the tokenizer.

use super::tokens::{Kind, Point, Result, Scanner};
use crate::error::ErrorKind;

/// Keywords that may stand right after a number: CPython only warns of them.
const KEYWORDS: &[&str] = &["and", "else", "for", "if", "in", "is", "not", "or"];

const LEADING_ZEROS: &str = "leading zeros in decimal integer literals are not permitted; \
                             use an 0o prefix for octal integers";

impl Scanner<'_> {
    pub(super) fn number(&mut self) -> Result {
        let start = self.at;
        let base = match (self.peek(), self.ahead(1) | 0x20) {
            (b'0', b'x') => Some((16, "hexadecimal")),
            (b'0', b'o') => Some((8, "octal")),
            (b'0', b'b') => Some((2, "binary")),
            _ => None,
        };
        match base {
            Some((base, name)) => self.based(base, name)?,
            None => self.decimal(start)?,
        }
        self.push(Kind::Number, start);
        Ok(())
    }

    fn based(&mut self, base: u32, name: &str) -> Result {
        self.at += 2;
        loop {
            if self.peek() == b'_' {
                self.at += 1;
            }
            let digit = |byte: u8| char::from(byte).is_digit(base);
            if !digit(self.peek()) {
                return if self.peek().is_ascii_digit() {
                    self.wrong_digit(name)
                } else {
                    self.fault(self.at, format!("invalid {name} literal"))
                };
            }
            while digit(self.peek()) {
                self.at += 1;
            }
            if self.peek() != b'_' {
                break;
            }
        }
        if self.peek().is_ascii_digit() {
            return self.wrong_digit(name);
        }
        self.end_of_number(name)
    }

    fn wrong_digit(&self, name: &str) -> Result {
        let digit = char::from(self.peek());
        let message = format!("invalid digit '{digit}' in {name} literal");
        self.fault(self.at + 1, message)
    }

    fn decimal(&mut self, start: usize) -> Result {
        let mut zeros_end = None;
        if self.peek() == b'0' {
            while self.peek() == b'0' || self.peek() == b'_' && self.ahead(1).is_ascii_digit() {
                self.at += 1;
            }
            if self.peek().is_ascii_digit() {
                // CPython has then read the first digit that is no zero.
                zeros_end = Some(self.at);
            }
        }
        if self.peek().is_ascii_digit() || self.peek() == b'_' {
            self.digits()?;
        }
        let mut whole = true;
        if self.peek() == b'.' {
            whole = false;
            self.at += 1;
            if self.peek().is_ascii_digit() {
                self.digits()?;
            }
        }
        if self.peek() | 0x20 == b'e' {
            let signed = matches!(self.ahead(1), b'+' | b'-');
            if self.ahead(1 + usize::from(signed)).is_ascii_digit() {
                whole = false;
                self.at += 1 + usize::from(signed);
                self.digits()?;
            } else if signed {
                return self.fault(self.at + 2, "invalid decimal literal");
            }
        }
        if self.peek() | 0x20 == b'j' {
            self.at += 1;
            return self.end_of_number("imaginary");
        }
        if let Some(end) = zeros_end.filter(|_| whole) {
            let (start, end) = (Point::At(start), Point::At(end));
            return self.fault_in(ErrorKind::Syntax, start, end, LEADING_ZEROS);
        }
        self.end_of_number("decimal")
    }

    /// Digits, with single underscores between them.
    fn digits(&mut self) -> Result {
        loop {
            while self.peek().is_ascii_digit() {
                self.at += 1;
            }
            if self.peek() != b'_' {
                return Ok(());
            }
            self.at += 1;
            if !self.peek().is_ascii_digit() {
                return self.fault(self.at, "invalid decimal literal");
            }
        }
    }

    fn end_of_number(&self, name: &str) -> Result {
        let byte = self.peek();
        if !(byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80) {
            return Ok(());
        }
        let rest = &self.bytes[self.at..];
        if KEYWORDS
            .iter()
            .any(|word| rest.starts_with(word.as_bytes()))
        {
            return Ok(());
        }
        if byte >= 0x80 {
            // What the character is shows when it is read as a name.
            let char = self.text[self.at..].chars().next().unwrap_or_default();
            if !unicode_ident::is_xid_continue(char) {
                let end = self.at + char.len_utf8();
                return self.fault(end, super::tokens::describe_char(char));
            }
        }
        self.fault(self.at, format!("invalid {name} literal"))
    }
}
