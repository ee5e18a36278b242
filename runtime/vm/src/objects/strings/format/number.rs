//! Numbers by a format specification.

use std::borrow::Cow;

use super::Spec;
use crate::layout::StrKind;
use crate::objects::numbers::{IntView, float_text};
use crate::objects::strings::builder::Builder;
use crate::objects::strings::copy_short;
use crate::{Result, Value, Vm};

/// A number in parts, ASCII all.
struct Number<'a> {
    negative: bool,
    /// `0x` and the like.
    prefix: &'a str,
    /// Digits before the point.
    digits: &'a str,
    /// What follows them: point, fraction, exponent, `%`.
    rest: &'a str,
    /// Digits between separators.
    group: usize,
}

/// Puts a number together: sign, prefix, grouped digits, rest, padded to the width.
fn assemble(vm: &mut Vm, number: &Number<'_>, spec: &Spec) -> Result {
    let sign = match (number.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    if spec.width > vm.heap.limit {
        return Err(vm.no_memory());
    }
    let outside = sign.len() + number.prefix.len() + number.rest.len();
    let zero_filled = spec.fill == '0' as u32 && spec.align == '=';
    let digits = match spec.grouping {
        Some(separator) if !number.digits.is_empty() => {
            let least = if zero_filled {
                spec.width.saturating_sub(outside)
            } else {
                0
            };
            Cow::Owned(group(number.digits, least, number.group, separator))
        }
        _ => Cow::Borrowed(number.digits),
    };
    let space = spec.width.saturating_sub(outside + digits.len());
    let (left, inner, right) = match spec.align {
        '<' => (0, 0, space),
        '^' => (space / 2, 0, space - space / 2),
        '=' => (0, space, 0),
        _ => (space, 0, 0),
    };
    let total = outside + digits.len() + space;
    if spec.fill < 0x80 && total > 1 {
        let (string, data) = vm.try_new_str_uninit(StrKind::Ascii, total)?;
        let mut at = 0;
        let pieces = [
            (left, sign),
            (0, number.prefix),
            (inner, &*digits),
            (0, number.rest),
            (right, ""),
        ];
        for (fills, text) in pieces {
            // SAFETY: room for all of these, which are ASCII and whose lengths add up to the total.
            unsafe {
                if fills > 0 {
                    core::ptr::write_bytes(data.add(at), spec.fill as u8, fills);
                }
                copy_short(text.as_ptr(), data.add(at + fills), text.len());
            }
            at += fills + text.len();
        }
        return Ok(string);
    }
    let mut builder = Builder::with_capacity(total);
    builder.push_times(spec.fill, left);
    builder.push_text(sign);
    builder.push_text(number.prefix);
    builder.push_times(spec.fill, inner);
    builder.push_text(&digits);
    builder.push_text(number.rest);
    builder.push_times(spec.fill, right);
    builder.finish(vm)
}

/// Digits with separators, and zeros in front to reach `least` characters (`_PyUnicode_InsertThousandsGrouping`).
fn group(digits: &str, least: usize, size: usize, separator: char) -> String {
    let (mut remaining, mut least) = (digits.len() as i64, least as i64);
    let mut reversed = String::new();
    let mut backwards = digits.bytes().rev();
    loop {
        let length = remaining.max(least).max(1).min(size as i64);
        let taken = remaining.min(length);
        for _ in 0..taken {
            reversed.extend(backwards.next().map(char::from));
        }
        for _ in taken..length {
            reversed.push('0');
        }
        remaining -= taken;
        least -= length;
        if remaining <= 0 && least <= 0 {
            break;
        }
        reversed.push(separator);
        least -= 1;
    }
    reversed.chars().rev().collect()
}

/// Formats an int.
pub(super) fn format_int(vm: &mut Vm, value: Value, view: IntView<'_>, spec: &Spec) -> Result {
    match spec.kind {
        'b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n' => {}
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let float = vm.real_as_f64(value)?.unwrap_or(0.0);
            return format_float(vm, value, float, spec);
        }
        _ => return Err(spec.unknown_kind(vm, value)),
    }
    if spec.precision.is_some() {
        return Err(vm.value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(
            vm.value_error("Negative zero coercion (z) not allowed in integer format specifier")
        );
    }
    if spec.kind == 'c' {
        if spec.sign.is_some() {
            return Err(vm.value_error("Sign not allowed with integer format specifier 'c'"));
        }
        if spec.alternate {
            return Err(
                vm.value_error("Alternate form (#) not allowed with integer format specifier 'c'")
            );
        }
        if let IntView::Big(..) = view {
            return Err(vm.overflow_error("Python int too large to convert to C long"));
        }
        let IntView::Small(point @ 0..0x11_0000) = view else {
            return Err(vm.overflow_error("%c arg not in range(0x110000)"));
        };
        let text = vm.point_str(point as u32);
        // Characters are aligned like numbers, `=` like `>`.
        return vm.aligned(text, spec);
    }
    let text = match spec.kind {
        'd' | 'n' => vm.int_text(view)?,
        kind => radix_text(view, kind),
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.as_str()),
    };
    let prefix = match (spec.alternate, spec.kind) {
        (true, 'x') => "0x",
        (true, 'X') => "0X",
        (true, 'o') => "0o",
        (true, 'b') => "0b",
        _ => "",
    };
    let group = if matches!(spec.kind, 'd' | 'n') { 3 } else { 4 };
    assemble(
        vm,
        &Number {
            negative,
            prefix,
            digits,
            rest: "",
            group,
        },
        spec,
    )
}

/// An int in base 2, 8 or 16, without prefix: `kind` is `b`, `o`, `x` or `X`.
pub(crate) fn radix_text(view: IntView<'_>, kind: char) -> String {
    let base = match kind {
        'b' => 2,
        'o' => 8,
        _ => 16,
    };
    let text = match view {
        IntView::Small(value) => {
            let sign = if value < 0 { "-" } else { "" };
            let magnitude = value.unsigned_abs();
            match base {
                2 => format!("{sign}{magnitude:b}"),
                8 => format!("{sign}{magnitude:o}"),
                _ => format!("{sign}{magnitude:x}"),
            }
        }
        big => big.to_big().to_str_radix(base),
    };
    if kind == 'X' {
        text.to_uppercase()
    } else {
        text
    }
}

/// A float's text without sign, by kind and precision; and whether it is below zero. Without a kind, `point_zero` has `.0`
/// follow a whole number.
fn float_body(value: f64, spec: &Spec, point_zero: bool) -> (bool, String) {
    let kind = spec.kind;
    let scaled = if kind == '%' { value * 100.0 } else { value };
    let magnitude = scaled.abs();
    let upper = matches!(kind, 'E' | 'F' | 'G');
    let mut text = if let Some(special) = float_text::special(magnitude) {
        if upper {
            special.to_uppercase()
        } else {
            special.to_owned()
        }
    } else {
        match (kind, spec.precision) {
            ('\0', None) => {
                let text = float_text::short(magnitude, point_zero);
                match (spec.alternate && !text.contains('.'), text.contains('e')) {
                    (true, true) => text.replacen('e', ".e", 1),
                    (true, false) => text + ".",
                    _ => text,
                }
            }
            ('\0', Some(precision)) => {
                let precision = precision.max(1);
                let threshold = precision as i64 - point_zero as i64;
                float_text::general(
                    magnitude,
                    precision,
                    'e',
                    spec.alternate,
                    threshold,
                    point_zero,
                )
            }
            ('%', precision) => {
                float_text::precise(magnitude, 'f', precision.unwrap_or(6), spec.alternate)
            }
            ('n', precision) => {
                float_text::precise(magnitude, 'g', precision.unwrap_or(6), spec.alternate)
            }
            (kind, precision) => {
                float_text::precise(magnitude, kind, precision.unwrap_or(6), spec.alternate)
            }
        }
    };
    let is_zero = || {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        !mantissa.bytes().any(|byte| byte != b'0' && byte != b'.')
    };
    let negative =
        scaled.is_sign_negative() && !scaled.is_nan() && !(spec.no_negative_zero && is_zero());
    if kind == '%' {
        text.push('%');
    }
    (negative, text)
}

/// The digits before the point, and the rest with separators in the fraction if wanted.
fn split_float<'a>(text: &'a str, spec: &Spec) -> (usize, Cow<'a, str>) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let Some(separator) = spec.fraction_grouping.filter(|_| rest.starts_with('.')) else {
        return (digits, rest.into());
    };
    let fraction = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
    let mut grouped = String::from(".");
    for (at, digit) in rest[1..=fraction].chars().enumerate() {
        if at > 0 && at % 3 == 0 {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped.push_str(&rest[1 + fraction..]);
    (digits, grouped.into())
}

/// Formats a float.
pub(super) fn format_float(vm: &mut Vm, value: Value, float: f64, spec: &Spec) -> Result {
    if !matches!(
        spec.kind,
        '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%'
    ) {
        return Err(spec.unknown_kind(vm, value));
    }
    if spec
        .precision
        .is_some_and(|precision| precision > i32::MAX as usize)
    {
        return Err(vm.value_error("precision too big"));
    }
    let (negative, text) = float_body(float, spec, true);
    let (digits, rest) = split_float(&text, spec);
    assemble(
        vm,
        &Number {
            negative,
            prefix: "",
            digits: &text[..digits],
            rest: &rest,
            group: 3,
        },
        spec,
    )
}

/// Formats a complex number.
pub(super) fn format_complex(
    vm: &mut Vm,
    value: Value,
    (real, imag): (f64, f64),
    spec: &Spec,
) -> Result {
    if !matches!(spec.kind, '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') {
        return Err(spec.unknown_kind(vm, value));
    }
    if spec
        .precision
        .is_some_and(|precision| precision > i32::MAX as usize)
    {
        return Err(vm.value_error("precision too big"));
    }
    if spec.fill == '0' as u32 {
        return Err(vm.value_error("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == '=' {
        return Err(vm.value_error("'=' alignment flag is not allowed in complex format specifier"));
    }
    let part = |float: f64, sign: Option<char>| {
        let (negative, text) = float_body(float, spec, false);
        let (digits, rest) = split_float(&text, spec);
        let digits = match spec.grouping {
            Some(separator) if digits > 0 => group(&text[..digits], 0, 3, separator),
            _ => text[..digits].to_owned(),
        };
        let sign = match (negative, sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        format!("{sign}{digits}{rest}")
    };
    let text = if spec.kind == '\0' {
        if real == 0.0 && real.is_sign_positive() {
            format!("{}j", part(imag, spec.sign))
        } else {
            format!("({}{}j)", part(real, spec.sign), part(imag, Some('+')))
        }
    } else {
        format!("{}{}j", part(real, spec.sign), part(imag, Some('+')))
    };
    let text = vm.new_str(&text);
    vm.aligned(text, spec)
}
