//! Python's operators on constants. What raises, or would make something large, has no value here.

mod complex;
mod float;
mod int;
mod sequence;

use num_bigint::BigInt;

use crate::consts::{self, Const, ConstId, ConstPool};
use crate::ops::{self, Op, binary};

/// An operand that is a number.
#[derive(Clone)]
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

fn number(constant: &Const) -> Option<Number> {
    Some(match constant {
        Const::Bool(value) => Number::Int(u8::from(*value).into()),
        Const::Int(value) => Number::Int((*value).into()),
        Const::Big(value) => Number::Int(value.clone()),
        Const::Float(bits) => Number::Float(f64::from_bits(*bits)),
        Const::Complex(real, imaginary) => {
            Number::Complex(f64::from_bits(*real), f64::from_bits(*imaginary))
        }
        _ => return None,
    })
}

/// Python's `bool(constant)`.
pub(crate) fn truth(pool: &ConstPool, id: ConstId) -> bool {
    match pool.get(id) {
        Const::None => false,
        Const::Bool(value) => *value,
        Const::Int(value) => *value != 0,
        Const::Float(bits) => f64::from_bits(*bits) != 0.0,
        Const::Complex(real, imaginary) => {
            f64::from_bits(*real) != 0.0 || f64::from_bits(*imaginary) != 0.0
        }
        Const::Str(text) => !text.as_wtf8().is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
        Const::Ellipsis | Const::Big(_) | Const::Slice(_) | Const::Code(_) => true,
    }
}

/// A unary operation; `CALL_INTRINSIC_1` stands for unary plus.
pub(crate) fn unary(pool: &mut ConstPool, op: Op, operand: ConstId) -> Option<ConstId> {
    if op == ops::UNARY_NOT {
        return Some(if truth(pool, operand) {
            consts::FALSE
        } else {
            consts::TRUE
        });
    }
    let result = match (number(pool.get(operand))?, op) {
        (Number::Int(value), ops::UNARY_NEGATIVE) => Const::int(-value),
        (Number::Int(value), ops::UNARY_INVERT) => Const::int(-value - 1),
        (Number::Int(value), _) => Const::int(value),
        (_, ops::UNARY_INVERT) => return None,
        (Number::Float(value), ops::UNARY_NEGATIVE) => Const::float(-value),
        (Number::Float(value), _) => Const::float(value),
        (Number::Complex(real, imaginary), ops::UNARY_NEGATIVE) => {
            Const::complex(-real, -imaginary)
        }
        (Number::Complex(real, imaginary), _) => Const::complex(real, imaginary),
    };
    Some(pool.add(result))
}

/// A binary operation, by BINARY_OP's argument.
pub(crate) fn binary(
    pool: &mut ConstPool,
    op: u32,
    left: ConstId,
    right: ConstId,
) -> Option<ConstId> {
    if op == binary::SUBSCR {
        return sequence::subscript(pool, left, right);
    }
    if let (&Const::Bool(left), &Const::Bool(right)) = (pool.get(left), pool.get(right)) {
        let result = match op {
            binary::AND => Some(left & right),
            binary::OR => Some(left | right),
            binary::XOR => Some(left ^ right),
            _ => None,
        };
        if let Some(result) = result {
            return Some(if result { consts::TRUE } else { consts::FALSE });
        }
    }
    let result = match (number(pool.get(left)), number(pool.get(right))) {
        (Some(left), Some(right)) => arithmetic(op, left, right)?,
        _ => return sequence::combine(pool, op, left, right),
    };
    Some(pool.add(result))
}

fn arithmetic(op: u32, left: Number, right: Number) -> Option<Const> {
    if let (Number::Int(left), Number::Int(right)) = (&left, &right) {
        return int::binary(op, left, right);
    }
    if !matches!(left, Number::Complex(..)) && !matches!(right, Number::Complex(..)) {
        let (left, right) = (real(&left)?, real(&right)?);
        if op == binary::POWER && float::has_complex_power(left, right) {
            return complex::power((left, 0.0), (right, 0.0))
                .map(|(real, imaginary)| Const::complex(real, imaginary));
        }
        return float::binary(op, left, right).map(Const::float);
    }
    let (real, imaginary) = complex::binary(op, parts(&left)?, parts(&right)?)?;
    Some(Const::complex(real, imaginary))
}

fn real(number: &Number) -> Option<f64> {
    match number {
        Number::Int(value) => int::to_float(value),
        Number::Float(value) => Some(*value),
        Number::Complex(..) => None,
    }
}

/// A complex operand; a real one has no imaginary part, which is not the same as one of 0.0.
fn parts(number: &Number) -> Option<(f64, Option<f64>)> {
    match number {
        Number::Complex(real, imaginary) => Some((*real, Some(*imaginary))),
        _ => real(number).map(|real| (real, None)),
    }
}
