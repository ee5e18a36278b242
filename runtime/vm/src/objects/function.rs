//! Functions, bound methods, native functions, cells, modules.
use crate::layout::{Builtin, Code, Dict};
use crate::{Def, Value, Vm};
impl Vm {
    /// A Python function (MAKE_FUNCTION): name, qualname, doc from the code object.
    pub fn new_function(&mut self, code: *mut Code, globals: *mut Dict) -> Value { todo!("{code:?}{globals:?}") }
    /// A bound method.
    pub fn new_method(&mut self, function: Value, this: Value) -> Value { todo!("{function:?}{this:?}") }
    /// A native function bound to a module (or NULL).
    pub fn new_builtin(&mut self, def: &'static Def, this: Value, module: Value) -> Value { todo!("{def:?}{this:?}{module:?}") }
    /// A cell.
    pub fn new_cell(&mut self, content: Value) -> Value { todo!("{content:?}") }
    /// A module with `__name__`, `__doc__` None and the functions.
    pub fn new_module(&mut self, name: &str, functions: &'static [Def]) -> Value { todo!("{name}{functions:?}") }
    /// The function's version, given one if it has none; 0 if it cannot have one (CPython's `_PyFunction_GetVersionForCurrentState`).
    pub fn function_version(&mut self, function: Value) -> u32 { todo!("{function:?}") }
}
/// A native function's definition.
///
/// # Safety
/// `builtin` is a live object of shape `Builtin`.
pub unsafe fn def_of(builtin: *mut Builtin) -> &'static Def { todo!("{builtin:?}") }
