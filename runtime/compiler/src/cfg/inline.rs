//! Small exits, and code without lines, copied to where a jump would go to them.

use super::{BlockId, Graph};
use crate::ops;

/// Blocks of up to this many instructions are copied.
const MAX_COPY_SIZE: usize = 4;

impl Graph {
    pub(super) fn inline_small_exits(&mut self) {
        loop {
            let mut changed = false;
            let mut id = super::ENTRY;
            while id != crate::instr::NO_BLOCK {
                changed |= self.inline_target(id);
                id = self.block(id).next;
            }
            if !changed {
                break;
            }
        }
    }

    fn inline_target(&mut self, id: BlockId) -> bool {
        let Some(&last) = self.instrs(id).last() else {
            return false;
        };
        if !last.op.is_unconditional_jump() {
            return false;
        }
        let target = self.block(last.target);
        let small_exit = target.len() <= MAX_COPY_SIZE && self.exits_scope(last.target);
        let no_line = self.has_no_line(last.target) && !self.falls_through(last.target);
        if !small_exit && !no_line {
            return false;
        }
        let (copied, pushes) = (target.range(), target.pushes);
        self.block_mut(id).pushes |= pushes;
        if let Some(jump) = self.last_mut(id) {
            jump.set_nop();
        }
        for at in copied {
            self.push(id, self.instrs[at]);
        }
        // A jump that checks for signals is not to be lost.
        if no_line
            && last.op == ops::JUMP
            && let Some(end) = self.last_mut(id)
            && end.op.is_unconditional_jump()
        {
            end.op = ops::JUMP;
        }
        let target = self.block_mut(last.target);
        target.predecessors = target.predecessors.saturating_sub(1);
        true
    }
}
