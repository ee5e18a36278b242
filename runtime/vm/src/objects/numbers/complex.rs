//! The class `complex` (CPython's `Objects/complexobject.c`; mixed with reals as C99's Annex G has it).

use super::{complex_text, float_text, hash};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::slots::{BinaryOperator as Op, Comparison};
use crate::objects::class::{ClassSpec, GetSet};
use crate::{Args, Call, Def, Result, Slots, Value, Vm};

/// Real and imaginary part.
pub type Parts = (f64, f64);

/// An operand: a complex number, or a real one that keeps out of the imaginary part's affairs.
#[derive(Clone, Copy)]
enum Operand {
    Complex(Parts),
    Real(f64),
}

impl Operand {
    fn parts(self) -> Parts {
        match self {
            Operand::Complex(parts) => parts,
            Operand::Real(real) => (real, 0.0),
        }
    }
}

static METHODS: &[Def] = &[
    Def::new("from_number", Call::One(from_number))
        .doc(
            "($type, number, /)",
            "Convert number to a complex floating-point number.",
        )
        .class(),
    Def::new(
        "conjugate",
        Call::NoArgs(|vm, this| {
            let (real, imag) = own(vm, this);
            Ok(vm.new_complex(real, -imag))
        }),
    )
    .doc(
        "($self, /)",
        "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.",
    ),
    Def::new("__complex__", Call::NoArgs(exact))
        .doc("($self, /)", "Convert this value to exact type complex."),
    Def::new(
        "__getnewargs__",
        Call::NoArgs(|vm, this| {
            let (real, imag) = own(vm, this);
            Ok(vm.new_tuple(&[Value::float(real), Value::float(imag)]))
        }),
    )
    .doc("($self, /)", ""),
    Def::new(
        "__format__",
        Call::One(crate::objects::strings::format::format_method),
    )
    .doc(
        "($self, format_spec, /)",
        "Convert to a string according to format_spec.",
    ),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "real",
        get: |vm, this| Ok(Value::float(own(vm, this).0)),
        set: None,
        doc: "the real part of a complex number",
    },
    GetSet {
        name: "imag",
        get: |vm, this| Ok(Value::float(own(vm, this).1)),
        set: None,
        doc: "the imaginary part of a complex number",
    },
];

/// Fills `complex`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("complex", Shape::Complex);
    spec.flags = class_flags::BASE_TYPE | class_flags::IMMUTABLE;
    let mut slots = Slots {
        repr: Some(|vm, this| {
            let (real, imag) = own(vm, this);
            Ok(vm.new_str(&float_text::complex_repr(real, imag)))
        }),
        hash: Some(|vm, this| {
            let (real, imag) = own(vm, this);
            Ok(hash::of_complex(real, imag))
        }),
        compare: Some(compare),
        bool: Some(|vm, this| Ok(own(vm, this) != (0.0, 0.0))),
        power3: Some(power3),
        negative: Some(|vm, this| {
            let (real, imag) = own(vm, this);
            Ok(vm.new_complex(-real, -imag))
        }),
        positive: Some(exact),
        absolute: Some(absolute),
        new: Some(new),
        ..Slots::default()
    };
    let binary = &mut slots.binary;
    binary[Op::Add as usize] = Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(add(a, b))));
    binary[Op::Subtract as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(subtract(a, b))));
    binary[Op::Multiply as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |_, a, b| Ok(multiply(a, b))));
    binary[Op::TrueDivide as usize] = Some(|vm, a, b| {
        binary_op(vm, a, b, |vm, a, b| match divide(a, b) {
            Some(quotient) => Ok(quotient),
            None => Err(vm.zero_division_error("division by zero")),
        })
    });
    binary[Op::Power as usize] = Some(|vm, a, b| power3(vm, a, b, Value::NONE));
    spec.slots = slots;
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Create a complex number from a string or numbers.";
    vm.define_class(vm.types.complex, spec);
}

fn own(vm: &Vm, this: Value) -> Parts {
    vm.complex_parts(this).unwrap_or((0.0, 0.0))
}

fn exact(vm: &mut Vm, this: Value) -> Result {
    let (real, imag) = own(vm, this);
    Ok(vm.new_complex(real, imag))
}

fn operand(vm: &mut Vm, value: Value) -> Result<Option<Operand>> {
    match vm.complex_parts(value) {
        Some(parts) => Ok(Some(Operand::Complex(parts))),
        None => Ok(vm.real_as_f64(value)?.map(Operand::Real)),
    }
}

fn binary_op(
    vm: &mut Vm,
    left: Value,
    right: Value,
    op: fn(&mut Vm, Operand, Operand) -> Result<Parts>,
) -> Result {
    match (operand(vm, left)?, operand(vm, right)?) {
        (Some(left), Some(right)) => {
            let (real, imag) = op(vm, left, right)?;
            Ok(vm.new_complex(real, imag))
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn add(left: Operand, right: Operand) -> Parts {
    match (left, right) {
        (Operand::Complex(a), Operand::Real(b)) => (a.0 + b, a.1),
        (Operand::Real(a), Operand::Complex(b)) => (a + b.0, b.1),
        _ => (
            left.parts().0 + right.parts().0,
            left.parts().1 + right.parts().1,
        ),
    }
}

fn subtract(left: Operand, right: Operand) -> Parts {
    match (left, right) {
        (Operand::Complex(a), Operand::Real(b)) => (a.0 - b, a.1),
        (Operand::Real(a), Operand::Complex(b)) => (a - b.0, -b.1),
        _ => (
            left.parts().0 - right.parts().0,
            left.parts().1 - right.parts().1,
        ),
    }
}

fn multiply(left: Operand, right: Operand) -> Parts {
    match (left, right) {
        (Operand::Complex(a), Operand::Real(b)) | (Operand::Real(b), Operand::Complex(a)) => {
            (a.0 * b, a.1 * b)
        }
        _ => product(left.parts(), right.parts()),
    }
}

/// The product, with infinities recovered where the plain formula gives NaN (C99, Annex G.5.1).
fn product(z: Parts, w: Parts) -> Parts {
    let (a, b, c, d) = (z.0, z.1, w.0, w.1);
    let (real, imag) = (a * c - b * d, a * d + b * c);
    if !(real.is_nan() && imag.is_nan()) {
        return (real, imag);
    }
    let calm = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
    let (mut a, mut b, mut c, mut d) = (a, b, c, d);
    let mut recalculate = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b, c, d) = (unit(a), unit(b), calm(c), calm(d));
        recalculate = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d, a, b) = (unit(c), unit(d), calm(a), calm(b));
        recalculate = true;
    }
    if !recalculate
        && [z.0 * w.0, z.1 * w.1, z.0 * w.1, z.1 * w.0]
            .iter()
            .any(|part| part.is_infinite())
    {
        (a, b, c, d) = (calm(a), calm(b), calm(c), calm(d));
        recalculate = true;
    }
    if recalculate {
        (
            f64::INFINITY * (a * c - b * d),
            f64::INFINITY * (a * d + b * c),
        )
    } else {
        (real, imag)
    }
}

/// The quotient; `None` for a divisor of 0.
fn divide(left: Operand, right: Operand) -> Option<Parts> {
    match (left, right) {
        (_, Operand::Real(b)) => {
            let a = left.parts();
            if b == 0.0 {
                None
            } else {
                Some((a.0 / b, a.1 / b))
            }
        }
        (Operand::Real(a), Operand::Complex(b)) => real_quotient(a, b),
        _ => quotient(left.parts(), right.parts()),
    }
}

/// The quotient of a real number, whose imaginary part is no zero but nothing (CPython's `_Py_rc_quot`).
fn real_quotient(a: f64, b: Parts) -> Option<Parts> {
    let (real, imag);
    if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        (real, imag) = (a / denominator, (-a * ratio) / denominator);
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        (real, imag) = ((a * ratio) / denominator, -a / denominator);
    } else {
        (real, imag) = (f64::NAN, f64::NAN);
    }
    if real.is_nan() && imag.is_nan() && a.is_finite() && (b.0.is_infinite() || b.1.is_infinite()) {
        let (x, y) = (unit(b.0), unit(b.1));
        return Some((0.0 * (a * x), 0.0 * (-a * y)));
    }
    Some((real, imag))
}

/// Of an infinity the sign as a number, of anything else a zero of the sign.
fn unit(x: f64) -> f64 {
    (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x)
}

/// Smith's method, then C99's recovery of infinities and zeros.
fn quotient(a: Parts, b: Parts) -> Option<Parts> {
    let (real, imag);
    if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        real = (a.0 + a.1 * ratio) / denominator;
        imag = (a.1 - a.0 * ratio) / denominator;
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        real = (a.0 * ratio + a.1) / denominator;
        imag = (a.1 * ratio - a.0) / denominator;
    } else {
        (real, imag) = (f64::NAN, f64::NAN);
    }
    if real.is_nan() && imag.is_nan() {
        if (a.0.is_infinite() || a.1.is_infinite()) && b.0.is_finite() && b.1.is_finite() {
            let (x, y) = (unit(a.0), unit(a.1));
            return Some((
                f64::INFINITY * (x * b.0 + y * b.1),
                f64::INFINITY * (y * b.0 - x * b.1),
            ));
        }
        if (b.0.is_infinite() || b.1.is_infinite()) && a.0.is_finite() && a.1.is_finite() {
            let (x, y) = (unit(b.0), unit(b.1));
            return Some((0.0 * (a.0 * x + a.1 * y), 0.0 * (a.1 * x - a.0 * y)));
        }
    }
    Some((real, imag))
}

fn compare(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    if !matches!(comparison, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (real, imag) = own(vm, left);
    let equal = if let Some(other) = vm.complex_parts(right) {
        (real, imag) == other
    } else if let Some(float) = vm.float_value(right) {
        real == float && imag == 0.0
    } else if let Some(view) = vm.int_view(right) {
        imag == 0.0
            && super::convert::compare_int_float(view, real) == Some(core::cmp::Ordering::Equal)
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(equal == (comparison == Comparison::Eq)))
}

fn absolute(vm: &mut Vm, this: Value) -> Result {
    let (real, imag) = own(vm, this);
    let size = real.hypot(imag);
    if size.is_infinite() && real.is_finite() && imag.is_finite() {
        return Err(vm.overflow_error("absolute value too large"));
    }
    Ok(Value::float(size))
}

fn power3(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
    match (operand(vm, base)?, operand(vm, exponent)?) {
        (Some(base), Some(exponent)) => {
            if !modulus.is_none() {
                return Err(vm.value_error("complex modulo"));
            }
            power(vm, base.parts(), exponent.parts())
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `base ** exponent` (CPython's `complex_pow`): what has no argument to turn by is an error like a power of zero, and what is
/// infinite has overflown, whatever it was made of.
pub fn power(vm: &mut Vm, base: Parts, exponent: Parts) -> Result {
    let whole = exponent.1 == 0.0 && exponent.0 == exponent.0.floor() && exponent.0.abs() <= 100.0;
    let result = if base == (0.0, 0.0) && (exponent.1 != 0.0 || exponent.0 < 0.0) {
        None
    } else if whole && exponent.0 < 0.0 {
        quotient((1.0, 0.0), integer_power(base, exponent.0.abs() as u32))
    } else if whole {
        Some(integer_power(base, exponent.0 as u32))
    } else if base == (0.0, 0.0) {
        Some((0.0, 0.0))
    } else {
        polar_power(base, exponent)
    };
    match result {
        None => Err(vm.zero_division_error("zero to a negative or complex power")),
        Some((real, imag)) if real.is_infinite() || imag.is_infinite() => {
            Err(vm.overflow_error("complex exponentiation"))
        }
        Some((real, imag)) => Ok(vm.new_complex(real, imag)),
    }
}

/// By length and angle; `None` where the angle is infinite, which has no sine.
fn polar_power(base: Parts, exponent: Parts) -> Option<Parts> {
    let size = base.0.hypot(base.1);
    let mut length = size.powf(exponent.0);
    let angle = base.1.atan2(base.0);
    let mut phase = angle * exponent.0;
    if exponent.1 != 0.0 {
        length *= (-angle * exponent.1).exp();
        phase += exponent.1 * size.ln();
    }
    (!phase.is_infinite()).then(|| (length * phase.cos(), length * phase.sin()))
}

fn integer_power(base: Parts, exponent: u32) -> Parts {
    let (mut result, mut square) = ((1.0, 0.0), base);
    let mut mask = 1;
    while mask <= exponent {
        if exponent & mask != 0 {
            result = product(result, square);
        }
        mask <<= 1;
        square = product(square, square);
    }
    result
}

fn from_number(vm: &mut Vm, class: Value, number: Value) -> Result {
    let plain = vm.types.complex;
    if class.pointer() == plain && vm.class_of(number) == plain {
        return Ok(number);
    }
    let (real, imag) = match of_object(vm, number)? {
        Some(parts) => parts,
        None => (vm.expect_f64(number)?, 0.0),
    };
    let value = vm.new_complex(real, imag);
    if class.pointer() == plain {
        Ok(value)
    } else {
        vm.call_pos(class, &[value])
    }
}

/// The parts of a complex number or of what has `__complex__`.
fn of_object(vm: &mut Vm, value: Value) -> Result<Option<Parts>> {
    if let Some(parts) = vm.complex_parts(value) {
        return Ok(Some(parts));
    }
    if value.is_int() || value.is_float() || vm.is_str(value) {
        return Ok(None);
    }
    let name = vm.intern("__complex__");
    let Some((method, this)) = vm.get_special(value, name)? else {
        return Ok(None);
    };
    let result = if this.is_null() {
        vm.call_pos(method, &[])?
    } else {
        vm.call_pos(method, &[this])?
    };
    match vm.complex_parts(result) {
        Some(parts) => Ok(Some(parts)),
        None => {
            let name = vm.class_name(result);
            Err(vm.type_error(format!("__complex__ returned non-complex (type {name})")))
        }
    }
}

impl Vm {
    /// The parts of an argument that must be a number or have `__complex__` (CPython's `PyComplex_AsCComplex`).
    pub fn expect_complex(&mut self, value: Value) -> Result<(f64, f64)> {
        match of_object(self, value)? {
            Some(parts) => Ok(parts),
            None => Ok((self.expect_f64(value)?, 0.0)),
        }
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if args.keyword_count() == 0
        && let [only] = *args.pos()
        && class == vm.types.complex
        && vm.class_of(only) == class
    {
        return Ok(only);
    }
    let [first, second] = vm.bind_arguments("complex", args, &["real", "imag"], 0, 2, 0)?;
    let positional = args.pos().len() == 1 && args.keyword_count() == 0;
    if positional && vm.is_str(first) {
        let text = crate::objects::strings::decimal_text(first);
        return match complex_text::read_complex(&text) {
            Some((real, imag)) => Ok(vm.alloc_complex(class, real, imag)),
            None if complex_text::has_misplaced_underscore(&text) => {
                let shown = vm.repr(first)?;
                let shown = vm.text(shown).into_owned();
                Err(vm.value_error(format!("could not convert string to complex: {shown}")))
            }
            None => Err(vm.value_error("complex() arg is a malformed string")),
        };
    }
    let (mut real, mut imag) = (0.0, 0.0);
    let parts = |vm: &mut Vm, value: Value, which: &str| -> Result<Parts> {
        if let Some(parts) = of_object(vm, value)? {
            return Ok(parts);
        }
        match if vm.is_str(value) {
            None
        } else {
            vm.number_as_f64(value)?
        } {
            Some(real) => Ok((real, 0.0)),
            None => {
                let name = vm.class_name(value);
                Err(vm.type_error(if positional {
                    format!("complex() argument must be a string or a number, not {name}")
                } else {
                    format!("complex() argument '{which}' must be a real number, not {name}")
                }))
            }
        }
    };
    // complex(a+bj, c+dj) is a-d + (b+c)j.
    if !first.is_null() {
        (real, imag) = parts(vm, first, "real")?;
    }
    if !second.is_null() {
        let (add, back) = parts(vm, second, "imag")?;
        let imaginary_first = !first.is_null() && vm.complex_parts(first).is_some();
        imag = if imaginary_first { imag + add } else { add };
        if vm.complex_parts(second).is_some() {
            real -= back;
        }
    }
    Ok(vm.alloc_complex(class, real, imag))
}
