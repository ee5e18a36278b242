//! What can be done with any value (CPython's `Objects/abstract.c` and `object.c`).

mod items;
mod operators;
mod texts;

use super::class::get;
use super::class::slots::Comparison;
use crate::layout::{Class, class_flags};
use crate::{Result, Value, Vm};

impl Vm {
    /// `type(value).__name__` for messages.
    pub fn class_name(&mut self, value: Value) -> String {
        self.class_name_of(value)
    }

    /// The same, without changing anything.
    pub fn class_name_of(&self, value: Value) -> String {
        self.text(get(self.class_of(value)).name).into_owned()
    }

    /// `left OP right` of a comparison.
    pub fn compare(&mut self, op: Comparison, left: Value, right: Value) -> Result {
        self.check_native_stack()?;
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let (first, second) = (
            self.slots(left_class).compare,
            self.slots(right_class).compare,
        );
        let mut tried_reflected = false;
        if left_class != right_class
            && let Some(function) = second
            && self.is_subclass(right_class, left_class)
        {
            tried_reflected = true;
            let result = function(self, right, left, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(function) = first {
            let result = function(self, left, right, op)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if !tried_reflected && let Some(function) = second {
            let result = function(self, right, left, op.swapped())?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match op {
            Comparison::Eq => Ok(Value::bool(left == right)),
            Comparison::Ne => Ok(Value::bool(left != right)),
            _ => {
                let (l, r) = (self.class_name(left), self.class_name(right));
                Err(self.type_error(format!(
                    "'{}' not supported between instances of '{l}' and '{r}'",
                    op.sign()
                )))
            }
        }
    }

    /// `left == right` (identity first), as a bool.
    #[inline]
    pub fn equal(&mut self, left: Value, right: Value) -> Result<bool> {
        self.compare_bool(Comparison::Eq, left, right)
    }

    /// The truth of a comparison (identity counts as equal).
    pub fn compare_bool(&mut self, op: Comparison, left: Value, right: Value) -> Result<bool> {
        if left == right {
            match op {
                Comparison::Eq => return Ok(true),
                Comparison::Ne => return Ok(false),
                _ => {}
            }
        }
        if let (Some(left), Some(right)) = (left.as_int(), right.as_int()) {
            return Ok(op.holds(left.cmp(&right)));
        }
        let result = self.compare(op, left, right)?;
        self.is_true(result)
    }

    /// `bool(value)`.
    #[inline]
    pub fn is_true(&mut self, value: Value) -> Result<bool> {
        self.check_native_stack()?;
        match value {
            Value::TRUE => return Ok(true),
            Value::FALSE | Value::NONE => return Ok(false),
            _ => {}
        }
        if let Some(int) = value.as_int() {
            return Ok(int != 0);
        }
        let class = self.class_of(value);
        let slots = self.slots(class);
        if let Some(function) = slots.bool {
            return function(self, value);
        }
        match slots.length {
            Some(function) => Ok(function(self, value)? != 0),
            None => Ok(true),
        }
    }

    /// `hash(value)`.
    pub fn hash(&mut self, value: Value) -> Result<i64> {
        if let Some(int) = value.as_int() {
            return Ok(super::numbers::hash::of_word(int));
        }
        self.hash_object(value)
    }

    fn hash_object(&mut self, value: Value) -> Result<i64> {
        self.check_native_stack()?;
        let class = self.class_of(value);
        match self.slots(class).hash {
            Some(function) => function(self, value),
            None => super::class::slotdefs::unhashable(self, value),
        }
    }

    /// `operator.index(value)`: an int (any size).
    pub fn index(&mut self, value: Value) -> Result {
        self.check_native_stack()?;
        if value.is_int() {
            return Ok(value);
        }
        let class = self.class_of(value);
        if get(class).flags & class_flags::INT_SUBCLASS != 0 {
            return Ok(self.exact_int(value));
        }
        match self.slots(class).index {
            Some(function) => {
                let result = function(self, value)?;
                if get(self.class_of(result)).flags & class_flags::INT_SUBCLASS != 0 {
                    return Ok(self.exact_int(result));
                }
                let class = self.class_name(result);
                Err(self.type_error(format!("__index__ returned non-int (type {class})")))
            }
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!(
                    "'{class}' object cannot be interpreted as an integer"
                )))
            }
        }
    }

    /// `operator.index(value)` as an i64; IndexError or OverflowError (`class`) if it does not fit.
    pub fn index_i64(&mut self, value: Value, overflow: *mut Class) -> Result<i64> {
        let index = self.index(value)?;
        match self.int_as_i64(index) {
            Some(index) => Ok(index),
            None => {
                let class = self.class_name(value);
                Err(self.raise(
                    overflow,
                    format!("cannot fit '{class}' into an index-sized integer"),
                ))
            }
        }
    }
}
