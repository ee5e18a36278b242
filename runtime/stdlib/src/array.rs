//! `array`.
use vm::{Value, Vm};
/// The bytes of an array.
pub fn bytes_of<'a>(_: &Vm, _: Value) -> Option<&'a [u8]> {
    None
}
