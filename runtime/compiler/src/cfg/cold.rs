//! Exception handlers, and what only they reach, moved behind the rest of the code.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::{Loc, NO_BLOCK};
use crate::ops;

impl Graph {
    fn mark_warm(&mut self) {
        self.clear_visited();
        self.visit(ENTRY);
        let mut todo = self.take_todo();
        todo.push(ENTRY);
        while let Some(id) = todo.pop() {
            self.block_mut(id).warm = true;
            self.push_successors(id, &mut todo, |_| true);
        }
        self.give_todo(todo);
    }

    fn push_successors(
        &mut self,
        id: BlockId,
        todo: &mut Vec<BlockId>,
        wanted: impl Fn(&Block) -> bool,
    ) {
        let next = self.block(id).next;
        let through = self.falls_through(id).then_some(next);
        let last = self.instrs(id).last();
        let jump = last
            .filter(|last| last.op.is_jump())
            .map(|last| last.target);
        for successor in [through, jump].into_iter().flatten() {
            if successor != NO_BLOCK && wanted(self.block(successor)) && self.visit(successor) {
                todo.push(successor);
            }
        }
    }

    fn mark_cold(&mut self) {
        self.mark_warm();
        self.clear_visited();
        let mut todo = self.take_todo();
        let mut id = ENTRY;
        while id != NO_BLOCK {
            if self.block(id).handler {
                self.visit(id);
                todo.push(id);
            }
            id = self.block(id).next;
        }
        while let Some(id) = todo.pop() {
            self.block_mut(id).cold = true;
            self.push_successors(id, &mut todo, |block| !block.warm);
        }
        self.give_todo(todo);
    }

    pub(super) fn push_cold_blocks_to_end(&mut self) {
        if !self.blocks.iter().any(|block| block.handler) {
            return;
        }
        self.mark_cold();
        // A cold block that runs into a warm one needs a jump once it stands elsewhere.
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block(id);
            let next = block.next;
            if block.cold && self.falls_through(id) && next != NO_BLOCK && self.block(next).warm {
                self.block_mut(next).labeled = true;
                let jump = self.add(0..0);
                self.append(jump, ops::JUMP_NO_INTERRUPT, next, Loc::NONE);
                let block = self.block_mut(jump);
                block.cold = true;
                block.next = next;
                block.predecessors = 1;
                self.block_mut(id).next = jump;
            }
            id = next;
        }
        if self.link_cold_blocks_last() {
            self.remove_redundant_nops_and_jumps();
        }
    }

    /// Whether there are cold blocks.
    fn link_cold_blocks_last(&mut self) -> bool {
        let (mut last_warm, mut first_cold, mut last_cold) = (ENTRY, NO_BLOCK, NO_BLOCK);
        let mut id = self.block(ENTRY).next;
        while id != NO_BLOCK {
            let Block { next, cold, .. } = *self.block(id);
            let last = if cold { &mut last_cold } else { &mut last_warm };
            let before = std::mem::replace(last, id);
            if before == NO_BLOCK {
                first_cold = id;
            } else {
                self.block_mut(before).next = id;
            }
            id = next;
        }
        if first_cold == NO_BLOCK {
            return false;
        }
        self.block_mut(last_warm).next = first_cold;
        self.block_mut(last_cold).next = NO_BLOCK;
        true
    }
}
