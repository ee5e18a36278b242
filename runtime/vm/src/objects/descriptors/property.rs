//! `property` (CPython's `Objects/descrobject.c`). Fields: `__dict__` (of subclasses), getter, setter, deleter, doc, name,
//! and whether the doc is the getter's.

use super::{PROPERTY_DELETER, PROPERTY_GETTER, PROPERTY_SETTER};
use super::{full_name, read_only, settable};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::{Args, Call, Def, Raised, Result, Value, Vm};

const DOC: usize = 4;
const NAME: usize = 5;
const GETTER_DOC: usize = 6;

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_fields(class, &[Value::NULL; 7]))
}

fn given(value: Value) -> Value {
    if value.is_none() { Value::NULL } else { value }
}

fn init_property(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let [getter, setter, deleter, doc] =
        vm.bind_arguments("property", args, &["fget", "fset", "fdel", "doc"], 0, 4, 0)?;
    set_field(vm, this, PROPERTY_GETTER, given(getter));
    set_field(vm, this, PROPERTY_SETTER, given(setter));
    set_field(vm, this, PROPERTY_DELETER, given(deleter));
    set_field(vm, this, NAME, Value::NULL);
    set_field(vm, this, GETTER_DOC, Value::NULL);
    let mut doc = given(doc);
    let getter = given(getter);
    if doc.is_null() && !getter.is_null() {
        let name = vm.intern("__doc__");
        if let Some(found) = vm.get_attr_opt(getter, name)?
            && !found.is_none()
        {
            doc = found;
            set_field(vm, this, GETTER_DOC, Value::TRUE);
        }
    }
    if vm.class_of(this) == vm.types.property {
        set_field(vm, this, DOC, doc);
        return Ok(());
    }
    // A subclass's `__doc__` is the instance's own attribute, since the class's hides the property's.
    let value = if doc.is_null() { Value::NONE } else { doc };
    set_field(vm, this, DOC, value);
    if vm.has_attributes(this) {
        let name = vm.intern("__doc__");
        vm.instance_set(this, name, value)?;
    }
    Ok(())
}

fn name_of(vm: &mut Vm, this: Value) -> Result<Option<Value>> {
    let own = field(this, NAME);
    if !own.is_null() {
        return Ok(Some(own));
    }
    let getter = field(this, PROPERTY_GETTER);
    if getter.is_null() {
        return Ok(None);
    }
    let name = vm.intern("__name__");
    vm.get_attr_opt(getter, name)
}

#[cold]
fn refuse(vm: &mut Vm, this: Value, owner: Value, what: &str) -> Raised {
    let name = match name_of(vm, this) {
        Ok(name) => name,
        Err(raised) => return raised,
    };
    let name = match name.map(|name| vm.repr(name)) {
        Some(Ok(name)) => Some(vm.text(name).into_owned()),
        Some(Err(raised)) => return raised,
        None => None,
    };
    let class = vm.class_of(owner);
    let class = super::qualname_text(vm, class);
    match name {
        Some(name) => {
            vm.attribute_error(format!("property {name} of '{class}' object has no {what}"))
        }
        None => vm.attribute_error(format!("property of '{class}' object has no {what}")),
    }
}

fn descr_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() || owner.is_none() {
        return Ok(this);
    }
    let getter = field(this, PROPERTY_GETTER);
    if getter.is_null() {
        return Err(refuse(vm, this, owner, "getter"));
    }
    vm.call_pos(getter, &[owner])
}

fn descr_set(vm: &mut Vm, this: Value, owner: Value, value: Value) -> Result<()> {
    let (function, what) = if value.is_null() {
        (field(this, PROPERTY_DELETER), "deleter")
    } else {
        (field(this, PROPERTY_SETTER), "setter")
    };
    if function.is_null() {
        return Err(refuse(vm, this, owner, what));
    }
    let arguments = [owner, value];
    vm.call_pos(
        function,
        if value.is_null() {
            &arguments[..1]
        } else {
            &arguments
        },
    )?;
    Ok(())
}

/// A copy with one of the functions replaced (CPython's `property_copy`).
fn copy(vm: &mut Vm, this: Value, index: usize, function: Value) -> Result {
    let mut parts = [
        field(this, PROPERTY_GETTER),
        field(this, PROPERTY_SETTER),
        field(this, PROPERTY_DELETER),
        Value::NONE,
    ];
    parts[index] = function;
    for part in &mut parts {
        if part.is_null() {
            *part = Value::NONE;
        }
    }
    let takes_getter_doc = field(this, GETTER_DOC) == Value::TRUE && !parts[0].is_none();
    if !takes_getter_doc && !field(this, DOC).is_null() {
        parts[3] = field(this, DOC);
    }
    let class = Value::object(vm.class_of(this));
    let new = vm.call_pos(class, &parts)?;
    if vm.is_instance_of(new, vm.types.property) {
        set_field(vm, new, NAME, field(this, NAME));
    }
    Ok(new)
}

fn getter(vm: &mut Vm, this: Value, function: Value) -> Result {
    copy(vm, this, 0, function)
}

fn setter(vm: &mut Vm, this: Value, function: Value) -> Result {
    copy(vm, this, 1, function)
}

fn deleter(vm: &mut Vm, this: Value, function: Value) -> Result {
    copy(vm, this, 2, function)
}

fn set_name(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    if args.len() != 2 {
        return Err(vm.type_error(format!(
            "__set_name__() takes 2 positional arguments but {} were given",
            args.len()
        )));
    }
    set_field(vm, this, NAME, args[1]);
    Ok(Value::NONE)
}

fn get_name(vm: &mut Vm, this: Value) -> Result {
    match name_of(vm, this)? {
        Some(name) => Ok(name),
        None => {
            let class = vm.class_of(this);
            let class = full_name(vm, class);
            Err(vm.attribute_error(format!("'{class}' object has no attribute '__name__'")))
        }
    }
}

fn is_abstract(vm: &mut Vm, this: Value) -> Result {
    for index in [PROPERTY_GETTER, PROPERTY_SETTER, PROPERTY_DELETER] {
        let function = field(this, index);
        if !function.is_null() && super::member::is_abstract(vm, function)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

static GETSET: &[GetSet] = &[
    read_only(
        "fget",
        |_, this| Ok(field(this, PROPERTY_GETTER).or_none()),
        "",
    ),
    read_only(
        "fset",
        |_, this| Ok(field(this, PROPERTY_SETTER).or_none()),
        "",
    ),
    read_only(
        "fdel",
        |_, this| Ok(field(this, PROPERTY_DELETER).or_none()),
        "",
    ),
    settable(
        "__doc__",
        |_, this| Ok(field(this, DOC).or_none()),
        |vm, this, value| {
            set_field(vm, this, DOC, value);
            Ok(())
        },
        "",
    ),
    settable(
        "__name__",
        get_name,
        |vm, this, value| {
            set_field(vm, this, NAME, value);
            Ok(())
        },
        "",
    ),
    read_only("__isabstractmethod__", is_abstract, ""),
];

static METHODS: &[Def] = &[
    Def::new("getter", Call::One(getter)).doc(
        "",
        "Descriptor to obtain a copy of the property with a different getter.",
    ),
    Def::new("setter", Call::One(setter)).doc(
        "",
        "Descriptor to obtain a copy of the property with a different setter.",
    ),
    Def::new("deleter", Call::One(deleter)).doc(
        "",
        "Descriptor to obtain a copy of the property with a different deleter.",
    ),
    Def::new("__set_name__", Call::Varargs(set_name)).doc("", "Method to set name of a property."),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("property", Shape::Fields);
    spec.fields = 7;
    spec.flags = class_flags::BASE_TYPE;
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_property);
    spec.slots.descr_get = Some(descr_get);
    spec.slots.descr_set = Some(descr_set);
    spec.doc = "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x";
    vm.define_class(vm.types.property, spec);
}
