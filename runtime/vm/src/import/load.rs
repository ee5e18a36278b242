//! Loading modules without `importlib`.

use super::find::{FROZEN, Found};
use super::machinery;
use super::spec::Place;
use crate::{CompileOptions, Raised, Result, Value, Vm};

impl Vm {
    /// Finds a module (`path`: the parent's `__path__`, None for a top-level one), loads it, puts it into `sys.modules`.
    pub(super) fn find_and_load_alone(&mut self, name: &str, path: Value) -> Result {
        match self.find(name, path) {
            Some(Found::Native(make)) => self.load_native(name, make),
            Some(Found::File {
                file,
                bytes,
                package,
            }) => self.load(name, &Place::File(&file), package, |vm| {
                let text = vm.decode_source(&bytes, &file)?;
                (vm.hooks.compile)(vm, &text, &file, CompileOptions::MODULE)
            }),
            Some(Found::Library { file, package }) => {
                let place = if FROZEN.contains(&name) {
                    Place::Frozen(&file)
                } else {
                    Place::File(&file)
                };
                self.load(name, &place, package, |vm| vm.library_code(name))
            }
            Some(Found::Beyond) => self.find_and_load_by_importlib(name),
            None if path.is_none() && self.is_missing(name) => Err(self.missing_module(name)),
            None => Err(self.module_not_found(name, &format!("No module named '{name}'"))),
        }
    }

    pub(super) fn remember_module(&mut self, name: &str, module: Value) {
        let modules = self.modules;
        self.dict_set_str(modules, name, module);
    }

    /// Makes a native module, if there is one of that name.
    pub fn make_native(&mut self, name: &str) -> Option<Result> {
        let make = *self.hooks.modules.get(name)?;
        Some(make(self))
    }

    fn load_native(&mut self, name: &str, make: fn(&mut Vm) -> Result) -> Result {
        let module = make(self)?;
        if let Some(object) = self.as_module(module) {
            self.set_spec(object.dict, name, &Place::BuiltIn, false);
        }
        let known = self.loaded_module(name);
        if !known.is_null() {
            return Ok(known);
        }
        self.remember_module(name, module);
        Ok(module)
    }

    fn load(
        &mut self,
        name: &str,
        place: &Place<'_>,
        package: bool,
        compile: impl FnOnce(&mut Vm) -> Result,
    ) -> Result {
        let module = self.new_module(name, &[]);
        let Some(object) = self.as_module(module) else {
            return Err(self.system_error("a new module is a module"));
        };
        let dict = object.dict;
        let spec = self.set_spec(dict, name, place, package);
        self.set_initializing(spec, Value::TRUE);
        self.remember_module(name, module);
        let result = compile(self).and_then(|code| {
            let builtins = self.loaded_module("builtins");
            let key = self.intern("__dict__");
            let builtins = match self.get_attr_opt(builtins, key)? {
                Some(builtins) => builtins,
                None => Value::object(self.builtins),
            };
            self.dict_set_str(dict, "__builtins__", builtins);
            self.run_code(code, dict, Value::object(dict))
        });
        let (key, modules) = (self.intern(name), self.modules);
        if result.is_err() {
            let raised = self.take_raised();
            self.set_initializing(spec, Value::FALSE);
            if self.dict_remove(modules, key).is_err() {
                self.take_raised();
            }
            self.raised = raised;
            return result;
        }
        self.set_initializing(spec, Value::FALSE);
        // The module may have put something else in its place.
        let module = self.dict_get_str(modules, key);
        if module.is_null() {
            let key_error = self.types.key_error;
            return Err(self.raise(key_error, name));
        }
        // As importlib does: last in order.
        self.dict_remove(modules, key)?;
        self.dict_set(modules, key, module)?;
        Ok(module)
    }

    /// Specs keep their dict, whatever class they get.
    fn set_initializing(&mut self, spec: Value, value: Value) {
        let dict = self.instance_dict(spec).pointer();
        self.dict_set_str(dict, "_initializing", value);
    }

    /// The code object of a module of the library.
    pub fn library_code(&mut self, name: &str) -> Result {
        let Some((_, file)) = (self.hooks.library)(name) else {
            let message = format!("No module named '{name}'");
            return Err(self.module_not_found(name, &message));
        };
        let file = if name == machinery::EMBEDDED {
            machinery::EMBEDDED_FILE.to_owned()
        } else if FROZEN.contains(&name) {
            format!("<frozen {name}>")
        } else {
            file
        };
        if let Some(code) = (self.hooks.library_code)(self, name, &file) {
            return Ok(code);
        }
        let text = (self.hooks.library_text)(name).unwrap_or_default();
        (self.hooks.compile)(self, &text, &file, CompileOptions::MODULE)
    }

    /// ImportError for a module that CPython has in C.
    #[cold]
    pub fn missing_module(&mut self, name: &str) -> Raised {
        let message = format!(
            "{name} is a part of CPython in C that tierlens does not have: what needs it cannot run here"
        );
        self.cannot_load(name, None, &message)
    }

    /// ImportError for a module in machine code.
    #[cold]
    pub fn extension_module(&mut self, name: &str, file: &str) -> Raised {
        let own = file.rsplit('/').next().unwrap_or(file);
        let message = format!(
            "{name} is a C extension, which tierlens cannot load: use a pure-Python version of its package ({own})"
        );
        self.cannot_load(name, Some(file), &message)
    }

    fn cannot_load(&mut self, name: &str, file: Option<&str>, message: &str) -> Raised {
        let class = self.types.import_error;
        let name = self.new_str(name);
        let file = file.map_or(Value::NONE, |file| self.new_str(file));
        self.raise_import_error(class, message, name, file, Value::NULL)
    }
}
