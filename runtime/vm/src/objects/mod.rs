//! Python's built-in types, one file (or folder) each, and the protocols that work on all of them.

pub mod bytes;
pub mod cast;
pub mod class;
pub mod code;
pub mod descriptors;
pub mod dict;
pub mod exceptions;
pub mod fields;
pub mod function;
pub mod generic;
pub mod instance;
pub mod iterators;
mod keys;
mod module;
pub mod names;
pub mod numbers;
pub mod protocol;
pub mod repr;
pub mod sequences;
pub mod set;
mod singletons;
pub mod strings;

use crate::Vm;

/// Defines the built-in classes but `object` and `type`.
pub(crate) fn init(vm: &mut Vm) {
    descriptors::init_early(vm);
    numbers::init(vm);
    strings::init(vm);
    bytes::init(vm);
    sequences::init(vm);
    dict::init(vm);
    set::init(vm);
    iterators::init(vm);
    exceptions::init(vm);
    descriptors::init(vm);
    function::init(vm);
    module::init(vm);
    code::attributes::init(vm);
    class::super_::init(vm);
    singletons::init(vm);
    generic::init(vm);
    strings::template::init(vm);
    crate::builtins::anext::init(vm);
    class::builtin::define_rest(vm);
}
