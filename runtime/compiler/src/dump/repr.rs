//! Python's `repr()` of constants.

use std::fmt::Write;

use super::printable::UNPRINTABLE;
use crate::code::{Constant, PyString};

/// The repr of a constant. A code object is `<code NAME>`, a frozenset's members are sorted, a tuple always ends in a
/// comma: as the reference dump has them.
pub(crate) fn constant(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Ellipsis => "Ellipsis".to_owned(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt(value) => value.to_string(),
        Constant::Float(value) => float(*value),
        Constant::Complex(real, imaginary) => complex(*real, *imaginary),
        Constant::Str(text) => string(text),
        Constant::Bytes(bytes) => byte_string(bytes),
        Constant::Tuple(items) => {
            let items: Vec<String> = items.iter().map(self::constant).collect();
            format!("({},)", items.join(", "))
        }
        Constant::FrozenSet(items) => {
            let mut items: Vec<String> = items.iter().map(self::constant).collect();
            items.sort_unstable();
            format!("frozenset({})", items.join(", "))
        }
        Constant::Slice(parts) => {
            let parts: Vec<String> = parts.iter().map(self::constant).collect();
            format!("slice({})", parts.join(", "))
        }
        Constant::Code(code) => format!("<code {}>", code.qualname),
    }
}

/// The shortest digits that read back as the same float, in Python's form.
fn float(value: f64) -> String {
    let plain = float_plain(value);
    let is_integer = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_integer { plain + ".0" } else { plain }
}

fn float_plain(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = shortest(value);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |digits| ("-", digits));
    let digits = digits.replace('.', "");
    match usize::try_from(exponent) {
        Err(_) => format!(
            "{sign}0.{}{digits}",
            "0".repeat(exponent.unsigned_abs() as usize - 1)
        ),
        Ok(exponent) if digits.len() <= exponent + 1 => {
            format!("{sign}{digits}{}", "0".repeat(exponent + 1 - digits.len()))
        }
        Ok(exponent) => format!("{sign}{}.{}", &digits[..=exponent], &digits[exponent + 1..]),
    }
}

/// The shortest digits that read back as the same float, with an exponent. Of two equally near, Python takes the even.
fn shortest(value: f64) -> String {
    let text = format!("{value:e}");
    let digits = text
        .split('e')
        .next()
        .unwrap_or_default()
        .bytes()
        .filter(u8::is_ascii_digit)
        .count();
    let even = format!("{value:.*e}", digits - 1);
    if even.parse() == Ok(value) {
        even
    } else {
        text
    }
}

fn complex(real: f64, imaginary: f64) -> String {
    let part = float_plain(imaginary);
    if real == 0.0 && real.is_sign_positive() {
        return format!("{part}j");
    }
    let sign = if part.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{part}j)", float_plain(real))
}

/// `str.isprintable()` of a code point from 0x7f on.
pub(crate) fn is_printable(point: u32) -> bool {
    let after = UNPRINTABLE.partition_point(|&(first, _)| first <= point);
    after == 0 || UNPRINTABLE[after - 1].1 < point
}

fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

fn string(text: &PyString) -> String {
    let bytes = text.as_wtf8();
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push(quote);
    for point in text.code_points() {
        match (point, char::from_u32(point)) {
            (_, Some(char)) if char == quote || char == '\\' => out.extend(['\\', char]),
            (0x0a, _) => out.push_str("\\n"),
            (0x0d, _) => out.push_str("\\r"),
            (0x09, _) => out.push_str("\\t"),
            (0x20..0x7f, Some(char)) => out.push(char),
            (0x7f.., Some(char)) if is_printable(point) => out.push(char),
            _ => escape(&mut out, point),
        }
    }
    out.push(quote);
    out
}

fn escape(out: &mut String, point: u32) {
    // Writing to a String cannot fail.
    let _ = match point {
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
}

fn byte_string(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(byte) == quote => out.extend(['\\', quote]),
            0x20..0x7f => out.push(char::from(byte)),
            _ => escape(&mut out, byte.into()),
        }
    }
    out.push(quote);
    out
}
