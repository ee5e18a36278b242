//! The `builtins` module: its functions, one file a group, its classes and constants.

pub(crate) mod anext;
mod attributes;
mod classes;
mod execution;
mod iteration;
mod numbers;
mod output;
mod text;

use crate::layout::Dict;
use crate::{Def, Value, Vm};

/// All functions, by group.
static GROUPS: &[&[Def]] = &[
    output::FUNCTIONS,
    attributes::FUNCTIONS,
    classes::FUNCTIONS,
    execution::FUNCTIONS,
    iteration::FUNCTIONS,
    numbers::FUNCTIONS,
    text::FUNCTIONS,
];

/// Makes the module.
pub fn init(vm: &mut Vm) {
    let module = vm.new_module("builtins", &[]);
    let Some(object) = vm.as_module(module) else {
        return;
    };
    let dict = object.dict;
    vm.builtins = dict;
    vm.dict_set_str(vm.modules, "builtins", module);
    let doc = vm.new_str(
        "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().\n\nThis module is not usually accessed explicitly by most\napplications, but can be useful in modules that provide\nobjects with the same name as a builtin and in which the\nbuilt-in of that name is also needed.",
    );
    vm.dict_set_str(dict, "__doc__", doc);
    let empty = vm.intern("");
    vm.dict_set_str(dict, "__package__", empty);
    let name = vm.intern("builtins");
    for def in GROUPS.iter().copied().flatten() {
        let function = vm.new_builtin(def, module, name);
        vm.dict_set_str(dict, def.name, function);
    }
    let constants = [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("Ellipsis", Value::ELLIPSIS),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("__debug__", Value::TRUE),
    ];
    for (name, value) in constants {
        vm.dict_set_str(dict, name, value);
    }
    add_classes(vm, dict);
    crate::objects::exceptions::add_to_builtins(vm, dict);
    crate::import::add_to_builtins(vm, dict);
}

fn add_classes(vm: &mut Vm, dict: *mut Dict) {
    let types = &vm.types;
    let classes = [
        ("object", types.object),
        ("type", types.type_),
        ("bool", types.bool),
        ("int", types.int),
        ("float", types.float),
        ("complex", types.complex),
        ("str", types.str),
        ("bytes", types.bytes),
        ("bytearray", types.bytearray),
        ("memoryview", types.memoryview),
        ("tuple", types.tuple),
        ("list", types.list),
        ("dict", types.dict),
        ("set", types.set),
        ("frozenset", types.frozenset),
        ("slice", types.slice),
        ("range", types.range),
        ("property", types.property),
        ("classmethod", types.classmethod),
        ("staticmethod", types.staticmethod),
        ("super", types.super_),
        ("enumerate", types.enumerate),
        ("zip", types.zip),
        ("map", types.map),
        ("filter", types.filter),
        ("reversed", types.reversed),
    ];
    for (name, class) in classes {
        vm.dict_set_str(dict, name, Value::object(class));
    }
}
