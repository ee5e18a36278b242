//! `_imp`, on which `importlib` stands, and what else it wants: `_warnings`, `marshal`. Functions with an underscore are for
//! `_embedded_library.py`.

use vm::objects::cast::as_class;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::library;
use crate::support::{self, add, add_ints, import_attr, none};

fn name(vm: &mut Vm, value: Value, function: &str) -> Result<String> {
    support::text(vm, value, &format!("{function}() argument"))
}

fn is_builtin(vm: &mut Vm, _: Value, value: Value) -> Result {
    let name = name(vm, value, "is_builtin")?;
    Ok(Value::int_unchecked(vm.is_built_in(&name).into()))
}

fn is_frozen(vm: &mut Vm, _: Value, value: Value) -> Result {
    let name = name(vm, value, "is_frozen")?;
    Ok(Value::bool(vm.find_frozen(&name).is_some()))
}

/// The library's name of a frozen module, and whether that is a package.
fn frozen(vm: &mut Vm, value: Value, function: &str) -> Result<(String, bool)> {
    let name = name(vm, value, function)?;
    if let Some((origin, package)) = vm.find_frozen(&name) {
        return Ok((origin.to_owned(), package));
    }
    let class = vm.types.import_error;
    Err(vm.raise(class, format!("No such frozen object named {name}")))
}

fn is_frozen_package(vm: &mut Vm, _: Value, value: Value) -> Result {
    let (_, package) = frozen(vm, value, "is_frozen_package")?;
    Ok(Value::bool(package))
}

fn get_frozen_object(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("get_frozen_object", args.len(), 1, 2)?;
    let (origin, _) = frozen(vm, args[0], "get_frozen_object")?;
    vm.library_code(&origin)
}

fn find_frozen(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [value, _] = vm.bind_arguments("find_frozen", args, &["name", "withdata"], 0, 1, 1)?;
    let name = name(vm, value, "find_frozen")?;
    let Some((origin, package)) = vm.find_frozen(&name) else {
        return Ok(Value::NONE);
    };
    let origin = vm.new_str(origin);
    Ok(vm.new_tuple(&[Value::NONE, Value::bool(package), origin]))
}

fn spec_attribute(vm: &mut Vm, spec: Value, name: &str) -> Result<String> {
    let key = vm.intern(name);
    let value = vm.get_attr(spec, key)?;
    support::text(vm, value, &format!("spec.{name}"))
}

/// These are there once.
const SINGLE: [&str; 2] = ["builtins", "sys"];

fn create_builtin(vm: &mut Vm, _: Value, spec: Value) -> Result {
    let name = spec_attribute(vm, spec, "name")?;
    let known = vm.loaded_module(&name);
    if SINGLE.contains(&&*name) && known.is_object() {
        return Ok(known);
    }
    match vm.make_native(&name) {
        Some(made) => made,
        None => Ok(Value::NONE),
    }
}

fn create_dynamic(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("create_dynamic", args.len(), 1, 2)?;
    let name = spec_attribute(vm, args[0], "name")?;
    let file = spec_attribute(vm, args[0], "origin")?;
    Err(vm.extension_module(&name, &file))
}

fn nothing(vm: &mut Vm, _: Value, _: Value) -> Result {
    Ok(vm.new_int(0))
}

fn extension_suffixes(vm: &mut Vm, _: Value) -> Result {
    let list = vm.new_list(&[]);
    let tagged = format!(".cpython-314-{}.so", crate::sys::MULTIARCH);
    for suffix in [&*tagged, ".abi3.so", ".so"] {
        let suffix = vm.new_str(suffix);
        vm.list_push(list, suffix)?;
    }
    Ok(list)
}

/// `_find_in_library(name, folder)`: None, True for a native module, False for one that CPython has and we have not, or whether
/// it is a package, and its file.
fn find_in_library(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_find_in_library", args.len(), 2, 2)?;
    let (name, folder) = (
        name(vm, args[0], "_find_in_library")?,
        name(vm, args[1], "_find_in_library")?,
    );
    let top = folder == library::FOLDER;
    if top && crate::MODULES.iter().any(|module| module.0 == name) {
        return Ok(Value::TRUE);
    }
    if let Some((package, file)) = vm.find_source_in_library(&name, (!top).then_some(&folder)) {
        let file = vm.new_str(&file);
        return Ok(vm.new_tuple(&[Value::bool(package), file]));
    }
    Ok(if top && vm.is_missing(&name) {
        Value::FALSE
    } else {
        Value::NONE
    })
}

fn raise_missing(vm: &mut Vm, _: Value, value: Value) -> Result {
    let name = name(vm, value, "_raise_missing")?;
    Err(vm.missing_module(&name))
}

fn library_code(vm: &mut Vm, _: Value, value: Value) -> Result {
    let name = name(vm, value, "_library_code")?;
    vm.library_code(&name)
}

fn library_source(vm: &mut Vm, _: Value, value: Value) -> Result {
    let name = name(vm, value, "_library_source")?;
    match library::library(&name).and_then(library::Module::text) {
        Some(text) => Ok(vm.new_bytes(text.as_bytes())),
        None => Err(vm.value_error(format!("{name} is no module of the library"))),
    }
}

/// `_library_names(folder)`: the names of the modules that lie there, and whether they are packages.
fn library_names(vm: &mut Vm, _: Value, value: Value) -> Result {
    let folder = name(vm, value, "_library_names")?;
    let list = vm.new_list(&[]);
    for name in library::names() {
        let tail = name.rsplit('.').next().unwrap_or(name);
        let Some(module) = library::library(name) else {
            continue;
        };
        let file = if module.package {
            format!("{folder}/{tail}/__init__.py")
        } else {
            format!("{folder}/{tail}.py")
        };
        if module.file() == file {
            let tail = vm.new_str(tail);
            let entry = vm.new_tuple(&[tail, Value::bool(module.package)]);
            vm.list_push(list, entry)?;
        }
    }
    Ok(list)
}

/// `_adopt(value, class)`: gives a spec or a loader that was made without importlib its class there; says whether it is one.
fn adopt(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_adopt", args.len(), 2, 2)?;
    let Some(class) = as_class(args[1]) else {
        return Err(vm.type_error("_adopt() argument 2 must be a class"));
    };
    Ok(Value::bool(vm.adopt(args[0], class)))
}

fn override_frozen(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.imports.frozen_override = vm.index_argument(value)?;
    Ok(Value::NONE)
}

/// There is one interpreter, where CPython refuses it too.
fn override_check(vm: &mut Vm, _: Value, value: Value) -> Result {
    vm.index_argument(value)?;
    let class = vm.types.runtime_error;
    let message =
        "_imp._override_multi_interp_extensions_check() cannot be used in the main interpreter";
    Err(vm.raise(class, message))
}

/// `source_hash(key, source)`: what compiled files know their source by.
fn source_hash(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [key, source] = vm.bind_arguments("source_hash", args, &["key", "source"], 0, 2, 2)?;
    let key = vm.index_argument(key)?;
    let hash = siphash13(key.cast_unsigned(), support::bytes_like(vm, source)?);
    Ok(vm.new_bytes(&hash.to_le_bytes()))
}

/// SipHash with one round for each word and three at the end, the second half of its key being 0.
fn siphash13(key: u64, data: &[u8]) -> u64 {
    let mut state = [
        key ^ 0x736f_6d65_7073_6575,
        0x646f_7261_6e64_6f6d,
        key ^ 0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ];
    let words = data.chunks_exact(8);
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    last[7] = data.len() as u8;
    let word = |bytes: &[u8]| {
        bytes
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
    for word in words.map(word).chain([word(&last)]) {
        state[3] ^= word;
        sip_round(&mut state);
        state[0] ^= word;
    }
    state[2] ^= 0xff;
    for _ in 0..3 {
        sip_round(&mut state);
    }
    state.iter().fold(0, |hash, part| hash ^ part)
}

fn sip_round([a, b, c, d]: &mut [u64; 4]) {
    *a = a.wrapping_add(*b);
    *c = c.wrapping_add(*d);
    *b = b.rotate_left(13) ^ *a;
    *d = d.rotate_left(16) ^ *c;
    *a = a.rotate_left(32);
    *c = c.wrapping_add(*b);
    *a = a.wrapping_add(*d);
    *b = b.rotate_left(17) ^ *c;
    *d = d.rotate_left(21) ^ *a;
    *c = c.rotate_left(32);
}

static FUNCTIONS: &[Def] = &[
    Def::new(
        "_override_frozen_modules_for_tests",
        Call::One(override_frozen),
    ),
    Def::new(
        "_override_multi_interp_extensions_check",
        Call::One(override_check),
    ),
    Def::new("source_hash", Call::FastKeywords(source_hash)),
    Def::new("acquire_lock", Call::NoArgs(none)),
    Def::new("release_lock", Call::NoArgs(none)),
    Def::new("lock_held", Call::NoArgs(|_, _| Ok(Value::FALSE))),
    Def::new("is_builtin", Call::One(is_builtin)),
    Def::new("is_frozen", Call::One(is_frozen)),
    Def::new("is_frozen_package", Call::One(is_frozen_package)),
    Def::new("find_frozen", Call::FastKeywords(find_frozen)),
    Def::new("get_frozen_object", Call::Fast(get_frozen_object)),
    Def::new("create_builtin", Call::One(create_builtin)),
    Def::new("exec_builtin", Call::One(nothing)),
    Def::new("create_dynamic", Call::Fast(create_dynamic)),
    Def::new("exec_dynamic", Call::One(nothing)),
    Def::new("extension_suffixes", Call::NoArgs(extension_suffixes)),
    Def::new("_fix_co_filename", Call::Fast(|_, _, _| Ok(Value::NONE))),
    Def::new("_find_in_library", Call::Fast(find_in_library)),
    Def::new("_raise_missing", Call::One(raise_missing)),
    Def::new("_library_code", Call::One(library_code)),
    Def::new("_library_source", Call::One(library_source)),
    Def::new("_library_names", Call::One(library_names)),
    Def::new("_adopt", Call::Fast(adopt)),
];

/// `_imp`.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_imp", FUNCTIONS);
    add_ints(vm, module, &[("pyc_magic_number_token", 0x0a0d_0e2b)]);
    let checked = vm.new_str("default");
    add(vm, module, "check_hash_based_pycs", checked);
    let folder = vm.new_str(library::FOLDER);
    add(vm, module, "_library_folder", folder);
    Ok(module)
}

/// Whether a warning is of a category that nobody has asked to see. `importlib` warns where nothing can be imported.
fn is_ignored(vm: &mut Vm, args: Args<'_>) -> bool {
    let class = args.pos().get(1).and_then(|category| as_class(*category));
    class.is_some_and(|class| vm.text(class.name) == "ImportWarning")
}

/// `_warnings`, which passes on to `warnings`.
pub fn warnings(vm: &mut Vm) -> Result {
    static WARNINGS: &[Def] = &[Def::new(
        "warn",
        Call::FastKeywords(|vm, _, args| {
            if vm.loaded_module("warnings").is_null() && is_ignored(vm, args) {
                return Ok(Value::NONE);
            }
            let warn = import_attr(vm, "warnings", "warn")?;
            vm.call(warn, args)
        }),
    )];
    Ok(support::module(vm, "_warnings", WARNINGS))
}

/// `marshal`: there are no compiled files to read or write.
pub fn marshal(vm: &mut Vm) -> Result {
    static MARSHAL: &[Def] = &[
        Def::new(
            "loads",
            Call::Fast(|vm, _, _| Err(vm.not_implemented_error("marshal"))),
        ),
        Def::new(
            "dumps",
            Call::Fast(|vm, _, _| Err(vm.not_implemented_error("marshal"))),
        ),
    ];
    let module = support::module(vm, "marshal", MARSHAL);
    add_ints(vm, module, &[("version", 5)]);
    Ok(module)
}
