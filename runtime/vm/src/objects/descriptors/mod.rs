//! Descriptors: properties, class and static methods, slots of instances, computed attributes, methods of native classes,
//! and read-only views of classes' dicts.

mod binding;
mod callables;
mod member;
mod property;
mod proxy;

use super::class::{GetSet, get};
use crate::layout::{Builtin, Class};
use crate::{Value, Vm};

pub use binding::wrapped_function;
pub use callables::signature_and_doc;
pub use member::{DICT, add_instance_attributes, getset_of};

/// The field of a member descriptor that holds its name.
pub const MEMBER_NAME: usize = 1;
/// The field of a member descriptor that holds the index among the inline values.
pub const MEMBER_INDEX: usize = 2;
/// The field of a member descriptor that holds the class whose instances have the slot.
pub const MEMBER_CLASS: usize = 3;
/// The field of a property that holds its getter.
pub const PROPERTY_GETTER: usize = 1;
/// Its setter's.
pub const PROPERTY_SETTER: usize = 2;
/// Its deleter's.
pub const PROPERTY_DELETER: usize = 3;

/// Defines the classes that other classes' definitions make instances of; the first to be called.
pub fn init_early(vm: &mut Vm) {
    binding::init(vm);
}

/// Defines the other classes.
pub fn init(vm: &mut Vm) {
    property::init(vm);
    member::init(vm);
    callables::init(vm);
    proxy::init(vm);
}

/// The struct behind a native function or descriptor, whose class the caller has checked.
#[inline]
pub(crate) fn builtin<'a>(value: Value) -> &'a mut Builtin {
    // SAFETY: typed: native functions and descriptors of native classes have shape `Builtin`.
    unsafe { super::cast::get(value) }
}

/// The text of a class's `__qualname__`.
pub(crate) fn qualname_text(vm: &Vm, class: *mut Class) -> String {
    vm.text(get(class).qualname).into_owned()
}

/// A class as `repr` and messages show it: with its module, unless that is `builtins`.
pub fn full_name(vm: &mut Vm, class: *mut Class) -> String {
    let qualname = qualname_text(vm, class);
    let key = vm.intern("__module__");
    let module = vm.dict_get_str(get(class).dict, key);
    if module.is_object() && vm.is_str(module) {
        let module = vm.text(module);
        if &*module != "builtins" {
            return format!("{module}.{qualname}");
        }
    }
    qualname
}

/// The same, without the module of the program itself (CPython's `%T`).
pub fn shown_name(vm: &mut Vm, class: *mut Class) -> String {
    let name = full_name(vm, class);
    match name.strip_prefix("__main__.") {
        Some(name) => name.to_owned(),
        None => name,
    }
}

/// A computed attribute that cannot be set.
pub const fn read_only(
    name: &'static str,
    get: fn(&mut Vm, Value) -> crate::Result,
    doc: &'static str,
) -> GetSet {
    GetSet {
        name,
        get,
        set: None,
        doc,
    }
}

/// A computed attribute that can be set.
pub(crate) const fn settable(
    name: &'static str,
    get: fn(&mut Vm, Value) -> crate::Result,
    set: fn(&mut Vm, Value, Value) -> crate::Result<()>,
    doc: &'static str,
) -> GetSet {
    GetSet {
        name,
        get,
        set: Some(set),
        doc,
    }
}
