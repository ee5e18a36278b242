//! Traces: micro-op sequences made of hot bytecode, what they rely on, and how they are run.

use uops::Uop;

use crate::layout::Code;
use crate::{Value, Vm};

/// A micro-op of a trace.
#[derive(Clone, Copy, Debug)]
pub struct TraceUop {
    /// The micro-op.
    pub uop: Uop,
    /// The instruction's argument.
    pub oparg: u32,
    /// Where the micro-op comes from and resumes if it exits: a code unit of `code`.
    pub target: u32,
    /// The operand from the inline cache, a pointer or constant that the optimizer put in, or 0.
    pub operand: u64,
    /// A second operand of the optimizer's, or 0.
    pub operand1: u64,
    /// The code object of the frame that runs the micro-op (before `_PUSH_FRAME` the caller's, after it the callee's).
    pub code: *mut Code,
    /// Index into the trace's exits for a micro-op that may leave; `NO_EXIT` otherwise.
    pub exit: u32,
}

/// See [`TraceUop::exit`].
pub const NO_EXIT: u32 = u32::MAX;

/// What a trace must know of the machine code made of it.
pub trait MachineCode {
    /// Runs it on the current frame until it exits; state is then in memory as the interpreter expects it: `vm.frame`
    /// is the running frame with its `ip` and `sp`.
    fn enter(&self, vm: &mut Vm) -> Left;
    /// Bytes of machine code.
    fn size(&self) -> usize;
}

/// How machine code or the micro-op interpreter left a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Through an exit of the trace; the interpreter resumes at the frame's `ip`.
    Exit(u32),
    /// With an exception in `vm.raised`, raised by the instruction at the frame's `ip`.
    Raised,
}

/// Makes machine code of traces (the `jit` crate).
pub trait Backend {
    /// Machine code for a trace, or why there is none (a sentence for the report).
    fn compile(&mut self, vm: &mut Vm, trace: &Trace) -> Result<Box<dyn MachineCode>, String>;
}

/// An exit of a trace.
#[derive(Clone, Debug, Default)]
pub struct Exit {
    /// Index of the micro-op that leaves.
    pub uop_index: u32,
    /// How often it was taken.
    pub count: u64,
    /// The side trace that goes on from here: its id.
    pub side_trace: Option<u32>,
}

/// A trace as projected from bytecode and optimized.
pub struct Trace {
    /// Its number, in order of creation.
    pub id: u32,
    /// The code object where it starts.
    pub code: *mut Code,
    /// The code unit where it starts.
    pub start: u32,
    /// The trace and exit that it continues, for a side trace.
    pub parent: Option<(u32, u32)>,
    /// The micro-ops, optimized. Ends in `_JUMP_TO_TOP` (a loop) or `_EXIT_TRACE`.
    pub uops: Vec<TraceUop>,
    /// Exits, in order of their micro-ops.
    pub exits: Vec<Exit>,
    /// Values that must outlive the trace (constants it holds). Roots.
    pub constants: Vec<Value>,
    /// Machine code, if any; else why not.
    pub machine_code: Result<Box<dyn MachineCode>, String>,
}

/// All traces, and what they rely on.
#[derive(Default)]
pub struct Executors {
    /// Whether backward jumps count towards traces.
    pub enabled: bool,
    /// The traces, by id.
    pub traces: Vec<Trace>,
}

impl Vm {
    /// Makes a trace from the loop whose backward jump is at `jump` and whose head is `start`.
    pub(crate) fn start_trace(&mut self, frame: *mut crate::layout::Frame, jump: *mut u16, start: *mut u16) -> Option<u32> {
        let _ = (frame, jump, start);
        None
    }

    /// The trace that an ENTER_EXECUTOR stands for and the instruction where it starts.
    pub(crate) fn executor_at(&mut self, frame: *mut crate::layout::Frame, this: *mut u16, oparg: u32) -> Option<(u32, *mut u16)> {
        let _ = (frame, this, oparg);
        None
    }
}

impl crate::interpreter::Machine<'_> {
    /// Runs a trace from the running frame; afterwards the registers are those of the instruction to go on with.
    pub(crate) fn run_trace(&mut self, id: u32) -> crate::Result<()> {
        let _ = id;
        Ok(())
    }
}
