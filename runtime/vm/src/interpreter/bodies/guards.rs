//! Guards of types, and truth.

use crate::Value;
use crate::interpreter::Flow;
use crate::objects::cast::is_exactly;

guard! {
    _GUARD_TOS_INT(m) { m.is_exact_int(m.peek(1)) }
    _GUARD_NOS_INT(m) { m.is_exact_int(m.peek(2)) }
    _GUARD_TOS_FLOAT(m) { m.peek(1).is_float() }
    _GUARD_NOS_FLOAT(m) { m.peek(2).is_float() }
    _GUARD_TOS_UNICODE(m) { is_exactly(m.peek(1), m.vm.types.str) }
    _GUARD_NOS_UNICODE(m) { is_exactly(m.peek(2), m.vm.types.str) }
    _GUARD_TOS_LIST(m) { is_exactly(m.peek(1), m.vm.types.list) }
    _GUARD_NOS_LIST(m) { is_exactly(m.peek(2), m.vm.types.list) }
    _GUARD_TOS_TUPLE(m) { is_exactly(m.peek(1), m.vm.types.tuple) }
    _GUARD_NOS_TUPLE(m) { is_exactly(m.peek(2), m.vm.types.tuple) }
    _GUARD_TOS_DICT(m) { is_exactly(m.peek(1), m.vm.types.dict) }
    _GUARD_NOS_DICT(m) { is_exactly(m.peek(2), m.vm.types.dict) }
    _GUARD_TOS_ANY_SET(m) { m.vm.as_set(m.peek(1)).is_some() }
    _GUARD_TOS_SLICE(m) { is_exactly(m.peek(1), m.vm.types.slice) }
    _GUARD_NOS_NULL(m) { m.peek(2).is_null() }
    _GUARD_CALLABLE_STR_1(m) { m.peek(3) == Value::object(m.vm.types.str) }
    _GUARD_CALLABLE_TUPLE_1(m) { m.peek(3) == Value::object(m.vm.types.tuple) }
    _GUARD_CALLABLE_TYPE_1(m) { m.peek(3) == Value::object(m.vm.types.type_) }
    _GUARD_CALLABLE_LEN(m) { m.peek(3) == m.vm.callables.len }
    _TO_BOOL_BOOL(m) { m.peek(1).is_bool() }
}

body! {
    _TO_BOOL(m) {
        let value = m.peek(1);
        if value.is_bool() {
            return Flow::Next;
        }
        let result = m.vm.is_true(value).map(Value::bool);
        m.finish(1, result)
    }
    _TO_BOOL_INT(m) {
        let value = m.peek(1);
        if !m.is_exact_int(value) {
            return Flow::Deopt;
        }
        m.replace(1, Value::bool(value.as_int() != Some(0)));
        Flow::Next
    }
    _TO_BOOL_LIST(m) {
        // SAFETY: typed: the guard before has checked the class.
        let len = unsafe { (*m.peek(1).pointer::<crate::layout::List>()).len };
        m.replace(1, Value::bool(len != 0));
        Flow::Next
    }
    _TO_BOOL_NONE(m) {
        if !m.peek(1).is_none() {
            return Flow::Deopt;
        }
        m.replace(1, Value::FALSE);
        Flow::Next
    }
    _TO_BOOL_STR(m) {
        // SAFETY: typed: the guard before has checked the class.
        let len = unsafe { (*m.peek(1).pointer::<crate::layout::Str>()).len };
        m.replace(1, Value::bool(len != 0));
        Flow::Next
    }
    _REPLACE_WITH_TRUE(m) { m.replace(1, Value::TRUE); Flow::Next }
    _UNARY_NOT(m) { let value = m.peek(1); m.replace(1, Value::bool(value == Value::FALSE)); Flow::Next }
    _IS_NONE(m) { let value = m.peek(1); m.replace(1, Value::bool(value.is_none())); Flow::Next }
    _IS_OP(m, oparg) {
        let same = m.vm.is_identical(m.peek(2), m.peek(1));
        m.replace(2, Value::bool(same ^ (oparg != 0)));
        Flow::Next
    }
}
