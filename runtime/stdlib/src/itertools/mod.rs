//! `itertools`: each iterator is an object of native fields; field 0 is the `__dict__` of instances of subclasses.

mod combinatoric;
mod endless;
mod grouping;
mod selecting;
mod tee;

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::ClassSpec;
use vm::objects::class::slots::UnaryFn;
use vm::objects::iterators;
use vm::{Args, Def, Result, Value, Vm};

use crate::support;

type New = fn(&mut Vm, *mut Class, Args<'_>) -> Result;

/// An iterator class.
fn define(
    vm: &mut Vm,
    module: Value,
    name: &'static str,
    fields: u16,
    new: New,
    next: UnaryFn,
    methods: &'static [Def],
) {
    define_with(vm, module, name, fields, new, next, methods, None);
}

/// An iterator class with a `repr`.
#[expect(clippy::too_many_arguments, reason = "a table's row")]
fn define_with(
    vm: &mut Vm,
    module: Value,
    name: &'static str,
    fields: u16,
    new: New,
    next: UnaryFn,
    methods: &'static [Def],
    repr: Option<UnaryFn>,
) {
    let mut spec = ClassSpec::new(name, Shape::Fields);
    spec.module = "itertools";
    spec.fields = fields;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(next);
    spec.slots.new = Some(new);
    spec.slots.repr = repr;
    spec.methods = methods;
    support::add_class(vm, module, spec);
}

/// A list of an iterable's items as an endless source: what `product` and its like work on.
fn pool(vm: &mut Vm, iterable: Value) -> Result {
    vm.tuple_from(iterable)
}

static FUNCTIONS: &[Def] = &[tee::TEE];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "itertools", FUNCTIONS);
    endless::init(vm, module);
    selecting::init(vm, module);
    grouping::init(vm, module);
    combinatoric::init(vm, module);
    tee::init(vm, module);
    Ok(module)
}
