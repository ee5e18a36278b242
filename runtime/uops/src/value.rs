//! [`Value`]: what a Python variable, stack slot or list item holds, in 64 bits.
//!
//! | top 16 bits      | meaning                                                            |
//! |------------------|--------------------------------------------------------------------|
//! | `0x0000`         | a pointer to a heap object, or a singleton (an address below 4096) |
//! | `0x0002..0xfffd` | a float: its bits plus `0x0002_0000_0000_0000`                      |
//! | `0xfffe`         | an int of 48 bits, two's complement                                |
//!
//! The offset keeps a pointer's top bits 0, so that the collector scans boxed and raw pointers alike, and a test for a
//! float is one comparison. NaNs keep sign and payload, but for bit 50 of negative ones: with it they would reach into the
//! ints' row. Two NaNs of the same bits are the same object to `is`.

use core::fmt;
use core::marker::PhantomData;

use crate::layout::Object;

/// A Python value. `Copy`, and never reference-counted; see the module's documentation for the bits.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(u64, PhantomData<*mut ()>);

/// Added to a float's bits to make a value.
pub const FLOAT_OFFSET: u64 = 0x0002_0000_0000_0000;
/// The tag of an int.
pub const INT_TAG: u64 = 0xfffe_0000_0000_0000;
/// The bits of an int below its tag.
pub const INT_MASK: u64 = 0x0000_ffff_ffff_ffff;
/// The smallest int that a value holds without a heap object.
pub const INT_MIN: i64 = -(1 << 47);
/// The largest int that a value holds without a heap object.
pub const INT_MAX: i64 = (1 << 47) - 1;
const FIRST_ADDRESS: u64 = 4096;
/// From here on, a float's bits have no room below [`INT_TAG`]: negative quiet NaNs with [`NAN_BIT`].
const FIRST_UNSTORED: u64 = INT_TAG - FLOAT_OFFSET;
/// The bit of their payload that such NaNs lose.
const NAN_BIT: u64 = 0x0004_0000_0000_0000;

/// A float's bits as a value has them, without the offset.
#[inline(always)]
pub fn stored_float(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >= FIRST_UNSTORED {
        bits & !NAN_BIT
    } else {
        bits
    }
}

impl Value {
    /// The empty slot: an unbound local, a missing `self`, the end of an iterator. Never visible to Python.
    pub const NULL: Value = Value::from_bits(0);
    /// `None`.
    pub const NONE: Value = Value::from_bits(0x08);
    /// `False`.
    pub const FALSE: Value = Value::from_bits(0x10);
    /// `True`.
    pub const TRUE: Value = Value::from_bits(0x18);
    /// `Ellipsis`.
    pub const ELLIPSIS: Value = Value::from_bits(0x20);
    /// `NotImplemented`.
    pub const NOT_IMPLEMENTED: Value = Value::from_bits(0x28);

    /// The value of these bits.
    #[inline(always)]
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits, PhantomData)
    }

    /// The bits.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(value: bool) -> Value {
        Value::from_bits(0x10 + ((value as u64) << 3))
    }

    /// A float.
    #[inline(always)]
    pub fn float(value: f64) -> Value {
        Value::from_bits(stored_float(value) + FLOAT_OFFSET)
    }

    /// An int that fits 48 bits.
    #[inline(always)]
    pub const fn int(value: i64) -> Option<Value> {
        if Value::fits_int(value) {
            Some(Value::int_unchecked(value))
        } else {
            None
        }
    }

    /// Whether an int needs no heap object.
    #[inline(always)]
    pub const fn fits_int(value: i64) -> bool {
        (value << 16) >> 16 == value
    }

    /// An int that is known to fit 48 bits; its higher bits are dropped.
    #[inline(always)]
    pub const fn int_unchecked(value: i64) -> Value {
        Value::from_bits(INT_TAG | (value as u64 & INT_MASK))
    }

    /// A heap object.
    #[inline(always)]
    pub fn object<T>(pointer: *mut T) -> Value {
        Value::from_bits(pointer as u64)
    }

    /// None for NULL: what Python sees of a field that is not set.
    #[inline(always)]
    pub const fn or_none(self) -> Value {
        if self.is_null() { Value::NONE } else { self }
    }

    /// Whether the slot is empty.
    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    /// Whether it is `None`.
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Value::NONE.0
    }

    /// Whether it is `True` or `False`.
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 | 8 == Value::TRUE.0
    }

    /// Whether it is an int of 48 bits (an `int` of more bits is a heap object).
    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0 >= INT_TAG
    }

    /// Whether both are ints of 48 bits.
    #[inline(always)]
    pub const fn both_ints(self, other: Value) -> bool {
        self.0 & other.0 >= INT_TAG
    }

    /// Whether it is a float.
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0.wrapping_sub(FLOAT_OFFSET) < INT_TAG - FLOAT_OFFSET
    }

    /// Whether it points to a heap object.
    #[inline(always)]
    pub const fn is_object(self) -> bool {
        self.0.wrapping_sub(FIRST_ADDRESS) < FLOAT_OFFSET - FIRST_ADDRESS
    }

    /// The int, if it is one of 48 bits.
    #[inline(always)]
    pub const fn as_int(self) -> Option<i64> {
        if self.is_int() {
            Some(self.int_payload())
        } else {
            None
        }
    }

    /// The low 48 bits as an int; meaningful only where [`Value::is_int`] holds.
    #[inline(always)]
    pub const fn int_payload(self) -> i64 {
        ((self.0 << 16) as i64) >> 16
    }

    /// The float, if it is one.
    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        if self.is_float() {
            Some(self.float_payload())
        } else {
            None
        }
    }

    /// The bits as a float; meaningful only where [`Value::is_float`] holds.
    #[inline(always)]
    pub fn float_payload(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(FLOAT_OFFSET))
    }

    /// The pointer, if it is one.
    #[inline(always)]
    pub fn as_object(self) -> Option<*mut Object> {
        if self.is_object() {
            Some(self.0 as *mut Object)
        } else {
            None
        }
    }

    /// The bits as a pointer; meaningful only where [`Value::is_object`] holds.
    #[inline(always)]
    pub fn pointer<T>(self) -> *mut T {
        self.0 as *mut T
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(int) = self.as_int() {
            write!(f, "{int}")
        } else if let Some(float) = self.as_float() {
            write!(f, "{float:?}")
        } else {
            match *self {
                Value::NULL => f.write_str("NULL"),
                Value::NONE => f.write_str("None"),
                Value::TRUE => f.write_str("True"),
                Value::FALSE => f.write_str("False"),
                Value::ELLIPSIS => f.write_str("Ellipsis"),
                Value::NOT_IMPLEMENTED => f.write_str("NotImplemented"),
                Value(bits, _) => write!(f, "object at {bits:#x}"),
            }
        }
    }
}
