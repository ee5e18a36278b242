//! [`Subject`]: a str or bytes-like object in which a pattern is looked for.

use vm::layout::class_flags;
use vm::objects::strings::{self, Chars};
use vm::{Result, Value, Vm};

/// What is searched. It holds a value: keep it on the native stack.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The object.
    pub value: Value,
    /// Whether it is bytes-like.
    pub is_bytes: bool,
}

impl Subject {
    /// The subject that an object is, if it is one.
    pub fn of(vm: &Vm, value: Value) -> Option<Subject> {
        let is_bytes = vm.bytes_like(value).is_some();
        (is_bytes || vm.is_str(value)).then_some(Subject { value, is_bytes })
    }

    /// What was the subject of a match; a view that was released since then is empty.
    pub fn searched(vm: &Vm, value: Value) -> Subject {
        let is_bytes = !vm.is_str(value);
        Subject { value, is_bytes }
    }

    /// An argument as the subject of a pattern of str or bytes (`None`: either).
    pub fn argument(vm: &mut Vm, value: Value, pattern_is_bytes: Option<bool>) -> Result<Subject> {
        let Some(subject) = Subject::of(vm, value) else {
            let name = vm.class_name(value);
            return Err(vm.type_error(format!(
                "expected string or bytes-like object, got '{name}'"
            )));
        };
        match pattern_is_bytes {
            Some(false) if subject.is_bytes => {
                Err(vm.type_error("cannot use a string pattern on a bytes-like object"))
            }
            Some(true) if !subject.is_bytes => {
                Err(vm.type_error("cannot use a bytes pattern on a string-like object"))
            }
            _ => Ok(subject),
        }
    }

    /// The characters or bytes. Python code may change those of a bytearray: do not keep them.
    pub fn chars<'a>(self, vm: &Vm) -> Chars<'a> {
        if self.is_bytes {
            Chars::Latin1(vm.bytes_like(self.value).unwrap_or_default())
        } else {
            strings::chars(self.value)
        }
    }

    /// How long it is.
    pub fn len(self, vm: &Vm) -> usize {
        self.chars(vm).len()
    }

    /// A part of it, as str or bytes.
    pub fn slice(self, vm: &mut Vm, start: usize, end: usize) -> Result {
        let end = end.min(self.len(vm));
        let start = start.min(end);
        if !self.is_bytes {
            return vm.str_slice(self.value, start, end);
        }
        let bytes = vm.bytes_like(self.value).unwrap_or_default();
        let exact = vm.has_flag(self.value, class_flags::BYTES_SUBCLASS)
            && vm.class_of(self.value) == vm.types.bytes;
        if exact && start == 0 && end == bytes.len() {
            return Ok(self.value);
        }
        vm.try_new_bytes(&bytes[start..end])
    }

    /// Joins pieces, a list, into a str or bytes.
    pub fn join(self, vm: &mut Vm, pieces: Value) -> Result {
        let nothing = if self.is_bytes {
            vm.new_bytes(&[])
        } else {
            vm.new_str("")
        };
        vm.call_method(nothing, "join", &[pieces])
    }
}
