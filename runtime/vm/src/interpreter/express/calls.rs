//! Calls and returns.

use uops::Opcode;

use super::choices::decide;
use super::{advance, following, operand};
use crate::Value;
use crate::frames::frame_values;
use crate::interpreter::machine::Machine;
use crate::layout::{Code, FrameOwner, Function, Str, code_flags};
use crate::specialize::Backoff;
use crate::specialize::binary::is_simple_code;

/// CALL where several functions meet.
#[inline(always)]
pub(super) fn call_any(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let counter = operand!(m, CALL, _SPECIALIZE_CALL) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let count = oparg as usize;
    let Some(function) = m.vm.as_function(m.peek(count + 2)) else {
        return false;
    };
    // SAFETY: pinned: a function's code object is live.
    if !is_simple_code(unsafe { &*function.code }) {
        return false;
    }
    let this = m.this;
    let with_self = !m.peek(count + 1).is_null();
    let entered = enter(m, function, count, count + usize::from(with_self), hurried);
    if entered {
        advance(this, counter);
    }
    entered
}

#[inline(always)]
pub(super) fn call_function(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let version = operand!(m, CALL_PY_EXACT_ARGS, _CHECK_FUNCTION_VERSION) as u32;
    let count = oparg as usize;
    let Some(function) = m.vm.as_function(m.peek(count + 2)) else {
        return false;
    };
    let with_self = !m.peek(count + 1).is_null();
    function.version == version
        && enter(m, function, count, count + usize::from(with_self), hurried)
}

#[inline(always)]
pub(super) fn call_method(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let version = operand!(m, CALL_BOUND_METHOD_EXACT_ARGS, _CHECK_FUNCTION_VERSION) as u32;
    let count = oparg as usize;
    let Some(method) = m.vm.as_method(m.peek(count + 2)) else {
        return false;
    };
    let Some(function) = m.vm.as_function(method.function) else {
        return false;
    };
    if !m.peek(count + 1).is_null() || function.version != version {
        return false;
    }
    m.set_peek(count + 1, method.this);
    if enter(m, function, count, count + 1, hurried) {
        return true;
    }
    m.set_peek(count + 1, Value::NULL);
    false
}

/// Makes and enters the frame of a call with so many positional arguments, which lie on top of the stack.
#[inline(always)]
fn enter(
    m: &mut Machine<'_>,
    function: &Function,
    count: usize,
    given: usize,
    hurried: bool,
) -> bool {
    // SAFETY: pinned: a function's code object is live.
    let code: &Code = unsafe { &*function.code };
    if code.argcount as usize != given
        || code.flags & code_flags::OPTIMIZED == 0
        || m.vm.depth >= m.vm.recursion_limit
        || !m.vm.stack.has_room(frame_values(code))
    {
        return false;
    }
    // SAFETY: the arguments lie on top of the stack, as many as there are parameters.
    let frame = unsafe { m.vm.push_call_frame(function, m.above(given), given) };
    // SAFETY: initialised: the running frame is live; `ip` follows `this` in one code object.
    unsafe {
        (*m.frame).ip = m.this;
        (*m.frame).return_offset = m.ip.offset_from(m.this) as u16;
    }
    m.drop(count + 2);
    m.enter_frame(frame);
    if hurried && following(m).0 == Opcode::RESUME_CHECK as u8 && !m.vm.events.is_pending() {
        m.jump(1);
    }
    true
}

#[inline(always)]
pub(super) fn return_value(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let frame = m.frame;
    // SAFETY: initialised: the running frame is live.
    let plain = unsafe { (*frame).owner == FrameOwner::Thread && (*frame).object.is_null() };
    if !plain || frame == m.vm.entry {
        return false;
    }
    let value = m.pop();
    // No entry, so it does not leave the interpreter.
    let _ = m.leave_frame(value);
    m.vm.stack.pop(frame);
    true
}

#[inline(always)]
pub(super) fn call_len(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    if m.peek(3) != m.vm.callables.len || !m.peek(2).is_null() {
        return false;
    }
    let value = m.peek(1);
    let len = if let Some(list) = m.vm.as_list(value) {
        list.len
    } else if let Some(string) = m.vm.as_str(value) {
        let string: &Str = string;
        string.len
    } else if let Some(tuple) = m.vm.as_tuple(value) {
        tuple.len
    } else {
        return false;
    };
    m.replace(3, Value::int_unchecked(len as i64));
    true
}

#[inline(always)]
pub(super) fn call_isinstance(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    if m.peek(4) != m.vm.callables.isinstance || !m.peek(3).is_null() {
        return false;
    }
    if Value::object(m.vm.class_of(m.peek(2))) != m.peek(1) {
        return false;
    }
    m.drop(4);
    decide(m, true, hurried);
    true
}
