//! Hashes of numbers: equal numbers of all types hash alike, by reduction modulo 2^61 - 1 (CPython's `Python/pyhash.c`).

use super::IntView;

const MODULUS: u64 = (1 << 61) - 1;
/// The hash of infinity.
pub const INFINITY: i64 = 314_159;
/// The factor of the imaginary part in a complex number's hash.
const IMAGINARY: u64 = 1_000_003;

fn finish(magnitude: u64, negative: bool) -> i64 {
    let hash = if negative {
        -(magnitude as i64)
    } else {
        magnitude as i64
    };
    if hash == -1 { -2 } else { hash }
}

/// The hash of an int of 48 bits: itself, but for the one that means an error to CPython's slots.
#[inline(always)]
pub fn of_word(int: i64) -> i64 {
    if int == -1 { -2 } else { int }
}

/// The hash of an int.
#[inline]
pub fn of_int(view: IntView<'_>) -> i64 {
    match view {
        IntView::Small(value) => finish(value.unsigned_abs() % MODULUS, value < 0),
        IntView::Big(negative, digits) => {
            finish(super::digits::remainder_small(digits, MODULUS), negative)
        }
    }
}

/// The hash of a float. A NaN's is its identity's, as in CPython: here its bits make that. It is not 0.
pub fn of_float(value: f64) -> i64 {
    if value.is_nan() {
        return (value.to_bits() >> 4) as i64;
    }
    if value.is_infinite() {
        return if value > 0.0 { INFINITY } else { -INFINITY };
    }
    let (mantissa, exponent) = super::convert::decode(value);
    let exponent = exponent.rem_euclid(61) as u32;
    let mantissa = mantissa % MODULUS;
    // A rotation of 61 bits multiplies by a power of two modulo 2^61 - 1.
    let rotated = (mantissa << exponent & MODULUS) | mantissa >> (61 - exponent);
    finish(rotated % MODULUS, value < 0.0)
}

/// The hash of a complex number.
pub fn of_complex(real: f64, imag: f64) -> i64 {
    let hash =
        (of_float(real) as u64).wrapping_add(IMAGINARY.wrapping_mul(of_float(imag) as u64)) as i64;
    if hash == -1 { -2 } else { hash }
}
