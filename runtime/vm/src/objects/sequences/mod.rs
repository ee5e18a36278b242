//! Lists and tuples, ranges, and the slices that cut them.

pub mod list;
pub mod range;
pub mod slice;
pub mod tuple;

use crate::{Value, Vm};

/// Defines their classes.
pub(super) fn init(vm: &mut Vm) {
    tuple::init(vm);
    list::init(vm);
    slice::init(vm);
    range::init(vm);
}

/// The item at an index, of which those below zero count from the end.
#[inline]
fn item_at(items: &[Value], index: i64) -> Option<Value> {
    let index = if index < 0 {
        index.wrapping_add(items.len() as i64)
    } else {
        index
    };
    items.get(index as usize).copied()
}
