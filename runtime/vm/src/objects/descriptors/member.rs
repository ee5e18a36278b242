//! Descriptors of instances' slots (`__slots__`), and computed attributes of native classes.

use super::{MEMBER_CLASS, MEMBER_INDEX, MEMBER_NAME, builtin, read_only, settable};
use crate::layout::{Class, Fields, Shape, class_flags};
use crate::objects::cast;
use crate::objects::class::{ClassSpec, GetSet, get};
use crate::objects::fields::field;
use crate::{Result, Value, Vm};

/// Whether `value.__isabstractmethod__` is true (CPython's `_PyObject_IsAbstract`).
pub(super) fn is_abstract(vm: &mut Vm, value: Value) -> Result<bool> {
    let name = vm.intern("__isabstractmethod__");
    match vm.get_attr_opt(value, name)? {
        Some(value) => vm.is_true(value),
        None => Ok(false),
    }
}

/// The definition of a computed attribute.
pub fn getset_of(descriptor: Value) -> &'static GetSet {
    // SAFETY: typed: the definition of a getset descriptor is a static `GetSet`.
    unsafe { &*builtin(descriptor).def.cast::<GetSet>() }
}

impl Vm {
    /// The descriptor of a slot (`__slots__`): an index among the instances' inline values.
    pub fn new_member_descriptor(&mut self, class: *mut Class, name: Value, index: usize) -> Value {
        let index = self.new_int_usize(index);
        self.new_fields(
            self.types.member_descriptor,
            &[Value::NULL, name, index, Value::object(class)],
        )
    }

    /// Raises the TypeError of a descriptor that is used on something else.
    #[cold]
    fn not_applicable(&mut self, name: &str, class: *mut Class, owner: Value) -> crate::Raised {
        let (class, owner) = (
            self.text(get(class).name).into_owned(),
            self.class_name(owner),
        );
        self.type_error(format!(
            "descriptor '{name}' for '{class}' objects doesn't apply to a '{owner}' object"
        ))
    }
}

/// The inline value that a slot's descriptor stands for.
fn place(vm: &mut Vm, this: Value, owner: Value) -> Result<*mut Value> {
    let class: *mut Class = field(this, MEMBER_CLASS).pointer();
    if !vm.is_instance_of(owner, class) {
        let name = vm.text(field(this, MEMBER_NAME)).into_owned();
        return Err(vm.not_applicable(&name, class, owner));
    }
    let index = field(this, MEMBER_INDEX).as_int().unwrap_or(0) as usize;
    if get(vm.class_of(owner)).shape == Shape::Instance {
        let values = cast::inline_values(owner.pointer());
        return Ok(&raw mut values[index]);
    }
    let fields = owner.pointer::<Fields>();
    // SAFETY: typed: slots exist only in instances of shape `Instance` or `Fields`, whose classes have room for them.
    Ok(unsafe { (&raw mut (*fields).values).cast::<Value>().add(index) })
}

fn member_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() {
        return Ok(this);
    }
    let place = place(vm, this, owner)?;
    // SAFETY: `place` gives a value of the live owner.
    let value = unsafe { *place };
    if value.is_null() {
        let (class, name) = (vm.class_of(owner), field(this, MEMBER_NAME));
        let (class, attribute) = (super::shown_name(vm, class), vm.text(name).into_owned());
        let message = format!("'{class}' object has no attribute '{attribute}'");
        Err(vm.no_attribute_because(owner, name, &message))
    } else {
        Ok(value)
    }
}

fn member_set(vm: &mut Vm, this: Value, owner: Value, value: Value) -> Result<()> {
    let place = place(vm, this, owner)?;
    // SAFETY: `place` gives a value of the live owner.
    unsafe {
        if value.is_null() && (*place).is_null() {
            let name = vm.text(field(this, MEMBER_NAME)).into_owned();
            return Err(vm.attribute_error(name));
        }
        vm.write_field(owner.pointer(), place, value);
    }
    Ok(())
}

fn member_repr(vm: &mut Vm, this: Value) -> Result {
    let class = full_short_name(vm, field(this, MEMBER_CLASS).pointer());
    let text = format!(
        "<member '{}' of '{class}' objects>",
        vm.text(field(this, MEMBER_NAME))
    );
    Ok(vm.new_str(&text))
}

fn full_short_name(vm: &Vm, class: *mut Class) -> String {
    vm.text(get(class).name).into_owned()
}

static MEMBER_GETSET: &[GetSet] = &[
    read_only("__name__", |_, this| Ok(field(this, MEMBER_NAME)), ""),
    read_only("__objclass__", |_, this| Ok(field(this, MEMBER_CLASS)), ""),
    read_only("__doc__", |_, _| Ok(Value::NONE), ""),
    read_only(
        "__qualname__",
        |vm, this| {
            let text = format!(
                "{}.{}",
                super::qualname_text(vm, field(this, MEMBER_CLASS).pointer()),
                vm.text(field(this, MEMBER_NAME))
            );
            Ok(vm.new_str(&text))
        },
        "",
    ),
];

fn getset_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    if owner.is_null() {
        return Ok(this);
    }
    let class: *mut Class = builtin(this).owner.pointer();
    if !vm.is_instance_of(owner, class) {
        return Err(vm.not_applicable(getset_of(this).name, class, owner));
    }
    (getset_of(this).get)(vm, owner)
}

fn getset_set(vm: &mut Vm, this: Value, owner: Value, value: Value) -> Result<()> {
    let class: *mut Class = builtin(this).owner.pointer();
    if !vm.is_instance_of(owner, class) {
        return Err(vm.not_applicable(getset_of(this).name, class, owner));
    }
    match getset_of(this).set {
        Some(set) => set(vm, owner, value),
        None => {
            let (name, class) = (getset_of(this).name, vm.text(get(class).name).into_owned());
            Err(vm.attribute_error(format!(
                "attribute '{name}' of '{class}' objects is not writable"
            )))
        }
    }
}

fn getset_repr(vm: &mut Vm, this: Value) -> Result {
    let class: *mut Class = builtin(this).owner.pointer();
    let class = full_short_name(vm, class);
    Ok(vm.new_str(&format!(
        "<attribute '{}' of '{class}' objects>",
        getset_of(this).name
    )))
}

static GETSET_GETSET: &[GetSet] = &[
    read_only(
        "__name__",
        |vm, this| Ok(vm.intern(getset_of(this).name)),
        "",
    ),
    read_only("__objclass__", |_, this| Ok(builtin(this).owner), ""),
    read_only(
        "__doc__",
        |vm, this| {
            Ok(if getset_of(this).doc.is_empty() {
                Value::NONE
            } else {
                vm.new_str(getset_of(this).doc)
            })
        },
        "",
    ),
    read_only(
        "__qualname__",
        |vm, this| {
            let text = format!(
                "{}.{}",
                super::qualname_text(vm, builtin(this).owner.pointer()),
                getset_of(this).name
            );
            Ok(vm.new_str(&text))
        },
        "",
    ),
];

fn instance_dict(vm: &mut Vm, owner: Value) -> Result {
    if !vm.has_attributes(owner) {
        let name = vm.intern("__dict__");
        return Err(vm.no_attribute(owner, name));
    }
    Ok(vm.instance_dict(owner))
}

fn set_instance_dict(vm: &mut Vm, owner: Value, dict: Value) -> Result<()> {
    if !vm.has_attributes(owner) {
        let name = vm.intern("__dict__");
        return Err(vm.no_attribute(owner, name));
    }
    if dict.is_null() {
        let empty = vm.new_dict();
        // SAFETY: pinned: every value's class is live; `new_dict` gives a dict.
        unsafe {
            if !(*vm.class_of(owner)).keys.is_null() {
                (*empty).holds = crate::layout::Holds::Shared;
            }
        }
        vm.set_instance_dict(owner, Value::object(empty));
        return Ok(());
    }
    if !vm.is_dict(dict) {
        let name = vm.class_name(dict);
        return Err(vm.type_error(format!(
            "__dict__ must be set to a dictionary, not a '{name}'"
        )));
    }
    vm.set_instance_dict(owner, dict);
    Ok(())
}

/// `__dict__` of a class with MANAGED_DICT.
pub static DICT: GetSet = settable(
    "__dict__",
    instance_dict,
    set_instance_dict,
    "dictionary for instance variables",
);
static WEAKREF: GetSet = read_only(
    "__weakref__",
    |_, _| Ok(Value::NONE),
    "list of weak references to the object",
);

/// Gives a class whose instances are the first to have attributes or weak references its `__dict__` and `__weakref__`.
pub fn add_instance_attributes(vm: &mut Vm, class: *mut Class, base_flags: u32) {
    let added = get(class).flags & !base_flags;
    for (flag, getset) in [
        (class_flags::MANAGED_DICT, &DICT),
        (class_flags::WEAK_REFERENCES, &WEAKREF),
    ] {
        if added & flag != 0 {
            let key = vm.intern(getset.name);
            if vm.dict_get_str(get(class).dict, key).is_null() {
                let descriptor = vm.new_getset(getset, class);
                vm.dict_set_str(get(class).dict, getset.name, descriptor);
            }
        }
    }
}

/// Defines both classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("member_descriptor", Shape::Fields);
    spec.fields = 4;
    spec.getset = MEMBER_GETSET;
    spec.slots.descr_get = Some(member_get);
    spec.slots.descr_set = Some(member_set);
    spec.slots.repr = Some(member_repr);
    vm.define_class(vm.types.member_descriptor, spec);
    let mut spec = ClassSpec::new("getset_descriptor", Shape::Builtin);
    spec.getset = GETSET_GETSET;
    spec.slots.descr_get = Some(getset_get);
    spec.slots.descr_set = Some(getset_set);
    spec.slots.repr = Some(getset_repr);
    vm.define_class(vm.types.getset_descriptor, spec);
}
