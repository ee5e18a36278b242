//! NOPs that no line needs, jumps to the next instruction, and pushes that are popped at once.

use super::{BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

impl Graph {
    fn remove_block_nops(&mut self, id: BlockId) -> usize {
        if !self
            .block(id)
            .instrs
            .iter()
            .any(|instr| instr.op == ops::NOP)
        {
            return 0;
        }
        let mut instrs = std::mem::take(&mut self.block_mut(id).instrs);
        let next = self.block(id).next;
        let count = instrs.len();
        let mut kept = 0;
        let mut line_before = -1;
        for at in 0..count {
            let instr = instrs[at];
            let line = instr.loc.line;
            if instr.op == ops::NOP {
                if line < 0 || line == line_before {
                    continue;
                }
                if at + 1 < count {
                    let follower = &mut instrs[at + 1];
                    if follower.loc.line == line {
                        continue;
                    }
                    if follower.loc.line < 0 {
                        follower.loc = instr.loc;
                        continue;
                    }
                } else if self.next_line(next) == Some(line) {
                    continue;
                }
            }
            instrs[kept] = instrs[at];
            kept += 1;
            line_before = line;
        }
        let block = self.block_mut(id);
        block.instrs = instrs;
        block.truncate(kept);
        count - kept
    }

    /// The line of the first instruction from a block on that will stay.
    fn next_line(&self, id: BlockId) -> Option<i32> {
        let block = self.block(self.nonempty(id)?);
        let stays = block
            .instrs
            .iter()
            .find(|instr| !(instr.op == ops::NOP && instr.loc.line < 0));
        Some(stays.map_or(-1, |instr| instr.loc.line))
    }

    pub(super) fn remove_redundant_nops(&mut self) -> usize {
        let mut removed = 0;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            removed += self.remove_block_nops(id);
            id = self.block(id).next;
        }
        removed
    }

    fn remove_redundant_jumps(&mut self) -> usize {
        let mut removed = 0;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block(id);
            let next = block.next;
            if let Some(&last) = block.instrs.last()
                && last.op.is_unconditional_jump()
                && let Some(target) = self.nonempty(last.target)
                && self.nonempty(next) == Some(target)
            {
                removed += 1;
                if let Some(jump) = self.block_mut(id).instrs.last_mut() {
                    jump.set_nop();
                }
            }
            id = next;
        }
        removed
    }

    pub(super) fn remove_redundant_nops_and_jumps(&mut self) {
        while self.remove_redundant_nops() + self.remove_redundant_jumps() > 0 {}
    }

    /// A constant or a copy that is popped at once need not be pushed.
    pub(super) fn remove_redundant_nops_and_pairs(&mut self) {
        loop {
            let mut changed = false;
            let mut before: Option<(BlockId, usize)> = None;
            let mut id = ENTRY;
            while id != NO_BLOCK {
                self.remove_block_nops(id);
                if self.block(id).labeled {
                    before = None;
                }
                for at in 0..self.block(id).instrs.len() {
                    let instr = self.block(id).instrs[at];
                    if instr.op == ops::POP_TOP
                        && let Some((block, place)) = before
                    {
                        let pushed = &mut self.block_mut(block).instrs[place];
                        if pushed.op.loads_const() || pushed.op == ops::COPY && pushed.arg == 1 {
                            pushed.set_nop();
                            self.block_mut(id).instrs[at].set_nop();
                            changed = true;
                        }
                    }
                    before = Some((id, at));
                }
                let block = self.block(id);
                let jumps =
                    before.is_some_and(|(block, at)| self.block(block).instrs[at].op.is_jump());
                if jumps || !block.falls_through() {
                    before = None;
                }
                id = block.next;
            }
            if !changed {
                break;
            }
        }
    }
}
