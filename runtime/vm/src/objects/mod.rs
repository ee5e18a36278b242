//! Python's built-in types, one file (or folder) each, and the protocols that work on all of them.

pub mod arguments;
pub mod attributes;
pub mod bytes;
pub mod call;
pub mod cast;
pub mod class;
pub mod code;
pub mod code_attributes;
pub mod descriptors;
pub mod dict;
pub mod exceptions;
pub mod function;
pub mod function_attributes;
mod inheritance;
pub mod instance;
pub mod iterators;
pub mod list;
pub mod method_cache;
pub mod names;
pub mod numbers;
pub mod object;
pub mod object_methods;
pub mod protocol;
pub mod range;
pub mod set;
mod singletons;
pub mod slice;
pub mod slotdefs;
pub mod slots;
pub mod strings;
pub mod super_;
mod template;
pub mod tuple;
pub mod type_attributes;
pub mod type_creation;
pub mod types;
pub mod union;

use crate::Vm;

/// Defines the built-in classes but `object` and `type`.
pub(crate) fn init(vm: &mut Vm) {
    descriptors::init_early(vm);
    numbers::init(vm);
    strings::init(vm);
    bytes::init(vm);
    iterators::init_containers(vm);
    exceptions::init(vm);
    descriptors::init(vm);
    function_attributes::init(vm);
    code_attributes::init(vm);
    super_::init(vm);
    singletons::init(vm);
    union::init(vm);
    template::init(vm);
    crate::builtins::anext::init(vm);
    types::define_rest(vm);
}
