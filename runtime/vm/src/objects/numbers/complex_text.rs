//! Reading complex numbers.

use super::complex::Parts;
use super::convert::read_float;

/// Reads `1+2j` and the like; `text` has ASCII digits only and no surrounding space.
pub fn read_complex(text: &str) -> Option<Parts> {
    let space = |c: char| matches!(c, ' ' | '\t'..='\r');
    let inner = match text.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')')?.trim_matches(space),
        None => text,
    };
    let Some(body) = inner.strip_suffix(['j', 'J']) else {
        return Some((read_float(inner)?, 0.0));
    };
    // The sign between the parts is the last one that does not belong to an exponent.
    let bytes = body.as_bytes();
    let split = (1..bytes.len())
        .rev()
        .find(|&at| matches!(bytes[at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E'));
    let (real, imaginary) = match split {
        Some(at) => (read_float(&body[..at])?, &body[at..]),
        None => (0.0, body),
    };
    let imaginary = match imaginary {
        "" | "+" => 1.0,
        "-" => -1.0,
        digits => read_float(digits)?,
    };
    Some((real, imaginary))
}

/// Whether an underscore is not between two digits, or behind a zero byte (`_Py_string_to_number_with_underscores`).
pub(super) fn has_misplaced_underscore(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        byte.is_some_and(u8::is_ascii_digit)
    };
    let misplaced = |at: usize| !is_digit(at.checked_sub(1)) || !is_digit(Some(at + 1));
    let mut underscores = (0..bytes.len()).filter(|at| bytes[*at] == b'_').peekable();
    underscores.peek().is_some() && (bytes.contains(&0) || underscores.any(misplaced))
}
