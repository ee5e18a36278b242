//! Code that control never reaches.

use super::{BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;

impl Graph {
    pub(super) fn remove_unreachable(&mut self) {
        for block in &mut self.blocks {
            block.predecessors = 0;
            block.visited = false;
        }
        let mut todo = self.take_todo();
        self.arrive(ENTRY, &mut todo);
        while let Some(id) = todo.pop() {
            let next = self.block(id).next;
            if next != NO_BLOCK && self.falls_through(id) {
                self.arrive(next, &mut todo);
            }
            let range = self.block(id).branches();
            for at in range {
                let instr = self.instrs[at];
                if instr.op.has_target() {
                    self.arrive(instr.target, &mut todo);
                }
            }
        }
        self.give_todo(todo);
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block_mut(id);
            if block.predecessors == 0 {
                block.truncate(0);
                block.handler = false;
            }
            id = block.next;
        }
    }

    fn arrive(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let block = self.block_mut(id);
        block.predecessors += 1;
        if !std::mem::replace(&mut block.visited, true) {
            todo.push(id);
        }
    }
}
