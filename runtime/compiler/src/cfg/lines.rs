//! Lines for instructions that have none but must: those that leave the code object, for tracebacks.

use super::{BlockId, ENTRY, Graph};
use crate::instr::{Loc, NO_BLOCK};

impl Graph {
    pub(super) fn resolve_lines(&mut self) {
        self.duplicate_exits_without_line();
        self.propagate_lines();
    }

    fn is_exit_without_line(&self, id: BlockId) -> bool {
        let block = self.block(id);
        let checks = || block.instrs.iter().any(|instr| instr.op.has_eval_break());
        (block.exits_scope() || checks()) && block.has_no_line()
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
            let block = self.block(id);
            let next = block.next;
            if let Some(last) = block.instrs.last()
                && next != NO_BLOCK
                && block.falls_through()
                && self.is_exit_without_line(next)
            {
                let loc = last.loc;
                if let Some(first) = self.block_mut(next).instrs.first_mut() {
                    first.loc = loc;
                }
            }
            id = next;
        }
    }

    fn duplicate_exit(&mut self, id: BlockId) {
        let Some(&last) = self.block(id).instrs.last() else {
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
        let mut copy = self.block(target).clone();
        copy.labeled = true;
        copy.handler = false;
        copy.preserve_lasti = false;
        copy.cold = false;
        copy.warm = false;
        copy.predecessors = 1;
        copy.start_depth = -1;
        if let Some(first) = copy.instrs.first_mut() {
            first.loc = last.loc;
        }
        let copy = self.add(copy);
        if let Some(jump) = self.block_mut(id).instrs.last_mut() {
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
            let block = self.block_mut(id);
            let next = block.next;
            let Some(&last) = block.instrs.last() else {
                id = next;
                continue;
            };
            let mut before = Loc::NONE;
            for instr in &mut block.instrs {
                if instr.loc.line == Loc::NONE.line {
                    instr.loc = before;
                } else {
                    before = instr.loc;
                }
            }
            if self.block(id).falls_through() && next != NO_BLOCK {
                self.inherit_line(next, before);
            }
            if last.op.is_jump() {
                self.inherit_line(last.target, before);
            }
            id = next;
        }
    }

    fn inherit_line(&mut self, id: BlockId, loc: Loc) {
        let block = self.block_mut(id);
        if block.predecessors == 1
            && let Some(first) = block.instrs.first_mut()
            && first.loc.line == Loc::NONE.line
        {
            first.loc = loc;
        }
    }
}
