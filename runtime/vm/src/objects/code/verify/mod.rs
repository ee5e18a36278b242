//! Whether a code object may run. The compiler's may; one that a program has put together (`replace`, `types.CodeType`) must be
//! shown to keep what the interpreter takes for granted: that its instructions exist, name what there is, find on the stack what
//! they need, fit the stack, jump to instructions, and that its exception handlers do. CPython runs it as it is, and crashes.
//!
//! An abstract interpretation: what is known before each instruction of each local and each value on the stack ([`kinds`]),
//! from the entry along all jumps and into all handlers, until nothing changes.

mod effects;
mod kinds;

use uops::Opcode;
use uops::opcode::Jump;

use self::kinds::Kind;
use super::Handler;
use crate::layout::Code;
use crate::{Raised, Result, Vm};

/// What is wrong, and at which code unit.
#[derive(Debug)]
pub(super) struct Fault {
    unit: usize,
    what: &'static str,
}

/// What is known where an instruction begins.
#[derive(Clone, Debug, PartialEq)]
struct State {
    locals: Vec<Kind>,
    stack: Vec<Kind>,
    /// Whether the frame is a generator's by now.
    generator: bool,
}

/// An instruction with its argument, prefixes included.
#[derive(Clone, Copy, Debug)]
struct Instruction {
    opcode: Opcode,
    oparg: u32,
    /// The code unit behind it and its inline cache.
    next: usize,
}

/// A code object's parts.
pub(super) struct Verifier<'a> {
    vm: &'a Vm,
    code: &'a Code,
    units: &'a [u16],
    kinds: &'a [u8],
    handlers: &'a [Handler],
    /// By code unit; None inside of an instruction.
    instructions: Vec<Option<Instruction>>,
    states: Vec<Option<State>>,
    todo: Vec<usize>,
}

type Check<T = ()> = core::result::Result<T, Fault>;

impl Verifier<'_> {
    fn check(mut self) -> Check {
        self.decode()?;
        let entry = self.entry()?;
        self.flow(0, 0, entry)?;
        while let Some(unit) = self.todo.pop() {
            self.step(unit)?;
        }
        Ok(())
    }

    /// Finds where instructions begin.
    fn decode(&mut self) -> Check {
        let (mut unit, mut start, mut oparg) = (0, 0, 0u32);
        while let Some(&word) = self.units.get(unit) {
            let fault = |what| Fault { unit, what };
            let opcode = Opcode::from_u8(word as u8).ok_or(fault("no such instruction"))?;
            if opcode.is_specialized() || effects::is_internal(opcode) {
                return Err(fault("an instruction that code objects do not begin with"));
            }
            oparg = oparg
                .checked_mul(256)
                .ok_or(fault("the argument is too large"))?
                | u32::from(word >> 8);
            let next = unit + 1 + opcode.cache_units();
            if opcode == Opcode::EXTENDED_ARG {
                unit = next;
                continue;
            }
            if next > self.units.len() {
                return Err(fault("the inline cache is cut off"));
            }
            self.instructions[start] = Some(Instruction {
                opcode,
                oparg,
                next,
            });
            (unit, start, oparg) = (next, next, 0);
        }
        Ok(())
    }

    /// Arguments are bound; other locals are not yet.
    fn entry(&self) -> Check<State> {
        let fault = |what| Fault { unit: 0, what };
        if self.kinds.len() != self.code.nlocalsplus as usize {
            return Err(fault("the locals and their kinds differ in number"));
        }
        let flags = self.code.flags;
        let starred = [
            crate::layout::code_flags::VARARGS,
            crate::layout::code_flags::VARKEYWORDS,
        ];
        let arguments = self.code.argcount as usize
            + self.code.kwonlyargcount as usize
            + starred.iter().filter(|flag| flags & **flag != 0).count();
        let locals = self
            .kinds
            .iter()
            .filter(|kind| **kind & kinds::LOCAL != 0)
            .count();
        if arguments > locals {
            return Err(fault("there are more arguments than locals"));
        }
        let mut state = State {
            locals: vec![Kind::Null; self.kinds.len()],
            stack: Vec::new(),
            generator: false,
        };
        state.locals[..arguments].fill(Kind::Any);
        Ok(state)
    }

    /// Goes to a code unit with a state; `from` is where from.
    fn flow(&mut self, from: usize, to: usize, state: State) -> Check {
        let fault = |what| Fault { unit: from, what };
        if self.instructions.get(to).is_none_or(Option::is_none) {
            return Err(fault("it does not go on to an instruction"));
        }
        if state.stack.len() > self.code.stacksize as usize {
            return Err(fault("the stack is too small"));
        }
        match &mut self.states[to] {
            None => self.states[to] = Some(state),
            Some(known) => {
                if known.stack.len() != state.stack.len() || known.generator != state.generator {
                    return Err(fault("the stack is not the same on all ways"));
                }
                let mut changed = false;
                let old = known.locals.iter_mut().chain(&mut known.stack);
                for (old, new) in old.zip(state.locals.iter().chain(&state.stack)) {
                    let joined = old.join(*new);
                    changed |= joined != *old;
                    *old = joined;
                }
                if !changed {
                    return Ok(());
                }
            }
        }
        self.todo.push(to);
        Ok(())
    }

    fn step(&mut self, unit: usize) -> Check {
        let (Some(instruction), Some(mut state)) =
            (self.instructions[unit], self.states[unit].clone())
        else {
            return Ok(());
        };
        let Instruction {
            opcode,
            oparg,
            next,
        } = instruction;
        self.enter_handlers(unit, next, opcode, oparg, &state)?;
        effects::apply(self, opcode, oparg, &mut state).map_err(|what| Fault { unit, what })?;
        let fault = |what| Fault { unit, what };
        if opcode == Opcode::YIELD_VALUE
            && self.instructions[next..]
                .first()
                .copied()
                .flatten()
                .is_none_or(|following| following.opcode != Opcode::RESUME)
        {
            return Err(fault("YIELD_VALUE without a RESUME"));
        }
        if let Some(jump) = opcode.jump() {
            let target = match jump {
                Jump::Forward => next.checked_add(oparg as usize),
                Jump::Backward => next.checked_sub(oparg as usize),
            };
            let mut target = target.ok_or(fault("a jump out of the code"))?;
            let mut taken = state.clone();
            if opcode == Opcode::FOR_ITER {
                // The loop ends behind the END_FOR, with the iterator still there.
                let end = self.instructions.get(target).copied().flatten();
                if end.is_none_or(|end| end.opcode != Opcode::END_FOR) {
                    return Err(fault("a loop without END_FOR"));
                }
                target += 1;
                taken.stack.pop();
            }
            self.flow(unit, target, taken)?;
        }
        if !opcode.diverts() && !effects::always_jumps(opcode) {
            self.flow(unit, next, state)?;
        }
        Ok(())
    }

    /// What the handlers of an instruction find, if it raises.
    fn enter_handlers(
        &mut self,
        unit: usize,
        next: usize,
        opcode: Opcode,
        oparg: u32,
        state: &State,
    ) -> Check {
        let inside =
            |handler: &&Handler| (handler.start as usize) < next && unit < handler.end as usize;
        let handlers: Vec<Handler> = self.handlers.iter().filter(inside).copied().collect();
        for handler in handlers {
            let fault = |what| Fault { unit, what };
            let depth = handler.depth as usize;
            let taken = opcode.stack_effect(oparg).0 - effects::kept(opcode, oparg);
            let kept = state.stack.len().saturating_sub(taken);
            if depth > state.stack.len() || effects::raises(opcode) && depth > kept {
                return Err(fault(
                    "an exception handler keeps more than is on the stack",
                ));
            }
            let mut caught = state.clone();
            caught.stack.truncate(depth);
            if handler.lasti {
                caught.stack.push(Kind::Any);
            }
            caught.stack.push(Kind::Exception);
            self.flow(unit, handler.target as usize, caught)?;
        }
        Ok(())
    }
}

impl Vm {
    /// Checks a code object that a program has put together, and those that it makes functions of, before it runs.
    pub(crate) fn verify_code(&mut self, code: *mut Code) -> Result<()> {
        if self.codes[super::get(code).id as usize].verified {
            return Ok(());
        }
        let mut todo = vec![code];
        while let Some(code) = todo.pop() {
            let id = super::get(code).id as usize;
            if self.codes[id].verified {
                continue;
            }
            if let Err(fault) = self.verify_one(code) {
                return Err(self.faulty(code, &fault));
            }
            self.codes[id].verified = true;
            let constants = crate::objects::cast::tuple_items(super::get(code).consts);
            todo.extend(
                constants
                    .iter()
                    .filter(|value| self.as_code(**value).is_some())
                    .map(|value| value.pointer::<Code>()),
            );
        }
        Ok(())
    }

    fn verify_one(&self, code: *mut Code) -> Check {
        let (object, details) = (super::get(code), &self.codes[super::get(code).id as usize]);
        let units = &details.original;
        Verifier {
            vm: self,
            code: object,
            units,
            kinds: &details.kinds,
            handlers: &details.handlers,
            instructions: vec![None; units.len()],
            states: vec![None; units.len()],
            todo: Vec::new(),
        }
        .check()
    }

    #[cold]
    fn faulty(&mut self, code: *mut Code, fault: &Fault) -> Raised {
        let object = super::get(code);
        let units = &self.codes[object.id as usize].original;
        let name = units
            .get(fault.unit)
            .and_then(|unit| Opcode::from_u8(*unit as u8))
            .map_or("nothing", Opcode::name);
        let (at, what) = (fault.unit * 2, fault.what);
        let function = self.text(object.qualname).into_owned();
        self.system_error(format!(
            "code of {function} cannot run: {what} ({name} at {at})"
        ))
    }
}
