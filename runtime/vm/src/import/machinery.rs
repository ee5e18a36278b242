//! `importlib`, which takes over with the first look at it: at `sys.meta_path`, `path_hooks`, `path_importer_cache`, at a spec or a
//! loader, or when a module is to be found that only it finds. Until then no program can tell that it has not been there all along,
//! and the start does without it.

use crate::frames::object as frames;
use crate::layout::Dict;
use crate::objects::exceptions::traceback;
use crate::{Result, Value, Vm};

/// How far the machinery is.
#[derive(Clone, Copy, Debug, Default)]
pub enum Machinery {
    /// Nobody has asked for it.
    #[default]
    Unborn,
    /// It is being made.
    Making,
    /// It finds and loads modules: `_frozen_importlib`.
    Made(Value),
}

/// The attributes of `sys` that come with it.
const OWN: [&str; 3] = ["meta_path", "path_hooks", "path_importer_cache"];

/// The modules that it consists of, by the names that they have in the library.
pub(super) const MODULES: [(&str, &str); 2] = [
    ("_frozen_importlib", "importlib._bootstrap"),
    (
        "_frozen_importlib_external",
        "importlib._bootstrap_external",
    ),
];

/// What makes it part of this runtime, in Python.
pub(super) const EMBEDDED: &str = "_embedded_library";

/// What tracebacks call it: it is a part of importlib.
pub(super) const EMBEDDED_FILE: &str = "<frozen importlib._embedded_library>";

/// The function whose callers in the machinery no traceback shows.
const REMOVED: &str = "_call_with_frames_removed";

impl Vm {
    /// `_frozen_importlib`, made when it is first asked for.
    pub fn importlib(&mut self) -> Result {
        match self.imports.machinery {
            Machinery::Made(bootstrap) => return Ok(bootstrap),
            Machinery::Making => return Ok(self.loaded_module(MODULES[0].0)),
            Machinery::Unborn => {}
        }
        self.imports.machinery = Machinery::Making;
        let handled = std::mem::replace(&mut self.handled, Value::NONE);
        let made = self.make_machinery();
        self.handled = handled;
        if made.is_err() {
            self.imports.machinery = Machinery::Unborn;
        }
        made
    }

    fn make_machinery(&mut self) -> Result {
        let sys = self.import_module("sys")?;
        let Some(object) = self.as_module(sys) else {
            return Err(self.system_error("sys is no module"));
        };
        let dict = object.dict;
        let given = OWN.map(|name| {
            let name = self.intern(name);
            self.dict_get_str(dict, name)
        });
        for name in OWN {
            let value = match name {
                "path_importer_cache" => Value::object(self.new_dict()),
                _ => self.new_list(&[]),
            };
            self.dict_set_str(dict, name, value);
        }
        let [bootstrap, _] = [self.make_module(MODULES[0])?, self.make_module(MODULES[1])?];
        let (imp, embedded) = (self.import_module("_imp")?, self.import_module(EMBEDDED)?);
        self.call_method(embedded, "adopt_specs", &[])?;
        self.call_method(bootstrap, "_install", &[sys, imp])?;
        self.imports.machinery = Machinery::Made(bootstrap);
        self.call_method(bootstrap, "_install_external_importers", &[])?;
        self.call_method(embedded, "install", &[])?;
        // What the program has put there without a look at what was there.
        for (name, value) in OWN.into_iter().zip(given) {
            if !value.is_null() {
                self.dict_set_str(dict, name, value);
            }
        }
        Ok(bootstrap)
    }

    /// Makes a module that nothing can import yet.
    fn make_module(&mut self, (name, origin): (&str, &str)) -> Result {
        let module = self.new_module(name, &[]);
        let Some(object) = self.as_module(module) else {
            return Err(self.system_error("a new module is a module"));
        };
        let dict = object.dict;
        let origin_name = self.new_str(origin);
        self.dict_set_str(dict, "__origname__", origin_name);
        let builtins = Value::object(self.builtins);
        self.dict_set_str(dict, "__builtins__", builtins);
        self.remember_module(name, module);
        let code = self.library_code(origin)?;
        self.run_code(code, dict, Value::object(dict))?;
        Ok(module)
    }

    /// Makes the machinery if an attribute of `sys` is asked for that comes with it; says whether it is there now.
    pub(crate) fn come_with_machinery(&mut self, dict: *mut Dict, name: Value) -> Result<bool> {
        if !matches!(self.imports.machinery, Machinery::Unborn) || !self.is_dict_of_sys(dict) {
            return Ok(false);
        }
        let name = self.text(name);
        if !OWN.contains(&&*name) {
            return Ok(false);
        }
        self.importlib().map(|_| true)
    }

    /// Makes the machinery if all of `sys` is looked at.
    pub(crate) fn show_dict(&mut self, dict: *mut Dict) -> Result<()> {
        if matches!(self.imports.machinery, Machinery::Unborn) && self.is_dict_of_sys(dict) {
            self.importlib()?;
        }
        Ok(())
    }

    fn is_dict_of_sys(&mut self, dict: *mut Dict) -> bool {
        let sys = self.loaded_module("sys");
        self.as_module(sys).is_some_and(|sys| sys.dict == dict)
    }

    /// Lets `importlib` find and load a module.
    pub(super) fn find_and_load_by_importlib(&mut self, name: &str) -> Result {
        let bootstrap = self.importlib()?;
        let (key, name) = (self.intern("_find_and_load"), self.new_str(name));
        let function = self.get_attr(bootstrap, key)?;
        let import = self.imports.import_function;
        let found = self.call_pos(function, &[name, import]);
        if found.is_err() {
            self.remove_importlib_frames();
        }
        found
    }

    /// Takes the machinery's own frames out of the traceback of what was raised (CPython's `remove_importlib_frames`).
    #[cold]
    pub(super) fn remove_importlib_frames(&mut self) {
        let exception = self.raised;
        let always = self.is_exception(exception, self.types.import_error);
        // Chunks of importlib's entries go up to the last of them that ends with the call of something else.
        let mut before = Value::NONE;
        let mut entry = self.traceback_of(exception);
        let mut in_chunk = false;
        let mut before_chunk = before;
        while !entry.is_none() {
            let next = traceback::next(entry);
            let function = self.function_in_importlib(entry);
            if function.is_some() && !in_chunk {
                before_chunk = before;
            }
            in_chunk = function.is_some();
            before = entry;
            if function.is_some_and(|function| always || function == REMOVED) {
                before = before_chunk;
                if before.is_none() {
                    self.set_traceback(exception, next);
                } else {
                    traceback::relink(self, before, next);
                }
            }
            entry = next;
        }
    }

    /// The name of the function of importlib that a traceback's entry is of.
    fn function_in_importlib(&mut self, entry: Value) -> Option<String> {
        // SAFETY: typed: a traceback has a frame, and that its code.
        let code = unsafe { &*frames::code_of(traceback::frame(entry)) };
        let file = self.text(code.filename);
        let frozen = file.strip_prefix("<frozen ")?.strip_suffix('>')?;
        let is_importlib =
            file == EMBEDDED_FILE || MODULES.iter().any(|(_, origin)| *origin == frozen);
        is_importlib.then(|| self.text(code.name).into_owned())
    }
}

impl Machinery {
    /// Visits the values, for the collector.
    pub(super) fn visit(&self, visit: &mut dyn FnMut(Value)) {
        if let Machinery::Made(bootstrap) = self {
            visit(*bootstrap);
        }
    }
}
