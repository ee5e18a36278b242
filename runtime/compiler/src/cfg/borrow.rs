//! Loads of locals that borrow: the value loaded is used up before the local changes.

use super::{BlockId, ENTRY, Graph};
use crate::instr::{Instr, NO_BLOCK};
use crate::ops;

/// A value on the stack: the instruction of the block that loaded it, the local it came from.
#[derive(Clone, Copy)]
struct Value {
    instr: u32,
    local: u32,
}

/// From no instruction, or no local.
const NONE: u32 = u32::MAX;

const UNKNOWN: Value = Value {
    instr: NONE,
    local: NONE,
};

/// The stack while a block is followed; its memory serves many blocks.
#[derive(Default)]
pub(super) struct Simulation {
    stack: Vec<Value>,
    /// Whether the instruction's value must own a reference.
    owns: Vec<bool>,
}

impl Simulation {
    fn push(&mut self, instr: usize, local: u32) {
        self.stack.push(Value {
            instr: instr as u32,
            local,
        });
    }

    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(UNKNOWN)
    }

    fn own(&mut self, value: Value) {
        if let Some(owns) = self.owns.get_mut(value.instr as usize) {
            *owns = true;
        }
    }

    /// The local changes: values loaded from it that are still on the stack must own.
    fn kill(&mut self, local: u32) {
        for at in 0..self.stack.len() {
            if self.stack[at].local == local {
                self.own(self.stack[at]);
            }
        }
    }

    fn store(&mut self, local: u32) {
        let value = self.pop();
        self.kill(local);
        self.own(value);
    }

    fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Follows an instruction.
    fn step(&mut self, at: usize, instr: &Instr) {
        let arg = instr.arg;
        match instr.op {
            ops::LOAD_FAST => self.push(at, arg),
            ops::LOAD_FAST_AND_CLEAR => {
                self.kill(arg);
                self.push(at, arg);
            }
            ops::DELETE_FAST => self.kill(arg),
            // May give its operand back as it is.
            ops::GET_YIELD_FROM_ITER | ops::FORMAT_SIMPLE => {}
            ops::LOAD_FAST_LOAD_FAST => {
                self.push(at, arg >> 4);
                self.push(at, arg & 15);
            }
            ops::STORE_FAST => self.store(arg),
            ops::STORE_FAST_LOAD_FAST => {
                self.store(arg >> 4);
                self.push(at, arg & 15);
            }
            ops::STORE_FAST_STORE_FAST => {
                self.store(arg >> 4);
                self.store(arg & 15);
            }
            ops::COPY => {
                let place = self.depth().checked_sub(arg as usize);
                let value = place.map_or(UNKNOWN, |place| self.stack[place]);
                self.stack.push(value);
            }
            ops::SWAP => {
                let depth = self.depth();
                if let Some(place) = depth.checked_sub(arg as usize) {
                    self.stack.swap(place, depth - 1);
                }
            }
            ops::GET_ANEXT
            | ops::GET_LEN
            | ops::IMPORT_FROM
            | ops::MATCH_KEYS
            | ops::MATCH_MAPPING
            | ops::MATCH_SEQUENCE
            | ops::WITH_EXCEPT_START => {
                let (popped, pushed) = instr.op.stack_effect(arg);
                // CPython counts these values, not the instruction; the flags that it sets so are kept.
                for value in 0..pushed.saturating_sub(popped) {
                    self.push(value, NONE);
                }
            }
            ops::DICT_MERGE
            | ops::DICT_UPDATE
            | ops::LIST_APPEND
            | ops::LIST_EXTEND
            | ops::MAP_ADD
            | ops::RERAISE
            | ops::SET_ADD
            | ops::SET_UPDATE => {
                let (popped, pushed) = instr.op.stack_effect(arg);
                for _ in 0..popped.saturating_sub(pushed) {
                    self.pop();
                }
            }
            ops::CHECK_EXC_MATCH | ops::SEND => {
                self.pop();
                self.push(at, NONE);
            }
            ops::FOR_ITER => self.push(at, NONE),
            ops::LOAD_ATTR | ops::LOAD_SUPER_ATTR => {
                let receiver = self.pop();
                if instr.op == ops::LOAD_SUPER_ATTR {
                    self.pop();
                    self.pop();
                }
                self.push(at, NONE);
                if arg & 1 != 0 {
                    self.stack.push(receiver);
                }
            }
            ops::LOAD_SPECIAL => {
                let receiver = self.pop();
                self.push(at, NONE);
                self.stack.push(receiver);
            }
            // What a handler finds on the stack is not there for the instructions that follow.
            op if op.is_block_push() => {}
            _ => {
                let (popped, pushed) = instr.op.stack_effect(arg);
                self.stack.truncate(self.depth().saturating_sub(popped));
                for _ in 0..pushed {
                    self.push(at, NONE);
                }
            }
        }
    }
}

impl Graph {
    pub(super) fn borrow_loads(&mut self) {
        let mut simulation = std::mem::take(&mut self.simulation);
        self.clear_visited();
        self.visit(ENTRY);
        self.block_mut(ENTRY).start_depth = 0;
        let mut todo = self.take_todo();
        todo.push(ENTRY);
        while let Some(id) = todo.pop() {
            self.borrow_in_block(id, &mut simulation, &mut todo);
        }
        self.give_todo(todo);
        self.simulation = simulation;
    }

    fn borrow_in_block(
        &mut self,
        id: BlockId,
        simulation: &mut Simulation,
        todo: &mut Vec<BlockId>,
    ) {
        let block = *self.block(id);
        let mut loads = false;
        for at in block.range() {
            let Instr { op, target, .. } = self.instrs[at];
            loads |= op == ops::LOAD_FAST || op == ops::LOAD_FAST_LOAD_FAST;
            if op.has_target() && self.visit(target) {
                todo.push(target);
            }
        }
        let next = block.next;
        if !block.is_empty() && next != NO_BLOCK && self.falls_through(id) && self.visit(next) {
            todo.push(next);
        }
        if !loads {
            return;
        }
        let depth = block.start_depth.max(0) as usize;
        simulation.stack.clear();
        simulation.stack.resize(depth, UNKNOWN);
        simulation.owns.clear();
        simulation.owns.resize(block.len(), false);
        for (at, instr) in self.instrs(id).iter().enumerate() {
            simulation.step(at, instr);
        }
        // What stays on the stack lives on in other blocks, which are not followed.
        for at in 0..simulation.depth() {
            simulation.own(simulation.stack[at]);
        }
        for (instr, owns) in self.instrs_mut(id).iter_mut().zip(&simulation.owns) {
            match instr.op {
                ops::LOAD_FAST if !owns => instr.op = ops::LOAD_FAST_BORROW,
                ops::LOAD_FAST_LOAD_FAST if !owns => {
                    instr.op = ops::LOAD_FAST_BORROW_LOAD_FAST_BORROW
                }
                _ => {}
            }
        }
    }
}
