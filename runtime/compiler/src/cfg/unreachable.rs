//! Code that control never reaches.

use super::{ENTRY, Graph};
use crate::instr::NO_BLOCK;

impl Graph {
    pub(super) fn remove_unreachable(&mut self) {
        for block in &mut self.blocks {
            block.predecessors = 0;
            block.visited = false;
        }
        self.block_mut(ENTRY).predecessors = 1;
        self.visit(ENTRY);
        let mut todo = vec![ENTRY];
        while let Some(id) = todo.pop() {
            let block = self.block(id);
            let next = block.next;
            if next != NO_BLOCK && block.falls_through() {
                if self.visit(next) {
                    todo.push(next);
                }
                self.block_mut(next).predecessors += 1;
            }
            for at in 0..self.block(id).instrs.len() {
                let instr = self.block(id).instrs[at];
                if instr.op.has_target() {
                    if self.visit(instr.target) {
                        todo.push(instr.target);
                    }
                    self.block_mut(instr.target).predecessors += 1;
                }
            }
        }
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block_mut(id);
            if block.predecessors == 0 {
                block.instrs.clear();
                block.handler = false;
            }
            id = block.next;
        }
    }
}
