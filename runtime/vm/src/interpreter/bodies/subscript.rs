//! Subscripts and slices.

use uops::Opcode;

use super::arithmetic::is_compact;
use crate::interpreter::Flow;
use crate::layout::{Function, Str, StrKind};
use crate::objects::cast;
use crate::{Result, Value, Vm};

/// An index of a specialized subscript: an int from 0, of at most 30 bits.
#[inline(always)]
fn index(value: Value) -> Option<usize> {
    (is_compact(value) && value.int_payload() >= 0).then(|| value.int_payload() as usize)
}

body! {
    _BINARY_OP_SUBSCR_LIST_INT(m) {
        // SAFETY: typed: the guard before has checked the class.
        let items = cast::list_items(unsafe { cast::get(m.peek(2)) });
        match index(m.peek(1)).and_then(|index| items.get(index)) {
            Some(item) => { m.replace(2, *item); Flow::Next }
            None => Flow::Deopt,
        }
    }
    _BINARY_OP_SUBSCR_TUPLE_INT(m) {
        let items = cast::tuple_items(m.peek(2).pointer());
        match index(m.peek(1)).and_then(|index| items.get(index)) {
            Some(item) => { m.replace(2, *item); Flow::Next }
            None => Flow::Deopt,
        }
    }
    _BINARY_OP_SUBSCR_STR_INT(m) {
        // SAFETY: typed: the guard before has checked the class.
        let string: &Str = unsafe { cast::get(m.peek(2)) };
        match index(m.peek(1)) {
            Some(index) if index < string.len && string.kind <= StrKind::Latin1 => {
                let char = m.vm.str_char(m.peek(2), index);
                m.replace(2, char);
                Flow::Next
            }
            _ => Flow::Deopt,
        }
    }
    _BINARY_OP_SUBSCR_LIST_SLICE(m) {
        let result = m.vm.get_item(m.peek(2), m.peek(1));
        m.finish(2, result)
    }
    _BINARY_OP_SUBSCR_DICT(m) {
        let result = m.vm.dict_subscript(m.peek(2), m.peek(1));
        m.finish(2, result)
    }
    _BINARY_OP_SUBSCR_CHECK_FUNC(m) {
        // SAFETY: pinned: every value's class is live.
        let getitem = unsafe { (*m.vm.class_of(m.peek(2))).cached_getitem };
        if getitem.is_null() {
            return Flow::Deopt;
        }
        // SAFETY: typed: only functions are cached.
        let function: &Function = unsafe { cast::get(getitem) };
        // SAFETY: pinned: a live function has live code.
        if m.vm.check_recursion_quietly(unsafe { &*function.code }) {
            m.push(getitem);
            Flow::Next
        } else {
            Flow::Deopt
        }
    }
    _BINARY_OP_SUBSCR_INIT_CALL(m) {
        // SAFETY: typed: `_BINARY_OP_SUBSCR_CHECK_FUNC` pushed a function.
        let function: &Function = unsafe { cast::get(m.pop()) };
        let (sub, container) = (m.pop(), m.pop());
        let frame = m.vm.push_function_frame(function);
        let slots = crate::frames::locals(frame);
        // SAFETY: specialization has checked that the function has two parameters.
        unsafe { *slots = container; *slots.add(1) = sub; }
        // SAFETY: initialised: the running frame is live; it waits at a BINARY_OP.
        unsafe { (*m.frame).return_offset = 1 + Opcode::BINARY_OP.cache_units() as u16 };
        m.push(Value::from_bits(frame as u64));
        Flow::Next
    }
    _BINARY_SLICE(m) {
        let (container, start, stop) = (m.peek(3), m.peek(2), m.peek(1));
        let result = m.vm.slice_get(container, start, stop);
        m.finish(3, result)
    }
    _STORE_SLICE(m) {
        let (value, container, start, stop) = (m.peek(4), m.peek(3), m.peek(2), m.peek(1));
        let slice = m.vm.new_slice(start, stop, Value::NONE);
        let result = m.vm.set_item(container, slice, value);
        m.done(4, result)
    }
    _STORE_SUBSCR(m) {
        let (value, container, sub) = (m.peek(3), m.peek(2), m.peek(1));
        let result = m.vm.set_item(container, sub, value);
        m.done(3, result)
    }
    _STORE_SUBSCR_LIST_INT(m) {
        // SAFETY: typed: the guard before has checked the class.
        let items = cast::list_items(unsafe { cast::get(m.peek(2)) });
        match index(m.peek(1)).and_then(|index| items.get_mut(index)) {
            Some(item) => { *item = m.peek(3); m.drop(3); Flow::Next }
            None => Flow::Deopt,
        }
    }
    _STORE_SUBSCR_DICT(m) {
        let (value, dict, key) = (m.peek(3), m.peek(2), m.peek(1));
        let result = m.vm.dict_set(dict.pointer(), key, value);
        m.done(3, result)
    }
    _DELETE_SUBSCR(m) {
        let result = m.vm.set_item(m.peek(2), m.peek(1), Value::NULL);
        m.done(2, result)
    }
    _BINARY_OP_INPLACE_ADD_UNICODE(m, _oparg, operand) {
        // The local that the STORE_FAST after this instruction names must hold the left operand. A trace keeps the
        // local's number in the operand.
        let target = if m.this.is_null() {
            operand as u32
        } else {
            // SAFETY: specialization has checked that a STORE_FAST follows.
            u32::from(unsafe { *m.ip } >> 8)
        };
        let (left, right) = (m.peek(2), m.peek(1));
        if m.local(target) != left {
            return Flow::Deopt;
        }
        match m.vm.str_append(left, right) {
            Ok(sum) => {
                m.set_local(target, sum);
                m.drop(2);
                m.jump(1);
                Flow::Next
            }
            Err(_) => Flow::Raised,
        }
    }
}

impl Vm {
    /// `dict[key]` of an exact dict, KeyError where it is absent.
    pub fn dict_subscript(&mut self, dict: Value, key: Value) -> Result {
        let value = self.dict_get(dict.pointer(), key)?;
        if value.is_null() {
            let class = self.types.key_error;
            let error = self.new_exception(class, &[key])?;
            return Err(self.raise_value(error));
        }
        Ok(value)
    }

    /// Whether another frame may be made, without raising.
    #[inline(always)]
    pub(crate) fn check_recursion_quietly(&self, code: &crate::layout::Code) -> bool {
        self.depth < self.recursion_limit && self.stack.has_room(crate::frames::frame_values(code))
    }
}
