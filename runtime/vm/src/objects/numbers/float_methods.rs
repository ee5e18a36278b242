//! Methods of `float`.

use super::{convert, float::float_to_int};
use crate::objects::class::GetSet;
use crate::{Call, Def, Result, Value, Vm};
use num_bigint::BigInt;

pub(super) static METHODS: &[Def] = &[
    Def::new("from_number", Call::One(from_number))
        .doc(
            "($type, number, /)",
            "Convert real number to a floating-point number.",
        )
        .class(),
    Def::new("conjugate", Call::NoArgs(itself)).doc(
        "($self, /)",
        "Return self, the complex conjugate of any float.",
    ),
    Def::new(
        "__trunc__",
        Call::NoArgs(|vm, this| whole(vm, this, f64::trunc)),
    )
    .doc(
        "($self, /)",
        "Return the Integral closest to x between 0 and x.",
    ),
    Def::new(
        "__floor__",
        Call::NoArgs(|vm, this| whole(vm, this, f64::floor)),
    )
    .doc("($self, /)", "Return the floor as an Integral."),
    Def::new(
        "__ceil__",
        Call::NoArgs(|vm, this| whole(vm, this, f64::ceil)),
    )
    .doc("($self, /)", "Return the ceiling as an Integral."),
    Def::new("__round__", Call::Fast(round)).doc(
        "($self, ndigits=None, /)",
        "Return the Integral closest to x, rounding half toward even.",
    ),
    Def::new("as_integer_ratio", Call::NoArgs(as_integer_ratio)).doc(
        "($self, /)",
        "Return a pair of integers, whose ratio is exactly equal to the original float.",
    ),
    Def::new("fromhex", Call::One(fromhex))
        .doc(
            "($type, string, /)",
            "Create a floating-point number from a hexadecimal string.",
        )
        .class(),
    Def::new("hex", Call::NoArgs(hex)).doc(
        "($self, /)",
        "Return a hexadecimal representation of a floating-point number.",
    ),
    Def::new(
        "is_integer",
        Call::NoArgs(|vm, this| {
            let value = own(vm, this);
            Ok(Value::bool(value.is_finite() && value.floor() == value))
        }),
    )
    .doc("($self, /)", "Return True if the float is an integer."),
    Def::new(
        "__getnewargs__",
        Call::NoArgs(|vm, this| {
            let value = Value::float(own(vm, this));
            Ok(vm.new_tuple(&[value]))
        }),
    )
    .doc("($self, /)", ""),
    Def::new("__getformat__", Call::One(getformat))
        .doc(
            "($type, typestr, /)",
            "You probably don't want to use this function.",
        )
        .class(),
    Def::new(
        "__format__",
        Call::One(crate::objects::strings::format::format_method),
    )
    .doc(
        "($self, format_spec, /)",
        "Formats the float according to format_spec.",
    ),
];

pub(super) static GETSET: &[GetSet] = &[
    GetSet {
        name: "real",
        get: itself,
        set: None,
        doc: "the real part of a complex number",
    },
    GetSet {
        name: "imag",
        get: |_, _| Ok(Value::float(0.0)),
        set: None,
        doc: "the imaginary part of a complex number",
    },
];

/// The float of a method's `self`, which the call has checked.
fn own(vm: &Vm, this: Value) -> f64 {
    vm.float_value(this).unwrap_or(0.0)
}

fn itself(vm: &mut Vm, this: Value) -> Result {
    Ok(Value::float(own(vm, this)))
}

fn whole(vm: &mut Vm, this: Value, round: fn(f64) -> f64) -> Result {
    let value = round(own(vm, this));
    float_to_int(vm, value)
}

fn from_number(vm: &mut Vm, class: Value, number: Value) -> Result {
    if class.pointer() == vm.types.float && number.is_float() {
        return Ok(number);
    }
    let value = Value::float(vm.expect_f64(number)?);
    if class.pointer() == vm.types.float {
        Ok(value)
    } else {
        vm.call_pos(class, &[value])
    }
}

fn getformat(vm: &mut Vm, _class: Value, kind: Value) -> Result {
    if !vm.is_str(kind) {
        let name = vm.class_name(kind);
        return Err(vm.type_error(format!("__getformat__() argument must be str, not {name}")));
    }
    match &*vm.text(kind) {
        "double" | "float" => Ok(vm.new_str(if cfg!(target_endian = "little") {
            "IEEE, little-endian"
        } else {
            "IEEE, big-endian"
        })),
        _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
    }
}

fn round(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("__round__", args.len(), 0, 1)?;
    let value = own(vm, this);
    let digits = match args.first() {
        Some(&digits) if !digits.is_none() => digits,
        _ => return float_to_int(vm, value.round_ties_even()),
    };
    let digits = vm.index(digits)?;
    let digits = match vm.int_view(digits) {
        Some(super::IntView::Small(digits)) => digits,
        Some(view) => {
            if view.is_negative() {
                i64::MIN
            } else {
                i64::MAX
            }
        }
        None => 0,
    };
    match round_to(value, digits) {
        Some(rounded) => Ok(Value::float(rounded)),
        None => Err(vm.overflow_error("rounded value too large to represent")),
    }
}

/// `round(value, digits)`, from the exact decimal value, half to even; `None` where the result overflows.
pub fn round_to(value: f64, digits: i64) -> Option<f64> {
    // Beyond these no digit changes, or none is left.
    if !value.is_finite() || digits > 323 {
        return Some(value);
    }
    if digits < -308 {
        return Some(0.0 * value);
    }
    let rounded: f64 = if digits >= 0 {
        format!("{value:.*}", digits as usize)
            .parse()
            .unwrap_or(value)
    } else {
        let power = BigInt::from(10).pow(digits.unsigned_abs() as u32);
        let (mantissa, exponent) = convert::decode(value);
        let (mut number, mut divisor) = (BigInt::from(mantissa), power.clone());
        if exponent >= 0 {
            number <<= exponent as u32;
        } else {
            divisor <<= -exponent as u32;
        }
        let whole = super::int_methods::round_half_even(&number, &divisor) * power;
        let digits: Vec<u64> = whole.magnitude().iter_u64_digits().collect();
        let magnitude = if digits.is_empty() {
            0.0
        } else {
            convert::view_to_f64(super::IntView::Big(false, &digits))
        };
        magnitude.copysign(value)
    };
    if rounded.is_infinite() {
        None
    } else {
        Some(rounded)
    }
}

fn as_integer_ratio(vm: &mut Vm, this: Value) -> Result {
    let value = own(vm, this);
    if value.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    if value.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    let (mut mantissa, mut exponent) = convert::decode(value);
    if mantissa == 0 {
        exponent = 0;
    } else {
        let zeros = mantissa.trailing_zeros();
        mantissa >>= zeros;
        exponent += zeros as i32;
    }
    let mut numerator = BigInt::from(mantissa);
    let mut denominator = BigInt::from(1);
    if exponent >= 0 {
        numerator <<= exponent as u32;
    } else {
        denominator <<= -exponent as u32;
    }
    if value < 0.0 {
        numerator = -numerator;
    }
    let numerator = vm.new_bigint(&numerator);
    let denominator = vm.new_bigint(&denominator);
    Ok(vm.new_tuple(&[numerator, denominator]))
}

fn hex(vm: &mut Vm, this: Value) -> Result {
    let text = hex_text(own(vm, this));
    Ok(vm.new_str(&text))
}

fn hex_text(value: f64) -> String {
    if let Some(special) = super::float_text::special(value) {
        return special.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let bits = value.to_bits();
    let (exponent, fraction) = (bits >> 52 & 0x7ff, bits & ((1 << 52) - 1));
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (lead, power) = if exponent == 0 {
        (0, -1022)
    } else {
        (1, exponent as i64 - 1023)
    };
    format!("{sign}0x{lead}.{fraction:013x}p{power:+}")
}

fn fromhex(vm: &mut Vm, class: Value, text: Value) -> Result {
    if !vm.is_str(text) {
        return Err(vm.type_error("fromhex() argument must be str"));
    }
    let text = vm.text(text).into_owned();
    let value = match read_hex(text.trim_matches(|c: char| matches!(c, ' ' | '\t'..='\r'))) {
        Some(value) if value.1 && value.0.is_infinite() => {
            return Err(vm.overflow_error("hexadecimal value too large to represent as a float"));
        }
        Some(value) => Value::float(value.0),
        None => return Err(vm.value_error("invalid hexadecimal floating-point string")),
    };
    if class.pointer() == vm.types.float {
        Ok(value)
    } else {
        vm.call_pos(class, &[value])
    }
}

/// The float of a hexadecimal text, and whether it was written in digits.
fn read_hex(text: &str) -> Option<(f64, bool)> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let signed = |value: f64| if negative { -value } else { value };
    let lower = rest.to_ascii_lowercase();
    match lower.as_str() {
        "inf" | "infinity" => return Some((signed(f64::INFINITY), false)),
        "nan" => return Some((f64::NAN, false)),
        _ => {}
    }
    let body = lower.strip_prefix("0x").unwrap_or(&lower);
    let (digits, exponent) = match body.split_once('p') {
        Some((digits, exponent)) => (digits, read_exponent(exponent)?),
        None => (body, 0),
    };
    let (mut mantissa, mut power, mut seen, mut after_point) = (0u64, exponent, false, false);
    for byte in digits.bytes() {
        if byte == b'.' {
            if after_point {
                return None;
            }
            after_point = true;
            continue;
        }
        let digit = (byte as char).to_digit(16)? as u64;
        seen = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
            power -= if after_point { 4 } else { 0 };
        } else {
            // Below what can matter but for rounding.
            mantissa |= (digit != 0) as u64;
            power += if after_point { 0 } else { 4 };
        }
    }
    if !seen {
        return None;
    }
    Some((signed(convert::compose(mantissa, power)), true))
}

fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
    Some(if text.starts_with('-') { -value } else { value })
}
