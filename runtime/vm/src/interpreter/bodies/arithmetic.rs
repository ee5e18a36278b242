//! Arithmetic and comparison.

use uops::prims;

use crate::interpreter::{Flow, Machine};
use crate::objects::class::slots::{BinaryOperator, Comparison, INPLACE_FROM, SUBSCR};
use crate::objects::strings;
use crate::specialize::extend::Extension;
use crate::{Result, Value, Vm};

/// Ints of at most 30 bits: CPython's compact ints, to which some specializations are limited.
#[inline(always)]
pub fn is_compact(value: Value) -> bool {
    value.is_int() && is_compact_int(value)
}

/// The same of what is known to be an int, by one comparison.
#[inline(always)]
pub fn is_compact_int(value: Value) -> bool {
    const LIMIT: i64 = 1 << 30;
    ((value.int_payload() + (LIMIT - 1)) as u64) < (2 * LIMIT - 1) as u64
}

macro_rules! int_operation {
    ($name:ident, $checked:ident, $slow:ident) => {
        #[inline(always)]
        pub fn $name(m: &mut Machine<'_>, _oparg: u32, _operand: u64) -> Flow {
            let (left, right) = (m.peek(2), m.peek(1));
            if left.both_ints(right)
                && let Some(result) = left.int_payload().$checked(right.int_payload())
                && let Some(value) = Value::int(result)
            {
                m.replace(2, value);
            } else {
                let value = m.vm.$slow(left, right);
                m.replace(2, value);
            }
            Flow::Next
        }
    };
}
int_operation!(_BINARY_OP_ADD_INT, checked_add, int_add);
int_operation!(_BINARY_OP_SUBTRACT_INT, checked_sub, int_subtract);
int_operation!(_BINARY_OP_MULTIPLY_INT, checked_mul, int_multiply);

macro_rules! float_operation {
    ($name:ident, $operation:ident) => {
        #[inline(always)]
        pub fn $name(m: &mut Machine<'_>, _oparg: u32, _operand: u64) -> Flow {
            let (left, right) = (m.peek(2).float_payload(), m.peek(1).float_payload());
            let result = prims::$operation(left, right);
            m.replace(2, Value::float(result));
            Flow::Next
        }
    };
}
float_operation!(_BINARY_OP_ADD_FLOAT, float_add);
float_operation!(_BINARY_OP_SUBTRACT_FLOAT, float_sub);
float_operation!(_BINARY_OP_MULTIPLY_FLOAT, float_mul);

body! {
    _UNARY_NEGATIVE(m) {
        let value = m.peek(1);
        if let Some(float) = value.as_float() {
            m.replace(1, Value::float(-float));
            return Flow::Next;
        }
        if let Some(negated) = value.as_int().and_then(|int| Value::int(-int)) {
            m.replace(1, negated);
            return Flow::Next;
        }
        let result = m.vm.negative(value);
        m.finish(1, result)
    }
    _UNARY_INVERT(m) {
        let result = m.vm.invert(m.peek(1));
        m.finish(1, result)
    }
    _BINARY_OP(m, oparg) {
        let (left, right) = (m.peek(2), m.peek(1));
        if let Some(value) = quick_binary(oparg, left, right) {
            m.replace(2, value);
            return Flow::Next;
        }
        let result = m.vm.binary_op(oparg, left, right);
        m.finish(2, result)
    }
    _BINARY_OP_ADD_UNICODE(m) {
        let result = m.vm.str_concat(m.peek(2), m.peek(1));
        m.finish(2, result)
    }
    _GUARD_BINARY_OP_EXTEND(m, _oparg, operand) {
        match Extension::from_operand(operand) {
            Some(extension) if extension.accepts(m.peek(2), m.peek(1)) => Flow::Next,
            _ => Flow::Deopt,
        }
    }
    _BINARY_OP_EXTEND(m, _oparg, operand) {
        let (left, right) = (m.peek(2), m.peek(1));
        let Some(extension) = Extension::from_operand(operand) else { return Flow::Deopt };
        m.replace(2, extension.apply(left, right));
        Flow::Next
    }
    _COMPARE_OP(m, oparg) {
        let (left, right) = (m.peek(2), m.peek(1));
        let comparison = Comparison::from_index(oparg >> 5);
        let quick = if left.both_ints(right) {
            Some(comparison.holds(left.int_payload().cmp(&right.int_payload())))
        } else {
            None
        };
        if let Some(holds) = quick {
            m.replace(2, Value::bool(holds));
            return Flow::Next;
        }
        let result = m.vm.compare_op(comparison, left, right, oparg & 16 != 0);
        m.finish(2, result)
    }
    _COMPARE_OP_FLOAT(m, oparg) {
        let (left, right) = (m.peek(2).float_payload(), m.peek(1).float_payload());
        let holds = match Comparison::from_index(oparg >> 5) {
            Comparison::Lt => left < right,
            Comparison::Le => left <= right,
            Comparison::Eq => left == right,
            Comparison::Ne => left != right,
            Comparison::Gt => left > right,
            Comparison::Ge => left >= right,
        };
        m.replace(2, Value::bool(holds));
        Flow::Next
    }
    _COMPARE_OP_INT(m, oparg) {
        let (left, right) = (m.peek(2), m.peek(1));
        if !(is_compact(left) && is_compact(right)) {
            return Flow::Deopt;
        }
        let holds = Comparison::from_index(oparg >> 5).holds(left.int_payload().cmp(&right.int_payload()));
        m.replace(2, Value::bool(holds));
        Flow::Next
    }
    _COMPARE_OP_STR(m, oparg) {
        let (left, right) = (m.peek(2), m.peek(1));
        let equal = left == right || strings::equal(left, right);
        m.replace(2, Value::bool(equal == (Comparison::from_index(oparg >> 5) == Comparison::Eq)));
        Flow::Next
    }
    _CONTAINS_OP(m, oparg) {
        let result = m.vm.contains(m.peek(1), m.peek(2)).map(|found| Value::bool(found ^ (oparg != 0)));
        m.finish(2, result)
    }
    _CONTAINS_OP_SET(m, oparg) {
        let result = m.vm.set_contains(m.peek(1), m.peek(2)).map(|found| Value::bool(found ^ (oparg != 0)));
        m.finish(2, result)
    }
    _CONTAINS_OP_DICT(m, oparg) {
        let result = m.vm.dict_get(m.peek(1).pointer(), m.peek(2)).map(|value| Value::bool(!value.is_null() ^ (oparg != 0)));
        m.finish(2, result)
    }
}

/// Arithmetic that CPython 3.14 leaves to the adaptive BINARY_OP but that needs no dispatch here: int `//`, `%`, `<<`,
/// `>>`, bit operations and float `/`.
#[inline(always)]
pub fn quick_binary(oparg: u32, left: Value, right: Value) -> Option<Value> {
    use BinaryOperator::*;
    let operator = if oparg >= INPLACE_FROM {
        oparg - INPLACE_FROM
    } else {
        oparg
    };
    if left.both_ints(right) {
        let (l, r) = (left.int_payload(), right.int_payload());
        const ADD: u32 = Add as u32;
        const SUBTRACT: u32 = Subtract as u32;
        const MULTIPLY: u32 = Multiply as u32;
        const AND: u32 = And as u32;
        const OR: u32 = Or as u32;
        const XOR: u32 = Xor as u32;
        const LSHIFT: u32 = Lshift as u32;
        const RSHIFT: u32 = Rshift as u32;
        const FLOOR: u32 = FloorDivide as u32;
        const REMAINDER: u32 = Remainder as u32;
        const DIVIDE: u32 = TrueDivide as u32;
        return match operator {
            // Ints of 48 bits are floats without loss, so one rounding is all there is.
            DIVIDE if r != 0 => Some(Value::float(l as f64 / r as f64)),
            ADD => Value::int(l + r),
            SUBTRACT => Value::int(l - r),
            MULTIPLY => l.checked_mul(r).and_then(Value::int),
            AND => Some(Value::int_unchecked(l & r)),
            OR => Some(Value::int_unchecked(l | r)),
            XOR => Some(Value::int_unchecked(l ^ r)),
            RSHIFT if r >= 0 => Some(Value::int_unchecked(l >> r.min(63))),
            LSHIFT if (0..48).contains(&r) && l.unsigned_abs() < 1 << (47 - r) => {
                Value::int(l << r)
            }
            FLOOR if r != 0 => Value::int(floor_divide(l, r)),
            REMAINDER if r != 0 => Value::int(l - floor_divide(l, r) * r),
            _ => None,
        };
    }
    if left.is_float() && right.is_float() {
        const DIVIDE: u32 = TrueDivide as u32;
        const ADD: u32 = Add as u32;
        const SUBTRACT: u32 = Subtract as u32;
        const MULTIPLY: u32 = Multiply as u32;
        let (l, r) = (left.float_payload(), right.float_payload());
        return match operator {
            ADD => Some(Value::float(l + r)),
            SUBTRACT => Some(Value::float(l - r)),
            MULTIPLY => Some(Value::float(l * r)),
            DIVIDE if r != 0.0 => Some(Value::float(l / r)),
            _ => None,
        };
    }
    None
}

/// Division rounded towards minus infinity; the divisor is not 0, both have 48 bits.
#[inline(always)]
pub fn floor_divide(left: i64, right: i64) -> i64 {
    let quotient = left / right;
    if left % right != 0 && (left < 0) != (right < 0) {
        quotient - 1
    } else {
        quotient
    }
}

impl Vm {
    /// BINARY_OP for any two values.
    pub fn binary_op(&mut self, oparg: u32, left: Value, right: Value) -> Result {
        if oparg == SUBSCR {
            return self.get_item(left, right);
        }
        let in_place = oparg >= INPLACE_FROM;
        let operator = BinaryOperator::ALL[(if in_place {
            oparg - INPLACE_FROM
        } else {
            oparg
        }) as usize];
        if self.is_exact_int(left)
            && self.is_exact_int(right)
            && let Some(result) = self.two_digit_operation(operator, left, right)
        {
            return Ok(result);
        }
        if in_place {
            self.binary_inplace(operator, left, right)
        } else {
            self.binary(operator, left, right)
        }
    }

    /// COMPARE_OP for any two values.
    pub fn compare_op(
        &mut self,
        comparison: Comparison,
        left: Value,
        right: Value,
        as_bool: bool,
    ) -> Result {
        if let Some(order) = self.two_digit_order(left, right) {
            return Ok(Value::bool(comparison.holds(order)));
        }
        if self.is_exact_str(left) && self.is_exact_str(right) {
            return Ok(strings::holds(comparison, left, right));
        }
        let result = self.compare(comparison, left, right)?;
        if as_bool {
            self.is_true(result).map(Value::bool)
        } else {
            Ok(result)
        }
    }

    /// `left is right`: heap ints of one value may be several objects, as in CPython.
    #[inline(always)]
    pub fn is_identical(&self, left: Value, right: Value) -> bool {
        left == right
    }
}
