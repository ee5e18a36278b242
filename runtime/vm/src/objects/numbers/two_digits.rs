//! Ints of at most two digits, in the machine's 128-bit arithmetic: what hashes, checksums and large sums are made of.
//! Operands need no view, results no room beside the object.

use crate::objects::class::slots::BinaryOperator;
use crate::{Value, Vm, layout};

impl Vm {
    /// The result of an operation of exact ints, if it can be had in 128 bits. None also where it raises.
    #[inline(never)]
    pub(crate) fn two_digit_operation(
        &mut self,
        operator: BinaryOperator,
        left: Value,
        right: Value,
    ) -> Option<Value> {
        let (l, r) = (self.two_digits(left)?, self.two_digits(right)?);
        let result = match operator {
            BinaryOperator::Add => l.checked_add(r)?,
            BinaryOperator::Subtract => l.checked_sub(r)?,
            BinaryOperator::Multiply => multiply(l, r)?,
            BinaryOperator::And => l & r,
            BinaryOperator::Or => l | r,
            BinaryOperator::Xor => l ^ r,
            BinaryOperator::Rshift if r >= 0 => l >> r.min(127),
            BinaryOperator::Lshift if (0..127).contains(&r) => {
                let shifted = l << r;
                if shifted >> r != l {
                    return None;
                }
                shifted
            }
            BinaryOperator::Power if (0..128).contains(&r) => {
                i128::from(i64::try_from(l).ok()?.checked_pow(r as u32)?)
            }
            BinaryOperator::FloorDivide if r != 0 => {
                let quotient = l.checked_div(r)?;
                quotient - i128::from(quotient * r != l && (l < 0) != (r < 0))
            }
            BinaryOperator::Remainder if r != 0 => {
                let rest = l.checked_rem(r)?;
                if rest != 0 && (rest < 0) != (r < 0) {
                    rest + r
                } else {
                    rest
                }
            }
            _ => return None,
        };
        Some(self.new_int_i128(result))
    }

    /// The order of two exact ints, if both have at most two digits.
    #[inline]
    pub(crate) fn two_digit_order(&self, left: Value, right: Value) -> Option<core::cmp::Ordering> {
        Some(self.two_digits(left)?.cmp(&self.two_digits(right)?))
    }

    /// An exact int that fits 128 bits.
    #[inline(always)]
    fn two_digits(&self, value: Value) -> Option<i128> {
        if value.is_int() {
            return Some(i128::from(value.int_payload()));
        }
        if !self.is_exact_int(value) {
            return None;
        }
        // SAFETY: typed: an object of class int; its digits follow it.
        let (negative, magnitude) = unsafe {
            let int = value.pointer::<layout::BigInt>();
            let digits = (&raw const (*int).digits).cast::<u64>();
            let magnitude = match (*int).len {
                1 => u128::from(*digits),
                2 => u128::from(*digits.add(1)) << 64 | u128::from(*digits),
                _ => return None,
            };
            ((*int).negative, magnitude)
        };
        let magnitude = i128::try_from(magnitude).ok()?;
        Some(if negative { -magnitude } else { magnitude })
    }
}

/// The product of factors whose magnitudes fit a digit each: one instruction, where 128-bit factors take a loop.
#[inline(always)]
fn multiply(left: i128, right: i128) -> Option<i128> {
    let l = u64::try_from(left.unsigned_abs()).ok()?;
    let r = u64::try_from(right.unsigned_abs()).ok()?;
    let product = i128::try_from(u128::from(l) * u128::from(r)).ok()?;
    Some(if (left < 0) == (right < 0) {
        product
    } else {
        -product
    })
}
