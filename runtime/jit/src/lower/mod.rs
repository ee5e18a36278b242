//! Lowering: from a trace's micro-ops to the register IR, by symbolic execution.
//!
//! A loop is executed twice: the first iteration is peeled; it establishes types and leaves all invariants computed. The
//! second becomes the loop proper. What the loop changes are its parameters, unboxed where the first iteration left them
//! unboxed. That is an assumption about the second iteration's end; where it does not hold, the second iteration is made
//! again with a weaker one.
//!
//! Soundness does not rest on the optimizer of level 1: an operation whose operand's kind is not known here brings a guard
//! of its own, which leaves to the start of the bytecode instruction, with the state as it was there.

mod arithmetic;
mod calls;
mod looping;
mod objects;
mod state;
mod uops;
mod values;

use ::uops::{Space, Uncompiled, Uop};
use vm::Vm;
use vm::trace::run::{Body, body};
use vm::trace::{Trace, TraceUop};

use crate::builder::Builder;
use crate::ir::{Ir, Reason};
use state::{FrameSym, IN_MEMORY, State};

pub(crate) use state::slot_offset;
pub(crate) use uops::is_native;

type Done = Result<(), Uncompiled>;

/// What the helper must know to run a micro-op on the state in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    /// The micro-op's body.
    pub body: Body,
    pub oparg: u32,
    pub operand: u64,
    /// The instruction.
    pub ip: *mut u16,
    /// Offset in the running frame of the first free slot.
    pub top: usize,
}

struct Lowering<'a> {
    vm: &'a Vm,
    trace: &'a Trace,
    b: Builder,
    state: State,
    /// The state at the start of the running instruction.
    start: State,
    /// The snapshot of `start`, once it is needed.
    own: u32,
    /// Whether the running instruction has already changed something that an exit to its start would repeat.
    effects: bool,
    /// The running micro-op, and its index.
    uop: TraceUop,
    at: usize,
    /// The elided frame between `_INIT_CALL_PY_EXACT_ARGS` and `_PUSH_FRAME`.
    new_frame: Option<FrameSym>,
    /// Whether frames are elided.
    elide: bool,
    /// What helpers are called with. Boxed: compiled code holds their addresses.
    #[expect(
        clippy::vec_box,
        reason = "compiled code holds the addresses of the records"
    )]
    records: Vec<Box<Record>>,
}

/// A lowered trace.
pub(crate) struct Lowered {
    pub ir: Ir,
    /// What the code's helper calls refer to; must outlive the code.
    #[expect(
        clippy::vec_box,
        reason = "compiled code holds the addresses of the records"
    )]
    pub records: Vec<Box<Record>>,
}

/// Lowers a trace.
pub(crate) fn lower(vm: &Vm, trace: &Trace) -> Result<Lowered, Uncompiled> {
    lower_as(vm, trace, true).or_else(|_| lower_as(vm, trace, false))
}

fn lower_as(vm: &Vm, trace: &Trace, elide: bool) -> Result<Lowered, Uncompiled> {
    let first = *trace.uops.first().ok_or(Uncompiled::Empty)?;
    let mut lowering = Lowering {
        vm,
        trace,
        b: Builder::default(),
        state: State::default(),
        start: State::default(),
        own: u32::MAX,
        effects: false,
        uop: first,
        at: 0,
        new_frame: None,
        elide,
        records: Vec::new(),
    };
    lowering.state.frames = entered_with(vm, trace)?;
    lowering.state.real = lowering.state.frames.len() - 1;
    let loops = trace
        .uops
        .last()
        .is_some_and(|last| last.uop == Uop::_JUMP_TO_TOP);
    lowering.iteration()?;
    if loops {
        lowering.close_loop()?;
    }
    let Lowering { b, records, .. } = lowering;
    let mut ir = b.ir;
    ir.remove_dead();
    Ok(Lowered { ir, records })
}

/// The frames that the trace is entered with, outermost first: the running one and the callers that it knows.
fn entered_with(vm: &Vm, trace: &Trace) -> Result<Vec<FrameSym>, Uncompiled> {
    let mut frames = Vec::new();
    let mut frame = vm.frame;
    // SAFETY: initialised: a trace is made while the frame where it starts is the running one, all state in memory.
    unsafe {
        if (*frame).code != trace.code {
            return Err(Uncompiled::OtherFrame);
        }
        for _ in 0..=trace.callers {
            let depth = (*frame).sp.offset_from((*frame).locals.as_ptr()) as usize;
            frames.push(FrameSym::real((*frame).code, depth));
            frame = (*frame).previous;
        }
    }
    frames.reverse();
    Ok(frames)
}

impl Lowering<'_> {
    /// Executes all micro-ops once.
    fn iteration(&mut self) -> Done {
        let mut place = (core::ptr::null_mut(), u32::MAX);
        for at in 0..self.trace.uops.len() {
            let uop = self.trace.uops[at];
            (self.uop, self.at) = (uop, at);
            if (uop.code, uop.origin) != place || uop.uop == Uop::_CHECK_VALIDITY {
                place = (uop.code, uop.origin);
                self.start = self.state.clone();
                self.own = u32::MAX;
                self.effects = false;
            }
            self.step()?;
        }
        Ok(())
    }

    /// Runs the micro-op's body on the state in memory.
    fn helper(&mut self) -> Done {
        if self.state.frames.len() - 1 > self.state.real {
            return Err(Uncompiled::FrameElided(self.uop.uop));
        }
        self.flush();
        let depth = self.state.current().depth;
        let record = Box::new(Record {
            body: body(self.uop.uop),
            oparg: self.uop.oparg,
            operand: self.uop.operand,
            ip: self.uop.instruction(),
            top: slot_offset(depth),
        });
        let address = core::ptr::from_ref(&*record) as i64;
        self.records.push(record);
        let mut snapshot = self.state.snapshot(self.uop.exit, self.uop.target);
        snapshot.values.clear();
        snapshot.reason = Reason::Helper;
        let snapshot = self.add_snapshot(snapshot);
        let effects = self.uop.effects();
        let makes_frame = self.uop.uop.flags().frame;
        self.b.call(address, snapshot, effects, makes_frame);
        self.effects = true;
        let (uop, oparg) = (self.uop.uop, self.uop.oparg);
        let (inputs, outputs) = (uop.inputs(oparg), uop.outputs(oparg));
        let frames = uop.flags().frame;
        let locals = self.state.current().locals();
        let top = self.state.top();
        top.depth -= inputs;
        if frames {
            return Ok(());
        }
        if uop == Uop::_CREATE_INIT_FRAME {
            // The shim waits for `__init__`, with the instance and, until `_PUSH_FRAME`, the new frame on its stack.
            let mut shim = FrameSym::real(self.vm.callables.init_shim.pointer(), 0);
            shim.depth = shim.locals() + 2;
            self.state.frames.push(shim);
            self.state.real = self.state.frames.len() - 1;
            return Ok(());
        }
        for index in top.depth..top.depth + outputs {
            top.slots[index] = IN_MEMORY;
        }
        top.depth += outputs;
        if uop.effects().writes(Space::Locals) && !uop.effects().runs {
            top.slots[..locals].fill(IN_MEMORY);
        }
        Ok(())
    }
}
