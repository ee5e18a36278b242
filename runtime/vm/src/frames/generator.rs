//! Generators' frames: making, resuming, clearing.

use crate::layout::{Frame, FrameOwner, Generator, GeneratorState};
use crate::objects::cast;
use crate::{Raised, Result, Value, Vm};

use super::{frame_values, locals};

/// How a generator came back.
#[derive(Clone, Copy, Debug)]
pub enum Resumed {
    /// It yielded (or its `await` or `yield from` did).
    Yielded(Value),
    /// It returned: StopIteration's value.
    Returned(Value),
}

impl Vm {
    /// Makes a generator of a running frame on the frame stack: copies the frame into the generator.
    pub(crate) fn make_generator(
        &mut self,
        class: *mut crate::layout::Class,
        frame: *mut Frame,
    ) -> Value {
        // SAFETY: initialised: a running frame's code is live.
        let code = unsafe { &*(*frame).code };
        let values = frame_values(code);
        let bytes = size_of::<Generator>() - size_of::<Frame>() + values * size_of::<Value>();
        let generator: *mut Generator = self.alloc(class, bytes).cast();
        // SAFETY: `alloc` has given `bytes` bytes; the frame's header and locals are initialised, its stack is empty, and
        // the fields are set before the next safepoint.
        unsafe {
            let (name, qualname) = match (*frame).function.is_null() {
                true => (code.name, code.qualname),
                false => {
                    let function: &crate::layout::Function = cast::get((*frame).function);
                    (function.name, function.qualname)
                }
            };
            (*generator).name = name;
            (*generator).qualname = qualname;
            (*generator).exc = Value::NONE;
            (*generator).origin = Value::NONE;
            (*generator).state = GeneratorState::Created;
            (*generator).running_async = false;
            (*generator).frame_bytes = (values * size_of::<Value>()) as u32;
            let inner = &raw mut (*generator).frame;
            core::ptr::copy_nonoverlapping(
                frame.cast::<u64>(),
                inner.cast::<u64>(),
                super::FRAME_VALUES + code.nlocalsplus as usize,
            );
            (*inner).owner = FrameOwner::Generator;
            (*inner).previous = core::ptr::null_mut();
            (*inner).sp = locals(inner).add(code.nlocalsplus as usize);
        }
        Value::object(generator)
    }

    /// The generator that a frame is part of.
    #[inline(always)]
    pub(crate) fn generator_of<'a>(frame: *mut Frame) -> &'a mut Generator {
        // SAFETY: callers have checked that the owner is `Generator`: the frame is that struct's last field.
        unsafe {
            &mut *frame
                .byte_sub(core::mem::offset_of!(Generator, frame))
                .cast::<Generator>()
        }
    }

    /// Makes a suspended generator the running frame, its handled exception swapped with the caller's.
    #[inline(always)]
    pub(crate) fn enter_generator(&mut self, generator: &mut Generator) -> *mut Frame {
        let own = generator.exc;
        generator.exc = self.handled;
        if !own.is_none() {
            self.handled = own;
        }
        generator.state = GeneratorState::Executing;
        &raw mut generator.frame
    }

    /// The reverse of [`Vm::enter_generator`], when the generator yields or ends.
    #[inline(always)]
    pub(crate) fn leave_generator(&mut self, generator: &mut Generator, state: GeneratorState) {
        let caller = generator.exc;
        generator.exc = if self.handled == caller {
            Value::NONE
        } else {
            self.handled
        };
        self.handled = caller;
        generator.state = state;
    }

    /// Resumes a generator, coroutine or asynchronous generator with a value (None for `next`), or raises `value` in it
    /// where `throw` is set. The caller has checked that it is neither running nor finished.
    #[inline]
    pub fn resume_generator(
        &mut self,
        generator: Value,
        value: Value,
        throw: bool,
    ) -> Result<Resumed> {
        self.check_native_stack()?;
        // SAFETY: typed: callers pass an object of shape `Generator`.
        let object: &mut Generator = unsafe { cast::get(generator) };
        if self.depth >= self.recursion_limit {
            return Err(self.recursion_error("maximum recursion depth exceeded"));
        }
        let handling = !object.exc.is_none();
        let frame = self.enter_generator(object);
        if !throw {
            // SAFETY: a suspended frame's stack has room for the value that is sent; RESUME's POP_TOP drops it.
            unsafe {
                *(*frame).sp = value;
                (*frame).sp = (*frame).sp.add(1);
            }
        } else {
            // CPython's `_PyErr_ChainStackItem`.
            if handling {
                self.set_context(value);
            }
            self.raised = value;
        }
        let result = self.run_generator(frame, throw);
        match result {
            Ok(value) if object.state == GeneratorState::Cleared => Ok(Resumed::Returned(value)),
            Ok(value) => Ok(Resumed::Yielded(value)),
            Err(Raised) => Err(Raised),
        }
    }
}
