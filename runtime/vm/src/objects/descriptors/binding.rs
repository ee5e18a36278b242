//! `classmethod` and `staticmethod` (CPython's `Objects/funcobject.c`). Fields: `__dict__`, the function.

use super::read_only;
use crate::layout::{Class, Shape, class_flags};
use crate::objects::cast;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::objects::generic::class_getitem;
use crate::{Args, Call, Def, Result, Value, Vm};

const FUNCTION: usize = 1;

/// The function of a class or static method.
pub fn wrapped_function(method: Value) -> Value {
    field(method, FUNCTION)
}

impl Vm {
    /// `classmethod(function)`.
    pub fn new_classmethod(&mut self, function: Value) -> Value {
        self.new_fields(self.types.classmethod, &[Value::NULL, function])
    }

    /// `staticmethod(function)`.
    pub fn new_staticmethod(&mut self, function: Value) -> Value {
        self.new_fields(self.types.staticmethod, &[Value::NULL, function])
    }
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_fields(class, &[Value::NULL, Value::NONE]))
}

/// What `functools.wraps` copies, without `__wrapped__` (CPython's `functools_wraps`).
fn wrap(vm: &mut Vm, this: Value, function: Value) -> Result<()> {
    for name in ["__module__", "__name__", "__qualname__", "__doc__"] {
        let name = vm.intern(name);
        if let Some(value) = vm.get_attr_opt(function, name)? {
            let dict = vm.instance_dict(this);
            vm.dict_set(dict.pointer(), name, value)?;
        }
    }
    Ok(())
}

fn init_method(vm: &mut Vm, this: Value, args: Args<'_>, name: &str) -> Result<()> {
    vm.no_keywords(name, args)?;
    vm.check_positional(name, args.values.len(), 1, 1)?;
    set_field(vm, this, FUNCTION, args.values[0]);
    wrap(vm, this, args.values[0])
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let class = vm.class_name(this);
    let inner = vm.repr(field(this, FUNCTION))?;
    let text = format!("<{class}({})>", vm.text(inner));
    Ok(vm.new_str(&text))
}

fn function(_: &mut Vm, this: Value) -> Result {
    Ok(field(this, FUNCTION))
}

fn is_abstract(vm: &mut Vm, this: Value) -> Result {
    super::member::is_abstract(vm, field(this, FUNCTION)).map(Value::bool)
}

fn dict(vm: &mut Vm, this: Value) -> Result {
    Ok(vm.instance_dict(this))
}

fn annotation_attribute(vm: &mut Vm, this: Value, name: &str) -> Result {
    let own = vm.instance_dict(this);
    let key = vm.intern(name);
    let cached = vm.dict_get_str(own.pointer(), key);
    if !cached.is_null() {
        return Ok(cached);
    }
    let value = vm.get_attr(field(this, FUNCTION), key)?;
    vm.dict_set(own.pointer(), key, value)?;
    Ok(value)
}

fn set_annotation_attribute(vm: &mut Vm, this: Value, name: &str, value: Value) -> Result<()> {
    let own = vm.instance_dict(this);
    let key = vm.intern(name);
    if value.is_null() {
        if vm.dict_remove(own.pointer(), key)?.is_null() {
            return Err(vm.attribute_error(format!(
                "'{}' object has no attribute '{name}'",
                vm.class_name_of(this)
            )));
        }
        return Ok(());
    }
    vm.dict_set(own.pointer(), key, value)
}

static GETSET: &[GetSet] = &[
    read_only("__func__", function, ""),
    read_only("__wrapped__", function, ""),
    read_only("__isabstractmethod__", is_abstract, ""),
    read_only("__dict__", dict, ""),
    super::settable(
        "__annotations__",
        |vm, this| annotation_attribute(vm, this, "__annotations__"),
        |vm, this, value| set_annotation_attribute(vm, this, "__annotations__", value),
        "",
    ),
    super::settable(
        "__annotate__",
        |vm, this| annotation_attribute(vm, this, "__annotate__"),
        |vm, this, value| set_annotation_attribute(vm, this, "__annotate__", value),
        "",
    ),
];

static METHODS: &[Def] = &[Def::new("__class_getitem__", Call::One(class_getitem))
    .doc("", "See PEP 585")
    .class()];

/// Defines both classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("staticmethod", Shape::Fields);
    spec.fields = 2;
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.slots.new = Some(new);
    spec.slots.repr = Some(repr);
    spec.slots.init = Some(|vm, this, args| init_method(vm, this, args, "staticmethod"));
    spec.slots.call = Some(|vm, this, args| vm.call(field(this, FUNCTION), args));
    spec.slots.descr_get = Some(|_, this, _, _| Ok(field(this, FUNCTION)));
    spec.doc = "Convert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.";
    let mut class_spec = spec.clone();
    vm.define_class(vm.types.staticmethod, spec);
    class_spec.name = "classmethod";
    class_spec.slots.call = None;
    class_spec.slots.init = Some(|vm, this, args| init_method(vm, this, args, "classmethod"));
    class_spec.slots.descr_get = Some(|vm, this, owner, class| {
        let class = if class.is_null() || class.is_none() && cast::as_class(class).is_none() {
            Value::object(vm.class_of(owner))
        } else {
            class
        };
        Ok(vm.new_method(field(this, FUNCTION), class))
    });
    class_spec.doc = "Convert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\nIf you want those, see the staticmethod builtin.";
    vm.define_class(vm.types.classmethod, class_spec);
}
