//! Attributes of functions.

use crate::layout::{Class, Function, Shape, class_flags};
use crate::objects::cast;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::{read_only, settable};
use crate::objects::sequences::tuple;
use crate::{Args, Result, Value, Vm};

fn function<'a>(this: Value) -> &'a mut Function {
    // SAFETY: typed: this is used for functions, whose class cannot be subclassed.
    unsafe { cast::get(this) }
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

fn set_dict(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
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
static GETSET: &[GetSet] = &[
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
        |_, this| Ok(function(this).doc.or_none()),
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
        |_, this| Ok(function(this).module.or_none()),
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
        |_, this| Ok(function(this).defaults.or_none()),
        set_defaults,
        "",
    ),
    settable(
        "__kwdefaults__",
        |_, this| Ok(function(this).kwdefaults.or_none()),
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
    read_only(
        "__closure__",
        |_, this| Ok(function(this).closure.or_none()),
        "",
    ),
    settable(
        "__dict__",
        |vm, this| Ok(vm.instance_dict(this)),
        set_dict,
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
        |_, this| Ok(function(this).annotate.or_none()),
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

fn repr(vm: &mut Vm, this: Value) -> Result {
    let text = format!(
        "<function {} at {:#x}>",
        vm.text(function(this).qualname),
        this.bits()
    );
    Ok(vm.new_str(&text))
}

fn get(vm: &mut Vm, this: Value, owner: Value, _: Value) -> Result {
    Ok(if owner.is_null() || owner.is_none() {
        this
    } else {
        vm.new_method(this, owner)
    })
}

/// `types.FunctionType(code, globals, name, argdefs, closure, kwdefaults)`.
fn new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
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

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("function", Shape::Function);
    spec.flags =
        class_flags::MANAGED_DICT | class_flags::METHOD_DESCRIPTOR | class_flags::WEAK_REFERENCES;
    spec.getset = GETSET;
    spec.slots.repr = Some(repr);
    spec.slots.descr_get = Some(get);
    spec.slots.call = Some(|vm, this, args| vm.call_function(this, args));
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.function, spec);
}
