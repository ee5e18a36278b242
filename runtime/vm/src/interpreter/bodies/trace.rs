//! Micro-ops that only traces have.

use crate::Value;
use crate::interpreter::Flow;

guard! {
    _CHECK_FUNCTION(m) { let _ = m; true }
    // SAFETY: the operand points to the trace's validity, which lives as long as the trace.
    _CHECK_VALIDITY(m, _oparg, operand) { let _ = m; unsafe { *(operand as *const bool) } }
}

body! {
    _GUARD_IS_TRUE_POP(m) { if m.pop() == Value::TRUE { Flow::Next } else { Flow::Jumped } }
    _GUARD_IS_FALSE_POP(m) { if m.pop() == Value::FALSE { Flow::Next } else { Flow::Jumped } }
    _GUARD_IS_NONE_POP(m) { if m.pop().is_none() { Flow::Next } else { Flow::Jumped } }
    _GUARD_IS_NOT_NONE_POP(m) { if m.pop().is_none() { Flow::Jumped } else { Flow::Next } }
    _START_EXECUTOR(m) { let _ = m; Flow::Next }
    _MAKE_WARM(m) { let _ = m; Flow::Next }
    _SET_IP(m) { let _ = m; Flow::Next }
    _JUMP_TO_TOP(m) { let _ = m; Flow::Jumped }
    _EXIT_TRACE(m) { let _ = m; Flow::Deopt }
    _DYNAMIC_EXIT(m) { let _ = m; Flow::Deopt }
    _DEOPT(m) { let _ = m; Flow::Deopt }
    _ERROR_POP_N(m) { let _ = m; Flow::Raised }
}
