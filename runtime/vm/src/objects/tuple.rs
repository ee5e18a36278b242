//! tuple.
use crate::{Value, Vm};
impl Vm {
    /// A tuple.
    pub fn new_tuple(&mut self, items: &[Value]) -> Value { todo!("{items:?}") }
}
/// The items of a tuple (or of an instance of a subclass).
pub fn items<'a>(tuple: Value) -> &'a [Value] { todo!("{tuple:?}") }
