//! What can be done with any value (CPython's `Objects/abstract.c` and `object.c`).

use super::cast;
use super::class::get;
use super::class::slots::{BinaryFn, BinaryOperator, Comparison};
use crate::layout::{Class, class_flags};
use crate::{Raised, Result, Slots, Value, Vm};

impl Vm {
    /// `type(value).__name__` for messages.
    pub fn class_name(&mut self, value: Value) -> String {
        self.class_name_of(value)
    }

    /// The same, without changing anything.
    pub fn class_name_of(&self, value: Value) -> String {
        self.text(get(self.class_of(value)).name).into_owned()
    }

    /// `left OP right`.
    pub fn binary(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        let result = self.binary_opt(op, left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        Err(self.unsupported(op, op.sign(), left, right))
    }

    fn binary_opt(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        let result = self.binary_by(|slots| slots.binary[op as usize], left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        self.sequence_operation(op, left, right)
    }

    /// An operation that the left or the right operand's class may do; NotImplemented where neither does.
    pub(crate) fn binary_by(
        &mut self,
        slot: impl Fn(&Slots) -> Option<BinaryFn>,
        left: Value,
        right: Value,
    ) -> Result {
        self.check_native_stack()?;
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let first: Option<BinaryFn> = slot(self.slots(left_class));
        let mut second: Option<BinaryFn> = if left_class == right_class {
            None
        } else {
            slot(self.slots(right_class))
        };
        if let (Some(a), Some(b)) = (first, second)
            && core::ptr::fn_addr_eq(a, b)
        {
            second = None;
        }
        if let Some(function) = first {
            if let Some(reflected) = second
                && self.is_subclass(right_class, left_class)
            {
                let result = reflected(self, left, right)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                second = None;
            }
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(function) = second {
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    /// `+` and `*` of sequences, after the number protocol.
    fn sequence_operation(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        self.check_native_stack()?;
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        match op {
            BinaryOperator::Add => {
                if let Some(function) = self.slots(left_class).concat {
                    return function(self, left, right);
                }
            }
            BinaryOperator::Multiply => {
                if let Some(function) = self.slots(left_class).repeat {
                    return self.repeat(function, left, right);
                }
                if let Some(function) = self.slots(right_class).repeat {
                    return self.repeat(function, right, left);
                }
            }
            _ => {}
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    fn repeat(
        &mut self,
        function: fn(&mut Vm, Value, i64) -> Result,
        sequence: Value,
        count: Value,
    ) -> Result {
        let class = self.class_of(count);
        if self.slots(class).index.is_none() {
            let class = self.class_name(count);
            return Err(self.type_error(format!(
                "can't multiply sequence by non-int of type '{class}'"
            )));
        }
        let overflow = self.types.overflow_error;
        let count = self.index_i64(count, overflow)?;
        function(self, sequence, count)
    }

    #[cold]
    fn unsupported(
        &mut self,
        op: BinaryOperator,
        sign: &str,
        left: Value,
        right: Value,
    ) -> crate::Raised {
        let (l, r) = (self.class_name(left), self.class_name(right));
        if op == BinaryOperator::Rshift
            && let Some(builtin) = self.as_builtin(left)
        {
            // SAFETY: typed: the class was just checked.
            let def = unsafe { super::function::def_of(builtin) };
            if def.name == "print" {
                return self.type_error(format!("unsupported operand type(s) for {sign}: '{l}' and '{r}'. Did you mean \"print(<message>, file=<output_stream>)\"?"));
            }
        }
        self.type_error(format!(
            "unsupported operand type(s) for {sign}: '{l}' and '{r}'"
        ))
    }

    /// `left OP= right`.
    pub fn binary_inplace(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(left);
        let slots = self.slots(class);
        if let Some(function) = slots.inplace[op as usize] {
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match op {
            BinaryOperator::Add => {
                if let Some(function) = slots.inplace_concat {
                    return function(self, left, right);
                }
            }
            BinaryOperator::Multiply => {
                if let Some(function) = slots.inplace_repeat {
                    return self.repeat(function, left, right);
                }
            }
            _ => {}
        }
        let result = self.binary_opt(op, left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        let sign = if op == BinaryOperator::Power {
            String::from("** or pow()=")
        } else {
            format!("{}=", op.sign())
        };
        let sign = if op == BinaryOperator::Power {
            "**="
        } else {
            &sign
        };
        Err(self.unsupported(op, sign, left, right))
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

    fn text_of(&mut self, value: Value, result: Value, method: &str) -> Result {
        if result.is_object() && get(self.class_of(result)).flags & class_flags::STR_SUBCLASS != 0 {
            return Ok(result);
        }
        let class = self.class_name(result);
        let _ = value;
        Err(self.type_error(format!("{method} returned non-string (type {class})")))
    }

    /// `repr(value)`, a str.
    pub fn repr(&mut self, value: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(value);
        match self.slots(class).repr {
            Some(function) => {
                let result = function(self, value)?;
                self.text_of(value, result, "__repr__")
            }
            None => super::instance::object::repr(self, value),
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
                self.text_of(value, result, "__str__")
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

    fn unary(
        &mut self,
        value: Value,
        slot: Option<super::class::slots::UnaryFn>,
        sign: &str,
    ) -> Result {
        match slot {
            Some(function) => function(self, value),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!("bad operand type for unary {sign}: '{class}'")))
            }
        }
    }

    /// `-value`.
    pub fn negative(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).negative, "-")
    }

    /// `+value`.
    pub fn positive(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).positive, "+")
    }

    /// `~value`.
    pub fn invert(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).invert, "~")
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
