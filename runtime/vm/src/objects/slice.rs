//! slice.
use crate::{Result, Value, Vm};
impl Vm {
    /// A slice object.
    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Value { todo!("{start:?}{stop:?}{step:?}") }
    /// `slice.indices(length)` and the resulting length: (start, stop, step, length).
    pub fn slice_indices(&mut self, slice: Value, length: usize) -> Result<(i64, i64, i64, usize)> { todo!("{slice:?}{length}") }
}
