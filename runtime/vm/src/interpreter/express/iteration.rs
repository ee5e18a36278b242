//! Generators, and iteration that has no specialized form: over dicts and their items, strs, sets, `enumerate`, `zip`, backwards.

use uops::Opcode;

use super::{advance, following, give, operand};
use crate::Value;
use crate::interpreter::bodies::iteration::{back_to_caller, suspend, suspended};
use crate::interpreter::machine::Machine;
use crate::layout::Generator;
use crate::specialize::Backoff;

#[inline(always)]
pub(super) fn next_of_any(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let counter = operand!(m, FOR_ITER, _SPECIALIZE_FOR_ITER) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let iterator = m.peek(1);
    if let Some(item) = m.vm.quick_item(iterator) {
        advance(m.this, counter);
        give(m, item, hurried);
        return true;
    }
    // A pair that is unpacked at once need not be made.
    if !hurried || following(m).0 != Opcode::UNPACK_SEQUENCE_TWO_TUPLE as u8 {
        return false;
    }
    let Some((first, second)) = m.vm.quick_pair(iterator) else {
        return false;
    };
    advance(m.this, counter);
    m.jump(const { 1 + Opcode::UNPACK_SEQUENCE.cache_units() as isize });
    m.push(second);
    m.push(first);
    true
}

#[inline(always)]
pub(super) fn next_of_generator(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(generator) = suspended(m, 1) else {
        return false;
    };
    resume(m, generator, Value::NONE, oparg, hurried);
    true
}

#[inline(always)]
pub(super) fn send_to_generator(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(generator) = suspended(m, 2) else {
        return false;
    };
    let value = m.pop();
    resume(m, generator, value, oparg, hurried);
    true
}

/// Enters a generator's frame with a value for its `yield`. Where nothing is done with it, it is not pushed.
#[inline(always)]
fn resume(m: &mut Machine<'_>, generator: &mut Generator, value: Value, oparg: u32, hurried: bool) {
    let frame = m.vm.enter_generator(generator);
    // SAFETY: initialised: the running frame is live.
    unsafe {
        (*m.frame).ip = m.this;
        (*m.frame).return_offset = (2 + oparg) as u16;
    }
    m.enter_frame(frame);
    if hurried && following(m).0 == Opcode::RESUME_CHECK as u8 && !m.vm.events.is_pending() {
        m.jump(1);
        if following(m).0 == Opcode::POP_TOP as u8 {
            m.jump(1);
            return;
        }
    }
    m.push(value);
}

#[inline(always)]
pub(super) fn yield_value(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    if m.frame == m.vm.entry {
        return false;
    }
    let value = suspend(m);
    back_to_caller(m);
    give(m, value, hurried);
    true
}
