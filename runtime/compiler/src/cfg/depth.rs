//! The depth of the stack at each block, and the deepest.

use super::{BlockId, ENTRY, Graph};
use crate::instr::{Instr, NO_BLOCK};
use crate::ops;

impl Graph {
    /// JUMP_IF_FALSE and JUMP_IF_TRUE keep the value: a copy of it is tested and popped.
    pub(super) fn convert_conditional_jumps(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block_mut(id);
            id = block.next;
            let Some(last) = block.instrs.last_mut() else {
                continue;
            };
            let op = match last.op {
                ops::JUMP_IF_FALSE => ops::POP_JUMP_IF_FALSE,
                ops::JUMP_IF_TRUE => ops::POP_JUMP_IF_TRUE,
                _ => continue,
            };
            let jump = Instr { op, ..*last };
            let except = jump.except;
            *last = Instr {
                except,
                ..Instr::new(ops::COPY, 1, jump.loc)
            };
            block.instrs.push(Instr {
                except,
                ..Instr::new(ops::TO_BOOL, 0, jump.loc)
            });
            block.instrs.push(jump);
        }
    }

    pub(super) fn stack_depth(&mut self) -> u32 {
        for block in &mut self.blocks {
            block.start_depth = -1;
        }
        let mut deepest = 0;
        let mut todo = Vec::new();
        self.push_depth(ENTRY, 0, &mut todo);
        while let Some(id) = todo.pop() {
            let mut depth = self.block(id).start_depth;
            let mut next = self.block(id).next;
            for at in 0..self.block(id).instrs.len() {
                let instr = self.block(id).instrs[at];
                let (popped, pushed) = instr.op.stack_effect(instr.arg);
                let effect = pushed as i32 - popped as i32;
                deepest = deepest.max(depth);
                if instr.op.has_target() && instr.op != ops::END_ASYNC_FOR {
                    self.push_depth(instr.target, depth + effect, &mut todo);
                }
                if !instr.op.is_block_push() {
                    depth += effect;
                }
                if instr.op.is_unconditional_jump() || instr.op.is_scope_exit() {
                    next = NO_BLOCK;
                    break;
                }
            }
            if next != NO_BLOCK {
                self.push_depth(next, depth, &mut todo);
            }
        }
        deepest.max(0) as u32
    }

    fn push_depth(&mut self, id: BlockId, depth: i32, todo: &mut Vec<BlockId>) {
        let block = self.block_mut(id);
        if block.start_depth < 0 {
            block.start_depth = depth;
            todo.push(id);
        }
    }
}
