//! Frames: the memory they live in, how arguments reach them, how native code runs them.

mod async_generator;
pub mod bind;
pub mod call;
mod coroutines;
pub mod generator;
pub mod generator_object;
pub mod locals_proxy;
pub mod object;
mod variables;

use crate::layout::{Code, Dict, Frame, FrameOwner, Function};
use crate::objects::cast;
use crate::{Value, Vm};

/// Values that the frame stack holds: 32 MiB, of which the system maps what is touched.
const STACK_VALUES: usize = 4 << 20;
/// The size of a frame before its locals, in values.
pub const FRAME_VALUES: usize = size_of::<Frame>() / size_of::<Value>();

/// Memory for frames: one stack, bumped by calls. It never moves.
pub struct FrameStack {
    memory: Box<[u64]>,
    top: usize,
}

impl FrameStack {
    /// An empty stack.
    pub fn new() -> FrameStack {
        FrameStack {
            memory: vec![0u64; STACK_VALUES].into_boxed_slice(),
            top: 0,
        }
    }

    /// The memory in use, for the collector's conservative scan.
    pub fn used(&self) -> &[u64] {
        &self.memory[..self.top]
    }

    /// Whether a frame of so many values fits.
    #[inline(always)]
    pub fn has_room(&self, values: usize) -> bool {
        self.memory.len() - self.top >= values
    }

    #[inline(always)]
    fn push(&mut self, values: usize) -> *mut Frame {
        debug_assert!(self.has_room(values));
        // SAFETY: callers check `has_room`.
        let frame = unsafe { self.memory.as_mut_ptr().add(self.top) };
        self.top += values;
        frame.cast()
    }

    /// Drops the topmost frame.
    #[inline(always)]
    pub fn pop(&mut self, frame: *mut Frame) {
        self.top = (frame as usize - self.memory.as_ptr() as usize) / size_of::<u64>();
    }

    /// Address of the stack's top, and of its memory's end, for compiled code.
    pub fn bounds(&self) -> (usize, usize) {
        let base = self.memory.as_ptr() as usize;
        (base + self.top * 8, base + self.memory.len() * 8)
    }
}

impl Default for FrameStack {
    fn default() -> Self {
        FrameStack::new()
    }
}

/// Values that a frame of this code takes.
#[inline(always)]
pub fn frame_values(code: &Code) -> usize {
    FRAME_VALUES + code.slots()
}

/// A frame's locals.
#[inline(always)]
pub fn locals(frame: *mut Frame) -> *mut Value {
    // SAFETY: the locals follow the struct in the same allocation.
    unsafe { (*frame).locals.as_mut_ptr() }
}

/// The bottom of a frame's stack.
#[inline(always)]
pub fn stack_base(frame: *mut Frame) -> *mut Value {
    // SAFETY: initialised: a frame's code is live; the stack follows its locals.
    unsafe { locals(frame).add((*(*frame).code).nlocalsplus as usize) }
}

impl Vm {
    /// A frame for a function on the frame stack, its locals unset; not yet running. The caller has checked the room.
    #[inline(always)]
    pub fn push_function_frame(&mut self, function: &Function) -> *mut Frame {
        let frame = self.push_frame(function.code, function.globals, function.builtins);
        // SAFETY: `push_frame` gives an initialised frame.
        unsafe {
            (*frame).function = Value::object(core::ptr::from_ref(function).cast_mut());
            if (*function.code).flags & crate::layout::code_flags::OPTIMIZED == 0 {
                // A module's body that was made a function: its names are the globals.
                (*frame).namespace = Value::object(function.globals);
            }
        }
        frame
    }

    /// The frame of a call of a plain function: the first locals are given, the others unset. The caller has checked the room.
    ///
    /// # Safety
    /// `given` values can be read at `args`; the function has that many locals at least.
    #[inline(always)]
    pub unsafe fn push_call_frame(
        &mut self,
        function: &Function,
        args: *const Value,
        given: usize,
    ) -> *mut Frame {
        let frame = self.push_bare_frame(function.code, function.globals, function.builtins);
        // SAFETY: the frame has room for the locals. Volatile, so that no loop over a few values becomes a call of memcpy or
        // memset.
        unsafe {
            (*frame).function = Value::object(core::ptr::from_ref(function).cast_mut());
            let slots = locals(frame);
            for index in 0..given {
                slots.add(index).write_volatile(*args.add(index));
            }
            for index in given..(*function.code).nlocalsplus as usize {
                slots.add(index).write_volatile(Value::NULL);
            }
        }
        frame
    }

    /// A frame for a code object on the frame stack.
    #[inline(always)]
    pub fn push_frame(
        &mut self,
        code: *mut Code,
        globals: *mut Dict,
        builtins: *mut Dict,
    ) -> *mut Frame {
        let frame = self.push_bare_frame(code, globals, builtins);
        // SAFETY: pinned: callers pass a live code object; the frame has room for its locals. Volatile: see `push_call_frame`.
        unsafe {
            let first = locals(frame);
            for index in 0..(*code).nlocalsplus as usize {
                first.add(index).write_volatile(Value::NULL);
            }
        }
        frame
    }

    /// The same, its locals still to be written before the next safepoint.
    #[inline(always)]
    pub fn push_bare_frame(
        &mut self,
        code: *mut Code,
        globals: *mut Dict,
        builtins: *mut Dict,
    ) -> *mut Frame {
        // SAFETY: pinned: callers pass a live code object.
        let code_ref = unsafe { &*code };
        let frame = self.stack.push(frame_values(code_ref));
        // SAFETY: the stack has given memory for the frame and its locals.
        unsafe {
            (*frame).code = code;
            (*frame).function = Value::NULL;
            (*frame).globals = globals;
            (*frame).builtins = builtins;
            (*frame).namespace = Value::NULL;
            (*frame).previous = core::ptr::null_mut();
            (*frame).ip = code_ref.units;
            (*frame).return_offset = 0;
            (*frame).owner = FrameOwner::Thread;
            (*frame).reserved = 0;
            (*frame).object = Value::NULL;
            (*frame).sp = locals(frame).add(code_ref.nlocalsplus as usize);
        }
        frame
    }

    /// Whether another Python frame may be made; RecursionError otherwise.
    #[inline(always)]
    pub fn check_recursion(&mut self, code: &Code) -> crate::Result<()> {
        if self.depth < self.recursion_limit && self.stack.has_room(frame_values(code)) {
            Ok(())
        } else {
            Err(self.recursion_error("maximum recursion depth exceeded"))
        }
    }

    /// The running function's name of a local.
    pub fn local_name(&self, code: *mut Code, index: usize) -> String {
        // SAFETY: pinned: the code object is live, its names are a tuple of str.
        let names = cast::tuple_items(unsafe { (*code).localsplusnames });
        names
            .get(index)
            .map_or_else(String::new, |name| self.text(*name).into_owned())
    }
}
