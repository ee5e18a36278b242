//! How a Python exception travels through native code.

use crate::{Value, Vm};

/// An exception was raised; it is in [`Vm::raised`]. Not an engine bug: those panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised;

/// What native code returns that may raise.
pub type Result<T = Value> = core::result::Result<T, Raised>;

impl Vm {
    /// Raises an exception of a class with a message.
    #[cold]
    pub fn raise(&mut self, class: *mut crate::layout::Class, message: impl AsRef<str>) -> Raised {
        let exception = match self.try_new_str(message.as_ref()) {
            Ok(message) => self.new_exception(class, &[message]),
            Err(raised) => Err(raised),
        };
        match exception {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Raises an exception object.
    #[cold]
    pub fn raise_value(&mut self, exception: Value) -> Raised {
        self.chain_context(exception);
        self.raised = exception;
        Raised
    }

    /// Takes the exception that is being raised, so that native code can handle it.
    pub fn take_raised(&mut self) -> Value {
        core::mem::replace(&mut self.raised, Value::NULL)
    }
}

macro_rules! raisers {
    ($($(#[doc = $doc:literal])+ $method:ident => $class:ident;)+) => {
        impl Vm {
            $($(#[doc = $doc])+ #[cold] pub fn $method(&mut self, message: impl AsRef<str>) -> Raised {
                self.raise(self.types.$class, message)
            })+
        }
    };
}
raisers! {
    /// Raises TypeError.
    type_error => type_error;
    /// Raises ValueError.
    value_error => value_error;
    /// Raises IndexError.
    index_error => index_error;
    /// Raises AttributeError (prefer [`Vm::no_attribute`], which sets `name` and `obj`).
    attribute_error => attribute_error;
    /// Raises NameError.
    name_error => name_error;
    /// Raises OverflowError.
    overflow_error => overflow_error;
    /// Raises ZeroDivisionError.
    zero_division_error => zero_division_error;
    /// Raises RuntimeError.
    runtime_error => runtime_error;
    /// Raises MemoryError.
    memory_error => memory_error;
    /// Raises RecursionError.
    recursion_error => recursion_error;
    /// Raises SystemError.
    system_error => system_error;
    /// Raises ImportError.
    import_error => import_error;
    /// Raises NotImplementedError.
    not_implemented_error => not_implemented_error;
}
