//! Module specs and loaders: simple objects with the attributes that the library reads.

use super::load::Source;
use crate::layout::{Class, Dict, Shape, class_flags};
use crate::native::Call;
use crate::objects::class::{ClassSpec, GetSet};
use crate::{Args, Def, Result, Value, Vm};

/// Attributes of a new module.
pub(super) struct Place {
    /// The file, where there is one.
    pub file: Option<String>,
    /// The folders of a package's submodules.
    pub folders: Option<Vec<String>>,
    /// `origin`, where there is no file.
    pub origin: Option<&'static str>,
}

impl Place {
    /// Of a native module.
    pub const BUILT_IN: Place = Place {
        file: None,
        folders: None,
        origin: Some("built-in"),
    };

    /// Of a source file.
    pub fn file(file: String, package: bool) -> Place {
        let folder = || {
            file.strip_suffix("/__init__.py")
                .unwrap_or(&file)
                .to_owned()
        };
        Place {
            folders: package.then(|| vec![folder()]),
            file: Some(file),
            origin: None,
        }
    }

    /// Of a package without a file of its own.
    pub fn namespace(folders: Vec<String>) -> Place {
        Place {
            file: None,
            folders: Some(folders),
            origin: None,
        }
    }
}

fn attribute(vm: &mut Vm, this: Value, name: &str) -> Value {
    let dict = vm.instance_dict(this);
    let name = vm.intern(name);
    vm.dict_get_str(dict.pointer(), name)
}

fn text_attribute(vm: &mut Vm, this: Value, name: &str) -> String {
    let value = attribute(vm, this, name);
    if vm.is_str(value) {
        vm.text(value).into_owned()
    } else {
        String::new()
    }
}

fn spec_repr(vm: &mut Vm, this: Value) -> Result {
    let mut parts = Vec::new();
    for name in ["name", "loader", "origin", "submodule_search_locations"] {
        let value = attribute(vm, this, name);
        if value.is_null() || (value.is_none() && !matches!(name, "name" | "loader")) {
            continue;
        }
        let value = vm.repr(value)?;
        parts.push(format!("{name}={}", vm.text(value)));
    }
    Ok(vm.new_str(&format!("ModuleSpec({})", parts.join(", "))))
}

fn spec_parent(vm: &mut Vm, this: Value) -> Result {
    let name = text_attribute(vm, this, "name");
    let locations = attribute(vm, this, "submodule_search_locations");
    if !locations.is_none() && !locations.is_null() {
        return Ok(vm.new_str(&name));
    }
    Ok(vm.new_str(name.rfind('.').map_or("", |dot| &name[..dot])))
}

fn spec_cached(vm: &mut Vm, this: Value) -> Result {
    let cached = attribute(vm, this, "_cached");
    Ok(crate::objects::exceptions::or_none(cached))
}

fn set_cached(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let dict = vm.instance_dict(this);
    vm.dict_set_str(dict.pointer(), "_cached", value);
    Ok(())
}

fn spec_has_location(vm: &mut Vm, this: Value) -> Result {
    let value = attribute(vm, this, "_set_fileattr");
    Ok(Value::bool(value == Value::TRUE))
}

fn set_has_location(vm: &mut Vm, this: Value, value: Value) -> Result<()> {
    let truth = Value::bool(vm.is_true(value)?);
    let dict = vm.instance_dict(this);
    vm.dict_set_str(dict.pointer(), "_set_fileattr", truth);
    Ok(())
}

fn spec_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let [name, loader, origin, state, package] = vm.bind_arguments(
        "ModuleSpec.__init__",
        args,
        &["name", "loader", "origin", "loader_state", "is_package"],
        0,
        2,
        2,
    )?;
    let package = !package.is_null() && vm.is_true(package)?;
    let locations = if package {
        vm.new_list(&[])
    } else {
        Value::NONE
    };
    fill_spec(
        vm,
        this,
        name,
        loader,
        crate::objects::exceptions::or_none(origin),
        crate::objects::exceptions::or_none(state),
        locations,
    );
    Ok(())
}

fn fill_spec(
    vm: &mut Vm,
    spec: Value,
    name: Value,
    loader: Value,
    origin: Value,
    state: Value,
    locations: Value,
) {
    let dict = vm.instance_dict(spec).pointer();
    let children = vm.new_list(&[]);
    let values = [
        ("name", name),
        ("loader", loader),
        ("origin", origin),
        ("loader_state", state),
        ("submodule_search_locations", locations),
        ("_uninitialized_submodules", children),
        ("_initializing", Value::FALSE),
        ("_set_fileattr", Value::FALSE),
        ("_cached", Value::NONE),
    ];
    for (key, value) in values {
        vm.dict_set_str(dict, key, value);
    }
}

static SPEC_GETSET: &[GetSet] = &[
    GetSet {
        name: "__dict__",
        get: |vm, this| Ok(vm.instance_dict(this)),
        set: None,
        doc: "",
    },
    GetSet {
        name: "parent",
        get: spec_parent,
        set: None,
        doc: "The name of the module's parent.",
    },
    GetSet {
        name: "cached",
        get: spec_cached,
        set: Some(set_cached),
        doc: "",
    },
    GetSet {
        name: "has_location",
        get: spec_has_location,
        set: Some(set_has_location),
        doc: "",
    },
];

fn loader_repr(vm: &mut Vm, this: Value) -> Result {
    let text = format!(
        "<_frozen_importlib_external.SourceFileLoader object at {:#x}>",
        this.bits()
    );
    Ok(vm.new_str(&text))
}

fn loader_init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let [name, path] = vm.bind_arguments(
        "SourceFileLoader.__init__",
        args,
        &["fullname", "path"],
        0,
        2,
        2,
    )?;
    let dict = vm.instance_dict(this).pointer();
    vm.dict_set_str(dict, "name", name);
    vm.dict_set_str(dict, "path", path);
    Ok(())
}

/// What the loader's module is compiled from, if it can be read.
fn source(vm: &mut Vm, this: Value) -> Option<Source> {
    let (name, path) = (
        text_attribute(vm, this, "name"),
        text_attribute(vm, this, "path"),
    );
    if let Ok(bytes) = std::fs::read(&path) {
        return Some(Source::Bytes(bytes));
    }
    (vm.hooks.library)(&name)?;
    Some(Source::Library(name))
}

fn get_source(vm: &mut Vm, this: Value, _: Value) -> Result {
    let Some(source) = source(vm, this) else {
        return Ok(Value::NONE);
    };
    let path = text_attribute(vm, this, "path");
    let text = vm.module_text(&path, source)?;
    vm.try_new_str(&text)
}

fn create_module(_: &mut Vm, _: Value, _: Value) -> Result {
    // The import system makes the module itself.
    Ok(Value::NONE)
}

fn exec_module(vm: &mut Vm, this: Value, module: Value) -> Result {
    let path = text_attribute(vm, this, "path");
    let Some(source) = source(vm, this) else {
        let filename = vm.new_str(&path);
        return Err(vm.os_error(libc::ENOENT, filename));
    };
    vm.execute_module(module, &path, source)?;
    Ok(Value::NONE)
}

fn get_filename(vm: &mut Vm, this: Value, _: &[Value]) -> Result {
    Ok(attribute(vm, this, "path"))
}

fn is_package(vm: &mut Vm, this: Value, _: Value) -> Result {
    let path = text_attribute(vm, this, "path");
    Ok(Value::bool(path.ends_with("/__init__.py")))
}

fn get_code(vm: &mut Vm, this: Value, _: Value) -> Result {
    let Some(source) = source(vm, this) else {
        return Ok(Value::NONE);
    };
    let path = text_attribute(vm, this, "path");
    vm.module_code(&path, source)
}

fn get_data(vm: &mut Vm, _: Value, path: Value) -> Result {
    let path = if vm.is_str(path) {
        vm.text(path).into_owned()
    } else {
        String::new()
    };
    match std::fs::read(&path) {
        Ok(bytes) => Ok(vm.new_bytes(&bytes)),
        Err(error) => {
            let filename = vm.new_str(&path);
            Err(vm.os_error(error.raw_os_error().unwrap_or(libc::EIO), filename))
        }
    }
}

static LOADER_METHODS: &[Def] = &[
    Def::new("get_source", Call::One(get_source)),
    Def::new("get_filename", Call::Fast(get_filename)),
    Def::new("is_package", Call::One(is_package)),
    Def::new("get_code", Call::One(get_code)),
    Def::new("create_module", Call::One(create_module)),
    Def::new("exec_module", Call::One(exec_module)),
    Def::new("get_data", Call::One(get_data)),
];

static LOADER_GETSET: &[GetSet] = &[GetSet {
    name: "__dict__",
    get: |vm, this| Ok(vm.instance_dict(this)),
    set: None,
    doc: "",
}];

impl Vm {
    /// The class of module specs.
    pub fn module_spec_class(&mut self) -> *mut Class {
        if self.imports.spec_class.is_null() {
            let mut spec = ClassSpec::new("ModuleSpec", Shape::Fields);
            spec.module = "_frozen_importlib";
            spec.fields = 1;
            spec.flags = class_flags::MANAGED_DICT | class_flags::BASE_TYPE;
            spec.slots.repr = Some(spec_repr);
            spec.slots.init = Some(spec_init);
            spec.slots.new = Some(|vm, class, _| Ok(vm.new_fields(class, &[])));
            spec.getset = SPEC_GETSET;
            self.imports.spec_class = self.new_native_class(spec);
        }
        self.imports.spec_class
    }

    /// The class of loaders of source files.
    pub fn source_loader_class(&mut self) -> *mut Class {
        if self.imports.loader_class.is_null() {
            let mut spec = ClassSpec::new("SourceFileLoader", Shape::Fields);
            spec.module = "_frozen_importlib_external";
            spec.fields = 1;
            spec.flags = class_flags::MANAGED_DICT | class_flags::BASE_TYPE;
            spec.slots.repr = Some(loader_repr);
            spec.slots.init = Some(loader_init);
            spec.slots.new = Some(|vm, class, _| Ok(vm.new_fields(class, &[])));
            spec.methods = LOADER_METHODS;
            spec.getset = LOADER_GETSET;
            self.imports.loader_class = self.new_native_class(spec);
        }
        self.imports.loader_class
    }

    /// The spec of a module at a place.
    pub(super) fn new_spec(&mut self, name: &str, place: &Place) -> Value {
        let class = self.module_spec_class();
        let spec = self.new_fields(class, &[]);
        let name = self.new_str(name);
        let (mut loader, mut path, mut origin) = (Value::NONE, Value::NONE, Value::NONE);
        if let Some(file) = &place.file {
            origin = self.new_str(file);
            let class = self.source_loader_class();
            loader = self.new_fields(class, &[]);
            let dict = self.instance_dict(loader).pointer();
            self.dict_set_str(dict, "name", name);
            self.dict_set_str(dict, "path", origin);
        } else if let Some(known) = place.origin {
            origin = self.intern(known);
        }
        if let Some(folders) = &place.folders {
            path = self.new_list(&[]);
            for folder in folders {
                let folder = self.new_str(folder);
                self.list_append(path, folder);
            }
        }
        fill_spec(self, spec, name, loader, origin, Value::NONE, path);
        if let Some(file) = &place.file {
            let dict = self.instance_dict(spec).pointer();
            let cached = self.new_str(&cached_name(file));
            self.dict_set_str(dict, "_set_fileattr", Value::TRUE);
            self.dict_set_str(dict, "_cached", cached);
        }
        spec
    }

    /// Gives `__main__` the spec of the module that it is, which has been read from a file.
    pub fn set_main_spec(&mut self, globals: *mut Dict, name: &str, file: &str) {
        let spec = self.new_spec(name, &Place::file(file.to_owned(), false));
        self.set_spec_attributes(globals, name, spec);
        let main = self.intern("__main__");
        self.dict_set_str(globals, "__name__", main);
    }

    /// Gives a module what its spec says of it: `__spec__`, `__file__`, `__path__`, ...
    pub(super) fn set_module_attributes(&mut self, module: Value, name: &str, spec: Value) {
        if let Some(object) = self.as_module(module) {
            self.set_spec_attributes(object.dict, name, spec);
        }
    }

    fn set_spec_attributes(&mut self, dict: *mut Dict, name: &str, spec: Value) {
        let [loader, path, file, cached] =
            ["loader", "submodule_search_locations", "origin", "_cached"]
                .map(|name| attribute(self, spec, name));
        let package = if path.is_none() {
            name.rfind('.').map_or("", |dot| &name[..dot])
        } else {
            name
        };
        let (name, package) = (self.new_str(name), self.new_str(package));
        let values = [
            ("__name__", name),
            ("__package__", package),
            ("__loader__", loader),
            ("__spec__", spec),
        ];
        for (key, value) in values {
            self.dict_set_str(dict, key, value);
        }
        if !path.is_none() {
            self.dict_set_str(dict, "__path__", path);
        }
        if !cached.is_none() {
            self.dict_set_str(dict, "__file__", file);
            self.dict_set_str(dict, "__cached__", cached);
        }
    }
}

/// Where CPython would keep the compiled file.
fn cached_name(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.strip_suffix(".py").unwrap_or(name);
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}__pycache__/{stem}.cpython-314.pyc")
}
