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
    let b = b.unwrap_or(0.0);
    if c == 0.0 && d == 0.0 {
        return None;
    }
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
