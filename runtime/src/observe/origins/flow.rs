//! Which instructions a value on the stack or in a local may come from: an abstract interpretation of one code object, from its
//! entry along all jumps and into all handlers that the run has gone, until nothing changes. What a micro-op passes on, the table's
//! names of slots say.

use std::cell::OnceCell;

use uops::Opcode;
use vm::layout::Code;
use vm::objects::cast;
use vm::objects::code::Handler;
use vm::{Value, Vm};

use crate::observe::{code, instructions, jump_target};

/// More sources than this are as good as none.
const MOST: usize = 8;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Source {
    /// The instruction of this index put it on the stack.
    Instruction(usize),
    /// It was in this local when the code was entered.
    Entry(usize),
}

/// All that a value may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// In order.
    pub known: Vec<Source>,
    /// Whether there may be others.
    pub others: bool,
}

impl Sources {
    fn one(source: Source) -> Sources {
        Sources {
            known: vec![source],
            others: false,
        }
    }

    fn join(&mut self, other: &Sources) -> bool {
        let before = (self.known.len(), self.others);
        for source in &other.known {
            if let Err(at) = self.known.binary_search(source) {
                if self.known.len() == MOST {
                    self.others = true;
                    break;
                }
                self.known.insert(at, *source);
            }
        }
        self.others |= other.others;
        before != (self.known.len(), self.others)
    }
}

/// What is known where an instruction begins.
#[derive(Clone, Debug, Default)]
struct State {
    locals: Vec<Sources>,
    /// Of a module's own code, what its names stand for; nothing where that is not followed.
    names: Vec<Sources>,
    stack: Vec<Sources>,
}

/// The values of a code object.
pub(super) struct Flow<'a> {
    vm: &'a Vm,
    code: *mut Code,
    /// Code unit, opcode as it is at the end, argument.
    pub instructions: Vec<(usize, Opcode, u32)>,
    /// How often each of them ran.
    counts: Vec<u64>,
    /// The names that are followed as locals are: see [`State::names`].
    names: usize,
    /// Those of them that are not.
    not_followed: Vec<usize>,
    /// None where nothing leads to. Found when first asked for: of most code only the instructions are looked at.
    states: OnceCell<Vec<Option<State>>>,
}

impl<'a> Flow<'a> {
    /// `count` says how often an instruction ran.
    pub(super) fn new(vm: &'a Vm, code: *mut Code, count: impl Fn(usize) -> u64) -> Flow<'a> {
        let instructions = instructions(vm, code);
        Flow {
            vm,
            code,
            counts: instructions.iter().map(|(unit, ..)| count(*unit)).collect(),
            instructions,
            names: 0,
            not_followed: Vec::new(),
            states: OnceCell::new(),
        }
    }

    /// Follows the names of a module's own code, but for some.
    pub(super) fn follow_names(&mut self, not_followed: Vec<usize>) {
        self.names = cast::tuple_items(code(self.code).names).len();
        self.not_followed = not_followed;
    }

    /// Whether an instruction ran.
    pub(super) fn ran(&self, index: usize) -> bool {
        self.counts.get(index).is_some_and(|count| *count > 0)
    }

    /// The index of the instruction at a code unit, or behind its EXTENDED_ARGs there.
    pub(super) fn at(&self, unit: u32) -> usize {
        let units = &self.instructions;
        units.partition_point(|(start, ..)| *start < unit as usize)
    }

    /// What the value so far below the top of the stack may come from, before an instruction.
    pub(super) fn operand(&self, index: usize, depth: usize) -> Option<&Sources> {
        let states = self.states.get_or_init(|| Analysis::of(self));
        let stack = &states.get(index)?.as_ref()?.stack;
        stack.get(stack.len().checked_sub(depth)?)
    }

    /// The code object.
    pub(super) fn code(&self) -> *mut Code {
        self.code
    }

    /// The constant that a LOAD_CONST loads.
    pub(super) fn constant(&self, index: usize) -> Option<Value> {
        let &(_, opcode, oparg) = self.instructions.get(index)?;
        let constants = cast::tuple_items(code(self.code).consts);
        let constant = constants.get(oparg as usize).copied();
        constant.filter(|_| opcode.base() == Opcode::LOAD_CONST)
    }
}

/// The interpretation under way.
struct Analysis<'a> {
    flow: &'a Flow<'a>,
    states: Vec<Option<State>>,
    todo: Vec<usize>,
}

impl Analysis<'_> {
    fn of(flow: &Flow<'_>) -> Vec<Option<State>> {
        let mut analysis = Analysis {
            flow,
            states: vec![None; flow.instructions.len()],
            todo: Vec::new(),
        };
        let locals = 0..code(flow.code).nlocalsplus as usize;
        let entry = State {
            locals: locals
                .map(|local| Sources::one(Source::Entry(local)))
                .collect(),
            names: vec![Sources::default(); flow.names],
            stack: Vec::new(),
        };
        analysis.reach(0, &entry);
        let handlers = &flow.vm.codes[code(flow.code).id as usize].handlers;
        while let Some(index) = analysis.todo.pop() {
            let unit = flow.instructions[index].0 as u32;
            let Some(mut state) = analysis.states[index].clone() else {
                continue;
            };
            let inside = |one: &&Handler| (one.start..one.end).contains(&unit);
            for handler in handlers.iter().filter(inside) {
                let mut caught = state.clone();
                caught.stack.truncate(handler.depth as usize);
                // The exception, and before it perhaps where it was raised.
                let unknown = Sources {
                    known: Vec::new(),
                    others: true,
                };
                let pushed = 1 + usize::from(handler.lasti);
                caught.stack.extend(vec![unknown; pushed]);
                analysis.reach(flow.at(handler.target), &caught);
            }
            analysis.step(index, &mut state);
        }
        analysis.states
    }

    fn reach(&mut self, index: usize, state: &State) {
        if !self.flow.ran(index) {
            return;
        }
        let changed = match self.states.get_mut(index) {
            None => return,
            Some(unknown @ None) => {
                *unknown = Some(state.clone());
                true
            }
            Some(Some(known)) => {
                let old = known.locals.iter_mut().chain(&mut known.names);
                let old = old.chain(&mut known.stack);
                let new = state.locals.iter().chain(&state.names);
                let new = new.chain(&state.stack);
                old.zip(new)
                    .fold(false, |changed, (old, new)| old.join(new) | changed)
            }
        };
        if changed {
            self.todo.push(index);
        }
    }

    fn step(&mut self, index: usize, state: &mut State) {
        let (unit, opcode, oparg) = self.flow.instructions[index];
        let opcode = opcode.base();
        if !self.name(state, index, opcode, oparg as usize) {
            apply(state, index, opcode, oparg);
        }
        if let Some(target) = jump_target(unit as u32, opcode, oparg) {
            let mut target = self.flow.at(target);
            let mut taken = state.clone();
            if opcode == Opcode::FOR_ITER {
                // The loop ends behind the END_FOR, with the iterator still there.
                target += 1;
                taken.stack.pop();
            }
            // Behind a branch is what runs when it does not jump.
            let branches = matches!(
                opcode,
                Opcode::FOR_ITER
                    | Opcode::POP_JUMP_IF_TRUE
                    | Opcode::POP_JUMP_IF_FALSE
                    | Opcode::POP_JUMP_IF_NONE
                    | Opcode::POP_JUMP_IF_NOT_NONE
            );
            let counts = &self.flow.counts;
            if !branches || counts.get(index) != counts.get(index + 1) {
                self.reach(target, &taken);
            }
        }
        if !opcode.diverts() {
            self.reach(index + 1, state);
        }
    }
}

impl Analysis<'_> {
    /// Does what an instruction does with a name that is followed; false if it is none.
    fn name(&self, state: &mut State, index: usize, opcode: Opcode, name: usize) -> bool {
        let followed = name < self.flow.names && !self.flow.not_followed.contains(&name);
        match opcode {
            Opcode::LOAD_NAME if followed => {
                let known = &state.names[name];
                state
                    .stack
                    .push(match known.known.is_empty() && !known.others {
                        // Not given a value yet: a built-in's.
                        true => Sources::one(Source::Instruction(index)),
                        false => known.clone(),
                    });
            }
            Opcode::STORE_NAME if followed => {
                state.names[name] = state.stack.pop().unwrap_or_default();
            }
            _ => return false,
        }
        true
    }
}

/// Changes a state as the instruction does.
fn apply(state: &mut State, index: usize, opcode: Opcode, oparg: u32) {
    let State { locals, stack, .. } = state;
    let load = |local: u32| locals.get(local as usize).cloned().unwrap_or_default();
    match opcode {
        Opcode::LOAD_FAST
        | Opcode::LOAD_FAST_BORROW
        | Opcode::LOAD_FAST_CHECK
        | Opcode::LOAD_FAST_AND_CLEAR => {
            return stack.push(load(oparg));
        }
        Opcode::LOAD_FAST_LOAD_FAST | Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
            return stack.extend([load(oparg >> 4), load(oparg & 15)]);
        }
        Opcode::STORE_FAST | Opcode::STORE_FAST_LOAD_FAST | Opcode::STORE_FAST_STORE_FAST => {
            let mut store = |local: u32| {
                let value = stack.pop().unwrap_or_default();
                if let Some(local) = locals.get_mut(local as usize) {
                    *local = value;
                }
            };
            match opcode {
                Opcode::STORE_FAST => store(oparg),
                Opcode::STORE_FAST_STORE_FAST => {
                    store(oparg >> 4);
                    store(oparg & 15);
                }
                _ => {
                    store(oparg >> 4);
                    let value = locals.get((oparg & 15) as usize);
                    stack.push(value.cloned().unwrap_or_default());
                }
            }
            return;
        }
        _ => {}
    }
    for part in opcode.parts() {
        let mut taken: Vec<(&str, Vec<Sources>)> = Vec::new();
        for slot in part.uop.input_slots().iter().rev() {
            let count = (slot.count)(oparg) as usize;
            let values = stack.split_off(stack.len().saturating_sub(count));
            taken.push((slot.name, values));
        }
        for slot in part.uop.output_slots() {
            let passed = taken.iter().find(|(name, _)| *name == slot.name);
            match passed {
                Some((_, values)) => stack.extend(values.iter().cloned()),
                None => {
                    let made = Sources::one(Source::Instruction(index));
                    stack.extend(vec![made; (slot.count)(oparg) as usize]);
                }
            }
        }
    }
}
