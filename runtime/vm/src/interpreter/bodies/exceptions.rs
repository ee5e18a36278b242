//! Raising and matching exceptions.

use crate::interpreter::{Flow, outline};
use crate::{Raised, Value};

body! {
    _RAISE_VARARGS(m, oparg) {
        let (exception, cause) = match oparg {
            2 => (m.peek(2), m.peek(1)),
            1 => (m.peek(1), Value::NULL),
            _ => (Value::NULL, Value::NULL),
        };
        m.vm.do_raise(exception, cause);
        Flow::Raised
    }
    _RERAISE(m, _oparg) {
        // The frame's `ip` stays here, where the handler is looked for; the traceback has the place of the first raise.
        let exception = m.peek(1);
        if exception.is_none() {
            m.vm.system_error("RERAISE of no exception");
            return Flow::Raised;
        }
        m.vm.raised = exception;
        Flow::Raised
    }
    _PUSH_EXC_INFO(m) {
        let exception = m.pop();
        m.push(m.vm.handled);
        m.push(exception);
        m.vm.handled = exception;
        Flow::Next
    }
    _POP_EXCEPT(m) {
        m.vm.handled = m.pop();
        Flow::Next
    }
    _CHECK_EXC_MATCH(m) {
        let (exception, match_type) = (m.peek(2), m.peek(1));
        let result = m.vm.exception_matches(exception, match_type).map(Value::bool);
        m.finish(1, result)
    }
    _CHECK_EG_MATCH(m) {
        let (exception, match_type) = (m.peek(2), m.peek(1));
        match outline::exception_group_match(m.vm, exception, match_type, m.above(2)) {
            Ok(()) => Flow::Next,
            Err(Raised) => Flow::Raised,
        }
    }
    _WITH_EXCEPT_START(m) {
        let (exit, this, exception) = (m.peek(5), m.peek(4), m.peek(1));
        match outline::call_exit(m.vm, exit, this, exception) {
            Ok(value) => { m.push(value); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
}
