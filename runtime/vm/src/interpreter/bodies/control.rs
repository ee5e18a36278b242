//! Jumps.

use crate::Value;
use crate::interpreter::{Flow, Machine};

/// Notes in the inline cache which way a branch went; the bits choose a trace's way.
#[inline(always)]
fn record_branch(m: &mut Machine<'_>, taken: bool) {
    // SAFETY: conditional jumps have one cache unit after them, which this thread alone writes.
    unsafe {
        let cache = m.this.add(1);
        *cache = *cache << 1 | u16::from(taken);
    }
}

body! {
    _POP_JUMP_IF_TRUE(m, oparg) {
        let taken = m.pop() == Value::TRUE;
        record_branch(m, taken);
        if taken {
            m.jump(oparg as isize);
        }
        Flow::Next
    }
    _POP_JUMP_IF_FALSE(m, oparg) {
        let taken = m.pop() == Value::FALSE;
        record_branch(m, taken);
        if taken {
            m.jump(oparg as isize);
        }
        Flow::Next
    }
    _JUMP_FORWARD(m, oparg) { m.jump(oparg as isize); Flow::Next }
    _JUMP_BACKWARD(m, oparg) { m.jump(-(oparg as isize)); Flow::Next }
    _EXTENDED_ARG(m) { let _ = m; Flow::Extend }
    _INTERPRETER_EXIT(m) { let value = m.pop(); Flow::Leave(value) }
}
