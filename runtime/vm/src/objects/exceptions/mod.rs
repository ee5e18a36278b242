//! Exception objects and their classes (CPython's `Objects/exceptions.c`).
//!
//! An exception has shape `Fields`: its `__dict__`, the fields below, then those of its class, numbered from [`OWN`].

mod base;
mod format;
mod group;
mod hierarchy;
mod import_error;
mod layout;
mod named;
pub(crate) use named::VALUE as STOP_ITERATION_VALUE;
mod os_error;
mod raise;
mod syntax_error;
pub mod traceback;
mod unicode_error;
mod unraisable;

pub use format::closest as closest_name;
pub use group::{group_items, group_message};
pub use hierarchy::{ExceptionClasses, add_to_builtins, init};
pub use layout::{ARGS, CAUSE, CONTEXT, OWN, SUPPRESS, TRACEBACK};
pub(crate) use os_error::message_of_errno;

use crate::layout::{Class, class_flags};
use crate::objects::cast::{self, as_class};
use crate::objects::class::get;
use crate::objects::fields::{field, set_field};
use crate::{Args, Raised, Result, Value, Vm};

impl Vm {
    /// An exception of a class with `args`, made natively for built-in classes.
    pub fn new_exception(&mut self, class: *mut Class, args: &[Value]) -> Result {
        let object = get(class);
        if object.flags & class_flags::HEAP_TYPE != 0 {
            return self.call_pos(Value::object(class), args);
        }
        let slots = self.slots(class);
        let args = Args::positional(args);
        match (slots.new, slots.init) {
            (Some(new), Some(init)) => {
                let exception = new(self, class, args)?;
                init(self, exception, args)?;
                Ok(exception)
            }
            _ => self.call(Value::object(class), args),
        }
    }

    /// Whether the value is an exception of the class (by method resolution order).
    #[inline]
    pub fn is_exception(&self, value: Value, class: *mut Class) -> bool {
        self.is_any_exception(value) && self.is_subclass(cast::class_of_object(value), class)
    }

    /// Whether the value is an instance of BaseException.
    #[inline]
    pub fn is_any_exception(&self, value: Value) -> bool {
        self.has_class_flag(value, class_flags::EXCEPTION_SUBCLASS)
    }

    /// Whether the value is an exception class.
    pub fn is_exception_class(&self, value: Value) -> bool {
        as_class(value).is_some_and(|class| class.flags & class_flags::EXCEPTION_SUBCLASS != 0)
    }

    /// `exception.__traceback__` or None.
    pub fn traceback_of(&mut self, exception: Value) -> Value {
        if self.is_any_exception(exception) {
            field(exception, TRACEBACK).or_none()
        } else {
            Value::NONE
        }
    }

    /// Sets `exception.__traceback__`.
    pub fn set_traceback(&mut self, exception: Value, traceback: Value) {
        if self.is_any_exception(exception) {
            set_field(self, exception, TRACEBACK, traceback);
        }
    }

    /// `exception.__context__` or None.
    pub fn context_of(&self, exception: Value) -> Value {
        field(exception, CONTEXT).or_none()
    }

    /// `exception.__cause__` or None.
    pub fn cause_of(&self, exception: Value) -> Value {
        field(exception, CAUSE).or_none()
    }

    /// `StopIteration.value`.
    pub fn stop_iteration_value(&mut self, exception: Value) -> Value {
        field(exception, named::VALUE).or_none()
    }

    /// Raises StopIteration with a value.
    #[cold]
    pub fn stop_iteration_with(&mut self, value: Value) -> Raised {
        let class = self.types.stop_iteration;
        let made = if value.is_none() {
            self.new_exception(class, &[])
        } else {
            self.new_exception(class, &[value])
        };
        match made {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Raises an OSError (of the subclass that fits) for an error number, with a file name unless NULL.
    #[cold]
    pub fn os_error(&mut self, number: i32, filename: Value) -> Raised {
        let (class, text) = (self.types.os_error, message_of_errno(number));
        let text = self.new_str(&text);
        let number = Value::int_unchecked(i64::from(number));
        let args = [number, text, filename];
        match self.new_exception(
            class,
            if filename.is_null() {
                &args[..2]
            } else {
                &args
            },
        ) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// AttributeError with `name` and `obj`, in CPython's words.
    #[cold]
    pub fn no_attribute(&mut self, owner: Value, name: Value) -> Raised {
        let attribute = self.text(name).into_owned();
        let message = if let Some(class) = as_class(owner) {
            format!(
                "type object '{}' has no attribute '{attribute}'",
                self.text(class.name)
            )
        } else {
            format!(
                "'{}' object has no attribute '{attribute}'",
                self.class_name(owner)
            )
        };
        self.no_attribute_because(owner, name, &message)
    }

    /// AttributeError with `name` and `obj` and a message.
    #[cold]
    pub fn no_attribute_because(&mut self, owner: Value, name: Value, message: &str) -> Raised {
        let class = self.types.attribute_error;
        let raised = self.raise(class, message);
        let exception = self.raised;
        if self.is_exception(exception, class) {
            set_field(self, exception, named::NAME, name);
            set_field(self, exception, named::OBJ, owner);
        }
        raised
    }
}
