//! Unwinding: finding the handler of an exception in the frames of one run of the interpreter.

use super::machine::Machine;
use crate::frames::stack_base;
use crate::layout::{FrameOwner, GeneratorState};
use crate::objects::code::Handler;
use crate::{Raised, Result, Value, Vm};

impl Machine<'_> {
    /// Goes on at the handler of `vm.raised`, which the instruction at the frame's `ip` raised. `Err`: no frame of this
    /// run has one; they are gone.
    #[cold]
    pub(crate) fn unwind(&mut self) -> Result<()> {
        loop {
            let frame = self.frame;
            let exception = self.vm.raised;
            self.vm.note_traceback(exception, frame);
            // SAFETY: initialised: the frame is live and its `ip` points into its code's units.
            let (code, unit) = unsafe {
                let code = &*(*frame).code;
                (code, (*frame).ip.offset_from(code.units) as u32)
            };
            if let Some(handler) = self.vm.handler_at(code.id, unit)
                && self.vm.left.is_none()
            {
                self.vm.raised = Value::NULL;
                // SAFETY: stack: the handler's depth is within the frame's stack.
                self.sp = unsafe { stack_base(frame).add(handler.depth as usize) };
                if handler.lasti {
                    self.push(Value::int_unchecked(i64::from(unit)));
                }
                self.push(exception);
                // SAFETY: the compiler's handlers are within the code object.
                self.ip = unsafe { code.units.add(handler.target as usize) };
                // SAFETY: initialised: the frame has the handler that is jumped to; it is live until it is discarded below.
                unsafe { (*frame).sp = self.sp };
                return Ok(());
            }
            let entry = frame == self.vm.entry;
            // SAFETY: initialised: the frame is discarded only after it has told which was before it.
            let previous = unsafe { (*frame).previous };
            self.vm.frame = previous;
            self.vm.depth -= 1;
            self.vm.discard_frame(frame);
            if entry {
                return Err(Raised);
            }
            self.frame = previous;
        }
    }
}

impl Vm {
    /// Adds the frame to the exception's traceback; the frame below a directly entered `__init__` is nobody's.
    fn note_traceback(&mut self, exception: Value, frame: *mut crate::layout::Frame) {
        // SAFETY: initialised: the frame is live.
        if Value::object(unsafe { (*frame).code }) != self.callables.init_shim {
            self.add_traceback(exception, frame);
        }
    }

    /// The innermost exception handler for a code unit.
    fn handler_at(&self, code: u32, unit: u32) -> Option<Handler> {
        self.codes[code as usize]
            .handlers
            .iter()
            .find(|handler| handler.start <= unit && unit < handler.end)
            .copied()
    }

    /// Ends a frame: generators are closed, frames of the stack popped.
    #[inline(always)]
    pub(crate) fn discard_frame(&mut self, frame: *mut crate::layout::Frame) {
        // SAFETY: initialised: the frame is live.
        unsafe {
            if !(*frame).object.is_null() {
                self.detach_frame(frame);
            }
            match (*frame).owner {
                FrameOwner::Generator => {
                    let generator = Vm::generator_of(frame);
                    self.leave_generator(generator, GeneratorState::Cleared);
                    generator.exc = Value::NONE;
                    (*frame).sp = crate::frames::locals(frame);
                    (*frame).previous = core::ptr::null_mut();
                }
                _ => self.stack.pop(frame),
            }
        }
    }
}
