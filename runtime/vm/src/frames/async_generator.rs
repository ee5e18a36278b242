//! Asynchronous generators and the awaitables of their methods (PEP 525; CPython's `Objects/genobject.c`).
//!
//! CPython wraps what an asynchronous generator yields, so as to tell it from what its `await` yields. Here the state
//! tells: after `yield` it is `Suspended`, within `await` `SuspendedYieldFrom`.

use super::generator::Resumed;
use super::generator_object::{NAME, QUALNAME, awaited, code, frame, get, read, repr, suspended};
use crate::layout::{Class, GeneratorState, Shape};
use crate::native::Call;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::objects::generic;
use crate::objects::iterators;
use crate::objects::sequences::tuple;
use crate::{Def, Raised, Result, Value, Vm};

const GENERATOR: usize = 1;
/// The value to send; for `athrow` the arguments, a tuple, NULL for `aclose`.
const ARGUMENT: usize = 2;
const STATE: usize = 3;

const INIT: Value = Value::NULL;
const ITERATING: Value = Value::TRUE;
const CLOSED: Value = Value::FALSE;

/// Whether the generator was closed or has ended with an exception (CPython's `ag_closed`).
fn is_closed(generator: Value) -> bool {
    get(generator).origin == Value::TRUE
}

fn set_closed(generator: Value) {
    get(generator).origin = Value::TRUE;
}

fn awaitable(vm: &mut Vm, class: *mut Class, generator: Value, argument: Value) -> Result {
    Ok(vm.new_fields(class, &[Value::NULL, generator, argument, INIT]))
}

fn asend(vm: &mut Vm, generator: Value, value: Value) -> Result {
    awaitable(vm, vm.generators.asend, generator, value)
}

fn anext(vm: &mut Vm, generator: Value) -> Result {
    asend(vm, generator, Value::NONE)
}

fn athrow(vm: &mut Vm, generator: Value, args: &[Value]) -> Result {
    vm.check_positional("athrow", args.len(), 1, 3)?;
    let args = vm.new_tuple(args);
    awaitable(vm, vm.generators.athrow, generator, args)
}

fn aclose(vm: &mut Vm, generator: Value) -> Result {
    awaitable(vm, vm.generators.athrow, generator, Value::NULL)
}

/// Resumes the generator with a value.
fn resume(vm: &mut Vm, generator: Value, value: Value) -> Result {
    let resumed = match get(generator).state {
        GeneratorState::Executing => {
            return Err(vm.value_error("async generator already executing"));
        }
        GeneratorState::Created if !value.is_none() => {
            return Err(
                vm.type_error("can't send non-None value to a just-started async generator")
            );
        }
        GeneratorState::Cleared => Ok(Resumed::Returned(Value::NONE)),
        _ => vm.resume_generator(generator, value, false),
    };
    ended(vm, resumed)
}

/// What was yielded; StopAsyncIteration at the end.
fn ended(vm: &mut Vm, resumed: Result<Resumed>) -> Result {
    match resumed? {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(_) => {
            let class = vm.types.stop_async_iteration;
            let exception = vm.new_exception(class, &[])?;
            Err(vm.raise_value(exception))
        }
    }
}

fn has_yielded(generator: Value) -> bool {
    get(generator).state == GeneratorState::Suspended
}

fn ends_generator(vm: &Vm) -> bool {
    vm.is_exception(vm.raised, vm.types.stop_async_iteration)
        || vm.is_exception(vm.raised, vm.types.generator_exit)
}

/// What an awaitable gives on: what was awaited; StopIteration with what was yielded (CPython's `async_gen_unwrap_value`).
fn unwrap(vm: &mut Vm, generator: Value, result: Result) -> Result {
    match result {
        Err(Raised) => {
            if ends_generator(vm) {
                set_closed(generator);
            }
            get(generator).running_async = false;
            Err(Raised)
        }
        Ok(value) if has_yielded(generator) => {
            get(generator).running_async = false;
            Err(vm.stop_iteration_with(value))
        }
        Ok(value) => Ok(value),
    }
}

/// An awaitable that is done after an exception.
fn done_if_raised(vm: &mut Vm, this: Value, result: Result) -> Result {
    if result.is_err() {
        set_field(vm, this, STATE, CLOSED);
    }
    result
}

fn asend_send(vm: &mut Vm, this: Value, value: Value) -> Result {
    let (generator, mut value) = (field(this, GENERATOR), value);
    if field(this, STATE) == CLOSED {
        return Err(vm.runtime_error("cannot reuse already awaited __anext__()/asend()"));
    }
    if field(this, STATE) == INIT {
        if get(generator).running_async {
            set_field(vm, this, STATE, CLOSED);
            return Err(vm.runtime_error("anext(): asynchronous generator is already running"));
        }
        if value.is_none() {
            value = field(this, ARGUMENT);
        }
        set_field(vm, this, STATE, ITERATING);
    }
    get(generator).running_async = true;
    let result = resume(vm, generator, value);
    let result = unwrap(vm, generator, result);
    done_if_raised(vm, this, result)
}

fn asend_throw(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let generator = field(this, GENERATOR);
    if field(this, STATE) == CLOSED {
        return Err(vm.runtime_error("cannot reuse already awaited __anext__()/asend()"));
    }
    if field(this, STATE) == INIT {
        if get(generator).running_async {
            set_field(vm, this, STATE, CLOSED);
            return Err(vm.runtime_error("anext(): asynchronous generator is already running"));
        }
        set_field(vm, this, STATE, ITERATING);
        get(generator).running_async = true;
    }
    let exception = vm.thrown_exception(args)?;
    let resumed = vm.generator_throw(generator, exception, false);
    let result = ended(vm, resumed);
    let result = unwrap(vm, generator, result);
    done_if_raised(vm, this, result)
}

fn athrow_send(vm: &mut Vm, this: Value, value: Value) -> Result {
    let (generator, args) = (field(this, GENERATOR), field(this, ARGUMENT));
    if field(this, STATE) == CLOSED {
        return Err(vm.runtime_error("cannot reuse already awaited aclose()/athrow()"));
    }
    if get(generator).state == GeneratorState::Cleared {
        set_field(vm, this, STATE, CLOSED);
        return Err(vm.stop_iteration());
    }
    let result = if field(this, STATE) == INIT {
        if get(generator).running_async {
            set_field(vm, this, STATE, CLOSED);
            let what = if args.is_null() { "aclose" } else { "athrow" };
            return Err(vm.runtime_error(format!(
                "{what}(): asynchronous generator is already running"
            )));
        }
        if is_closed(generator) {
            set_field(vm, this, STATE, CLOSED);
            return ended(vm, Ok(Resumed::Returned(Value::NONE)));
        }
        if !value.is_none() {
            return Err(vm.runtime_error("can't send non-None value to a just-started coroutine"));
        }
        set_field(vm, this, STATE, ITERATING);
        get(generator).running_async = true;
        start_throwing(vm, generator, args)
    } else {
        resume(vm, generator, value)
    };
    finish_throwing(vm, this, result)
}

fn start_throwing(vm: &mut Vm, generator: Value, args: Value) -> Result {
    let exception = if args.is_null() {
        set_closed(generator);
        let class = vm.types.generator_exit;
        vm.new_exception(class, &[])?
    } else {
        vm.thrown_exception(tuple::items(args))?
    };
    let resumed = vm.generator_throw(generator, exception, false);
    ended(vm, resumed)
}

fn finish_throwing(vm: &mut Vm, this: Value, result: Result) -> Result {
    let (generator, args) = (field(this, GENERATOR), field(this, ARGUMENT));
    if !args.is_null() {
        let result = unwrap(vm, generator, result);
        return done_if_raised(vm, this, result);
    }
    match result {
        Ok(_) if has_yielded(generator) => {
            get(generator).running_async = false;
            set_field(vm, this, STATE, CLOSED);
            Err(vm.runtime_error("async generator ignored GeneratorExit"))
        }
        Ok(value) => Ok(value),
        Err(Raised) => {
            get(generator).running_async = false;
            set_field(vm, this, STATE, CLOSED);
            if ends_generator(vm) {
                vm.take_raised();
                return Err(vm.stop_iteration());
            }
            Err(Raised)
        }
    }
}

fn athrow_throw(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    let generator = field(this, GENERATOR);
    if field(this, STATE) == CLOSED {
        return Err(vm.runtime_error("cannot reuse already awaited aclose()/athrow()"));
    }
    if field(this, STATE) == INIT {
        if get(generator).running_async {
            set_field(vm, this, STATE, CLOSED);
            let what = if field(this, ARGUMENT).is_null() {
                "aclose"
            } else {
                "athrow"
            };
            return Err(vm.runtime_error(format!(
                "{what}(): asynchronous generator is already running"
            )));
        }
        set_field(vm, this, STATE, ITERATING);
        get(generator).running_async = true;
    }
    let exception = vm.thrown_exception(args)?;
    let resumed = vm.generator_throw(generator, exception, false);
    let result = ended(vm, resumed);
    finish_throwing(vm, this, result)
}

fn close_by(vm: &mut Vm, this: Value, throw: fn(&mut Vm, Value, &[Value]) -> Result) -> Result {
    if field(this, STATE) == CLOSED {
        return Ok(Value::NONE);
    }
    let class = vm.types.generator_exit;
    match throw(vm, this, &[Value::object(class)]) {
        Ok(_) => Err(vm.runtime_error("coroutine ignored GeneratorExit")),
        Err(Raised)
            if ends_generator(vm) || vm.is_exception(vm.raised, vm.types.stop_iteration) =>
        {
            vm.take_raised();
            Ok(Value::NONE)
        }
        Err(Raised) => Err(Raised),
    }
}

static METHODS: &[Def] = &[
    Def::new("asend", Call::One(asend)).doc("", "asend(v) -> send 'v' in generator."),
    Def::new("athrow", Call::Fast(athrow)).doc(
        "",
        "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.",
    ),
    Def::new("aclose", Call::NoArgs(aclose))
        .doc("", "aclose() -> raise GeneratorExit inside generator."),
    Def::new("__class_getitem__", Call::One(generic::class_getitem))
        .class()
        .doc("", "See PEP 585"),
];

static GETSET: &[GetSet] = &[
    NAME,
    QUALNAME,
    read("ag_await", awaited),
    read("ag_running", |_, generator| {
        Ok(Value::bool(get(generator).running_async))
    }),
    read("ag_frame", frame),
    read("ag_code", code),
    read("ag_suspended", suspended),
];

static ASEND_METHODS: &[Def] = &[
    Def::new("send", Call::One(asend_send)),
    Def::new("throw", Call::Fast(asend_throw)),
    Def::new(
        "close",
        Call::NoArgs(|vm, this| close_by(vm, this, asend_throw)),
    ),
];

static ATHROW_METHODS: &[Def] = &[
    Def::new("send", Call::One(athrow_send)),
    Def::new("throw", Call::Fast(athrow_throw)),
    Def::new(
        "close",
        Call::NoArgs(|vm, this| close_by(vm, this, athrow_throw)),
    ),
];

fn awaitable_class(
    name: &'static str,
    next: fn(&mut Vm, Value) -> Result,
    methods: &'static [Def],
) -> ClassSpec {
    let mut spec = ClassSpec::new(name, Shape::Fields);
    spec.fields = 4;
    spec.slots.await_ = Some(iterators::itself);
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(next);
    spec.methods = methods;
    spec
}

/// Defines the classes.
pub(super) fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("async_generator", Shape::Generator);
    spec.slots.repr = Some(repr);
    spec.slots.aiter = Some(iterators::itself);
    spec.slots.anext = Some(anext);
    spec.methods = METHODS;
    spec.getset = GETSET;
    vm.define_class(vm.types.async_generator, spec);
    let spec = awaitable_class(
        "async_generator_asend",
        |vm, this| asend_send(vm, this, Value::NONE),
        ASEND_METHODS,
    );
    vm.generators.asend = vm.new_native_class(spec);
    let spec = awaitable_class(
        "async_generator_athrow",
        |vm, this| athrow_send(vm, this, Value::NONE),
        ATHROW_METHODS,
    );
    vm.generators.athrow = vm.new_native_class(spec);
}
