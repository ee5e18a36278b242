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
