//! Python's built-in types, one file (or folder) each, and the protocols that work on all of them.

pub mod arguments;
pub mod attributes;
pub mod bytes;
pub mod call;
pub mod cast;
pub mod class;
pub mod code;
pub mod descriptors;
pub mod dict;
pub mod exceptions;
pub mod function;
pub mod instance;
pub mod iterators;
pub mod list;
pub mod numbers;
pub mod object;
pub mod object_methods;
pub mod protocol;
pub mod range;
pub mod set;
pub mod slice;
pub mod slotdefs;
pub mod slots;
pub mod strings;
pub mod tuple;
pub mod type_attributes;
pub mod type_creation;
pub mod types;

use crate::Vm;

/// Defines the built-in classes but `object` and `type`.
pub(crate) fn init(vm: &mut Vm) {
    numbers::init(vm);
    strings::init(vm);
    bytes::init(vm);
    iterators::init_containers(vm);
    exceptions::init(vm);
    types::define_rest(vm);
}
