//! Modules of a few functions: atexit, errno, _thread, _string, _abc's caches' token, marshal-free `_imp`, ...

use vm::layout::{Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::ClassSpec;
use vm::objects::sequences::{list, tuple};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_class, add_ints, recall, remember};

fn none(_: &mut Vm, _: Value) -> Result {
    Ok(Value::NONE)
}

fn none_of_any(_: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Ok(Value::NONE)
}

fn zero_of_any(_: &mut Vm, _: Value, _: Args<'_>) -> Result {
    Ok(Value::int_unchecked(0))
}

/// What is called at the end: tuples of function, arguments and keywords' names.
fn exit_functions(vm: &mut Vm) -> Value {
    let known = recall(vm, "atexit");
    if !known.is_null() {
        return known;
    }
    let list = vm.new_list(&[]);
    remember(vm, "atexit", list);
    list
}

fn register(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let Some(&function) = args.pos().first() else {
        return Err(vm.type_error("register() takes at least 1 argument (0 given)"));
    };
    let values = vm.new_tuple(&args.values[1..]);
    let names = if args.kwnames.is_null() {
        Value::NONE
    } else {
        args.kwnames
    };
    let entry = vm.new_tuple(&[function, values, names]);
    let list = exit_functions(vm);
    vm.list_push(list, entry)?;
    Ok(function)
}

fn unregister(vm: &mut Vm, _: Value, function: Value) -> Result {
    let entries = exit_functions(vm);
    let kept = vm.new_list(&[]);
    for index in 0..list::len(entries) {
        let entry = list::items(entries)[index];
        if !vm.items_equal(tuple::items(entry)[0], function)? {
            vm.list_push(kept, entry)?;
        }
    }
    remember(vm, "atexit", kept);
    Ok(Value::NONE)
}

fn run_exitfuncs(vm: &mut Vm, _: Value) -> Result {
    run_at_exit(vm).map(|()| Value::NONE)
}

/// Calls what `atexit` has registered, the latest first. Their exceptions are told, and nothing comes of them.
pub fn run_at_exit(vm: &mut Vm) -> Result<()> {
    loop {
        let entries = exit_functions(vm);
        if list::len(entries) == 0 {
            return Ok(());
        }
        let entry = vm.call_method(entries, "pop", &[])?;
        let &[function, values, names] = tuple::items(entry) else {
            continue;
        };
        let kwnames = if names.is_none() { Value::NULL } else { names };
        let args = Args {
            values: tuple::items(values),
            kwnames,
        };
        if vm.call(function, args).is_err() {
            vm.unraisable("in atexit callback", function);
        }
    }
}

static ATEXIT: &[Def] = &[
    Def::new("register", Call::VarKeywords(register)),
    Def::new("unregister", Call::One(unregister)),
    Def::new("_run_exitfuncs", Call::NoArgs(run_exitfuncs)),
    Def::new(
        "_clear",
        Call::NoArgs(|vm, _| {
            let list = vm.new_list(&[]);
            remember(vm, "atexit", list);
            Ok(Value::NONE)
        }),
    ),
    Def::new(
        "_ncallbacks",
        Call::NoArgs(|vm, _| {
            let list = exit_functions(vm);
            Ok(vm.new_int(list::len(list) as i64))
        }),
    ),
];

/// `atexit`.
pub fn atexit(vm: &mut Vm) -> Result {
    Ok(support::module(vm, "atexit", ATEXIT))
}

const ERRORS: &[(&str, i32)] = &[
    ("EPERM", libc::EPERM),
    ("ENOENT", libc::ENOENT),
    ("ESRCH", libc::ESRCH),
    ("EINTR", libc::EINTR),
    ("EIO", libc::EIO),
    ("ENXIO", libc::ENXIO),
    ("E2BIG", libc::E2BIG),
    ("ENOEXEC", libc::ENOEXEC),
    ("EBADF", libc::EBADF),
    ("ECHILD", libc::ECHILD),
    ("EAGAIN", libc::EAGAIN),
    ("ENOMEM", libc::ENOMEM),
    ("EACCES", libc::EACCES),
    ("EFAULT", libc::EFAULT),
    ("EBUSY", libc::EBUSY),
    ("EEXIST", libc::EEXIST),
    ("EXDEV", libc::EXDEV),
    ("ENODEV", libc::ENODEV),
    ("ENOTDIR", libc::ENOTDIR),
    ("EISDIR", libc::EISDIR),
    ("EINVAL", libc::EINVAL),
    ("ENFILE", libc::ENFILE),
    ("EMFILE", libc::EMFILE),
    ("ENOTTY", libc::ENOTTY),
    ("EFBIG", libc::EFBIG),
    ("ENOSPC", libc::ENOSPC),
    ("ESPIPE", libc::ESPIPE),
    ("EROFS", libc::EROFS),
    ("EMLINK", libc::EMLINK),
    ("EPIPE", libc::EPIPE),
    ("EDOM", libc::EDOM),
    ("ERANGE", libc::ERANGE),
    ("EDEADLK", libc::EDEADLK),
    ("ENAMETOOLONG", libc::ENAMETOOLONG),
    ("ENOSYS", libc::ENOSYS),
    ("ENOTEMPTY", libc::ENOTEMPTY),
    ("ELOOP", libc::ELOOP),
    ("EWOULDBLOCK", libc::EWOULDBLOCK),
    ("EPROTO", libc::EPROTO),
    ("EOVERFLOW", libc::EOVERFLOW),
    ("EILSEQ", libc::EILSEQ),
    ("ENOTSOCK", libc::ENOTSOCK),
    ("EOPNOTSUPP", libc::EOPNOTSUPP),
    ("ENOTSUP", libc::ENOTSUP),
    ("EAFNOSUPPORT", libc::EAFNOSUPPORT),
    ("EADDRINUSE", libc::EADDRINUSE),
    ("EADDRNOTAVAIL", libc::EADDRNOTAVAIL),
    ("ENETUNREACH", libc::ENETUNREACH),
    ("ECONNABORTED", libc::ECONNABORTED),
    ("ECONNRESET", libc::ECONNRESET),
    ("ENOTCONN", libc::ENOTCONN),
    ("EISCONN", libc::EISCONN),
    ("ESHUTDOWN", libc::ESHUTDOWN),
    ("ETIMEDOUT", libc::ETIMEDOUT),
    ("ECONNREFUSED", libc::ECONNREFUSED),
    ("EHOSTUNREACH", libc::EHOSTUNREACH),
    ("EALREADY", libc::EALREADY),
    ("EINPROGRESS", libc::EINPROGRESS),
    ("ECANCELED", libc::ECANCELED),
];

/// `errno`.
pub fn errno(vm: &mut Vm) -> Result {
    let module = support::module(vm, "errno", &[]);
    let names = vm.new_dict();
    add(vm, module, "errorcode", Value::object(names));
    for &(name, number) in ERRORS {
        let number = vm.new_int(number.into());
        add(vm, module, name, number);
        let name = vm.intern(name);
        if vm.dict_get(names, number)?.is_null() {
            vm.dict_set(names, number, name)?;
        }
    }
    Ok(module)
}

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

static THREAD: &[Def] = &[
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
    Def::new("_count", Call::FastKeywords(zero_of_any)),
    Def::new("stack_size", Call::FastKeywords(zero_of_any)),
    Def::new("_shutdown", Call::NoArgs(none)),
    Def::new("_make_thread_handle", Call::FastKeywords(none_of_any)),
    Def::new("set_name", Call::FastKeywords(none_of_any)),
];

/// `_thread`.
pub fn thread(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_thread", THREAD);
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
    for name in ["_local", "_ThreadHandle", "_ExceptHookArgs"] {
        let mut spec = ClassSpec::new(name, Shape::Instance);
        spec.module = "_thread";
        spec.flags =
            class_flags::BASE_TYPE | class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
        spec.slots.new = Some(|vm, class, _| Ok(vm.new_instance(class)));
        add_class(vm, module, spec);
    }
    add(vm, module, "TIMEOUT_MAX", Value::float(9_223_372_036.0));
    add(vm, module, "error", Value::object(vm.types.runtime_error));
    Ok(module)
}

/// `_signal`: signals are the worker's business, not the program's.
pub fn signal(vm: &mut Vm) -> Result {
    static FUNCTIONS: &[Def] = &[
        Def::new("signal", Call::FastKeywords(none_of_any)),
        Def::new("getsignal", Call::FastKeywords(none_of_any)),
        Def::new("default_int_handler", Call::FastKeywords(none_of_any)),
        Def::new("set_wakeup_fd", Call::FastKeywords(zero_of_any)),
        Def::new("alarm", Call::FastKeywords(zero_of_any)),
    ];
    let module = support::module(vm, "_signal", FUNCTIONS);
    add_ints(
        vm,
        module,
        &[
            ("SIG_DFL", 0),
            ("SIG_IGN", 1),
            ("SIGHUP", libc::SIGHUP.into()),
            ("SIGINT", libc::SIGINT.into()),
            ("SIGQUIT", libc::SIGQUIT.into()),
            ("SIGABRT", libc::SIGABRT.into()),
            ("SIGKILL", libc::SIGKILL.into()),
            ("SIGSEGV", libc::SIGSEGV.into()),
            ("SIGPIPE", libc::SIGPIPE.into()),
            ("SIGALRM", libc::SIGALRM.into()),
            ("SIGTERM", libc::SIGTERM.into()),
            ("SIGCHLD", libc::SIGCHLD.into()),
            ("SIGUSR1", libc::SIGUSR1.into()),
            ("SIGUSR2", libc::SIGUSR2.into()),
            ("NSIG", 65),
        ],
    );
    Ok(module)
}
