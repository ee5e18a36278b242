//! int (also big), bool, float, complex.
use crate::{Result, Value, Vm};
use num_bigint::BigInt;
impl Vm {
    /// An int of any 64-bit size.
    pub fn new_int(&mut self, value: i64) -> Value { todo!("{value}") }
    /// An int of any size, in its one form (48-bit values are never heap objects).
    pub fn new_bigint(&mut self, value: &BigInt) -> Value { todo!("{value}") }
    /// The int as an i64, if it is an int (or bool, or subclass) that fits.
    pub fn int_as_i64(&self, value: Value) -> Option<i64> { todo!("{value:?}") }
    /// The int as a BigInt, if it is an int (or bool, or subclass).
    pub fn int_as_big(&self, value: Value) -> Option<BigInt> { todo!("{value:?}") }
    /// Whether the class of the value is exactly `int`.
    #[inline(always)]
    pub fn is_exact_int(&self, value: Value) -> bool { todo!("{value:?}") }
    /// Arithmetic of exact ints of any size; the slow half of BINARY_OP_*_INT.
    pub fn int_add(&mut self, left: Value, right: Value) -> Value { todo!("{left:?}{right:?}") }
    /// See `int_add`.
    pub fn int_subtract(&mut self, left: Value, right: Value) -> Value { todo!("{left:?}{right:?}") }
    /// See `int_add`.
    pub fn int_multiply(&mut self, left: Value, right: Value) -> Value { todo!("{left:?}{right:?}") }
    /// `float(value)` for a float, int or subclass without calling Python; None otherwise.
    pub fn as_f64(&self, value: Value) -> Option<f64> { todo!("{value:?}") }
    /// A complex number.
    pub fn new_complex(&mut self, real: f64, imag: f64) -> Value { todo!("{real}{imag}") }
    /// Parses a number for `int(text, base)`.
    pub fn parse_int(&mut self, text: &str, base: u32) -> Result { todo!("{text}{base}") }
}
/// `repr` of a float.
pub fn float_repr(value: f64) -> String { todo!("{value}") }
