//! Modules.

use super::class::{ClassSpec, GetSet};
use super::descriptors::{read_only, settable};
use super::instance::attributes;
use super::{cast, dict};
use crate::import::Machinery;
use crate::layout::{Class, Dict, Module, Shape, class_flags};
use crate::native::{Call, Def};
use crate::{Args, Result, Value, Vm};

fn namespace(this: Value) -> *mut Dict {
    // SAFETY: typed: this is used for modules and instances of subclasses, which have shape `Module`.
    unsafe { cast::get::<Module>(this) }.dict
}

impl Vm {
    /// A module with `__name__`, `__doc__` None and the functions.
    pub fn new_module(&mut self, name: &str, functions: &'static [Def]) -> Value {
        let class = self.types.module;
        let dict = self.new_dict();
        let module: *mut Module = self.alloc_plain(class, size_of::<Module>()).cast();
        // SAFETY: `alloc_plain` has given an object of the size.
        unsafe { (*module).dict = dict };
        let value = Value::object(module);
        let text = self.intern(name);
        self.dict_set_str(dict, "__name__", text);
        for name in ["__doc__", "__package__", "__loader__", "__spec__"] {
            self.dict_set_str(dict, name, Value::NONE);
        }
        for def in functions {
            let function = self.new_builtin(def, value, text);
            self.dict_set_str(dict, def.name, function);
        }
        value
    }
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
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
    let dict = namespace(this);
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
fn repr(vm: &mut Vm, this: Value) -> Result {
    if let Machinery::Made(bootstrap) = vm.imports.machinery {
        return vm.call_method(bootstrap, "_module_repr", &[this]);
    }
    let dict = namespace(this);
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
    dict::entries(namespace(this)).any(|(_, value)| {
        vm.as_builtin(value)
            .is_some_and(|builtin| builtin.this == this)
    })
}

fn dir(vm: &mut Vm, this: Value) -> Result {
    let dict = namespace(this);
    let key = vm.intern("__dir__");
    let own = vm.dict_get_str(dict, key);
    if !own.is_null() {
        return vm.call_pos(own, &[]);
    }
    vm.list_from(Value::object(dict))
}

fn annotations(vm: &mut Vm, this: Value) -> Result {
    let dict = namespace(this);
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

fn set_annotations(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let key = vm.intern("__annotations__");
    if value.is_null() {
        if vm.dict_remove(namespace(this), key)?.is_null() {
            return Err(vm.attribute_error("__annotations__"));
        }
        return Ok(());
    }
    vm.dict_set(namespace(this), key, value)
}

static GETSET: &[GetSet] = &[
    read_only(
        "__dict__",
        |vm, this| {
            vm.show_dict(namespace(this))?;
            Ok(Value::object(namespace(this)))
        },
        "",
    ),
    settable("__annotations__", annotations, set_annotations, ""),
    settable(
        "__annotate__",
        |vm, this| {
            let key = vm.intern("__annotate__");
            Ok(vm.dict_get_str(namespace(this), key).or_none())
        },
        |vm, this, value| {
            if value.is_null() {
                return Err(vm.type_error("cannot delete __annotate__ attribute"));
            }
            let key = vm.intern("__annotate__");
            vm.dict_set(namespace(this), key, value)
        },
        "",
    ),
];
static METHODS: &[Def] = &[Def::new("__dir__", Call::NoArgs(dir))
    .doc("", "__dir__() -> list\nspecialized dir() implementation")];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("module", Shape::Module);
    spec.flags = class_flags::BASE_TYPE;
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.slots.repr = Some(repr);
    spec.slots.getattr = Some(attributes::module_getattr);
    spec.slots.setattr = Some(attributes::module_setattr);
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_module);
    spec.doc = "Create a module object.\n\nThe name must be a string; the optional docstring argument can have any type.";
    vm.define_class(vm.types.module, spec);
}
