//! `_thread`: there is one thread.

use vm::layout::{Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class, none, none_of_any, zero_of_any};
use crate::{structseq, structseq_fields};

/// A lock: there is one thread, so it is never waited for. Counts how often it is held.
struct Lock {
    held: u64,
    reentrant: bool,
}

impl Payload for Lock {}

fn lock<'a>(vm: &mut Vm, value: Value) -> Result<&'a mut Lock> {
    match vm.payload::<Lock>(value) {
        Some(lock) => Ok(lock),
        None => Err(vm.type_error("lock expected")),
    }
}

fn acquire(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [blocking, timeout] =
        vm.bind_arguments("acquire", args, &["blocking", "timeout"], 0, 2, 0)?;
    let waits = blocking.is_null() || vm.is_true(blocking)?;
    let forever = timeout.is_null() || vm.expect_f64(timeout)? < 0.0;
    let lock = lock(vm, this)?;
    if lock.held == 0 || lock.reentrant {
        lock.held += 1;
        return Ok(Value::TRUE);
    }
    if waits && forever {
        return Err(
            vm.runtime_error("a lock that the only thread holds would be waited for forever")
        );
    }
    Ok(Value::FALSE)
}

fn enter(vm: &mut Vm, this: Value) -> Result {
    acquire(vm, this, Args::positional(&[]))
}

fn release(vm: &mut Vm, this: Value) -> Result {
    let lock = lock(vm, this)?;
    if lock.held == 0 {
        let message = if lock.reentrant {
            "cannot release un-acquired lock"
        } else {
            "release unlocked lock"
        };
        return Err(vm.runtime_error(message));
    }
    lock.held -= 1;
    Ok(Value::NONE)
}

fn locked(vm: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(lock(vm, this)?.held > 0))
}

static LOCK: &[Def] = &[
    Def::new("acquire", Call::VarKeywords(acquire)),
    Def::new("acquire_lock", Call::VarKeywords(acquire)),
    Def::new("release", Call::NoArgs(release)),
    Def::new("release_lock", Call::NoArgs(release)),
    Def::new("locked", Call::NoArgs(locked)),
    Def::new("_is_owned", Call::NoArgs(locked)),
    Def::new("_at_fork_reinit", Call::NoArgs(none)),
    Def::new("__enter__", Call::NoArgs(enter)),
    Def::new("__exit__", Call::Varargs(|vm, this, _| release(vm, this))),
];

fn allocate_lock(vm: &mut Vm, _: Value) -> Result {
    let class = support::recall_class(vm, "_thread.lock");
    Ok(vm.new_native(
        class,
        Box::new(Lock {
            held: 0,
            reentrant: false,
        }),
    ))
}

fn get_ident(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.new_int(1))
}

fn no_threads(vm: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Err(vm.runtime_error("can't start new thread"))
}

static HOOK_ARGUMENTS: &[GetSet] =
    structseq_fields![0 "exc_type", 1 "exc_value", 2 "exc_traceback", 3 "thread"];

/// Tells of an exception that has ended a thread (CPython's `thread_excepthook`).
fn excepthook(vm: &mut Vm, _: Value, arguments: Value) -> Result {
    let class = support::recall_class(vm, "_thread._ExceptHookArgs");
    if vm.class_of(arguments) != class {
        return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
    }
    let &[kind, exception, _, thread] = tuple::items(arguments) else {
        return Err(vm.type_error("_thread._excepthook needs four items"));
    };
    if kind == Value::object(vm.types.system_exit) {
        return Ok(Value::NONE);
    }
    let sys = vm.import_module("sys")?;
    let mut stderr = attribute(vm, sys, "stderr")?;
    if stderr.is_none() && !thread.is_none() {
        stderr = attribute(vm, thread, "_stderr")?;
    }
    if stderr.is_none() {
        return Ok(Value::NONE);
    }
    let name = attribute(vm, thread, "name")?;
    let name = match name.is_none() {
        true => get_ident(vm, Value::NONE)?,
        false => name,
    };
    let name = vm.str(name)?;
    let mut text = format!("Exception in thread {}:\n", vm.text(name));
    text.push_str(&vm.format_exception(exception));
    let text = vm.new_str(&text);
    vm.call_method(stderr, "write", &[text])?;
    vm.call_method(stderr, "flush", &[])
}

/// An attribute; None where there is none.
fn attribute(vm: &mut Vm, object: Value, name: &str) -> Result {
    let name = vm.intern(name);
    let found = vm.get_attr_opt(object, name)?;
    Ok(found.unwrap_or(Value::NONE))
}

static FUNCTIONS: &[Def] = &[
    Def::new("allocate_lock", Call::NoArgs(allocate_lock)),
    Def::new("allocate", Call::NoArgs(allocate_lock)),
    Def::new("get_ident", Call::NoArgs(get_ident)),
    Def::new("get_native_id", Call::NoArgs(get_ident)),
    Def::new("_get_main_thread_ident", Call::NoArgs(get_ident)),
    Def::new("_is_main_interpreter", Call::NoArgs(|_, _| Ok(Value::TRUE))),
    Def::new("start_new_thread", Call::FastKeywords(no_threads)),
    Def::new("start_joinable_thread", Call::FastKeywords(no_threads)),
    Def::new(
        "daemon_threads_allowed",
        Call::NoArgs(|_, _| Ok(Value::TRUE)),
    ),
    Def::new("_excepthook", Call::One(excepthook)),
    Def::new("_count", Call::FastKeywords(zero_of_any)),
    Def::new("stack_size", Call::FastKeywords(zero_of_any)),
    Def::new("_shutdown", Call::NoArgs(none)),
    Def::new("_make_thread_handle", Call::FastKeywords(none_of_any)),
    Def::new("set_name", Call::FastKeywords(none_of_any)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_thread", FUNCTIONS);
    for (name, reentrant) in [("lock", false), ("RLock", true)] {
        let mut spec = ClassSpec::new(name, Shape::Native);
        spec.module = "_thread";
        spec.flags = class_flags::BASE_TYPE | class_flags::WEAK_REFERENCES;
        spec.slots.new = Some(if reentrant {
            |vm, class, _| {
                Ok(vm.new_native(
                    class,
                    Box::new(Lock {
                        held: 0,
                        reentrant: true,
                    }),
                ))
            }
        } else {
            |vm, class, _| {
                Ok(vm.new_native(
                    class,
                    Box::new(Lock {
                        held: 0,
                        reentrant: false,
                    }),
                ))
            }
        });
        spec.methods = LOCK;
        let class = add_class(vm, module, spec);
        if !reentrant {
            add(vm, module, "LockType", Value::object(class));
        }
    }
    for name in ["_local", "_ThreadHandle"] {
        let mut spec = ClassSpec::new(name, Shape::Instance);
        spec.module = "_thread";
        spec.flags =
            class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
        spec.slots.new = Some(|vm, class, _| Ok(vm.new_instance(class)));
        add_class(vm, module, spec);
    }
    let arguments = structseq::class(vm, "_thread", "_ExceptHookArgs", HOOK_ARGUMENTS);
    add(vm, module, "_ExceptHookArgs", Value::object(arguments));
    add(vm, module, "TIMEOUT_MAX", Value::float(9_223_372_036.0));
    add(vm, module, "error", Value::object(vm.types.runtime_error));
    Ok(module)
}
