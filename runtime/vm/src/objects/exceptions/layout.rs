//! The fields that all exceptions have, and members made of fields.

use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::{Result, Value, Vm};

/// The field of `args`, a tuple.
pub const ARGS: usize = 1;
/// The field of `__traceback__`, or NULL.
pub const TRACEBACK: usize = 2;
/// The field of `__context__`, or NULL.
pub const CONTEXT: usize = 3;
/// The field of `__cause__`, or NULL.
pub const CAUSE: usize = 4;
/// The field of `__suppress_context__`: True, or NULL.
pub const SUPPRESS: usize = 5;
/// The first field of a class's own.
pub const OWN: usize = 6;

fn get<const INDEX: usize>(_: &mut Vm, exception: Value) -> Result {
    Ok(field(exception, INDEX).or_none())
}

fn set<const INDEX: usize>(vm: &mut Vm, exception: Value, value: Value) -> Result<()> {
    set_field(vm, exception, INDEX, value);
    Ok(())
}

/// An attribute that is a field; None while it is not set.
pub(super) const fn member<const INDEX: usize>(name: &'static str, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get: get::<INDEX>,
        set: Some(set::<INDEX>),
        doc,
    }
}

fn refuse(vm: &mut Vm, _: Value, _: Value) -> Result<()> {
    Err(vm.attribute_error("readonly attribute"))
}

/// The same, not to be set.
pub(super) const fn read_only<const INDEX: usize>(name: &'static str, doc: &'static str) -> GetSet {
    GetSet {
        name,
        get: get::<INDEX>,
        set: Some(refuse),
        doc,
    }
}
