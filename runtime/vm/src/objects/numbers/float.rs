//! The class `float`: operators and construction (CPython's `Objects/floatobject.c`).

use uops::prims;

use super::{convert, float_methods, float_text, hash};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::{BinaryOperator as Op, Comparison};
use crate::{Args, Result, Slots, Value, Vm};

/// Fills `float`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("float", Shape::Float);
    spec.flags = class_flags::FLOAT_SUBCLASS
        | class_flags::BASE_TYPE
        | class_flags::MATCH_SELF
        | class_flags::IMMUTABLE
        | class_flags::VECTORCALL;
    let mut slots = Slots {
        repr: Some(|vm, value| {
            let text = float_text::float_repr(vm.float_value(value).unwrap_or(0.0));
            Ok(vm.new_str(&text))
        }),
        hash: Some(|vm, value| Ok(hash::of_float(vm.float_value(value).unwrap_or(0.0)))),
        compare: Some(compare),
        bool: Some(|vm, value| Ok(vm.float_value(value).unwrap_or(0.0) != 0.0)),
        divmod: Some(
            |vm, left, right| match (vm.real_as_f64(left)?, vm.real_as_f64(right)?) {
                (Some(left), Some(right)) => {
                    let (quotient, remainder) = vm.float_divmod(left, right)?;
                    Ok(vm.new_tuple(&[Value::float(quotient), Value::float(remainder)]))
                }
                _ => Ok(Value::NOT_IMPLEMENTED),
            },
        ),
        power3: Some(power3),
        negative: Some(|vm, value| Ok(Value::float(-vm.float_value(value).unwrap_or(0.0)))),
        positive: Some(exact),
        absolute: Some(|vm, value| Ok(Value::float(vm.float_value(value).unwrap_or(0.0).abs()))),
        int: Some(|vm, value| {
            let value = vm.float_value(value).unwrap_or(0.0);
            float_to_int(vm, value)
        }),
        float: Some(exact),
        new: Some(new),
        ..Slots::default()
    };
    let binary = &mut slots.binary;
    binary[Op::Add as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(prims::float_add(a, b))));
    binary[Op::Subtract as usize] = Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(a - b)));
    binary[Op::Multiply as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(prims::float_mul(a, b))));
    binary[Op::TrueDivide as usize] = Some(|vm, a, b| {
        binary_op(vm, a, b, |vm, a, b| {
            if b == 0.0 {
                Err(vm.zero_division_error("division by zero"))
            } else {
                Ok(a / b)
            }
        })
    });
    binary[Op::FloorDivide as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |vm, a, b| Ok(vm.float_divmod(a, b)?.0)));
    binary[Op::Remainder as usize] = Some(|vm, a, b| {
        binary_op(vm, a, b, |vm, a, b| {
            if b == 0.0 {
                Err(vm.zero_division_error("division by zero"))
            } else {
                Ok(modulo(a, b))
            }
        })
    });
    binary[Op::Power as usize] = Some(|vm, a, b| power3(vm, a, b, Value::NONE));
    spec.slots = slots;
    spec.methods = float_methods::METHODS;
    spec.getset = float_methods::GETSET;
    spec.doc = "Convert a string or number to a floating-point number, if possible.";
    vm.define_class(vm.types.float, spec);
}

fn exact(vm: &mut Vm, value: Value) -> Result {
    Ok(Value::float(vm.float_value(value).unwrap_or(0.0)))
}

/// The operation on two floats or ints; NotImplemented for others.
#[inline(always)]
fn binary_op(
    vm: &mut Vm,
    left: Value,
    right: Value,
    op: impl FnOnce(&mut Vm, f64, f64) -> Result<f64>,
) -> Result {
    match (vm.real_as_f64(left)?, vm.real_as_f64(right)?) {
        (Some(left), Some(right)) => op(vm, left, right).map(Value::float),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `left % right` for a right operand that is not 0: the sign is the right one's.
pub fn modulo(left: f64, right: f64) -> f64 {
    let rest = left % right;
    if rest == 0.0 {
        0f64.copysign(right)
    } else if (right < 0.0) != (rest < 0.0) {
        rest + right
    } else {
        rest
    }
}

impl Vm {
    /// `left // right` and `left % right`.
    pub fn float_divmod(&mut self, left: f64, right: f64) -> Result<(f64, f64)> {
        if right == 0.0 {
            return Err(self.zero_division_error("division by zero"));
        }
        let mut rest = left % right;
        let mut quotient = (left - rest) / right;
        if rest == 0.0 {
            rest = 0f64.copysign(right);
        } else if (right < 0.0) != (rest < 0.0) {
            rest += right;
            quotient -= 1.0;
        }
        let floor = if quotient == 0.0 {
            0f64.copysign(left / right)
        } else {
            let floor = quotient.floor();
            if quotient - floor > 0.5 {
                floor + 1.0
            } else {
                floor
            }
        };
        Ok((floor, rest))
    }

    /// OverflowError as C's `errno` tells it.
    #[cold]
    pub fn range_error(&mut self) -> crate::Raised {
        let message = self.new_str("Numerical result out of range");
        match self.new_exception(
            self.types.overflow_error,
            &[Value::int_unchecked(34), message],
        ) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }
}

/// The order of a float and a number, exactly; `None` where one is NaN.
fn compare(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    let Some(a) = vm.float_value(left) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let ordering = match vm.float_value(right) {
        Some(b) => a.partial_cmp(&b),
        None => match vm.int_view(right) {
            Some(view) => convert::compare_int_float(view, a).map(core::cmp::Ordering::reverse),
            None => return Ok(Value::NOT_IMPLEMENTED),
        },
    };
    Ok(Value::bool(match ordering {
        Some(ordering) => comparison.holds(ordering),
        None => comparison == Comparison::Ne,
    }))
}

fn power3(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
    if !modulus.is_none() {
        return Err(
            vm.type_error("pow() 3rd argument not allowed unless all arguments are integers")
        );
    }
    match (vm.real_as_f64(base)?, vm.real_as_f64(exponent)?) {
        (Some(base), Some(exponent)) => power(vm, base, exponent),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `base ** exponent` where an operand is a NaN: that very NaN, unless the other operand alone decides.
pub fn power_of_nan(base: f64, exponent: f64) -> Option<f64> {
    match (base, exponent) {
        (_, 0.0) | (1.0, _) => Some(1.0),
        _ if base.is_nan() => Some(base),
        _ if exponent.is_nan() => Some(exponent),
        _ => None,
    }
}

/// `base ** exponent`; of a negative base with a fraction in the exponent, complex.
pub fn power(vm: &mut Vm, base: f64, exponent: f64) -> Result {
    if let Some(result) = power_of_nan(base, exponent) {
        return Ok(Value::float(result));
    }
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(vm.zero_division_error("zero to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent != exponent.floor() {
        return super::complex::power(vm, (base, 0.0), (exponent, 0.0));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(vm.range_error());
    }
    Ok(Value::float(result))
}

/// The whole part of a float as an int.
pub fn float_to_int(vm: &mut Vm, value: f64) -> Result {
    if value.abs() < 1e15 {
        return Ok(Value::int(value as i64).unwrap_or_else(|| vm.new_int(value as i64)));
    }
    if value.is_nan() {
        return Err(vm.value_error("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(vm.overflow_error("cannot convert float infinity to integer"));
    }
    Ok(vm.new_bigint(&convert::f64_to_big(value)))
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if args.keyword_count() > 0 && class == vm.types.float {
        return Err(vm.type_error("float() takes no keyword arguments"));
    }
    let value = match *args.pos() {
        [] => 0.0,
        [value] => vm.to_float(value)?,
        ref many => {
            return Err(vm.type_error(format!(
                "float expected at most 1 argument, got {}",
                many.len()
            )));
        }
    };
    Ok(vm.alloc_float(class, value))
}

impl Vm {
    /// `float(value)`: also of a str or bytes.
    pub fn to_float(&mut self, value: Value) -> Result<f64> {
        if value.is_float() {
            return Ok(value.float_payload());
        }
        if !self.is_exact_str(value)
            && let Some(float) = self.converted_to_f64(value)?
        {
            return Ok(float);
        }
        let text = if self.is_str(value) {
            crate::objects::strings::decimal_text(value)
        } else if let Some(data) = self.bytes_like(value) {
            let text = String::from_utf8(data.to_vec()).unwrap_or_else(|_| "\u{fffd}".to_owned());
            text.trim_matches(crate::objects::strings::is_c_space)
                .to_owned()
                .into()
        } else {
            let name = self.class_name(value);
            return Err(self.type_error(format!(
                "float() argument must be a string or a real number, not '{name}'"
            )));
        };
        match convert::read_float(&text) {
            Some(float) => Ok(float),
            None => {
                let shown = self.repr(value)?;
                let message = format!("could not convert string to float: {}", self.text(shown));
                Err(self.value_error(message))
            }
        }
    }

    /// A number as a float, by `__float__` or `__index__`; `None` if it has neither.
    pub fn number_as_f64(&mut self, value: Value) -> Result<Option<f64>> {
        if let Some(float) = self.float_value(value) {
            return Ok(Some(float));
        }
        self.converted_to_f64(value)
    }

    /// A number as a float by its `__float__` or `__index__`, floats of subclasses included (`PyNumber_Float`).
    fn converted_to_f64(&mut self, value: Value) -> Result<Option<f64>> {
        let class = self.class_of(value);
        if let Some(to_float) = self.slots(class).float {
            let result = to_float(self, value)?;
            return match self.float_value(result) {
                Some(float) => Ok(Some(float)),
                None => {
                    let (owner, name) = (self.class_name(value), self.class_name(result));
                    Err(self.type_error(format!(
                        "{owner}.__float__ returned non-float (type {name})"
                    )))
                }
            };
        }
        if self.slots(class).index.is_some() {
            let index = self.index(value)?;
            return self.real_as_f64(index);
        }
        Ok(None)
    }

    /// A number as a float, as native functions take their arguments (`PyFloat_AsDouble`).
    pub fn expect_f64(&mut self, value: Value) -> Result<f64> {
        if value.is_float() {
            return Ok(value.float_payload());
        }
        match self.number_as_f64(value)? {
            Some(float) => Ok(float),
            None => {
                let name = self.class_name(value);
                Err(self.type_error(format!("must be real number, not {name}")))
            }
        }
    }
}
