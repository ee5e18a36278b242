//! `NoneType`, `ellipsis`, `NotImplementedType`: classes of one value each.

use super::class::ClassSpec;
use crate::layout::{Class, Shape};
use crate::native::{Call, Def};
use crate::{Args, Result, Value, Vm};

/// What makes one singleton's class differ from another's.
struct Singleton {
    class: fn(&Vm) -> *mut Class,
    name: &'static str,
    new: fn(&mut Vm, *mut Class, Args<'_>) -> Result,
    repr: fn(&mut Vm, Value) -> Result,
    bool: Option<fn(&mut Vm, Value) -> Result<bool>>,
    hash: Option<fn(&mut Vm, Value) -> Result<i64>>,
    methods: &'static [Def],
    doc: &'static str,
}

/// A class whose call gives its one value, and takes no arguments.
macro_rules! new {
    ($value:expr, $name:literal) => {
        |vm, _, args| {
            if args.values.is_empty() {
                return Ok($value);
            }
            Err(vm.type_error(concat!($name, " takes no arguments")))
        }
    };
}

/// Pickled by name.
macro_rules! reduced {
    ($name:literal) => {
        &[Def::new(
            "__reduce__",
            Call::NoArgs(|vm, _| Ok(vm.intern($name))),
        )]
    };
}

static SINGLETONS: &[Singleton] = &[
    Singleton {
        class: |vm| vm.types.none,
        name: "NoneType",
        new: new!(Value::NONE, "NoneType"),
        repr: |vm, _| Ok(vm.intern("None")),
        bool: Some(|_, _| Ok(false)),
        // CPython's constant, so that sets and dicts have its order.
        hash: Some(|_, _| Ok(0xfca8_6420)),
        methods: &[],
        doc: "The type of the None singleton.",
    },
    Singleton {
        class: |vm| vm.types.ellipsis,
        name: "ellipsis",
        new: new!(Value::ELLIPSIS, "EllipsisType"),
        repr: |vm, _| Ok(vm.intern("Ellipsis")),
        bool: None,
        hash: None,
        methods: reduced!("Ellipsis"),
        doc: "The type of the Ellipsis singleton.",
    },
    Singleton {
        class: |vm| vm.types.not_implemented,
        name: "NotImplementedType",
        new: new!(Value::NOT_IMPLEMENTED, "NotImplementedType"),
        repr: |vm, _| Ok(vm.intern("NotImplemented")),
        bool: Some(|vm, _| {
            Err(vm.type_error("NotImplemented should not be used in a boolean context"))
        }),
        hash: None,
        methods: reduced!("NotImplemented"),
        doc: "The type of the NotImplemented singleton.",
    },
];

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    for singleton in SINGLETONS {
        let mut spec = ClassSpec::new(singleton.name, Shape::Fields);
        spec.slots.new = Some(singleton.new);
        spec.slots.repr = Some(singleton.repr);
        spec.slots.bool = singleton.bool;
        spec.slots.hash = singleton.hash;
        spec.methods = singleton.methods;
        spec.doc = singleton.doc;
        vm.define_class((singleton.class)(vm), spec);
    }
}
