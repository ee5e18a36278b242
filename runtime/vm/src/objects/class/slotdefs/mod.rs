//! Between native slots and Python's special methods (CPython's `slotdefs`): a native class gets a wrapper for each slot
//! that it fills; a class with a special method gets a slot function that calls it.
//!
//! One table has a row for each slot: its special methods, how a wrapper calls the slot, and the slot function.

use super::get;
use super::slots::{BinaryFn, BinaryOperator, Comparison, TernaryFn};
use crate::layout::{Builtin, Class, class_flags};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::names::{name, special};
use crate::{Args, Raised, Result, Slots, Value, Vm};

mod settle;

pub use settle::{add_wrappers, call_wrapper, has_python_new, inherit, update_slots};

/// How a wrapper calls its slot: the owner's slots, `self`, the arguments.
type Wrap = fn(&mut Vm, &'static Slots, Value, Args<'_>) -> Result;

/// A special method: its name and its wrapper. A wrapper object points to `def`, the first field, and so to its row.
#[repr(C)]
pub struct Method {
    def: Def,
    wrap: Wrap,
}

/// A slot.
pub struct SlotDef {
    methods: &'static [Method],
    /// Whether the slot is filled.
    filled: fn(&Slots) -> bool,
    /// Copies the slot.
    copy: fn(&Slots, &mut Slots),
    /// Puts the function there that calls the special methods.
    python: fn(&mut Slots),
}

/// A wrapper is called through the class of wrappers, which finds its row; this is never called.
fn unreachable_wrapper(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Err(vm.system_error("a slot wrapper was called without its class"))
}

const fn wrapper(name: &'static str, wrap: Wrap) -> Method {
    Method {
        def: Def::new(name, Call::VarKeywords(unreachable_wrapper)),
        wrap,
    }
}

/// Calls a special method of `owner`'s class with arguments; `None` if there is none.
#[inline]
fn call_special(vm: &mut Vm, owner: Value, name: usize, args: &[Value]) -> Result<Option<Value>> {
    let name = vm.names.get(name);
    match vm.get_special(owner, name)? {
        Some(bound) => call_bound(vm, bound, args).map(Some),
        None => Ok(None),
    }
}

/// Calls what [`Vm::get_special`] has found.
#[inline]
fn call_bound(vm: &mut Vm, (method, this): (Value, Value), args: &[Value]) -> Result {
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
fn call_unless_none(
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

fn call_required(vm: &mut Vm, owner: Value, name: usize, args: &[Value]) -> Result {
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

fn missing(vm: &mut Vm) -> Raised {
    vm.type_error("the slot is not filled")
}

fn expect<const N: usize>(vm: &mut Vm, args: Args<'_>) -> Result<[Value; N]> {
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

macro_rules! unary {
    ($slot:ident, $name:literal) => {
        unary!($slot, $name, |vm, this| call_required(
            vm,
            this,
            const { special($name) },
            &[]
        ))
    };
    ($slot:ident, $name:literal, $python:expr) => {
        SlotDef {
            methods: &[wrapper($name, |vm, slots, this, args| {
                let [] = expect(vm, args)?;
                match slots.$slot {
                    Some(function) => function(vm, this),
                    None => Err(missing(vm)),
                }
            })],
            filled: |slots| slots.$slot.is_some(),
            copy: |from, to| to.$slot = from.$slot,
            python: |slots| slots.$slot = Some($python),
        }
    };
}

/// `left OP right` through the Python methods, and `pow` of three (CPython's `SLOT1BINFULL` and `slot_nb_power`): `own` says
/// whether a class has the slot function that calls them.
fn python_binary(
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
fn overrides(vm: &mut Vm, class: *mut Class, subclass: *mut Class, name: usize) -> bool {
    let name = vm.names.get(name);
    let (own, base) = (vm.lookup(subclass, name), vm.lookup(class, name));
    !own.is_null() && own != base
}

/// A slot that the left or the right operand's class may have. `$ternary` is what takes a further argument, if something does.
macro_rules! binary {
    ([$($slot:tt)+], $name:literal, $reflected:literal $(, $ternary:ident)?) => {
        SlotDef {
            methods: &[
                wrapper($name, |vm, slots, this, args| {
                    $(if let Some(result) = $ternary(vm, slots, args, |other| (this, other)) {
                        return result;
                    })?
                    let [other] = expect(vm, args)?;
                    match slots.$($slot)+ {
                        Some(function) => function(vm, this, other),
                        None => Err(missing(vm)),
                    }
                }),
                wrapper($reflected, |vm, slots, this, args| {
                    $(if let Some(result) = $ternary(vm, slots, args, |other| (other, this)) {
                        return result;
                    })?
                    let [other] = expect(vm, args)?;
                    match slots.$($slot)+ {
                        Some(function) => function(vm, other, this),
                        None => Err(missing(vm)),
                    }
                }),
            ],
            filled: |slots| slots.$($slot)+.is_some(),
            copy: |from, to| to.$($slot)+ = from.$($slot)+,
            python: |slots| {
                fn call(vm: &mut Vm, left: Value, right: Value) -> Result {
                    python_binary(
                        vm,
                        left,
                        right,
                        None,
                        |slots| {
                            slots.$($slot)+
                                .is_some_and(|slot| core::ptr::fn_addr_eq(slot, call as BinaryFn))
                        },
                        const { [special($name), special($reflected)] },
                    )
                }
                slots.$($slot)+ = Some(call);
            },
        }
    };
}

/// `__pow__(exponent, modulus)` and `__rpow__(base, modulus)`; None where there is one argument.
fn ternary_power(
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

fn unreachable_power(vm: &mut Vm, _: &'static Slots, _: Value, _: Args<'_>) -> Result {
    Err(missing(vm))
}

/// `pow(base, exponent, modulus)` through the Python methods.
fn python_power(vm: &mut Vm, base: Value, exponent: Value, modulus: Value) -> Result {
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

macro_rules! inplace {
    ($op:ident, $name:literal) => {
        SlotDef {
            methods: &[wrapper($name, |vm, slots, this, args| {
                let [other] = expect(vm, args)?;
                match slots.inplace[BinaryOperator::$op as usize] {
                    Some(function) => function(vm, this, other),
                    None => Err(missing(vm)),
                }
            })],
            filled: |slots| slots.inplace[BinaryOperator::$op as usize].is_some(),
            copy: |from, to| {
                to.inplace[BinaryOperator::$op as usize] =
                    from.inplace[BinaryOperator::$op as usize]
            },
            python: |slots| {
                slots.inplace[BinaryOperator::$op as usize] = Some(|vm, left, right| {
                    call_required(vm, left, const { special($name) }, &[right])
                })
            },
        }
    };
}

macro_rules! comparison {
    ($op:ident, $name:literal) => {
        wrapper($name, |vm, slots, this, args| {
            let [other] = expect(vm, args)?;
            match slots.compare {
                Some(function) => function(vm, this, other, Comparison::$op),
                None => Err(missing(vm)),
            }
        })
    };
}

fn index_of_length(vm: &mut Vm, value: Value) -> Result<usize> {
    let index = vm.index(value)?;
    match vm.int_as_i64(index) {
        Some(length) if length < 0 => Err(vm.value_error("__len__() should return >= 0")),
        Some(length) => Ok(length as usize),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

fn python_hash(vm: &mut Vm, this: Value) -> Result<i64> {
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

fn unhashable_class(class: &str) -> String {
    format!("unhashable type: '{class}'")
}

fn python_getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
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
fn has_generic_getattr(vm: &Vm, wrapper: Value) -> bool {
    // SAFETY: typed: callers have checked that it is a wrapper, which has shape `Builtin`.
    let builtin: &Builtin = unsafe { cast::get(wrapper) };
    vm.uses_generic_getattr(builtin.owner.pointer())
}

/// The attribute access of the nearest native class.
fn native_getattr(vm: &mut Vm, class: *mut Class, this: Value, name: Value) -> Result {
    let native = super::mro(class).find(|class| get(*class).flags & class_flags::HEAP_TYPE == 0);
    match native.and_then(|class| vm.slots(class).getattr) {
        Some(function) => function(vm, this, name),
        None => crate::objects::instance::attributes::generic_getattr(vm, this, name),
    }
}

fn python_iter(vm: &mut Vm, this: Value) -> Result {
    call_unless_none(vm, this, const { special("__iter__") }, &[], |class| {
        format!("'{class}' object is not iterable")
    })
}

fn python_next(vm: &mut Vm, this: Value) -> Result {
    call_required(vm, this, const { special("__next__") }, &[])
}

/// `object.__setattr__` and its like. The one of `object` is refused for classes (CPython's `hackcheck`); other native
/// classes with one of their own do there what `object`'s does.
fn set_attribute(
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

/// The table.
pub static SLOTS: &[SlotDef] = &[
    unary!(repr, "__repr__"),
    unary!(str, "__str__"),
    SlotDef {
        methods: &[wrapper("__hash__", |vm, slots, this, args| {
            let [] = expect(vm, args)?;
            match slots.hash {
                Some(function) => function(vm, this).map(|hash| vm.new_int(hash)),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| {
            slots.hash.is_some_and(|slot| {
                !core::ptr::fn_addr_eq(slot, unhashable as fn(&mut Vm, Value) -> Result<i64>)
            })
        },
        copy: |from, to| to.hash = from.hash,
        python: |slots| slots.hash = Some(python_hash),
    },
    SlotDef {
        methods: &[wrapper("__call__", |vm, slots, this, args| {
            match slots.call {
                Some(function) => function(vm, this, args),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.call.is_some(),
        copy: |from, to| to.call = from.call,
        python: |slots| {
            slots.call = Some(|vm, this, args| {
                let name = name!(vm, "__call__");
                match vm.get_special(this, name)? {
                    Some((method, receiver)) => vm.call_with_self(method, receiver, args),
                    None => {
                        let class = vm.class_name(this);
                        Err(vm.type_error(format!("'{class}' object is not callable")))
                    }
                }
            });
        },
    },
    unary!(iter, "__iter__", python_iter),
    SlotDef {
        methods: &[wrapper("__next__", |vm, slots, this, args| {
            let [] = expect(vm, args)?;
            let Some(function) = slots.next else {
                return Err(missing(vm));
            };
            let value = function(vm, this)?;
            if value.is_null() {
                let class = vm.types.stop_iteration;
                let stop = vm.new_exception(class, &[])?;
                return Err(vm.raise_value(stop));
            }
            Ok(value)
        })],
        filled: |slots| slots.next.is_some(),
        copy: |from, to| to.next = from.next,
        python: |slots| slots.next = Some(python_next),
    },
    SlotDef {
        methods: &[
            wrapper("__getattribute__", |vm, slots, this, args| {
                let [name] = expect(vm, args)?;
                let name = vm.attribute_name(name)?;
                match slots.getattr {
                    Some(function) => function(vm, this, name),
                    None => Err(missing(vm)),
                }
            }),
            wrapper("__getattr__", |vm, _, _, _| Err(missing(vm))),
        ],
        filled: |slots| slots.getattr.is_some(),
        copy: |from, to| to.getattr = from.getattr,
        python: |slots| slots.getattr = Some(python_getattr),
    },
    SlotDef {
        methods: &[
            wrapper("__setattr__", |vm, slots, this, args| {
                let [name, value] = expect(vm, args)?;
                let name = vm.attribute_name(name)?;
                set_attribute(vm, slots, this, "__setattr__", name, value)
            }),
            wrapper("__delattr__", |vm, slots, this, args| {
                let [name] = expect(vm, args)?;
                let name = vm.attribute_name(name)?;
                set_attribute(vm, slots, this, "__delattr__", name, Value::NULL)
            }),
        ],
        filled: |slots| slots.setattr.is_some(),
        copy: |from, to| to.setattr = from.setattr,
        python: |slots| {
            slots.setattr = Some(|vm, this, name, value| {
                if value.is_null() {
                    call_required(vm, this, const { special("__delattr__") }, &[name]).map(drop)
                } else {
                    call_required(vm, this, const { special("__setattr__") }, &[name, value])
                        .map(drop)
                }
            });
        },
    },
    SlotDef {
        methods: &[
            comparison!(Lt, "__lt__"),
            comparison!(Le, "__le__"),
            comparison!(Eq, "__eq__"),
            comparison!(Ne, "__ne__"),
            comparison!(Gt, "__gt__"),
            comparison!(Ge, "__ge__"),
        ],
        filled: |slots| slots.compare.is_some(),
        copy: |from, to| to.compare = from.compare,
        python: |slots| {
            slots.compare = Some(|vm, this, other, op| {
                const NAMES: [usize; 6] = [
                    special("__lt__"),
                    special("__le__"),
                    special("__eq__"),
                    special("__ne__"),
                    special("__gt__"),
                    special("__ge__"),
                ];
                Ok(call_special(vm, this, NAMES[op as usize], &[other])?
                    .unwrap_or(Value::NOT_IMPLEMENTED))
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__bool__", |vm, slots, this, args| {
            let [] = expect(vm, args)?;
            match slots.bool {
                Some(function) => function(vm, this).map(Value::bool),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.bool.is_some(),
        copy: |from, to| to.bool = from.bool,
        python: |slots| {
            slots.bool = Some(|vm, this| {
                let value =
                    call_unless_none(vm, this, const { special("__bool__") }, &[], |class| {
                        format!("'{class}' cannot be interpreted as a boolean")
                    })?;
                if value.is_bool() {
                    return Ok(value == Value::TRUE);
                }
                let class = vm.class_name(value);
                Err(vm.type_error(format!("__bool__ should return bool, returned {class}")))
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__len__", |vm, slots, this, args| {
            let [] = expect(vm, args)?;
            match slots.length {
                Some(function) => {
                    function(vm, this).map(|length| Value::int_unchecked(length as i64))
                }
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.length.is_some(),
        copy: |from, to| to.length = from.length,
        python: |slots| {
            slots.length = Some(|vm, this| {
                let value = call_required(vm, this, const { special("__len__") }, &[])?;
                index_of_length(vm, value)
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__getitem__", |vm, slots, this, args| {
            let [sub] = expect(vm, args)?;
            match slots.getitem {
                Some(function) => function(vm, this, sub),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.getitem.is_some(),
        copy: |from, to| to.getitem = from.getitem,
        python: |slots| {
            slots.getitem = Some(|vm, this, sub| {
                call_required(vm, this, const { special("__getitem__") }, &[sub])
            })
        },
    },
    SlotDef {
        methods: &[
            wrapper("__setitem__", |vm, slots, this, args| {
                let [sub, value] = expect(vm, args)?;
                match slots.setitem {
                    Some(function) => function(vm, this, sub, value).map(|()| Value::NONE),
                    None => Err(missing(vm)),
                }
            }),
            wrapper("__delitem__", |vm, slots, this, args| {
                let [sub] = expect(vm, args)?;
                match slots.setitem {
                    Some(function) => function(vm, this, sub, Value::NULL).map(|()| Value::NONE),
                    None => Err(missing(vm)),
                }
            }),
        ],
        filled: |slots| slots.setitem.is_some(),
        copy: |from, to| to.setitem = from.setitem,
        python: |slots| {
            slots.setitem = Some(|vm, this, sub, value| {
                if value.is_null() {
                    call_required(vm, this, const { special("__delitem__") }, &[sub]).map(drop)
                } else {
                    call_required(vm, this, const { special("__setitem__") }, &[sub, value])
                        .map(drop)
                }
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__contains__", |vm, slots, this, args| {
            let [item] = expect(vm, args)?;
            match slots.contains {
                Some(function) => function(vm, this, item).map(Value::bool),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.contains.is_some(),
        copy: |from, to| to.contains = from.contains,
        python: |slots| {
            slots.contains = Some(|vm, this, item| {
                let value = call_unless_none(
                    vm,
                    this,
                    const { special("__contains__") },
                    &[item],
                    |class| format!("'{class}' object is not a container"),
                )?;
                vm.is_true(value)
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__add__", |vm, slots, this, args| {
            let [other] = expect(vm, args)?;
            match slots.concat {
                Some(function) => function(vm, this, other),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.concat.is_some(),
        copy: |from, to| to.concat = from.concat,
        // Python's `__add__` is the number protocol's.
        python: |slots| slots.concat = None,
    },
    SlotDef {
        methods: &[
            wrapper("__mul__", |vm, slots, this, args| {
                let [count] = expect(vm, args)?;
                repeat(vm, slots.repeat, this, count)
            }),
            wrapper("__rmul__", |vm, slots, this, args| {
                let [count] = expect(vm, args)?;
                repeat(vm, slots.repeat, this, count)
            }),
        ],
        filled: |slots| slots.repeat.is_some(),
        copy: |from, to| to.repeat = from.repeat,
        python: |slots| slots.repeat = None,
    },
    SlotDef {
        methods: &[wrapper("__iadd__", |vm, slots, this, args| {
            let [other] = expect(vm, args)?;
            match slots.inplace_concat {
                Some(function) => function(vm, this, other),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.inplace_concat.is_some(),
        copy: |from, to| to.inplace_concat = from.inplace_concat,
        python: |slots| slots.inplace_concat = None,
    },
    SlotDef {
        methods: &[wrapper("__imul__", |vm, slots, this, args| {
            let [count] = expect(vm, args)?;
            repeat(vm, slots.inplace_repeat, this, count)
        })],
        filled: |slots| slots.inplace_repeat.is_some(),
        copy: |from, to| to.inplace_repeat = from.inplace_repeat,
        python: |slots| slots.inplace_repeat = None,
    },
    binary!(
        [binary[BinaryOperator::Add as usize]],
        "__add__",
        "__radd__"
    ),
    binary!(
        [binary[BinaryOperator::And as usize]],
        "__and__",
        "__rand__"
    ),
    binary!(
        [binary[BinaryOperator::FloorDivide as usize]],
        "__floordiv__",
        "__rfloordiv__"
    ),
    binary!(
        [binary[BinaryOperator::Lshift as usize]],
        "__lshift__",
        "__rlshift__"
    ),
    binary!(
        [binary[BinaryOperator::MatrixMultiply as usize]],
        "__matmul__",
        "__rmatmul__"
    ),
    binary!(
        [binary[BinaryOperator::Multiply as usize]],
        "__mul__",
        "__rmul__"
    ),
    binary!(
        [binary[BinaryOperator::Remainder as usize]],
        "__mod__",
        "__rmod__"
    ),
    binary!([binary[BinaryOperator::Or as usize]], "__or__", "__ror__"),
    binary!(
        [binary[BinaryOperator::Power as usize]],
        "__pow__",
        "__rpow__",
        ternary_power
    ),
    // `pow` of three shares its names with the operator, whose wrappers take a modulus.
    SlotDef {
        methods: &[
            wrapper("__pow__", unreachable_power),
            wrapper("__rpow__", unreachable_power),
        ],
        filled: |slots| slots.power3.is_some(),
        copy: |from, to| to.power3 = from.power3,
        python: |slots| slots.power3 = Some(python_power),
    },
    binary!(
        [binary[BinaryOperator::Rshift as usize]],
        "__rshift__",
        "__rrshift__"
    ),
    binary!(
        [binary[BinaryOperator::Subtract as usize]],
        "__sub__",
        "__rsub__"
    ),
    binary!(
        [binary[BinaryOperator::TrueDivide as usize]],
        "__truediv__",
        "__rtruediv__"
    ),
    binary!(
        [binary[BinaryOperator::Xor as usize]],
        "__xor__",
        "__rxor__"
    ),
    binary!([divmod], "__divmod__", "__rdivmod__"),
    inplace!(Add, "__iadd__"),
    inplace!(And, "__iand__"),
    inplace!(FloorDivide, "__ifloordiv__"),
    inplace!(Lshift, "__ilshift__"),
    inplace!(MatrixMultiply, "__imatmul__"),
    inplace!(Multiply, "__imul__"),
    inplace!(Remainder, "__imod__"),
    inplace!(Or, "__ior__"),
    inplace!(Power, "__ipow__"),
    inplace!(Rshift, "__irshift__"),
    inplace!(Subtract, "__isub__"),
    inplace!(TrueDivide, "__itruediv__"),
    inplace!(Xor, "__ixor__"),
    unary!(negative, "__neg__"),
    unary!(positive, "__pos__"),
    unary!(absolute, "__abs__"),
    unary!(invert, "__invert__"),
    unary!(int, "__int__"),
    unary!(float, "__float__"),
    unary!(index, "__index__"),
    unary!(await_, "__await__"),
    unary!(aiter, "__aiter__"),
    unary!(anext, "__anext__"),
    SlotDef {
        methods: &[wrapper("__get__", |vm, slots, this, args| {
            let (owner, class) = match args.values {
                [owner] => (*owner, Value::NONE),
                [owner, class] => (*owner, *class),
                _ => {
                    return Err(vm.type_error(format!(
                        "expected at most 2 arguments, got {}",
                        args.values.len()
                    )));
                }
            };
            if owner.is_none() && class.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            let owner = if owner.is_none() && !class.is_none() {
                Value::NULL
            } else {
                owner
            };
            match slots.descr_get {
                Some(function) => function(vm, this, owner, class),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.descr_get.is_some(),
        copy: |from, to| to.descr_get = from.descr_get,
        python: |slots| {
            slots.descr_get = Some(|vm, this, owner, class| {
                let owner = if owner.is_null() { Value::NONE } else { owner };
                call_required(vm, this, const { special("__get__") }, &[owner, class])
            });
        },
    },
    SlotDef {
        methods: &[
            wrapper("__set__", |vm, slots, this, args| {
                let [owner, value] = expect(vm, args)?;
                match slots.descr_set {
                    Some(function) => function(vm, this, owner, value).map(|()| Value::NONE),
                    None => Err(missing(vm)),
                }
            }),
            wrapper("__delete__", |vm, slots, this, args| {
                let [owner] = expect(vm, args)?;
                match slots.descr_set {
                    Some(function) => function(vm, this, owner, Value::NULL).map(|()| Value::NONE),
                    None => Err(missing(vm)),
                }
            }),
        ],
        filled: |slots| slots.descr_set.is_some(),
        copy: |from, to| to.descr_set = from.descr_set,
        python: |slots| {
            slots.descr_set = Some(|vm, this, owner, value| {
                if value.is_null() {
                    call_required(vm, this, const { special("__delete__") }, &[owner]).map(drop)
                } else {
                    call_required(vm, this, const { special("__set__") }, &[owner, value]).map(drop)
                }
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__init__", |vm, slots, this, args| {
            match slots.init {
                Some(function) => function(vm, this, args).map(|()| Value::NONE),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.init.is_some(),
        copy: |from, to| to.init = from.init,
        python: |slots| {
            slots.init = Some(|vm, this, args| {
                let name = name!(vm, "__init__");
                let Some((method, receiver)) = vm.get_special(this, name)? else {
                    return Ok(());
                };
                let value = vm.call_with_self(method, receiver, args)?;
                if value.is_none() {
                    return Ok(());
                }
                let class = vm.class_name(value);
                Err(vm.type_error(format!("__init__() should return None, not '{class}'")))
            });
        },
    },
    SlotDef {
        methods: &[wrapper("__del__", |vm, slots, this, args| {
            let [] = expect(vm, args)?;
            match slots.del {
                Some(function) => function(vm, this).map(|()| Value::NONE),
                None => Err(missing(vm)),
            }
        })],
        filled: |slots| slots.del.is_some(),
        copy: |from, to| to.del = from.del,
        python: |slots| {
            slots.del = Some(|vm, this| {
                call_required(vm, this, const { special("__del__") }, &[]).map(drop)
            })
        },
    },
];

fn repeat(
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
