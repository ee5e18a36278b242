//! Floats as text: the shortest digits that read back as the same float, and digits of a given precision. Rust's formatting
//! is exact in both, so this only rearranges its digits (CPython's `Python/pystrtod.c`).

use core::fmt::Write;

/// The shortest digits of a positive finite float, and where the decimal point is: `0.digits * 10^point`.
fn shortest(value: f64) -> (String, i32) {
    let (digits, point) = split_exponent(&format!("{value:e}"));
    if !may_tie(value, digits.len() as i32 - point) {
        return (digits, point);
    }
    // Half-way between two texts of this length that both read back the same, CPython takes the even one, Rust the greater.
    let even = format!("{value:.*e}", digits.len() - 1);
    if even.parse() == Ok(value) {
        split_exponent(&even)
    } else {
        (digits, point)
    }
}

/// Whether a float may be half-way between two texts of so many decimals: it then has one decimal more, and as many binary
/// places; one without any is only beyond the ints that floats tell apart.
fn may_tie(value: f64, decimals: i32) -> bool {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let places = -(exponent + (bits & ((1 << 52) - 1)).trailing_zeros().min(52) as i32);
    if places > 0 {
        places == decimals + 1
    } else {
        exponent > 0
    }
}

/// Digits and point of `1.234e5`.
fn split_exponent(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits = mantissa.replace('.', "");
    (digits, exponent.parse::<i32>().unwrap_or(0) + 1)
}

/// The most digits after the point that a float can have; those after them are zeros.
const MOST: usize = 1100;

/// `repr` of a float.
pub fn float_repr(value: f64) -> String {
    short(value, true)
}

/// The shortest text that reads back the same; with `.0` if it looks like an int and `point` is wanted.
pub fn short(value: f64, point: bool) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    // Small integers are common, and cheap to write.
    if value.abs() < 1e15
        && value as i64 as f64 == value
        && (value != 0.0 || value.is_sign_positive())
    {
        let mut text = (value as i64).to_string();
        if point {
            text.push_str(".0");
        }
        return text;
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0{}", if point { ".0" } else { "" });
    }
    let (digits, at) = shortest(value.abs());
    let body = if !(-3..=16).contains(&at) {
        exponential(&digits, at, 'e', false)
    } else {
        fixed(&digits, at, point)
    };
    format!("{sign}{body}")
}

/// `inf`, `-inf` and `nan`.
pub fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("nan")
    } else if value == f64::INFINITY {
        Some("inf")
    } else if value == f64::NEG_INFINITY {
        Some("-inf")
    } else {
        None
    }
}

fn fixed(digits: &str, point: i32, with_point: bool) -> String {
    if point <= 0 {
        format!("0.{}{digits}", "0".repeat(-point as usize))
    } else if point as usize >= digits.len() {
        let zeros = "0".repeat(point as usize - digits.len());
        format!("{digits}{zeros}{}", if with_point { ".0" } else { "" })
    } else {
        format!(
            "{}.{}",
            &digits[..point as usize],
            &digits[point as usize..]
        )
    }
}

fn exponential(digits: &str, point: i32, letter: char, alternate: bool) -> String {
    let exponent = point - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    let dot = if digits.len() > 1 || alternate {
        "."
    } else {
        ""
    };
    format!(
        "{}{dot}{}{letter}{sign}{:02}",
        &digits[..1],
        &digits[1..],
        exponent.unsigned_abs()
    )
}

/// A finite, non-negative float in the manner of C's `%e`, `%f` and `%g` (`kind` is one of `efgEFG`). `alternate` keeps
/// the point and, for `g`, trailing zeros.
pub fn precise(value: f64, kind: char, precision: usize, alternate: bool) -> String {
    let mut text = String::new();
    push_precise(&mut text, value, kind, precision, alternate);
    text
}

/// Appends the same.
pub fn push_precise(text: &mut String, value: f64, kind: char, precision: usize, alternate: bool) {
    let letter = if kind.is_ascii_uppercase() { 'E' } else { 'e' };
    match kind.to_ascii_lowercase() {
        'e' => {
            let (mut digits, point) = exact_digits(value, precision);
            digits.extend(core::iter::repeat_n(
                '0',
                (precision + 1).saturating_sub(digits.len()),
            ));
            let point = if value == 0.0 { 1 } else { point };
            text.push_str(&exponential(&digits, point, letter, alternate));
        }
        'f' => {
            if !push_fixed(text, value, precision) {
                // Writing to a String does not fail.
                let _ = write!(text, "{value:.*}", precision.min(MOST));
                text.extend(core::iter::repeat_n('0', precision.saturating_sub(MOST)));
            }
            if alternate && precision == 0 {
                text.push('.');
            }
        }
        _ => {
            let digits = precision.max(1);
            let threshold = digits as i64;
            text.push_str(&general(value, digits, letter, alternate, threshold, false));
        }
    }
}

/// Appends a float with so many digits after the point, exactly rounded, half to even, if it can be told by integers: the
/// float is a mantissa and a power of two, and the mantissa times a power of ten fits 128 bits.
fn push_fixed(text: &mut String, value: f64, precision: usize) -> bool {
    const TENS: [u64; 16] = {
        let mut tens = [1; 16];
        let mut at = 1;
        while at < tens.len() {
            tens[at] = 10 * tens[at - 1];
            at += 1;
        }
        tens
    };
    let Some(&ten) = TENS.get(precision) else {
        return false;
    };
    let bits = value.to_bits();
    let exponent = (bits >> 52) as i32;
    // What is below 2^-64 is left out with the denormals, what is not below 2^63 with what is not finite.
    let digits: u64 = if bits == 0 {
        0
    } else if (1023 - 64..1023 + 63).contains(&exponent) {
        let mantissa = (bits & ((1 << 52) - 1) | 1 << 52) as u128;
        let scaled = mantissa * ten as u128;
        let shift = 1023 + 52 - exponent;
        let rounded = if shift <= 0 {
            scaled << -shift
        } else {
            let (whole, rest) = (scaled >> shift, scaled & ((1 << shift) - 1));
            let half = 1 << (shift - 1);
            whole + u128::from(rest > half || rest == half && whole & 1 == 1)
        };
        match u64::try_from(rounded) {
            Ok(digits) => digits,
            Err(_) => return false,
        }
    } else {
        return false;
    };
    let mut buffer = [0; 24];
    let (mut at, mut rest, mut place) = (buffer.len(), digits, 0);
    while rest > 0 || place <= precision {
        if place == precision && precision > 0 {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        place += 1;
    }
    text.push_str(core::str::from_utf8(&buffer[at..]).unwrap_or_default());
    true
}

/// Digits of a float, one before and `precision` after the point (at most [`MOST`]).
fn exact_digits(value: f64, precision: usize) -> (String, i32) {
    split_exponent(&format!("{value:.*e}", precision.min(MOST)))
}

/// C's `%g`: `precision` significant digits, as fixed where the exponent is from -4 up to `threshold`.
/// `point_zero` adds `.0` where nothing follows the point (`repr` and the empty format code).
pub fn general(
    value: f64,
    precision: usize,
    letter: char,
    alternate: bool,
    threshold: i64,
    point_zero: bool,
) -> String {
    let (mut digits, mut point) = exact_digits(value, precision - 1);
    if value == 0.0 {
        point = 1;
    }
    let exponent = point as i64 - 1;
    if alternate {
        digits.extend(core::iter::repeat_n(
            '0',
            precision.saturating_sub(digits.len()),
        ));
    } else {
        let kept = digits.trim_end_matches('0').len().max(1);
        digits.truncate(kept);
    }
    if exponent < -4 || exponent >= threshold {
        return exponential(&digits, point, letter, alternate && digits.len() == 1);
    }
    let text = fixed(&digits, point, point_zero);
    if alternate && !text.contains('.') {
        text + "."
    } else {
        text
    }
}

/// The parts of a complex number's `repr`: without a real part `-0.0` excepted, only the imaginary one.
pub fn complex_repr(real: f64, imag: f64) -> String {
    let imaginary = short(imag, false);
    if real == 0.0 && real.is_sign_positive() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", short(real, false))
}
