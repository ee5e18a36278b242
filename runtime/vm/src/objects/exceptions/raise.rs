//! Raising and matching (CPython's `do_raise`, `_PyErr_SetObject`, `CHECK_EXC_MATCH`).

use super::layout::{CAUSE, CONTEXT, SUPPRESS};
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::tuple;
use crate::{Raised, Result, Value, Vm};

const CANNOT_CATCH: &str = "catching classes that do not inherit from BaseException is not allowed";
const CANNOT_CATCH_GROUP: &str =
    "catching ExceptionGroup with except* is not allowed. Use except instead.";

impl Vm {
    /// Raises KeyError with the key.
    #[cold]
    pub fn key_error(&mut self, key: Value) -> Raised {
        match self.new_exception(self.types.key_error, &[key]) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Sets `__context__` of an exception that is being raised from what is being handled (unless already or itself).
    #[inline]
    pub fn chain_context(&mut self, exception: Value) {
        if self.handled.is_none() || self.handled.is_null() || self.handled == exception {
            return;
        }
        if self.is_any_exception(exception) && field(exception, CONTEXT).is_null() {
            self.set_context(exception);
        }
    }

    /// Makes what is being handled the context of an exception, taking the exception itself out of that chain.
    pub(crate) fn set_context(&mut self, exception: Value) {
        let handled = self.handled;
        if handled.is_none()
            || handled.is_null()
            || handled == exception
            || !self.is_any_exception(handled)
        {
            return;
        }
        // Contexts may already form a cycle, so a second pointer follows at half the speed (Floyd).
        let (mut link, mut slow, mut step) = (handled, handled, false);
        loop {
            let context = field(link, CONTEXT);
            if context.is_null() {
                break;
            }
            if context == exception {
                set_field(self, link, CONTEXT, Value::NULL);
                break;
            }
            link = context;
            if link == slow {
                break;
            }
            if step {
                slow = field(slow, CONTEXT);
            }
            step = !step;
        }
        set_field(self, exception, CONTEXT, handled);
    }

    /// `raise exc from cause` (values as on the stack; NULL cause: none): makes instances of classes, raises.
    #[cold]
    pub fn do_raise(&mut self, exception: Value, cause: Value) -> Raised {
        match self.try_raise(exception, cause) {
            Ok(exception) => {
                self.raised = exception;
                Raised
            }
            Err(raised) => raised,
        }
    }

    /// TypeError unless calling an exception class has made an exception. What was made is shown as a class, or by its name.
    pub(crate) fn check_made(&mut self, class: Value, made: Value, as_class: bool) -> Result<()> {
        if self.is_any_exception(made) {
            return Ok(());
        }
        let (class, kind) = (self.repr(class)?, self.class_of(made));
        let got = if as_class {
            self.repr(Value::object(kind))?
        } else {
            super::super::class::get(kind).name
        };
        let message = format!(
            "calling {} should have returned an instance of BaseException, not {}",
            self.text(class),
            self.text(got)
        );
        Err(self.type_error(message))
    }

    fn try_raise(&mut self, exception: Value, cause: Value) -> Result {
        if exception.is_null() {
            if self.handled.is_none() || self.handled.is_null() {
                return Err(self.runtime_error("No active exception to reraise"));
            }
            return Ok(self.handled);
        }
        let instance = if self.is_exception_class(exception) {
            let instance = self.instantiate(exception)?;
            self.check_made(exception, instance, true)?;
            instance
        } else if self.is_any_exception(exception) {
            exception
        } else {
            return Err(self.type_error("exceptions must derive from BaseException"));
        };
        if !cause.is_null() {
            let cause = if self.is_exception_class(cause) {
                let made = self.instantiate(cause)?;
                self.check_made(cause, made, true)?;
                made
            } else if self.is_any_exception(cause) {
                cause
            } else if cause.is_none() {
                Value::NULL
            } else {
                return Err(self.type_error("exception causes must derive from BaseException"));
            };
            set_field(self, instance, CAUSE, cause);
            set_field(self, instance, SUPPRESS, Value::TRUE);
        }
        self.set_context(instance);
        Ok(instance)
    }

    /// Calls an exception class without arguments.
    fn instantiate(&mut self, class: Value) -> Result {
        if crate::objects::cast::class_of_object(class) == self.types.type_ {
            return self.new_exception(class.pointer(), &[]);
        }
        self.call_pos(class, &[])
    }

    /// `except match_type`: checks that it is a class or tuple of classes, and matches.
    pub fn exception_matches(&mut self, exception: Value, match_type: Value) -> Result<bool> {
        if self.is_exception_class(match_type) {
            return Ok(self.is_exception(exception, match_type.pointer()));
        }
        if !self.is_tuple(match_type) {
            return Err(self.type_error(CANNOT_CATCH));
        }
        for item in tuple::items(match_type) {
            if !self.is_exception_class(*item) {
                return Err(self.type_error(CANNOT_CATCH));
            }
        }
        Ok(tuple::items(match_type)
            .iter()
            .any(|item| self.is_exception(exception, item.pointer())))
    }

    /// `except* match_type`: (matched or None, rest or None).
    pub fn exception_group_match(
        &mut self,
        exception: Value,
        match_type: Value,
    ) -> Result<(Value, Value)> {
        let one = [match_type];
        let types = if self.is_tuple(match_type) {
            tuple::items(match_type)
        } else {
            &one
        };
        for item in types {
            if !self.is_exception_class(*item) {
                return Err(self.type_error(CANNOT_CATCH));
            }
            if self.is_subclass(item.pointer(), self.types.base_exception_group) {
                return Err(self.type_error(CANNOT_CATCH_GROUP));
            }
        }
        if exception.is_none() {
            return Ok((Value::NONE, Value::NONE));
        }
        let is_group = self.is_exception(exception, self.types.base_exception_group);
        if self.exception_matches(exception, match_type)? {
            if is_group {
                return Ok((exception, Value::NONE));
            }
            let empty = self.new_str("");
            let class = self.types.exception_group;
            let class = if self.is_exception(exception, self.types.exception) {
                class
            } else {
                self.types.base_exception_group
            };
            let list = self.new_tuple(&[exception]);
            let group = self.new_exception(class, &[empty, list])?;
            let traceback = field(exception, super::TRACEBACK);
            set_field(self, group, super::TRACEBACK, traceback);
            return Ok((group, Value::NONE));
        }
        if is_group {
            let pair = self.call_method(exception, "split", &[match_type])?;
            if !self.is_tuple(pair) {
                let (class, kind) = (self.class_name(exception), self.class_name(pair));
                return Err(
                    self.type_error(format!("{class}.split must return a tuple, not {kind}"))
                );
            }
            return match tuple::items(pair) {
                [matched, rest, ..] => Ok((*matched, *rest)),
                items => {
                    let (class, length) = (self.class_name(exception), items.len());
                    Err(self.type_error(format!(
                        "{class}.split must return a 2-tuple, got tuple of size {length}"
                    )))
                }
            };
        }
        Ok((Value::NONE, exception))
    }
}
