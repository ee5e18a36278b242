//! CALL_INTRINSIC_1 and CALL_INTRINSIC_2.

use crate::layout::Frame;
use crate::{Raised, Result, Value, Vm};

impl Vm {
    /// CALL_INTRINSIC_1, numbered as CPython's `INTRINSIC_*`.
    pub(crate) fn intrinsic_1(&mut self, which: u32, value: Value, frame: *mut Frame) -> Result {
        match which {
            1 => self.display_hook(value),
            2 => self.import_star(value, frame),
            3 => self.stop_iteration_to_runtime_error(value, frame),
            4 => Ok(value),
            5 => self.positive(value),
            6 => self.tuple_from_list(value),
            7 => self.typing_call("_typing.type_var", &[value]),
            8 => self.typing_call("_typing.param_spec", &[value]),
            9 => self.typing_call("_typing.type_var_tuple", &[value]),
            10 => self.typing_call("_typing.generic_base", &[value]),
            11 => self.typing_call("_typing.type_alias", &[value]),
            _ => Err(self.system_error(format!("unknown intrinsic {which}"))),
        }
    }

    /// CALL_INTRINSIC_2.
    pub(crate) fn intrinsic_2(&mut self, which: u32, value2: Value, value1: Value) -> Result {
        match which {
            1 => self.reraise_star(value2, value1),
            2 => self.typing_call("_typing.with_bound", &[value2, value1]),
            3 => self.typing_call("_typing.with_constraints", &[value2, value1]),
            4 => {
                let name = self.intern("__type_params__");
                self.set_attr(value2, name, value1)?;
                Ok(value2)
            }
            5 => self.typing_call("_typing.with_default", &[value2, value1]),
            _ => Err(self.system_error(format!("unknown intrinsic {which}"))),
        }
    }

    fn display_hook(&mut self, value: Value) -> Result {
        let sys = self.intern("sys");
        let sys = self.dict_get_str(self.modules, sys);
        self.call_method(sys, "displayhook", &[value])
    }

    /// Type parameters are made by functions that the native module `_typing` has remembered.
    fn typing_call(&mut self, name: &str, args: &[Value]) -> Result {
        self.import_module("_typing")?;
        let name = self.intern(name);
        let function = self.dict_get_str(self.remembered, name);
        self.call_pos(function, args)
    }

    fn import_star(&mut self, module: Value, frame: *mut Frame) -> Result {
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*frame).namespace };
        let all = self.intern("__all__");
        let dict_name = self.intern("__dict__");
        let (names, skip_private) = match self.get_attr_opt(module, all)? {
            Some(names) => (names, false),
            None => match self.get_attr_opt(module, dict_name)? {
                Some(dict) => (self.list_from(dict)?, true),
                None => {
                    let class = self.types.import_error;
                    return Err(
                        self.raise(class, "from-import-* object has no __dict__ and no __all__")
                    );
                }
            },
        };
        let mut index = 0;
        while let Some(name) = self.sequence_item(names, index)? {
            index += 1;
            if !self.is_str(name) {
                return Err(self.not_a_name(module, name, skip_private)?);
            }
            if skip_private && self.text(name).starts_with('_') {
                continue;
            }
            let name = self.intern_str(name);
            let value = self.get_attr(module, name)?;
            self.set_item(namespace, name, value)?;
        }
        Ok(Value::NONE)
    }

    /// An item of any sequence; None after the last.
    fn sequence_item(&mut self, sequence: Value, index: i64) -> Result<Option<Value>> {
        let class = self.class_of(sequence);
        if self.slots(class).getitem.is_none() {
            let class = self.class_name(sequence);
            return Err(self.type_error(format!("'{class}' object does not support indexing")));
        }
        let index = self.new_int(index);
        match self.get_item(sequence, index) {
            Ok(item) => Ok(Some(item)),
            Err(Raised) if self.is_exception(self.raised, self.types.index_error) => {
                self.take_raised();
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }

    /// The error of a name in `__all__` or `__dict__` that is no str.
    fn not_a_name(&mut self, module: Value, name: Value, from_dict: bool) -> Result<Raised> {
        let key = self.intern("__name__");
        let module = self.get_attr(module, key)?;
        if !self.is_str(module) {
            let got = self.class_name(module);
            return Ok(self.type_error(format!("module __name__ must be a string, not {got}")));
        }
        let (module, got) = (self.text(module).into_owned(), self.class_name(name));
        let (what, place) = if from_dict {
            ("Key", "__dict__")
        } else {
            ("Item", "__all__")
        };
        Ok(self.type_error(format!("{what} in {module}.{place} must be str, not {got}")))
    }

    /// A StopIteration that leaves a generator becomes a RuntimeError (PEP 479).
    fn stop_iteration_to_runtime_error(&mut self, exception: Value, frame: *mut Frame) -> Result {
        // SAFETY: initialised: the running frame is live.
        let flags = unsafe { (*(*frame).code).flags };
        let asynchronous = flags & crate::layout::code_flags::ASYNC_GENERATOR != 0;
        let kind = if asynchronous {
            "async generator"
        } else if flags & crate::layout::code_flags::COROUTINE != 0 {
            "coroutine"
        } else {
            "generator"
        };
        let message = if self.is_exception(exception, self.types.stop_iteration) {
            format!("{kind} raised StopIteration")
        } else if asynchronous && self.is_exception(exception, self.types.stop_async_iteration) {
            format!("{kind} raised StopAsyncIteration")
        } else {
            return Ok(exception);
        };
        let class = self.types.runtime_error;
        let text = self.new_str(&message);
        let error = self.new_exception(class, &[text])?;
        for name in ["__cause__", "__context__"] {
            let name = self.intern(name);
            self.set_attr(error, name, exception)?;
        }
        Ok(error)
    }
}
