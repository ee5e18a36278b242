//! Projection: from hot bytecode to micro-ops, along the likely branches and into Python calls (CPython's
//! `translate_bytecode_to_trace`).

use uops::opcode::Part;
use uops::{Assumption, Opcode, Uop};

use super::{NO_EXIT, TraceUop};
use crate::layout::{Code, Function};
use crate::{Value, Vm};

/// As many micro-ops as a trace may have (CPython's `UOP_MAX_TRACE_LENGTH`).
const MAX_LENGTH: usize = 800;
/// Calls that a trace goes into, one inside the other.
const MAX_CALLS: usize = 5;
const FULL_CONFIDENCE: u32 = 1000;
const CONFIDENCE_CUTOFF: u32 = 333;
/// Micro-ops that an instruction may need beyond its own: `_CHECK_VALIDITY`, `_SET_IP`, an exit.
const MARGIN: usize = 8;

/// A trace before it is optimized.
pub(crate) struct Projected {
    pub uops: Vec<TraceUop>,
    /// See [`super::Trace::steps`].
    pub steps: Vec<(*mut Code, u32)>,
}

struct Projection<'v> {
    vm: &'v Vm,
    uops: Vec<TraceUop>,
    steps: Vec<(*mut Code, u32)>,
    code: *mut Code,
    unit: u32,
    /// EXTENDED_ARGs of the instruction at `unit`.
    extended: u32,
    /// Outermost first.
    callers: Vec<Caller>,
    confidence: u32,
    jump_seen: bool,
}

/// A frame that waits for a call: its code object, and the code unit where it goes on.
pub(crate) type Caller = (*mut Code, u32);

/// What to do after an instruction.
enum Step {
    On,
    Done,
}

impl Vm {
    /// The micro-ops of a trace from a code unit on, in a frame whose callers are known as far as `callers` goes; `None` if not even one instruction can be translated.
    pub(crate) fn project(
        &self,
        code: *mut Code,
        start: u32,
        progress_needed: bool,
        callers: &[Caller],
    ) -> Option<Projected> {
        let mut projection = Projection {
            vm: self,
            uops: Vec::new(),
            steps: Vec::new(),
            code,
            unit: start,
            extended: 0,
            callers: callers.to_vec(),
            confidence: FULL_CONFIDENCE,
            jump_seen: false,
        };
        projection.add(Uop::_START_EXECUTOR, 0, 0, start);
        projection.add(Uop::_MAKE_WARM, 0, 0, start);
        let mut first = true;
        loop {
            if !first
                && projection.code == code
                && projection.unit == start
                && callers.is_empty()
                && projection.callers.is_empty()
            {
                projection.add(Uop::_JUMP_TO_TOP, 0, 0, start);
                return Some(projection.done());
            }
            if projection.uops.len() + MARGIN * 3 > MAX_LENGTH {
                break;
            }
            match projection.instruction(first && progress_needed) {
                Step::On => first = false,
                Step::Done => break,
            }
        }
        if first {
            return None;
        }
        let target = projection.unit;
        if !projection.ends() {
            projection.add(Uop::_EXIT_TRACE, 0, 0, target);
        }
        Some(projection.done())
    }

    /// The function of a version that is still current.
    pub(crate) fn function_of_version(&self, version: u32) -> Option<&Function> {
        let function = *self.executors.watched.functions.get(&version)?;
        let function = self.as_function(function)?;
        (function.version == version).then_some(function)
    }
}

impl<'v> Projection<'v> {
    fn done(self) -> Projected {
        Projected {
            uops: self.uops,
            steps: self.steps,
        }
    }

    fn add(&mut self, uop: Uop, oparg: u32, operand: u64, target: u32) {
        self.uops.push(TraceUop {
            uop,
            oparg,
            target,
            origin: self.unit,
            extended: self.extended,
            operand,
            operand1: 0,
            code: self.code,
            exit: NO_EXIT,
            step: self.steps.len().saturating_sub(1) as u32,
            native: None,
        });
    }

    /// The two micro-ops of a superinstruction, each with its half of the argument.
    fn pair(&mut self, first: Uop, second: Uop, oparg: u32) {
        let start = self.unit;
        self.add(first, oparg >> 4, 0, start);
        self.add(second, oparg & 15, 0, start);
    }

    fn ends(&self) -> bool {
        matches!(
            self.uops.last(),
            Some(TraceUop {
                uop: Uop::_EXIT_TRACE | Uop::_DYNAMIC_EXIT | Uop::_JUMP_TO_TOP,
                ..
            })
        )
    }

    fn unit_at(&self, unit: u32) -> u16 {
        // SAFETY: pinned: the code object is live; the compiler's code ends in a return or jump, so units stay within it.
        self.vm
            .unit_without_trace(self.code, unsafe { (*self.code).units.add(unit as usize) })
    }

    fn operand(&self, at: u32, units: u8) -> u64 {
        (0..u32::from(units)).fold(0, |value, unit| {
            value | u64::from(self.unit_at_raw(at + unit)) << (16 * unit)
        })
    }

    fn unit_at_raw(&self, unit: u32) -> u16 {
        // SAFETY: as in `unit_at`.
        unsafe { *(*self.code).units.add(unit as usize) }
    }

    fn instruction(&mut self, progress_needed: bool) -> Step {
        // SAFETY: pinned: the code object is live.
        if self.vm.codes[unsafe { (*self.code).id } as usize].locals_written {
            return Step::Done;
        }
        let start = self.unit;
        let word = self.unit_at(start);
        let (mut opcode, mut oparg, mut unit) =
            (Opcode::of_unit(word), u32::from(word >> 8), start);
        while opcode == Some(Opcode::EXTENDED_ARG) {
            unit += 1;
            let word = self.unit_at(unit);
            opcode = Opcode::of_unit(word);
            oparg = oparg << 8 | u32::from(word >> 8);
        }
        let Some(mut opcode) = opcode else {
            return Step::Done;
        };
        self.extended = unit - start;
        let before = self.uops.len();
        self.steps.push((self.code, unit));
        self.add(Uop::_CHECK_VALIDITY, 0, 0, start);
        self.add(Uop::_SET_IP, 0, 0, start);
        if progress_needed
            && opcode
                .parts()
                .iter()
                .any(|part| part.uop.flags().exits || part.uop.flags().deopts)
        {
            opcode = opcode.base();
        }
        let next = unit + 1 + opcode.cache_units() as u32;
        match opcode {
            Opcode::POP_JUMP_IF_TRUE
            | Opcode::POP_JUMP_IF_FALSE
            | Opcode::POP_JUMP_IF_NONE
            | Opcode::POP_JUMP_IF_NOT_NONE => {
                let taken = u32::from(self.unit_at_raw(unit + 1)).count_ones();
                let likely = taken > 8;
                self.confidence = self.confidence * if likely { taken } else { 16 - taken } / 16;
                if self.confidence < CONFIDENCE_CUTOFF {
                    return self.give_up(before);
                }
                let guard = match (opcode, likely) {
                    (Opcode::POP_JUMP_IF_TRUE, true) | (Opcode::POP_JUMP_IF_FALSE, false) => {
                        Uop::_GUARD_IS_TRUE_POP
                    }
                    (Opcode::POP_JUMP_IF_TRUE, false) | (Opcode::POP_JUMP_IF_FALSE, true) => {
                        Uop::_GUARD_IS_FALSE_POP
                    }
                    (Opcode::POP_JUMP_IF_NONE, true) | (Opcode::POP_JUMP_IF_NOT_NONE, false) => {
                        Uop::_GUARD_IS_NONE_POP
                    }
                    _ => Uop::_GUARD_IS_NOT_NONE_POP,
                };
                let (way, other) = if likely {
                    (next + oparg, next)
                } else {
                    (next, next + oparg)
                };
                self.add(guard, 0, 0, other);
                self.unit = way;
                Step::On
            }
            Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_JIT
            | Opcode::JUMP_BACKWARD_NO_JIT
            | Opcode::JUMP_BACKWARD_NO_INTERRUPT => {
                if opcode != Opcode::JUMP_BACKWARD_NO_INTERRUPT {
                    self.add(Uop::_CHECK_PERIODIC, 0, 0, start);
                }
                self.unit = next - oparg;
                if std::mem::replace(&mut self.jump_seen, true) {
                    Step::Done
                } else {
                    Step::On
                }
            }
            Opcode::JUMP_FORWARD => {
                self.unit = next + oparg;
                Step::On
            }
            Opcode::RESUME | Opcode::RESUME_CHECK => {
                self.add(Uop::_TIER2_RESUME_CHECK, 0, 0, start);
                self.unit = next;
                Step::On
            }
            _ => self.parts(opcode, oparg, unit, next, before),
        }
    }

    /// Whether some instances of the class that an instruction is specialized for have got a dict, so that its checks must
    /// look into that.
    fn meets_dicts(&self, parts: &[Part], unit: u32) -> bool {
        let version = parts
            .iter()
            .find(|part| part.uop.assumption() == Some(Assumption::Class) && part.units == 2);
        version.is_some_and(|part| {
            let version = self.operand(unit + u32::from(part.offset), part.units) as u32;
            self.vm.have_dicts(self.vm.class_of_version(version))
        })
    }

    /// Ends the trace before the instruction whose micro-ops begin at `before`.
    fn give_up(&mut self, before: usize) -> Step {
        self.uops.truncate(before);
        self.steps.pop();
        Step::Done
    }

    /// The micro-ops of an instruction that falls through, calls or returns.
    fn parts(&mut self, opcode: Opcode, oparg: u32, unit: u32, next: u32, before: usize) -> Step {
        let start = self.unit;
        let parts = opcode.parts();
        let leaves = |uop| {
            matches!(
                uop,
                Uop::_RETURN_VALUE | Uop::_RETURN_GENERATOR | Uop::_YIELD_VALUE
            )
        };
        let supported = parts.iter().all(|part| {
            let flags = part.uop.flags();
            !flags.tier1 || flags.adapts || replacement(part.uop).is_some()
        });
        let underflows = parts.iter().any(|part| leaves(part.uop))
            && (self.callers.is_empty() || opcode != Opcode::RETURN_VALUE);
        if !supported || underflows {
            return self.give_up(before);
        }
        let dicts = self.meets_dicts(parts, unit);
        for part in parts {
            let operand = if part.units > 0 {
                self.operand(unit + u32::from(part.offset), part.units)
            } else {
                0
            };
            let (uop, target) = match replacement(part.uop) {
                // Past the END_FOR, to the POP_ITER.
                Some(uop) if part.uop.flags().jumps => (uop, next + oparg + 1),
                Some(uop) => (uop, start),
                None => (part.uop, start),
            };
            match uop {
                _ if uop.flags().tier1 => continue,
                Uop::_SAVE_RETURN_OFFSET => self.add(uop, next - unit, 0, start),
                Uop::_BINARY_OP_INPLACE_ADD_UNICODE => {
                    self.add(uop, oparg, u64::from(self.unit_at(next) >> 8), start)
                }
                Uop::_LOAD_CONST => self.add(Uop::_LOAD_CONST_MORTAL, oparg, 0, start),
                Uop::_LOAD_FAST_LOAD_FAST => self.pair(Uop::_LOAD_FAST, Uop::_LOAD_FAST, oparg),
                Uop::_LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                    self.pair(Uop::_LOAD_FAST_BORROW, Uop::_LOAD_FAST_BORROW, oparg)
                }
                Uop::_STORE_FAST_LOAD_FAST => self.pair(Uop::_STORE_FAST, Uop::_LOAD_FAST, oparg),
                Uop::_STORE_FAST_STORE_FAST => self.pair(Uop::_STORE_FAST, Uop::_STORE_FAST, oparg),
                _ if uop.assumption() == Some(Assumption::Inline) => {
                    self.add(uop, oparg, u64::from(dicts), target)
                }
                _ => self.add(uop, oparg, operand, target),
            }
            match uop {
                Uop::_RETURN_VALUE => {
                    if let Some((code, unit)) = self.callers.pop() {
                        (self.code, self.unit) = (code, unit);
                    }
                    return Step::On;
                }
                Uop::_PUSH_FRAME => return self.call(opcode, unit, next),
                _ => {}
            }
        }
        self.unit = next;
        if matches!(
            opcode,
            Opcode::CALL_LIST_APPEND | Opcode::BINARY_OP_INPLACE_ADD_UNICODE
        ) {
            self.unit += 1;
        }
        Step::On
    }

    /// Goes into the callee of a call whose `_PUSH_FRAME` was just added.
    fn call(&mut self, opcode: Opcode, unit: u32, next: u32) -> Step {
        let Some(function) = self.callee(opcode, unit) else {
            self.add(Uop::_DYNAMIC_EXIT, 0, 0, self.unit);
            return Step::Done;
        };
        let callee = function.code;
        if let Some(push) = self.uops.last_mut() {
            push.operand = core::ptr::from_ref(function) as u64;
            push.operand1 = callee as u64;
        }
        let recursive = callee == self.code || self.callers.iter().any(|(code, _)| *code == callee);
        let caller = self.code;
        (self.code, self.unit, self.extended) = (callee, 0, 0);
        if recursive || self.callers.len() >= MAX_CALLS {
            self.add(Uop::_EXIT_TRACE, 0, 0, 0);
            return Step::Done;
        }
        self.callers.push((caller, next));
        if opcode == Opcode::CALL_ALLOC_AND_ENTER_INIT {
            self.callers
                .push((self.vm.callables.init_shim.pointer(), 0));
        }
        Step::On
    }

    /// The Python function that an instruction's inline cache tells it calls.
    fn callee(&mut self, opcode: Opcode, unit: u32) -> Option<&'v Function> {
        match opcode {
            Opcode::CALL_PY_EXACT_ARGS
            | Opcode::CALL_PY_GENERAL
            | Opcode::CALL_BOUND_METHOD_EXACT_ARGS
            | Opcode::CALL_BOUND_METHOD_GENERAL
            | Opcode::CALL_KW_PY
            | Opcode::CALL_KW_BOUND_METHOD => self
                .vm
                .function_of_version(self.operand(unit + 2, 2) as u32),
            Opcode::CALL_ALLOC_AND_ENTER_INIT => {
                let class = self.vm.class_of_version(self.operand(unit + 2, 2) as u32);
                if class.is_null() || self.vm.callables.init_shim.is_null() {
                    return None;
                }
                // What follows runs in the shim, which `_CREATE_INIT_FRAME` has made the running frame.
                let push = self.uops.last_mut()?;
                push.code = self.vm.callables.init_shim.pointer();
                (push.origin, push.extended, push.target) = (0, 0, 0);
                // SAFETY: pinned: classes with a version are live.
                self.vm
                    .as_function(unsafe { (*class).cached_init })
                    .map(|init| &*init)
            }
            Opcode::LOAD_ATTR_PROPERTY => self
                .vm
                .as_function(Value::from_bits(self.operand(unit + 6, 4)))
                .map(|getter| &*getter),
            _ => None,
        }
    }
}

/// What stands in a trace for a micro-op that jumps in tier 1 (CPython's `_PyUOp_Replacements`).
fn replacement(uop: Uop) -> Option<Uop> {
    Some(match uop {
        Uop::_ITER_JUMP_LIST => Uop::_GUARD_NOT_EXHAUSTED_LIST,
        Uop::_ITER_NEXT_LIST => Uop::_ITER_NEXT_LIST_TIER_TWO,
        Uop::_ITER_JUMP_TUPLE => Uop::_GUARD_NOT_EXHAUSTED_TUPLE,
        Uop::_ITER_JUMP_RANGE => Uop::_GUARD_NOT_EXHAUSTED_RANGE,
        Uop::_FOR_ITER => Uop::_FOR_ITER_TIER_TWO,
        _ => return None,
    })
}
