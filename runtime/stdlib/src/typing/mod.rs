//! `_typing`: type parameters, type aliases and `Generic`, which `typing` builds upon, and what the instructions for
//! `class C[T]`, `def f[T]` and `type X = ...` call (PEP 695). The latter are remembered as `_typing.NAME`.

mod alias;
mod default;
mod generic;
mod of_paramspec;
mod params;
mod variables;

use vm::layout::class_flags;
use vm::objects::cast::as_class;
use vm::objects::class::ClassSpec;
use vm::objects::class::slots::BinaryOperator;
use vm::objects::descriptors::full_name;
use vm::{Call, Def, Result, Value, Vm};

use crate::support::{self, add, remember};

/// Calls one of `typing`'s functions.
fn call_typing(vm: &mut Vm, name: &str, args: &[Value]) -> Result {
    let function = support::import_attr(vm, "typing", name)?;
    vm.call_pos(function, args)
}

/// The name of the module whose code is running; NULL if it has none.
fn running_module(vm: &mut Vm) -> Value {
    if vm.frame.is_null() {
        return Value::NULL;
    }
    // SAFETY: initialised: the running frame is live.
    let globals = unsafe { (*vm.frame).globals };
    let name = vm.intern("__name__");
    vm.dict_get_str(globals, name)
}

/// `left | right` where one of them is a type parameter.
fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    let mut parts = [left, right];
    for part in &mut parts {
        if vm.is_str(*part) {
            *part = call_typing(vm, "_type_convert", &[*part])?;
        }
    }
    vm.new_union(&parts)
}

/// How a type is written in annotations.
fn push_type(vm: &mut Vm, text: &mut String, value: Value) -> Result<()> {
    if value == Value::ELLIPSIS {
        text.push_str("...");
        return Ok(());
    }
    match as_class(value) {
        Some(class) => {
            text.push_str(&full_name(vm, class));
            Ok(())
        }
        None => vm::objects::repr::push_repr(vm, text, value),
    }
}

/// A class of this module, of objects with so many fields.
fn class_spec(name: &'static str, fields: u16) -> ClassSpec {
    let mut spec = ClassSpec::new(name, vm::layout::Shape::Fields);
    spec.module = "typing";
    spec.fields = fields;
    spec.flags = class_flags::WEAK_REFERENCES;
    spec
}

/// The same for type parameters, which keep a `__dict__`.
fn parameter_spec(name: &'static str, fields: u16) -> ClassSpec {
    let mut spec = class_spec(name, fields);
    spec.flags |= class_flags::MANAGED_DICT;
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec
}

static FUNCTIONS: &[Def] = &[Def::new("_idfunc", Call::One(|_, _, value| Ok(value)))];

/// What the instructions call.
static INTRINSICS: &[Def] = &[
    Def::new("_typing.type_var", Call::One(variables::type_var)),
    Def::new("_typing.with_bound", Call::Fast(variables::with_bound)),
    Def::new(
        "_typing.with_constraints",
        Call::Fast(variables::with_constraints),
    ),
    Def::new("_typing.with_default", Call::Fast(params::with_default)),
    Def::new("_typing.param_spec", Call::One(variables::param_spec)),
    Def::new(
        "_typing.type_var_tuple",
        Call::One(variables::type_var_tuple),
    ),
    Def::new("_typing.type_alias", Call::One(alias::type_alias)),
    Def::new("_typing.generic_base", Call::One(generic::base)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_typing", FUNCTIONS);
    default::init(vm, module);
    for class in [
        variables::type_var_class(),
        variables::param_spec_class(),
        variables::type_var_tuple_class(),
        of_paramspec::class(true),
        of_paramspec::class(false),
        alias::class(),
        generic::class(),
    ] {
        support::add_class(vm, module, class);
    }
    add(vm, module, "Union", Value::object(vm.types.union));
    for def in INTRINSICS {
        let function = vm.new_builtin(def, module, Value::NONE);
        remember(vm, def.name, function);
    }
    Ok(module)
}
