//! Names, globals and builtins.

use crate::interpreter::{Flow, Machine};
use crate::layout::Dict;
use crate::objects::cast;
use crate::{Raised, Result, Value, Vm};

body! {
    _LOAD_NAME(m, oparg) {
        let name = m.name(oparg);
        let result = load_name(m, name);
        match result {
            Ok(value) => { m.push(value); Flow::Next }
            Err(_) => Flow::Raised,
        }
    }
    _STORE_NAME(m, oparg) {
        let (name, value) = (m.name(oparg), m.peek(1));
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*m.frame).namespace };
        let result = match m.vm.as_dict(namespace) {
            Some(dict) => m.vm.dict_set(dict, name, value),
            None => m.vm.set_item(namespace, name, value),
        };
        m.done(1, result)
    }
    _DELETE_NAME(m, oparg) {
        let name = m.name(oparg);
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*m.frame).namespace };
        let result = m.vm.delete_name(namespace, name);
        m.done(0, result)
    }
    _LOAD_LOCALS(m) {
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*m.frame).namespace };
        if namespace.is_null() {
            m.vm.system_error("no locals");
            return Flow::Raised;
        }
        m.push(namespace);
        Flow::Next
    }
    _LOAD_FROM_DICT_OR_GLOBALS(m, oparg) {
        let (namespace, name) = (m.peek(1), m.name(oparg));
        let (globals, builtins) = (m.globals(), m.builtins());
        let result = match m.vm.namespace_get(namespace, name) {
            Ok(value) if value.is_null() => m.vm.load_global(globals, builtins, name),
            result => result,
        };
        m.finish(1, result)
    }
    _LOAD_GLOBAL(m, oparg) {
        let name = m.name(oparg >> 1);
        let (globals, builtins) = (m.globals(), m.builtins());
        match m.vm.load_global(globals, builtins, name) {
            Ok(value) => { m.push(value); Flow::Next }
            Err(_) => Flow::Raised,
        }
    }
    _GUARD_GLOBALS_VERSION(m, _oparg, operand) {
        // SAFETY: pinned: the frame's globals are live.
        if unsafe { (*m.globals()).keys_version } as u16 == operand as u16 && operand != 0 { Flow::Next } else { Flow::Deopt }
    }
    _LOAD_GLOBAL_MODULE(m, _oparg, operand) { load_entry(m.globals(), m, operand as u16, (operand >> 32) as usize) }
    _LOAD_GLOBAL_BUILTINS(m, _oparg, operand) { load_entry(m.builtins(), m, operand as u16, (operand >> 16) as usize) }
    _STORE_GLOBAL(m, oparg) {
        let (name, value) = (m.name(oparg), m.peek(1));
        let globals = m.globals();
        let result = m.vm.dict_set(globals, name, value);
        m.done(1, result)
    }
    _DELETE_GLOBAL(m, oparg) {
        let name = m.name(oparg);
        let globals = Value::object(m.globals());
        let result = m.vm.delete_name(globals, name);
        m.done(0, result)
    }
}

/// Pushes the value of a dict's entry if the dict's keys have the version that the entry was found under.
#[inline(always)]
fn load_entry(dict: *mut Dict, m: &mut Machine<'_>, version: u16, index: usize) -> Flow {
    // SAFETY: pinned: the frame's dicts are live.
    let dict = unsafe { &*dict };
    if dict.keys_version as u16 != version || version == 0 {
        return Flow::Deopt;
    }
    // SAFETY: bodies: under an unchanged keys version the table still has the entry.
    let value = unsafe { *cast::str_value(dict.table, index) };
    if value.is_null() {
        return Flow::Deopt;
    }
    m.push(value);
    Flow::Next
}

#[inline(always)]
fn load_name(m: &mut Machine<'_>, name: Value) -> Result {
    // SAFETY: initialised: the running frame is live.
    let namespace = unsafe { (*m.frame).namespace };
    let value = m.vm.namespace_get(namespace, name)?;
    if !value.is_null() {
        return Ok(value);
    }
    let (globals, builtins) = (m.globals(), m.builtins());
    m.vm.load_global(globals, builtins, name)
}

impl Vm {
    /// A name of a namespace; NULL if absent.
    pub(crate) fn namespace_get(&mut self, namespace: Value, name: Value) -> Result {
        if namespace.is_null() {
            return Err(self.system_error("no locals found"));
        }
        if let Some(dict) = self.as_dict(namespace) {
            return self.dict_get(dict, name);
        }
        match self.get_item(namespace, name) {
            Err(Raised) if self.is_exception(self.raised, self.types.key_error) => {
                self.take_raised();
                Ok(Value::NULL)
            }
            result => result,
        }
    }

    /// A global or built-in, NameError where there is none.
    pub(crate) fn load_global(
        &mut self,
        globals: *mut Dict,
        builtins: *mut Dict,
        name: Value,
    ) -> Result {
        for dict in [globals, builtins] {
            // A subclass of dict may know more names than it has.
            let value = self.namespace_get(Value::object(dict), name)?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        Err(self.undefined_name(name))
    }

    #[cold]
    fn undefined_name(&mut self, name: Value) -> Raised {
        let text = self.text(name).into_owned();
        let class = self.types.name_error;
        self.raise_name(class, format!("name '{text}' is not defined"), &text);
        Raised
    }

    fn delete_name(&mut self, namespace: Value, name: Value) -> Result<()> {
        if let Some(dict) = self.as_dict(namespace) {
            let dict: *mut Dict = dict;
            if self.dict_remove(dict, name)?.is_null() {
                return Err(self.undefined_name(name));
            }
            return Ok(());
        }
        match self.set_item(namespace, name, Value::NULL) {
            Err(Raised) if self.is_exception(self.raised, self.types.key_error) => {
                self.take_raised();
                Err(self.undefined_name(name))
            }
            result => result,
        }
    }

    /// Raises NameError or UnboundLocalError with `name` set.
    #[cold]
    pub(crate) fn raise_name(
        &mut self,
        class: *mut crate::layout::Class,
        message: String,
        name: &str,
    ) -> Raised {
        let raised = self.raise(class, message);
        let exception = self.raised;
        let (attribute, name) = (self.intern("name"), self.new_str(name));
        if self.set_attr(exception, attribute, name).is_err() {
            self.raised = exception;
        }
        raised
    }

    /// The name of a local as a str.
    pub(crate) fn local_name_value(&self, code: &crate::layout::Code, index: u32) -> Value {
        cast::tuple_items(code.localsplusnames)[index as usize]
    }
}
