//! Running traces: the micro-op interpreter, and what happens at exits.

use uops::uops::Kind;
use uops::{Assumption, Uop, for_each_uop};

use super::{Left, NO_EXIT, Running, TraceUop, Witness};
use crate::interpreter::{Flow, Machine, bodies};
use crate::specialize::timeline::What;
use crate::{Raised, Result, Vm};

/// Side traces in a row (CPython's `MAX_CHAIN_DEPTH`).
const MAX_CHAIN_DEPTH: u32 = 4;

macro_rules! define_step {
    ($($(#[doc = $doc:literal])+ $name:ident ($($in:ident : $in_kind:ident $(* $in_count:expr)?),*) -> ($($out:ident : $out_kind:ident $(* $out_count:expr)?),*) [$($flag:ident)*] $($role:ident $what:ident $(($subject:ident))?)?;)+) => {
        /// Runs one micro-op's body.
        #[inline(always)]
        fn step(m: &mut Machine<'_>, uop: Uop, oparg: u32, operand: u64) -> Flow {
            match uop { $(Uop::$name => bodies::$name(m, oparg, operand),)+ }
        }

        /// The bodies as functions of their own.
        mod alone {
            use super::*;

            $(pub(super) fn $name(vm: &mut Vm, oparg: u32, operand: u64) -> Status {
                run_alone(vm, |m| bodies::$name(m, oparg, operand))
            })+
        }

        /// The function that runs a micro-op's body, given its argument and operand, on the state in memory (`vm.frame`,
        /// its `ip` and `sp`).
        pub fn body(uop: Uop) -> Body {
            match uop { $(Uop::$name => alone::$name,)+ }
        }
    };
}
for_each_uop!(define_step);

/// See [`body`].
pub type Body = fn(&mut Vm, u32, u64) -> Status;

/// How a micro-op that machine code left to its [`body`] has ended.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// On to the next micro-op.
    Next,
    /// Its assumption failed, or its loop has ended: leave through its exit.
    Exit,
    /// An exception is in `vm.raised`.
    Raised,
}

#[inline(always)]
fn run_alone(vm: &mut Vm, body: impl FnOnce(&mut Machine<'_>) -> Flow) -> Status {
    let frame = vm.frame;
    // SAFETY: initialised: the running frame is live and its state is in memory.
    let (ip, sp) = unsafe { ((*frame).ip, (*frame).sp) };
    let mut m = Machine {
        vm,
        frame,
        this: core::ptr::null_mut(),
        ip,
        sp,
    };
    let flow = body(&mut m);
    // SAFETY: as above; a call or return has made another frame the running one.
    unsafe { (*m.frame).sp = m.sp };
    match flow {
        Flow::Next => Status::Next,
        Flow::Raised => Status::Raised,
        _ => Status::Exit,
    }
}

impl Machine<'_> {
    /// Runs a trace from the running frame; afterwards the registers are those of the instruction to go on with. The
    /// error's instruction is the running frame's `ip`.
    pub(crate) fn run_trace(&mut self, mut id: u32) -> Result<()> {
        if self.vm.counting {
            // The trace begins with the jump that led here, or that jump comes again.
            self.vm.uncount_instruction(self.frame, self.this);
            if self.vm.put_to_rest(id) {
                self.ip = self.this;
                return Ok(());
            }
        }
        loop {
            let trace = &mut self.vm.executors.traces[id as usize];
            *trace.entered += 1;
            let left = match &trace.machine_code {
                Ok(code) => {
                    let code: *const dyn super::MachineCode = &**code;
                    // SAFETY: a trace that runs is not dropped, and its machine code never moves.
                    unsafe { (*code).enter(self.vm) }
                }
                Err(_) => self.interpret_trace(id),
            };
            self.frame = self.vm.frame;
            let side = match left {
                Left::Raised { trace, done } => {
                    self.vm.count_departure(trace, done);
                    return Err(Raised);
                }
                Left::Exit {
                    trace,
                    exit: NO_EXIT,
                    done,
                } => {
                    self.vm.count_departure(trace, done);
                    None
                }
                Left::Exit { trace, exit, .. } => self.vm.take_exit(trace, exit),
            };
            match side {
                Some(side) => id = side,
                None => {
                    // SAFETY: initialised: an exit leaves the running frame's state in memory.
                    unsafe {
                        self.ip = (*self.frame).ip;
                        self.sp = (*self.frame).sp;
                    }
                    return Ok(());
                }
            }
        }
    }

    fn interpret_trace(&mut self, id: u32) -> Left {
        let trace: *mut super::Trace = &mut self.vm.executors.traces[id as usize];
        let number = u64::from(id);
        self.vm.executors.begin(Running {
            entered: id,
            current: &raw const number,
            memory: 0..0,
        });
        // SAFETY: a trace's micro-ops never change, and a trace that runs is not dropped; the vector of traces may grow,
        // but moves only the `Trace`, not its heap memory.
        let uops: &[TraceUop] =
            unsafe { core::slice::from_raw_parts((*trace).uops.as_ptr(), (*trace).uops.len()) };
        let frame = self.vm.frame;
        // SAFETY: initialised: the running frame's state is in memory.
        let (ip, sp) = unsafe { ((*frame).ip, (*frame).sp) };
        let mut m = Machine {
            vm: &mut *self.vm,
            frame,
            this: core::ptr::null_mut(),
            ip,
            sp,
        };
        let mut jumps = 0;
        let mut index = 0;
        let left = loop {
            let uop = &uops[index];
            if uop.needs_position() {
                // SAFETY: initialised: the running frame is live.
                unsafe {
                    (*m.frame).ip = uop.instruction();
                    (*m.frame).sp = m.sp;
                }
            }
            match step(&mut m, uop.uop, uop.oparg, uop.operand) {
                Flow::Next => index += 1,
                Flow::Raised => {
                    // SAFETY: initialised: the frame runs, so it is live, and nobody else looks at it meanwhile.
                    unsafe { (*m.frame).sp = m.sp };
                    break Left::Raised {
                        trace: id,
                        done: uop.step + 1,
                    };
                }
                _ if uop.uop == Uop::_JUMP_TO_TOP => {
                    jumps += 1;
                    index = 0;
                }
                _ => {
                    // SAFETY: initialised: the running frame is live; `target` is a code unit of its code. A frame that a
                    // `_DYNAMIC_EXIT` leaves to has its `ip`.
                    unsafe {
                        if uop.uop != Uop::_DYNAMIC_EXIT {
                            (*m.frame).ip = (*(*m.frame).code).units.add(uop.target as usize);
                        }
                        (*m.frame).sp = m.sp;
                    }
                    break Left::Exit {
                        trace: id,
                        exit: uop.exit,
                        done: uop.step,
                    };
                }
            }
        };
        self.vm.executors.end();
        *self.vm.executors.traces[id as usize].jumps += jumps;
        left
    }
}

impl Vm {
    /// Counts an exit and gives the trace to go on with, making one when the exit has become hot.
    fn take_exit(&mut self, id: u32, exit: u32) -> Option<u32> {
        let trace = &mut self.executors.traces[id as usize];
        let (valid, depth) = (*trace.valid, trace.chain_depth);
        let taken = &mut trace.exits[exit as usize];
        taken.count += 1;
        if taken.side_trace.is_some() {
            return taken.side_trace;
        }
        let (first, uop) = (taken.count == 1, trace.uops[taken.uop_index as usize]);
        if first {
            let subject = taken.subject.clone();
            let witness = self.exit_witness(uop, subject);
            self.executors.traces[id as usize].exits[exit as usize].witness = witness;
            if self.counting {
                self.note_at_exit(id, exit, What::Exit { trace: id, exit });
            }
            return None;
        }
        // A failed validity check or a pending event is nothing to continue from; the interpreter deals with it.
        if !valid || !uop.uop.flags().exits {
            return None;
        }
        // SAFETY: initialised: an exit leaves the running frame's state in memory.
        let (code, ip) = unsafe { ((*self.frame).code, (*self.frame).ip) };
        let side = match self.executor_at(code, ip) {
            Some(other) => other,
            None => {
                let taken = &mut self.executors.traces[id as usize].exits[exit as usize];
                if !taken.temperature.triggers() {
                    taken.temperature = taken.temperature.advance();
                    return None;
                }
                taken.temperature = taken.temperature.restart();
                if depth >= MAX_CHAIN_DEPTH {
                    return None;
                }
                // SAFETY: pinned: `ip` points into the running code's units.
                let unit = unsafe { ip.offset_from((*code).units) } as u32;
                self.build_trace(code, unit, Some((id, exit)))?
            }
        };
        self.link(id, exit, side);
        if self.counting {
            let (trace, by) = (id, side);
            self.note_at_exit(id, exit, What::Continued { trace, exit, by });
        }
        Some(side)
    }

    /// Lets an exit go on in another trace, from machine code to machine code where there is any.
    fn link(&mut self, id: u32, exit: u32, to: u32) {
        let traces = &mut self.executors.traces;
        let taken = &mut traces[id as usize].exits[exit as usize];
        taken.side_trace = Some(to);
        let count = &raw mut taken.count;
        traces[to as usize].linked_from.push((id, exit));
        if let (Ok(code), true) = (
            &traces[id as usize].machine_code,
            traces[to as usize].machine_code.is_ok(),
        ) {
            code.link(exit, count, &traces[to as usize]);
        }
    }

    /// What an exit's guard has met, in the user's terms; the frame's stack is as the guard found it.
    fn exit_witness(&mut self, uop: TraceUop, subject: Option<String>) -> Witness {
        // SAFETY: initialised: an exit leaves the running frame's state in memory.
        let (sp, base) = unsafe { ((*self.frame).sp, crate::frames::stack_base(self.frame)) };
        let at = |depth: usize| {
            // SAFETY: stack: within the running frame's stack, as checked.
            let value = unsafe { (sp.offset_from(base) >= depth as isize).then(|| *sp.sub(depth)) };
            value.filter(|value| !value.is_null())
        };
        match uop.uop.assumption() {
            Some(Assumption::Operands) => match (at(2), at(1)) {
                (Some(left), Some(right)) => Witness::told(format!(
                    "{}, {}",
                    self.class_name(left),
                    self.class_name(right)
                )),
                _ => Witness::default(),
            },
            Some(assumption) if assumption.is_of_class() => {
                let Some(value) = uop.uop.subject_depth(uop.oparg).and_then(at) else {
                    return Witness::default();
                };
                // Of the type that was wanted, but not in the one word that machine code has for it.
                let beyond = uop.uop.narrows_to() == Some(Kind::Int) && self.is_exact_int(value);
                let met = if beyond {
                    String::from("an int of more than 48 bits")
                } else {
                    let class = self.class_name(value);
                    let article = if class.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) {
                        "an"
                    } else {
                        "a"
                    };
                    format!("{article} {class}")
                };
                let text = match subject {
                    Some(subject) => format!("'{subject}' is {met}"),
                    None => met,
                };
                Witness { text, beyond }
            }
            _ => Witness::default(),
        }
    }
}
