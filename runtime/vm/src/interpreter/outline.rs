//! What bodies leave to functions of their own because it needs native stack.
//!
//! A handler with anything on its stack that others can see cannot jump to the next one (see [`super::dispatch`]), so what
//! is passed by reference, or returned in more than two registers, is passed and returned here: slices of the value stack
//! go in, results come out in registers or are written to the value stack.

use crate::layout::{Frame, Function, Holds};
use crate::objects::names::name;
use crate::{Args, Raised, Result, Value, Vm};

/// Calls anything.
#[inline(never)]
pub(crate) fn call(vm: &mut Vm, callable: Value, values: &[Value], kwnames: Value) -> Result {
    vm.call(callable, Args { values, kwnames })
}

/// Calls a native class. Numbers, of strs too, and ranges of small ints are made without asking the class.
#[inline(never)]
pub(crate) fn call_native_class(vm: &mut Vm, class: Value, values: &[Value]) -> Result {
    /// From here on an int may need more than 48 bits.
    const WIDE: f64 = (1u64 << 47) as f64;
    if let &[value] = values {
        if class == Value::object(vm.types.int) {
            match value.as_float() {
                Some(float) if float.abs() < WIDE => return Ok(Value::int_unchecked(float as i64)),
                None if value.is_int() => return Ok(value),
                None if vm.is_exact_str(value) => return vm.parse_int_str(value, 10),
                _ => {}
            }
        } else if class == Value::object(vm.types.float) {
            if value.is_float() {
                return Ok(value);
            }
            if let Some(int) = value.as_int() {
                return Ok(Value::float(int as f64));
            }
            if vm.is_exact_str(value) {
                return Ok(Value::float(vm.to_float(value)?));
            }
        }
    }
    if class == Value::object(vm.types.range) && values.iter().all(|value| value.is_int()) {
        let one = Value::int_unchecked(1);
        match *values {
            [stop] => return vm.new_range(Value::int_unchecked(0), stop, one),
            [start, stop] => return vm.new_range(start, stop, one),
            _ => {}
        }
    }
    call(vm, class, values, Value::NULL)
}

/// Calls anything with one argument.
#[inline(never)]
pub(crate) fn call_one(vm: &mut Vm, callable: Value, argument: Value) -> Result {
    vm.call_pos(callable, &[argument])
}

/// Calls a native function that takes keywords, without any.
#[inline(never)]
pub(crate) fn call_native(
    vm: &mut Vm,
    function: fn(&mut Vm, Value, Args<'_>) -> Result,
    this: Value,
    values: &[Value],
) -> Result {
    function(vm, this, Args::positional(values))
}

/// `callable(*callargs, **kwargs)`.
#[inline(never)]
pub(crate) fn call_unpacked(
    vm: &mut Vm,
    callable: Value,
    callargs: Value,
    kwargs: Value,
) -> Result {
    vm.with_unpacked(callargs, kwargs, |vm, args| vm.call(callable, args))
}

/// The frame for a call of a Python function.
#[inline(never)]
pub(crate) fn bind(
    vm: &mut Vm,
    function: &Function,
    values: &[Value],
    kwnames: Value,
) -> Result<*mut Frame> {
    vm.bind_frame(function, Args { values, kwnames })
}

/// The frame for `function(*callargs, **kwargs)`.
#[inline(never)]
pub(crate) fn bind_unpacked(
    vm: &mut Vm,
    function: &Function,
    callargs: Value,
    kwargs: Value,
) -> Result<*mut Frame> {
    vm.with_unpacked(callargs, kwargs, |vm, args| vm.bind_frame(function, args))
}

/// Calls a context manager's `__exit__` with the exception that has left the block.
#[inline(never)]
pub(crate) fn call_exit(vm: &mut Vm, exit: Value, this: Value, exception: Value) -> Result {
    let class = Value::object(vm.class_of(exception));
    let traceback = vm.traceback_of(exception);
    let args = [this, class, exception, traceback];
    let args = if this.is_null() { &args[1..] } else { &args };
    vm.call_pos(exit, args)
}

/// Writes a pair of results to two slots of the value stack.
#[inline(always)]
fn write(slots: *mut Value, first: Value, second: Value) {
    // SAFETY: stack: bodies pass the first of two slots of the running frame's stack. Volatile: a pair that comes in memory
    // would be read as 16 bytes at once, and wait for the two stores that have just made it.
    unsafe {
        slots.write_volatile(first);
        slots.add(1).write_volatile(second);
    }
}

/// A method and its `self`, or an attribute and NULL.
#[inline(never)]
pub(crate) fn load_method(vm: &mut Vm, owner: Value, name: Value, slots: *mut Value) -> Result<()> {
    let (attr, this) = vm.get_method(owner, name)?;
    write(slots, attr, this);
    Ok(())
}

/// Whether a dict holds what CPython has inline in the instance, which nobody has seen the dict of.
#[cold]
#[inline(never)]
pub(crate) fn holds_inline(vm: &Vm, dict: Value) -> bool {
    matches!(vm.as_dict(dict), Some(dict) if dict.holds == Holds::Inline)
}

/// Whether an instance with a dict has no attribute of a name that its class's instances do not share: where somebody has
/// seen the dict, it may have got any.
#[cold]
#[inline(never)]
pub(crate) fn lacks_attribute(vm: &mut Vm, dict: Value, name: Value) -> bool {
    match vm.as_dict(dict) {
        Some(dict) => match dict.holds {
            Holds::Inline => true,
            Holds::Shared => vm.dict_index_of(dict, name).is_none(),
            Holds::Own => false,
        },
        None => false,
    }
}

/// The same for `super().name`.
#[inline(never)]
pub(crate) fn load_super_method(
    vm: &mut Vm,
    class: Value,
    this: Value,
    name: Value,
    slots: *mut Value,
) -> Result<()> {
    let (attr, this) = vm.super_lookup(class, this, name, true)?;
    write(slots, attr, this);
    Ok(())
}

/// The same for a method of the context manager protocol; the number is LOAD_SPECIAL's.
#[inline(never)]
pub(crate) fn load_special(
    vm: &mut Vm,
    owner: Value,
    number: u32,
    slots: *mut Value,
) -> Result<()> {
    let name = match number {
        0 => name!(vm, "__enter__"),
        1 => name!(vm, "__exit__"),
        2 => name!(vm, "__aenter__"),
        _ => name!(vm, "__aexit__"),
    };
    match vm.get_special(owner, name)? {
        Some((method, this)) => {
            write(slots, method, this);
            Ok(())
        }
        None => {
            vm.no_context_manager(owner, number);
            Err(Raised)
        }
    }
}

/// Splits an exception group for `except*`: what is left, and what has matched, which is handled now.
#[inline(never)]
pub(crate) fn exception_group_match(
    vm: &mut Vm,
    exception: Value,
    match_type: Value,
    slots: *mut Value,
) -> Result<()> {
    let (matched, rest) = vm.exception_group_match(exception, match_type)?;
    if !matched.is_none() {
        vm.handled = matched;
    }
    write(slots, rest, matched);
    Ok(())
}
