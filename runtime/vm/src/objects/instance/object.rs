//! `object`.

use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, get};
use crate::{Args, Result, Slots, Value, Vm};

/// `object.__repr__`.
pub fn repr(vm: &mut Vm, value: Value) -> Result {
    let class = vm.class_of(value);
    let name = crate::objects::descriptors::full_name(vm, class);
    let text = format!("<{name} object at {:#x}>", value.bits());
    Ok(vm.new_str(&text))
}

/// `object.__hash__`: by identity.
pub fn hash(_: &mut Vm, value: Value) -> Result<i64> {
    Ok((value.bits().rotate_right(4) as i64) & i64::MAX)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    match op {
        Comparison::Eq if left == right => Ok(Value::TRUE),
        Comparison::Ne => {
            let class = vm.class_of(left);
            let Some(function) = vm.slots(class).compare else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let equal = function(vm, left, right, Comparison::Eq)?;
            if equal == Value::NOT_IMPLEMENTED {
                Ok(equal)
            } else {
                vm.is_true(equal).map(|equal| Value::bool(!equal))
            }
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `object.__new__`.
pub fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if !args.values.is_empty() {
        if !has_native_new(vm, class) {
            return Err(vm.type_error(
                "object.__new__() takes exactly one argument (the type to instantiate)",
            ));
        }
        if has_native_init(vm, class) {
            let name = vm.text(get(class).name).into_owned();
            return Err(vm.type_error(format!("{name}() takes no arguments")));
        }
    }
    if get(class).flags & class_flags::ABSTRACT != 0 {
        return Err(vm.abstract_class(class));
    }
    Ok(vm.new_instance(class))
}

/// Whether the class is made by [`new`].
fn has_native_new(vm: &Vm, class: *mut Class) -> bool {
    vm.slots(class)
        .new
        .is_some_and(|slot| slot as usize == new as *const () as usize)
}

/// Whether instances are initialised by [`init_instance`].
fn has_native_init(vm: &Vm, class: *mut Class) -> bool {
    vm.slots(class)
        .init
        .is_some_and(|slot| slot as usize == init_instance as *const () as usize)
}

/// `object.__init__`.
pub fn init_instance(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    if args.values.is_empty() {
        return Ok(());
    }
    let class = vm.class_of(this);
    if !has_native_init(vm, class) {
        return Err(vm.type_error(
            "object.__init__() takes exactly one argument (the instance to initialize)",
        ));
    }
    if has_native_new(vm, class) {
        let name = vm.text(get(class).name).into_owned();
        return Err(vm.type_error(format!(
            "{name}.__init__() takes exactly one argument (the instance to initialize)"
        )));
    }
    Ok(())
}

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let class = vm.types.object;
    let slots = Slots {
        repr: Some(repr),
        str: Some(|vm, value| vm.repr(value)),
        hash: Some(hash),
        compare: Some(compare),
        getattr: Some(super::attributes::generic_getattr),
        setattr: Some(super::attributes::generic_setattr),
        new: Some(new),
        init: Some(init_instance),
        ..Slots::default()
    };
    let spec = ClassSpec {
        flags: class_flags::BASE_TYPE,
        slots,
        methods: super::methods::METHODS,
        getset: super::methods::GETSET,
        doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
        ..ClassSpec::new("object", Shape::Instance)
    };
    vm.define_class(class, spec);
}
