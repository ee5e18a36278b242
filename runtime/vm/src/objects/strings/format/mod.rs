//! `format()`, `str.format` and `%` (CPython's `Python/formatter_unicode.c` and `Objects/stringlib/unicode_format.h`).

mod number;
pub mod percent;
mod spec;
pub mod template;

pub use spec::Spec;

use super::builder::Builder;
use super::{Chars, chars, len};
use crate::objects::numbers::int::decimal;
use crate::{Result, Value, Vm};

/// `value.__format__(spec)` of the built-in types.
pub(crate) fn format_method(vm: &mut Vm, this: Value, spec: Value) -> Result {
    if !vm.is_str(spec) {
        let name = vm.class_name(spec);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    }
    vm.format_value(this, spec)
}

impl Vm {
    /// Formats a str, int, float or complex (or an instance of a subclass) by a format specification, as their
    /// `__format__` do.
    pub fn format_value(&mut self, value: Value, spec: Value) -> Result {
        if len(spec) == 0 {
            return if self.is_exact_str(value) {
                Ok(value)
            } else {
                self.str(value)
            };
        }
        if self.is_str(value) {
            let spec = Spec::parse(self, value, spec, 's', '<')?;
            return self.format_str(value, &spec);
        }
        if let Some(view) = self.int_view(value) {
            let spec = Spec::parse(self, value, spec, 'd', '>')?;
            return number::format_int(self, value, view, &spec);
        }
        if let Some(float) = self.float_value(value) {
            let spec = Spec::parse(self, value, spec, '\0', '>')?;
            return number::format_float(self, value, float, &spec);
        }
        if let Some(parts) = self.complex_parts(value) {
            let spec = Spec::parse(self, value, spec, '\0', '>')?;
            return number::format_complex(self, value, parts, &spec);
        }
        let name = self.class_name(value);
        Err(self.type_error(format!(
            "unsupported format string passed to {name}.__format__"
        )))
    }

    fn format_str(&mut self, value: Value, spec: &Spec) -> Result {
        if spec.kind != 's' {
            return Err(spec.unknown_kind(self, value));
        }
        if let Some(sign) = spec.sign {
            return Err(self.value_error(if sign == ' ' {
                "Space not allowed in string format specifier"
            } else {
                "Sign not allowed in string format specifier"
            }));
        }
        if spec.no_negative_zero {
            return Err(self
                .value_error("Negative zero coercion (z) not allowed in string format specifier"));
        }
        if spec.alternate {
            return Err(
                self.value_error("Alternate form (#) not allowed in string format specifier")
            );
        }
        if spec.align == '=' {
            return Err(self.value_error("'=' alignment not allowed in string format specifier"));
        }
        let shown = spec
            .precision
            .map_or(len(value), |precision| precision.min(len(value)));
        let text = self.str_slice(value, 0, shown)?;
        self.aligned(text, spec)
    }

    /// A text padded to the width of a specification.
    fn aligned(&mut self, text: Value, spec: &Spec) -> Result {
        let Some(space) = spec.width.checked_sub(len(text)).filter(|&space| space > 0) else {
            return self.exact_str(text);
        };
        let left = match spec.align {
            '<' => 0,
            '^' => space / 2,
            _ => space,
        };
        self.padded(text, spec.fill, left, space - left)
    }
}

/// Appends the `str` of a str, or of an int of one word; other values are left, and that is said.
#[inline]
fn push_plain(vm: &Vm, value: Value, out: &mut Builder) -> bool {
    if let Some(int) = value.as_int() {
        out.push_chars(Chars::Ascii(decimal(int, &mut [0; 24])));
    } else if vm.is_exact_str(value) {
        out.push_str(value);
    } else {
        return false;
    }
    true
}

/// A decimal number in a template or specification, from `at` on: its value and where it ends; `None` if there is none.
/// Too large a number is an error (`Err(())`).
fn number_at(points: Chars<'_>, at: usize) -> core::result::Result<Option<(usize, usize)>, ()> {
    let mut value = 0usize;
    let mut end = at;
    while end < points.len()
        && let Some(digit) = super::unicode::decimal(points.at(end))
    {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit as usize))
            .filter(|&value| value <= isize::MAX as usize)
            .ok_or(())?;
        end += 1;
    }
    Ok((end > at).then_some((value, end)))
}

/// The characters of a template.
fn points<'a>(string: Value) -> Chars<'a> {
    chars(string)
}
