//! `TypeVar`, `ParamSpec` and `TypeVarTuple`.

use vm::layout::Class;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::objects::fields::{field, set_field};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::params::*;
use super::{call_typing, generic, of_paramspec, parameter_spec};

fn new_type_var(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let (positional, keywords) = split(args);
    let names = [
        "name",
        "bound",
        "default",
        "covariant",
        "contravariant",
        "infer_variance",
    ];
    let [name, bound, rest @ ..] = vm.bind_arguments("typevar", keywords, &names, 0, 6, 0)?;
    let name = positional.first().copied().unwrap_or(name);
    name_argument(vm, "typevar", name)?;
    let this = vm.new_fields(class, &[Value::NULL, name]);
    fill(vm, this, rest)?;
    if !bound.is_null() && !bound.is_none() {
        let message = vm.new_str("Bound must be a type.");
        let bound = call_typing(vm, "_type_check", &[bound, message])?;
        set_field(vm, this, BOUND, bound);
    }
    match positional.get(1..).unwrap_or_default() {
        [] => {}
        [_] => return Err(vm.type_error("A single constraint is not allowed")),
        _ if !field(this, BOUND).is_null() => {
            return Err(vm.type_error("Constraints cannot be combined with bound=..."));
        }
        constraints => {
            let constraints = vm.new_tuple(constraints);
            set_field(vm, this, CONSTRAINTS, constraints);
        }
    }
    Ok(this)
}

/// `[T]`.
pub fn type_var(vm: &mut Vm, _: Value, name: Value) -> Result {
    Ok(new(vm, "typing.TypeVar", name, INFERRED))
}

/// `[T: bound]`.
pub fn with_bound(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    lazily(vm, args, BOUND)
}

/// `[T: (constraint, constraint)]`.
pub fn with_constraints(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    lazily(vm, args, CONSTRAINTS)
}

fn lazily(vm: &mut Vm, args: &[Value], at: usize) -> Result {
    vm.check_positional("TypeVar", args.len(), 2, 2)?;
    let this = new(vm, "typing.TypeVar", args[0], INFERRED);
    set_field(vm, this, at + 1, args[1]);
    Ok(this)
}

fn constraints(vm: &mut Vm, this: Value) -> Result {
    let none = vm.empty_tuple();
    lazy(vm, this, CONSTRAINTS, none)
}

static TYPE_VAR_GETSET: &[GetSet] = &[
    NAMED,
    read_only(
        "__bound__",
        |vm, this| lazy(vm, this, BOUND, Value::NONE),
        "",
    ),
    read_only("__constraints__", constraints, ""),
    DEFAULTED,
    IS_COVARIANT,
    IS_CONTRAVARIANT,
    IS_INFERRED,
    read_only("evaluate_bound", |vm, this| evaluator(vm, this, BOUND), ""),
    read_only(
        "evaluate_constraints",
        |vm, this| evaluator(vm, this, CONSTRAINTS),
        "",
    ),
    DEFAULT_EVALUATOR,
];
static TYPE_VAR_METHODS: &[Def] = &[
    Def::new(
        "__typing_subst__",
        Call::One(|vm, this, argument| call_typing(vm, "_typevar_subst", &[this, argument])),
    ),
    Def::new("__typing_prepare_subst__", Call::Fast(or_default)),
    HAS_DEFAULT,
    REDUCE,
    MRO_ENTRIES,
];

/// `TypeVar`.
pub fn type_var_class() -> ClassSpec {
    let mut spec = parameter_spec("TypeVar", FIELDS);
    spec.slots.new = Some(new_type_var);
    spec.slots.repr = Some(repr);
    spec.getset = TYPE_VAR_GETSET;
    spec.methods = TYPE_VAR_METHODS;
    spec.doc = "Type variable.";
    spec
}

fn new_param_spec(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let names = [
        "name",
        "bound",
        "default",
        "covariant",
        "contravariant",
        "infer_variance",
    ];
    let [name, bound, rest @ ..] = vm.bind_arguments("paramspec", args, &names, 0, 1, 1)?;
    name_argument(vm, "paramspec", name)?;
    let this = vm.new_fields(class, &[Value::NULL, name]);
    fill(vm, this, rest)?;
    if !bound.is_null() && !bound.is_none() {
        let message = vm.new_str("Bound must be a type.");
        let bound = call_typing(vm, "_type_check", &[bound, message])?;
        set_field(vm, this, BOUND, bound);
    }
    Ok(this)
}

/// `[**P]`.
pub fn param_spec(vm: &mut Vm, _: Value, name: Value) -> Result {
    Ok(new(vm, "typing.ParamSpec", name, INFERRED))
}

fn prepare(vm: &mut Vm, this: Value, args: &[Value], function: &str) -> Result {
    vm.check_positional("__typing_prepare_subst__", args.len(), 2, 2)?;
    call_typing(vm, function, &[this, args[0], args[1]])
}

static PARAM_SPEC_GETSET: &[GetSet] = &[
    NAMED,
    read_only(
        "__bound__",
        |vm, this| lazy(vm, this, BOUND, Value::NONE),
        "",
    ),
    DEFAULTED,
    IS_COVARIANT,
    IS_CONTRAVARIANT,
    IS_INFERRED,
    DEFAULT_EVALUATOR,
    read_only(
        "args",
        |vm, this| Ok(of_paramspec::new(vm, true, this)),
        "Represents positional arguments.",
    ),
    read_only(
        "kwargs",
        |vm, this| Ok(of_paramspec::new(vm, false, this)),
        "Represents keyword arguments.",
    ),
];
static PARAM_SPEC_METHODS: &[Def] = &[
    Def::new(
        "__typing_subst__",
        Call::One(|vm, this, argument| call_typing(vm, "_paramspec_subst", &[this, argument])),
    ),
    Def::new(
        "__typing_prepare_subst__",
        Call::Fast(|vm, this, args| prepare(vm, this, args, "_paramspec_prepare_subst")),
    ),
    HAS_DEFAULT,
    REDUCE,
    MRO_ENTRIES,
];

/// `ParamSpec`.
pub fn param_spec_class() -> ClassSpec {
    let mut spec = parameter_spec("ParamSpec", FIELDS);
    spec.slots.new = Some(new_param_spec);
    spec.slots.repr = Some(repr);
    spec.getset = PARAM_SPEC_GETSET;
    spec.methods = PARAM_SPEC_METHODS;
    spec.doc = "Parameter specification variable.";
    spec
}

fn new_type_var_tuple(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [name, default] = vm.bind_arguments("typevartuple", args, &["name", "default"], 0, 1, 1)?;
    name_argument(vm, "typevartuple", name)?;
    let this = vm.new_fields(class, &[Value::NULL, name]);
    fill(vm, this, [default, Value::NULL, Value::NULL, Value::NULL])?;
    Ok(this)
}

/// `[*Ts]`.
pub fn type_var_tuple(vm: &mut Vm, _: Value, name: Value) -> Result {
    Ok(new(vm, "typing.TypeVarTuple", name, INFERRED))
}

/// `*Ts`: an iterator of the one thing `Unpack[Ts]`.
pub fn iterate(vm: &mut Vm, this: Value) -> Result {
    let unpacked = generic::unpack(vm, this)?;
    let one = vm.new_tuple(&[unpacked]);
    vm.iter(one)
}

fn no_substitution(vm: &mut Vm, _: Value, _: Value) -> Result {
    Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))
}

static TYPE_VAR_TUPLE_GETSET: &[GetSet] = &[NAMED, DEFAULTED, DEFAULT_EVALUATOR];
static TYPE_VAR_TUPLE_METHODS: &[Def] = &[
    Def::new("__typing_subst__", Call::One(no_substitution)),
    Def::new(
        "__typing_prepare_subst__",
        Call::Fast(|vm, this, args| prepare(vm, this, args, "_typevartuple_prepare_subst")),
    ),
    HAS_DEFAULT,
    REDUCE,
    MRO_ENTRIES,
];

/// `TypeVarTuple`.
pub fn type_var_tuple_class() -> ClassSpec {
    let mut spec = parameter_spec("TypeVarTuple", FIELDS);
    spec.slots.binary = ClassSpec::new("", spec.shape).slots.binary;
    spec.slots.new = Some(new_type_var_tuple);
    spec.slots.repr = Some(|_, this| Ok(field(this, NAME)));
    spec.slots.iter = Some(iterate);
    spec.getset = TYPE_VAR_TUPLE_GETSET;
    spec.methods = TYPE_VAR_TUPLE_METHODS;
    spec.doc = "Type variable tuple.";
    spec
}
