//! Comparisons, truth, and jumps by them.

use uops::Opcode;

use super::following;
use crate::Value;
use crate::interpreter::bodies::is_compact;
use crate::interpreter::machine::Machine;
use crate::layout::StrKind;
use crate::objects::strings;

/// Pushes a truth, or jumps by it at once where a conditional jump follows.
#[inline(always)]
pub(super) fn decide(m: &mut Machine<'_>, truth: bool, hurried: bool) {
    if hurried {
        let (opcode, oparg) = following(m);
        let taken = if opcode == Opcode::POP_JUMP_IF_FALSE as u8 {
            !truth
        } else if opcode == Opcode::POP_JUMP_IF_TRUE as u8 {
            truth
        } else {
            m.push(Value::bool(truth));
            return;
        };
        let jump = m.ip;
        m.jump(const { 1 + Opcode::POP_JUMP_IF_FALSE.cache_units() as isize });
        branch(m, jump, oparg, taken, hurried);
        return;
    }
    m.push(Value::bool(truth));
}

/// A conditional jump, from behind its cache.
#[inline(always)]
fn branch(m: &mut Machine<'_>, jump: *mut u16, oparg: u32, taken: bool, hurried: bool) {
    // SAFETY: conditional jumps have one cache unit after them, which this thread alone writes.
    unsafe {
        let history = jump.add(1);
        *history = *history << 1 | u16::from(taken);
    }
    if taken {
        m.jump(oparg as isize);
    } else if hurried && following(m).0 == Opcode::NOT_TAKEN as u8 {
        m.jump(1);
    }
}

#[inline(always)]
fn pop_jump(m: &mut Machine<'_>, oparg: u32, hurried: bool, takes: fn(Value) -> bool) -> bool {
    let taken = takes(m.pop());
    branch(m, m.this, oparg, taken, hurried);
    true
}

#[inline(always)]
pub(super) fn jump_if_true(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value == Value::TRUE)
}

#[inline(always)]
pub(super) fn jump_if_false(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value == Value::FALSE)
}

#[inline(always)]
pub(super) fn jump_if_none(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value.is_none())
}

#[inline(always)]
pub(super) fn jump_if_not_none(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| !value.is_none())
}

/// CPython's masks of comparisons: the low bits of COMPARE_OP's argument.
mod mask {
    pub const UNORDERED: u32 = 1;
    pub const LESS: u32 = 2;
    pub const GREATER: u32 = 4;
    pub const EQUAL: u32 = 8;
}

#[inline(always)]
pub(super) fn compare_ints(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(is_compact(left) && is_compact(right)) {
        return false;
    }
    let (left, right) = ((left.bits() << 16) as i64, (right.bits() << 16) as i64);
    m.drop(2);
    decide(m, compare_compact(left, right, oparg), hurried);
    true
}

/// How two compact ints compare, by COMPARE_OP's argument.
#[inline(always)]
pub(super) fn compare_compact(left: i64, right: i64, oparg: u32) -> bool {
    // Less: 1 << 1, greater: 1 << 2, equal: 1 << 3, without a jump.
    let order = 1 << (2 * u32::from(left >= right) + u32::from(left <= right));
    const { assert!(mask::LESS == 1 << 1 && mask::GREATER == 1 << 2 && mask::EQUAL == 1 << 3) };
    oparg & order != 0
}

#[inline(always)]
pub(super) fn compare_floats(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(left.is_float() && right.is_float()) {
        return false;
    }
    let (left, right) = (left.float_payload(), right.float_payload());
    let order = u32::from(left < right) * mask::LESS
        + u32::from(left > right) * mask::GREATER
        + u32::from(left == right) * mask::EQUAL;
    let order = if order == 0 { mask::UNORDERED } else { order };
    m.drop(2);
    decide(m, oparg & order != 0, hurried);
    true
}

#[inline(always)]
pub(super) fn compare_strs(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    let (Some(one), Some(other)) = (m.vm.as_str(left), m.vm.as_str(right)) else {
        return false;
    };
    let equal = if left == right {
        true
    } else if one.len != other.len {
        false
    } else if one.form() == other.form() && one.form() <= StrKind::Latin1 as u16 && one.len > 0 {
        // SAFETY: both have characters, inline.
        let same = unsafe { strings::inline_byte(one, 0) == strings::inline_byte(other, 0) };
        if same && one.len > 1 {
            return false;
        }
        same
    } else {
        return false;
    };
    m.drop(2);
    decide(m, equal == (oparg & mask::EQUAL != 0), hurried);
    true
}

#[inline(always)]
pub(super) fn is_op(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let same = m.vm.is_identical(m.peek(2), m.peek(1));
    m.drop(2);
    decide(m, same ^ (oparg != 0), hurried);
    true
}

#[inline(always)]
pub(super) fn truth_of_bool(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let value = m.peek(1);
    if !value.is_bool() {
        return false;
    }
    m.drop(1);
    decide(m, value == Value::TRUE, hurried);
    true
}

#[inline(always)]
pub(super) fn truth_of_int(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let value = m.peek(1);
    if !value.is_int() {
        return false;
    }
    m.drop(1);
    decide(m, value != Value::int_unchecked(0), hurried);
    true
}

#[inline(always)]
pub(super) fn truth_of_list(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(1)) else {
        return false;
    };
    m.drop(1);
    decide(m, list.len != 0, hurried);
    true
}

#[inline(always)]
pub(super) fn truth_of_str(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let Some(string) = m.vm.as_str(m.peek(1)) else {
        return false;
    };
    m.drop(1);
    decide(m, string.len != 0, hurried);
    true
}

#[inline(always)]
pub(super) fn truth_of_none(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    if !m.peek(1).is_none() {
        return false;
    }
    m.drop(1);
    decide(m, false, hurried);
    true
}

#[inline(always)]
pub(super) fn jump_backward(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    if m.vm.events.is_pending() {
        return false;
    }
    m.jump(-(oparg as isize));
    true
}
