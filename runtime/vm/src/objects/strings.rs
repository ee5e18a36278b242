//! str and bytes.
use crate::{Result, Value, Vm};
/// The interned strings.
#[derive(Default)]
pub struct Interned {}
impl Vm {
    /// A str of UTF-8 text.
    pub fn new_str(&mut self, text: &str) -> Value { todo!("{text}") }
    /// A str of code points (surrogates allowed).
    pub fn new_str_from_code_points(&mut self, points: &[u32]) -> Value { todo!("{points:?}") }
    /// The interned str of a text.
    pub fn intern(&mut self, text: &str) -> Value { todo!("{text}") }
    /// The interned str equal to a str.
    pub fn intern_str(&mut self, string: Value) -> Value { todo!("{string:?}") }
    /// The text of a str (lone surrogates become U+FFFD).
    pub fn text(&self, string: Value) -> std::borrow::Cow<'_, str> { todo!("{string:?}") }
    /// Whether the class of the value is exactly `str`.
    #[inline(always)]
    pub fn is_exact_str(&self, value: Value) -> bool { todo!("{value:?}") }
    /// `left + right` of two strs.
    pub fn str_concat(&mut self, left: Value, right: Value) -> Result { todo!("{left:?}{right:?}") }
    /// The str of one character of a str.
    pub fn str_char(&mut self, string: Value, index: usize) -> Value { todo!("{string:?}{index}") }
    /// Joins strs (BUILD_STRING).
    pub fn str_join(&mut self, pieces: &[Value]) -> Result { todo!("{pieces:?}") }
    /// Bytes.
    pub fn new_bytes(&mut self, data: &[u8]) -> Value { todo!("{data:?}") }
}
/// Whether two strs are equal.
pub fn equal(left: Value, right: Value) -> bool { todo!("{left:?}{right:?}") }
/// The hash of a str.
pub fn hash(string: Value) -> i64 { todo!("{string:?}") }
