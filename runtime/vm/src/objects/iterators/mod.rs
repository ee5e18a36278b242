//! Iterators and the built-in classes that make them: iter, reversed, enumerate, zip, map, filter.

mod enumerate;
mod functional;
mod quick;
mod sequence;
mod zip;

use crate::objects::names::name;
use crate::{Raised, Result, Value, Vm};

/// Defines the iterators' classes.
pub fn init(vm: &mut Vm) {
    sequence::init(vm);
    enumerate::init(vm);
    functional::init(vm);
    zip::init(vm);
}

/// `iter(self)` of an iterator.
pub fn itself(_: &mut Vm, iterator: Value) -> Result {
    Ok(iterator)
}

/// `(iter, arguments)`: how an iterator is pickled.
pub fn reduce_to_iter(vm: &mut Vm, arguments: &[Value]) -> Result {
    let name = vm.intern("iter");
    let iter = vm.dict_get_str(vm.builtins, name);
    let arguments = vm.new_tuple(arguments);
    Ok(vm.new_tuple(&[iter, arguments]))
}

impl Vm {
    /// Raises StopIteration.
    #[cold]
    pub fn stop_iteration(&mut self) -> Raised {
        match self.new_exception(self.types.stop_iteration, &[]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Takes a StopIteration that was raised for the end of an iteration; passes on anything else.
    #[cold]
    pub fn end_of_iteration(&mut self, raised: Raised) -> Result<()> {
        if self.is_exception(self.raised, self.types.stop_iteration) {
            self.take_raised();
            return Ok(());
        }
        Err(raised)
    }

    /// The next item of an iterator; `None` at the end.
    #[inline]
    pub fn next_item(&mut self, iterator: Value) -> Result<Option<Value>> {
        self.check_memory()?;
        if let Some(item) = self.quick_of_sequence(iterator) {
            return Ok(Some(item));
        }
        // Iterators can be of iterators, of iterators, ...
        self.check_native_stack()?;
        let class = self.class_of(iterator);
        let item = match self.slots(class).next {
            Some(next) => next(self, iterator),
            None => self.next(iterator),
        };
        match item {
            Ok(item) if item.is_null() => Ok(None),
            Ok(item) => Ok(Some(item)),
            Err(raised) => self.end_of_iteration(raised).map(|()| None),
        }
    }

    /// `operator.length_hint(value, default)` (CPython's `PyObject_LengthHint`).
    pub fn length_hint(&mut self, value: Value, default: usize) -> Result<usize> {
        let class = self.class_of(value);
        if let Some(length) = self.slots(class).length {
            match length(self, value) {
                Ok(length) => return Ok(length),
                Err(raised) if !self.is_exception(self.raised, self.types.type_error) => {
                    return Err(raised);
                }
                Err(_) => self.take_raised(),
            };
        }
        let name = name!(self, "__length_hint__");
        let Some((method, this)) = self.get_special(value, name)? else {
            return Ok(default);
        };
        let result = if this.is_null() {
            self.call_pos(method, &[])
        } else {
            self.call_pos(method, &[this])
        };
        let hint = match result {
            Ok(hint) => hint,
            Err(_) if self.is_exception(self.raised, self.types.type_error) => {
                self.take_raised();
                return Ok(default);
            }
            Err(raised) => return Err(raised),
        };
        if hint == Value::NOT_IMPLEMENTED {
            return Ok(default);
        }
        match self.int_as_i64(hint) {
            Some(hint) if hint >= 0 => Ok(hint as usize),
            Some(_) => Err(self.value_error("__length_hint__() should return >= 0")),
            None => {
                let name = self.class_name(hint);
                Err(self.type_error(format!("__length_hint__ must be an integer, not {name}")))
            }
        }
    }
}
