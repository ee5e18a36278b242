//! [`Jit`]: the vm's backend.

use uops::layout::Frame;
use vm::Vm;
use vm::trace::run::{Status, run_uop};
use vm::trace::{Backend, Left, MachineCode, Trace};

use crate::context::{Context, SLOTS};
use crate::emit::{Machine, emit};
use crate::exits::{Plan, plans};
use crate::lower::{Record, lower, slot_offset};
use crate::regalloc::allocate;

/// Makes machine code of traces.
#[derive(Debug, Default)]
pub struct Jit {
    /// Traces compiled.
    pub compiled: u64,
    /// Stencils laid out.
    pub stencils: u64,
    /// Whether the register IR of each trace is printed to standard error.
    pub print: bool,
}

/// A compiled trace.
struct Compiled {
    machine: Machine,
    plans: Vec<Plan>,
    /// Values of frames that exits may push.
    room: usize,
    #[expect(
        clippy::vec_box,
        reason = "compiled code holds the addresses of the records"
    )]
    _records: Vec<Box<Record>>,
}

impl Backend for Jit {
    fn compile(&mut self, vm: &mut Vm, trace: &Trace) -> Result<Box<dyn MachineCode>, String> {
        if !crate::available() {
            return Err("there are no stencils for this machine".to_owned());
        }
        let lowered = lower(vm, trace)?;
        if self.print {
            eprintln!("trace {}:\n{}", trace.id, lowered.ir);
        }
        let allocation = allocate(&lowered.ir, SLOTS)?;
        let machine = emit(&allocation, call as *const () as usize)?;
        self.compiled += 1;
        self.stencils += machine.stencils as u64;
        let plans = plans(&lowered.ir, &allocation);
        let room = plans.iter().map(Plan::room).max().unwrap_or(0);
        Ok(Box::new(Compiled {
            machine,
            plans,
            room,
            _records: lowered.records,
        }))
    }
}

impl MachineCode for Compiled {
    fn enter(&self, vm: &mut Vm) -> Left {
        if !vm.stack.has_room(self.room) {
            vm.recursion_error("maximum recursion depth exceeded");
            return Left::Raised;
        }
        let mut context = Context::new(vm.frame as usize, core::ptr::from_mut(vm) as usize);
        // SAFETY: the vm enters a trace with the frame that it was made for as the running one; the context is live.
        unsafe {
            self.machine
                .run(vm.frame as usize, &raw mut context as usize)
        };
        self.plans[context.exit as usize].leave(vm, &context)
    }

    fn size(&self) -> usize {
        self.machine.size()
    }
}

/// The helper that `call` stencils call: runs a micro-op's body on the state in memory. Not 0: leave the trace.
extern "C" fn call(context: *mut Context, record: *const Record) -> u64 {
    // SAFETY: compiled code passes the context that it was entered with, and the address of a record that lives as long
    // as the code. `enter`'s own borrow of the vm is not used while the code runs.
    let (context, record, vm) =
        unsafe { (&mut *context, &*record, &mut *((*context).vm as *mut Vm)) };
    let frame: *mut Frame = vm.frame;
    let uop = &record.uop;
    // SAFETY: initialised: the running frame is live, its slots flushed by the trace.
    unsafe {
        (*frame).ip = uop.instruction();
        (*frame).sp = frame.byte_add(slot_offset(record.depth)).cast();
    }
    let status = run_uop(vm, uop.uop, uop.oparg, uop.operand);
    context.frame = vm.frame as usize;
    context.status = status as u64;
    u64::from(status != Status::Next)
}
