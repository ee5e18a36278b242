//! `type`: its slots, methods and attributes.

use super::class::{ClassSpec, GetSet, get};
use super::{attributes, cast};
use crate::layout::{Class, Shape, class_flags};
use crate::{Args, Def, Result, Slots, Value, Vm};

/// Its methods.
pub const METHODS: &[Def] = &[];
/// Its computed attributes.
pub const GETSET: &[GetSet] = &[];

fn repr(vm: &mut Vm, value: Value) -> Result {
    let class: &Class = get(value.pointer());
    let name = vm.intern("__module__");
    let module = vm.dict_get_str(class.dict, name);
    let qualname = vm.text(class.qualname).into_owned();
    let prefix = if module.is_object() && vm.is_exact_str(module) && &*vm.text(module) != "builtins" { format!("{}.", vm.text(module)) } else { String::new() };
    Ok(vm.new_str(&format!("<class '{prefix}{qualname}'>")))
}

fn call(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    vm.call_class(this.pointer(), args)
}

/// `type(name, bases, namespace, **keywords)`.
fn new(vm: &mut Vm, metaclass: *mut Class, args: Args<'_>) -> Result {
    let [name, bases, namespace] = *args.pos() else {
        return Err(vm.type_error("type() takes 1 or 3 arguments"));
    };
    if !vm.is_instance_of(name, vm.types.str) {
        let got = vm.class_name(name);
        return Err(vm.type_error(format!("type.__new__() argument 1 must be str, not {got}")));
    }
    if !vm.is_instance_of(bases, vm.types.tuple) {
        let got = vm.class_name(bases);
        return Err(vm.type_error(format!("type.__new__() argument 2 must be tuple, not {got}")));
    }
    if !vm.is_instance_of(namespace, vm.types.dict) {
        let got = vm.class_name(namespace);
        return Err(vm.type_error(format!("type.__new__() argument 3 must be dict, not {got}")));
    }
    let keywords = Args { values: &args.values[3..], kwnames: args.kwnames };
    vm.new_class(metaclass, name, bases, namespace.pointer(), keywords)
}

fn init_class(_: &mut Vm, _: Value, _: Args<'_>) -> Result<()> {
    Ok(())
}

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let class = vm.types.type_;
    let slots = Slots {
        repr: Some(repr),
        call: Some(call),
        getattr: Some(attributes::class_getattr),
        setattr: Some(attributes::class_setattr),
        new: Some(new),
        init: Some(init_class),
        ..Slots::default()
    };
    let spec = ClassSpec { flags: class_flags::BASE_TYPE | class_flags::TYPE_SUBCLASS, slots, methods: METHODS, getset: GETSET, ..ClassSpec::new("type", Shape::Class) };
    vm.define_class(class, spec);
    debug_assert!(cast::as_class(Value::object(class)).is_some());
}
