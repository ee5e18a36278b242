//! `await`, `yield from` and asynchronous iteration.

use crate::frames::generator::Resumed;
use crate::layout::{Generator, GeneratorState, code_flags};
use crate::objects::cast;
use crate::{Raised, Result, Value, Vm};

impl Vm {
    /// Whether the value is a generator, coroutine or asynchronous generator object of the interpreter's.
    fn is_generator_like(&self, value: Value) -> bool {
        cast::is_exactly(value, self.types.generator)
            || cast::is_exactly(value, self.types.coroutine)
    }

    /// Sends a value to the receiver of a SEND.
    pub(crate) fn send_value(&mut self, receiver: Value, value: Value) -> Result<Resumed> {
        self.check_native_stack()?;
        if self.is_generator_like(receiver) {
            return self.generator_send(receiver, value);
        }
        // `Vm::next` would drop the StopIteration's value.
        let class = self.class_of(receiver);
        let result = if let (true, Some(next)) = (value.is_none(), self.slots(class).next) {
            next(self, receiver)
        } else {
            self.call_method(receiver, "send", &[value])
        };
        match result {
            Ok(value) if value.is_null() => Ok(Resumed::Returned(Value::NONE)),
            Ok(value) => Ok(Resumed::Yielded(value)),
            Err(Raised) if self.is_exception(self.raised, self.types.stop_iteration) => {
                let exception = self.take_raised();
                Ok(Resumed::Returned(self.stop_iteration_value(exception)))
            }
            Err(Raised) => Err(Raised),
        }
    }

    /// Resumes a generator or coroutine with a value, with CPython's checks.
    #[inline]
    pub fn generator_send(&mut self, generator: Value, value: Value) -> Result<Resumed> {
        // SAFETY: typed: callers pass an object of shape `Generator`.
        let object: &Generator = unsafe { cast::get(generator) };
        let kind = if cast::is_exactly(generator, self.types.generator) {
            "generator"
        } else {
            "coroutine"
        };
        match object.state {
            GeneratorState::Created if !value.is_none() => Err(self.type_error(format!(
                "can't send non-None value to a just-started {kind}"
            ))),
            GeneratorState::Executing => Err(self.value_error(format!("{kind} already executing"))),
            GeneratorState::Cleared if kind == "coroutine" => {
                Err(self.runtime_error("cannot reuse already awaited coroutine"))
            }
            GeneratorState::Cleared => Ok(Resumed::Returned(Value::NONE)),
            _ => self.resume_generator(generator, value, false),
        }
    }

    /// What `await value` iterates over. `place` is GET_AWAITABLE's argument: 1 after `__aenter__`, 2 after `__aexit__`.
    pub(crate) fn awaitable(&mut self, value: Value, place: u32) -> Result {
        self.check_native_stack()?;
        if cast::is_exactly(value, self.types.coroutine) {
            return Ok(value);
        }
        if cast::is_exactly(value, self.types.generator) {
            // SAFETY: typed: generators have shape `Generator`; initialised: its code is live.
            let flags = unsafe { (*cast::get::<Generator>(value).frame.code).flags };
            if flags & code_flags::ITERABLE_COROUTINE != 0 {
                return Ok(value);
            }
        }
        let class = self.class_of(value);
        let Some(function) = self.slots(class).await_ else {
            let name = self.class_name(value);
            return Err(match place {
                1 => self.type_error(format!("'async with' received an object from __aenter__ that does not implement __await__: {name}")),
                2 => self.type_error(format!("'async with' received an object from __aexit__ that does not implement __await__: {name}")),
                _ => self.type_error(format!("'{name}' object can't be awaited")),
            });
        };
        let iterator = function(self, value)?;
        let class = self.class_of(iterator);
        if cast::is_exactly(iterator, self.types.coroutine) {
            return Err(self.type_error("__await__() returned a coroutine"));
        }
        if self.slots(class).next.is_none() {
            let name = self.class_name(iterator);
            return Err(self.type_error(format!(
                "__await__() returned non-iterator of type '{name}'"
            )));
        }
        Ok(iterator)
    }

    /// `aiter(value)`.
    pub(crate) fn async_iter(&mut self, value: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(value);
        let Some(function) = self.slots(class).aiter else {
            let name = self.class_name(value);
            return Err(self.type_error(format!(
                "'async for' requires an object with __aiter__ method, got {name}"
            )));
        };
        let iterator = function(self, value)?;
        let class = self.class_of(iterator);
        if self.slots(class).anext.is_none() {
            let name = self.class_name(iterator);
            return Err(self.type_error(format!("'async for' received an object from __aiter__ that does not implement __anext__: {name}")));
        }
        Ok(iterator)
    }

    /// The awaitable of an asynchronous iterator's next item.
    pub(crate) fn async_next(&mut self, iterator: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(iterator);
        let Some(function) = self.slots(class).anext else {
            let name = self.class_name(iterator);
            return Err(self.type_error(format!(
                "'async for' requires an iterator with __anext__ method, got {name}"
            )));
        };
        let awaitable = function(self, iterator)?;
        self.awaitable(awaitable, 0)
    }
}
