//! Functions, native ones too: making them.

pub mod arguments;
mod attributes;
pub mod call;
mod cell;
mod method;

use super::class::{GetSet, get};
use crate::layout::{Builtin, Class, Code, Dict, Function, code_flags};
use crate::native::Binding;
use crate::objects::names::name;
use crate::{Def, Value, Vm};

/// Defines the classes of functions, bound methods and cells.
pub fn init(vm: &mut Vm) {
    attributes::init(vm);
    method::init(vm);
    cell::init(vm);
}

impl Vm {
    /// A Python function (MAKE_FUNCTION): name, qualname, doc from the code object.
    pub fn new_function(&mut self, code: *mut Code, globals: *mut Dict) -> Value {
        let builtins = self.builtins_of(globals);
        let name = name!(self, "__name__");
        let module = self.dict_get_str(globals, name);
        let class = self.types.function;
        let function: *mut Function = self.alloc_plain(class, size_of::<Function>()).cast();
        // SAFETY: pinned: callers pass a live code object; `alloc_plain` has given a zeroed object of the size.
        let (object, code_ref) = unsafe { (&mut *function, &*code) };
        object.code = code;
        object.globals = globals;
        object.builtins = builtins;
        object.name = code_ref.name;
        object.qualname = code_ref.qualname;
        object.module = if module.is_null() {
            Value::NONE
        } else {
            module
        };
        object.doc = Value::NONE;
        if code_ref.flags & code_flags::HAS_DOCSTRING != 0
            && let Some(doc) = super::cast::tuple_items(code_ref.consts).first()
        {
            object.doc = *doc;
        }
        // Functions of one version are the same to traces, which go by their globals too.
        object.version = if self.note_namespaces(code, (globals, builtins)) {
            code_ref.version
        } else {
            0
        };
        let value = Value::object(function);
        if object.version != 0 {
            self.note_function_version(object.version, value);
        }
        value
    }

    /// A native function bound to a module (or NULL).
    pub fn new_builtin(&mut self, def: &'static Def, this: Value, module: Value) -> Value {
        let class = self.types.builtin_function;
        self.new_builtin_object(class, def, this, Value::NULL, module)
    }

    /// An object of shape `Builtin`.
    pub(crate) fn new_builtin_object(
        &mut self,
        class: *mut Class,
        def: &'static Def,
        this: Value,
        owner: Value,
        module: Value,
    ) -> Value {
        let builtin: *mut Builtin = self.alloc_plain(class, size_of::<Builtin>()).cast();
        // SAFETY: `alloc_plain` has given an object of the size.
        unsafe {
            (*builtin).def = core::ptr::from_ref(def).cast();
            (*builtin).this = this;
            (*builtin).owner = owner;
            (*builtin).module = module;
        }
        Value::object(builtin)
    }

    /// What a native class's definition of a method becomes in its dict.
    pub(crate) fn new_method_of_class(&mut self, def: &'static Def, owner: *mut Class) -> Value {
        let owner_value = Value::object(owner);
        match def.binding {
            // `__new__` is called with the class as its first argument.
            _ if def.name == "__new__" => self.new_builtin(def, owner_value, Value::NULL),
            Binding::Plain => {
                let class = self.types.method_descriptor;
                self.new_builtin_object(class, def, Value::NULL, owner_value, Value::NULL)
            }
            Binding::Class => {
                let class = self.types.classmethod_descriptor;
                self.new_builtin_object(class, def, Value::NULL, owner_value, Value::NULL)
            }
            Binding::Static => {
                let function = self.new_builtin(def, Value::NULL, Value::NULL);
                self.new_staticmethod(function)
            }
        }
    }

    /// A computed attribute's descriptor: shape `Builtin`, its definition the [`GetSet`].
    pub(crate) fn new_getset(&mut self, getset: &'static GetSet, owner: *mut Class) -> Value {
        let class = self.types.getset_descriptor;
        let builtin: *mut Builtin = self.alloc_plain(class, size_of::<Builtin>()).cast();
        // SAFETY: `alloc_plain` has given an object of the size.
        unsafe {
            (*builtin).def = core::ptr::from_ref(getset).cast();
            (*builtin).owner = Value::object(owner);
        }
        Value::object(builtin)
    }

    /// The function's version, given one if it has none; 0 if it cannot have one (CPython's
    /// `_PyFunction_GetVersionForCurrentState`).
    pub fn function_version(&mut self, function: Value) -> u32 {
        let Some(object) = self.as_function(function) else {
            return 0;
        };
        if object.version == 0 && self.next_version != u32::MAX {
            object.version = self.next_version;
            self.next_version += 1;
        }
        let version = object.version;
        if version == FUNCTION_CLEARED {
            return 0;
        }
        self.note_function_version(version, function);
        version
    }
}

/// The version of a function that was modified: it gets no other (CPython's `FUNC_VERSION_CLEARED`).
pub(crate) const FUNCTION_CLEARED: u32 = u32::MAX;

/// A native function's definition.
///
/// # Safety
/// `builtin` is a live object of shape `Builtin` that is no getset descriptor.
#[inline(always)]
pub unsafe fn def_of(builtin: *const Builtin) -> &'static Def {
    // SAFETY: definitions are static.
    unsafe { &*(*builtin).def.cast::<Def>() }
}

/// The name of a class, for messages.
pub fn class_text(vm: &Vm, class: *mut Class) -> String {
    vm.text(get(class).name).into_owned()
}
