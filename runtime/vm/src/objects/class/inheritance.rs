//! `isinstance` and `issubclass` (the end of CPython's `Objects/abstract.c`): of classes, and of other objects that have a
//! tuple `__bases__`.

use super::get;
use crate::layout::{Class, class_flags};
use crate::objects::cast;
use crate::objects::names::name;
use crate::objects::sequences::tuple;
use crate::{Args, Result, Value, Vm};

const NOT_A_CLASS: &str = "isinstance() arg 2 must be a type, a tuple of types, or a union";
const NOT_A_SUBCLASS: &str = "issubclass() arg 1 must be a class";
const NOT_A_BASE: &str = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

impl Vm {
    /// `isinstance(value, class_or_tuple)`, with `__instancecheck__`.
    pub fn is_instance(&mut self, value: Value, class: Value) -> Result<bool> {
        if Value::object(self.class_of(value)) == class {
            return Ok(true);
        }
        if let Some(object) = cast::as_class(class)
            && cast::class_of_object(class) == self.types.type_
        {
            return self.is_instance_plain(value, object);
        }
        if self.as_tuple(class).is_some() {
            self.check_native_stack()?;
            for class in tuple::items(class) {
                if self.is_instance(value, *class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let name = name!(self, "__instancecheck__");
        if let Some((method, this)) = self.get_special(class, name)? {
            let result = self.call_with_self(method, this, Args::positional(&[value]))?;
            return self.is_true(result);
        }
        if let Some(class) = cast::as_class(class) {
            return self.is_instance_plain(value, class);
        }
        self.bases_of(class, NOT_A_CLASS)?;
        let name = name!(self, "__class__");
        match self.get_attr_opt(value, name)? {
            Some(claimed) => self.derives_from(claimed, class),
            None => Ok(false),
        }
    }

    /// `isinstance` by the class, or by what `__class__` claims.
    pub(crate) fn is_instance_plain(&mut self, value: Value, class: *mut Class) -> Result<bool> {
        let own = self.class_of(value);
        if self.is_subclass(own, class) {
            return Ok(true);
        }
        if self.uses_generic_getattr(own) {
            if get(own).flags & class_flags::HEAP_TYPE == 0 {
                return Ok(false);
            }
            let name = name!(self, "__class__");
            if self.lookup(own, name) == self.lookup(self.types.object, name) {
                return Ok(false);
            }
        }
        let name = name!(self, "__class__");
        match self.get_attr_opt(value, name)? {
            Some(claimed) => {
                Ok(cast::as_class(claimed).is_some_and(|claimed| self.is_subclass(claimed, class)))
            }
            None => Ok(false),
        }
    }

    /// `issubclass(class, class_or_tuple)`, with `__subclasscheck__`.
    pub fn is_subclass_of(&mut self, class: Value, base: Value) -> Result<bool> {
        if let (Some(object), Some(base_object)) = (cast::as_class(class), cast::as_class(base))
            && cast::class_of_object(base) == self.types.type_
        {
            return Ok(self.is_subclass(object, base_object));
        }
        if self.as_tuple(base).is_some() {
            self.check_native_stack()?;
            for base in tuple::items(base) {
                if self.is_subclass_of(class, *base)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let name = name!(self, "__subclasscheck__");
        if let Some((method, this)) = self.get_special(base, name)? {
            let result = self.call_with_self(method, this, Args::positional(&[class]))?;
            return self.is_true(result);
        }
        self.is_subclass_plain(class, base)
    }

    /// `issubclass` by bases alone (CPython's `recursive_issubclass`).
    pub(crate) fn is_subclass_plain(&mut self, class: Value, base: Value) -> Result<bool> {
        if let (Some(class), Some(base)) = (cast::as_class(class), cast::as_class(base)) {
            return Ok(self.is_subclass(class, base));
        }
        self.bases_of(class, NOT_A_SUBCLASS)?;
        self.bases_of(base, NOT_A_BASE)?;
        self.derives_from(class, base)
    }

    /// Whether something with `__bases__` derives from something else (CPython's `abstract_issubclass`).
    fn derives_from(&mut self, derived: Value, base: Value) -> Result<bool> {
        self.check_native_stack()?;
        if derived == base {
            return Ok(true);
        }
        let Some(bases) = self.bases(derived)? else {
            return Ok(false);
        };
        for &parent in tuple::items(bases) {
            if self.derives_from(parent, base)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What makes an object class-like: its `__bases__`, if that is a tuple.
    fn bases(&mut self, class: Value) -> Result<Option<Value>> {
        let name = name!(self, "__bases__");
        let bases = self.get_attr_opt(class, name)?;
        Ok(bases.filter(|bases| self.is_tuple(*bases)))
    }

    /// The same; TypeError for what is not class-like.
    fn bases_of(&mut self, class: Value, refusal: &str) -> Result {
        match self.bases(class)? {
            Some(bases) => Ok(bases),
            None => Err(self.type_error(refusal)),
        }
    }
}
