//! Which handler is in force at each instruction.

use super::{BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

/// RESUME's argument: exceptions here leave the generator with nothing but its own handler around.
const DEPTH1: u32 = 4;

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
        self.clear_visited();
        self.visit(ENTRY);
        let mut todo = vec![(ENTRY, Vec::new())];
        while let Some((id, mut handlers)) = todo.pop() {
            self.label_block(id, &mut handlers, &mut todo);
            let next = self.block(id).next;
            if self.falls_through(id) && next != NO_BLOCK && self.visit(next) {
                todo.push((next, handlers));
            }
        }
    }

    fn label_block(
        &mut self,
        id: BlockId,
        handlers: &mut Vec<BlockId>,
        todo: &mut Vec<(BlockId, Vec<BlockId>)>,
    ) {
        let mut last_yield_depth = usize::MAX;
        let Graph { instrs, blocks, .. } = self;
        let mut handler = handlers.last().copied().unwrap_or(NO_BLOCK);
        let range = blocks[id as usize].range();
        for instr in &mut instrs[range] {
            let op = instr.op;
            if op.has_target() {
                let target = &mut blocks[instr.target as usize];
                if !std::mem::replace(&mut target.visited, true) {
                    todo.push((instr.target, handlers.clone()));
                }
                if op.is_block_push() {
                    target.preserve_lasti |= op != ops::SETUP_FINALLY;
                    handlers.push(instr.target);
                    handler = instr.target;
                    continue;
                }
            }
            match op {
                ops::POP_BLOCK => {
                    handlers.pop();
                    handler = handlers.last().copied().unwrap_or(NO_BLOCK);
                    instr.set_nop();
                    continue;
                }
                ops::YIELD_VALUE => last_yield_depth = handlers.len(),
                ops::RESUME if instr.arg != 0 => {
                    if last_yield_depth == 1 {
                        instr.arg |= DEPTH1;
                    }
                    last_yield_depth = usize::MAX;
                }
                _ => {}
            }
            instr.except = handler;
        }
    }
}
