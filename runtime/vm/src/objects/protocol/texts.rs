//! What values are as texts.

use crate::layout::class_flags;
use crate::objects::class::get;
use crate::{Result, Value, Vm};

impl Vm {
    fn text_of(&mut self, result: Value, method: &str) -> Result {
        if result.is_object() && get(self.class_of(result)).flags & class_flags::STR_SUBCLASS != 0 {
            return Ok(result);
        }
        let class = self.class_name(result);
        Err(self.type_error(format!("{method} returned non-string (type {class})")))
    }

    /// `repr(value)`, a str.
    pub fn repr(&mut self, value: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(value);
        match self.slots(class).repr {
            Some(function) => {
                let result = function(self, value)?;
                self.text_of(result, "__repr__")
            }
            None => crate::objects::instance::object::repr(self, value),
        }
    }

    /// `str(value)`, a str.
    pub fn str(&mut self, value: Value) -> Result {
        if self.is_exact_str(value) {
            return Ok(value);
        }
        let class = self.class_of(value);
        match self.slots(class).str {
            Some(function) => {
                self.check_native_stack()?;
                let result = function(self, value)?;
                self.text_of(result, "__str__")
            }
            None => self.repr(value),
        }
    }

    /// `ascii(value)`, a str.
    pub fn ascii(&mut self, value: Value) -> Result {
        let text = self.repr(value)?;
        let text = self.text(text).into_owned();
        if text.is_ascii() {
            return Ok(self.new_str(&text));
        }
        let mut escaped = String::new();
        for char in text.chars() {
            match u32::from(char) {
                0..=0x7f => escaped.push(char),
                point @ ..=0xff => escaped += &format!("\\x{point:02x}"),
                point @ ..=0xffff => escaped += &format!("\\u{point:04x}"),
                point => escaped += &format!("\\U{point:08x}"),
            }
        }
        Ok(self.new_str(&escaped))
    }

    /// `format(value, spec)`.
    pub fn format(&mut self, value: Value, spec: Value) -> Result {
        let class = self.class_of(value);
        let types = &self.types;
        if [types.int, types.float, types.str].contains(&class) {
            return self.format_value(value, spec);
        }
        let name = crate::objects::names::name!(self, "__format__");
        match self.get_special(value, name)? {
            Some((method, this)) => {
                let result = self.call_with_self(method, this, crate::Args::positional(&[spec]))?;
                if result.is_object()
                    && get(self.class_of(result)).flags & class_flags::STR_SUBCLASS != 0
                {
                    return Ok(result);
                }
                let class = self.class_name(result);
                Err(self.type_error(format!("__format__ must return a str, not {class}")))
            }
            None => self.str(value),
        }
    }

    /// The str or bytes that names a file (CPython's `PyOS_FSPath`).
    pub fn fs_path(&mut self, value: Value) -> Result {
        let is_path = |vm: &mut Vm, value| {
            vm.has_class_flag(
                value,
                class_flags::STR_SUBCLASS | class_flags::BYTES_SUBCLASS,
            )
        };
        if is_path(self, value) {
            return Ok(value);
        }
        let name = self.intern("__fspath__");
        let (method, this) = match self.get_special(value, name)? {
            Some(bound) if !bound.0.is_none() => bound,
            _ => {
                let name = self.class_name(value);
                return Err(self.type_error(format!(
                    "expected str, bytes or os.PathLike object, not {name}"
                )));
            }
        };
        let path = self.call_with_self(method, this, crate::Args::positional(&[]))?;
        if is_path(self, path) {
            return Ok(path);
        }
        let (owner, given) = (self.class_name(value), self.class_name(path));
        Err(self.type_error(format!(
            "expected {owner}.__fspath__() to return str or bytes, not {given}"
        )))
    }
}
