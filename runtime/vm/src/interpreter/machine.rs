//! [`Machine`]: the registers of the interpreter, and how bodies reach the stack, locals and constants.

use crate::layout::{Code, Frame};
use crate::objects::cast;
use crate::{Result, Value, Vm};

/// How a micro-op's body ends.
#[derive(Clone, Copy, Debug)]
pub enum Flow {
    /// On to the next micro-op.
    Next,
    /// An assumption failed: tier 1 runs the adaptive instruction, a trace exits. Nothing has been changed.
    Deopt,
    /// What the form is for, but kept in another way here: as `Deopt`, but no miss of the form.
    General,
    /// An exception is in `vm.raised`.
    Raised,
    /// The frame that the interpreter was entered with has returned or yielded.
    Leave(Value),
    /// `sp`, `ip` and `frame` belong to another instruction now; skip the rest of this one.
    Jumped,
    /// The instruction was rewritten; run it again.
    Again,
    /// EXTENDED_ARG: widen the next instruction's argument.
    Extend,
    /// Enter a trace.
    EnterTrace(u32),
}

/// The interpreter's registers. It never escapes to code that is not inlined, so that it can live in machine registers;
/// out-of-line helpers get `vm` and plain values. Invariants:
/// - **stack**: `sp` is within the running frame's stack; the compiler's stack size, the bodies' stack effects (checked
///   against CPython's) and the spare slots of a frame keep it there.
/// - **saved**: for micro-ops that escape, `frame.ip` and `frame.sp` were stored before the instruction began.
pub struct Machine<'v> {
    /// The virtual machine.
    pub vm: &'v mut Vm,
    /// The running frame.
    pub frame: *mut Frame,
    /// The running instruction; null in a trace.
    pub this: *mut u16,
    /// The next instruction.
    pub ip: *mut u16,
    /// The first free stack slot.
    pub sp: *mut Value,
}

#[expect(missing_docs, reason = "the names say it")]
impl<'v> Machine<'v> {
    /// Whether the running frame's stack has a free slot.
    fn has_room(&self) -> bool {
        // SAFETY: stack: the frame and its code are live.
        unsafe {
            let slots = (*(*self.frame).code).slots();
            self.sp < crate::frames::locals(self.frame).add(slots)
        }
    }

    #[inline(always)]
    pub fn push(&mut self, value: Value) {
        debug_assert!(self.has_room(), "the frame's stack is full");
        // SAFETY: stack: the frame has room for as many values as the code may have at once, `value` among them.
        unsafe {
            *self.sp = value;
            self.sp = self.sp.add(1);
        }
    }

    #[inline(always)]
    pub fn pop(&mut self) -> Value {
        // SAFETY: stack: a body pops no more than its row takes, which are there.
        unsafe {
            self.sp = self.sp.sub(1);
            *self.sp
        }
    }

    /// The value `depth` below the top; 1 is the top.
    #[inline(always)]
    pub fn peek(&self, depth: usize) -> Value {
        // SAFETY: stack: a body looks no deeper than its row takes.
        unsafe { *self.sp.sub(depth) }
    }

    #[inline(always)]
    pub fn set_peek(&mut self, depth: usize, value: Value) {
        // SAFETY: stack: as in `peek`, and a stack is its frame's own to write.
        unsafe { *self.sp.sub(depth) = value }
    }

    #[inline(always)]
    pub fn drop(&mut self, count: usize) {
        // SAFETY: stack: a body drops no more than its row takes.
        self.sp = unsafe { self.sp.sub(count) };
    }

    /// The topmost values, deepest first. They stay valid for as long as the frame runs.
    #[inline(always)]
    pub fn topmost<'a>(&self, count: usize) -> &'a mut [Value] {
        // SAFETY: stack: as many are there; nothing but the running body changes them.
        unsafe { core::slice::from_raw_parts_mut(self.sp.sub(count), count) }
    }

    /// The slot `depth` below the top, for an outlined function to write results to.
    #[inline(always)]
    pub fn above(&self, depth: usize) -> *mut Value {
        // SAFETY: stack: the slot lies in the running frame.
        unsafe { self.sp.sub(depth) }
    }

    /// Counts values in that an outlined function has written above the top.
    #[inline(always)]
    pub fn push_written(&mut self, count: usize) {
        // SAFETY: stack: the row leaves that many, for which the frame has room.
        self.sp = unsafe { self.sp.add(count) };
    }

    /// Pops `count` values and pushes one.
    #[inline(always)]
    pub fn replace(&mut self, count: usize, value: Value) {
        self.drop(count);
        self.push(value);
    }

    /// Pops `count` values and pushes a result.
    #[inline(always)]
    pub fn finish(&mut self, count: usize, result: Result) -> Flow {
        match result {
            Ok(value) => {
                self.replace(count, value);
                Flow::Next
            }
            Err(_) => Flow::Raised,
        }
    }

    /// Pops `count` values after something that gives no value.
    #[inline(always)]
    pub fn done(&mut self, count: usize, result: Result<()>) -> Flow {
        match result {
            Ok(()) => {
                self.drop(count);
                Flow::Next
            }
            Err(_) => Flow::Raised,
        }
    }

    #[inline(always)]
    pub fn local(&self, index: u32) -> Value {
        // SAFETY: the compiler's indexes of locals are within the frame.
        unsafe { *crate::frames::locals(self.frame).add(index as usize) }
    }

    #[inline(always)]
    pub fn set_local(&mut self, index: u32, value: Value) {
        // SAFETY: the compiler's indexes of locals are within the frame.
        unsafe { *crate::frames::locals(self.frame).add(index as usize) = value }
    }

    #[inline(always)]
    pub fn code(&self) -> &'v Code {
        // SAFETY: initialised: the running frame's code is live.
        unsafe { &*(*self.frame).code }
    }

    #[inline(always)]
    pub fn constant(&self, index: u32) -> Value {
        // SAFETY: the compiler's indexes of constants are within the tuple.
        unsafe { *(*self.code().consts).items.as_ptr().add(index as usize) }
    }

    #[inline(always)]
    pub fn name(&self, index: u32) -> Value {
        // SAFETY: the compiler's indexes of names are within the tuple.
        unsafe { *(*self.code().names).items.as_ptr().add(index as usize) }
    }

    #[inline(always)]
    pub fn globals(&self) -> *mut crate::layout::Dict {
        // SAFETY: initialised: the running frame's header is valid.
        unsafe { (*self.frame).globals }
    }

    #[inline(always)]
    pub fn builtins(&self) -> *mut crate::layout::Dict {
        // SAFETY: initialised: the running frame's header is valid.
        unsafe { (*self.frame).builtins }
    }

    /// Moves the instruction pointer by code units.
    #[inline(always)]
    pub fn jump(&mut self, units: isize) {
        // SAFETY: the compiler's jumps stay within the code object.
        self.ip = unsafe { self.ip.offset(units) };
    }

    /// Overwrites the running instruction's opcode.
    #[inline(always)]
    pub fn rewrite(&mut self, opcode: uops::Opcode) {
        // SAFETY: `this` points to the running instruction in its code object's units, which this thread alone writes.
        unsafe { *self.this = *self.this & 0xff00 | opcode as u16 }
    }

    /// Makes a frame on the frame stack the running one.
    #[inline(always)]
    pub fn enter_frame(&mut self, frame: *mut Frame) {
        // SAFETY: both frames are initialised.
        unsafe {
            (*self.frame).sp = self.sp;
            (*frame).previous = self.frame;
            self.vm.frame = frame;
            self.vm.depth += 1;
            self.frame = frame;
            self.ip = (*frame).ip;
            self.sp = (*frame).sp;
        }
    }

    /// Goes back to the caller's frame with a value; [`Flow::Leave`] if the running frame was the entry.
    #[inline(always)]
    pub fn leave_frame(&mut self, value: Value) -> Flow {
        // SAFETY: initialised: a running frame's caller is a frame that waits at its call.
        unsafe {
            let previous = (*self.frame).previous;
            self.vm.frame = previous;
            self.vm.depth -= 1;
            if self.frame == self.vm.entry {
                return Flow::Leave(value);
            }
            self.frame = previous;
            self.sp = (*previous).sp;
            self.ip = (*previous).ip.add((*previous).return_offset as usize);
        }
        self.push(value);
        Flow::Next
    }

    /// A class as a slots owner: whether the value's class has this version.
    #[inline(always)]
    pub fn has_version(&self, value: Value, version: u32) -> bool {
        // SAFETY: pinned: every value's class is live.
        unsafe { (*self.vm.class_of(value)).version == version }
    }

    /// Whether the value is exactly an int, big ones included.
    #[inline(always)]
    pub fn is_exact_int(&self, value: Value) -> bool {
        value.is_int() || cast::is_exactly(value, self.vm.types.int)
    }
}
