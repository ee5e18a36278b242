//! Attributes of functions, bound methods, cells and modules.

use crate::import::Machinery;
use crate::layout::{BoundMethod, Cell, Class, Function, Module, Shape, class_flags};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::{read_only, settable};
use crate::objects::sequences::tuple;
use crate::{Args, Result, Value, Vm};

fn function<'a>(this: Value) -> &'a mut Function {
    // SAFETY: typed: this is used for functions, whose class cannot be subclassed.
    unsafe { cast::get(this) }
}

fn or_none(value: Value) -> Result {
    Ok(if value.is_null() { Value::NONE } else { value })
}

/// Stores a value in one of a function's fields.
fn store(vm: &mut Vm, this: Value, place: *mut Value, value: Value) {
    // SAFETY: callers pass a field of the function.
    unsafe { vm.write_field(this.pointer(), place, value) };
}

fn set_text(vm: &mut Vm, this: Value, place: *mut Value, value: Value, name: &str) -> Result<()> {
    if value.is_null() || !vm.is_str(value) {
        return Err(vm.type_error(format!("{name} must be set to a string object")));
    }
    store(vm, this, place, value);
    Ok(())
}

fn set_defaults(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !vm.is_tuple(value) {
        return Err(vm.type_error("__defaults__ must be set to a tuple object"));
    }
    vm.function_modified(function(this), "defaults");
    store(vm, this, &raw mut function(this).defaults, value);
    Ok(())
}

fn set_kwdefaults(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !vm.is_dict(value) {
        return Err(vm.type_error("__kwdefaults__ must be set to a dict object"));
    }
    vm.function_modified(function(this), "keyword defaults");
    store(vm, this, &raw mut function(this).kwdefaults, value);
    Ok(())
}

fn set_code(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let Some(code) = (if value.is_null() {
        None
    } else {
        vm.as_code(value)
    }) else {
        return Err(vm.type_error("__code__ must be set to a code object"));
    };
    let wanted = code.nlocalsplus - code.first_free;
    let closure = function(this).closure;
    let given = if closure.is_null() {
        0
    } else {
        tuple::items(closure).len()
    };
    if wanted as usize != given {
        let name = vm.text(function(this).name).into_owned();
        return Err(vm.value_error(format!(
            "{name}() requires a code object with {given} free vars, not {wanted}"
        )));
    }
    vm.verify_code(value.pointer())?;
    vm.function_modified(function(this), "code");
    function(this).code = value.pointer();
    Ok(())
}

fn annotations(vm: &mut Vm, this: Value) -> Result {
    let object = function(this);
    if object.annotations.is_null() {
        let dict = if object.annotate.is_null() || object.annotate.is_none() {
            Value::object(vm.new_dict())
        } else {
            let result = vm.call_pos(object.annotate, &[Value::int_unchecked(1)])?;
            if !vm.is_dict(result) {
                let name = vm.class_name(result);
                return Err(vm.type_error(format!("__annotate__() must return a dict, not {name}")));
            }
            result
        };
        store(vm, this, &raw mut function(this).annotations, dict);
    } else if vm.is_tuple(object.annotations) {
        // The compiler's form for annotations of constants: names and values in turn.
        let dict = vm.new_dict();
        for pair in tuple::items(object.annotations).chunks_exact(2) {
            vm.dict_set(dict, pair[0], pair[1])?;
        }
        store(
            vm,
            this,
            &raw mut function(this).annotations,
            Value::object(dict),
        );
    }
    Ok(function(this).annotations)
}

fn set_annotations(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !vm.is_dict(value) {
        return Err(vm.type_error("__annotations__ must be set to a dict object"));
    }
    store(vm, this, &raw mut function(this).annotations, value);
    store(vm, this, &raw mut function(this).annotate, Value::NULL);
    Ok(())
}

fn set_annotate(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("__annotate__ cannot be deleted"));
    }
    if !value.is_none() {
        let class = vm.class_of(value);
        let callable = vm.slots(class).call.is_some()
            || vm.as_function(value).is_some()
            || vm.as_method(value).is_some();
        if !callable {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        store(vm, this, &raw mut function(this).annotations, Value::NULL);
    }
    store(vm, this, &raw mut function(this).annotate, value);
    Ok(())
}

fn set_type_params(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() || !vm.is_tuple(value) {
        return Err(vm.type_error("__type_params__ must be set to a tuple"));
    }
    store(vm, this, &raw mut function(this).type_params, value);
    Ok(())
}

fn set_function_dict(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(vm.type_error("cannot delete __dict__"));
    }
    if !vm.is_dict(value) {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!(
            "__dict__ must be set to a dictionary, not a '{name}'"
        )));
    }
    vm.set_instance_dict(this, value);
    Ok(())
}

/// Attributes of functions.
pub static FUNCTION_GETSET: &[GetSet] = &[
    settable(
        "__name__",
        |_, this| Ok(function(this).name),
        |vm, this, value| set_text(vm, this, &raw mut function(this).name, value, "__name__"),
        "",
    ),
    settable(
        "__qualname__",
        |_, this| Ok(function(this).qualname),
        |vm, this, value| {
            set_text(
                vm,
                this,
                &raw mut function(this).qualname,
                value,
                "__qualname__",
            )
        },
        "",
    ),
    settable(
        "__doc__",
        |_, this| or_none(function(this).doc),
        |vm, this, value| {
            store(
                vm,
                this,
                &raw mut function(this).doc,
                if value.is_null() { Value::NONE } else { value },
            );
            Ok(())
        },
        "",
    ),
    settable(
        "__module__",
        |_, this| or_none(function(this).module),
        |vm, this, value| {
            store(
                vm,
                this,
                &raw mut function(this).module,
                if value.is_null() { Value::NONE } else { value },
            );
            Ok(())
        },
        "",
    ),
    settable(
        "__defaults__",
        |_, this| or_none(function(this).defaults),
        set_defaults,
        "",
    ),
    settable(
        "__kwdefaults__",
        |_, this| or_none(function(this).kwdefaults),
        set_kwdefaults,
        "",
    ),
    settable(
        "__code__",
        |_, this| Ok(Value::object(function(this).code)),
        set_code,
        "",
    ),
    read_only(
        "__globals__",
        |_, this| Ok(Value::object(function(this).globals)),
        "",
    ),
    read_only(
        "__builtins__",
        |_, this| Ok(Value::object(function(this).builtins)),
        "",
    ),
    read_only("__closure__", |_, this| or_none(function(this).closure), ""),
    settable(
        "__dict__",
        |vm, this| Ok(vm.instance_dict(this)),
        set_function_dict,
        "",
    ),
    settable(
        "__annotations__",
        annotations,
        set_annotations,
        "Dict of annotations in a function object.",
    ),
    settable(
        "__annotate__",
        |_, this| or_none(function(this).annotate),
        set_annotate,
        "Get the code object for a function.",
    ),
    settable(
        "__type_params__",
        |vm, this| {
            Ok(if function(this).type_params.is_null() {
                vm.empty_tuple()
            } else {
                function(this).type_params
            })
        },
        set_type_params,
        "Get the declared type parameters for a function.",
    ),
];

fn function_repr(vm: &mut Vm, this: Value) -> Result {
    let text = format!(
        "<function {} at {:#x}>",
        vm.text(function(this).qualname),
        this.bits()
    );
    Ok(vm.new_str(&text))
}

fn function_get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    Ok(if owner.is_null() || owner.is_none() {
        this
    } else {
        vm.new_method(this, owner)
    })
}

/// `types.FunctionType(code, globals, name, argdefs, closure, kwdefaults)`.
fn new_function(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    let names = [
        "code",
        "globals",
        "name",
        "argdefs",
        "closure",
        "kwdefaults",
    ];
    let [code, globals, name, defaults, closure, kwdefaults] =
        vm.bind_arguments("function", args, &names, 0, 6, 2)?;
    let Some(object) = vm.as_code(code) else {
        let got = vm.class_name(code);
        return Err(vm.type_error(format!(
            "function() argument 'code' must be code, not {got}"
        )));
    };
    if !vm.is_dict(globals) {
        let got = vm.class_name(globals);
        return Err(vm.type_error(format!(
            "function() argument 'globals' must be dict, not {got}"
        )));
    }
    vm.verify_code(code.pointer())?;
    let absent = |value: Value| value.is_null() || value.is_none();
    if !absent(name) && !vm.is_str(name) {
        return Err(vm.type_error("arg 3 (name) must be None or string"));
    }
    if !absent(defaults) && !vm.is_tuple(defaults) {
        return Err(vm.type_error("arg 4 (defaults) must be None or tuple"));
    }
    let free = (object.nlocalsplus - object.first_free) as usize;
    if !absent(closure) && !vm.is_tuple(closure) || absent(closure) && free > 0 {
        return Err(vm.type_error(if absent(closure) {
            "arg 5 (closure) must be tuple"
        } else {
            "arg 5 (closure) must be None or tuple"
        }));
    }
    let given = if absent(closure) {
        &[][..]
    } else {
        tuple::items(closure)
    };
    if given.len() != free {
        let name = vm.text(object.name).into_owned();
        return Err(vm.value_error(format!(
            "{name} requires closure of length {free}, not {}",
            given.len()
        )));
    }
    if let Some(bad) = given.iter().find(|cell| vm.as_cell(**cell).is_none()) {
        let name = vm.class_name(*bad);
        return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {name}")));
    }
    let result = vm.new_function(object, globals.pointer());
    let made = function(result);
    if !absent(name) {
        made.name = name;
    }
    if !absent(defaults) {
        made.defaults = defaults;
        made.version = 0;
    }
    if !absent(closure) && free > 0 {
        made.closure = closure;
    }
    if !absent(kwdefaults) {
        if !vm.is_dict(kwdefaults) {
            return Err(vm.type_error("arg 6 (kwdefaults) must be None or dict"));
        }
        made.kwdefaults = kwdefaults;
        made.version = 0;
    }
    Ok(result)
}

fn method<'a>(this: Value) -> &'a mut BoundMethod {
    // SAFETY: typed: this is used for bound methods, whose class cannot be subclassed.
    unsafe { cast::get(this) }
}

/// A bound method's attributes are its own and its function's.
fn method_getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    let class = vm.types.method;
    let own = vm.lookup(class, name);
    if !own.is_null() && &*vm.text(name) != "__doc__" {
        return crate::objects::instance::attributes::generic_getattr(vm, this, name);
    }
    vm.get_attr(method(this).function, name)
}

fn method_repr(vm: &mut Vm, this: Value) -> Result {
    let key = vm.intern("__qualname__");
    let mut name = vm.get_attr_opt(method(this).function, key)?;
    if name.is_none() {
        let key = vm.intern("__name__");
        name = vm.get_attr_opt(method(this).function, key)?;
    }
    let name = name
        .filter(|name| vm.is_str(*name))
        .map_or_else(|| String::from("?"), |name| vm.text(name).into_owned());
    let owner = vm.repr(method(this).this)?;
    let text = format!("<bound method {name} of {}>", vm.text(owner));
    Ok(vm.new_str(&text))
}

fn method_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let Some(other) = vm
        .as_method(right)
        .filter(|_| matches!(op, Comparison::Eq | Comparison::Ne))
    else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = vm.equal(method(left).function, other.function)? && method(left).this == other.this;
    Ok(Value::bool(same == (op == Comparison::Eq)))
}

fn method_hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let function = vm.hash(method(this).function)?;
    let owner = crate::objects::instance::object::hash(vm, method(this).this)?;
    Ok(match owner ^ function {
        -1 => -2,
        hash => hash,
    })
}

fn new_method(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("method", args)?;
    vm.check_positional("method", args.values.len(), 2, 2)?;
    let [callable, owner] = [args.values[0], args.values[1]];
    if !vm.is_callable(callable) {
        return Err(vm.type_error("first argument must be callable"));
    }
    if owner.is_none() {
        return Err(vm.type_error("instance must not be None"));
    }
    Ok(vm.new_method(callable, owner))
}

fn method_reduce(vm: &mut Vm, this: Value) -> Result {
    let key = vm.intern("getattr");
    let getattr = vm.dict_get_str(vm.builtins, key);
    let key = vm.intern("__name__");
    let name = vm.get_attr(method(this).function, key)?;
    let arguments = vm.new_tuple(&[method(this).this, name]);
    Ok(vm.new_tuple(&[getattr, arguments]))
}

static METHOD_GETSET: &[GetSet] = &[
    read_only(
        "__func__",
        |_, this| Ok(method(this).function),
        "the function (or other callable) implementing a method",
    ),
    read_only(
        "__self__",
        |_, this| Ok(method(this).this),
        "the instance to which a method is bound",
    ),
];
static METHOD_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(method_reduce))];

fn cell<'a>(this: Value) -> &'a mut Cell {
    // SAFETY: typed: this is used for cells, whose class cannot be subclassed.
    unsafe { cast::get(this) }
}

fn cell_contents(vm: &mut Vm, this: Value) -> Result {
    if cell(this).content.is_null() {
        Err(vm.value_error("cell is empty"))
    } else {
        Ok(cell(this).content)
    }
}

fn set_cell_contents(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    store(vm, this, &raw mut cell(this).content, value);
    Ok(())
}

fn cell_repr(vm: &mut Vm, this: Value) -> Result {
    let content = cell(this).content;
    let text = if content.is_null() {
        format!("<cell at {:#x}: empty>", this.bits())
    } else {
        format!(
            "<cell at {:#x}: {} object at {:#x}>",
            this.bits(),
            vm.class_name(content),
            content.bits()
        )
    };
    Ok(vm.new_str(&text))
}

fn cell_compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let Some(other) = vm.as_cell(right) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (left, right) = (cell(left).content, other.content);
    if left.is_null() || right.is_null() {
        return Ok(Value::bool(
            op.holds((!left.is_null()).cmp(&!right.is_null())),
        ));
    }
    vm.compare(op, left, right)
}

static CELL_GETSET: &[GetSet] = &[settable(
    "cell_contents",
    cell_contents,
    set_cell_contents,
    "",
)];

fn module_dict(this: Value) -> *mut crate::layout::Dict {
    // SAFETY: typed: this is used for modules and instances of subclasses, which have shape `Module`.
    unsafe { cast::get::<Module>(this) }.dict
}

fn new_module(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    let dict = vm.new_dict();
    let module = vm.alloc_plain(class, size_of::<Module>()).cast::<Module>();
    // SAFETY: `alloc_plain` has given an object of the size.
    unsafe { (*module).dict = dict };
    Ok(Value::object(module))
}

fn init_module(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let [name, doc] = vm.bind_arguments("module", args, &["name", "doc"], 0, 2, 1)?;
    if !vm.is_str(name) {
        let got = vm.class_name(name);
        return Err(vm.type_error(format!("module() argument 'name' must be str, not {got}")));
    }
    let dict = module_dict(this);
    vm.dict_set_str(dict, "__name__", name);
    vm.dict_set_str(
        dict,
        "__doc__",
        if doc.is_null() { Value::NONE } else { doc },
    );
    for name in ["__package__", "__loader__", "__spec__"] {
        vm.dict_set_str(dict, name, Value::NONE);
    }
    Ok(())
}

/// `<module 'name' from 'file'>`: what `importlib._bootstrap._module_repr` gives, if it is there, or would.
fn module_repr(vm: &mut Vm, this: Value) -> Result {
    if let Machinery::Made(bootstrap) = vm.imports.machinery {
        return vm.call_method(bootstrap, "_module_repr", &[this]);
    }
    let dict = module_dict(this);
    let entry = |vm: &mut Vm, name: &str| {
        let key = vm.intern(name);
        let value = vm.dict_get_str(dict, key);
        (!value.is_null() && !value.is_none()).then_some(value)
    };
    let spec = entry(vm, "__spec__");
    let own = spec
        .map(|spec| vm.spec_value(spec, "name"))
        .filter(|name| !name.is_null());
    let name = match own.or_else(|| entry(vm, "__name__")) {
        Some(name) => {
            let name = vm.repr(name)?;
            vm.text(name).into_owned()
        }
        None => String::from("'?'"),
    };
    let origin = match spec {
        Some(spec) if vm.spec_value(spec, "has_location") != Value::TRUE => {
            Some(vm.spec_value(spec, "origin")).filter(|origin| vm.is_str(*origin))
        }
        _ => None,
    };
    let text = match (origin, entry(vm, "__file__")) {
        (Some(origin), _) => format!("<module {name} ({})>", vm.text(origin)),
        (None, Some(file)) => {
            let file = vm.repr(file)?;
            format!("<module {name} from {}>", vm.text(file))
        }
        (None, None) if is_native(vm, this) => format!("<module {name} (built-in)>"),
        (None, None) => format!("<module {name}>"),
    };
    Ok(vm.new_str(&text))
}

/// Whether the module was made by native code: its functions are bound to it.
fn is_native(vm: &mut Vm, this: Value) -> bool {
    crate::objects::dict::entries(module_dict(this)).any(|(_, value)| {
        vm.as_builtin(value)
            .is_some_and(|builtin| builtin.this == this)
    })
}

fn module_dir(vm: &mut Vm, this: Value) -> Result {
    let dict = module_dict(this);
    let key = vm.intern("__dir__");
    let own = vm.dict_get_str(dict, key);
    if !own.is_null() {
        return vm.call_pos(own, &[]);
    }
    vm.list_from(Value::object(dict))
}

fn module_annotations(vm: &mut Vm, this: Value) -> Result {
    let dict = module_dict(this);
    let key = vm.intern("__annotations__");
    let found = vm.dict_get_str(dict, key);
    if !found.is_null() {
        return Ok(found);
    }
    let annotate = vm.intern("__annotate__");
    let annotate = vm.dict_get_str(dict, annotate);
    let annotations = if annotate.is_null() || annotate.is_none() {
        Value::object(vm.new_dict())
    } else {
        vm.call_pos(annotate, &[Value::int_unchecked(1)])?
    };
    vm.dict_set(dict, key, annotations)?;
    Ok(annotations)
}

fn set_module_annotations(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let key = vm.intern("__annotations__");
    if value.is_null() {
        if vm.dict_remove(module_dict(this), key)?.is_null() {
            return Err(vm.attribute_error("__annotations__"));
        }
        return Ok(());
    }
    vm.dict_set(module_dict(this), key, value)
}

static MODULE_GETSET: &[GetSet] = &[
    read_only(
        "__dict__",
        |vm, this| {
            vm.show_dict(module_dict(this))?;
            Ok(Value::object(module_dict(this)))
        },
        "",
    ),
    settable(
        "__annotations__",
        module_annotations,
        set_module_annotations,
        "",
    ),
    settable(
        "__annotate__",
        |vm, this| {
            let key = vm.intern("__annotate__");
            or_none(vm.dict_get_str(module_dict(this), key))
        },
        |vm, this, value| {
            if value.is_null() {
                return Err(vm.type_error("cannot delete __annotate__ attribute"));
            }
            let key = vm.intern("__annotate__");
            vm.dict_set(module_dict(this), key, value)
        },
        "",
    ),
];
static MODULE_METHODS: &[Def] = &[Def::new("__dir__", Call::NoArgs(module_dir))
    .doc("", "__dir__() -> list\nspecialized dir() implementation")];

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("function", Shape::Function);
    spec.flags =
        class_flags::MANAGED_DICT | class_flags::METHOD_DESCRIPTOR | class_flags::WEAK_REFERENCES;
    spec.getset = FUNCTION_GETSET;
    spec.slots.repr = Some(function_repr);
    spec.slots.descr_get = Some(function_get);
    spec.slots.call = Some(|vm, this, args| vm.call_function(this, args));
    spec.slots.new = Some(new_function);
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.function, spec);

    let mut spec = ClassSpec::new("method", Shape::BoundMethod);
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.getset = METHOD_GETSET;
    spec.methods = METHOD_METHODS;
    spec.slots.repr = Some(method_repr);
    spec.slots.compare = Some(method_compare);
    spec.slots.hash = Some(method_hash);
    spec.slots.getattr = Some(method_getattr);
    spec.slots.call =
        Some(|vm, this, args| vm.call_with_self(method(this).function, method(this).this, args));
    spec.slots.descr_get = Some(|_, this, _, _| Ok(this));
    spec.slots.new = Some(new_method);
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.method, spec);

    let mut spec = ClassSpec::new("cell", Shape::Cell);
    spec.getset = CELL_GETSET;
    spec.slots.repr = Some(cell_repr);
    spec.slots.compare = Some(cell_compare);
    spec.slots.new = Some(|vm, _, args| {
        vm.no_keywords("cell", args)?;
        vm.check_positional("cell", args.values.len(), 0, 1)?;
        Ok(vm.new_cell(args.values.first().copied().unwrap_or(Value::NULL)))
    });
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.cell, spec);

    let mut spec = ClassSpec::new("module", Shape::Module);
    spec.flags = class_flags::BASE_TYPE;
    spec.getset = MODULE_GETSET;
    spec.methods = MODULE_METHODS;
    spec.slots.repr = Some(module_repr);
    spec.slots.getattr = Some(crate::objects::instance::attributes::module_getattr);
    spec.slots.setattr = Some(crate::objects::instance::attributes::module_setattr);
    spec.slots.new = Some(new_module);
    spec.slots.init = Some(init_module);
    spec.doc = "Create a module object.\n\nThe name must be a string; the optional docstring argument can have any type.";
    vm.define_class(vm.types.module, spec);
}
