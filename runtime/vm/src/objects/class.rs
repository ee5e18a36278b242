//! Classes: creation, method resolution, versions, attribute lookup.
use crate::layout::{Class, Dict, Shape};
use crate::{Args, Def, Result, Slots, Value, Vm};

/// A computed attribute of a native class.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct GetSet {
    pub name: &'static str,
    pub get: fn(&mut Vm, Value) -> Result,
    /// Sets, or deletes where the value is NULL.
    pub set: Option<fn(&mut Vm, Value, Value) -> Result<()>>,
    pub doc: &'static str,
}

/// What a native class is made of. Slots left `None` are inherited; dunder methods for the slots come by themselves.
#[derive(Clone)]
#[expect(missing_docs, reason = "CPython's names")]
pub struct ClassSpec {
    pub name: &'static str,
    /// `__module__`.
    pub module: &'static str,
    /// NULL: `object`.
    pub base: *mut Class,
    pub shape: Shape,
    /// Values of a `Fields` object (field 0 is `__dict__` where MANAGED_DICT is set).
    pub fields: u16,
    /// [`crate::layout::class_flags`].
    pub flags: u32,
    pub slots: Slots,
    pub methods: &'static [Def],
    pub getset: &'static [GetSet],
    pub doc: &'static str,
}

impl ClassSpec {
    /// A class with nothing of its own yet.
    pub fn new(name: &'static str, shape: Shape) -> ClassSpec {
        ClassSpec { name, module: "builtins", base: core::ptr::null_mut(), shape, fields: 0, flags: 0, slots: Slots::default(), methods: &[], getset: &[], doc: "" }
    }
}


impl Vm {
    /// The class of any value.
    #[inline(always)]
    pub fn class_of(&self, value: Value) -> *mut Class { todo!("{value:?}") }
    /// Fills one of the pre-allocated classes of [`crate::Types`] (each type's `init` calls it at start-up).
    pub fn define_class(&mut self, class: *mut Class, spec: ClassSpec) { let _ = (class, spec.name); todo!() }
    /// Makes a further native class (of a native module).
    pub fn new_native_class(&mut self, spec: ClassSpec) -> *mut Class { todo!("{}", spec.name) }
    /// `type(name, bases, namespace)` with a metaclass and keywords (the work of `type.__new__`).
    pub fn new_class(&mut self, metaclass: *mut Class, name: Value, bases: Value, namespace: *mut Dict, keywords: Args<'_>) -> Result { todo!("{metaclass:?}{name:?}{bases:?}{namespace:?}{keywords:?}") }
    /// Looks a name (an interned str) up along the method resolution order; NULL if absent (CPython's `_PyType_Lookup`).
    pub fn lookup(&mut self, class: *mut Class, name: Value) -> Value { todo!("{class:?}{name:?}") }
    /// The class's version, given one if it has none and any are left; 0 otherwise.
    pub fn class_version(&mut self, class: *mut Class) -> u32 { todo!("{class:?}") }
    /// Forgets the versions of the class and its subclasses after a change; tells watchers.
    pub fn class_modified(&mut self, class: *mut Class) { todo!("{class:?}") }
    /// Whether `class` is `base` or derives from it by its method resolution order.
    pub fn is_subclass(&self, class: *mut Class, base: *mut Class) -> bool { todo!("{class:?}{base:?}") }
    /// The native slots of a class.
    #[inline(always)]
    pub fn slots(&self, class: *mut Class) -> &Slots { todo!("{class:?}") }
    /// A fresh instance of a Python class, attributes unset (`object.__new__`); the interpreter's fast path too.
    pub fn new_instance(&mut self, class: *mut Class) -> Value { todo!("{class:?}") }
}
