//! The words of import errors.

use crate::objects::cast;
use crate::{Raised, Value, Vm};

impl Vm {
    /// ModuleNotFoundError with `name`.
    #[cold]
    pub(super) fn module_not_found(&mut self, name: &str, message: &str) -> Raised {
        let class = self.types.module_not_found_error;
        let name = match self.try_new_str(name) {
            Ok(name) => name,
            Err(raised) => return raised,
        };
        self.raise_import_error(class, message, name, Value::NULL, Value::NULL)
    }

    /// An attribute, NULL where there is none or the look-up fails.
    fn quiet_attribute(&mut self, owner: Value, name: &str) -> Value {
        let name = self.intern(name);
        match self.get_attr_opt(owner, name) {
            Ok(value) => value.unwrap_or(Value::NULL),
            Err(Raised) => {
                self.take_raised();
                Value::NULL
            }
        }
    }

    /// The file that a module's spec gives as its place.
    fn origin_of(&mut self, spec: Value) -> Option<String> {
        let located = self.spec_value(spec, "has_location");
        if located != Value::TRUE {
            return None;
        }
        let origin = self.spec_value(spec, "origin");
        self.is_str(origin).then(|| self.text(origin).into_owned())
    }

    /// Whether a file may be taken for a module of the library: it lies where the program does (CPython's
    /// `_PyModule_IsPossiblyShadowing`).
    fn is_possibly_shadowing(&mut self, origin: Option<&str>) -> bool {
        let Some(origin) = origin else { return false };
        let origin = origin.strip_suffix("/__init__.py").unwrap_or(origin);
        let root = origin.rfind('/').map_or("", |slash| &origin[..slash]);
        let first = match self.search_path().first() {
            Some(first) if first.is_empty() => std::env::current_dir()
                .map(|folder| folder.display().to_string())
                .unwrap_or_default(),
            Some(first) => first.clone(),
            None => return false,
        };
        root == first
    }

    pub(crate) fn is_in_library(&mut self, name: &str) -> bool {
        let sys = self.loaded_module("sys");
        if !sys.is_object() {
            return false;
        }
        let names = self.quiet_attribute(sys, "stdlib_module_names");
        let name = self.new_str(name);
        match self.contains(names, name) {
            Ok(found) => found,
            Err(Raised) => {
                self.take_raised();
                false
            }
        }
    }

    /// Whether a spec says that its module is being initialised.
    fn is_initializing(&mut self, spec: Value) -> bool {
        self.spec_value(spec, "_initializing") == Value::TRUE
    }

    /// `from module import name` failed (CPython's `_PyEval_ImportFrom`).
    #[cold]
    pub(super) fn cannot_import_name(
        &mut self,
        module: Value,
        name: Value,
        own: Option<Value>,
    ) -> Raised {
        let class = self.types.import_error;
        let wanted = self.text(name).into_owned();
        let own_text = own.map_or_else(
            || String::from("<unknown module name>"),
            |own| self.text(own).into_owned(),
        );
        let own_name = own.unwrap_or(Value::NULL);
        let spec = self.quiet_attribute(module, "__spec__");
        if spec.is_null() {
            let message =
                format!("cannot import name '{wanted}' from '{own_text}' (unknown location)");
            return self.raise_import_error(class, &message, own_name, Value::NULL, name);
        }
        let mut origin = self.origin_of(spec);
        let shadowing = self.is_possibly_shadowing(origin.as_deref());
        let shadowing_library = shadowing && self.is_in_library(&own_text);
        if origin.is_none() {
            let file = self.quiet_attribute(module, "__file__");
            origin = self.is_str(file).then(|| self.text(file).into_owned());
        }
        let place = origin.clone().unwrap_or_default();
        let message = if shadowing_library {
            format!(
                "cannot import name '{wanted}' from '{own_text}' (consider renaming '{place}' since it has the same name as the standard library module named '{own_text}' and prevents importing that standard library module)"
            )
        } else if self.is_initializing(spec) {
            if shadowing {
                format!(
                    "cannot import name '{wanted}' from '{own_text}' (consider renaming '{place}' if it has the same name as a library you intended to import)"
                )
            } else {
                let place = if origin.is_some() {
                    format!(" ({place})")
                } else {
                    String::new()
                };
                format!(
                    "cannot import name '{wanted}' from partially initialized module '{own_text}' (most likely due to a circular import){place}"
                )
            }
        } else {
            let place = if origin.is_some() {
                place
            } else {
                String::from("unknown location")
            };
            format!("cannot import name '{wanted}' from '{own_text}' ({place})")
        };
        let path = match origin {
            Some(origin) => self.new_str(&origin),
            None => Value::NULL,
        };
        self.raise_import_error(class, &message, own_name, path, name)
    }

    /// AttributeError for a module, in CPython's words (`_Py_module_getattro_impl`).
    #[cold]
    pub fn no_module_attribute(&mut self, module: Value, name: Value) -> Raised {
        let wanted = self.text(name).into_owned();
        // SAFETY: typed: callers pass a module.
        let dict = unsafe { cast::get::<crate::layout::Module>(module) }.dict;
        let (key, spec) = (self.intern("__name__"), self.intern("__spec__"));
        let own = self.dict_get_str(dict, key);
        if !self.is_str(own) {
            return self.no_attribute_because(
                module,
                name,
                &format!("module has no attribute '{wanted}'"),
            );
        }
        let own = self.text(own).into_owned();
        let spec = self.dict_get_str(dict, spec);
        let mut message = format!("module '{own}' has no attribute '{wanted}'");
        if !spec.is_null() && !spec.is_none() {
            let origin = self.origin_of(spec);
            let shadowing = self.is_possibly_shadowing(origin.as_deref());
            let place = origin.clone().unwrap_or_default();
            if shadowing && self.is_in_library(&own) {
                message += &format!(
                    " (consider renaming '{place}' since it has the same name as the standard library module named '{own}' and prevents importing that standard library module)"
                );
            } else if self.is_initializing(spec) {
                if shadowing {
                    message += &format!(
                        " (consider renaming '{place}' if it has the same name as a library you intended to import)"
                    );
                } else {
                    let from = if origin.is_some() {
                        format!(" from '{place}'")
                    } else {
                        String::new()
                    };
                    message = format!(
                        "partially initialized module '{own}'{from} has no attribute '{wanted}' (most likely due to a circular import)"
                    );
                }
            } else {
                let submodule = self.loaded_module(&format!("{own}.{wanted}"));
                if submodule.is_object() {
                    let spec = self.quiet_attribute(submodule, "__spec__");
                    if !spec.is_null() && self.is_initializing(spec) {
                        message = format!(
                            "cannot access submodule '{wanted}' of module '{own}' (most likely due to a circular import)"
                        );
                    }
                }
            }
        }
        self.no_attribute_because(module, name, &message)
    }
}
