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

/// Divides by one digit in place; returns the remainder.
pub fn divide_small(digits: &mut [u64], divisor: u64) -> u64 {
    let mut rest = 0u128;
    for digit in digits.iter_mut().rev() {
        let value = rest << 64 | *digit as u128;
        *digit = (value / divisor as u128) as u64;
        rest = value % divisor as u128;
    }
    rest as u64
}

/// The remainder of the division by one digit.
pub fn remainder_small(digits: &[u64], divisor: u64) -> u64 {
    let mut rest = 0u128;
    for &digit in digits.iter().rev() {
        rest = (rest << 64 | digit as u128) % divisor as u128;
    }
    rest as u64
}
