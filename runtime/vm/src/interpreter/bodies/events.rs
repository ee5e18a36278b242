//! Events and adaptive counters.

use uops::Opcode;

use crate::interpreter::{Flow, Machine};
use crate::specialize::{self, Backoff};
use crate::{Result, Vm};

body! {
    _CHECK_PERIODIC(m) { if m.vm.events.is_pending() { handle_pending(m) } else { Flow::Next } }
    _CHECK_PERIODIC_IF_NOT_YIELD_FROM(m, oparg) {
        if m.vm.events.is_pending() && oparg & 3 < 2 { handle_pending(m) } else { Flow::Next }
    }
    _QUICKEN_RESUME(m) {
        if !m.this.is_null() {
            m.rewrite(Opcode::RESUME_CHECK);
        }
        Flow::Next
    }
    // That there is something to look at between instructions is no miss of the form.
    _RESUME_CHECK(m) { if m.vm.events.is_pending() { Flow::General } else { Flow::Next } }
    _TIER2_RESUME_CHECK(m) { if m.vm.events.is_pending() { Flow::Deopt } else { Flow::Next } }
    _SPECIALIZE_JUMP_BACKWARD(m) {
        let opcode = if m.vm.executors.enabled { Opcode::JUMP_BACKWARD_JIT } else { Opcode::JUMP_BACKWARD_NO_JIT };
        m.rewrite(opcode);
        Flow::Again
    }
    _JIT(m) {
        // SAFETY: backward jumps have one cache unit after them, which this thread alone writes.
        let counter = unsafe { &mut *m.this.add(1) };
        if !Backoff(*counter).triggers() {
            *counter = Backoff(*counter).advance().0;
            return Flow::Next;
        }
        // SAFETY: initialised: the loop's head is where `ip` is now; the stack is as it will be there.
        unsafe { (*m.frame).sp = m.sp; (*m.frame).ip = m.this; }
        match m.vm.start_trace(m.frame, m.this) {
            Some(id) => {
                // SAFETY: as above.
                unsafe { *m.this.add(1) = m.vm.executors.thresholds.jump.0 };
                Flow::EnterTrace(id)
            }
            None => {
                // SAFETY: as above.
                unsafe { *m.this.add(1) = Backoff(*m.this.add(1)).restart().0 };
                Flow::Next
            }
        }
    }
    _ENTER_EXECUTOR(m) {
        // SAFETY: initialised: the running frame is live.
        let code = unsafe { (*m.frame).code };
        match m.vm.executor_at(code, m.this) {
            Some(id) => {
                // SAFETY: initialised: the running frame is live.
                unsafe { (*m.frame).ip = m.this };
                Flow::EnterTrace(id)
            }
            // The trace is gone, and the instruction is itself again.
            None => Flow::Again,
        }
    }
}

#[inline(always)]
fn handle_pending(m: &mut Machine<'_>) -> Flow {
    match m.vm.handle_pending() {
        Ok(()) => Flow::Next,
        Err(_) => Flow::Raised,
    }
}

/// An adaptive counter: specializes when it has run down, and lets the instruction be dispatched again.
macro_rules! specialize {
    ($($name:ident($m:ident, $oparg:ident) $call:expr;)+) => {
        $(#[inline(always)]
        pub fn $name($m: &mut Machine<'_>, $oparg: u32, counter: u64) -> Flow {
            if Backoff(counter as u16).triggers() {
                let _ = $oparg;
                $call;
                return Flow::Again;
            }
            // SAFETY: adaptive instructions have their counter in the unit after them, which this thread alone writes.
            unsafe { *$m.this.add(1) = Backoff(counter as u16).advance().0 };
            Flow::Next
        })+
    };
}
specialize! {
    _SPECIALIZE_LOAD_ATTR(m, oparg) specialize::attribute::load_attr(m.vm, m.frame, m.this, oparg, m.peek(1));
    _SPECIALIZE_STORE_ATTR(m, oparg) specialize::attribute::store_attr(m.vm, m.frame, m.this, oparg, m.peek(1));
    _SPECIALIZE_LOAD_GLOBAL(m, oparg) specialize::global::load_global(m.vm, m.frame, m.this, oparg);
    _SPECIALIZE_LOAD_SUPER_ATTR(m, oparg) specialize::attribute::load_super_attr(m.vm, m.frame, m.this, oparg, m.peek(3), m.peek(2));
    _SPECIALIZE_BINARY_OP(m, oparg) specialize::binary::binary_op(m.vm, m.frame, m.this, oparg, m.peek(2), m.peek(1));
    _SPECIALIZE_COMPARE_OP(m, oparg) specialize::binary::compare_op(m.vm, m.frame, m.this, oparg, m.peek(2), m.peek(1));
    _SPECIALIZE_CONTAINS_OP(m, oparg) specialize::binary::contains_op(m.vm, m.frame, m.this, m.peek(1));
    _SPECIALIZE_CALL(m, oparg) specialize::call::call(m.vm, m.frame, m.this, oparg, m.peek(oparg as usize + 2), m.peek(oparg as usize + 1));
    _SPECIALIZE_CALL_KW(m, oparg) specialize::call::call_kw(m.vm, m.frame, m.this, m.peek(oparg as usize + 3));
    _SPECIALIZE_FOR_ITER(m, oparg) specialize::iteration::for_iter(m.vm, m.frame, m.this, oparg, m.peek(1));
    _SPECIALIZE_SEND(m, oparg) specialize::iteration::send(m.vm, m.frame, m.this, m.peek(2));
    _SPECIALIZE_STORE_SUBSCR(m, oparg) specialize::binary::store_subscr(m.vm, m.frame, m.this, m.peek(2), m.peek(1));
    _SPECIALIZE_TO_BOOL(m, oparg) specialize::binary::to_bool(m.vm, m.frame, m.this, m.peek(1));
    _SPECIALIZE_UNPACK_SEQUENCE(m, oparg) specialize::iteration::unpack_sequence(m.vm, m.frame, m.this, oparg, m.peek(1));
}

impl Vm {
    /// Does what is to be done: raises MemoryError, ends an interrupted program, runs finalizers.
    #[cold]
    fn handle_pending(&mut self) -> Result<()> {
        self.events.clear();
        heap::os::wipe_native_stack();
        self.check_memory()?;
        self.run_finalizers();
        Ok(())
    }
}
