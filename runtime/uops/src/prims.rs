//! The bodies of primitive operations on unboxed values: one body for the constant folder, for the tests and for the
//! stencils that machine code is made of. `core` only, and nothing but [`crate::value`] beside it, so that the stencil
//! source can take this file as it is.
//!
//! Representations:
//! - an *int* is a Python int of 48 bits, shifted left by 16, so that the machine's overflow is Python's, and boxing
//!   and unboxing are shifts;
//! - a *raw* is a plain machine integer (a length, a count);
//! - a *word* is either;
//! - a *value* is the bits of a [`crate::value::Value`].
//!
//! A primitive that returns an `Option`, or is a guard (`guard_*`, a `bool`), leaves the trace on `None` or `false`.

use crate::value::{FLOAT_OFFSET, INT_TAG, stored_float};

/// How far an int is shifted.
pub const INT_SHIFT: u32 = 16;
const LOW: i64 = (1 << INT_SHIFT) - 1;
const FIRST_ADDRESS: u64 = 4096;

/// An operation that commutes, with its operands in this order: of two NaNs the result is the first, in every tier, as where
/// CPython was compiled for this processor. The compiler would choose, here so and there so.
macro_rules! in_order {
    ($instruction:literal, $a:ident, $op:tt, $b:ident) => {{
        #[cfg(target_arch = "x86_64")]
        {
            let result: f64;
            // SAFETY: arithmetic on two registers, of which one is the result.
            unsafe {
                core::arch::asm!(
                    concat!($instruction, " {0}, {1}"),
                    inlateout(xmm_reg) $a => result,
                    in(xmm_reg) $b,
                    options(pure, nomem, nostack, preserves_flags)
                )
            };
            result
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            $a $op $b
        }
    }};
}

macro_rules! prims {
    ($($(#[doc = $doc:literal])+ fn $name:ident ($($arg:ident : $ty:ty),*) $(-> $result:ty)? $body:block)+) => {
        $($(#[doc = $doc])+ #[inline(always)] pub fn $name($($arg: $ty),*) $(-> $result)? $body)+
    };
}

prims! {
    /// The same word.
    fn copy(a: i64) -> i64 { a }
    /// The same float.
    fn copy_float(a: f64) -> f64 { a }
    /// A constant word.
    fn constant(bits: i64) -> i64 { bits }
    /// A constant float, of its bits.
    fn constant_float(bits: i64) -> f64 { f64::from_bits(bits as u64) }

    /// `a + b`, leaving on overflow.
    fn int_add(a: i64, b: i64) -> Option<i64> { a.checked_add(b) }
    /// `a - b`, leaving on overflow.
    fn int_sub(a: i64, b: i64) -> Option<i64> { a.checked_sub(b) }
    /// `a * b`, leaving on overflow.
    fn int_mul(a: i64, b: i64) -> Option<i64> { (a >> INT_SHIFT).checked_mul(b) }
    /// `a // b`, leaving on overflow and where `b` is 0.
    fn int_floordiv(a: i64, b: i64) -> Option<i64> {
        let (a, b) = (a >> INT_SHIFT, b >> INT_SHIFT);
        if b == 0 { return None; }
        let quotient = if (a | b) as u64 >> 32 == 0 { (a as u32 / b as u32) as i64 } else {
            let quotient = a.wrapping_div(b);
            if (a ^ b) < 0 && quotient.wrapping_mul(b) != a { quotient - 1 } else { quotient }
        };
        if quotient == 1 << 47 { None } else { Some(quotient << INT_SHIFT) }
    }
    /// `a % b`, leaving where `b` is 0.
    fn int_mod(a: i64, b: i64) -> Option<i64> {
        let (a, b) = (a >> INT_SHIFT, b >> INT_SHIFT);
        if b == 0 { return None; }
        let rest = if (a | b) as u64 >> 32 == 0 { (a as u32 % b as u32) as i64 } else {
            let rest = a.wrapping_rem(b);
            if rest != 0 && (rest ^ b) < 0 { rest + b } else { rest }
        };
        Some(rest << INT_SHIFT)
    }
    /// `a << b`, leaving on overflow and where `b` is negative.
    fn int_shl(a: i64, b: i64) -> Option<i64> {
        let count = b as u64 >> INT_SHIFT;
        if count >= 48 { return None; }
        let shifted = a << count;
        if shifted >> count == a { Some(shifted) } else { None }
    }
    /// `a >> b`, leaving where `b` is negative or large.
    fn int_shr(a: i64, b: i64) -> Option<i64> {
        let count = b as u64 >> INT_SHIFT;
        if count >= 48 { None } else { Some((a >> count) & !LOW) }
    }
    /// `-a`, leaving on overflow.
    fn int_neg(a: i64) -> Option<i64> { 0i64.checked_sub(a) }
    /// `~a`.
    fn int_invert(a: i64) -> i64 { a ^ !LOW }
    /// `abs(a)`, leaving on overflow.
    fn int_abs(a: i64) -> Option<i64> { a.checked_abs() }
    /// `a + b` where the sum is known to fit.
    fn add(a: i64, b: i64) -> i64 { a.wrapping_add(b) }
    /// `a - b` where the difference is known to fit.
    fn sub(a: i64, b: i64) -> i64 { a.wrapping_sub(b) }
    /// `a & b`.
    fn and(a: i64, b: i64) -> i64 { a & b }
    /// `a | b`.
    fn or(a: i64, b: i64) -> i64 { a | b }
    /// `a ^ b`.
    fn xor(a: i64, b: i64) -> i64 { a ^ b }
    /// The int of a raw number that fits.
    fn int_of_raw(a: i64) -> i64 { a << INT_SHIFT }
    /// The raw number of an int.
    fn raw_of_int(a: i64) -> i64 { a >> INT_SHIFT }

    /// `a < b`.
    fn lt(a: i64, b: i64) -> bool { a < b }
    /// `a <= b`.
    fn le(a: i64, b: i64) -> bool { a <= b }
    /// `a == b`.
    fn eq(a: i64, b: i64) -> bool { a == b }
    /// `a != b`.
    fn ne(a: i64, b: i64) -> bool { a != b }
    /// `not a`.
    fn not(a: bool) -> bool { !a }
    /// Stay while `a < b`.
    fn guard_lt(a: i64, b: i64) -> bool { a < b }
    /// Stay while `a <= b`.
    fn guard_le(a: i64, b: i64) -> bool { a <= b }
    /// Stay while `a > b`.
    fn guard_gt(a: i64, b: i64) -> bool { a > b }
    /// Stay while `a >= b`.
    fn guard_ge(a: i64, b: i64) -> bool { a >= b }
    /// Stay while `a == b`.
    fn guard_eq(a: i64, b: i64) -> bool { a == b }
    /// Stay while `a != b`.
    fn guard_ne(a: i64, b: i64) -> bool { a != b }
    /// Stay while `a` is true.
    fn guard_true(a: bool) -> bool { a }
    /// Stay while `a` is false.
    fn guard_false(a: bool) -> bool { !a }
    /// Stay while the int is an index below a length.
    fn guard_index(index: i64, len: i64) -> bool { ((index >> INT_SHIFT) as u64) < len as u64 }

    /// Stay while the value is exactly this one.
    fn guard_is(a: u64, constant: i64) -> bool { a == constant as u64 }
    /// Stay unless the value is exactly this one.
    fn guard_is_not(a: u64, constant: i64) -> bool { a != constant as u64 }
    /// Stay while the value is an int of 48 bits.
    fn guard_int(a: u64) -> bool { a >= INT_TAG }
    /// Stay while the value is a float.
    fn guard_float(a: u64) -> bool { a.wrapping_sub(FLOAT_OFFSET) < INT_TAG - FLOAT_OFFSET }
    /// Stay while the value is a bool.
    fn guard_bool(a: u64) -> bool { a | 8 == 0x18 }
    /// Stay while the value is a heap object.
    fn guard_object(a: u64) -> bool { a.wrapping_sub(FIRST_ADDRESS) < FLOAT_OFFSET - FIRST_ADDRESS }
    /// The int of a value that is one.
    fn unbox_int(a: u64) -> i64 { (a << INT_SHIFT) as i64 }
    /// The value of an int.
    fn box_int(a: i64) -> u64 { a as u64 >> INT_SHIFT | INT_TAG }
    /// The float of a value that is one.
    fn unbox_float(a: u64) -> f64 { f64::from_bits(a.wrapping_sub(FLOAT_OFFSET)) }
    /// The value of a float.
    fn box_float(a: f64) -> u64 {
        stored_float(a).wrapping_add(FLOAT_OFFSET)
    }
    /// The truth of a value that is a bool.
    fn unbox_bool(a: u64) -> bool { a & 8 != 0 }
    /// The value of a truth.
    fn box_bool(a: bool) -> u64 { 0x10 + ((a as u64) << 3) }

    /// `a + b`.
    fn float_add(a: f64, b: f64) -> f64 { in_order!("addsd", a, +, b) }
    /// `a - b`.
    fn float_sub(a: f64, b: f64) -> f64 { a - b }
    /// `a * b`.
    fn float_mul(a: f64, b: f64) -> f64 { in_order!("mulsd", a, *, b) }
    /// `a / b`, leaving where `b` is 0.
    fn float_div(a: f64, b: f64) -> Option<f64> { if b == 0.0 { None } else { Some(a / b) } }
    /// `-a`.
    fn float_neg(a: f64) -> f64 { -a }
    /// `abs(a)`.
    fn float_abs(a: f64) -> f64 { f64::from_bits(a.to_bits() & (u64::MAX >> 1)) }
    /// The float of an int.
    fn float_of_int(a: i64) -> f64 { (a >> INT_SHIFT) as f64 }
    /// All bits set if `a < b`, else none.
    fn float_lt(a: f64, b: f64) -> f64 { mask(a < b) }
    /// All bits set if `a <= b`, else none.
    fn float_le(a: f64, b: f64) -> f64 { mask(a <= b) }
    /// All bits set if `a == b`, else none.
    fn float_eq(a: f64, b: f64) -> f64 { mask(a == b) }
    /// The truth of a mask made by a comparison of floats.
    fn bool_of_mask(a: f64) -> bool { a.to_bits() & 1 != 0 }
    /// Stay while `a < b`.
    fn guard_float_lt(a: f64, b: f64) -> bool { a < b }
    /// Stay while `a <= b`.
    fn guard_float_le(a: f64, b: f64) -> bool { a <= b }
    /// Stay while `a == b`.
    fn guard_float_eq(a: f64, b: f64) -> bool { a == b }
    /// Stay unless `a < b` (also where one is a NaN).
    fn guard_float_not_lt(a: f64, b: f64) -> bool { let less = a < b; !less }
    /// Stay unless `a <= b` (also where one is a NaN).
    fn guard_float_not_le(a: f64, b: f64) -> bool { let at_most = a <= b; !at_most }
    /// Stay while `a != b`.
    fn guard_float_ne(a: f64, b: f64) -> bool { a != b }

    /// The address of a body's item, without the header.
    fn item_address(body: u64, index: i64) -> u64 { item(body, index) }
}

#[inline(always)]
fn mask(condition: bool) -> f64 {
    f64::from_bits((condition as u64).wrapping_neg())
}

macro_rules! memory_prims {
    ($($(#[doc = $doc:literal])+ fn $name:ident ($($arg:ident : $ty:ty),*) $(-> $result:ty)? $body:block)+) => {
        $(
            $(#[doc = $doc])+
            ///
            /// # Safety
            /// The memory that is named must be a live field of the accessed type.
            #[inline(always)]
            pub unsafe fn $name($($arg: $ty),*) $(-> $result)? {
                // SAFETY: the caller's contract.
                unsafe { $body }
            }
        )+
    };
}

memory_prims! {
    /// The 64 bits at an offset.
    fn load(base: u64, offset: i64) -> i64 { at::<i64>(base, offset).read() }
    /// The 32 bits at an offset.
    fn load_u32(base: u64, offset: i64) -> i64 { at::<u32>(base, offset).read() as i64 }
    /// The byte at an offset.
    fn load_u8(base: u64, offset: i64) -> i64 { at::<u8>(base, offset).read() as i64 }
    /// The value that follows a body's header, at an int index.
    fn load_item(body: u64, index: i64, offset: i64) -> u64 { at::<u64>(item(body, index), offset).read() }
    /// Stores a value into a heap object: the one place for a write barrier.
    fn write_field(object: u64, value: u64, offset: i64) { at::<u64>(object, offset).write(value) }
    /// Stores 64 bits that are no value.
    fn store(base: u64, bits: i64, offset: i64) { at::<i64>(base, offset).write(bits) }
    /// Stay while the object at this address is of this class.
    fn guard_class(object: u64, class: i64) -> bool { at::<u64>(object, 0).read() == class as u64 }
    /// Stay while assigning to an inline value keeps the order of assignment: it is set already, or none of those after it
    /// is. `place` is its offset and, from bit 32 on, how many follow.
    fn attribute_in_order(object: u64, place: i64) -> bool {
        let value = at::<u64>(object, place & 0xffff_ffff);
        value.read() != 0 || (1..=(place >> 32) as usize).all(|next| value.add(next).read() == 0)
    }
    /// Stay while the byte at an offset is 0.
    fn guard_zero_byte(base: u64, offset: i64) -> bool { at::<u8>(base, offset).read() == 0 }
    /// The 64 bits at an offset from the frame or context.
    fn load_pinned(base: u64, offset: i64) -> i64 { at::<i64>(base, offset).read() }
    /// Stores 64 bits at an offset from the frame or context.
    fn store_pinned(base: u64, bits: i64, offset: i64) { at::<i64>(base, offset).write(bits) }
    /// The float at an offset from the context.
    fn load_float(base: u64, offset: i64) -> f64 { at::<f64>(base, offset).read() }
    /// Stores a float at an offset from the context.
    fn store_float(base: u64, value: f64, offset: i64) { at::<f64>(base, offset).write(value) }
    /// Stores the number of an exit into the context.
    fn set_exit(context: u64, exit: i64) { at::<i64>(context, 0).write(exit) }
}

#[inline(always)]
fn at<T>(base: u64, offset: i64) -> *mut T {
    base.wrapping_add(offset as u64) as *mut T
}

#[inline(always)]
fn item(body: u64, index: i64) -> u64 {
    body.wrapping_add((index >> (INT_SHIFT - 3)) as u64)
}
