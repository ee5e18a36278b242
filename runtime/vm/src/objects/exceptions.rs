//! Exception classes and objects, tracebacks.
use crate::layout::{Class, Frame};
use crate::{Result, Value, Vm};
impl Vm {
    /// An exception of a class with `args`, made natively for built-in classes.
    pub fn new_exception(&mut self, class: *mut Class, args: &[Value]) -> Result { todo!("{class:?}{args:?}") }
    /// Whether the value is an exception of the class (by method resolution order).
    pub fn is_exception(&self, value: Value, class: *mut Class) -> bool { todo!("{value:?}{class:?}") }
    /// Adds the frame (its `ip` points to the running instruction) to the traceback of an exception.
    pub fn add_traceback(&mut self, exception: Value, frame: *mut Frame) { todo!("{exception:?}{frame:?}") }
    /// Sets `__context__` of an exception that is being raised from what is being handled (unless already or itself).
    pub fn chain_context(&mut self, exception: Value) { todo!("{exception:?}") }
    /// `raise exc from cause` (values as on the stack; NULL cause: none): makes instances of classes, raises.
    pub fn do_raise(&mut self, exception: Value, cause: Value) -> crate::Raised { todo!("{exception:?}{cause:?}") }
    /// `except match_type`: checks that it is a class or tuple of classes, and matches.
    pub fn exception_matches(&mut self, exception: Value, match_type: Value) -> Result<bool> { todo!("{exception:?}{match_type:?}") }
    /// `except* match_type`: (matched or None, rest or None).
    pub fn exception_group_match(&mut self, exception: Value, match_type: Value) -> Result<(Value, Value)> { todo!("{exception:?}{match_type:?}") }
    /// The text that `python` prints for an unhandled exception, with causes, contexts, groups, notes and source lines.
    pub fn format_exception(&mut self, exception: Value) -> String { todo!("{exception:?}") }
    /// AttributeError with `name` and `obj`, in CPython's words.
    pub fn no_attribute(&mut self, owner: Value, name: Value) -> crate::Raised { todo!("{owner:?}{name:?}") }
}
