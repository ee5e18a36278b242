//! Conversions between ints, floats and text.

use core::sync::atomic::{AtomicUsize, Ordering};

use super::IntView;
use crate::{Result, Value, Vm};
use num_bigint::BigInt;
use num_traits::Num;

/// `sys.get_int_max_str_digits()`; 0 is no limit.
pub static MAX_STR_DIGITS: AtomicUsize = AtomicUsize::new(4300);

/// The mantissa (up to 53 bits) and exponent of a finite float's magnitude: `mantissa * 2^exponent`.
pub fn decode(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, exponent - 1075)
    }
}

/// `value * 2^exponent` (C's `ldexp`), rounded once.
pub fn scale(value: f64, exponent: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let (mantissa, own) = decode(value);
    compose(mantissa, own as i64 + exponent as i64).copysign(value)
}

/// `mantissa * 2^exponent` rounded once, half to even; infinite where too large.
pub fn compose(mantissa: u64, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let bits = 64 - mantissa.leading_zeros() as i64;
    let drop = (bits - 53).max((-1074i64).saturating_sub(exponent));
    let (mut mantissa, mut exponent) = (mantissa, exponent);
    if drop > 64 {
        return 0.0;
    }
    if drop > 0 {
        let wide = mantissa as u128;
        let kept = wide >> drop;
        let rest = wide & ((1 << drop) - 1);
        let half = 1u128 << (drop - 1);
        let up = rest > half || rest == half && kept & 1 == 1;
        mantissa = kept as u64 + up as u64;
        exponent += drop;
    }
    if bits - drop.max(0) + exponent > 1025 {
        return f64::INFINITY;
    }
    // Exact from here on: 53 bits, and an exponent that splits into two in range (or overflows to infinity).
    let half = exponent / 2;
    mantissa as f64 * power_of_two(half) * power_of_two(exponent - half)
}

/// `2^exponent` within the normal range.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent.clamp(-1022, 1023) + 1023) as u64) << 52)
}

/// An int as the nearest float, ties to even; infinite where out of range.
pub fn view_to_f64(view: IntView<'_>) -> f64 {
    match view {
        IntView::Small(value) => value as f64,
        IntView::Big(negative, digits) => {
            let bits = view.bit_length();
            // The top 64 bits, the lowest of them set if anything below is: rounding to 53 bits is then right.
            let shift = bits - 64.min(bits);
            let (words, small) = ((shift / 64) as usize, (shift % 64) as u32);
            let low = digits[words];
            let high = digits.get(words + 1).copied().unwrap_or(0);
            let mut top = (((high as u128) << 64 | low as u128) >> small) as u64;
            let below =
                digits[..words].iter().any(|&digit| digit != 0) || low & ((1u64 << small) - 1) != 0;
            top |= below as u64;
            let magnitude = compose(top, shift as i64);
            if negative { -magnitude } else { magnitude }
        }
    }
}

/// A finite float's whole part.
pub fn f64_to_big(value: f64) -> BigInt {
    let (mantissa, exponent) = decode(value);
    let magnitude = if exponent >= 0 {
        BigInt::from(mantissa) << exponent as u32
    } else if exponent > -64 {
        BigInt::from(mantissa >> -exponent)
    } else {
        BigInt::ZERO
    };
    if value < 0.0 { -magnitude } else { magnitude }
}

/// The order of an int and a float, exactly; `None` for NaN.
pub fn compare_int_float(view: IntView<'_>, float: f64) -> Option<core::cmp::Ordering> {
    use core::cmp::Ordering;
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    if let IntView::Small(value) = view {
        if value.unsigned_abs() <= 1 << 53 {
            return (value as f64).partial_cmp(&float);
        }
        if float >= 9.3e18 {
            return Some(Ordering::Less);
        }
        if float <= -9.3e18 {
            return Some(Ordering::Greater);
        }
    }
    let whole = f64_to_big(float);
    let fraction = float - float.trunc();
    Some(view.to_big().cmp(&whole).then(if fraction > 0.0 {
        Ordering::Less
    } else if fraction < 0.0 {
        Ordering::Greater
    } else {
        Ordering::Equal
    }))
}

/// A digit of bases up to 36.
fn digit_of(point: u32) -> Option<u32> {
    char::from_u32(point).and_then(|point| point.to_digit(36))
}

/// Why a text is no int.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadInt {
    /// Not a literal of the base.
    Literal,
    /// More decimal digits than [`MAX_STR_DIGITS`]: this many.
    TooLong(usize),
}

/// Reads an int as `int(text, base)` does; `text` has ASCII digits only and no surrounding space.
pub fn read_int(text: &str, base: u32) -> core::result::Result<BigInt, BadInt> {
    let (negative, mut rest) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let mut base = base;
    let bytes = rest.as_bytes();
    let prefix = match (bytes.first(), bytes.get(1).map(u8::to_ascii_lowercase)) {
        (Some(b'0'), Some(b'x')) => 16,
        (Some(b'0'), Some(b'o')) => 8,
        (Some(b'0'), Some(b'b')) => 2,
        _ => 0,
    };
    let guessed = base == 0;
    if guessed {
        base = if prefix == 0 { 10 } else { prefix };
    }
    if prefix != 0 && base == prefix {
        rest = &rest[2..];
        // One underscore may follow the prefix.
        rest = rest.strip_prefix('_').unwrap_or(rest);
    }
    if rest.is_empty() || rest.starts_with('_') || rest.ends_with('_') || rest.contains("__") {
        return Err(BadInt::Literal);
    }
    let digits: String = rest.chars().filter(|&digit| digit != '_').collect();
    if !digits
        .chars()
        .all(|digit| digit_of(digit as u32).is_some_and(|value| value < base))
    {
        return Err(BadInt::Literal);
    }
    // In base 0, a decimal number does not begin with 0, unless it is 0.
    if guessed
        && prefix == 0
        && digits.starts_with('0')
        && digits.bytes().any(|digit| digit != b'0')
    {
        return Err(BadInt::Literal);
    }
    let limit = MAX_STR_DIGITS.load(Ordering::Relaxed);
    if !base.is_power_of_two() && limit != 0 && digits.len() > limit {
        return Err(BadInt::TooLong(digits.len()));
    }
    let Ok(value) = BigInt::from_str_radix(&digits, base) else {
        return Err(BadInt::Literal);
    };
    Ok(if negative { -value } else { value })
}

/// Reads a float as `float(text)` does; `text` has ASCII digits only and no surrounding space.
pub fn read_float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let mut plain = String::with_capacity(text.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'_' {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            if at == 0 || !digit(at - 1) || !digit(at + 1) {
                return None;
            }
        } else {
            plain.push(byte as char);
        }
    }
    if !text.is_ascii() {
        return None;
    }
    plain.parse().ok()
}

impl Vm {
    /// Parses a number for `int(text, base)`.
    pub fn parse_int(&mut self, text: &str, base: u32) -> Result {
        let string = self.new_str(text);
        self.parse_int_str(string, base)
    }

    /// The same of a str.
    pub fn parse_int_str(&mut self, string: Value, base: u32) -> Result {
        let text = crate::objects::strings::decimal_text(string);
        // What fits a machine word is read without ado.
        if base == 10
            && let Some(value) = read_short(text.as_bytes())
        {
            return Ok(self.new_int(value));
        }
        match read_int(&text, base) {
            Ok(value) => Ok(self.new_bigint(&value)),
            Err(bad) => {
                let shown = self.repr_limited(string)?;
                Err(self.bad_int(bad, base, &shown))
            }
        }
    }

    /// The error for a text that is no int; `shown` is its `repr`.
    pub(super) fn bad_int(&mut self, bad: BadInt, base: u32, shown: &str) -> crate::Raised {
        match bad {
            BadInt::Literal => self.value_error(format!(
                "invalid literal for int() with base {base}: {shown}"
            )),
            BadInt::TooLong(count) => {
                let limit = MAX_STR_DIGITS.load(Ordering::Relaxed);
                self.value_error(format!(
                    "Exceeds the limit ({limit} digits) for integer string conversion: value has {count} digits; \
                     use sys.set_int_max_str_digits() to increase the limit"
                ))
            }
        }
    }

    /// `repr` cut to 200 characters, for messages (`%.200R`).
    pub(crate) fn repr_limited(&mut self, value: Value) -> Result<String> {
        let shown = self.repr(value)?;
        Ok(self.text(shown).chars().take(200).collect())
    }

    /// An int in decimal, refused where it is longer than [`MAX_STR_DIGITS`].
    pub fn int_text(&mut self, view: IntView<'_>) -> Result<String> {
        match view {
            IntView::Small(value) => Ok(value.to_string()),
            IntView::Big(..) => {
                let limit = MAX_STR_DIGITS.load(Ordering::Relaxed);
                // log10(2), a little less and a little more: only in between must the digits be counted.
                let bits = view.bit_length() as f64;
                if limit != 0 && bits * core::f64::consts::LOG10_2 > limit as f64 + 1.0 {
                    return Err(self.int_too_long(limit));
                }
                let text = view.to_big().to_string();
                if limit != 0 && text.trim_start_matches('-').len() > limit {
                    return Err(self.int_too_long(limit));
                }
                Ok(text)
            }
        }
    }

    #[cold]
    fn int_too_long(&mut self, limit: usize) -> crate::Raised {
        self.value_error(format!(
            "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
        ))
    }
}

/// Up to 18 decimal digits with a sign.
fn read_short(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for &digit in digits {
        value = value * 10 + (digit.is_ascii_digit().then_some(digit)? - b'0') as i64;
    }
    Some(if negative { -value } else { value })
}
