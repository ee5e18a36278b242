//! Generators and coroutines as Python sees them (CPython's `Objects/genobject.c`).

use super::generator::Resumed;
use super::locals;
use crate::layout::{Class, Generator, GeneratorState, Shape};
use crate::native::Call;
use crate::objects::cast;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::field;
use crate::objects::generic;
use crate::objects::iterators;
use crate::objects::names::name;
use crate::objects::sequences::tuple;
use crate::{Def, Raised, Result, Value, Vm};

/// Classes of the objects around coroutines and asynchronous generators.
pub struct GeneratorClasses {
    /// What `coroutine.__await__` gives.
    pub coroutine_wrapper: *mut Class,
    /// What `asend` and `__anext__` of an asynchronous generator give.
    pub asend: *mut Class,
    /// What `athrow` and `aclose` give.
    pub athrow: *mut Class,
}

impl Default for GeneratorClasses {
    fn default() -> Self {
        let none = core::ptr::null_mut();
        GeneratorClasses {
            coroutine_wrapper: none,
            asend: none,
            athrow: none,
        }
    }
}

impl GeneratorClasses {
    /// Visits the classes, for the collector.
    pub fn visit(&self, visit: &mut dyn FnMut(Value)) {
        for class in [self.coroutine_wrapper, self.asend, self.athrow] {
            visit(Value::object(class));
        }
    }
}

/// The struct behind a generator, coroutine or asynchronous generator.
pub(super) fn get<'a>(generator: Value) -> &'a mut Generator {
    // SAFETY: typed: callers pass objects of shape `Generator`.
    unsafe { cast::get(generator) }
}

/// What a generator delegates to (`yield from`, `await`), or NULL.
pub(super) fn delegate(generator: Value) -> Value {
    let object = get(generator);
    if object.state != GeneratorState::SuspendedYieldFrom {
        return Value::NULL;
    }
    // SAFETY: a generator suspended in SEND has the receiver on top of its stack.
    unsafe { *object.frame.sp.sub(1) }
}

pub(super) fn kind(vm: &Vm, generator: Value) -> &'static str {
    if cast::is_exactly(generator, vm.types.generator) {
        "generator"
    } else if cast::is_exactly(generator, vm.types.coroutine) {
        "coroutine"
    } else {
        "async generator"
    }
}

/// A value, or StopIteration with what was returned.
fn given(vm: &mut Vm, resumed: Resumed) -> Result {
    match resumed {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) => Err(vm.stop_iteration_with(value)),
    }
}

fn next(vm: &mut Vm, generator: Value) -> Result {
    match vm.generator_send(generator, Value::NONE)? {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) if value.is_none() => Ok(Value::NULL),
        Resumed::Returned(value) => Err(vm.stop_iteration_with(value)),
    }
}

fn send(vm: &mut Vm, generator: Value, value: Value) -> Result {
    let resumed = vm.generator_send(generator, value)?;
    given(vm, resumed)
}

fn throw(vm: &mut Vm, generator: Value, args: &[Value]) -> Result {
    let exception = vm.thrown_exception(args)?;
    let resumed = vm.generator_throw(generator, exception, true)?;
    given(vm, resumed)
}

fn close(vm: &mut Vm, generator: Value) -> Result {
    vm.generator_close(generator)
}

impl Vm {
    /// The exception that `throw(type, value, traceback)` raises.
    pub(crate) fn thrown_exception(&mut self, args: &[Value]) -> Result {
        self.check_positional("throw", args.len(), 1, 3)?;
        let (kind, value) = (args[0], args.get(1).copied().unwrap_or(Value::NONE));
        let traceback = args.get(2).copied().unwrap_or(Value::NONE);
        if !traceback.is_none() && !cast::is_exactly(traceback, self.types.traceback) {
            return Err(self.type_error("throw() third argument must be a traceback object"));
        }
        let exception = if self.is_exception_class(kind) {
            if self.is_exception(value, kind.pointer()) {
                value
            } else {
                let arguments = match value {
                    _ if value.is_none() => &[][..],
                    _ if self.is_tuple(value) => tuple::items(value),
                    _ => &[value],
                };
                let made = self.call_pos(kind, arguments)?;
                self.check_made(kind, made, false)?;
                made
            }
        } else if self.is_any_exception(kind) {
            if !value.is_none() {
                return Err(self.type_error("instance exception may not have a separate value"));
            }
            kind
        } else {
            let name = self.class_name(kind);
            return Err(self.type_error(format!(
                "exceptions must be classes or instances deriving from BaseException, not {name}"
            )));
        };
        if !traceback.is_none() {
            self.set_traceback(exception, traceback);
        }
        Ok(exception)
    }

    /// Raises an exception in a generator, at the place where it is suspended (CPython's `_gen_throw`).
    pub(crate) fn generator_throw(
        &mut self,
        generator: Value,
        exception: Value,
        close_delegate: bool,
    ) -> Result<Resumed> {
        let object = get(generator);
        if object.state == GeneratorState::Executing {
            let kind = kind(self, generator);
            return Err(self.value_error(format!("{kind} already executing")));
        }
        let target = delegate(generator);
        if target.is_null() {
            return self.throw_here(generator, exception);
        }
        if close_delegate && self.is_exception(exception, self.types.generator_exit) {
            object.state = GeneratorState::Executing;
            let closed = self.close_iterator(target);
            object.state = GeneratorState::SuspendedYieldFrom;
            if closed.is_err() {
                let exception = self.take_raised();
                return self.throw_here(generator, exception);
            }
            return self.throw_here(generator, exception);
        }
        let own = cast::is_exactly(target, self.types.generator)
            || cast::is_exactly(target, self.types.coroutine);
        let result = if own {
            object.state = GeneratorState::Executing;
            let result = self.generator_throw(target, exception, close_delegate);
            object.state = GeneratorState::SuspendedYieldFrom;
            match result {
                Ok(Resumed::Yielded(value)) => Ok(value),
                Ok(Resumed::Returned(value)) => Err(self.stop_iteration_with(value)),
                Err(Raised) => Err(Raised),
            }
        } else {
            let name = name!(self, "throw");
            match self.get_attr_opt(target, name)? {
                None => return self.throw_here(generator, exception),
                Some(method) => {
                    object.state = GeneratorState::Executing;
                    let result = self.call_pos(method, &[exception]);
                    object.state = GeneratorState::SuspendedYieldFrom;
                    result
                }
            }
        };
        match result {
            Ok(value) => Ok(Resumed::Yielded(value)),
            Err(Raised) => {
                let exception = self.take_raised();
                self.throw_here(generator, exception)
            }
        }
    }

    fn throw_here(&mut self, generator: Value, exception: Value) -> Result<Resumed> {
        if get(generator).state == GeneratorState::Cleared {
            if cast::is_exactly(generator, self.types.coroutine) {
                return Err(self.runtime_error("cannot reuse already awaited coroutine"));
            }
            self.raised = exception;
            return Err(Raised);
        }
        self.resume_generator(generator, exception, true)
    }

    /// Closes what a generator delegates to (CPython's `gen_close_iter`).
    fn close_iterator(&mut self, iterator: Value) -> Result<()> {
        if cast::is_exactly(iterator, self.types.generator)
            || cast::is_exactly(iterator, self.types.coroutine)
        {
            return self.generator_close(iterator).map(drop);
        }
        let name = name!(self, "close");
        match self.get_attr_opt(iterator, name)? {
            Some(method) => self.call_pos(method, &[]).map(drop),
            None => Ok(()),
        }
    }

    /// `generator.close()`: its return value, if it returns one.
    pub(crate) fn generator_close(&mut self, generator: Value) -> Result {
        let object = get(generator);
        match object.state {
            GeneratorState::Created => {
                self.clear_generator(generator);
                return Ok(Value::NONE);
            }
            GeneratorState::Cleared => return Ok(Value::NONE),
            GeneratorState::Executing => {
                let kind = kind(self, generator);
                return Err(self.value_error(format!("{kind} already executing")));
            }
            _ => {}
        }
        let target = delegate(generator);
        let mut exception = Value::NULL;
        if !target.is_null() {
            object.state = GeneratorState::Executing;
            let closed = self.close_iterator(target);
            object.state = GeneratorState::SuspendedYieldFrom;
            if closed.is_err() {
                exception = self.take_raised();
            }
        }
        if exception.is_null() {
            let class = self.types.generator_exit;
            exception = self.new_exception(class, &[])?;
        }
        match self.resume_generator(generator, exception, true) {
            Ok(Resumed::Yielded(_)) => {
                let kind = kind(self, generator);
                Err(self.runtime_error(format!("{kind} ignored GeneratorExit")))
            }
            Ok(Resumed::Returned(value)) => Ok(value),
            Err(Raised)
                if self.is_exception(self.raised, self.types.generator_exit)
                    || self.is_exception(self.raised, self.types.stop_iteration) =>
            {
                self.take_raised();
                Ok(Value::NONE)
            }
            Err(Raised) => Err(Raised),
        }
    }

    /// Ends a generator that is not running without resuming it.
    fn clear_generator(&mut self, generator: Value) {
        let object = get(generator);
        let frame = &raw mut object.frame;
        if !object.frame.object.is_null() {
            self.detach_frame(frame);
        }
        object.state = GeneratorState::Cleared;
        object.exc = Value::NONE;
        object.frame.sp = locals(frame);
    }
}

pub(super) fn frame(vm: &mut Vm, generator: Value) -> Result {
    let object = get(generator);
    if object.state == GeneratorState::Cleared {
        return Ok(Value::NONE);
    }
    Ok(vm.frame_object(&raw mut object.frame))
}

pub(super) fn running(_: &mut Vm, generator: Value) -> Result {
    Ok(Value::bool(
        get(generator).state == GeneratorState::Executing,
    ))
}

pub(super) fn suspended(_: &mut Vm, generator: Value) -> Result {
    Ok(Value::bool(matches!(
        get(generator).state,
        GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom
    )))
}

pub(super) fn code(_: &mut Vm, generator: Value) -> Result {
    Ok(Value::object(get(generator).frame.code))
}

pub(super) fn awaited(_: &mut Vm, generator: Value) -> Result {
    let target = delegate(generator);
    Ok(if target.is_null() {
        Value::NONE
    } else {
        target
    })
}

fn set_text(vm: &mut Vm, generator: Value, value: Value, name: &str) -> Result<()> {
    if value.is_null() || !vm.is_str(value) {
        return Err(vm.type_error(format!("{name} must be set to a string object")));
    }
    let object = get(generator);
    if name == "__name__" {
        object.name = value
    } else {
        object.qualname = value
    }
    Ok(())
}

pub(super) const NAME: GetSet = GetSet {
    name: "__name__",
    get: |_, generator| Ok(get(generator).name),
    set: Some(|vm, generator, value| set_text(vm, generator, value, "__name__")),
    doc: "",
};

pub(super) const QUALNAME: GetSet = GetSet {
    name: "__qualname__",
    get: |_, generator| Ok(get(generator).qualname),
    set: Some(|vm, generator, value| set_text(vm, generator, value, "__qualname__")),
    doc: "",
};

pub(super) const fn read(name: &'static str, get: fn(&mut Vm, Value) -> Result) -> GetSet {
    GetSet {
        name,
        get,
        set: None,
        doc: "",
    }
}

pub(super) fn repr(vm: &mut Vm, generator: Value) -> Result {
    let kind = match kind(vm, generator) {
        "async generator" => "async_generator",
        kind => kind,
    };
    let text = format!(
        "<{kind} object {} at {:#x}>",
        vm.text(get(generator).qualname),
        generator.bits()
    );
    Ok(vm.new_str(&text))
}

static GENERATOR_METHODS: &[Def] = &[
    Def::new("send", Call::One(send)).doc("", "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration."),
    Def::new("throw", Call::Fast(throw)).doc("", "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration."),
    Def::new("close", Call::NoArgs(close)).doc("", "close() -> raise GeneratorExit inside generator."),
    Def::new("__class_getitem__", Call::One(generic::class_getitem)).class().doc("", "See PEP 585"),
];

static GENERATOR_GETSET: &[GetSet] = &[
    NAME,
    QUALNAME,
    read("gi_yieldfrom", awaited),
    read("gi_running", running),
    read("gi_frame", frame),
    read("gi_suspended", suspended),
    read("gi_code", code),
];

static COROUTINE_METHODS: &[Def] = &[
    Def::new("send", Call::One(send)).doc("", "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."),
    Def::new("throw", Call::Fast(throw)).doc("", "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration."),
    Def::new("close", Call::NoArgs(close)).doc("", "close() -> raise GeneratorExit inside coroutine."),
    Def::new("__class_getitem__", Call::One(generic::class_getitem)).class().doc("", "See PEP 585"),
];

static COROUTINE_GETSET: &[GetSet] = &[
    NAME,
    QUALNAME,
    read("cr_await", awaited),
    read("cr_running", running),
    read("cr_frame", frame),
    read("cr_code", code),
    read("cr_origin", |_, generator| Ok(get(generator).origin)),
    read("cr_suspended", suspended),
];

/// The coroutine of a wrapper.
fn wrapped(wrapper: Value) -> Value {
    field(wrapper, 1)
}

static WRAPPER_METHODS: &[Def] = &[
    Def::new(
        "send",
        Call::One(|vm, this, value| send(vm, wrapped(this), value)),
    ),
    Def::new(
        "throw",
        Call::Fast(|vm, this, args| throw(vm, wrapped(this), args)),
    ),
    Def::new("close", Call::NoArgs(|vm, this| close(vm, wrapped(this)))),
];

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("generator", Shape::Generator);
    spec.slots.repr = Some(repr);
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(next);
    spec.methods = GENERATOR_METHODS;
    spec.getset = GENERATOR_GETSET;
    vm.define_class(vm.types.generator, spec);

    let mut spec = ClassSpec::new("coroutine", Shape::Generator);
    spec.slots.repr = Some(repr);
    spec.slots.await_ = Some(|vm, coroutine| {
        let class = vm.generators.coroutine_wrapper;
        Ok(vm.new_fields(class, &[Value::NULL, coroutine]))
    });
    spec.methods = COROUTINE_METHODS;
    spec.getset = COROUTINE_GETSET;
    vm.define_class(vm.types.coroutine, spec);

    let mut spec = ClassSpec::new("coroutine_wrapper", Shape::Fields);
    spec.fields = 2;
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(|vm, wrapper| next(vm, wrapped(wrapper)));
    spec.methods = WRAPPER_METHODS;
    spec.doc = "A wrapper object implementing __await__ for coroutines.";
    vm.generators.coroutine_wrapper = vm.new_native_class(spec);

    super::async_generator::init(vm);
}
