//! Classes: native definitions, method resolution, versions, attribute lookup.

pub mod attributes;
mod bases;
pub mod builtin;
pub mod creation;
mod inheritance;
mod instances;
pub mod method_cache;
pub mod slotdefs;
pub mod slots;
pub mod super_;

use super::cast;
use super::descriptors::DICT;
use super::sequences::tuple;
use crate::layout::{Class, Shape, SharedKeys, class_flags};
use crate::objects::sequences::list;
use crate::{Def, Result, Slots, Value, Vm};

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
        ClassSpec {
            name,
            module: "builtins",
            base: core::ptr::null_mut(),
            shape,
            fields: 0,
            flags: 0,
            slots: Slots::default(),
            methods: &[],
            getset: &[],
            doc: "",
        }
    }
}

/// Flags that subclasses inherit.
pub(super) const INHERITED: u32 = class_flags::INT_SUBCLASS
    | class_flags::STR_SUBCLASS
    | class_flags::BYTES_SUBCLASS
    | class_flags::LIST_SUBCLASS
    | class_flags::TUPLE_SUBCLASS
    | class_flags::DICT_SUBCLASS
    | class_flags::EXCEPTION_SUBCLASS
    | class_flags::TYPE_SUBCLASS
    | class_flags::FLOAT_SUBCLASS
    | class_flags::SET_SUBCLASS
    | class_flags::MANAGED_DICT
    | class_flags::SEQUENCE
    | class_flags::MAPPING
    | class_flags::MATCH_SELF
    | class_flags::FINALIZER
    | class_flags::WEAK_REFERENCES;

/// The struct behind a class pointer.
#[inline(always)]
pub fn get<'a>(class: *mut Class) -> &'a mut Class {
    // SAFETY: pinned: class pointers come from objects' headers and the tables of classes, which live as long.
    unsafe { &mut *class }
}

/// The classes of a method resolution order.
#[inline]
pub fn mro<'a>(class: *mut Class) -> impl Iterator<Item = *mut Class> + 'a {
    tuple::items(get(class).mro)
        .iter()
        .map(|value| value.pointer::<Class>())
}

impl Vm {
    /// The class of any value.
    #[inline(always)]
    pub fn class_of(&self, value: Value) -> *mut Class {
        if value.is_object() {
            return cast::class_of_object(value);
        }
        if value.is_int() {
            return self.types.int;
        }
        if value.is_float() {
            return self.types.float;
        }
        match value {
            Value::TRUE | Value::FALSE => self.types.bool,
            Value::ELLIPSIS => self.types.ellipsis,
            Value::NOT_IMPLEMENTED => self.types.not_implemented,
            _ => self.types.none,
        }
    }

    /// Fills one of the pre-allocated classes of [`crate::Types`] (each type's `init` calls it at start-up).
    pub fn define_class(&mut self, class: *mut Class, spec: ClassSpec) {
        let is_object = class == self.types.object;
        let base = if spec.base.is_null() && !is_object {
            self.types.object
        } else {
            spec.base
        };
        let object = get(class);
        object.shape = spec.shape;
        object.flags = spec.flags | class_flags::IMMUTABLE;
        object.inline_size = spec.fields;
        let mut slots = spec.slots;
        if !base.is_null() {
            object.flags |= get(base).flags & INHERITED;
            object.inline_size = object.inline_size.max(get(base).inline_size);
            slotdefs::inherit(self.slots(base), &mut slots, &spec.slots);
            if base == self.types.object && object.shape != Shape::Instance {
                // What `object.__new__` makes are instances: another layout needs a `__new__` of its own.
                slots.new = spec.slots.new;
            }
        }
        object.base = base;
        object.slots = (Box::leak(Box::new(slots)) as *const Slots).cast();
        let name = self.intern(spec.name);
        (object.name, object.qualname) = (name, name);
        object.dict = self.new_dict();
        object.bases = if base.is_null() {
            self.new_tuple(&[])
        } else {
            self.new_tuple(&[Value::object(base)])
        };
        let order: Vec<Value> = core::iter::once(Value::object(class))
            .chain(
                if base.is_null() {
                    &[][..]
                } else {
                    tuple::items(get(base).mro)
                }
                .iter()
                .copied(),
            )
            .collect();
        // Everything in `order` is a class that its own dict or the table of classes keeps alive.
        object.mro = self.new_tuple(&order);
        if !base.is_null() && !self.types.bodies().contains(&class) {
            self.add_subclass(base, class);
        }
        for def in spec.methods {
            let value = self.new_method_of_class(def, class);
            self.dict_set_str(object.dict, def.name, value);
        }
        for getset in spec.getset {
            let value = self.new_getset(getset, class);
            self.dict_set_str(object.dict, getset.name, value);
        }
        let inherited = if base.is_null() { 0 } else { get(base).flags };
        let added = object.flags & !inherited & class_flags::MANAGED_DICT;
        let key = self.intern(DICT.name);
        if added != 0 && self.dict_get_str(object.dict, key).is_null() {
            let value = self.new_getset(&DICT, class);
            self.dict_set_str(object.dict, DICT.name, value);
        }
        slotdefs::add_wrappers(self, class, &spec.slots);
        if spec.slots.new.is_some() {
            let new = self.new_method_of_class(&super::instance::methods::NEW, class);
            self.dict_set_str(object.dict, "__new__", new);
        }
        let doc = if spec.doc.is_empty() {
            Value::NONE
        } else {
            self.new_str(spec.doc)
        };
        let key = self.intern("__doc__");
        if self.dict_get_str(object.dict, key).is_null() {
            self.dict_set_str(object.dict, "__doc__", doc);
        }
        if spec.module != "builtins" {
            let module = self.intern(spec.module);
            self.dict_set_str(object.dict, "__module__", module);
        }
    }

    /// Makes a further native class (of a native module).
    pub fn new_native_class(&mut self, spec: ClassSpec) -> *mut Class {
        let metaclass = self.types.type_;
        self.heap.paused += 1;
        let class: *mut Class = self.alloc_plain(metaclass, size_of::<Class>()).cast();
        self.define_class(class, spec);
        self.heap.paused -= 1;
        class
    }

    /// A class remembers its subclasses, so that changes reach them.
    pub(crate) fn add_subclass(&mut self, base: *mut Class, class: *mut Class) {
        if get(base).subclasses.is_null() {
            get(base).subclasses = self.new_list(&[]);
        }
        self.list_append(get(base).subclasses, Value::object(class));
    }

    /// Makes a class and its subclasses match as a sequence or as a mapping, as the flag says
    /// (CPython's `_PyType_SetFlagsRecursive`).
    pub fn set_collection_flag(&mut self, class: *mut Class, flag: u32) {
        let object = get(class);
        if object.flags & class_flags::IMMUTABLE != 0
            || object.flags & class_flags::COLLECTION == flag
        {
            return;
        }
        object.flags = (object.flags & !class_flags::COLLECTION) | flag;
        self.class_modified(class, Value::NULL);
        if object.subclasses.is_null() {
            return;
        }
        for index in 0..list::items(object.subclasses).len() {
            let subclass = list::items(object.subclasses)[index];
            self.set_collection_flag(subclass.pointer(), flag);
        }
    }

    /// Whether a class has a flag of `class_flags`.
    pub fn class_has_flag(&self, class: *mut Class, flag: u32) -> bool {
        get(class).flags & flag != 0
    }

    /// Looks a name up along the method resolution order: the class that has it and the value.
    pub fn lookup_where(&mut self, class: *mut Class, name: Value) -> Option<(*mut Class, Value)> {
        mro(class).find_map(|class| {
            let value = self.dict_get_str(get(class).dict, name);
            (!value.is_null()).then_some((class, value))
        })
    }

    /// The class's version, given one if it has none and any are left; 0 otherwise.
    pub fn class_version(&mut self, class: *mut Class) -> u32 {
        if get(class).version != 0 {
            return get(class).version;
        }
        // A class has a version only if its bases have, so that a change of a base finds it.
        for base in tuple::items(get(class).bases) {
            if self.class_version(base.pointer()) == 0 {
                return 0;
            }
        }
        if self.next_version == u32::MAX {
            return 0;
        }
        let version = self.next_version;
        self.next_version += 1;
        get(class).version = version;
        self.executors.class_versions.insert(version, class);
        version
    }

    /// The class of a version that is still current, or null.
    pub fn class_of_version(&self, version: u32) -> *mut Class {
        match self.executors.class_versions.get(&version) {
            Some(class) if get(*class).version == version => *class,
            _ => core::ptr::null_mut(),
        }
    }

    /// The name of that class.
    pub fn name_of_version(&self, version: u32) -> Option<String> {
        let class = self.class_of_version(version);
        (!class.is_null()).then(|| self.text(get(class).name).into_owned())
    }

    /// Forgets the versions of the class and its subclasses after a change of an attribute (or of more: NULL); tells
    /// watchers.
    pub fn class_modified(&mut self, class: *mut Class, attribute: Value) {
        let object = get(class);
        if object.version == 0 {
            return;
        }
        self.executors.class_versions.remove(&object.version);
        object.version = 0;
        (object.cached_getitem, object.cached_init) = (Value::NULL, Value::NULL);
        if object.watched {
            object.watched = false;
            self.watched_class_modified(class, attribute);
        }
        if !object.subclasses.is_null() {
            for index in 0..list::items(object.subclasses).len() {
                let subclass = list::items(object.subclasses)[index];
                self.class_modified(subclass.pointer(), attribute);
            }
        }
    }

    /// Whether `class` is `base` or derives from it by its method resolution order.
    #[inline]
    pub fn is_subclass(&self, class: *mut Class, base: *mut Class) -> bool {
        class == base || mro(class).any(|candidate| candidate == base)
    }

    /// The native slots of a class.
    #[inline(always)]
    pub fn slots<'a>(&self, class: *mut Class) -> &'a Slots {
        // SAFETY: initialised: a class's slots are set when it is made; they are never freed.
        unsafe { &*get(class).slots.cast::<Slots>() }
    }

    /// A fresh instance of a Python class, attributes unset (`object.__new__`); the interpreter's fast path too.
    #[inline]
    pub fn new_instance(&mut self, class: *mut Class) -> Value {
        let object = get(class);
        // SAFETY: bodies: shared keys are null or live.
        if let Some(keys) = unsafe { object.keys.as_mut() }
            && keys.room > 1
        {
            keys.room -= 1;
        }
        let size = super::instance::size_of_instance(object);
        Value::object(self.alloc(class, size))
    }

    /// A body of shared attribute names.
    pub(crate) fn new_shared_keys(&mut self) -> *mut SharedKeys {
        let class = self.types.shared_keys;
        self.alloc_plain(class, size_of::<SharedKeys>()).cast()
    }

    /// Sets or (NULL) deletes an attribute of a class, its slots included (`type.__setattr__`).
    pub fn set_class_attribute(
        &mut self,
        class: *mut Class,
        name: Value,
        value: Value,
    ) -> Result<()> {
        let name = self.intern_str(name);
        if get(class).flags & class_flags::IMMUTABLE != 0 {
            let (attribute, owner) = (
                self.text(name).into_owned(),
                self.text(get(class).name).into_owned(),
            );
            return Err(self.type_error(format!(
                "cannot set '{attribute}' attribute of immutable type '{owner}'"
            )));
        }
        let dict = get(class).dict;
        self.class_modified(class, name);
        if value.is_null() {
            if self.dict_remove(dict, name)?.is_null() {
                let (attribute, owner) = (
                    self.text(name).into_owned(),
                    self.text(get(class).name).into_owned(),
                );
                return Err(self.attribute_error(format!(
                    "type object '{owner}' has no attribute '{attribute}'"
                )));
            }
        } else {
            self.dict_set(dict, name, value)?;
        }
        slotdefs::update_slots(self, class, Some(name));
        Ok(())
    }
}
