//! `TypeAliasType`, which `type X = ...` makes.

use vm::layout::Class;
use vm::objects::class::slots::BinaryOperator;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::params::{NAME, evaluator, lazy, name_argument};
use super::{class_spec, generic, running_module, variables};
use crate::support::recall_class;

/// A value and its evaluator, as in `params`.
const VALUE: usize = 2;
const PARAMETERS: usize = 4;
const MODULE: usize = 5;

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let names = ["name", "value", "type_params"];
    let [name, value, parameters] = vm.bind_arguments("typealias", args, &names, 0, 2, 2)?;
    name_argument(vm, "typealias", name)?;
    let parameters = if parameters.is_null() {
        vm.empty_tuple()
    } else {
        parameters
    };
    if !vm.is_tuple(parameters) {
        return Err(vm.type_error("type_params must be a tuple"));
    }
    let module = running_module(vm);
    let this = vm.new_fields(class, &[Value::NULL, name, value]);
    set_field(vm, this, PARAMETERS, parameters);
    set_field(vm, this, MODULE, module);
    Ok(this)
}

/// `type name[parameters] = ...`, of these and the function that evaluates it.
pub fn type_alias(vm: &mut Vm, _: Value, parts: Value) -> Result {
    let &[name, parameters, evaluate] = tuple::items(parts) else {
        return Err(vm.system_error("a type alias has three parts"));
    };
    if !vm.is_str(name) || !(parameters.is_none() || vm.is_tuple(parameters)) {
        return Err(vm.system_error("a type alias has a name and a tuple of parameters"));
    }
    let class = recall_class(vm, "typing.TypeAliasType");
    let this = vm.new_fields(class, &[Value::NULL, name, Value::NULL, evaluate]);
    let parameters = if parameters.is_none() {
        vm.empty_tuple()
    } else {
        parameters
    };
    set_field(vm, this, PARAMETERS, parameters);
    let module = running_module(vm);
    set_field(vm, this, MODULE, module);
    Ok(this)
}

fn getitem(vm: &mut Vm, this: Value, arguments: Value) -> Result {
    if tuple::items(field(this, PARAMETERS)).is_empty() {
        return Err(vm.type_error("Only generic type aliases are subscriptable"));
    }
    Ok(vm.new_generic_alias(this, arguments))
}

/// `__module__` is where the alias was made; the class has its own.
fn getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    if &*vm.text(name) != "__module__" {
        return vm::objects::instance::attributes::generic_getattr(vm, this, name);
    }
    let module = field(this, MODULE);
    Ok(if module.is_null() {
        Value::NONE
    } else {
        module
    })
}

static GETSET: &[GetSet] = &[
    read_only("__name__", |_, this| Ok(field(this, NAME)), ""),
    read_only(
        "__value__",
        |vm, this| lazy(vm, this, VALUE, Value::NONE),
        "",
    ),
    read_only("evaluate_value", |vm, this| evaluator(vm, this, VALUE), ""),
    read_only("__type_params__", |_, this| Ok(field(this, PARAMETERS)), ""),
    read_only(
        "__parameters__",
        |vm, this| generic::unpacked(vm, field(this, PARAMETERS)),
        "",
    ),
];
static METHODS: &[Def] = &[Def::new(
    "__reduce__",
    Call::NoArgs(|_, this| Ok(field(this, NAME))),
)];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = class_spec("TypeAliasType", 6);
    spec.slots.new = Some(new);
    spec.slots.repr = Some(|_, this| Ok(field(this, NAME)));
    spec.slots.getitem = Some(getitem);
    spec.slots.iter = Some(variables::iterate);
    spec.slots.getattr = Some(getattr);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(vm::objects::generic::union::or);
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.doc = "Type alias.";
    spec
}
