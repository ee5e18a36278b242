//! Exception handlers, and what only they reach, moved behind the rest of the code.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::{Loc, NO_BLOCK};
use crate::ops;

impl Graph {
    fn mark_warm(&mut self) {
        self.clear_visited();
        self.visit(ENTRY);
        let mut todo = vec![ENTRY];
        while let Some(id) = todo.pop() {
            self.block_mut(id).warm = true;
            self.push_successors(id, &mut todo, |_| true);
        }
    }

    fn push_successors(
        &mut self,
        id: BlockId,
        todo: &mut Vec<BlockId>,
        wanted: impl Fn(&Block) -> bool,
    ) {
        let block = self.block(id);
        let next = block.next;
        if next != NO_BLOCK && block.falls_through() && wanted(self.block(next)) && self.visit(next)
        {
            todo.push(next);
        }
        for at in 0..self.block(id).instrs.len() {
            let instr = self.block(id).instrs[at];
            if instr.op.is_jump() && wanted(self.block(instr.target)) && self.visit(instr.target) {
                todo.push(instr.target);
            }
        }
    }

    fn mark_cold(&mut self) {
        self.mark_warm();
        self.clear_visited();
        let mut todo = Vec::new();
        for id in self.order() {
            if self.block(id).handler {
                self.visit(id);
                todo.push(id);
            }
        }
        while let Some(id) = todo.pop() {
            self.block_mut(id).cold = true;
            self.push_successors(id, &mut todo, |block| !block.warm);
        }
    }

    pub(super) fn push_cold_blocks_to_end(&mut self) {
        if self.block(ENTRY).next == NO_BLOCK {
            return;
        }
        self.mark_cold();
        // A cold block that runs into a warm one needs a jump once it stands elsewhere.
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block(id);
            let next = block.next;
            if block.cold && block.falls_through() && next != NO_BLOCK && self.block(next).warm {
                self.block_mut(next).labeled = true;
                let mut jump = Block::new();
                jump.append(ops::JUMP_NO_INTERRUPT, next, Loc::NONE);
                jump.cold = true;
                jump.next = next;
                jump.predecessors = 1;
                let jump = self.add(jump);
                self.block_mut(id).next = jump;
            }
            id = next;
        }
        let (cold, warm): (Vec<BlockId>, Vec<BlockId>) =
            self.ids().partition(|&id| self.block(id).cold);
        if cold.is_empty() {
            return;
        }
        let mut last = ENTRY;
        for id in warm.into_iter().skip(1).chain(cold) {
            self.block_mut(last).next = id;
            last = id;
        }
        self.block_mut(last).next = NO_BLOCK;
        self.remove_redundant_nops_and_jumps();
    }
}
