//! set and frozenset.
use crate::{Result, Value, Vm};
impl Vm {
    /// A set of items.
    pub fn new_set(&mut self, items: &[Value]) -> Result { todo!("{items:?}") }
    /// A frozenset of items.
    pub fn new_frozenset(&mut self, items: &[Value]) -> Result { todo!("{items:?}") }
    /// `set.add(item)`.
    pub fn set_add(&mut self, set: Value, item: Value) -> Result<()> { todo!("{set:?}{item:?}") }
    /// `set.update(iterable)`.
    pub fn set_update(&mut self, set: Value, iterable: Value) -> Result<()> { todo!("{set:?}{iterable:?}") }
    /// `item in set`.
    pub fn set_contains(&mut self, set: Value, item: Value) -> Result<bool> { todo!("{set:?}{item:?}") }
}
