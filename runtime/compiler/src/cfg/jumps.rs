//! Conditional jumps only go forward: one that goes back is inverted, over a jump back.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

impl Graph {
    pub(super) fn normalize_jumps(&mut self) {
        self.clear_visited();
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.visit(id);
            self.normalize_jump(id);
            id = self.block(id).next;
        }
    }

    fn normalize_jump(&mut self, id: BlockId) {
        let Some(&last) = self.instrs(id).last() else {
            return;
        };
        if !last.op.is_conditional_jump() {
            return;
        }
        let target = self.block(last.target);
        if !target.visited {
            self.append(id, ops::NOT_TAKEN, NO_BLOCK, last.loc);
            return;
        }
        let reversed = match last.op {
            ops::POP_JUMP_IF_NOT_NONE => ops::POP_JUMP_IF_NONE,
            ops::POP_JUMP_IF_NONE => ops::POP_JUMP_IF_NOT_NONE,
            ops::POP_JUMP_IF_FALSE => ops::POP_JUMP_IF_TRUE,
            _ => ops::POP_JUMP_IF_FALSE,
        };
        let start_depth = target.start_depth;
        let Block { next, cold, .. } = *self.block(id);
        let back = self.add(0..0);
        self.append(back, ops::NOT_TAKEN, NO_BLOCK, last.loc);
        self.append(back, ops::JUMP, last.target, last.loc);
        let block = self.block_mut(back);
        block.start_depth = start_depth;
        block.cold = cold;
        block.next = next;
        self.block_mut(id).next = back;
        if let Some(jump) = self.last_mut(id) {
            jump.op = reversed;
            jump.target = next;
        }
    }
}
