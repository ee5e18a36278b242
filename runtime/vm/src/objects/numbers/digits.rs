//! Arithmetic of magnitudes: slices of 64-bit digits, the least significant first.

use core::cmp::Ordering;

/// The order of two magnitudes without leading zeros.
pub fn compare(left: &[u64], right: &[u64]) -> Ordering {
    left.len()
        .cmp(&right.len())
        .then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

/// `left + right`; `left` is the longer one. `out` has room for one digit more than it.
pub fn add(left: &[u64], right: &[u64], out: &mut [u64]) {
    let mut carry = false;
    for (at, &digit) in left.iter().enumerate() {
        let (sum, first) = digit.overflowing_add(right.get(at).copied().unwrap_or(0));
        let (sum, second) = sum.overflowing_add(carry as u64);
        out[at] = sum;
        carry = first | second;
    }
    out[left.len()] = carry as u64;
}

/// `left - right`; `left` is not below `right`. `out` is as long as `left`.
pub fn subtract(left: &[u64], right: &[u64], out: &mut [u64]) {
    let mut borrow = false;
    for (at, &digit) in left.iter().enumerate() {
        let (difference, first) = digit.overflowing_sub(right.get(at).copied().unwrap_or(0));
        let (difference, second) = difference.overflowing_sub(borrow as u64);
        out[at] = difference;
        borrow = first | second;
    }
}

/// `left * right` digit by digit. `out` is as long as both together, and zero.
pub fn multiply(left: &[u64], right: &[u64], out: &mut [u64]) {
    for (at, &digit) in left.iter().enumerate() {
        let mut carry = 0u64;
        for (offset, &other) in right.iter().enumerate() {
            let sum = digit as u128 * other as u128 + out[at + offset] as u128 + carry as u128;
            out[at + offset] = sum as u64;
            carry = (sum >> 64) as u64;
        }
        out[at + right.len()] = carry;
    }
}

/// Subtracts in place; `from` is not below `amount`, which may be shorter.
pub fn subtract_in_place(from: &mut [u64], amount: &[u64]) {
    let mut borrow = false;
    for (at, digit) in from.iter_mut().enumerate() {
        let (difference, first) = digit.overflowing_sub(amount.get(at).copied().unwrap_or(0));
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        *digit = difference;
        borrow = first | second;
    }
}

/// Adds 1 in place.
pub fn increment(digits: &mut Vec<u64>) {
    for digit in digits.iter_mut() {
        *digit = digit.wrapping_add(1);
        if *digit != 0 {
            return;
        }
    }
    digits.push(1);
}

/// The endless words of an int in two's complement, the least significant first.
pub fn twos_complement(negative: bool, magnitude: &[u64]) -> impl Iterator<Item = u64> {
    let above = if negative { u64::MAX } else { 0 };
    let mut carry = negative;
    let words = magnitude.iter().map(move |&digit| {
        let (word, over) = (digit ^ above).overflowing_add(u64::from(carry));
        carry = over;
        word
    });
    // The magnitude's last digit is not 0, so no carry leaves it.
    words.chain(core::iter::repeat(above))
}

/// Negates words of two's complement in place.
pub fn negate(words: &mut [u64]) {
    let mut carry = true;
    for word in words {
        (*word, carry) = (!*word).overflowing_add(u64::from(carry));
    }
}

/// Divides by one digit in place; returns the remainder.
pub fn divide_small(digits: &mut [u64], divisor: u64) -> u64 {
    let shift = divisor.leading_zeros();
    let divisor = Reciprocal::new(divisor << shift);
    // The number is shifted as the divisor was, a digit at a time.
    let mut rest = match digits.last() {
        Some(&last) => shifted_out(last, shift),
        None => 0,
    };
    for at in (0..digits.len()).rev() {
        let below = if at == 0 { 0 } else { digits[at - 1] };
        let digit = digits[at] << shift | shifted_out(below, shift);
        (digits[at], rest) = divisor.divide(rest, digit);
    }
    rest >> shift
}

/// What a shift to the left moves out of a digit.
fn shifted_out(digit: u64, shift: u32) -> u64 {
    digit.checked_shr(64 - shift).unwrap_or(0)
}

/// Quotient and remainder of a division by what is not 0 (Knuth, "The Art of Computer Programming", volume 2, 4.3.1,
/// algorithm D). Both may have zeros on top.
pub fn divide(left: &[u64], right: &[u64]) -> (Vec<u64>, Vec<u64>) {
    if compare(left, right) == Ordering::Less {
        return (Vec::new(), left.to_vec());
    }
    if let [divisor] = *right {
        let mut quotient = left.to_vec();
        let rest = divide_small(&mut quotient, divisor);
        return (quotient, vec![rest]);
    }
    let len = right.len();
    let shift = right[len - 1].leading_zeros();
    let divisor = shifted(right, shift, len);
    let mut rest = shifted(left, shift, left.len() + 1);
    let (first, second) = (divisor[len - 1], divisor[len - 2]);
    let reciprocal = Reciprocal::new(first);
    let mut quotient = vec![0; left.len() - len + 1];
    for at in (0..quotient.len()).rev() {
        let mut digit = estimate(
            &reciprocal,
            second,
            [rest[at + len], rest[at + len - 1], rest[at + len - 2]],
        );
        let borrow = subtract_product(&mut rest[at..at + len], &divisor, digit);
        let (top, below_zero) = rest[at + len].overflowing_sub(borrow);
        rest[at + len] = top;
        if below_zero {
            // The estimate was one too high, which is rare.
            digit -= 1;
            let carry = add_in_place(&mut rest[at..at + len], &divisor);
            rest[at + len] = top.wrapping_add(u64::from(carry));
        }
        quotient[at] = digit;
    }
    rest.truncate(len);
    for at in 0..len {
        let above = rest.get(at + 1).copied().unwrap_or(0);
        rest[at] = rest[at] >> shift | above.checked_shl(64 - shift).unwrap_or(0);
    }
    (quotient, rest)
}

/// A copy of `len` digits, shifted to the left by less than a digit.
fn shifted(digits: &[u64], shift: u32, len: usize) -> Vec<u64> {
    let digit = |at: usize| digits.get(at).copied().unwrap_or(0);
    let below = |at: usize| at.checked_sub(1).map_or(0, digit);
    (0..len)
        .map(|at| digit(at) << shift | shifted_out(below(at), shift))
        .collect()
}

/// A digit of the quotient, at most one too high: by the three topmost digits of what is left and the two of the divisor.
fn estimate(first: &Reciprocal, second: u64, [top, middle, low]: [u64; 3]) -> u64 {
    let (mut digit, mut rest) = if top >= first.divisor {
        let (rest, over) = middle.overflowing_add(first.divisor);
        if over {
            return u64::MAX;
        }
        (u64::MAX, rest)
    } else {
        first.divide(top, middle)
    };
    while u128::from(digit) * u128::from(second) > (u128::from(rest) << 64 | u128::from(low)) {
        digit -= 1;
        let (sum, over) = rest.overflowing_add(first.divisor);
        if over {
            break;
        }
        rest = sum;
    }
    digit
}

/// Subtracts `factor` times the digits in place; returns the borrow.
fn subtract_product(from: &mut [u64], digits: &[u64], factor: u64) -> u64 {
    let mut borrow = 0u64;
    for (to, &digit) in from.iter_mut().zip(digits) {
        let product = u128::from(digit) * u128::from(factor) + u128::from(borrow);
        let (difference, below_zero) = to.overflowing_sub(product as u64);
        *to = difference;
        borrow = (product >> 64) as u64 + u64::from(below_zero);
    }
    borrow
}

/// Adds in place; whether there is a carry.
fn add_in_place(to: &mut [u64], digits: &[u64]) -> bool {
    let mut carry = false;
    for (to, &digit) in to.iter_mut().zip(digits) {
        let (sum, first) = to.overflowing_add(digit);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        *to = sum;
        carry = first | second;
    }
    carry
}

/// A divisor whose topmost bit is set, with its reciprocal, by which a division takes two multiplications (Moeller and
/// Granlund, "Improved Division by Invariant Integers", 2011, algorithm 4).
struct Reciprocal {
    divisor: u64,
    /// (2^128 - 1) / divisor - 2^64.
    inverse: u64,
}

impl Reciprocal {
    fn new(divisor: u64) -> Reciprocal {
        let inverse = (u128::MAX / u128::from(divisor)) as u64;
        Reciprocal { divisor, inverse }
    }

    /// Quotient and remainder of two digits, of which the higher is below the divisor.
    #[inline(always)]
    fn divide(&self, high: u64, low: u64) -> (u64, u64) {
        let both = u128::from(high) << 64 | u128::from(low);
        let product = u128::from(self.inverse) * u128::from(high) + both;
        let mut quotient = ((product >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.divisor));
        if rest > product as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.divisor);
        }
        if rest >= self.divisor {
            quotient += 1;
            rest -= self.divisor;
        }
        (quotient, rest)
    }
}

/// The remainder of the division by one digit.
pub fn remainder_small(digits: &[u64], divisor: u64) -> u64 {
    let mut rest = 0u128;
    for &digit in digits.iter().rev() {
        rest = (rest << 64 | digit as u128) % divisor as u128;
    }
    rest as u64
}
