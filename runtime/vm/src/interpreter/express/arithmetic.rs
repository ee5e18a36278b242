//! Numbers.

use uops::prims;
use uops::value::INT_TAG;

use super::{advance, operand};
use crate::Value;
use crate::interpreter::bodies::quick_binary;
use crate::interpreter::machine::Machine;
use crate::specialize::Backoff;

#[inline(always)]
pub(super) fn binary_op(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let counter = operand!(m, BINARY_OP, _SPECIALIZE_BINARY_OP) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let Some(value) = quick_binary(oparg, m.peek(2), m.peek(1)) else {
        return false;
    };
    advance(m.this, counter);
    m.replace(2, value);
    true
}

/// The payloads in the upper 48 bits, where the overflow flag tells whether the result fits.
#[inline(always)]
fn int_operation(m: &mut Machine<'_>, operation: fn(i64, i64) -> (i64, bool)) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !left.both_ints(right) {
        return false;
    }
    let (result, over) = operation((left.bits() << 16) as i64, (right.bits() << 16) as i64);
    if over {
        return false;
    }
    m.replace(2, Value::from_bits(INT_TAG | result as u64 >> 16));
    true
}

#[inline(always)]
pub(super) fn add_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, i64::overflowing_add)
}

#[inline(always)]
pub(super) fn subtract_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, i64::overflowing_sub)
}

#[inline(always)]
fn float_operation(m: &mut Machine<'_>, operation: fn(f64, f64) -> f64) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(left.is_float() && right.is_float()) {
        return false;
    }
    let result = operation(left.float_payload(), right.float_payload());
    m.replace(2, Value::float(result));
    true
}

#[inline(always)]
pub(super) fn add_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, prims::float_add)
}

#[inline(always)]
pub(super) fn subtract_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, prims::float_sub)
}

#[inline(always)]
pub(super) fn multiply_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, prims::float_mul)
}

#[inline(always)]
pub(super) fn multiply_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, |left, right| left.overflowing_mul(right >> 16))
}
