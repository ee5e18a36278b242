//! int (also big), bool, float, complex: how numbers are made and read. Arithmetic, conversions and classes are in this
//! folder's other files.

pub mod arith;
pub mod bool;
pub mod complex;
mod complex_text;
pub mod convert;
mod digits;
pub mod float;
mod float_methods;
pub mod float_text;
pub mod hash;
pub mod int;
mod int_methods;
mod two_digits;

pub use float_text::float_repr;

use crate::layout::{self, Class, FloatObject, Object, Shape, class_flags};
use crate::{Value, Vm};
use num_bigint::{BigInt, BigUint, Sign};

/// An int, whatever holds it.
#[derive(Clone, Copy, Debug)]
pub enum IntView<'a> {
    /// One that fits 64 bits.
    Small(i64),
    /// One that does not: whether it is below zero, and its digits, the least significant first.
    Big(bool, &'a [u64]),
}

impl<'a> IntView<'a> {
    /// Whether it is below zero, and its magnitude; `room` holds the digit of a small one.
    pub fn parts<'b>(self, room: &'b mut u64) -> (bool, &'b [u64])
    where
        'a: 'b,
    {
        match self {
            IntView::Small(value) => {
                *room = value.unsigned_abs();
                (
                    value < 0,
                    if value == 0 {
                        &[]
                    } else {
                        core::slice::from_ref(room)
                    },
                )
            }
            IntView::Big(negative, digits) => (negative, digits),
        }
    }

    /// As a `BigInt`.
    pub fn to_big(self) -> BigInt {
        match self {
            IntView::Small(value) => BigInt::from(value),
            IntView::Big(negative, digits) => big_of(negative, digits),
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        match self {
            IntView::Small(value) => value < 0,
            IntView::Big(negative, _) => negative,
        }
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        matches!(self, IntView::Small(0))
    }

    /// `int.bit_length()`.
    pub fn bit_length(self) -> u64 {
        let mut room = 0;
        let (_, digits) = self.parts(&mut room);
        digits.last().map_or(0, |last| {
            digits.len() as u64 * 64 - last.leading_zeros() as u64
        })
    }
}

/// The `BigInt` of a sign and digits.
pub(crate) fn big_of(negative: bool, digits: &[u64]) -> BigInt {
    let mut halves = Vec::with_capacity(digits.len() * 2);
    for &digit in digits {
        halves.push(digit as u32);
        halves.push((digit >> 32) as u32);
    }
    BigInt::from_biguint(
        if negative { Sign::Minus } else { Sign::Plus },
        BigUint::new(halves),
    )
}

/// Fills the classes of this folder.
pub fn init(vm: &mut Vm) {
    int::init(vm);
    bool::init(vm);
    float::init(vm);
    complex::init(vm);
}

impl Vm {
    /// An int of any 64-bit size.
    #[inline]
    pub fn new_int(&mut self, value: i64) -> Value {
        match Value::int(value) {
            Some(value) => value,
            None => self.new_int_i128(i128::from(value)),
        }
    }

    /// An int of a length or count.
    #[inline]
    pub fn new_int_usize(&mut self, value: usize) -> Value {
        self.new_int_i128(value as i128)
    }

    /// An int of up to 128 bits.
    #[inline]
    pub fn new_int_i128(&mut self, value: i128) -> Value {
        if let Ok(small) = i64::try_from(value)
            && let Some(value) = Value::int(small)
        {
            return value;
        }
        let magnitude = value.unsigned_abs();
        let digits = [magnitude as u64, (magnitude >> 64) as u64];
        let len = 1 + usize::from(digits[1] != 0);
        let size = size_of::<layout::BigInt>() + len * size_of::<u64>();
        let object = self
            .alloc_plain(self.types.int, size)
            .cast::<layout::BigInt>();
        // SAFETY: a fresh object with room for that many digits.
        unsafe {
            (*object).negative = value < 0;
            (*object).len = len;
            let to = (&raw mut (*object).digits).cast::<u64>();
            *to = digits[0];
            if len == 2 {
                *to.add(1) = digits[1];
            }
        }
        Value::object(object)
    }

    /// An int of a sign and digits, in its one form; the most significant digits may be 0.
    pub fn new_int_digits(&mut self, negative: bool, digits: &[u64]) -> Value {
        let len = digits.len() - digits.iter().rev().take_while(|&&digit| digit == 0).count();
        if len <= 1 {
            let magnitude = digits.first().copied().unwrap_or(0) as i128;
            let signed = if negative { -magnitude } else { magnitude };
            if let Some(value) = i64::try_from(signed).ok().and_then(Value::int) {
                return value;
            }
        }
        self.alloc_int(self.types.int, negative, &digits[..len])
    }

    /// An int object of a class (a subclass's may be small).
    pub(crate) fn alloc_int(&mut self, class: *mut Class, negative: bool, digits: &[u64]) -> Value {
        let object = self
            .alloc(class, size_of::<layout::BigInt>() + size_of_val(digits))
            .cast::<layout::BigInt>();
        // SAFETY: a fresh object with room for the digits.
        unsafe {
            (*object).negative = negative;
            (*object).len = digits.len();
            core::ptr::copy_nonoverlapping(
                digits.as_ptr(),
                (&raw mut (*object).digits).cast(),
                digits.len(),
            );
        }
        Value::object(object)
    }

    /// An int of any size, in its one form (48-bit values are never heap objects).
    pub fn new_bigint(&mut self, value: &BigInt) -> Value {
        let digits: Vec<u64> = value.magnitude().iter_u64_digits().collect();
        self.new_int_digits(value.sign() == Sign::Minus, &digits)
    }

    /// The int, if it is an int (or bool, or subclass).
    #[inline]
    pub fn int_view<'a>(&self, value: Value) -> Option<IntView<'a>> {
        if value.is_int() {
            Some(IntView::Small(value.int_payload()))
        } else if value.is_bool() {
            Some(IntView::Small((value == Value::TRUE) as i64))
        } else if self.has_class_flag(value, class_flags::INT_SUBCLASS) {
            Some(view_of_object(value))
        } else {
            None
        }
    }

    /// The int as an i64, if it is an int (or bool, or subclass) that fits.
    #[inline]
    pub fn int_as_i64(&self, value: Value) -> Option<i64> {
        match self.int_view(value)? {
            IntView::Small(value) => Some(value),
            IntView::Big(..) => None,
        }
    }

    /// The int as a BigInt, if it is an int (or bool, or subclass).
    pub fn int_as_big(&self, value: Value) -> Option<BigInt> {
        self.int_view(value).map(IntView::to_big)
    }

    /// Whether the class of the value is exactly `int`.
    #[inline(always)]
    pub fn is_exact_int(&self, value: Value) -> bool {
        // SAFETY: an object's header is readable.
        value.is_int()
            || value.is_object() && unsafe { (*value.pointer::<Object>()).class == self.types.int }
    }

    /// Whether it is an int, a bool, or of a subclass.
    #[inline]
    pub fn is_int(&self, value: Value) -> bool {
        value.is_int() || value.is_bool() || self.has_class_flag(value, class_flags::INT_SUBCLASS)
    }

    /// Whether it is a float or of a subclass.
    #[inline]
    pub fn is_float(&self, value: Value) -> bool {
        value.is_float() || self.has_class_flag(value, class_flags::FLOAT_SUBCLASS)
    }

    /// The float, if it is one or of a subclass.
    #[inline]
    pub fn float_value(&self, value: Value) -> Option<f64> {
        if value.is_float() {
            Some(value.float_payload())
        } else if self.has_class_flag(value, class_flags::FLOAT_SUBCLASS) {
            // SAFETY: typed.
            Some(unsafe { (*value.pointer::<FloatObject>()).value })
        } else {
            None
        }
    }

    /// The int or bool as it is, of a subclass's instance the equal exact int.
    pub fn exact_int(&mut self, value: Value) -> Value {
        if self.is_exact_int(value) {
            return value;
        }
        match self.int_view(value) {
            Some(IntView::Small(small)) => self.new_int(small),
            Some(IntView::Big(negative, digits)) => self.new_int_digits(negative, digits),
            None => value,
        }
    }

    /// `float(value)` for a float, int or subclass without calling Python; None otherwise. An int out of range is an
    /// infinity: see [`Vm::real_as_f64`].
    #[inline]
    pub fn as_f64(&self, value: Value) -> Option<f64> {
        if value.is_float() {
            return Some(value.float_payload());
        }
        if value.is_int() {
            return Some(value.int_payload() as f64);
        }
        match self.float_value(value) {
            Some(float) => Some(float),
            None => self.int_view(value).map(convert::view_to_f64),
        }
    }

    /// The same, raising OverflowError for an int out of range.
    pub fn real_as_f64(&mut self, value: Value) -> crate::Result<Option<f64>> {
        match self.as_f64(value) {
            Some(float) if float.is_infinite() && !self.is_float(value) => {
                Err(self.overflow_error("int too large to convert to float"))
            }
            other => Ok(other),
        }
    }

    /// A complex number.
    pub fn new_complex(&mut self, real: f64, imag: f64) -> Value {
        let class = self.types.complex;
        self.alloc_complex(class, real, imag)
    }

    pub(crate) fn alloc_complex(&mut self, class: *mut Class, real: f64, imag: f64) -> Value {
        let object = self
            .alloc(class, size_of::<layout::Complex>())
            .cast::<layout::Complex>();
        // SAFETY: a fresh object of that shape.
        unsafe {
            (*object).real = real;
            (*object).imag = imag;
        }
        Value::object(object)
    }

    /// A float of a class: a value for `float` itself.
    pub(crate) fn alloc_float(&mut self, class: *mut Class, value: f64) -> Value {
        if class == self.types.float {
            return Value::float(value);
        }
        let object = self
            .alloc(class, size_of::<FloatObject>())
            .cast::<FloatObject>();
        // SAFETY: a fresh object of that shape.
        unsafe { (*object).value = value };
        Value::object(object)
    }

    /// The parts of a complex, if it is one or of a subclass.
    pub fn complex_parts(&self, value: Value) -> Option<(f64, f64)> {
        let object = value.as_object()?;
        // SAFETY: typed.
        unsafe {
            if (*(*object).class).shape != Shape::Complex {
                return None;
            }
            let complex = object.cast::<layout::Complex>();
            Some(((*complex).real, (*complex).imag))
        }
    }
}

/// The int in an object of shape `BigInt`.
pub(crate) fn view_of_object<'a>(value: Value) -> IntView<'a> {
    // SAFETY: callers have checked that the class derives from int (typed); the digits follow the header.
    unsafe {
        let object = value.pointer::<layout::BigInt>();
        let negative = (*object).negative;
        let digits =
            core::slice::from_raw_parts((&raw const (*object).digits).cast::<u64>(), (*object).len);
        match *digits {
            [] => IntView::Small(0),
            [digit] if digit <= i64::MAX as u64 => IntView::Small(if negative {
                -(digit as i64)
            } else {
                digit as i64
            }),
            [digit] if negative && digit == 1 << 63 => IntView::Small(i64::MIN),
            _ => IntView::Big(negative, digits),
        }
    }
}
