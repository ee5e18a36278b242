//! Specs and loaders of modules that were imported before anybody asked for the import machinery. They have the attributes of
//! `importlib`'s, whose classes they get with the first look at one of them ([`super::machinery`]).

use super::machinery::Machinery;
use crate::layout::{Class, Dict, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::instance::attributes::generic_getattr;
use crate::objects::instance::methods::change_class;
use crate::{Raised, Result, Value, Vm};

/// Where a module comes from.
pub(super) enum Place<'a> {
    /// It is native.
    BuiltIn,
    /// It is frozen in CPython: the file that it seems to come from.
    Frozen(&'a str),
    /// A source file.
    File(&'a str),
}

impl Place<'_> {
    /// The file, where there is one.
    pub fn file(&self) -> Option<&str> {
        match self {
            Place::BuiltIn => None,
            Place::Frozen(file) | Place::File(file) => Some(file),
        }
    }
}

/// Any use of what has no class yet gives it one.
fn getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    if !vm.is_unborn(this) || matches!(vm.imports.machinery, Machinery::Making) {
        return generic_getattr(vm, this, name);
    }
    vm.bring_to_life(this)?;
    vm.get_attr(this, name)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    vm.bring_to_life(this)?;
    if vm.is_unborn(this) {
        let name = vm.class_name(this);
        return Ok(vm.new_str(&format!("<{name} object>")));
    }
    vm.repr(this)
}

impl Vm {
    /// The class of a spec or a loader that has no real one yet.
    fn unborn_class(&mut self, name: &'static str, module: &'static str) -> *mut Class {
        let mut spec = ClassSpec::new(name, Shape::Instance);
        spec.module = module;
        spec.flags = class_flags::MANAGED_DICT;
        spec.slots.getattr = Some(getattr);
        spec.slots.repr = Some(repr);
        self.new_native_class(spec)
    }

    fn spec_class(&mut self) -> *mut Class {
        if self.imports.spec_class.is_null() {
            self.imports.spec_class = self.unborn_class("ModuleSpec", "_frozen_importlib");
        }
        self.imports.spec_class
    }

    fn loader_class(&mut self) -> *mut Class {
        if self.imports.loader_class.is_null() {
            let module = "_frozen_importlib_external";
            self.imports.loader_class = self.unborn_class("SourceFileLoader", module);
        }
        self.imports.loader_class
    }

    /// Whether a value is a spec or a loader without a real class.
    pub(super) fn is_unborn(&self, value: Value) -> bool {
        let class = self.class_of(value);
        class == self.imports.spec_class || class == self.imports.loader_class
    }

    /// Gives what has no class yet its own, which has the same attributes. Says whether it had none.
    pub fn adopt(&mut self, value: Value, class: *mut Class) -> bool {
        let fits = crate::objects::class::get(class).shape == Shape::Instance
            && crate::objects::class::get(class).slot_count == 0
            && self.is_unborn(value);
        if fits && !self.is_unborn_class(class) {
            let old = self.class_of(value);
            // With a dict it has no need of the room for attributes that the new class's instances have.
            self.instance_dict(value);
            change_class(self, value, old, class);
            return true;
        }
        false
    }

    fn is_unborn_class(&self, class: *mut Class) -> bool {
        class == self.imports.spec_class || class == self.imports.loader_class
    }

    /// Makes the machinery, which adopts all that modules have; and this one, if no module has it.
    fn bring_to_life(&mut self, value: Value) -> Result<()> {
        let bootstrap = self.importlib()?;
        if !self.is_unborn(value) {
            return Ok(());
        }
        let (owner, name) = if self.class_of(value) == self.imports.spec_class {
            (bootstrap, "ModuleSpec")
        } else {
            (
                self.loaded_module("_frozen_importlib_external"),
                "SourceFileLoader",
            )
        };
        let name = self.intern(name);
        let class = self.get_attr(owner, name)?;
        if let Some(class) = crate::objects::cast::as_class(class) {
            self.adopt(value, class);
        }
        Ok(())
    }

    /// An attribute of a spec, NULL where there is none or the look-up fails. What has no class yet need not get one for it.
    pub(crate) fn spec_value(&mut self, spec: Value, name: &str) -> Value {
        if self.is_unborn(spec) {
            let key = match name {
                "has_location" => "_set_fileattr",
                name => name,
            };
            let (key, dict) = (self.intern(key), self.instance_dict(spec).pointer());
            return self.dict_get_str(dict, key);
        }
        let name = self.intern(name);
        match self.get_attr_opt(spec, name) {
            Ok(value) => value.unwrap_or(Value::NULL),
            Err(Raised) => {
                self.take_raised();
                Value::NULL
            }
        }
    }

    /// The name of the package that a spec's module is in.
    pub(super) fn spec_parent(&mut self, spec: Value) -> Result {
        if !self.is_unborn(spec) {
            let name = self.intern("parent");
            return self.get_attr(spec, name);
        }
        let [name, path] =
            ["name", "submodule_search_locations"].map(|name| self.spec_value(spec, name));
        if !path.is_none() {
            return Ok(name);
        }
        let name = self.text(name).into_owned();
        Ok(self.new_str(name.rfind('.').map_or("", |dot| &name[..dot])))
    }

    /// The spec of a module at a place.
    fn new_spec(&mut self, name: &str, place: &Place<'_>, package: bool) -> Value {
        let class = self.spec_class();
        let spec = self.new_instance(class);
        let dict = self.instance_dict(spec).pointer();
        let (name_value, loader) = (self.new_str(name), self.new_loader(name, place));
        let origin = match place {
            Place::BuiltIn => self.intern("built-in"),
            Place::Frozen(_) => self.intern("frozen"),
            Place::File(file) => self.new_str(file),
        };
        let locations = match place.file() {
            Some(file) if package => {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                let folder = self.new_str(folder);
                self.new_list(&[folder])
            }
            _ => Value::NONE,
        };
        let children = self.new_list(&[]);
        let (located, cached) = match place {
            Place::File(file) => (Value::TRUE, self.new_str(&cached_name(file))),
            _ => (Value::FALSE, Value::NONE),
        };
        for (key, value) in [
            ("name", name_value),
            ("loader", loader),
            ("origin", origin),
            ("loader_state", Value::NONE),
            ("submodule_search_locations", locations),
            ("_uninitialized_submodules", children),
            ("_set_fileattr", located),
            ("_cached", cached),
        ] {
            self.dict_set_str(dict, key, value);
        }
        spec
    }

    fn new_loader(&mut self, name: &str, place: &Place<'_>) -> Value {
        let class = self.loader_class();
        let loader = self.new_instance(class);
        let dict = self.instance_dict(loader).pointer();
        if let Place::File(file) = place {
            let (name, file) = (self.new_str(name), self.new_str(file));
            self.dict_set_str(dict, "name", name);
            self.dict_set_str(dict, "path", file);
        }
        loader
    }

    /// Gives a module's dict a spec, and what that says: `__spec__`, `__file__`, `__path__`, ... Returns the spec.
    pub(super) fn set_spec(
        &mut self,
        dict: *mut Dict,
        name: &str,
        place: &Place<'_>,
        package: bool,
    ) -> Value {
        let spec = self.new_spec(name, place, package);
        let parent = if package {
            name
        } else {
            name.rfind('.').map_or("", |dot| &name[..dot])
        };
        let (name, parent) = (self.new_str(name), self.new_str(parent));
        let [loader, path, cached] = ["loader", "submodule_search_locations", "_cached"]
            .map(|name| self.spec_value(spec, name));
        for (key, value) in [
            ("__name__", name),
            ("__package__", parent),
            ("__loader__", loader),
            ("__spec__", spec),
        ] {
            self.dict_set_str(dict, key, value);
        }
        if package {
            self.dict_set_str(dict, "__path__", path);
        }
        if let Some(file) = place.file() {
            let file = self.new_str(file);
            self.dict_set_str(dict, "__file__", file);
        }
        if !cached.is_none() {
            self.dict_set_str(dict, "__cached__", cached);
        }
        spec
    }

    /// Gives `__main__`, which is read from a file, the spec of the module that it is; or, without a name, the loader of a file.
    pub fn set_main_spec(&mut self, globals: *mut Dict, name: Option<&str>, file: &str) {
        if let Some(name) = name {
            self.set_spec(globals, name, &Place::File(file), false);
            let main = self.intern("__main__");
            self.dict_set_str(globals, "__name__", main);
        } else {
            let loader = self.new_loader("__main__", &Place::File(file));
            self.dict_set_str(globals, "__loader__", loader);
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
