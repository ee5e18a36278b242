//! Lines for instructions that have none but must: those that leave the code object, for tracebacks.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::{Loc, NO_BLOCK};

impl Graph {
    pub(super) fn resolve_lines(&mut self) {
        self.duplicate_exits_without_line();
        self.propagate_lines();
    }

    fn is_exit_without_line(&self, id: BlockId) -> bool {
        let exits = || {
            let instrs = self.instrs(id);
            self.exits_scope(id) || instrs.iter().any(|instr| instr.op.has_eval_break())
        };
        self.has_no_line(id) && exits()
    }

    /// Gives each jump to an exit without a line an exit of its own, so that the exit can take the jump's line.
    fn duplicate_exits_without_line(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.duplicate_exit(id);
            id = self.block(id).next;
        }
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let next = self.block(id).next;
            if let Some(last) = self.instrs(id).last()
                && next != NO_BLOCK
                && self.falls_through(id)
                && self.is_exit_without_line(next)
            {
                let loc = last.loc;
                if let Some(first) = self.instrs_mut(next).first_mut() {
                    first.loc = loc;
                }
            }
            id = next;
        }
    }

    fn duplicate_exit(&mut self, id: BlockId) {
        let Some(&last) = self.instrs(id).last() else {
            return;
        };
        if !last.op.is_jump() {
            return;
        }
        let Some(target) = self.nonempty(last.target) else {
            return;
        };
        if !self.is_exit_without_line(target) || self.block(target).predecessors <= 1 {
            return;
        }
        let Block { next, pushes, .. } = *self.block(target);
        let copy = self.add(self.block(target).range());
        let block = self.block_mut(copy);
        block.next = next;
        block.pushes = pushes;
        block.labeled = true;
        block.predecessors = 1;
        if let Some(first) = self.instrs_mut(copy).first_mut() {
            first.loc = last.loc;
        }
        if let Some(jump) = self.last_mut(id) {
            jump.target = copy;
        }
        let target = self.block_mut(target);
        target.predecessors -= 1;
        target.next = copy;
    }

    /// An instruction without a line takes the one before it; a block with one predecessor takes that one's.
    fn propagate_lines(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let next = self.block(id).next;
            let Some(&last) = self.instrs(id).last() else {
                id = next;
                continue;
            };
            let mut before = Loc::NONE;
            for instr in self.instrs_mut(id) {
                if instr.loc.line == Loc::NONE.line {
                    instr.loc = before;
                } else {
                    before = instr.loc;
                }
            }
            if self.falls_through(id) && next != NO_BLOCK {
                self.inherit_line(next, before);
            }
            if last.op.is_jump() {
                self.inherit_line(last.target, before);
            }
            id = next;
        }
    }

    fn inherit_line(&mut self, id: BlockId, loc: Loc) {
        if self.block(id).predecessors == 1
            && let Some(first) = self.instrs_mut(id).first_mut()
            && first.loc.line == Loc::NONE.line
        {
            first.loc = loc;
        }
    }
}
