//! Which handler is in force at each instruction.

use super::{BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

/// RESUME's argument: exceptions here leave the generator with nothing but its own handler around.
const DEPTH1: u32 = 4;

/// The handlers in force at a place: what was pushed last, and how many they are.
#[derive(Clone, Copy)]
struct Stack {
    top: u32,
    depth: u32,
}

impl Stack {
    const EMPTY: Stack = Stack { top: 0, depth: 0 };
}

/// The stacks of the pass. Those of different places share what is below their tops.
#[derive(Default)]
pub(super) struct Stacks {
    /// Each handler that was pushed, and the stack it was pushed on.
    pushed: Vec<(BlockId, Stack)>,
    todo: Vec<(BlockId, Stack)>,
}

impl Stacks {
    fn push(&mut self, outside: Stack, handler: BlockId) -> Stack {
        self.pushed.push((handler, outside));
        Stack {
            top: self.pushed.len() as u32 - 1,
            depth: outside.depth + 1,
        }
    }

    fn innermost(&self, stack: Stack) -> BlockId {
        if stack.depth == 0 {
            return NO_BLOCK;
        }
        self.pushed[stack.top as usize].0
    }

    /// The stack without its top.
    fn outside(&self, stack: Stack) -> Stack {
        if stack.depth == 0 {
            return stack;
        }
        self.pushed[stack.top as usize].1
    }
}

impl Graph {
    pub(super) fn mark_handlers(&mut self) {
        for at in 0..self.blocks.len() {
            if !self.blocks[at].pushes {
                continue;
            }
            for instr in &self.instrs[self.blocks[at].range()] {
                if instr.op.is_block_push() {
                    self.blocks[instr.target as usize].handler = true;
                }
            }
        }
    }

    /// Follows the code with a stack of handlers, and notes the innermost at each instruction.
    pub(super) fn label_handlers(&mut self) {
        if !self.blocks.iter().any(|block| block.pushes) {
            return;
        }
        self.clear_visited();
        let mut stacks = std::mem::take(&mut self.stacks);
        self.visit(ENTRY);
        stacks.todo.push((ENTRY, Stack::EMPTY));
        while let Some((id, stack)) = stacks.todo.pop() {
            let stack = self.label_block(id, stack, &mut stacks);
            let next = self.block(id).next;
            if self.falls_through(id) && next != NO_BLOCK && self.visit(next) {
                stacks.todo.push((next, stack));
            }
        }
        stacks.pushed.clear();
        self.stacks = stacks;
    }

    /// Gives the stack at the block's end.
    fn label_block(&mut self, id: BlockId, mut stack: Stack, stacks: &mut Stacks) -> Stack {
        let mut last_yield_depth = u32::MAX;
        let Graph { instrs, blocks, .. } = self;
        let mut handler = stacks.innermost(stack);
        let range = blocks[id as usize].range();
        for instr in &mut instrs[range] {
            let op = instr.op;
            if op.has_target() {
                let target = &mut blocks[instr.target as usize];
                if !std::mem::replace(&mut target.visited, true) {
                    stacks.todo.push((instr.target, stack));
                }
                if op.is_block_push() {
                    target.preserve_lasti |= op != ops::SETUP_FINALLY;
                    stack = stacks.push(stack, instr.target);
                    handler = instr.target;
                    continue;
                }
            }
            match op {
                ops::POP_BLOCK => {
                    stack = stacks.outside(stack);
                    handler = stacks.innermost(stack);
                    instr.set_nop();
                    continue;
                }
                ops::YIELD_VALUE => last_yield_depth = stack.depth,
                ops::RESUME if instr.arg != 0 => {
                    if last_yield_depth == 1 {
                        instr.arg |= DEPTH1;
                    }
                    last_yield_depth = u32::MAX;
                }
                _ => {}
            }
            instr.except = handler;
        }
        stack
    }
}
