//! The import system (CPython's `Python/import.c` and `Lib/importlib/_bootstrap.py`): what can be imported is a native
//! module, a module of the embedded library, a source file on `sys.path`; and whatever else `importlib` finds.

mod errors;
mod find;
mod load;
mod machinery;
mod spec;

pub use self::machinery::Machinery;
use crate::layout::{Class, Dict};
use crate::native::Call;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Def, Raised, Result, Value, Vm};

/// What the import system keeps.
pub struct Imports {
    /// The class of specs that have no real one yet.
    pub spec_class: *mut Class,
    /// The class of such loaders.
    pub loader_class: *mut Class,
    /// What tests have said of frozen modules: -1 that there are none but those that importing needs.
    pub frozen_override: i64,
    /// `importlib`, if it is there.
    pub machinery: Machinery,
    /// The built-in `__import__`.
    pub import_function: Value,
}

impl Default for Imports {
    fn default() -> Imports {
        Imports {
            spec_class: core::ptr::null_mut(),
            loader_class: core::ptr::null_mut(),
            frozen_override: 0,
            machinery: Machinery::Unborn,
            import_function: Value::NULL,
        }
    }
}

impl Imports {
    /// Visits the values, for the collector.
    pub fn visit(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::object(self.spec_class));
        visit(Value::object(self.loader_class));
        self.machinery.visit(visit);
        visit(self.import_function);
    }
}

static IMPORT: Def = Def::new("__import__", Call::FastKeywords(builtin_import)).doc(
    "($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)",
    "Import a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module.\n\nThe globals argument is only used to determine the context;\nthey are not modified.  The locals argument is unused.  The fromlist\nshould be a list of names to emulate ``from name import ...``, or an\nempty list to emulate ``import name``.\nWhen importing a module from a package, note that __import__('A.B', ...)\nreturns package A when fromlist is empty, but its submodule B when\nfromlist is not empty.  The level argument is used to determine whether to\nperform absolute or relative imports: 0 is absolute, while a positive number\nis the number of parent directories to search relative to the current module.",
);

/// Puts `__import__` into the `builtins` module's dict.
pub fn add_to_builtins(vm: &mut Vm, dict: *mut Dict) {
    let name = vm.intern("builtins");
    let function = vm.new_builtin(&IMPORT, Value::NULL, name);
    vm.imports.import_function = function;
    vm.dict_set_str(dict, "__import__", function);
}

fn builtin_import(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [name, globals, _, fromlist, level] = vm.bind_arguments(
        "__import__",
        args,
        &["name", "globals", "locals", "fromlist", "level"],
        0,
        5,
        1,
    )?;
    let level = if level.is_null() {
        0
    } else {
        vm.index_argument(level)?
    };
    vm.import_module_level(name, globals.or_none(), fromlist.or_none(), level)
}

impl Vm {
    /// `import name` / `from name import fromlist`, through `builtins.__import__` if it was replaced.
    pub fn import_statement(
        &mut self,
        name: Value,
        globals: *mut Dict,
        builtins: *mut Dict,
        namespace: Value,
        fromlist: Value,
        level: Value,
    ) -> Result {
        let key = self.intern("__import__");
        let function = self.dict_get_str(builtins, key);
        let own = self.imports.import_function;
        if function != own {
            if function.is_null() {
                return Err(self.import_error("__import__ not found"));
            }
            return self.call_pos(
                function,
                &[
                    name,
                    Value::object(globals),
                    namespace.or_none(),
                    fromlist,
                    level,
                ],
            );
        }
        let level = level.as_int().unwrap_or(0);
        self.import_module_level(name, Value::object(globals), fromlist, level)
    }

    /// `__import__(name, globals, None, fromlist, level)`.
    pub fn import_module_level(
        &mut self,
        name: Value,
        globals: Value,
        fromlist: Value,
        level: i64,
    ) -> Result {
        if !self.is_str(name) {
            return Err(self.type_error("module name must be a string"));
        }
        if level < 0 {
            return Err(self.value_error("level must be >= 0"));
        }
        self.ensure_room(crate::objects::strings::raw(name).len())?;
        let text = self.text(name).into_owned();
        let absolute = if level > 0 {
            self.resolve_name(&text, globals, level)?
        } else if text.is_empty() {
            return Err(self.value_error("Empty module name"));
        } else {
            text.clone()
        };
        let module = self.find_and_load(&absolute)?;
        if !fromlist.is_none() && self.is_true(fromlist)? {
            let path = self.intern("__path__");
            return match self.get_attr_opt(module, path)? {
                Some(_) => self.handle_fromlist(module, fromlist, false),
                None => Ok(module),
            };
        }
        let Some(dot) = text.find('.') else {
            return Ok(module);
        };
        if level == 0 {
            return self.find_and_load(&text[..dot]);
        }
        let top = &absolute[..absolute.len() - (text.len() - dot)];
        let found = self.loaded_module(top);
        if found.is_null() {
            let class = self.types.key_error;
            return Err(self.raise(class, format!("'{top}' not in sys.modules as expected")));
        }
        Ok(found)
    }

    /// The module of an absolute dotted name (the last part).
    pub fn import_module(&mut self, name: &str) -> Result {
        self.find_and_load(name)
    }

    /// `sys.modules.get(name)`, NULL where there is none.
    pub fn loaded_module(&mut self, name: &str) -> Value {
        let key = self.intern(name);
        let modules = self.modules;
        self.dict_get_str(modules, key)
    }

    /// `from module import name` with the fallback to `sys.modules` and CPython's messages.
    pub fn import_from(&mut self, module: Value, name: Value) -> Result {
        if let Some(value) = self.get_attr_opt(module, name)? {
            return Ok(value);
        }
        let attribute = self.intern("__name__");
        let own = self
            .get_attr_opt(module, attribute)?
            .filter(|own| self.is_str(*own));
        if let Some(own) = own {
            let full = format!("{}.{}", self.text(own), self.text(name));
            let found = self.loaded_module(&full);
            if !found.is_null() {
                return Ok(found);
            }
        }
        Err(self.cannot_import_name(module, name, own))
    }

    /// Imports the submodules that a `from` names (importlib's `_handle_fromlist`).
    fn handle_fromlist(&mut self, module: Value, fromlist: Value, from_all: bool) -> Result {
        let names = if self.is_tuple(fromlist) {
            self.new_list(tuple::items(fromlist))
        } else {
            self.list_from(fromlist)?
        };
        let attribute = self.intern("__name__");
        let own = self.get_attr(module, attribute)?;
        let mut index = 0;
        while let Some(&name) = list::items(names).get(index) {
            index += 1;
            if !self.is_str(name) {
                let whose = if from_all {
                    format!("{}.__all__", self.text(own))
                } else {
                    String::from("``from list''")
                };
                let kind = self.class_name(name);
                return Err(self.type_error(format!("Item in {whose} must be str, not {kind}")));
            }
            let text = self.text(name).into_owned();
            if text == "*" {
                let all = self.intern("__all__");
                if !from_all && let Some(all) = self.get_attr_opt(module, all)? {
                    self.handle_fromlist(module, all, true)?;
                }
                continue;
            }
            let name = self.intern_str(name);
            if self.get_attr_opt(module, name)?.is_some() {
                continue;
            }
            let full = format!("{}.{text}", self.text(own));
            if let Err(raised) = self.find_and_load(&full) {
                // A submodule that does not exist is no error here: the attribute may not exist either.
                let exception = self.raised;
                let missing = self.is_exception(exception, self.types.module_not_found_error) && {
                    let name = self.import_error_name(exception);
                    self.is_str(name) && *self.text(name) == *full
                };
                if !missing || self.loaded_module(&full).is_none() {
                    return Err(raised);
                }
                self.take_raised();
            }
        }
        Ok(module)
    }

    /// The absolute name of a relative import (CPython's `resolve_name`).
    fn resolve_name(&mut self, name: &str, globals: Value, level: i64) -> Result<String> {
        if globals.is_none() {
            let class = self.types.key_error;
            return Err(self.raise(class, "'__name__' not in globals"));
        }
        if !self.is_dict(globals) {
            return Err(self.type_error("globals must be a dict"));
        }
        let package = self.package_of(globals.pointer())?;
        if package.is_empty() {
            let class = self.types.import_error;
            return Err(self.raise(
                class,
                "attempted relative import with no known parent package",
            ));
        }
        let mut base = package.as_str();
        for _ in 1..level {
            match base.rfind('.') {
                Some(dot) => base = &base[..dot],
                None => {
                    let class = self.types.import_error;
                    return Err(
                        self.raise(class, "attempted relative import beyond top-level package")
                    );
                }
            }
        }
        Ok(if name.is_empty() {
            base.to_owned()
        } else {
            format!("{base}.{name}")
        })
    }

    /// The package that code with these globals is in.
    fn package_of(&mut self, globals: *mut Dict) -> Result<String> {
        let mut get = |name| {
            let name = self.intern(name);
            self.dict_get_str(globals, name).or_none()
        };
        let (package, spec, name, path) = (
            get("__package__"),
            get("__spec__"),
            get("__name__"),
            get("__path__"),
        );
        if !package.is_none() {
            if !self.is_str(package) {
                return Err(self.type_error("package must be a string"));
            }
            let parent = if spec.is_none() {
                package
            } else {
                self.spec_parent(spec)?
            };
            if !self.equal(package, parent)? {
                let (own, parent) = (self.repr(package)?, self.repr(parent)?);
                let message = format!(
                    "__package__ != __spec__.parent ({} != {})",
                    self.text(own),
                    self.text(parent)
                );
                self.warn("DeprecationWarning", &message)?;
            }
            return Ok(self.text(package).into_owned());
        }
        if !spec.is_none() {
            let parent = self.spec_parent(spec)?;
            if !self.is_str(parent) {
                return Err(self.type_error("__spec__.parent must be a string"));
            }
            return Ok(self.text(parent).into_owned());
        }
        self.warn(
            "ImportWarning",
            "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
        )?;
        if name.is_none() {
            let class = self.types.key_error;
            return Err(self.raise(class, "'__name__' not in globals"));
        }
        if !self.is_str(name) {
            return Err(self.type_error("__name__ must be a string"));
        }
        let name = self.text(name).into_owned();
        if !path.is_none() {
            return Ok(name);
        }
        Ok(name
            .rfind('.')
            .map_or_else(String::new, |dot| name[..dot].to_owned()))
    }

    /// Warns of the code that runs. What nobody has asked to see needs no `warnings`.
    fn warn(&mut self, category: &str, message: &str) -> Result<()> {
        if self.loaded_module("warnings").is_null() && category == "ImportWarning" {
            return Ok(());
        }
        let warnings = self.import_module("warnings")?;
        let (builtins, category) = (self.builtins, self.intern(category));
        let category = self.dict_get_str(builtins, category);
        let message = self.new_str(message);
        self.call_method(warnings, "warn", &[message, category])?;
        Ok(())
    }

    /// The module of an absolute name, loaded if it is not (importlib's `_find_and_load`).
    fn find_and_load(&mut self, name: &str) -> Result {
        let known = self.loaded_module(name);
        if known.is_none() {
            let message = format!("import of {name} halted; None in sys.modules");
            return Err(self.module_not_found(name, &message));
        }
        if !known.is_null() {
            return Ok(known);
        }
        self.check_native_stack()?;
        if matches!(self.imports.machinery, Machinery::Made(_)) {
            return self.find_and_load_by_importlib(name);
        }
        if machinery::MODULES.iter().any(|(own, _)| *own == name) {
            self.importlib()?;
            return self.find_and_load(name);
        }
        let module = self.find_and_load_without_importlib(name);
        if module.is_err() && matches!(self.imports.machinery, Machinery::Made(_)) {
            self.remove_importlib_frames();
        }
        module
    }

    fn find_and_load_without_importlib(&mut self, name: &str) -> Result {
        let Some((parent, child)) = name.rsplit_once('.') else {
            return self.find_and_load_alone(name, Value::NONE);
        };
        self.find_and_load(parent)?;
        let known = self.loaded_module(name);
        if !known.is_null() {
            return Ok(known);
        }
        let (package, path) = (self.parent_module(parent)?, self.intern("__path__"));
        let Some(path) = self.get_attr_opt(package, path)? else {
            let message = format!("No module named '{name}'; '{parent}' is not a package");
            return Err(self.module_not_found(name, &message));
        };
        let module = self.find_and_load_alone(name, path)?;
        let (package, attribute) = (self.parent_module(parent)?, self.intern(child));
        match self.set_attr(package, attribute, module) {
            Err(Raised) if self.is_exception(self.raised, self.types.attribute_error) => {
                self.take_raised();
                Ok(module)
            }
            result => result.map(|()| module),
        }
    }

    /// A module that was there a moment ago, but may have removed itself.
    fn parent_module(&mut self, name: &str) -> Result {
        let module = self.loaded_module(name);
        if module.is_null() {
            let class = self.types.key_error;
            return Err(self.raise(class, name));
        }
        Ok(module)
    }
}
