//! Displays, comprehensions, formatting, unpacking, functions, imports.

use crate::interpreter::{Flow, Machine};
use crate::layout::Function;
use crate::objects::cast;
use crate::objects::dict::Existing;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Raised, Result, Value, Vm};

body! {
    _BUILD_TUPLE(m, oparg) {
        let tuple = m.vm.new_tuple(m.topmost(oparg as usize));
        m.replace(oparg as usize, tuple);
        Flow::Next
    }
    _BUILD_LIST(m, oparg) {
        let list = m.vm.new_list(m.topmost(oparg as usize));
        m.replace(oparg as usize, list);
        Flow::Next
    }
    _BUILD_SET(m, oparg) {
        let result = m.vm.new_set(m.topmost(oparg as usize));
        m.finish(oparg as usize, result)
    }
    _BUILD_MAP(m, oparg) {
        let values = m.topmost(2 * oparg as usize);
        let result = m.vm.build_map(values);
        m.finish(2 * oparg as usize, result)
    }
    _BUILD_STRING(m, oparg) {
        let result = m.vm.str_join(m.topmost(oparg as usize));
        m.finish(oparg as usize, result)
    }
    _BUILD_SLICE(m, oparg) {
        let values = m.topmost(oparg as usize);
        let step = values.get(2).copied().unwrap_or(Value::NONE);
        let slice = m.vm.new_slice(values[0], values[1], step);
        m.replace(oparg as usize, slice);
        Flow::Next
    }
    _BUILD_INTERPOLATION(m, oparg) {
        let count = 2 + (oparg & 1) as usize;
        let values = m.topmost(count);
        let result = m.vm.build_interpolation(values[0], values[1], values.get(2).copied(), oparg >> 2);
        m.finish(count, result)
    }
    _BUILD_TEMPLATE(m) {
        let result = m.vm.build_template(m.peek(2), m.peek(1));
        m.finish(2, result)
    }
    _LIST_APPEND(m, oparg) {
        let (list, item) = (m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.list_push(list, item);
        m.done(1, result)
    }
    _LIST_EXTEND(m, oparg) {
        let (list, iterable) = (m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.extend_display(list, iterable);
        m.done(1, result)
    }
    _SET_ADD(m, oparg) {
        let (set, item) = (m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.add_to_display(set, item);
        m.done(1, result)
    }
    _SET_UPDATE(m, oparg) {
        let (set, iterable) = (m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.set_update(set, iterable);
        m.done(1, result)
    }
    _MAP_ADD(m, oparg) {
        let (dict, key, value) = (m.peek(oparg as usize + 2), m.peek(2), m.peek(1));
        let result = m.vm.dict_set(dict.pointer(), key, value);
        m.done(2, result)
    }
    _DICT_UPDATE(m, oparg) {
        let (dict, update) = (m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.update_display(dict, update);
        m.done(1, result)
    }
    _DICT_MERGE(m, oparg) {
        let (callable, dict, update) = (m.peek(oparg as usize + 4), m.peek(oparg as usize + 1), m.peek(1));
        let result = m.vm.merge_keywords(callable, dict, update);
        m.done(1, result)
    }
    _CONVERT_VALUE(m, oparg) {
        let value = m.peek(1);
        let result = match oparg {
            1 => m.vm.str(value),
            2 => m.vm.repr(value),
            _ => m.vm.ascii(value),
        };
        m.finish(1, result)
    }
    _FORMAT_SIMPLE(m) {
        let value = m.peek(1);
        if m.vm.is_exact_str(value) {
            return Flow::Next;
        }
        let spec = m.vm.char_str(None);
        let result = m.vm.format(value, spec);
        m.finish(1, result)
    }
    _FORMAT_WITH_SPEC(m) {
        let result = m.vm.format(m.peek(2), m.peek(1));
        m.finish(2, result)
    }
    _UNPACK_SEQUENCE(m, oparg) {
        let seq = m.peek(1);
        match m.vm.unpack(seq, oparg as usize, None) {
            Ok(list) => push_reversed(m, list::items(list)),
            Err(Raised) => Flow::Raised,
        }
    }
    _UNPACK_SEQUENCE_TWO_TUPLE(m) { unpack(m, tuple::items(m.peek(1)), 2) }
    _UNPACK_SEQUENCE_TUPLE(m, oparg) { unpack(m, tuple::items(m.peek(1)), oparg as usize) }
    _UNPACK_SEQUENCE_LIST(m, oparg) { unpack(m, list::items(m.peek(1)), oparg as usize) }
    _UNPACK_EX(m, oparg) {
        let seq = m.peek(1);
        let (before, after) = ((oparg & 0xff) as usize, (oparg >> 8) as usize);
        if let Some(items) = m.vm.plain_items(seq)
            && let Some(end) = items.len().checked_sub(after)
            && before <= end
        {
            return match m.vm.try_new_list(&items[before..end]) {
                Ok(middle) => {
                    // Nothing is allocated from here on, so the items stay.
                    push_reversed(m, &items[end..]);
                    m.push(middle);
                    items[..before].iter().rev().for_each(|&item| m.push(item));
                    Flow::Next
                }
                Err(Raised) => Flow::Raised,
            };
        }
        match m.vm.unpack(seq, before, Some(after)) {
            Ok(list) => push_reversed(m, list::items(list)),
            Err(Raised) => Flow::Raised,
        }
    }
    _MAKE_FUNCTION(m) {
        let code = m.peek(1);
        let globals = m.globals();
        let function = m.vm.new_function(code.pointer(), globals);
        m.replace(1, function);
        Flow::Next
    }
    _SET_FUNCTION_ATTRIBUTE(m, oparg) {
        let function = m.pop();
        let attr = m.pop();
        // SAFETY: typed: the compiler puts a new function there.
        let object: &mut Function = unsafe { cast::get(function) };
        match oparg {
            0x01 if m.vm.is_tuple(attr) => object.defaults = attr,
            0x02 if m.vm.is_dict(attr) => object.kwdefaults = attr,
            0x01 | 0x02 => {
                m.vm.system_error("a function's defaults are no tuple or no dict");
                return Flow::Raised;
            }
            0x04 => object.annotations = attr,
            0x08 => object.closure = attr,
            _ => object.annotate = attr,
        }
        m.push(function);
        Flow::Next
    }
    _LOAD_BUILD_CLASS(m) {
        let name = name!(m.vm, "__build_class__");
        let builtins = m.builtins();
        let value = m.vm.dict_get_str(builtins, name);
        if value.is_null() {
            m.vm.name_error("__build_class__ not found");
            return Flow::Raised;
        }
        m.push(value);
        Flow::Next
    }
    _LOAD_COMMON_CONSTANT(m, oparg) {
        let value = m.vm.common_constant(oparg);
        m.push(value);
        Flow::Next
    }
    _SETUP_ANNOTATIONS(m) {
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*m.frame).namespace };
        let result = m.vm.setup_annotations(namespace);
        m.done(0, result)
    }
    _IMPORT_NAME(m, oparg) {
        let (name, level, fromlist) = (m.name(oparg), m.peek(2), m.peek(1));
        let (globals, builtins) = (m.globals(), m.builtins());
        // SAFETY: initialised: the running frame is live.
        let namespace = unsafe { (*m.frame).namespace };
        let result = m.vm.import_statement(name, globals, builtins, namespace, fromlist, level);
        m.finish(2, result)
    }
    _IMPORT_FROM(m, oparg) {
        let (module, name) = (m.peek(1), m.name(oparg));
        match m.vm.import_from(module, name) {
            Ok(value) => { m.push(value); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
    _CALL_INTRINSIC_1(m, oparg) {
        let (value, frame) = (m.peek(1), m.frame);
        let result = m.vm.intrinsic_1(oparg, value, frame);
        m.finish(1, result)
    }
    _CALL_INTRINSIC_2(m, oparg) {
        let (value2, value1) = (m.peek(2), m.peek(1));
        let result = m.vm.intrinsic_2(oparg, value2, value1);
        m.finish(2, result)
    }
}

#[inline(always)]
fn unpack(m: &mut Machine<'_>, items: &[Value], count: usize) -> Flow {
    if items.len() != count {
        Flow::Deopt
    } else {
        push_reversed(m, items)
    }
}

/// Replaces the top of the stack by items, the first one topmost.
#[inline(always)]
fn push_reversed(m: &mut Machine<'_>, items: &[Value]) -> Flow {
    m.drop(1);
    for item in items.iter().rev() {
        m.push(*item);
    }
    Flow::Next
}

impl Vm {
    /// The items of an exact list or tuple.
    fn plain_items<'a>(&self, value: Value) -> Option<&'a [Value]> {
        let class = self.class_of(value);
        if class == self.types.list {
            Some(list::items(value))
        } else if class == self.types.tuple {
            Some(tuple::items(value))
        } else {
            None
        }
    }

    fn build_map(&mut self, values: &[Value]) -> Result {
        let dict = self.new_dict();
        for pair in values.chunks_exact(2) {
            self.dict_set(dict, pair[0], pair[1])?;
        }
        Ok(Value::object(dict))
    }

    /// The items of an iterable as a list: exactly `before` of them, or, with `after`, `before` items, a list of the
    /// middle ones and `after` items.
    fn unpack(&mut self, seq: Value, before: usize, after: Option<usize>) -> Result {
        let class = self.class_of(seq);
        let slots = self.slots(class);
        if slots.iter.is_none() && slots.getitem.is_none() {
            let class = self.class_name(seq);
            return Err(self.type_error(format!("cannot unpack non-iterable {class} object")));
        }
        let iterator = self.iter(seq)?;
        let items = self.new_list(&[]);
        while list::items(items).len() < before {
            let item = self.next(iterator)?;
            if item.is_null() {
                let got = list::items(items).len();
                return Err(match after {
                    None => self.value_error(format!(
                        "not enough values to unpack (expected {before}, got {got})"
                    )),
                    Some(after) => self.value_error(format!(
                        "not enough values to unpack (expected at least {}, got {got})",
                        before + after
                    )),
                });
            }
            self.list_push(items, item)?;
        }
        let Some(after) = after else {
            let more = self.next(iterator)?;
            if !more.is_null() {
                let known = if self.as_list(seq).is_some()
                    || self.as_tuple(seq).is_some()
                    || self.as_dict(seq).is_some()
                {
                    Some(self.length(seq)?)
                } else {
                    None
                };
                return Err(match known {
                    Some(got) => self.value_error(format!(
                        "too many values to unpack (expected {before}, got {got})"
                    )),
                    None => {
                        self.value_error(format!("too many values to unpack (expected {before})"))
                    }
                });
            }
            return Ok(items);
        };
        let rest = self.list_from(iterator)?;
        let length = list::items(rest).len();
        if length < after {
            return Err(self.value_error(format!(
                "not enough values to unpack (expected at least {}, got {})",
                before + after,
                before + length
            )));
        }
        let middle = self.try_new_list(&list::items(rest)[..length - after])?;
        self.list_push(items, middle)?;
        for index in length - after..length {
            self.list_push(items, list::items(rest)[index])?;
        }
        Ok(items)
    }

    /// SET_ADD: programs can put another object in the place of the set of conditional annotations.
    fn add_to_display(&mut self, set: Value, item: Value) -> Result<()> {
        let class = self.class_of(set);
        if class == self.types.set || self.is_subclass(class, self.types.set) {
            return self.set_add(set, item);
        }
        let class = self.class_name(set);
        Err(self.type_error(format!("'{class}' object is not a set")))
    }

    fn extend_display(&mut self, list: Value, iterable: Value) -> Result<()> {
        let class = self.class_of(iterable);
        let slots = self.slots(class);
        if slots.iter.is_none() && slots.getitem.is_none() {
            let class = self.class_name(iterable);
            return Err(self.type_error(format!("Value after * must be an iterable, not {class}")));
        }
        self.list_extend(list, iterable)
    }

    /// DICT_UPDATE. As in CPython, every AttributeError on the way says that the operand is no mapping.
    fn update_display(&mut self, dict: Value, update: Value) -> Result<()> {
        match self.dict_merge(dict.pointer(), update, Existing::Replace) {
            Err(Raised) if self.is_exception(self.raised, self.types.attribute_error) => {
                let class = self.class_name(update);
                Err(self.type_error(format!("'{class}' object is not a mapping")))
            }
            result => result,
        }
    }

    /// DICT_MERGE, with CPython's reading of what is raised on the way (`_PyEval_FormatKwargsError`): an AttributeError says
    /// that the operand is no mapping, a KeyError that a keyword came twice.
    fn merge_keywords(&mut self, callable: Value, dict: Value, update: Value) -> Result<()> {
        let Err(raised) = self.dict_merge(dict.pointer(), update, Existing::Raise) else {
            return Ok(());
        };
        if self.is_exception(self.raised, self.types.attribute_error) {
            let (name, class) = (self.callable_name(callable), self.class_name(update));
            return Err(self.type_error(format!(
                "{name} argument after ** must be a mapping, not {class}"
            )));
        }
        if !self.is_exception(self.raised, self.types.key_error) {
            return Err(raised);
        }
        let error = self.take_raised();
        let args = self.intern("args");
        let args = self.get_attr(error, args)?;
        let &[key] = tuple::items(args) else {
            self.raised = error;
            return Err(raised);
        };
        let key = self.str(key)?;
        let (name, key) = (self.callable_name(callable), self.text(key).into_owned());
        Err(self.type_error(format!(
            "{name} got multiple values for keyword argument '{key}'"
        )))
    }

    fn setup_annotations(&mut self, namespace: Value) -> Result<()> {
        let name = name!(self, "__annotations__");
        if self.namespace_get(namespace, name)?.is_null() {
            let dict = Value::object(self.new_dict());
            return self.set_item(namespace, name, dict);
        }
        Ok(())
    }

    fn common_constant(&mut self, which: u32) -> Value {
        match which {
            0 => Value::object(self.types.assertion_error),
            1 => Value::object(self.types.not_implemented_error),
            2 => Value::object(self.types.tuple),
            3 => self.builtin_named("all"),
            _ => self.builtin_named("any"),
        }
    }

    fn builtin_named(&mut self, name: &str) -> Value {
        let name = self.intern(name);
        self.dict_get_str(self.builtins, name)
    }
}
