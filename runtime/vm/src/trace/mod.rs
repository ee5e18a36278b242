//! Traces (tier 2): micro-op sequences made of hot bytecode, what they rely on, and how they are run.
//!
//! A hot backward jump or a hot exit starts one ([`project`]); abstract interpretation removes what is proved
//! ([`optimize`]); machine code or the micro-op interpreter runs it ([`run`]); a change of what it relies on ends it
//! ([`watch`]).

pub mod counts;
mod lifetime;
pub mod optimize;
pub mod project;
pub mod run;
pub mod symbols;
pub mod watch;

use std::collections::HashMap;

use uops::{Effects, Opcode, Uncompiled, Uop};

pub(crate) use lifetime::Reached;
pub use lifetime::Running;

use crate::layout::Code;
use crate::specialize::Backoff;
use crate::specialize::timeline::What;
use crate::{Def, Value, Vm};

/// A micro-op of a trace.
#[derive(Clone, Copy, Debug)]
pub struct TraceUop {
    /// The micro-op.
    pub uop: Uop,
    /// The instruction's argument.
    pub oparg: u32,
    /// Where the interpreter resumes if the micro-op leaves: a code unit of `code`.
    pub target: u32,
    /// The code unit where the instruction that the micro-op comes from starts, with its EXTENDED_ARGs.
    pub origin: u32,
    /// How many EXTENDED_ARGs the instruction has.
    pub extended: u32,
    /// The operand from the inline cache, a pointer or constant that the optimizer put in, or 0.
    pub operand: u64,
    /// A second operand of the optimizer's, or 0.
    pub operand1: u64,
    /// The code object of the frame that runs the micro-op (for `_PUSH_FRAME` the caller's).
    pub code: *mut Code,
    /// Index into the trace's exits for a micro-op that may leave; `NO_EXIT` otherwise.
    pub exit: u32,
    /// Index into the trace's [`Trace::steps`]: the instruction that it belongs to.
    pub step: u32,
    /// The native function that it calls, if that is known.
    pub native: Option<&'static Def>,
}

impl TraceUop {
    /// The instruction, past its EXTENDED_ARGs: where a frame's `ip` is while it runs.
    pub fn instruction(&self) -> *mut u16 {
        // SAFETY: pinned: traces keep their code objects alive; an instruction lies within its code object's units.
        unsafe {
            (*self.code)
                .units
                .add((self.origin + self.extended) as usize)
        }
    }

    /// What it may do beyond its result.
    pub fn effects(&self) -> Effects {
        match self.native {
            Some(def) => def.effects,
            None => self.uop.effects(),
        }
    }

    /// Whether the running frame's `ip` must be in memory while it runs: for tracebacks, and as the return address.
    #[inline]
    pub fn needs_position(&self) -> bool {
        // A table: the micro-op interpreter asks at each step.
        const NEEDS: [bool; Uop::ALL.len()] = {
            let mut needs = [false; Uop::ALL.len()];
            let mut index = 0;
            while index < needs.len() {
                let uop = Uop::ALL[index];
                needs[index] = uop.escapes() || uop.flags().frame;
                index += 1;
            }
            needs
        };
        NEEDS[self.uop as usize]
    }
}

/// See [`TraceUop::exit`].
pub const NO_EXIT: u32 = u32::MAX;

/// Machine code has pages of its own.
const PAGE: usize = 4 << 10;

/// The number of no trace.
pub(crate) const NO_TRACE: u32 = u32::MAX;

/// What a trace must know of the machine code made of it.
pub trait MachineCode {
    /// Runs it on the current frame until it exits; state is then in memory as the interpreter expects it: `vm.frame`
    /// is the running frame with its `ip` and `sp`.
    fn enter(&self, vm: &mut Vm) -> Left;
    /// Bytes of machine code.
    fn size(&self) -> usize;
    /// Lets an exit go straight on in another trace's code, counting in `taken` and [`Trace::entered`]; where it cannot,
    /// the exit goes on returning.
    fn link(&self, exit: u32, taken: *mut u64, to: &Trace);
    /// Takes that back.
    fn unlink(&self, exit: u32);
    /// Where the code begins, for those that link to it.
    fn entrance(&self) -> Entrance;
}

/// Where the machine code of a trace begins, as the backend that made it understands it.
#[derive(Clone, Copy, Debug)]
pub struct Entrance {
    /// Address of the code.
    pub code: usize,
    /// Address of what describes its exits.
    pub exits: usize,
}

/// How machine code or the micro-op interpreter left a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Through an exit of the trace that was entered or of one that it is linked to; the interpreter resumes at the
    /// frame's `ip`.
    Exit {
        /// The trace.
        trace: u32,
        /// Its exit, or `NO_EXIT`.
        exit: u32,
        /// Without an exit: how many of the trace's steps were done.
        done: u32,
    },
    /// With an exception in `vm.raised`, raised by the instruction at the frame's `ip`.
    Raised {
        /// The trace.
        trace: u32,
        /// How many of its steps were done.
        done: u32,
    },
}

/// Makes machine code of traces (the `jit` crate).
pub trait Backend {
    /// Machine code for a trace, or why there is none.
    fn compile(&mut self, vm: &mut Vm, trace: &Trace) -> Result<Box<dyn MachineCode>, Uncompiled>;
}

/// An exit of a trace.
#[derive(Clone, Debug)]
pub struct Exit {
    /// Index of the micro-op that leaves.
    pub uop_index: u32,
    /// How often it was taken.
    pub count: u64,
    /// Counts towards a side trace.
    pub temperature: Backoff,
    /// What the user calls the value that the guard looks at.
    pub subject: Option<String>,
    /// What was seen at the first failure, in the user's terms.
    pub witness: Witness,
    /// The trace that goes on from here, a side trace or the one that starts at the exit's target: its id.
    pub side_trace: Option<u32>,
}

/// What an exit met when it was first taken.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// In the user's terms; empty where there is nothing to say.
    pub text: String,
    /// Whether it is of the type that was wanted: an int too big for a machine word.
    pub beyond: bool,
}

impl Witness {
    pub(crate) fn told(text: String) -> Witness {
        Witness {
            text,
            beyond: false,
        }
    }
}

/// A guard or other micro-op that the optimizer has proved needless.
#[derive(Clone, Debug)]
pub struct Eliminated {
    /// The micro-op.
    pub uop: Uop,
    /// Its instruction: code object and code unit.
    pub code: *mut Code,
    /// See `code`.
    pub origin: u32,
    /// The proof, a sentence.
    pub proof: String,
    /// Where the fact was established: code object and code unit.
    pub fact: Option<(*mut Code, u32)>,
}

/// A trace as projected from bytecode and optimized.
pub struct Trace {
    /// Its number, in order of creation.
    pub id: u32,
    /// The code object where it starts.
    pub code: *mut Code,
    /// The code unit where it starts: for a loop, the backward jump.
    pub start: u32,
    /// The trace and exit that it continues, for a side trace.
    pub parent: Option<(u32, u32)>,
    /// Side traces between it and its root.
    pub chain_depth: u32,
    /// How many of the callers of the frame where it starts it knows: those that the traces before it have entered.
    pub callers: u32,
    /// The micro-ops, optimized. Ends in `_JUMP_TO_TOP` (a loop), `_EXIT_TRACE` or `_DYNAMIC_EXIT`.
    pub uops: Vec<TraceUop>,
    /// The instructions that it was projected from, in the order in which they run: code object and code unit, past its
    /// EXTENDED_ARGs.
    pub steps: Vec<(*mut Code, u32)>,
    /// For which types the form of each of these is that it took: index into [`crate::specialize::met::Met::types`]. Empty
    /// where nothing is counted.
    pub formed: Vec<Option<usize>>,
    /// What the optimizer removed.
    pub eliminated: Vec<Eliminated>,
    /// Exits, in order of their micro-ops.
    pub exits: Vec<Exit>,
    /// Values that must outlive the trace: constants, code objects and dicts it holds. Roots.
    pub constants: Vec<Value>,
    /// The instruction that ENTER_EXECUTOR stands for.
    pub replaced: u16,
    /// Machine code, if any; else why not.
    pub machine_code: Result<Box<dyn MachineCode>, Uncompiled>,
    /// Whether what it relies on still holds; never moves, so that `_CHECK_VALIDITY` can point to it.
    pub valid: Box<bool>,
    /// How often it was entered; never moves, so that machine code can count.
    pub entered: Box<u64>,
    /// The exits, of this or other traces, that go on here: trace and exit.
    pub linked_from: Vec<(u32, u32)>,
    /// How often it jumped back to its start; never moves, so that machine code can count, which it does where the run is
    /// watched for a report.
    pub jumps: Box<u64>,
    /// How often it was left other than through an exit of its own, by the number of steps that were done.
    pub(crate) left_after: HashMap<u32, u64>,
    /// The invalidation that ended it: index into [`Executors::invalidations`].
    pub invalidated: Option<u32>,
    /// Whether running it pays for entering and leaving machine code.
    pub(crate) pays: bool,
    /// Whether the interpreter has ceased to enter it, since it does not pay.
    pub at_rest: bool,
}

impl Trace {
    /// What stands in place of a trace that is gone.
    fn vacant(id: u32) -> Trace {
        Trace {
            id,
            code: core::ptr::null_mut(),
            start: 0,
            parent: None,
            chain_depth: 0,
            callers: 0,
            uops: Vec::new(),
            steps: Vec::new(),
            formed: Vec::new(),
            eliminated: Vec::new(),
            exits: Vec::new(),
            constants: Vec::new(),
            replaced: 0,
            machine_code: Err(Uncompiled::Empty),
            valid: Box::new(false),
            entered: Box::new(0),
            linked_from: Vec::new(),
            jumps: Box::new(0),
            left_after: HashMap::new(),
            invalidated: None,
            pays: true,
            at_rest: false,
        }
    }

    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        let code = self.machine_code.as_ref().map_or(0, |code| code.size());
        code.next_multiple_of(PAGE)
            + size_of_val(self.uops.as_slice())
            + size_of_val(self.exits.as_slice())
            + size_of::<Trace>()
    }

    /// Whether it is gone.
    fn is_vacant(&self) -> bool {
        self.code.is_null()
    }
}

/// An assumption that broke.
#[derive(Clone, Debug)]
pub struct Invalidation {
    /// What was modified, in the user's terms.
    pub what: String,
    /// The instruction that modified it.
    pub place: Option<(*mut Code, u32)>,
    /// The traces that ended.
    pub traces: Vec<u32>,
}

/// How often code runs before a trace is tried.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Where a backward jump's counter starts.
    pub jump: Backoff,
    /// Where an exit's counter starts.
    pub exit: Backoff,
}

impl Thresholds {
    /// The same for jumps and exits.
    pub const fn after(executions: u16) -> Thresholds {
        let counter = Backoff::after(executions);
        Thresholds {
            jump: counter,
            exit: counter,
        }
    }
}

impl Default for Thresholds {
    /// CPython's.
    fn default() -> Self {
        Thresholds {
            jump: Backoff::JUMP_BACKWARD,
            exit: Backoff::SIDE_EXIT,
        }
    }
}

/// All traces, and what they rely on.
#[derive(Default)]
pub struct Executors {
    /// Whether backward jumps count towards traces.
    pub enabled: bool,
    /// When a trace is tried.
    pub thresholds: Thresholds,
    /// The traces, by id.
    pub traces: Vec<Trace>,
    /// Classes by version.
    pub(crate) class_versions: HashMap<u32, *mut crate::layout::Class>,
    /// What traces rely on.
    pub(crate) watched: watch::Watched,
    /// The assumptions that broke, in order of time.
    pub invalidations: Vec<Invalidation>,
    /// Numbers of traces that are gone.
    pub(crate) free: Vec<u32>,
    /// Traces that were invalidated, and may be running.
    pub(crate) retired: Vec<u32>,
    /// The runs of traces that are on the native stack, the innermost last.
    pub(crate) running: Vec<Running>,
    /// Microseconds spent projecting, optimizing and compiling.
    pub build_us: u64,
}

impl Executors {
    /// Whether there is a trace at a place that is no longer entered.
    fn rests_at(&self, code: *mut Code, start: u32) -> bool {
        let mut traces = self.traces.iter();
        traces.any(|trace| trace.at_rest && trace.code == code && trace.start == start)
    }

    /// Forgets the versions of classes and functions, and the dicts, that a collection has not reached.
    pub(crate) fn forget_dead(&mut self) {
        self.class_versions
            .retain(|_, class| crate::memory::is_marked(Value::object(*class)));
        self.watched
            .functions
            .retain(|_, function| crate::memory::is_marked(*function));
        self.watched.forget_dead_dicts();
    }
}

impl Vm {
    /// Takes the ENTER_EXECUTOR of a trace away that does not pay, once enough was seen of it. Whether it has done so.
    pub(crate) fn put_to_rest(&mut self, id: u32) -> bool {
        let trace = &mut self.executors.traces[id as usize];
        let grows_on = trace.exits.iter().any(|exit| exit.side_trace.is_some());
        if trace.pays || grows_on || *trace.entered < SEEN_ENOUGH {
            return false;
        }
        trace.at_rest = true;
        // SAFETY: pinned: a watched run keeps all its code objects; the trace starts at one of its code's units, which this thread
        // alone writes.
        unsafe { *(*trace.code).units.add(trace.start as usize) = trace.replaced };
        true
    }

    /// Makes a trace from the loop whose backward jump is at `jump`, and puts an ENTER_EXECUTOR there.
    pub(crate) fn start_trace(
        &mut self,
        frame: *mut crate::layout::Frame,
        jump: *mut u16,
    ) -> Option<u32> {
        // SAFETY: initialised: the running frame's code is live, and `jump` points into its units.
        let (code, jump) = unsafe {
            let code = (*frame).code;
            (code, jump.offset_from((*code).units) as u32)
        };
        let unit = self.start_of_instruction(code, jump);
        // SAFETY: pinned: the code object is live; the unit is one of its units.
        let start = unsafe { (*code).units.add(unit as usize) };
        // SAFETY: pinned: the code object is live.
        let details = unsafe { (*code).id } as usize;
        let taken = &self.codes[details].executors;
        let number = taken
            .iter()
            .position(|&old| {
                let old = self.executors.traces.get(old as usize);
                old.is_none_or(|old| old.start == unit)
            })
            .unwrap_or(taken.len());
        if number > usize::from(u8::MAX) {
            return None;
        }
        let id = self.build_trace(code, unit, None)?;
        // SAFETY: this thread alone writes code units.
        unsafe {
            self.executors.traces[id as usize].replaced = *start;
            *start = Opcode::ENTER_EXECUTOR as u16 | (number as u16) << 8;
        }
        let numbers = &mut self.codes[details].executors;
        numbers.resize(numbers.len().max(number + 1), id);
        numbers[number] = id;
        Some(id)
    }

    /// Where the instruction at a code unit begins, with its EXTENDED_ARGs. Found from the front: a unit of an inline cache before it
    /// may look like one.
    fn start_of_instruction(&self, code: *mut Code, unit: u32) -> u32 {
        let (mut start, mut at) = (0, 0);
        while at < unit {
            // SAFETY: pinned: the code object is live, and `at` is before one of its instructions.
            let word = self.unit_without_trace(code, unsafe { (*code).units.add(at as usize) });
            match Opcode::of_unit(word) {
                Some(Opcode::EXTENDED_ARG) => at += 1,
                opcode => {
                    at += 1 + opcode.map_or(0, Opcode::cache_units) as u32;
                    start = at;
                }
            }
        }
        start
    }

    /// Projects, optimizes and compiles a trace; `None` where nothing comes of it.
    pub(crate) fn build_trace(
        &mut self,
        code: *mut Code,
        start: u32,
        parent: Option<(u32, u32)>,
    ) -> Option<u32> {
        let began = std::time::Instant::now();
        self.drop_retired_traces();
        let chain_depth = parent.map_or(0, |(trace, _)| {
            self.executors.traces[trace as usize].chain_depth + 1
        });
        let callers = parent.map_or_else(Vec::new, |(trace, exit)| self.callers_at(trace, exit));
        let projected = self.project(code, start, chain_depth == 0, &callers)?;
        let pays = worthwhile(&projected.uops);
        let wanted = match self.counting {
            true => !self.executors.rests_at(code, start),
            false => self.hooks.backend.is_none(),
        };
        if !pays && !wanted {
            return None;
        }
        let mut trace = self.optimize(projected, code, start, &callers);
        trace.pays = pays;
        if self.counting {
            let formed = |(code, unit): &(*mut Code, u32)| self.formed(*code, *unit);
            trace.formed = trace.steps.iter().map(formed).collect();
        }
        trace.parent = parent;
        trace.chain_depth = chain_depth;
        let id = trace.id;
        if let Some(mut backend) = self.hooks.backend.take() {
            trace.machine_code = backend.compile(self, &trace);
            self.hooks.backend = Some(backend);
        }
        self.heap.note_native(trace.bytes());
        self.executors.add(trace);
        if self.counting {
            self.note_trace(id);
        }
        self.executors.build_us += began.elapsed().as_micros() as u64;
        Some(id)
    }

    /// Notes at each of its instructions that a trace was made.
    fn note_trace(&mut self, id: u32) {
        for (code, _) in &self.executors.traces[id as usize].steps {
            // SAFETY: pinned: a trace's code objects are alive.
            let traces = &mut self.codes[unsafe { (**code).id } as usize].traces;
            if traces.last() != Some(&id) {
                traces.push(id);
            }
        }
        self.note_at_steps(id, What::Trace(id));
    }

    /// The callers of the running frame at an exit that was just taken, as far as the trace has entered frames.
    fn callers_at(&self, trace: u32, exit: u32) -> Vec<project::Caller> {
        let trace = &self.executors.traces[trace as usize];
        let last = trace.exits[exit as usize].uop_index as usize;
        let depth = trace.uops[..last]
            .iter()
            .fold(trace.callers, |depth, uop| match uop.uop {
                Uop::_PUSH_FRAME | Uop::_CREATE_INIT_FRAME => depth + 1,
                Uop::_RETURN_VALUE => depth - 1,
                _ => depth,
            });
        let mut callers = Vec::new();
        let mut frame = self.frame;
        for _ in 0..depth {
            // SAFETY: initialised: an exit leaves all frames in memory; a caller's `ip` is at its call.
            unsafe {
                frame = (*frame).previous;
                let unit = (*frame).ip.offset_from((*(*frame).code).units) as u32;
                callers.push(((*frame).code, unit + u32::from((*frame).return_offset)));
            }
        }
        callers.reverse();
        callers
    }

    /// The trace that the instruction stands for, if it is an ENTER_EXECUTOR.
    #[inline]
    pub(crate) fn executor_at(&self, code: *mut Code, this: *mut u16) -> Option<u32> {
        // SAFETY: callers pass a live code object and a pointer into its units.
        let (details, unit, at) = unsafe {
            (
                (*code).id as usize,
                *this,
                this.offset_from((*code).units) as u32,
            )
        };
        if unit as u8 != Opcode::ENTER_EXECUTOR as u8 {
            return None;
        }
        // A unit of an inline cache may look like one.
        let id = *self.codes[details].executors.get(usize::from(unit >> 8))?;
        let trace = self.executors.traces.get(id as usize)?;
        (*trace.valid && trace.code == code && trace.start == at).then_some(id)
    }

    /// The instruction that a code unit stands for, without ENTER_EXECUTOR.
    pub fn unit_without_trace(&self, code: *mut Code, this: *mut u16) -> u16 {
        match self.executor_at(code, this) {
            Some(id) => self.executors.traces[id as usize].replaced,
            // SAFETY: callers pass a pointer into a live code object's units.
            None => unsafe { *this },
        }
    }
}

/// As many micro-ops as a trace must have to pay for entering and leaving machine code, where it ends at an instruction
/// that no trace has. CPython makes shorter ones as well, so where the runtime watches for a report, so do we: to see where they
/// are left. What was seen [`SEEN_ENOUGH`] times is told, and the program runs on as if it were not watched.
const WORTHWHILE: usize = 40;
/// So often a trace is entered that does not pay, unless side traces go on from it: each of two exits has become hot by then.
/// Without a limit a watched run of a program of generators took 2.5 times as long.
const SEEN_ENOUGH: u64 = 2 * 4096;

/// Whether running a trace pays: loops do, and what leads to another trace.
fn worthwhile(uops: &[TraceUop]) -> bool {
    let Some(last) = uops.last() else {
        return false;
    };
    match last.uop {
        Uop::_JUMP_TO_TOP => true,
        Uop::_EXIT_TRACE
            if matches!(
                // SAFETY: pinned: the code object is live; a target is a code unit of it.
                Opcode::of_unit(unsafe { *(*last.code).units.add(last.target as usize) }),
                Some(
                    Opcode::ENTER_EXECUTOR
                        | Opcode::JUMP_BACKWARD_JIT
                        | Opcode::JUMP_BACKWARD
                        | Opcode::EXTENDED_ARG
                )
            ) =>
        {
            true
        }
        _ => {
            uops.iter()
                .filter(|uop| !matches!(uop.uop, Uop::_SET_IP | Uop::_CHECK_VALIDITY))
                .count()
                >= WORTHWHILE
        }
    }
}
