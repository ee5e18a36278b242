//! What the rows of the table call: special methods, as slots do, and slots, as their wrappers do.

use crate::layout::{Builtin, Class, class_flags};
use crate::objects::cast;
use crate::objects::class::slots::TernaryFn;
use crate::objects::class::{get, mro};
use crate::objects::names::{name, special};
use crate::{Args, Raised, Result, Slots, Value, Vm};

/// Calls a special method of `owner`'s class with arguments; `None` if there is none.
#[inline]
pub(super) fn call_special(
    vm: &mut Vm,
    owner: Value,
    name: usize,
    args: &[Value],
) -> Result<Option<Value>> {
    let name = vm.names.get(name);
    match vm.get_special(owner, name)? {
        Some(bound) => call_bound(vm, bound, args).map(Some),
        None => Ok(None),
    }
}

/// Calls what [`Vm::get_special`] has found.
#[inline]
pub(super) fn call_bound(vm: &mut Vm, (method, this): (Value, Value), args: &[Value]) -> Result {
    if this.is_null() {
        return vm.call_pos(method, args);
    }
    let mut buffer = [Value::NULL; 5];
    buffer[0] = this;
    buffer[1..=args.len()].copy_from_slice(args);
    vm.call_pos(method, &buffer[..=args.len()])
}

/// Calls a special method that a class takes back from its bases by setting it to None: instances then do not have what
/// the method gives, which `refusal` says of their class's name.
#[inline]
pub(super) fn call_unless_none(
    vm: &mut Vm,
    owner: Value,
    name: usize,
    args: &[Value],
    refusal: fn(&str) -> String,
) -> Result {
    let key = vm.names.get(name);
    match vm.get_special(owner, key)? {
        Some((Value::NONE, _)) => {
            let class = vm.class_name(owner);
            Err(vm.type_error(refusal(&class)))
        }
        Some(bound) => call_bound(vm, bound, args),
        None => call_required(vm, owner, name, args),
    }
}

pub(super) fn call_required(vm: &mut Vm, owner: Value, name: usize, args: &[Value]) -> Result {
    match call_special(vm, owner, name, args)? {
        Some(value) => Ok(value),
        None => {
            // The name is all that CPython's slots say.
            let name = vm.names.get(name);
            let name = vm.text(name).into_owned();
            Err(vm.attribute_error(name))
        }
    }
}

pub(super) fn missing(vm: &mut Vm) -> Raised {
    vm.type_error("the slot is not filled")
}

pub(super) fn expect<const N: usize>(vm: &mut Vm, args: Args<'_>) -> Result<[Value; N]> {
    match <[Value; N]>::try_from(args.values) {
        Ok(values) if args.kwnames.is_null() => Ok(values),
        _ => {
            let plural = if N == 1 { "" } else { "s" };
            Err(vm.type_error(format!(
                "expected {N} argument{plural}, got {}",
                args.values.len()
            )))
        }
    }
}

/// `left OP right` through the Python methods, and `pow` of three (CPython's `SLOT1BINFULL` and `slot_nb_power`): `own` says
/// whether a class has the slot function that calls them.
pub(super) fn python_binary(
    vm: &mut Vm,
    left: Value,
    right: Value,
    modulus: Option<Value>,
    own: fn(&Slots) -> bool,
    names: [usize; 2],
) -> Result {
    let (left_class, right_class) = (vm.class_of(left), vm.class_of(right));
    let count = 1 + usize::from(modulus.is_some());
    let for_left = &[right, modulus.unwrap_or(Value::NULL)][..count];
    let for_right = &[left, modulus.unwrap_or(Value::NULL)][..count];
    let mut try_right = left_class != right_class && own(vm.slots(right_class));
    if own(vm.slots(left_class)) {
        if try_right
            && vm.is_subclass(right_class, left_class)
            && overrides(vm, left_class, right_class, names[1])
        {
            if let Some(value) = call_special(vm, right, names[1], for_right)?
                && value != Value::NOT_IMPLEMENTED
            {
                return Ok(value);
            }
            try_right = false;
        }
        if let Some(value) = call_special(vm, left, names[0], for_left)?
            && (value != Value::NOT_IMPLEMENTED || left_class == right_class)
        {
            return Ok(value);
        }
    }
    if try_right && let Some(value) = call_special(vm, right, names[1], for_right)? {
        return Ok(value);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// Whether a subclass has a reflected method of its own.
pub(super) fn overrides(vm: &mut Vm, class: *mut Class, subclass: *mut Class, name: usize) -> bool {
    let name = vm.names.get(name);
    let (own, base) = (vm.lookup(subclass, name), vm.lookup(class, name));
    !own.is_null() && own != base
}

/// `__pow__(exponent, modulus)` and `__rpow__(base, modulus)`; None where there is one argument.
pub(super) fn ternary_power(
    vm: &mut Vm,
    slots: &Slots,
    args: Args<'_>,
    operands: impl FnOnce(Value) -> (Value, Value),
) -> Option<Result> {
    match *args.values {
        [_] => None,
        [other, modulus] if args.kwnames.is_null() => {
            let (base, exponent) = operands(other);
            Some(match slots.power3 {
                Some(function) => function(vm, base, exponent, modulus),
                None => Ok(Value::NOT_IMPLEMENTED),
            })
        }
        _ => {
            let count = args.values.len();
            Some(Err(vm.type_error(format!(
                "expected 1 or 2 arguments, got {count}"
            ))))
        }
    }
}

pub(super) fn unreachable_power(vm: &mut Vm, _: &'static Slots, _: Value, _: Args<'_>) -> Result {
    Err(missing(vm))
}

/// `pow(base, exponent, modulus)` through the Python methods.
pub(super) fn python_power(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
    python_binary(
        vm,
        base,
        exponent,
        Some(modulus),
        |slots| {
            slots
                .power3
                .is_some_and(|slot| core::ptr::fn_addr_eq(slot, python_power as TernaryFn))
        },
        const { [special("__pow__"), special("__rpow__")] },
    )
}

pub(super) fn index_of_length(vm: &mut Vm, value: Value) -> Result<usize> {
    let index = vm.index(value)?;
    match vm.int_as_i64(index) {
        Some(length) if length < 0 => Err(vm.value_error("__len__() should return >= 0")),
        Some(length) => Ok(length as usize),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

pub(super) fn python_hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let value = call_unless_none(
        vm,
        this,
        const { special("__hash__") },
        &[],
        unhashable_class,
    )?;
    if !vm.is_instance_of(value, vm.types.int) {
        return Err(vm.type_error("__hash__ method should return an integer"));
    }
    match vm.int_as_i64(value) {
        Some(-1) => Ok(-2),
        Some(hash) => Ok(hash),
        None => vm.hash(value),
    }
}

/// The hash of what has none (CPython's `PyObject_HashNotImplemented`).
pub fn unhashable(vm: &mut Vm, this: Value) -> Result<i64> {
    let class = vm.class_name(this);
    Err(vm.type_error(unhashable_class(&class)))
}

pub(super) fn unhashable_class(class: &str) -> String {
    format!("unhashable type: '{class}'")
}

pub(super) fn python_getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    let class = vm.class_of(this);
    let (getattribute, fallback) = (name!(vm, "__getattribute__"), name!(vm, "__getattr__"));
    let own = vm.lookup(class, getattribute);
    let wrapped = cast::is_exactly(own, vm.types.wrapper_descriptor);
    let result = if wrapped && has_generic_getattr(vm, own) && !vm.lookup(class, fallback).is_null()
    {
        // The common case without making an AttributeError only to drop it.
        match crate::objects::instance::attributes::generic_getattr_opt(vm, this, name) {
            Ok(value) if value.is_null() => {
                return call_required(vm, this, const { special("__getattr__") }, &[name]);
            }
            result => result,
        }
    } else if wrapped {
        native_getattr(vm, class, this, name)
    } else {
        call_required(vm, this, const { special("__getattribute__") }, &[name])
    };
    match result {
        Err(Raised)
            if vm.is_exception(vm.raised, vm.types.attribute_error)
                && !vm.lookup(class, fallback).is_null() =>
        {
            let error = vm.take_raised();
            let handled = core::mem::replace(&mut vm.handled, error);
            let result = call_required(vm, this, const { special("__getattr__") }, &[name]);
            vm.handled = handled;
            result
        }
        result => result,
    }
}

/// Whether a slot wrapper of `__getattribute__` is that of a class with `object`'s.
pub(super) fn has_generic_getattr(vm: &Vm, wrapper: Value) -> bool {
    // SAFETY: typed: callers have checked that it is a wrapper, which has shape `Builtin`.
    let builtin: &Builtin = unsafe { cast::get(wrapper) };
    vm.uses_generic_getattr(builtin.owner.pointer())
}

/// The attribute access of the nearest native class.
pub(super) fn native_getattr(vm: &mut Vm, class: *mut Class, this: Value, name: Value) -> Result {
    let native = mro(class).find(|class| get(*class).flags & class_flags::HEAP_TYPE == 0);
    match native.and_then(|class| vm.slots(class).getattr) {
        Some(function) => function(vm, this, name),
        None => crate::objects::instance::attributes::generic_getattr(vm, this, name),
    }
}

pub(super) fn python_iter(vm: &mut Vm, this: Value) -> Result {
    call_unless_none(vm, this, const { special("__iter__") }, &[], |class| {
        format!("'{class}' object is not iterable")
    })
}

pub(super) fn python_next(vm: &mut Vm, this: Value) -> Result {
    call_required(vm, this, const { special("__next__") }, &[])
}

/// `object.__setattr__` and its like. The one of `object` is refused for classes (CPython's `hackcheck`); other native
/// classes with one of their own do there what `object`'s does.
pub(super) fn set_attribute(
    vm: &mut Vm,
    slots: &Slots,
    this: Value,
    method: &str,
    name: Value,
    value: Value,
) -> Result {
    let native = crate::objects::instance::methods::native_base(vm.class_of(this));
    let (Some(function), Some(own)) = (slots.setattr, vm.slots(native).setattr) else {
        return Err(missing(vm));
    };
    if native == vm.types.type_ && !core::ptr::fn_addr_eq(own, function) {
        let class = vm.class_name(this);
        return Err(vm.type_error(format!("can't apply this {method} to {class} object")));
    }
    own(vm, this, name, value).map(|()| Value::NONE)
}

pub(super) fn repeat(
    vm: &mut Vm,
    slot: Option<fn(&mut Vm, Value, i64) -> Result>,
    this: Value,
    count: Value,
) -> Result {
    let Some(function) = slot else {
        return Err(missing(vm));
    };
    let class = vm.types.overflow_error;
    let count = vm.index_i64(count, class)?;
    function(vm, this, count)
}
