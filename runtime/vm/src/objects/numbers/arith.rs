//! Arithmetic of ints of any size.

use super::{IntView, digits};
use crate::objects::class::slots::BinaryOperator;
use crate::{Result, Value, Vm};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Above this many digits, multiplication is left to num-bigint's faster algorithms.
const SCHOOLBOOK: usize = 24;

impl Vm {
    /// Arithmetic of exact ints of any size; the slow half of BINARY_OP_*_INT.
    pub fn int_add(&mut self, left: Value, right: Value) -> Value {
        if let Some(result) = self.two_digit_operation(BinaryOperator::Add, left, right) {
            return result;
        }
        match (self.int_view(left), self.int_view(right)) {
            (Some(left), Some(right)) => self.add_views(left, right, false),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// See `int_add`.
    pub fn int_subtract(&mut self, left: Value, right: Value) -> Value {
        if let Some(result) = self.two_digit_operation(BinaryOperator::Subtract, left, right) {
            return result;
        }
        match (self.int_view(left), self.int_view(right)) {
            (Some(left), Some(right)) => self.add_views(left, right, true),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// See `int_add`.
    pub fn int_multiply(&mut self, left: Value, right: Value) -> Value {
        if let Some(result) = self.two_digit_operation(BinaryOperator::Multiply, left, right) {
            return result;
        }
        match (self.int_view(left), self.int_view(right)) {
            (Some(left), Some(right)) => self.multiply_views(left, right),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// `left + right`, or `left - right`.
    pub(super) fn add_views(
        &mut self,
        left: IntView<'_>,
        right: IntView<'_>,
        subtract: bool,
    ) -> Value {
        if let (IntView::Small(a), IntView::Small(b)) = (left, right) {
            let b = b as i128;
            return self.new_int_i128(a as i128 + if subtract { -b } else { b });
        }
        let (mut room_a, mut room_b) = (0, 0);
        let (negative_a, a) = left.parts(&mut room_a);
        let (negative_b, b) = right.parts(&mut room_b);
        let negative_b = negative_b != subtract;
        let (negative, long, short) = match digits::compare(a, b) {
            core::cmp::Ordering::Less => (negative_b, b, a),
            _ => (negative_a, a, b),
        };
        let mut stack = [0u64; 16];
        let mut heap = Vec::new();
        let out = scratch(&mut stack, &mut heap, long.len() + 1);
        if negative_a == negative_b {
            digits::add(long, short, out);
        } else {
            digits::subtract(long, short, out);
        }
        self.new_int_digits(negative, out)
    }

    pub(super) fn multiply_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Value {
        if let (IntView::Small(a), IntView::Small(b)) = (left, right) {
            return self.new_int_i128(a as i128 * b as i128);
        }
        let (mut room_a, mut room_b) = (0, 0);
        let (negative_a, a) = left.parts(&mut room_a);
        let (negative_b, b) = right.parts(&mut room_b);
        if a.len().min(b.len()) > SCHOOLBOOK {
            return self.new_bigint(&(left.to_big() * right.to_big()));
        }
        let mut stack = [0u64; 16];
        let mut heap = Vec::new();
        let out = scratch(&mut stack, &mut heap, a.len() + b.len());
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        digits::multiply(short, long, out);
        self.new_int_digits(negative_a != negative_b, out)
    }

    /// `left // right` and `left % right`, rounded down; the division by zero is the caller's to refuse.
    pub(super) fn divmod_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> (Value, Value) {
        if let (IntView::Small(a), IntView::Small(b)) = (left, right) {
            let (quotient, rest) = (a as i128).div_mod_floor(&(b as i128));
            return (self.new_int_i128(quotient), self.new_int_i128(rest));
        }
        let (quotient, rest) = divide_floor(left, right);
        (quotient.value(self), rest.value(self))
    }

    /// `left // right`.
    pub(super) fn floor_divide_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result {
        if right.is_zero() {
            return Err(self.zero_division_error("division by zero"));
        }
        if let (IntView::Small(a), IntView::Small(b)) = (left, right)
            && let Some(quotient) = a.checked_div(b)
        {
            let down = (a ^ b) < 0 && quotient * b != a;
            return Ok(self.new_int(quotient - down as i64));
        }
        Ok(divide_floor(left, right).0.value(self))
    }

    /// `left % right`.
    pub(super) fn modulo_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result {
        if right.is_zero() {
            return Err(self.zero_division_error("division by zero"));
        }
        if let (IntView::Small(a), IntView::Small(b)) = (left, right)
            && let Some(rest) = a.checked_rem(b)
        {
            let rest = if rest != 0 && (rest ^ b) < 0 {
                rest + b
            } else {
                rest
            };
            return Ok(self.new_int(rest));
        }
        Ok(divide_floor(left, right).1.value(self))
    }

    /// `left / right`, correctly rounded (CPython's `long_true_divide`).
    pub(super) fn true_divide_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result {
        if right.is_zero() {
            return Err(self.zero_division_error("division by zero"));
        }
        const EXACT: u64 = 1 << 53;
        if let (IntView::Small(a), IntView::Small(b)) = (left, right)
            && a.unsigned_abs() <= EXACT
            && b.unsigned_abs() <= EXACT
        {
            return Ok(Value::float(a as f64 / b as f64));
        }
        match divide_rounded(left, right) {
            Some(quotient) => Ok(Value::float(quotient)),
            None => Err(self.overflow_error("integer division result too large for a float")),
        }
    }

    /// `base ** exponent` of ints; of a negative exponent, a float.
    pub(super) fn power_views(&mut self, base: IntView<'_>, exponent: IntView<'_>) -> Result {
        if exponent.is_negative() {
            if base.is_zero() {
                return Err(self.zero_division_error("zero to a negative power"));
            }
            let (base, exponent) = (
                super::convert::view_to_f64(base),
                super::convert::view_to_f64(exponent),
            );
            if base.is_infinite() || exponent.is_infinite() {
                return Err(self.overflow_error("int too large to convert to float"));
            }
            return super::float::power(self, base, exponent);
        }
        match base {
            IntView::Small(0) => return Ok(Value::int_unchecked(exponent.is_zero() as i64)),
            IntView::Small(1) => return Ok(Value::int_unchecked(1)),
            IntView::Small(-1) => {
                let odd = match exponent {
                    IntView::Small(value) => value & 1,
                    IntView::Big(_, digits) => (digits[0] & 1) as i64,
                };
                return Ok(Value::int_unchecked(1 - 2 * odd));
            }
            _ => {}
        }
        let IntView::Small(exponent) = exponent else {
            return Err(self.no_memory());
        };
        if let IntView::Small(base) = base
            && let Some(power) = u32::try_from(exponent)
                .ok()
                .and_then(|exponent| base.checked_pow(exponent))
        {
            return Ok(self.new_int(power));
        }
        self.check_int_bits((base.bit_length() - 1).saturating_mul(exponent as u64))?;
        let Ok(exponent) = u32::try_from(exponent) else {
            return Err(self.no_memory());
        };
        let power = base.to_big().pow(exponent);
        Ok(self.new_bigint(&power))
    }

    /// MemoryError where there is no room for what an operation makes beside the heap: copies of its operands, and a result.
    #[inline(always)]
    pub(super) fn probe_ints(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result<()> {
        if matches!((left, right), (IntView::Small(_), IntView::Small(_))) {
            return Ok(());
        }
        self.probe_big_ints(left, right)
    }

    #[cold]
    fn probe_big_ints(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result<()> {
        let bytes = left.bit_length().saturating_add(right.bit_length()) / 8;
        self.probe(
            usize::try_from(bytes)
                .unwrap_or(usize::MAX)
                .saturating_mul(3),
        )
    }

    /// MemoryError for an int that the heap cannot hold (its parts are made outside of it).
    pub(super) fn check_int_bits(&mut self, bits: u64) -> Result<()> {
        if bits / 8 > self.heap.limit as u64 / 4 {
            Err(self.no_memory())
        } else {
            Ok(())
        }
    }

    /// `pow(base, exponent, modulus)`.
    pub(super) fn power_modulo(
        &mut self,
        base: &BigInt,
        exponent: &BigInt,
        modulus: &BigInt,
    ) -> Result {
        if modulus.is_zero() {
            return Err(self.value_error("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.abs();
        if size.is_one() {
            return Ok(Value::int_unchecked(0));
        }
        let result = if exponent.is_negative() {
            let Some(inverse) = base.modinv(&size) else {
                return Err(self.value_error("base is not invertible for the given modulus"));
            };
            inverse.modpow(&-exponent, &size)
        } else {
            base.mod_floor(&size).modpow(exponent, &size)
        };
        let result = if modulus.is_negative() && !result.is_zero() {
            result - size
        } else {
            result
        };
        Ok(self.new_bigint(&result))
    }

    /// `left & right`, `left | right` or `left ^ right`: `operation` on words of two's complement.
    pub(super) fn bitwise_views(
        &mut self,
        left: IntView<'_>,
        right: IntView<'_>,
        operation: fn(u64, u64) -> u64,
    ) -> Value {
        let (mut room_a, mut room_b) = (0, 0);
        let (negative_a, a) = left.parts(&mut room_a);
        let (negative_b, b) = right.parts(&mut room_b);
        let mut stack = [0u64; 16];
        let mut heap = Vec::new();
        let out = scratch(&mut stack, &mut heap, a.len().max(b.len()) + 1);
        let words_a = digits::twos_complement(negative_a, a);
        let words_b = digits::twos_complement(negative_b, b);
        for ((to, x), y) in out.iter_mut().zip(words_a).zip(words_b) {
            *to = operation(x, y);
        }
        let negative = (out[out.len() - 1] as i64) < 0;
        if negative {
            digits::negate(out);
        }
        self.new_int_digits(negative, out)
    }

    /// `left << right`.
    pub(super) fn shift_left_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result {
        if right.is_negative() {
            return Err(self.value_error("negative shift count"));
        }
        if left.is_zero() {
            return Ok(Value::int_unchecked(0));
        }
        let IntView::Small(count) = right else {
            return Err(self.overflow_error("too many digits in integer"));
        };
        if let IntView::Small(value) = left
            && count < 64
        {
            return Ok(self.new_int_i128((value as i128) << count));
        }
        self.check_int_bits(left.bit_length().saturating_add(count as u64))?;
        let mut room = 0;
        let (negative, magnitude) = left.parts(&mut room);
        let (words, bits) = (count as usize / 64, count % 64);
        let mut out = vec![0u64; words + magnitude.len() + 1];
        let mut carry = 0;
        for (at, &digit) in magnitude.iter().enumerate() {
            let wide = (digit as u128) << bits;
            out[words + at] = wide as u64 | carry;
            carry = (wide >> 64) as u64;
        }
        out[words + magnitude.len()] = carry;
        Ok(self.new_int_digits(negative, &out))
    }

    /// `left >> right`.
    pub(super) fn shift_right_views(&mut self, left: IntView<'_>, right: IntView<'_>) -> Result {
        if right.is_negative() {
            return Err(self.value_error("negative shift count"));
        }
        let bits = left.bit_length();
        let count = match right {
            IntView::Small(count) if (count as u64) < bits => count as u64,
            _ => return Ok(Value::int_unchecked(-(left.is_negative() as i64))),
        };
        match left {
            IntView::Small(value) => Ok(self.new_int(value >> count.min(63))),
            IntView::Big(false, digits) => {
                let (words, bits) = ((count / 64) as usize, count % 64);
                let digits = &digits[words..];
                let mut out = vec![0u64; digits.len()];
                for (at, &digit) in digits.iter().enumerate() {
                    let above = digits.get(at + 1).copied().unwrap_or(0);
                    out[at] =
                        ((above as u128) << 64 | digit as u128).wrapping_shr(bits as u32) as u64;
                }
                Ok(self.new_int_digits(false, &out))
            }
            big => Ok(self.new_bigint(&(big.to_big() >> count))),
        }
    }

    /// `-value`.
    pub(super) fn negate_view(&mut self, view: IntView<'_>) -> Value {
        match view {
            IntView::Small(value) => self.new_int_i128(-(value as i128)),
            IntView::Big(negative, digits) => self.new_int_digits(!negative, digits),
        }
    }
}

/// An int that is no object yet.
struct Parts {
    negative: bool,
    digits: Vec<u64>,
}

impl Parts {
    fn value(&self, vm: &mut Vm) -> Value {
        vm.new_int_digits(self.negative, &self.digits)
    }
}

/// The quotient rounded down and the remainder, which has the divisor's sign.
fn divide_floor(left: IntView<'_>, right: IntView<'_>) -> (Parts, Parts) {
    let (mut room_a, mut room_b) = (0, 0);
    let (negative_a, a) = left.parts(&mut room_a);
    let (negative_b, b) = right.parts(&mut room_b);
    let (mut quotient, mut rest) = digits::divide(a, b);
    if negative_a != negative_b && rest.iter().any(|&digit| digit != 0) {
        // Rounded towards zero so far: one further down.
        digits::increment(&mut quotient);
        let towards_zero = rest;
        rest = b.to_vec();
        digits::subtract_in_place(&mut rest, &towards_zero);
    }
    (
        Parts {
            negative: negative_a != negative_b,
            digits: quotient,
        },
        Parts {
            negative: negative_b,
            digits: rest,
        },
    )
}

/// Zeroed room for a result: on the stack where it fits.
fn scratch<'a>(stack: &'a mut [u64; 16], heap: &'a mut Vec<u64>, len: usize) -> &'a mut [u64] {
    if len <= stack.len() {
        &mut stack[..len]
    } else {
        heap.resize(len, 0);
        heap
    }
}

/// The quotient rounded half to even; `None` where it is too large.
fn divide_rounded(left: IntView<'_>, right: IntView<'_>) -> Option<f64> {
    if left.is_zero() {
        return Some(if right.is_negative() { -0.0 } else { 0.0 });
    }
    let negative = left.is_negative() != right.is_negative();
    let (a, b) = (left.to_big().abs(), right.to_big().abs());
    let difference = a.bits() as i64 - b.bits() as i64;
    if difference > 1024 {
        return None;
    }
    if difference < -1080 {
        return Some(if negative { -0.0 } else { 0.0 });
    }
    // A quotient of at least 55 bits, fewer where the result is subnormal.
    let shift = difference.max(-1021) - 55;
    let (scaled, lost) = if shift > 0 {
        let scaled = &a >> shift as u64;
        let lost = (&scaled << shift as u64) != a;
        (scaled, lost)
    } else {
        (a << (-shift) as u64, false)
    };
    let (quotient, rest) = scaled.div_rem(&b);
    let mut low = quotient.to_u64()?;
    let inexact = lost || !rest.is_zero();
    let bits = 64 - low.leading_zeros() as i64;
    let extra = bits.max(-1021 - shift) - 53;
    let mask = 1u64 << (extra - 1);
    low |= inexact as u64;
    if low & mask != 0 && low & (3 * mask - 1) != 0 {
        low += mask;
    }
    let rounded = (low & !(2 * mask - 1)) as f64;
    let result = super::convert::scale(rounded, shift as i32);
    if result.is_infinite() {
        None
    } else {
        Some(if negative { -result } else { result })
    }
}
