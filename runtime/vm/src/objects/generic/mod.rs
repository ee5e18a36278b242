//! What stands for types in annotations: generic aliases (`list[int]`) and unions (`int | None`).

mod alias;
pub mod union;

use crate::Vm;

pub use alias::class_getitem;

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    alias::init(vm);
    union::init(vm);
}
