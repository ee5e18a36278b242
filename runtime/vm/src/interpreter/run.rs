//! Running frames: enters the handlers of [`super::dispatch`], and deals with what makes them leave.

use super::dispatch::{self, Exit};
use super::machine::Machine;
use crate::layout::Frame;
use crate::{Result, Vm};

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
    /// Runs a frame that was just made until it returns; the frame is gone then.
    pub fn run(&mut self, frame: *mut Frame) -> Result {
        self.run_from(frame, false)
    }

    /// Runs a generator's frame until it yields, returns or raises.
    pub(crate) fn run_generator(&mut self, frame: *mut Frame, throw: bool) -> Result {
        self.run_from(frame, throw)
    }

    fn run_from(&mut self, frame: *mut Frame, throw: bool) -> Result {
        // SAFETY: callers pass an initialised frame that is not running.
        let (ip, sp) = unsafe {
            (*frame).previous = self.frame;
            ((*frame).ip, (*frame).sp)
        };
        self.frame = frame;
        self.depth += 1;
        let outer = core::mem::replace(&mut self.entry, frame);
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
        result
    }
}
