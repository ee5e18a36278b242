//! [`Jit`]: the vm's backend.

use std::cell::RefCell;
use std::rc::Rc;

use uops::Uncompiled;
use uops::layout::Frame;
use vm::Vm;
use vm::trace::run::Status;
use vm::trace::{Backend, Entrance, Left, MachineCode, Running, Trace};

use crate::bridge::{Target, bridge};
use crate::context::{Context, SLOTS};
use crate::emit::{JUMP, Machine, emit};
use crate::exits::{MAX_FRAMES, MAX_ROOM, Plan, plans};
use crate::lower::{Record, lower};
use crate::memory::CodeMemory;
use crate::regalloc::allocate;

/// Where the register IR of traces is written, how many stencils were laid out for it, and the bridges between traces.
pub type Listing = Option<Rc<RefCell<String>>>;

fn list(listing: &Listing, text: std::fmt::Arguments<'_>) {
    if let Some(listing) = listing {
        *listing.borrow_mut() += &text.to_string();
    }
}

/// Makes machine code of traces.
#[derive(Debug, Default)]
pub struct Jit {
    /// Traces compiled.
    pub compiled: u64,
    /// Stencils laid out.
    pub stencils: u64,
    /// What is told of each trace, if somebody wants to read it.
    pub listing: Listing,
}

/// A compiled trace.
struct Compiled {
    trace: u32,
    machine: Machine,
    /// By number of the exit in the machine code.
    plans: Vec<Plan>,
    /// The bridges that lead away from it.
    bridges: RefCell<Vec<Bridge>>,
    listing: Listing,
    #[expect(
        clippy::vec_box,
        reason = "compiled code holds the addresses of the records"
    )]
    _records: Vec<Box<Record>>,
}

impl Backend for Jit {
    fn compile(&mut self, vm: &mut Vm, trace: &Trace) -> Result<Box<dyn MachineCode>, Uncompiled> {
        if !crate::available() {
            return Err(Uncompiled::NoStencils);
        }
        let lowered = lower(vm, trace)?;
        list(
            &self.listing,
            format_args!("trace {}:\n{}", trace.id, lowered.ir),
        );
        let allocation = allocate(&lowered.ir, SLOTS)?;
        let machine = emit(&allocation, call as *const () as usize)?;
        self.compiled += 1;
        self.stencils += machine.stencils as u64;
        list(
            &self.listing,
            format_args!(
                "  {} stencils, {} values spilled\n",
                machine.stencils, allocation.slots
            ),
        );
        let plans = plans(&lowered.ir, &allocation);
        if plans
            .iter()
            .any(|plan| plan.frames.len() > MAX_FRAMES || plan.room() > MAX_ROOM)
        {
            return Err(Uncompiled::TooManyFrames);
        }
        Ok(Box::new(Compiled {
            trace: trace.id,
            machine,
            plans,
            bridges: RefCell::default(),
            listing: self.listing.clone(),
            _records: lowered.records,
        }))
    }
}

impl MachineCode for Compiled {
    fn enter(&self, vm: &mut Vm) -> Left {
        if !vm.stack.has_room(MAX_ROOM) {
            vm.recursion_error("maximum recursion depth exceeded");
            return Left::Raised {
                trace: self.trace,
                done: 1,
            };
        }
        let frame = vm.frame as usize;
        let mut context = Context::new(
            frame,
            core::ptr::from_mut(vm) as usize,
            self.trace,
            &self.plans,
        );
        let start = &raw const context as usize;
        vm.executors.begin(Running {
            entered: self.trace,
            current: &raw const context.trace,
            memory: start..start + size_of::<Context>(),
        });
        // SAFETY: the vm enters a trace with the frame that it was made for as the running one; the context is live.
        unsafe { self.machine.run(frame, &raw mut context as usize) };
        // SAFETY: planned: the context holds the plans of the trace that was left, which is not dropped while it counts as
        // running, and the number of one of them.
        let plan = unsafe { &*context.plans.add(context.exit as usize) };
        let left = plan.leave(vm, &context);
        vm.executors.end();
        left
    }

    fn size(&self) -> usize {
        self.machine.size()
    }

    fn link(&self, exit: u32, taken: *mut u64, to: &Trace) {
        let Ok(code) = &to.machine_code else { return };
        let entrance = code.entrance();
        let target = Target {
            trace: to.id,
            plans: entrance.exits,
            counts: [taken as usize, core::ptr::from_ref(&*to.entered) as usize],
        };
        for (number, plan) in self.plans.iter().enumerate() {
            if plan.exit == exit
                && let Some(ops) = bridge(plan, &target)
            {
                // An exit without bridge returns, and is as right.
                let _ = self.build_bridge(exit, number, &ops, entrance.code);
            }
        }
    }

    fn unlink(&self, exit: u32) {
        // A bridge calls nothing, so none is running now.
        self.bridges.borrow_mut().retain(|bridge| {
            if bridge.exit == exit
                && let Some(bytes) = &bridge.replaced
            {
                self.machine
                    .restore(bridge.number, bytes)
                    .expect("pages that were changed before can be changed back");
            }
            bridge.exit != exit
        });
    }

    fn entrance(&self) -> Entrance {
        Entrance {
            code: self.machine.entrance(),
            exits: self.plans.as_ptr() as usize,
        }
    }
}

/// A bridge and what its exit's stub was before; `None` once it was given back.
struct Bridge {
    exit: u32,
    number: usize,
    replaced: Option<[u8; JUMP]>,
    _code: CodeMemory,
}

impl Compiled {
    fn build_bridge(
        &self,
        exit: u32,
        number: usize,
        ops: &[(usize, i64)],
        to: usize,
    ) -> Result<(), Uncompiled> {
        let Some(code) = Machine::bridge(ops, to)? else {
            return Ok(());
        };
        let replaced = self.machine.redirect(number, &code)?;
        if replaced.is_some() {
            list(
                &self.listing,
                format_args!(
                    "exit {exit} of trace {}: a bridge of {} stencils\n",
                    self.trace,
                    ops.len()
                ),
            );
        }
        self.bridges.borrow_mut().push(Bridge {
            exit,
            number,
            replaced,
            _code: code,
        });
        Ok(())
    }
}

/// The helper that `call` stencils call: runs a micro-op's body on the state in memory. Not 0: leave the trace.
extern "C" fn call(context: *mut Context, record: *const Record) -> u64 {
    // SAFETY: compiled code passes the context that it was entered with, and the address of a record that lives as long
    // as the code. `enter`'s own borrow of the vm is not used while the code runs.
    let (context, record, vm) =
        unsafe { (&mut *context, &*record, &mut *((*context).vm as *mut Vm)) };
    let frame: *mut Frame = vm.frame;
    // SAFETY: initialised: the running frame is live, its slots flushed by the trace.
    unsafe {
        (*frame).ip = record.ip;
        (*frame).sp = frame.byte_add(record.top).cast();
    }
    let status = (record.body)(vm, record.oparg, record.operand);
    context.frame = vm.frame as usize;
    context.status = status as u64;
    u64::from(status != Status::Next)
}
