//! The class `int`.

use super::{IntView, convert, hash, int_methods};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::{BinaryOperator as Op, Comparison};
use crate::{Args, Result, Slots, Value, Vm};

/// Fills `int`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("int", Shape::BigInt);
    spec.flags = class_flags::INT_SUBCLASS
        | class_flags::BASE_TYPE
        | class_flags::MATCH_SELF
        | class_flags::IMMUTABLE
        | class_flags::VECTORCALL;
    spec.slots = slots();
    spec.methods = int_methods::METHODS;
    spec.getset = int_methods::GETSET;
    spec.doc = "int([x]) -> integer\nint(x, base=10) -> integer";
    vm.define_class(vm.types.int, spec);
}

/// The slots that `bool` shares.
pub(super) fn slots() -> Slots {
    let mut slots = Slots {
        repr: Some(repr),
        hash: Some(hash_slot),
        compare: Some(compare),
        bool: Some(|vm, value| Ok(vm.int_view(value).is_some_and(|view| !view.is_zero()))),
        divmod: Some(
            |vm, left, right| match (vm.int_view(left), vm.int_view(right)) {
                (Some(left), Some(right)) => {
                    let (quotient, remainder) = vm.int_divmod(left, right)?;
                    Ok(vm.new_tuple(&[quotient, remainder]))
                }
                _ => Ok(Value::NOT_IMPLEMENTED),
            },
        ),
        power3: Some(power3),
        negative: Some(|vm, value| unary(vm, value, |vm, view| Ok(vm.negate_view(view)))),
        positive: Some(|vm, value| Ok(vm.exact_int(value))),
        absolute: Some(|vm, value| {
            unary(vm, value, |vm, view| {
                Ok(if view.is_negative() {
                    vm.negate_view(view)
                } else {
                    vm.view_value(view)
                })
            })
        }),
        invert: Some(|vm, value| {
            unary(vm, value, |vm, view| {
                Ok(vm.add_views(IntView::Small(-1), view, true))
            })
        }),
        int: Some(|vm, value| Ok(vm.exact_int(value))),
        float: Some(to_float),
        index: Some(|vm, value| Ok(vm.exact_int(value))),
        new: Some(new),
        ..Slots::default()
    };
    let binary = &mut slots.binary;
    binary[Op::Add as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |vm, a, b| Ok(vm.add_views(a, b, false))));
    binary[Op::Subtract as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |vm, a, b| Ok(vm.add_views(a, b, true))));
    binary[Op::Multiply as usize] =
        Some(|vm, a, b| binary_op(vm, a, b, |vm, a, b| Ok(vm.multiply_views(a, b))));
    binary[Op::FloorDivide as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::floor_divide_views));
    binary[Op::Remainder as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::modulo_views));
    binary[Op::TrueDivide as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::true_divide_views));
    binary[Op::Power as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::power_views));
    binary[Op::Lshift as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::shift_left_views));
    binary[Op::Rshift as usize] = Some(|vm, a, b| binary_op(vm, a, b, Vm::shift_right_views));
    binary[Op::And as usize] = Some(|vm, a, b| bitwise(vm, a, b, |a, b| a & b));
    binary[Op::Or as usize] = Some(|vm, a, b| bitwise(vm, a, b, |a, b| a | b));
    binary[Op::Xor as usize] = Some(|vm, a, b| bitwise(vm, a, b, |a, b| a ^ b));
    slots
}

impl Vm {
    /// The int of a view.
    pub fn view_value(&mut self, view: IntView<'_>) -> Value {
        match view {
            IntView::Small(value) => self.new_int(value),
            IntView::Big(negative, digits) => self.new_int_digits(negative, digits),
        }
    }

    /// An int of a class: a subclass's is an object of its own.
    pub(crate) fn int_of_class(&mut self, class: *mut Class, value: Value) -> Value {
        match self.int_view(value) {
            Some(view) if class != self.types.int => {
                let mut room = 0;
                let (negative, digits) = view.parts(&mut room);
                self.alloc_int(class, negative, digits)
            }
            _ => self.exact_int(value),
        }
    }

    /// `divmod(left, right)` of ints, as (quotient, remainder).
    pub fn int_divmod(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result<(Value, Value)> {
        if right.is_zero() {
            return Err(self.zero_division_error("division by zero"));
        }
        Ok(self.divmod_views(left, right))
    }
}

fn unary(vm: &mut Vm, value: Value, op: impl FnOnce(&mut Vm, IntView<'_>) -> Result) -> Result {
    match vm.int_view(value) {
        Some(view) => {
            vm.probe_ints(view, view)?;
            op(vm, view)
        }
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

#[inline(always)]
fn binary_op(
    vm: &mut Vm,
    left: Value,
    right: Value,
    op: impl FnOnce(&mut Vm, IntView<'_>, IntView<'_>) -> Result,
) -> Result {
    match (vm.int_view(left), vm.int_view(right)) {
        (Some(left), Some(right)) => {
            vm.probe_ints(left, right)?;
            op(vm, left, right)
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

#[inline(always)]
fn bitwise(vm: &mut Vm, left: Value, right: Value, operation: fn(u64, u64) -> u64) -> Result {
    binary_op(vm, left, right, |vm, left, right| match (left, right) {
        (IntView::Small(a), IntView::Small(b)) => {
            Ok(vm.new_int(operation(a as u64, b as u64) as i64))
        }
        _ => Ok(vm.bitwise_views(left, right, operation)),
    })
}

fn repr(vm: &mut Vm, value: Value) -> Result {
    if let Some(small) = value.as_int() {
        let mut buffer = [0u8; 24];
        let text = decimal(small, &mut buffer);
        return Ok(vm.new_str_bytes(crate::layout::StrKind::Ascii, text));
    }
    let Some(view) = vm.int_view(value) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let text = vm.int_text(view)?;
    Ok(vm.new_str(&text))
}

/// The decimal digits of an int that fits 64 bits.
pub(crate) fn decimal(value: i64, buffer: &mut [u8; 24]) -> &[u8] {
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    &buffer[at..]
}

fn hash_slot(vm: &mut Vm, value: Value) -> Result<i64> {
    Ok(vm.int_view(value).map_or(0, hash::of_int))
}

/// The order of two ints.
pub fn order(left: IntView<'_>, right: IntView<'_>) -> core::cmp::Ordering {
    use core::cmp::Ordering;
    match (left, right) {
        (IntView::Small(a), IntView::Small(b)) => a.cmp(&b),
        (IntView::Big(false, a), IntView::Big(false, b)) => super::digits::compare(a, b),
        (IntView::Big(true, a), IntView::Big(true, b)) => super::digits::compare(b, a),
        // A big int is further from zero than any small one.
        (IntView::Big(negative, _), _) => {
            if negative {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (_, IntView::Big(negative, _)) => {
            if negative {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
    }
}

fn compare(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    match (vm.int_view(left), vm.int_view(right)) {
        (Some(left), Some(right)) => Ok(Value::bool(comparison.holds(order(left, right)))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn to_float(vm: &mut Vm, value: Value) -> Result {
    match vm.real_as_f64(value)? {
        Some(float) => Ok(Value::float(float)),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn power3(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
    let (Some(a), Some(b)) = (vm.int_view(base), vm.int_view(exponent)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if modulus.is_none() {
        return vm.power_views(a, b);
    }
    let Some(m) = vm.int_view(modulus) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if let (IntView::Small(a), IntView::Small(b), IntView::Small(m)) = (a, b, m)
        && b >= 0
        && m > 0
    {
        let m = m as i128;
        let (mut square, mut rest, mut result) = ((a as i128).rem_euclid(m), b, 1 % m);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result * square % m;
            }
            square = square * square % m;
            rest >>= 1;
        }
        return Ok(vm.new_int_i128(result));
    }
    vm.power_modulo(&a.to_big(), &b.to_big(), &m.to_big())
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let pos = args.pos();
    if pos.len() > 2 {
        return Err(vm.type_error(format!(
            "int expected at most 2 arguments, got {}",
            pos.len()
        )));
    }
    let mut base = pos.get(1).copied();
    for (name, value) in args.keywords() {
        let text = vm.text(name).into_owned();
        if text != "base" {
            let hint =
                if ["bas", "bae", "bse", "ase", "Base", "BASE", "bases"].contains(&text.as_str()) {
                    ". Did you mean 'base'?"
                } else {
                    ""
                };
            return Err(vm.type_error(format!(
                "int() got an unexpected keyword argument '{text}'{hint}"
            )));
        }
        if base.is_some() {
            return Err(vm.type_error("argument for int() given by name ('base') and position (2)"));
        }
        base = Some(value);
    }
    let value = match (pos.first().copied(), base) {
        (None, None) => Value::int_unchecked(0),
        (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
        (Some(value), None) => vm.to_int(value)?,
        (Some(value), Some(base)) => with_base(vm, value, base)?,
    };
    Ok(vm.int_of_class(class, value))
}

fn with_base(vm: &mut Vm, value: Value, base: Value) -> Result {
    let base = vm.index(base)?;
    let base = match vm.int_as_i64(base) {
        Some(base @ (0 | 2..=36)) => base as u32,
        _ => return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0")),
    };
    if vm.is_str(value) {
        vm.parse_int_str(value, base)
    } else if vm.has_class_flag(value, class_flags::BYTES_SUBCLASS)
        || vm.is_subclass(vm.class_of(value), vm.types.bytearray)
    {
        parse_bytes(vm, value, base)
    } else {
        Err(vm.type_error("int() can't convert non-string with explicit base"))
    }
}

fn parse_bytes(vm: &mut Vm, value: Value, base: u32) -> Result {
    let data = vm.bytes_like(value).map(<[u8]>::to_vec).unwrap_or_default();
    let text = String::from_utf8(data).unwrap_or_default();
    let text = text.trim_matches(|c: char| {
        c.is_ascii() && crate::objects::strings::unicode::is_space(c as u32)
    });
    match convert::read_int(text, base) {
        Ok(number) if text.is_ascii() => Ok(vm.new_bigint(&number)),
        Ok(_) | Err(convert::BadInt::Literal) => {
            let data = vm.bytes_like(value).map(<[u8]>::to_vec).unwrap_or_default();
            let exact = vm.new_bytes(&data);
            let shown = vm.repr_limited(exact)?;
            Err(vm.bad_int(convert::BadInt::Literal, base, &shown))
        }
        Err(bad) => Err(vm.bad_int(bad, base, "")),
    }
}

impl Vm {
    /// `int(value)`.
    pub fn to_int(&mut self, value: Value) -> Result {
        if self.is_exact_int(value) {
            return Ok(value);
        }
        let class = self.class_of(value);
        if let Some(int) = self.slots(class).int {
            let result = int(self, value)?;
            if !self.is_int(result) {
                let name = self.class_name(result);
                return Err(self.type_error(format!("__int__ returned non-int (type {name})")));
            }
            return Ok(self.exact_int(result));
        }
        if self.slots(class).index.is_some() {
            let result = self.index(value)?;
            return Ok(self.exact_int(result));
        }
        if self.is_str(value) {
            return self.parse_int_str(value, 10);
        }
        if self.bytes_like(value).is_some() {
            return parse_bytes(self, value, 10);
        }
        let name = self.class_name(value);
        Err(self.type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
        )))
    }
}
