//! Exceptions with a few attributes: StopIteration, SystemExit, KeyError, NameError, AttributeError.

use super::base;
use super::layout::{ARGS, OWN, member};
use crate::native::Call;
use crate::objects::class::GetSet;
use crate::objects::dict::Existing;
use crate::objects::fields::{field, set_field};
use crate::{Args, Def, Result, Value, Vm};

/// `StopIteration.value`, `SystemExit.code`.
pub(crate) const VALUE: usize = OWN;
/// `NameError.name`, `AttributeError.name`.
pub(super) const NAME: usize = OWN;
/// `AttributeError.obj`.
pub(super) const OBJ: usize = OWN + 1;

pub(super) fn stop_iteration_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    base::init(vm, this, args)?;
    let value = args.pos().first().copied().unwrap_or(Value::NONE);
    set_field(vm, this, VALUE, value);
    Ok(())
}

pub(super) fn system_exit_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    base::init(vm, this, args)?;
    let value = match args.pos() {
        [] => return Ok(()),
        [one] => *one,
        _ => field(this, ARGS),
    };
    set_field(vm, this, VALUE, value);
    Ok(())
}

pub(super) fn key_error_str(vm: &mut Vm, this: Value) -> Result {
    match base::args_of(this) {
        [one] => vm.repr(*one),
        _ => base::str(vm, this),
    }
}

/// Sets the fields from `first` on from keywords of these names, `args` from the rest.
pub(super) fn init_with_keywords<const N: usize>(
    vm: &mut Vm,
    this: Value,
    args: Args<'_>,
    class: &str,
    names: [&str; N],
    first: usize,
) -> Result<()> {
    base::set_args(vm, this, args.pos());
    let mut values = [Value::NULL; N];
    for (keyword, value) in args.keywords() {
        let text = vm.text(keyword);
        match names.iter().position(|name| *name == text) {
            Some(index) => values[index] = value,
            None => {
                let message = format!("{class}() got an unexpected keyword argument '{text}'");
                return Err(vm.type_error(message));
            }
        }
    }
    for (index, value) in values.into_iter().enumerate() {
        set_field(vm, this, first + index, value);
    }
    Ok(())
}

pub(super) fn name_error_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    init_with_keywords(vm, this, args, "NameError", ["name"], NAME)
}

pub(super) fn attribute_error_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    init_with_keywords(vm, this, args, "AttributeError", ["name", "obj"], NAME)
}

/// The state of an exception for pickling: its `__dict__` and some fields; NULL where there is nothing.
pub(super) fn state(vm: &mut Vm, this: Value, fields: &[(&str, Value)]) -> Result {
    let own = field(this, 0);
    if fields.iter().all(|(_, value)| value.is_null()) {
        return Ok(own);
    }
    let state = vm.new_dict();
    if !own.is_null() {
        vm.dict_merge(state, own, Existing::Replace)?;
    }
    for (name, value) in fields {
        if !value.is_null() {
            vm.dict_set_str(state, name, *value);
        }
    }
    Ok(Value::object(state))
}

fn attribute_error_getstate(vm: &mut Vm, this: Value) -> Result {
    let state = state(
        vm,
        this,
        &[("name", field(this, NAME)), ("args", field(this, ARGS))],
    )?;
    Ok(state.or_none())
}

fn attribute_error_reduce(vm: &mut Vm, this: Value) -> Result {
    let state = attribute_error_getstate(vm, this)?;
    base::reduced(vm, this, field(this, ARGS), state)
}

pub(super) static ATTRIBUTE_ERROR_METHODS: &[Def] = &[
    Def::new("__getstate__", Call::NoArgs(attribute_error_getstate)),
    Def::new("__reduce__", Call::NoArgs(attribute_error_reduce)),
];

pub(super) static STOP_ITERATION: &[GetSet] = &[member::<VALUE>("value", "generator return value")];
pub(super) static SYSTEM_EXIT: &[GetSet] = &[member::<VALUE>("code", "exception code")];
pub(super) static NAME_ERROR: &[GetSet] = &[member::<NAME>("name", "name")];
pub(super) static ATTRIBUTE_ERROR: &[GetSet] = &[
    member::<NAME>("name", "attribute name"),
    member::<OBJ>("obj", "object"),
];
