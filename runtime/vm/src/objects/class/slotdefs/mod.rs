//! Between native slots and Python's special methods (CPython's `slotdefs`): a native class gets a wrapper for each slot
//! that it fills; a class with a special method gets a slot function that calls it.
//!
//! One table has a row for each slot: its special methods, how a wrapper calls the slot, and the slot function.

use super::slots::{BinaryFn, BinaryOperator, Comparison};
use crate::native::{Call, Def};
use crate::objects::names::{name, special};
use crate::{Args, Result, Slots, Value, Vm};

mod calls;
mod settle;

pub use calls::unhashable;
use calls::*;
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
