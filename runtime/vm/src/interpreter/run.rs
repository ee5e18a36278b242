//! Running frames: enters the handlers of [`super::dispatch`], and deals with what makes them leave.

use uops::Opcode;

use super::dispatch::{self, Exit};
use super::machine::Machine;
use crate::layout::Frame;
use crate::{Def, Result, Vm};

impl Machine<'_> {
    /// Runs until the entry frame returns, yields or raises; `raised`: begins with the exception in `vm.raised`.
    fn run(&mut self, mut raised: bool) -> Result {
        loop {
            if raised {
                self.unwind()?;
            }
            raised = match dispatch::run(self) {
                Exit::Raised => true,
                Exit::Leave => return Ok(self.vm.exit.value),
                Exit::EnterTrace => self.run_trace(self.vm.exit.trace).is_err(),
            };
        }
    }
}

impl Vm {
    /// Whether the running instruction itself calls a native function, so that no other native code is in between.
    pub fn is_called_by_instruction(&self, def: &'static Def) -> bool {
        if self.frame.is_null() {
            return false;
        }
        // SAFETY: initialised: the running frame's state is in memory while it calls; `ip` is at the call.
        let (code, ip, sp) = unsafe { ((*self.frame).code, (*self.frame).ip, (*self.frame).sp) };
        let unit = self.unit_without_trace(code, ip);
        let below = match Opcode::of_unit(unit).map(Opcode::base) {
            Some(Opcode::CALL) => 2,
            Some(Opcode::CALL_KW) => 3,
            _ => return false,
        };
        let depth = usize::from(unit >> 8) + below;
        // SAFETY: stack: a call's operands are on the running frame's stack.
        let (base, callable) = unsafe { (crate::frames::stack_base(self.frame), sp.sub(depth)) };
        if callable < base {
            return false;
        }
        // SAFETY: stack: as above.
        let callable = unsafe { *callable };
        self.as_builtin(callable)
            .is_some_and(|builtin| core::ptr::eq(builtin.def.cast::<Def>(), def))
    }

    /// Runs a frame that was just made until it returns; the frame is gone then.
    pub fn run(&mut self, frame: *mut Frame) -> Result {
        self.run_from(frame, false)
    }

    /// Runs a generator's frame until it yields, returns or raises.
    pub(crate) fn run_generator(&mut self, frame: *mut Frame, throw: bool) -> Result {
        self.run_from(frame, throw)
    }

    fn run_from(&mut self, frame: *mut Frame, throw: bool) -> Result {
        // SAFETY: callers pass an initialised frame that is not running. Volatile: read as 16 bytes at once, the two would wait
        // for the stores of 8 that have just written them.
        let (ip, sp) = unsafe {
            (*frame).previous = self.frame;
            (
                (&raw const (*frame).ip).read_volatile(),
                (&raw const (*frame).sp).read_volatile(),
            )
        };
        self.frame = frame;
        self.depth += 1;
        let outer = core::mem::replace(&mut self.entry, frame);
        let here = 0u8;
        let outer_base = core::mem::replace(&mut self.native_base, &raw const here as usize);
        if throw {
            // SAFETY: a suspended frame's `ip` follows the instruction that suspended it, where the exception is raised.
            unsafe { (*frame).ip = ip.sub(1) };
        }
        let mut machine = Machine {
            vm: &mut *self,
            frame,
            this: ip,
            ip,
            sp,
        };
        let result = machine.run(throw);
        self.entry = outer;
        self.native_base = outer_base;
        result
    }
}
