//! What type parameters share: fields, lazily evaluated attributes, defaults.

use vm::objects::class::GetSet;
use vm::objects::descriptors::read_only;
use vm::objects::fields::{field, set_field};
use vm::{Args, Call, Def, Result, Value, Vm};

use super::default::{constant, no_default};
use super::running_module;
use crate::support::recall_class;

/// How many fields a parameter has. Field 0 is its `__dict__`.
pub const FIELDS: u16 = 9;
/// `__name__`.
pub const NAME: usize = 1;
/// A value, and after it the function that evaluates it; NULL where there is none.
pub const BOUND: usize = 2;
/// The same.
pub const CONSTRAINTS: usize = 4;
/// The same.
pub const DEFAULT: usize = 6;
/// An int of the bits below.
pub const VARIANCE: usize = 8;
/// Bits of the variance.
pub const COVARIANT: i64 = 1;
/// See [`COVARIANT`].
pub const CONTRAVARIANT: i64 = 2;
/// See [`COVARIANT`].
pub const INFERRED: i64 = 4;

/// A parameter of a class by its name, as an instruction makes it.
pub fn new(vm: &mut Vm, class: &str, name: Value, variance: i64) -> Value {
    let class = recall_class(vm, class);
    let parameter = vm.new_fields(class, &[Value::NULL, name]);
    set_field(vm, parameter, VARIANCE, Value::int_unchecked(variance));
    parameter
}

/// What a call gives a parameter: its variance, its default, and the module that called.
pub fn fill(
    vm: &mut Vm,
    parameter: Value,
    [default, covariant, contravariant, inferred]: [Value; 4],
) -> Result<()> {
    let mut variance = 0;
    for (value, bit) in [
        (covariant, COVARIANT),
        (contravariant, CONTRAVARIANT),
        (inferred, INFERRED),
    ] {
        if !value.is_null() && vm.is_true(value)? {
            variance |= bit;
        }
    }
    if variance & COVARIANT != 0 && variance & CONTRAVARIANT != 0 {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if variance & INFERRED != 0 && variance != INFERRED {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    set_field(vm, parameter, VARIANCE, Value::int_unchecked(variance));
    set_field(vm, parameter, DEFAULT, default);
    let module = running_module(vm);
    if !module.is_null() {
        let name = vm.intern("__module__");
        vm.set_attr(parameter, name, module)?;
    }
    Ok(())
}

/// The name that a call gives.
pub fn name_argument(vm: &mut Vm, function: &str, name: Value) -> Result<()> {
    if name.is_null() {
        return Err(vm.type_error(format!(
            "{function}() missing required argument 'name' (pos 1)"
        )));
    }
    if vm.is_str(name) {
        return Ok(());
    }
    let given = vm.class_name(name);
    Err(vm.type_error(format!(
        "{function}() argument 'name' must be str, not {given}"
    )))
}

/// A value that may have to be evaluated first, once.
pub fn lazy(vm: &mut Vm, this: Value, at: usize, otherwise: Value) -> Result {
    let value = field(this, at);
    if !value.is_null() {
        return Ok(value);
    }
    let evaluate = field(this, at + 1);
    if evaluate.is_null() {
        return Ok(otherwise);
    }
    let value = vm.call_pos(evaluate, &[Value::int_unchecked(1)])?;
    set_field(vm, this, at, value);
    Ok(value)
}

/// The function that evaluates a value, or None.
pub fn evaluator(vm: &mut Vm, this: Value, at: usize) -> Result {
    let (value, evaluate) = (field(this, at), field(this, at + 1));
    if !evaluate.is_null() {
        return Ok(evaluate);
    }
    if value.is_null() || value == no_default(vm) {
        return Ok(Value::NONE);
    }
    Ok(constant(vm, value))
}

fn default(vm: &mut Vm, this: Value) -> Result {
    let no_default = no_default(vm);
    lazy(vm, this, DEFAULT, no_default)
}

fn has_default(vm: &mut Vm, this: Value) -> Result {
    let value = field(this, DEFAULT);
    let known = !value.is_null() && value != no_default(vm);
    Ok(Value::bool(known || !field(this, DEFAULT + 1).is_null()))
}

/// Gives a parameter the function that evaluates its default.
pub fn with_default(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("with_default", args.len(), 2, 2)?;
    set_field(vm, args[0], DEFAULT + 1, args[1]);
    Ok(args[0])
}

fn variance(this: Value, bit: i64) -> Value {
    Value::bool(field(this, VARIANCE).int_payload() & bit != 0)
}

/// The sign of the variance and the name.
pub fn repr(vm: &mut Vm, this: Value) -> Result {
    let sign = match field(this, VARIANCE).int_payload() {
        INFERRED => "",
        COVARIANT => "+",
        CONTRAVARIANT => "-",
        _ => "~",
    };
    let text = format!("{sign}{}", vm.text(field(this, NAME)));
    Ok(vm.new_str(&text))
}

/// Refuses to be a base.
pub fn no_base(vm: &mut Vm, this: Value, _: Value) -> Result {
    let class = vm.class_name(this);
    let class = class.rsplit('.').next().unwrap_or_default().to_owned();
    Err(vm.type_error(format!("Cannot subclass an instance of {class}")))
}

/// Substitution of a parameter with none left: its default, if the arguments lack just that.
pub fn or_default(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("__typing_prepare_subst__", args.len(), 2, 2)?;
    let (alias, given) = (args[0], args[1]);
    let parameters = vm.intern("__parameters__");
    let parameters = vm.get_attr(alias, parameters)?;
    let index = vm.call_method(parameters, "index", &[this])?;
    let (index, count) = (vm.index_argument(index)?, vm.length(given)? as i64);
    if index < count {
        return Ok(given);
    }
    let default = default(vm, this)?;
    if index > count || default == no_default(vm) {
        let mut text = String::from("Too few arguments for ");
        let shown = vm.str(alias)?;
        text.push_str(&vm.text(shown));
        return Err(vm.type_error(text));
    }
    let last = vm.new_tuple(&[default]);
    let given = vm.tuple_from(given)?;
    vm.binary(vm::objects::class::slots::BinaryOperator::Add, given, last)
}

/// The attributes of all parameters.
pub const NAMED: GetSet = read_only("__name__", |_, this| Ok(field(this, NAME)), "");
/// See [`NAMED`].
pub const DEFAULTED: GetSet = read_only("__default__", default, "The default value.");
/// See [`NAMED`].
pub const DEFAULT_EVALUATOR: GetSet = read_only(
    "evaluate_default",
    |vm, this| evaluator(vm, this, DEFAULT),
    "",
);
/// See [`NAMED`].
pub const IS_COVARIANT: GetSet =
    read_only("__covariant__", |_, this| Ok(variance(this, COVARIANT)), "");
/// See [`NAMED`].
pub const IS_CONTRAVARIANT: GetSet = read_only(
    "__contravariant__",
    |_, this| Ok(variance(this, CONTRAVARIANT)),
    "",
);
/// See [`NAMED`].
pub const IS_INFERRED: GetSet = read_only(
    "__infer_variance__",
    |_, this| Ok(variance(this, INFERRED)),
    "",
);
/// The methods of all parameters.
pub const HAS_DEFAULT: Def = Def::new("has_default", Call::NoArgs(has_default));
/// See [`HAS_DEFAULT`].
pub const REDUCE: Def = Def::new("__reduce__", Call::NoArgs(|_, this| Ok(field(this, NAME))));
/// See [`HAS_DEFAULT`].
pub const MRO_ENTRIES: Def = Def::new("__mro_entries__", Call::One(no_base));

/// The keywords of a call, and its positional arguments by themselves.
pub fn split(args: Args<'_>) -> (&[Value], Args<'_>) {
    let positional = args.pos();
    let keywords = Args {
        values: &args.values[positional.len()..],
        kwnames: args.kwnames,
    };
    (positional, keywords)
}
