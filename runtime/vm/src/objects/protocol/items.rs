//! Items: subscripts, membership, iteration, length.

use crate::layout::class_flags;
use crate::objects::cast;
use crate::objects::class::get;
use crate::{Raised, Result, Value, Vm};

impl Vm {
    /// `len(value)`.
    pub fn length(&mut self, value: Value) -> Result<usize> {
        if let Some(list) = self.as_list(value) {
            return Ok(list.len);
        }
        self.check_native_stack()?;
        let class = self.class_of(value);
        match self.slots(class).length {
            Some(function) => function(self, value),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!("object of type '{class}' has no len()")))
            }
        }
    }

    /// `container[sub]`.
    pub fn get_item(&mut self, container: Value, sub: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(container);
        if let Some(function) = self.slots(class).getitem {
            return function(self, container, sub);
        }
        if let Some(class) = cast::as_class(container) {
            if core::ptr::eq(class, self.types.type_) {
                return Ok(self.new_generic_alias(container, sub));
            }
            let name = crate::objects::names::name!(self, "__class_getitem__");
            if let Some(method) = self.get_attr_opt(container, name)?
                && !method.is_none()
            {
                return self.call_pos(method, &[sub]);
            }
            let name = self.text(class.name).into_owned();
            return Err(self.type_error(format!("type '{name}' is not subscriptable")));
        }
        let class = self.class_name(container);
        Err(self.type_error(format!("'{class}' object is not subscriptable")))
    }

    /// `container[sub] = value`; NULL deletes.
    pub fn set_item(&mut self, container: Value, sub: Value, value: Value) -> Result<()> {
        self.check_native_stack()?;
        let class = self.class_of(container);
        match self.slots(class).setitem {
            Some(function) => function(self, container, sub, value),
            None => Err(self.no_items_to_set(container, sub, value.is_null())?),
        }
    }

    /// The exception of setting or deleting an item of what has none that can be (CPython's `PyObject_SetItem`): of a
    /// sequence, which every class made by Python code may be, an index is looked at first.
    #[cold]
    fn no_items_to_set(&mut self, container: Value, sub: Value, delete: bool) -> Result<Raised> {
        let (class, sub_class) = (self.class_of(container), self.class_of(sub));
        let flags = get(class).flags;
        let is_sequence = flags
            & (class_flags::HEAP_TYPE | class_flags::SEQUENCE | class_flags::SET_SUBCLASS)
            != 0
            || self.is_str(container)
            || class == self.types.bytes;
        let by_index = is_sequence && self.slots(sub_class).index.is_some();
        if by_index {
            self.index_i64(sub, self.types.index_error)?;
        }
        let name = self.class_name(container);
        Ok(self.type_error(match (delete, by_index) {
            (true, true) => format!("'{name}' object doesn't support item deletion"),
            (true, false) => format!("'{name}' object does not support item deletion"),
            _ => format!("'{name}' object does not support item assignment"),
        }))
    }

    /// `item in container`.
    pub fn contains(&mut self, container: Value, item: Value) -> Result<bool> {
        self.check_native_stack()?;
        let class = self.class_of(container);
        if let Some(function) = self.slots(class).contains {
            return function(self, container, item);
        }
        let iterator = self.iter_or(container, |class| {
            format!("argument of type '{class}' is not a container or iterable")
        })?;
        loop {
            let candidate = self.next(iterator)?;
            if candidate.is_null() {
                return Ok(false);
            }
            if self.equal(candidate, item)? {
                return Ok(true);
            }
        }
    }

    /// `iter(value)`.
    pub fn iter(&mut self, value: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(value);
        let slots = self.slots(class);
        if let Some(function) = slots.iter {
            let iterator = function(self, value)?;
            let class = self.class_of(iterator);
            if self.slots(class).next.is_none() {
                let class = self.class_name(iterator);
                return Err(
                    self.type_error(format!("iter() returned non-iterator of type '{class}'"))
                );
            }
            return Ok(iterator);
        }
        if slots.getitem.is_some() && get(class).flags & class_flags::DICT_SUBCLASS == 0 {
            let class = self.types.seq_iterator;
            return Ok(self.new_seq_iter(class, value, 0));
        }
        let class = self.class_name(value);
        Err(self.type_error(format!("'{class}' object is not iterable")))
    }

    /// `iter(value)`, and what else to say where the value is not iterable, of its class's name.
    pub fn iter_or(&mut self, value: Value, refusal: impl FnOnce(&str) -> String) -> Result {
        match self.iter(value) {
            Err(Raised) if self.is_exception(self.raised, self.types.type_error) => {
                self.take_raised();
                let class = self.class_name(value);
                Err(self.type_error(refusal(&class)))
            }
            result => result,
        }
    }

    /// `next(iterator)`; NULL at the end.
    pub fn next(&mut self, iterator: Value) -> Result {
        self.check_native_stack()?;
        self.check_memory()?;
        let class = self.class_of(iterator);
        let Some(function) = self.slots(class).next else {
            let class = self.class_name(iterator);
            return Err(self.type_error(format!("'{class}' object is not an iterator")));
        };
        match function(self, iterator) {
            Err(_) if self.is_exception(self.raised, self.types.stop_iteration) => {
                self.take_raised();
                Ok(Value::NULL)
            }
            result => result,
        }
    }
}
