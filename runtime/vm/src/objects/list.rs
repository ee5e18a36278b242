//! list.
use crate::{Result, Value, Vm};
impl Vm {
    /// A list.
    pub fn new_list(&mut self, items: &[Value]) -> Value { todo!("{items:?}") }
    /// `list.append(item)`.
    pub fn list_append(&mut self, list: Value, item: Value) { todo!("{list:?}{item:?}") }
    /// `list.extend(iterable)`.
    pub fn list_extend(&mut self, list: Value, iterable: Value) -> Result<()> { todo!("{list:?}{iterable:?}") }
    /// The items of any iterable as a new list object (so that they stay rooted).
    pub fn list_from(&mut self, iterable: Value) -> Result { todo!("{iterable:?}") }
}
/// The items of a list; do not hold across anything that may change the list.
pub fn items<'a>(list: Value) -> &'a [Value] { todo!("{list:?}") }
