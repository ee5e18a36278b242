//! Finding modules and running them.

use std::path::Path;

use super::spec::Place;
use crate::objects::list;
use crate::{CompileOptions, Raised, Result, Value, Vm};

/// Modules that CPython has built in: they come before `sys.path`.
static BUILT_IN: &[&str] = &[
    "_abc",
    "_ast",
    "_bisect",
    "_blake2",
    "_codecs",
    "_collections",
    "_contextvars",
    "_csv",
    "_datetime",
    "_elementtree",
    "_functools",
    "_heapq",
    "_imp",
    "_io",
    "_json",
    "_locale",
    "_md5",
    "_opcode",
    "_operator",
    "_pickle",
    "_posixsubprocess",
    "_random",
    "_sha1",
    "_sha2",
    "_sha3",
    "_signal",
    "_socket",
    "_sre",
    "_stat",
    "_statistics",
    "_string",
    "_struct",
    "_suggestions",
    "_symtable",
    "_sysconfig",
    "_thread",
    "_tokenize",
    "_tracemalloc",
    "_types",
    "_typing",
    "_warnings",
    "_weakref",
    "array",
    "atexit",
    "binascii",
    "builtins",
    "cmath",
    "errno",
    "faulthandler",
    "fcntl",
    "gc",
    "grp",
    "itertools",
    "marshal",
    "math",
    "posix",
    "pwd",
    "pyexpat",
    "select",
    "sys",
    "syslog",
    "time",
    "unicodedata",
    "zlib",
];

/// Modules that CPython has frozen: they come before `sys.path` too.
static FROZEN: &[&str] = &[
    "_collections_abc",
    "_frozen_importlib",
    "_frozen_importlib_external",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// What a module is compiled from.
pub(super) enum Source {
    /// What a file holds.
    Bytes(Vec<u8>),
    /// A module of the embedded library.
    Library(String),
}

/// What was found for a name.
enum Found {
    /// A native module.
    Native(fn(&mut Vm) -> Result),
    /// A source.
    Source {
        file: String,
        source: Source,
        package: bool,
    },
    /// A package without a file of its own: its folders.
    Namespace(Vec<String>),
}

impl Vm {
    /// `sys.path` as texts.
    pub(super) fn search_path(&mut self) -> Vec<String> {
        let sys = self.loaded_module("sys");
        let Some(sys) = self.as_module(sys) else {
            return Vec::new();
        };
        let (dict, name) = (sys.dict, self.intern("path"));
        let path = self.dict_get_str(dict, name);
        self.texts(path)
    }

    fn texts(&mut self, path: Value) -> Vec<String> {
        if self.is_list(path) {
            return list::items(path)
                .iter()
                .filter(|item| self.is_str(**item))
                .map(|item| self.text(*item).into_owned())
                .collect();
        }
        match self.list_from(path) {
            Ok(list) => self.texts(list),
            Err(Raised) => {
                self.take_raised();
                Vec::new()
            }
        }
    }

    /// Finds a module (`path`: the parent's `__path__`, None for a top-level one), loads it, puts it into `sys.modules`.
    pub(super) fn find_spec_and_load(&mut self, name: &str, path: Value) -> Result {
        if let Some(module) = self.load_by_meta_path(name, path)? {
            return Ok(module);
        }
        match self.find(name, path) {
            Some(Found::Native(make)) => self.load_native(name, make),
            Some(Found::Source {
                file,
                source,
                package,
            }) => self.load_source(name, file, source, package),
            Some(Found::Namespace(folders)) => {
                let module = self.new_module(name, &[]);
                let spec = self.new_spec(name, &Place::namespace(folders));
                self.set_module_attributes(module, name, spec);
                self.remember_module(name, module);
                Ok(module)
            }
            None => Err(self.module_not_found(name, &format!("No module named '{name}'"))),
        }
    }

    /// The spec of a module that can be found without asking `sys.meta_path` (`path`: the parent's `__path__`, None for a
    /// top-level module). A native module's has no loader.
    pub fn find_spec(&mut self, name: &str, path: Value) -> Option<Value> {
        let place = match self.find(name, path)? {
            Found::Native(_) => Place::BUILT_IN,
            Found::Source { file, package, .. } => Place::file(file, package),
            Found::Namespace(folders) => Place::namespace(folders),
        };
        Some(self.new_spec(name, &place))
    }

    fn find(&mut self, name: &str, path: Value) -> Option<Found> {
        let native = self.hooks.modules.get(name).copied();
        let top = path.is_none();
        if top
            && BUILT_IN.contains(&name)
            && let Some(native) = native
        {
            return Some(Found::Native(native));
        }
        if top && FROZEN.contains(&name) {
            let found = self.find_in_library(name, None);
            if found.is_some() {
                return found;
            }
        }
        let folders = if top {
            self.search_path()
        } else {
            self.texts(path)
        };
        let tail = name.rsplit('.').next().unwrap_or(name);
        let mut portions = Vec::new();
        for folder in &folders {
            let base = match folder.as_str() {
                "" => std::env::current_dir()
                    .map(|folder| folder.display().to_string())
                    .unwrap_or_default(),
                folder => folder.trim_end_matches('/').to_owned(),
            };
            if base.starts_with(self.hooks.library_folder) {
                let found = self.find_in_library(name, (!top).then_some(base.as_str()));
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let whole = format!("{base}/{tail}");
            for (file, package) in [
                (format!("{whole}/__init__.py"), true),
                (format!("{whole}.py"), false),
            ] {
                if let Ok(bytes) = std::fs::read(&file) {
                    return Some(Found::Source {
                        source: Source::Bytes(bytes),
                        file,
                        package,
                    });
                }
            }
            if Path::new(&whole).is_dir() {
                portions.push(whole);
            }
        }
        (!portions.is_empty()).then_some(Found::Namespace(portions))
    }

    /// A module of the library: a native one that CPython has as a file, or one in Python, in a package's folder if it is not on top.
    fn find_in_library(&mut self, name: &str, folder: Option<&str>) -> Option<Found> {
        if folder.is_none()
            && let Some(native) = self.hooks.modules.get(name)
        {
            return Some(Found::Native(*native));
        }
        let (package, file) = (self.hooks.library)(name)?;
        if let Some(folder) = folder {
            let own = file
                .strip_suffix("/__init__.py")
                .filter(|_| package)
                .unwrap_or(&file);
            if own.rfind('/').map_or("", |slash| &own[..slash]) != folder {
                return None;
            }
        }
        Some(Found::Source {
            file,
            source: Source::Library(name.to_owned()),
            package,
        })
    }

    fn remember_module(&mut self, name: &str, module: Value) {
        let modules = self.modules;
        self.dict_set_str(modules, name, module);
    }

    fn load_native(&mut self, name: &str, make: fn(&mut Vm) -> Result) -> Result {
        let module = make(self)?;
        if self.as_module(module).is_some() {
            let spec = self.new_spec(name, &Place::BUILT_IN);
            self.set_module_attributes(module, name, spec);
        }
        let known = self.loaded_module(name);
        if !known.is_null() {
            return Ok(known);
        }
        self.remember_module(name, module);
        Ok(module)
    }

    fn load_source(&mut self, name: &str, file: String, source: Source, package: bool) -> Result {
        let module = self.new_module(name, &[]);
        let place = Place::file(file, package);
        let spec = self.new_spec(name, &place);
        self.set_module_attributes(module, name, spec);
        let spec_dict = self.instance_dict(spec).pointer();
        self.dict_set_str(spec_dict, "_initializing", Value::TRUE);
        self.remember_module(name, module);
        let file = place.file.as_deref().unwrap_or_default();
        let result = self.execute_module(module, file, source);
        self.dict_set_str(spec_dict, "_initializing", Value::FALSE);
        let (key, modules) = (self.intern(name), self.modules);
        if result.is_err() {
            let raised = self.take_raised();
            if self.dict_remove(modules, key).is_err() {
                self.take_raised();
            }
            self.raised = raised;
            return result;
        }
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

    /// Runs a module's code in its namespace.
    pub(super) fn execute_module(&mut self, module: Value, file: &str, source: Source) -> Result {
        let Some(object) = self.as_module(module) else {
            return Err(self.system_error("a new module is a module"));
        };
        let dict = object.dict;
        let builtins = self.loaded_module("builtins");
        let name = self.intern("__dict__");
        let builtins = match self.get_attr_opt(builtins, name)? {
            Some(builtins) => builtins,
            None => Value::object(self.builtins),
        };
        self.dict_set_str(dict, "__builtins__", builtins);
        let code = self.module_code(file, source)?;
        self.run_code(code, dict, Value::object(dict))
    }

    /// The code object of a module.
    pub(super) fn module_code(&mut self, file: &str, source: Source) -> Result {
        let frozen = match &source {
            Source::Library(name) if FROZEN.contains(&name.as_str()) => {
                Some(format!("<frozen {name}>"))
            }
            _ => None,
        };
        let file = frozen.as_deref().unwrap_or(file);
        if let Source::Library(name) = &source
            && let Some(code) = (self.hooks.library_code)(self, name, file)
        {
            return Ok(code);
        }
        let text = self.module_text(file, source)?;
        (self.hooks.compile)(self, &text, file, CompileOptions::MODULE)
    }

    /// The text of a module.
    pub(super) fn module_text(&mut self, file: &str, source: Source) -> Result<String> {
        match source {
            Source::Bytes(bytes) => self.decode_source(&bytes, file),
            Source::Library(name) => Ok((self.hooks.library_text)(&name).unwrap_or_default()),
        }
    }

    /// Asks the finders that a program has put into `sys.meta_path`.
    fn load_by_meta_path(&mut self, name: &str, path: Value) -> Result<Option<Value>> {
        let sys = self.loaded_module("sys");
        let Some(sys) = self.as_module(sys) else {
            return Ok(None);
        };
        let (dict, key) = (sys.dict, self.intern("meta_path"));
        let finders = self.dict_get_str(dict, key);
        if !self.is_list(finders) {
            return Ok(None);
        }
        // The one that `importlib` asks is this very function's caller.
        let own = self.intern("_imp.finder");
        let own = self.dict_get_str(self.remembered, own);
        let mut index = 0;
        while let Some(&finder) = list::items(finders).get(index) {
            index += 1;
            if finder == own {
                continue;
            }
            let find_spec = self.intern("find_spec");
            let Some(find_spec) = self.get_attr_opt(finder, find_spec)? else {
                continue;
            };
            let wanted = self.new_str(name);
            let spec = self.call_pos(find_spec, &[wanted, path, Value::NONE])?;
            if !spec.is_none() {
                return self.load_from_spec(name, spec).map(Some);
            }
        }
        Ok(None)
    }

    /// Makes and runs a module as a finder's spec says (importlib's `_load_unlocked`).
    fn load_from_spec(&mut self, name: &str, spec: Value) -> Result {
        let names = [
            "loader",
            "create_module",
            "exec_module",
            "origin",
            "submodule_search_locations",
            "_initializing",
            "parent",
            "has_location",
        ];
        let [
            loader,
            create,
            execute,
            origin,
            locations,
            initializing,
            parent,
            located,
        ] = names.map(|name| self.intern(name));
        let loader = self.get_attr(spec, loader)?;
        let mut module = match self.get_attr_opt(loader, create)? {
            Some(create) => self.call_pos(create, &[spec])?,
            None => Value::NONE,
        };
        if module.is_none() {
            module = self.new_module(name, &[]);
        }
        let own = self.new_str(name);
        let parent = self.get_attr(spec, parent)?;
        for (key, value) in [
            ("__name__", own),
            ("__package__", parent),
            ("__loader__", loader),
            ("__spec__", spec),
        ] {
            let key = self.intern(key);
            self.set_attr(module, key, value)?;
        }
        let locations = self.get_attr(spec, locations)?;
        if !locations.is_none() {
            let key = self.intern("__path__");
            self.set_attr(module, key, locations)?;
        }
        let located = self.get_attr(spec, located)?;
        if self.is_true(located)? {
            let (origin, key) = (self.get_attr(spec, origin)?, self.intern("__file__"));
            self.set_attr(module, key, origin)?;
        }
        self.set_attr(spec, initializing, Value::TRUE)?;
        self.remember_module(name, module);
        let executed = match self.get_attr_opt(loader, execute)? {
            Some(execute) => self.call_pos(execute, &[module]),
            None => Ok(Value::NONE),
        };
        let (key, modules) = (self.intern(name), self.modules);
        if let Err(raised) = executed {
            let exception = self.take_raised();
            if self.dict_remove(modules, key).is_err() {
                self.take_raised();
            }
            self.raised = exception;
            return Err(raised);
        }
        self.set_attr(spec, initializing, Value::FALSE)?;
        let found = self.dict_get_str(modules, key);
        Ok(if found.is_null() { module } else { found })
    }
}
