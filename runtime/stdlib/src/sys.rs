//! `sys`.

use std::sync::atomic::Ordering;

use vm::layout::{Frame, Shape, class_flags};
use vm::objects::cast::as_class;
use vm::objects::class::slots::Comparison;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::dict;
use vm::objects::numbers::convert::MAX_STR_DIGITS;
use vm::objects::repr::{ReprGuard, push_repr, push_text};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{add, add_ints, none, none_of_any, recall, remember};
use crate::{io, structseq, structseq_fields, support};

/// The version of CPython that the runtime equals.
const VERSION: (i64, i64, i64) = (3, 14, 0);

/// What systems call this kind of machine.
pub const MULTIARCH: &str = if cfg!(target_arch = "aarch64") {
    "aarch64-linux-gnu"
} else {
    "x86_64-linux-gnu"
};

static VERSION_INFO: &[GetSet] =
    structseq_fields![0 "major", 1 "minor", 2 "micro", 3 "releaselevel", 4 "serial"];
static FLAGS: &[GetSet] = structseq_fields![
    0 "debug", 1 "inspect", 2 "interactive", 3 "optimize", 4 "dont_write_bytecode", 5 "no_user_site", 6 "no_site",
    7 "ignore_environment", 8 "verbose", 9 "bytes_warning", 10 "quiet", 11 "hash_randomization", 12 "isolated", 13 "dev_mode",
    14 "utf8_mode", 15 "warn_default_encoding", 16 "safe_path", 17 "int_max_str_digits", 18 "gil",
    19 "thread_inherit_context", 20 "context_aware_warnings",
];
static FLOAT_INFO: &[GetSet] = structseq_fields![
    0 "max", 1 "max_exp", 2 "max_10_exp", 3 "min", 4 "min_exp", 5 "min_10_exp", 6 "dig", 7 "mant_dig", 8 "epsilon", 9 "radix",
    10 "rounds",
];
static INT_INFO: &[GetSet] = structseq_fields![0 "bits_per_digit", 1 "sizeof_digit", 2 "default_max_str_digits", 3 "str_digits_check_threshold"];
static HASH_INFO: &[GetSet] = structseq_fields![
    0 "width", 1 "modulus", 2 "inf", 3 "nan", 4 "imag", 5 "algorithm", 6 "hash_bits", 7 "seed_bits", 8 "cutoff",
];
static THREAD_INFO: &[GetSet] = structseq_fields![0 "name", 1 "lock", 2 "version"];

fn exit(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("exit", args.len(), 0, 1)?;
    let status = args.first().copied().unwrap_or(Value::NONE);
    let arguments: &[Value] = if args.is_empty() { &[] } else { &[status] };
    let exception = vm.new_exception(vm.types.system_exit, arguments)?;
    Err(vm.raise_value(exception))
}

fn getrecursionlimit(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.new_int(vm.recursion_limit as i64))
}

fn setrecursionlimit(vm: &mut Vm, _: Value, limit: Value) -> Result {
    let limit = vm.index_argument(limit)?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1"));
    }
    if limit as usize <= vm.depth {
        let depth = vm.depth;
        return Err(vm.recursion_error(format!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        )));
    }
    vm.recursion_limit = limit as usize;
    Ok(Value::NONE)
}

fn intern(vm: &mut Vm, _: Value, string: Value) -> Result {
    if !vm.is_exact_str(string) {
        let name = vm.class_name(string);
        return Err(vm.type_error(format!("can't intern {name}")));
    }
    Ok(vm.intern_str(string))
}

fn getsizeof(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [object, default] =
        vm.bind_arguments("getsizeof", args, &["object", "default"], 0, 2, 1)?;
    match vm.call_method(object, "__sizeof__", &[]) {
        Ok(size) => {
            let class = vm.class_of(object);
            let plain = [
                vm.types.int,
                vm.types.float,
                vm.types.str,
                vm.types.bytes,
                vm.types.bool,
                vm.types.complex,
            ];
            // What CPython's collector does not track has no header of its.
            let head = if plain.contains(&class) || object.is_none() {
                0
            } else {
                16
            };
            let size = vm.int_as_i64(size).unwrap_or(0);
            Ok(vm.new_int(size + head))
        }
        Err(_) if !default.is_null() => {
            vm.take_raised();
            Ok(default)
        }
        Err(raised) => Err(raised),
    }
}

fn exc_info(vm: &mut Vm, _: Value) -> Result {
    let exception = vm.handled;
    if exception.is_none() || exception.is_null() {
        return Ok(vm.new_tuple(&[Value::NONE; 3]));
    }
    let name = vm.intern("__traceback__");
    let traceback = vm.get_attr(exception, name)?;
    let class = Value::object(vm.class_of(exception));
    Ok(vm.new_tuple(&[class, exception, traceback]))
}

fn exception(vm: &mut Vm, _: Value) -> Result {
    Ok(if vm.handled.is_null() {
        Value::NONE
    } else {
        vm.handled
    })
}

/// The frame of Python code that many calls up.
fn frame_at(vm: &mut Vm, depth: i64) -> Option<*mut Frame> {
    let mut frame = vm.frame;
    let mut left = depth;
    while !frame.is_null() {
        // SAFETY: frames on the stack are live, and linked by `previous`.
        let (owner, previous) = unsafe { ((*frame).owner, (*frame).previous) };
        if owner != vm::layout::FrameOwner::Entry {
            if left == 0 {
                return Some(frame);
            }
            left -= 1;
        }
        frame = previous;
    }
    None
}

fn getframemodulename(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [depth] = vm.bind_arguments("_getframemodulename", args, &["depth"], 0, 1, 0)?;
    let depth = if depth.is_null() {
        0
    } else {
        vm.index_argument(depth)?
    };
    let Some(frame) = frame_at(vm, depth.max(0)) else {
        return Ok(Value::NONE);
    };
    // SAFETY: a live frame.
    let globals = unsafe { (*frame).globals };
    let name = vm.intern("__name__");
    let name = vm.dict_get_str(globals, name);
    Ok(if name.is_null() { Value::NONE } else { name })
}

fn getdefaultencoding(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.intern("utf-8"))
}

fn getfilesystemencodeerrors(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.intern("surrogateescape"))
}

fn one(vm: &mut Vm, _: Value, _: Value) -> Result {
    Ok(vm.new_int(1))
}

fn no(_: &mut Vm, _: Value) -> Result {
    Ok(Value::FALSE)
}

fn yes(_: &mut Vm, _: Value) -> Result {
    Ok(Value::TRUE)
}

fn none_of_one(_: &mut Vm, _: Value, _: Value) -> Result {
    Ok(Value::NONE)
}

fn getint_max_str_digits(vm: &mut Vm, _: Value) -> Result {
    Ok(vm.new_int_usize(MAX_STR_DIGITS.load(Ordering::Relaxed)))
}

/// A limit below this would do more harm than good.
const LEAST_MAX_STR_DIGITS: i64 = 640;

fn set_int_max_str_digits(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let name = "set_int_max_str_digits";
    let [limit] = vm.bind_arguments(name, args, &["maxdigits"], 0, 1, 1)?;
    let class = vm.types.overflow_error;
    let limit = match vm.index_i64(limit, class)?.try_into() {
        Ok::<i32, _>(limit) => i64::from(limit),
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C int")),
    };
    if limit != 0 && limit < LEAST_MAX_STR_DIGITS {
        return Err(vm.value_error(format!(
            "maxdigits must be >= {LEAST_MAX_STR_DIGITS} or 0 for unlimited"
        )));
    }
    MAX_STR_DIGITS.store(limit as usize, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn getswitchinterval(_: &mut Vm, _: Value) -> Result {
    Ok(Value::float(0.005))
}

fn displayhook(vm: &mut Vm, module: Value, value: Value) -> Result {
    if value.is_none() {
        return Ok(Value::NONE);
    }
    let text = vm.repr(value)?;
    let name = vm.intern("stdout");
    let stdout = vm.get_attr(module, name)?;
    vm.call_method(stdout, "write", &[text])?;
    let newline = vm.new_str("\n");
    vm.call_method(stdout, "write", &[newline])?;
    vm.dict_set_str(vm.builtins, "_", value);
    Ok(Value::NONE)
}

fn excepthook(vm: &mut Vm, module: Value, args: &[Value]) -> Result {
    vm.check_positional("excepthook", args.len(), 3, 3)?;
    let text = vm.format_exception(args[1]);
    let name = vm.intern("stderr");
    let stderr = vm.get_attr(module, name)?;
    let text = vm.new_str(&text);
    vm.call_method(stderr, "write", &[text])
}

fn call_tracing(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("call_tracing", args.len(), 2, 2)?;
    let arguments = vm.tuple_from(args[1])?;
    vm.call_pos(args[0], tuple::items(arguments))
}

fn getframe(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let depth = match args.first() {
        Some(depth) => {
            let overflow = vm.types.overflow_error;
            vm.index_i64(*depth, overflow)?
        }
        None => 0,
    };
    let frame = vm.frame_at(usize::try_from(depth).unwrap_or(0));
    if frame.is_null() || frame.is_none() {
        return Err(vm.value_error("call stack is not deep enough"));
    }
    Ok(frame)
}

/// Takes `__dict__` and `__weakref__` from a class that another one will replace (`dataclasses`).
fn clear_type_descriptors(vm: &mut Vm, _: Value, class: Value) -> Result {
    let Some(object) = as_class(class) else {
        return Err(vm.type_error("argument must be a type"));
    };
    for name in ["__dict__", "__weakref__"] {
        let name = vm.intern(name);
        if vm.dict_remove(object.dict, name)?.is_null() {
            continue;
        }
        vm.class_modified(class.pointer(), name);
    }
    Ok(Value::NONE)
}

static FUNCTIONS: &[Def] = &[
    Def::new("_getframe", Call::Fast(getframe)),
    Def::new("_clear_type_descriptors", Call::One(clear_type_descriptors)),
    Def::new("exit", Call::Fast(exit)).doc(
        "($module, status=None, /)",
        "Exit the interpreter by raising SystemExit(status).",
    ),
    Def::new("getrecursionlimit", Call::NoArgs(getrecursionlimit)),
    Def::new("setrecursionlimit", Call::One(setrecursionlimit)),
    Def::new("intern", Call::One(intern)),
    Def::new("getsizeof", Call::VarKeywords(getsizeof)),
    Def::new("exc_info", Call::NoArgs(exc_info)),
    Def::new("exception", Call::NoArgs(exception)),
    Def::new(
        "_getframemodulename",
        Call::FastKeywords(getframemodulename),
    ),
    Def::new("getdefaultencoding", Call::NoArgs(getdefaultencoding)),
    Def::new("getfilesystemencoding", Call::NoArgs(getdefaultencoding)),
    Def::new(
        "getfilesystemencodeerrors",
        Call::NoArgs(getfilesystemencodeerrors),
    ),
    Def::new("is_remote_debug_enabled", Call::NoArgs(no)),
    Def::new("getrefcount", Call::One(one)),
    Def::new("is_finalizing", Call::NoArgs(no)),
    Def::new("_is_gil_enabled", Call::NoArgs(yes)),
    Def::new(
        "_is_interned",
        Call::One(|_, _, string| {
            Ok(Value::bool(
                vm::objects::strings::header(string).interned != vm::layout::Interning::None,
            ))
        }),
    ),
    Def::new("gettrace", Call::NoArgs(none)),
    Def::new("getprofile", Call::NoArgs(none)),
    Def::new("settrace", Call::One(none_of_one)),
    Def::new("setprofile", Call::One(none_of_one)),
    Def::new("setswitchinterval", Call::One(none_of_one)),
    Def::new("getswitchinterval", Call::NoArgs(getswitchinterval)),
    Def::new(
        "get_int_max_str_digits",
        Call::NoArgs(getint_max_str_digits),
    ),
    Def::new(
        "set_int_max_str_digits",
        Call::FastKeywords(set_int_max_str_digits),
    ),
    Def::new(
        "getallocatedblocks",
        Call::NoArgs(|vm, _| Ok(vm.new_int(vm.heap.used_bytes() as i64 / 64))),
    ),
    Def::new("audit", Call::FastKeywords(none_of_any)),
    Def::new("addaudithook", Call::FastKeywords(none_of_any)),
    Def::new("_clear_type_cache", Call::NoArgs(none)),
    Def::new("_clear_internal_caches", Call::NoArgs(none)),
    Def::new("breakpointhook", Call::FastKeywords(none_of_any)),
    Def::new("unraisablehook", Call::One(none_of_one)),
    Def::new("displayhook", Call::One(displayhook)),
    Def::new("excepthook", Call::Fast(excepthook)),
    Def::new("call_tracing", Call::Fast(call_tracing)),
    Def::new(
        "get_asyncgen_hooks",
        Call::NoArgs(|vm, _| Ok(vm.new_tuple(&[Value::NONE, Value::NONE]))),
    ),
    Def::new("set_asyncgen_hooks", Call::FastKeywords(none_of_any)),
    Def::new(
        "get_coroutine_origin_tracking_depth",
        Call::NoArgs(|vm, _| Ok(vm.new_int(0))),
    ),
    Def::new(
        "set_coroutine_origin_tracking_depth",
        Call::FastKeywords(none_of_any),
    ),
];

/// `sys._jit`: of CPython's, which there is none of.
static JIT: &[Def] = &[
    Def::new("is_available", Call::NoArgs(no)),
    Def::new("is_enabled", Call::NoArgs(no)),
    Def::new("is_active", Call::NoArgs(no)),
];

/// The dict of an object's attributes.
fn attributes(vm: &mut Vm, object: Value) -> Result {
    let name = vm.intern("__dict__");
    vm.get_attr(object, name)
}

fn namespace_repr(vm: &mut Vm, namespace: Value) -> Result {
    let name = vm.class_name(namespace);
    let name = if name == "SimpleNamespace" {
        String::from("namespace")
    } else {
        name
    };
    let Some(_guard) = ReprGuard::enter(namespace) else {
        return Ok(vm.new_str(&format!("{name}(...)")));
    };
    let mut text = format!("{name}(");
    let attributes = attributes(vm, namespace)?;
    let mut position = 0;
    while let Some((number, key, value)) = dict::next_entry(attributes.pointer(), position) {
        if position > 0 {
            text.push_str(", ");
        }
        push_text(vm, &mut text, key);
        text.push('=');
        push_repr(vm, &mut text, value)?;
        position = number + 1;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn namespace_init(vm: &mut Vm, namespace: Value, args: Args<'_>) -> Result<()> {
    let positional = args.pos();
    if positional.len() > 1 {
        let count = positional.len();
        return Err(vm.type_error(format!(
            "SimpleNamespace expected at most 1 argument, got {count}"
        )));
    }
    if let Some(&mapping) = positional.first() {
        let given = vm.call_pos(Value::object(vm.types.dict), &[mapping])?;
        let mut position = 0;
        while let Some((number, key, value)) = dict::next_entry(given.pointer(), position) {
            if !vm.is_str(key) {
                return Err(vm.type_error("keywords must be strings"));
            }
            let key = vm.intern_str(key);
            vm.set_attr(namespace, key, value)?;
            position = number + 1;
        }
    }
    for (name, value) in args.keywords() {
        let name = vm.intern_str(name);
        vm.set_attr(namespace, name, value)?;
    }
    Ok(())
}

fn namespace_reduce(vm: &mut Vm, namespace: Value) -> Result {
    let class = Value::object(vm.class_of(namespace));
    let (arguments, state) = (vm.new_tuple(&[]), attributes(vm, namespace)?);
    Ok(vm.new_tuple(&[class, arguments, state]))
}

static NAMESPACE_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(namespace_reduce))
    .doc("", "Return state information for pickling")];

fn namespace_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let class = vm.types_namespace();
    let (l, r) = (vm.class_of(left), vm.class_of(right));
    if !vm.is_subclass(l, class) || !vm.is_subclass(r, class) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (attributes(vm, left)?, attributes(vm, right)?);
    vm.compare(op, left, right)
}

trait NamespaceClass {
    fn types_namespace(&mut self) -> *mut vm::layout::Class;
}

impl NamespaceClass for Vm {
    fn types_namespace(&mut self) -> *mut vm::layout::Class {
        support::recall_class(self, "types.SimpleNamespace")
    }
}

/// `types.SimpleNamespace`.
pub fn namespace_class(vm: &mut Vm) -> *mut vm::layout::Class {
    let known = recall(vm, "types.SimpleNamespace");
    if !known.is_null() {
        return known.pointer();
    }
    let mut spec = ClassSpec::new("SimpleNamespace", Shape::Instance);
    spec.module = "types";
    spec.flags = class_flags::BASE_TYPE | class_flags::MANAGED_DICT;
    spec.slots.repr = Some(namespace_repr);
    spec.slots.init = Some(namespace_init);
    spec.methods = NAMESPACE_METHODS;
    spec.slots.new = Some(|vm, class, _| Ok(vm.new_instance(class)));
    spec.slots.compare = Some(namespace_compare);
    spec.doc = "A simple attribute-based namespace.";
    support::class(vm, spec)
}

/// A `types.SimpleNamespace` of some attributes.
pub fn namespace(vm: &mut Vm, attributes: &[(&str, Value)]) -> Result {
    let class = namespace_class(vm);
    let namespace = vm.new_instance(class);
    for &(name, value) in attributes {
        let name = vm.intern(name);
        vm.set_attr(namespace, name, value)?;
    }
    Ok(namespace)
}

/// Has the running program's stdout drop what is written to it.
pub fn swallow_stdout(vm: &mut Vm) {
    let stdout = recall(vm, "sys.__stdout__");
    if stdout.is_null() {
        // The module has not been made: leave word for when it is.
        remember(vm, "sys.swallow", Value::TRUE);
    } else {
        io::swallow(vm, stdout);
    }
}

fn version_info(vm: &mut Vm) -> Result {
    let class = structseq::class(vm, "sys", "version_info", VERSION_INFO);
    let (major, minor, micro) = VERSION;
    let items = [
        vm.new_int(major),
        vm.new_int(minor),
        vm.new_int(micro),
        vm.intern("final"),
        vm.new_int(0),
    ];
    structseq::make(vm, class, &items)
}

fn numbers(vm: &mut Vm, module: Value) -> Result<()> {
    let int = |vm: &mut Vm, value: i64| vm.new_int(value);
    let class = structseq::class(vm, "sys", "float_info", FLOAT_INFO);
    let items = [
        Value::float(f64::MAX),
        int(vm, 1024),
        int(vm, 308),
        Value::float(f64::MIN_POSITIVE),
        int(vm, -1021),
        int(vm, -307),
        int(vm, 15),
        int(vm, 53),
        Value::float(f64::EPSILON),
        int(vm, 2),
        int(vm, 1),
    ];
    let info = structseq::make(vm, class, &items)?;
    add(vm, module, "float_info", info);
    let class = structseq::class(vm, "sys", "int_info", INT_INFO);
    let items = [int(vm, 30), int(vm, 4), int(vm, 4300), int(vm, 640)];
    let info = structseq::make(vm, class, &items)?;
    add(vm, module, "int_info", info);
    let class = structseq::class(vm, "sys", "hash_info", HASH_INFO);
    let items = [
        int(vm, 64),
        int(vm, (1 << 61) - 1),
        int(vm, 314_159),
        int(vm, 0),
        int(vm, 1_000_003),
        vm.intern("siphash13"),
        int(vm, 64),
        int(vm, 128),
        int(vm, 0),
    ];
    let info = structseq::make(vm, class, &items)?;
    add(vm, module, "hash_info", info);
    let class = structseq::class(vm, "sys", "thread_info", THREAD_INFO);
    let items = [vm.intern("pthread"), vm.intern("semaphore"), Value::NONE];
    let info = structseq::make(vm, class, &items)?;
    add(vm, module, "thread_info", info);
    let class = structseq::class(vm, "sys", "flags", FLAGS);
    let mut items = [int(vm, 0); 21];
    // Hash randomization, safe path off, UTF-8 mode, digits of ints in text, the lock that there is none of.
    items[11] = int(vm, 1);
    items[13] = Value::FALSE;
    items[14] = int(vm, 1);
    items[16] = Value::FALSE;
    items[17] = int(vm, 4300);
    items[18] = int(vm, 1);
    let flags = structseq::make(vm, class, &items)?;
    add(vm, module, "flags", flags);
    Ok(())
}

/// The names of all modules of CPython that are no packages' parts, as far as they exist here.
fn names(vm: &mut Vm, names: impl Iterator<Item = &'static str>) -> Result {
    let list = vm.new_list(&[]);
    for name in names {
        let name = vm.intern(name);
        vm.list_append(list, name);
    }
    vm.tuple_from_list(list)
}

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    io::init_classes(vm);
    let module = support::module(vm, "sys", FUNCTIONS);
    let streams = [("stdin", 0), ("stdout", 1), ("stderr", 2)];
    for (name, fd) in streams {
        let stream = io::standard_stream(vm, fd);
        remember(vm, &format!("sys.__{name}__"), stream);
        add(vm, module, name, stream);
        add(vm, module, &format!("__{name}__"), stream);
    }
    if recall(vm, "sys.swallow") == Value::TRUE {
        swallow_stdout(vm);
    }
    let library = vm.new_str(crate::library::FOLDER);
    let path = vm.new_list(&[library]);
    add(vm, module, "path", path);
    for name in ["argv", "orig_argv", "warnoptions"] {
        let list = vm.new_list(&[]);
        add(vm, module, name, list);
    }
    let jit = support::module(vm, "sys._jit", JIT);
    add(vm, module, "_jit", jit);
    let monitoring = crate::monitoring::init(vm)?;
    add(vm, module, "monitoring", monitoring);
    let options = Value::object(vm.new_dict());
    add(vm, module, "_xoptions", options);
    add(vm, module, "modules", Value::object(vm.modules));
    for hook in [
        "displayhook",
        "excepthook",
        "breakpointhook",
        "unraisablehook",
    ] {
        let name = vm.intern(hook);
        let function = vm.get_attr(module, name)?;
        add(vm, module, &format!("__{hook}__"), function);
    }
    let (major, minor, micro) = VERSION;
    let hexversion = major << 24 | minor << 16 | micro << 8 | 0xf0;
    add_ints(
        vm,
        module,
        &[
            ("maxsize", i64::MAX),
            ("maxunicode", 0x10_ffff),
            ("hexversion", hexversion),
            ("api_version", 1013),
        ],
    );
    let texts = [
        (
            "version",
            format!(
                // In CPython's form, which `platform` takes apart.
                "{major}.{minor}.{micro} (tierlens {}) [Rust]",
                env!("CARGO_PKG_VERSION")
            ),
        ),
        (
            "byteorder",
            String::from(if cfg!(target_endian = "big") {
                "big"
            } else {
                "little"
            }),
        ),
        (
            "platform",
            String::from(if cfg!(target_os = "macos") {
                "darwin"
            } else if cfg!(windows) {
                "win32"
            } else {
                "linux"
            }),
        ),
        ("prefix", String::from("/usr")),
        ("base_prefix", String::from("/usr")),
        ("exec_prefix", String::from("/usr")),
        ("base_exec_prefix", String::from("/usr")),
        ("platlibdir", String::from("lib")),
        ("executable", String::new()),
        ("_base_executable", String::new()),
        ("_stdlib_dir", String::from(crate::library::FOLDER)),
        ("_framework", String::new()),
        ("float_repr_style", String::from("short")),
        ("abiflags", String::new()),
        (
            "copyright",
            String::from("Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved."),
        ),
    ];
    for (name, text) in texts {
        let text = vm.new_str(&text);
        add(vm, module, name, text);
    }
    let git = ["CPython", "", ""].map(|text| vm.new_str(text));
    let git = vm.new_tuple(&git);
    add(vm, module, "_git", git);
    add(vm, module, "pycache_prefix", Value::NONE);
    add(vm, module, "dont_write_bytecode", Value::TRUE);
    let info = version_info(vm)?;
    add(vm, module, "version_info", info);
    numbers(vm, module)?;
    let (name, tag) = (vm.intern("cpython"), vm.intern("cpython-314"));
    let hexversion = vm.new_int(hexversion);
    let multiarch = vm.intern(MULTIARCH);
    let implementation = namespace(
        vm,
        &[
            ("name", name),
            ("cache_tag", tag),
            ("version", info),
            ("hexversion", hexversion),
            ("_multiarch", multiarch),
            ("supports_isolated_interpreters", Value::FALSE),
        ],
    )?;
    add(vm, module, "implementation", implementation);
    let builtin = names(vm, crate::MODULES.iter().map(|module| module.0))?;
    add(vm, module, "builtin_module_names", builtin);
    let all = crate::library::names()
        .filter(|name| !name.contains('.'))
        .chain(crate::MODULES.iter().map(|module| module.0))
        .chain(Vm::names_in_c());
    let all: Vec<&'static str> = all.collect();
    let all = names(vm, all.into_iter())?;
    let all = vm.call_pos(Value::object(vm.types.frozenset), &[all])?;
    add(vm, module, "stdlib_module_names", all);
    open_builtin(vm).map(|()| module)
}

/// `open` of the `builtins` module is `_io`'s.
fn open_builtin(vm: &mut Vm) -> Result<()> {
    let io = io::init_classes(vm);
    let name = vm.intern("open");
    let known = vm.dict_get_str(vm.builtins, name);
    if known.is_null() {
        let open = vm.get_attr(io, name)?;
        vm.dict_set_str(vm.builtins, "open", open);
    }
    Ok(())
}
