//! `_imp`, and what else `importlib` wants: `_warnings`, `marshal`. Imports that `importlib` makes are the vm's: a finder in
//! `sys.meta_path` finds what the vm finds, and its loader lets the vm load it.

use vm::layout::Shape;
use vm::objects::class::ClassSpec;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_ints, import_attr, remember};

fn none(_: &mut Vm, _: Value) -> Result {
    Ok(Value::NONE)
}

fn no(_: &mut Vm, _: Value, _: Value) -> Result {
    Ok(Value::FALSE)
}

fn is_builtin(vm: &mut Vm, _: Value, name: Value) -> Result {
    let name = support::text(vm, name, "is_builtin() argument")?;
    let known = crate::MODULES.iter().any(|module| module.0 == name);
    Ok(Value::int_unchecked(known.into()))
}

fn create_builtin(vm: &mut Vm, _: Value, spec: Value) -> Result {
    let name = vm.intern("name");
    let name = vm.get_attr(spec, name)?;
    let name = support::text(vm, name, "a spec's name")?;
    vm.import_module(&name)
}

/// `find_spec(name, path, target)`: a spec if the vm finds the module. A native module is loaded by the vm.
fn find_spec(vm: &mut Vm, finder: Value, args: Args<'_>) -> Result {
    let names = ["fullname", "path", "target"];
    let [name, path, _] = vm.bind_arguments("find_spec", args, &names, 0, 3, 1)?;
    let text = support::text(vm, name, "find_spec() argument")?;
    let path = if path.is_null() { Value::NONE } else { path };
    let Some(spec) = vm.find_spec(&text, path) else {
        return Ok(Value::NONE);
    };
    let [loader, locations] = ["loader", "submodule_search_locations"].map(|name| vm.intern(name));
    if vm.get_attr(spec, loader)?.is_none() && vm.get_attr(spec, locations)?.is_none() {
        vm.set_attr(spec, loader, finder)?;
    }
    Ok(spec)
}

/// The module itself, loaded; its own spec is kept in the given one, which `importlib` puts in its place.
fn create_module(vm: &mut Vm, _: Value, spec: Value) -> Result {
    let module = create_builtin(vm, Value::NULL, spec)?;
    let [own, state] = ["__spec__", "loader_state"].map(|name| vm.intern(name));
    if let Some(known) = vm.get_attr_opt(module, own)? {
        vm.set_attr(spec, state, known)?;
    }
    Ok(module)
}

/// Gives the module its own spec back.
fn exec_module(vm: &mut Vm, _: Value, module: Value) -> Result {
    let [own, state] = ["__spec__", "loader_state"].map(|name| vm.intern(name));
    let spec = vm.get_attr(module, own)?;
    let known = vm.get_attr(spec, state)?;
    if !known.is_none() {
        vm.set_attr(module, own, known)?;
    }
    Ok(Value::NONE)
}

static FINDER: &[Def] = &[
    Def::new("find_spec", Call::FastKeywords(find_spec)),
    Def::new("create_module", Call::One(create_module)),
    Def::new("exec_module", Call::One(exec_module)),
    Def::new("invalidate_caches", Call::NoArgs(none)),
];

static FUNCTIONS: &[Def] = &[
    Def::new("acquire_lock", Call::NoArgs(none)),
    Def::new("release_lock", Call::NoArgs(none)),
    Def::new("lock_held", Call::NoArgs(|_, _| Ok(Value::FALSE))),
    Def::new("is_builtin", Call::One(is_builtin)),
    Def::new("is_frozen", Call::One(no)),
    Def::new("is_frozen_package", Call::One(no)),
    Def::new("find_frozen", Call::FastKeywords(|_, _, _| Ok(Value::NONE))),
    Def::new("create_builtin", Call::One(create_builtin)),
    Def::new(
        "exec_builtin",
        Call::One(|_, _, _| Ok(Value::int_unchecked(0))),
    ),
    Def::new(
        "extension_suffixes",
        Call::NoArgs(|vm, _| Ok(vm.new_list(&[]))),
    ),
    Def::new("_fix_co_filename", Call::Fast(|_, _, _| Ok(Value::NONE))),
];

/// `_imp`.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_imp", FUNCTIONS);
    add_ints(vm, module, &[("pyc_magic_number_token", 0x0a0d_0e2b)]);
    let checked = vm.new_str("default");
    add(vm, module, "check_hash_based_pycs", checked);
    let mut spec = ClassSpec::new("Importer", Shape::Fields);
    spec.module = "_imp";
    spec.fields = 1;
    spec.methods = FINDER;
    let class = support::class(vm, spec);
    let finder = vm.new_fields(class, &[]);
    remember(vm, "_imp.finder", finder);
    let finders = import_attr(vm, "sys", "meta_path")?;
    vm.list_push(finders, finder)?;
    Ok(module)
}

/// `_warnings`, which passes on to `warnings`.
pub fn warnings(vm: &mut Vm) -> Result {
    static WARNINGS: &[Def] = &[Def::new(
        "warn",
        Call::FastKeywords(|vm, _, args| {
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
