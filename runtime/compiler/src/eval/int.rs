//! Operators on ints.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::consts::Const;
use crate::ops::binary;

/// Results of multiplications, powers and shifts of up to this many bits are folded.
const MAX_BITS: u64 = 128;

/// The nearest float, ties to even; none for what no float can hold.
pub(super) fn to_float(value: &BigInt) -> Option<f64> {
    let float = value.to_f64()?;
    float.is_finite().then_some(float)
}

pub(super) fn binary(op: u32, left: &BigInt, right: &BigInt) -> Option<Const> {
    let nonzero = !left.is_zero() && !right.is_zero();
    let result = match op {
        binary::ADD => left + right,
        binary::SUBTRACT => left - right,
        binary::MULTIPLY => {
            if nonzero && left.bits() + right.bits() > MAX_BITS {
                return None;
            }
            left * right
        }
        binary::TRUE_DIVIDE => return true_divide(left, right).map(Const::float),
        binary::FLOOR_DIVIDE if !right.is_zero() => left.div_floor(right),
        binary::REMAINDER if !right.is_zero() => left.mod_floor(right),
        binary::POWER => return power(left, right),
        binary::LSHIFT => {
            let shift = right.to_u64()?;
            if nonzero && (shift > MAX_BITS || left.bits() > MAX_BITS - shift) {
                return None;
            }
            if left.is_zero() {
                BigInt::ZERO
            } else {
                left << shift
            }
        }
        binary::RSHIFT => {
            if right.is_negative() {
                return None;
            }
            match right.to_u64() {
                Some(shift) => left >> shift,
                None if left.is_negative() => BigInt::from(-1),
                None => BigInt::ZERO,
            }
        }
        binary::OR => left | right,
        binary::XOR => left ^ right,
        binary::AND => left & right,
        _ => return None,
    };
    Some(Const::int(result))
}

fn power(left: &BigInt, right: &BigInt) -> Option<Const> {
    if right.is_negative() {
        return super::float::binary(binary::POWER, to_float(left)?, to_float(right)?)
            .map(Const::float);
    }
    if left.is_zero() || right.is_zero() {
        return Some(Const::Int(i64::from(right.is_zero())));
    }
    let exponent = right.to_u64()?;
    if left.bits() > MAX_BITS / exponent {
        return None;
    }
    Some(Const::int(left.pow(u32::try_from(exponent).ok()?)))
}

/// The float nearest to the exact quotient.
fn true_divide(left: &BigInt, right: &BigInt) -> Option<f64> {
    if right.is_zero() {
        return None;
    }
    let exact = |value: &BigInt| (value.bits() <= 53).then(|| value.to_f64()).flatten();
    if let (Some(left), Some(right)) = (exact(left), exact(right)) {
        return Some(left / right);
    }
    // A quotient of at least 66 bits, its last bit set where a remainder is left, rounds as the exact one does.
    let shift = 66 + right.bits() as i64 - left.bits() as i64;
    let (mut numerator, mut denominator) = (left.abs(), right.abs());
    if shift >= 0 {
        numerator <<= shift as u64;
    } else {
        denominator <<= shift.unsigned_abs();
    }
    let (mut quotient, remainder) = numerator.div_rem(&denominator);
    if !remainder.is_zero() {
        quotient |= BigInt::from(1);
    }
    let negative = (left.sign() == Sign::Minus) != (right.sign() == Sign::Minus);
    let exponent = i32::try_from(-shift).ok()?;
    let scaled = quotient.to_f64()? * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2);
    scaled
        .is_finite()
        .then_some(if negative { -scaled } else { scaled })
}
