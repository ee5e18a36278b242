//! Operators on floats.

use crate::ops::binary;

pub(super) fn binary(op: u32, left: f64, right: f64) -> Option<f64> {
    match op {
        binary::ADD => Some(left + right),
        binary::SUBTRACT => Some(left - right),
        binary::MULTIPLY => Some(left * right),
        binary::TRUE_DIVIDE if right != 0.0 => Some(left / right),
        binary::FLOOR_DIVIDE if right != 0.0 => Some(div_mod(left, right).0),
        binary::REMAINDER if right != 0.0 => Some(div_mod(left, right).1),
        binary::POWER => power(left, right),
        _ => None,
    }
}

/// Quotient and remainder as Python has them: the remainder takes the divisor's sign.
fn div_mod(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 {
        if (right < 0.0) != (remainder < 0.0) {
            remainder += right;
            quotient -= 1.0;
        }
    } else {
        remainder = 0f64.copysign(right);
    }
    let quotient = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0f64.copysign(left / right)
    };
    (quotient, remainder)
}

fn power(left: f64, right: f64) -> Option<f64> {
    if right == 0.0 {
        return Some(1.0);
    }
    if left == 0.0 && right < 0.0 {
        return None;
    }
    let result = left.powf(right);
    (result.is_finite() || !left.is_finite() || !right.is_finite()).then_some(result)
}

/// A negative base with a fractional exponent has a complex power.
pub(super) fn has_complex_power(left: f64, right: f64) -> bool {
    left < 0.0 && left.is_finite() && right.is_finite() && right.fract() != 0.0
}
