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
        let Some(&last) = self.block(id).instrs.last() else {
            return;
        };
        if !last.op.is_conditional_jump() {
            return;
        }
        let target = self.block(last.target);
        if !target.visited {
            self.block_mut(id)
                .append(ops::NOT_TAKEN, NO_BLOCK, last.loc);
            return;
        }
        let reversed = match last.op {
            ops::POP_JUMP_IF_NOT_NONE => ops::POP_JUMP_IF_NONE,
            ops::POP_JUMP_IF_NONE => ops::POP_JUMP_IF_NOT_NONE,
            ops::POP_JUMP_IF_FALSE => ops::POP_JUMP_IF_TRUE,
            _ => ops::POP_JUMP_IF_FALSE,
        };
        let next = self.block(id).next;
        let mut back = Block::new();
        back.append(ops::NOT_TAKEN, NO_BLOCK, last.loc);
        back.append(ops::JUMP, last.target, last.loc);
        back.start_depth = target.start_depth;
        back.cold = self.block(id).cold;
        back.next = next;
        let back = self.add(back);
        let block = self.block_mut(id);
        block.next = back;
        if let Some(jump) = block.instrs.last_mut() {
            jump.op = reversed;
            jump.target = next;
        }
    }
}
