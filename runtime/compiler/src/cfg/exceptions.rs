//! Which handler is in force at each instruction.

use super::{ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

/// RESUME's argument: exceptions here leave the generator with nothing but its own handler around.
const DEPTH1: u32 = 4;

impl Graph {
    pub(super) fn mark_handlers(&mut self) {
        for id in self.order() {
            for at in 0..self.block(id).instrs.len() {
                let instr = self.block(id).instrs[at];
                if instr.op.is_block_push() {
                    self.block_mut(instr.target).handler = true;
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
            let mut last_yield_depth = usize::MAX;
            let mut instrs = std::mem::take(&mut self.block_mut(id).instrs);
            for instr in &mut instrs {
                let handler = handlers.last().copied().unwrap_or(NO_BLOCK);
                match instr.op {
                    op if op.is_block_push() => {
                        if self.visit(instr.target) {
                            todo.push((instr.target, handlers.clone()));
                        }
                        if matches!(op, ops::SETUP_WITH | ops::SETUP_CLEANUP) {
                            self.block_mut(instr.target).preserve_lasti = true;
                        }
                        handlers.push(instr.target);
                    }
                    ops::POP_BLOCK => {
                        handlers.pop();
                        instr.set_nop();
                    }
                    op if op.is_jump() => {
                        instr.except = handler;
                        if self.visit(instr.target) {
                            todo.push((instr.target, handlers.clone()));
                        }
                    }
                    ops::YIELD_VALUE => {
                        instr.except = handler;
                        last_yield_depth = handlers.len();
                    }
                    ops::RESUME => {
                        instr.except = handler;
                        if instr.arg != 0 {
                            if last_yield_depth == 1 {
                                instr.arg |= DEPTH1;
                            }
                            last_yield_depth = usize::MAX;
                        }
                    }
                    _ => instr.except = handler,
                }
            }
            let block = self.block_mut(id);
            block.instrs = instrs;
            let next = block.next;
            if self.block(id).falls_through() && next != NO_BLOCK && self.visit(next) {
                todo.push((next, handlers));
            }
        }
    }
}
