//! Operators on complex numbers. An operand without an imaginary part is real.

use crate::ops::binary;

type Operand = (f64, Option<f64>);

pub(super) fn binary(op: u32, left: Operand, right: Operand) -> Option<(f64, f64)> {
    let (a, b) = left;
    let (c, d) = right;
    match op {
        binary::ADD => Some((a + c, sum(b, d))),
        binary::SUBTRACT => Some((
            a - c,
            match (b, d) {
                (Some(b), Some(d)) => b - d,
                (Some(b), None) => b,
                (None, Some(d)) => -d,
                (None, None) => 0.0,
            },
        )),
        binary::MULTIPLY => Some(match (b, d) {
            (Some(b), None) => (a * c, b * c),
            (None, Some(d)) => (a * c, a * d),
            _ => {
                let (b, d) = (b.unwrap_or(0.0), d.unwrap_or(0.0));
                (a * c - b * d, a * d + b * c)
            }
        }),
        binary::TRUE_DIVIDE => divide(left, right),
        binary::POWER => power((a, b.unwrap_or(0.0)), (c, d.unwrap_or(0.0))),
        _ => None,
    }
}

fn sum(left: Option<f64>, right: Option<f64>) -> f64 {
    match (left, right) {
        (Some(left), Some(right)) => left + right,
        (Some(own), None) | (None, Some(own)) => own,
        (None, None) => 0.0,
    }
}

fn divide((a, b): Operand, (c, d): Operand) -> Option<(f64, f64)> {
    let Some(d) = d else {
        return (c != 0.0).then(|| (a / c, b.unwrap_or(0.0) / c));
    };
    if c == 0.0 && d == 0.0 {
        return None;
    }
    let Some(b) = b else {
        return Some(divide_real(a, c, d));
    };
    // Scaled by the larger part of the divisor, so that nothing overflows on the way.
    Some(if c.abs() >= d.abs() {
        let ratio = d / c;
        let denominator = c + d * ratio;
        ((a + b * ratio) / denominator, (b - a * ratio) / denominator)
    } else {
        let ratio = c / d;
        let denominator = c * ratio + d;
        ((a * ratio + b) / denominator, (b * ratio - a) / denominator)
    })
}

/// A real number divided by a complex one.
fn divide_real(a: f64, c: f64, d: f64) -> (f64, f64) {
    if c.abs() >= d.abs() {
        let ratio = d / c;
        let denominator = c + d * ratio;
        (a / denominator, (-a * ratio) / denominator)
    } else {
        let ratio = c / d;
        let denominator = c * ratio + d;
        ((a * ratio) / denominator, -a / denominator)
    }
}

/// Exponents that are integers up to this size are multiplied out.
const MAX_INTEGER_POWER: f64 = 100.0;

pub(super) fn power(base: (f64, f64), exponent: (f64, f64)) -> Option<(f64, f64)> {
    let is_integer =
        exponent.1 == 0.0 && exponent.0.fract() == 0.0 && exponent.0.abs() <= MAX_INTEGER_POWER;
    let result = if is_integer {
        let power = integer_power(base, exponent.0.abs() as u32);
        if exponent.0 > 0.0 {
            power
        } else {
            divide((1.0, Some(0.0)), (power.0, Some(power.1)))?
        }
    } else {
        general_power(base, exponent)?
    };
    (result.0.is_finite() && result.1.is_finite()).then_some(result)
}

fn integer_power(base: (f64, f64), exponent: u32) -> (f64, f64) {
    let multiply = |(a, b): (f64, f64), (c, d): (f64, f64)| (a * c - b * d, a * d + b * c);
    let (mut result, mut square) = ((1.0, 0.0), base);
    let mut left = exponent;
    while left > 0 {
        if left & 1 != 0 {
            result = multiply(result, square);
        }
        left >>= 1;
        square = multiply(square, square);
    }
    result
}

fn general_power((a, b): (f64, f64), (c, d): (f64, f64)) -> Option<(f64, f64)> {
    if a == 0.0 && b == 0.0 {
        return (d == 0.0 && c >= 0.0).then_some((0.0, 0.0));
    }
    let size = a.hypot(b);
    let mut length = size.powf(c);
    let angle = b.atan2(a);
    let mut phase = angle * c;
    if d != 0.0 {
        length *= (-angle * d).exp();
        phase += d * size.ln();
    }
    Some((length * phase.cos(), length * phase.sin()))
}
