//! NOPs that no line needs, jumps to the next instruction, and pushes that are popped at once.

use super::{BlockId, ENTRY, Graph};
use crate::instr::{Instr, NO_BLOCK};
use crate::ops;

/// NOPs that a pass has met.
#[derive(Clone, Copy, Default)]
pub(super) struct Nops {
    removed: usize,
    left: usize,
}

impl Graph {
    /// Gives how many it removed, and how many stay.
    pub(super) fn remove_block_nops(&mut self, id: BlockId) -> Nops {
        let is_nop = |instr: &Instr| instr.op == ops::NOP;
        let Some(first) = self.instrs(id).iter().position(is_nop) else {
            return Nops::default();
        };
        let next = self.next_line(self.block(id).next);
        let instrs = self.instrs_mut(id);
        let count = instrs.len();
        let mut kept = first;
        let mut left = 0;
        let mut line_before = first.checked_sub(1).map_or(-1, |at| instrs[at].loc.line);
        for at in first..count {
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
                } else if next == Some(line) {
                    continue;
                }
                left += 1;
            }
            instrs[kept] = instrs[at];
            kept += 1;
            line_before = line;
        }
        self.block_mut(id).truncate(kept);
        Nops {
            removed: count - kept,
            left,
        }
    }

    /// The line of the first instruction from a block on that will stay.
    fn next_line(&self, id: BlockId) -> Option<i32> {
        let stays = self
            .instrs(self.nonempty(id)?)
            .iter()
            .find(|instr| !(instr.op == ops::NOP && instr.loc.line < 0));
        Some(stays.map_or(-1, |instr| instr.loc.line))
    }

    fn remove_redundant_nops(&mut self) -> Nops {
        let mut all = Nops::default();
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let nops = self.remove_block_nops(id);
            all.removed += nops.removed;
            all.left += nops.left;
            id = self.block(id).next;
        }
        all
    }

    /// Gives how many became NOPs.
    pub(super) fn remove_redundant_jumps(&mut self) -> usize {
        let mut removed = 0;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let next = self.block(id).next;
            if let Some(&last) = self.instrs(id).last()
                && last.op.is_unconditional_jump()
                && let Some(target) = self.nonempty(last.target)
                && self.nonempty(next) == Some(target)
            {
                removed += 1;
                if let Some(jump) = self.last_mut(id) {
                    jump.set_nop();
                }
            }
            id = next;
        }
        removed
    }

    pub(super) fn remove_redundant_nops_and_jumps(&mut self) {
        loop {
            let nops = self.remove_redundant_nops();
            let jumps = self.remove_redundant_jumps();
            // Another round could find a NOP that has become redundant, or one that a jump has become.
            if jumps == 0 && (nops.removed == 0 || nops.left == 0) {
                break;
            }
        }
    }

    /// A constant or a copy that is popped at once need not be pushed.
    pub(super) fn remove_redundant_nops_and_pairs(&mut self) {
        while self.remove_pairs() {}
    }

    /// Whether there were some.
    fn remove_pairs(&mut self) -> bool {
        let mut changed = false;
        // The instruction before, as far as control must come from there.
        let mut before: Option<usize> = None;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.remove_block_nops(id);
            if self.block(id).labeled {
                before = None;
            }
            for at in self.block(id).range() {
                if self.instrs[at].op == ops::POP_TOP
                    && let Some(place) = before
                {
                    let pushed = &mut self.instrs[place];
                    if pushed.op.loads_const() || pushed.op == ops::COPY && pushed.arg == 1 {
                        pushed.set_nop();
                        self.instrs[at].set_nop();
                        changed = true;
                    }
                }
                before = Some(at);
            }
            if before.is_some_and(|at| self.instrs[at].op.is_jump()) || !self.falls_through(id) {
                before = None;
            }
            id = self.block(id).next;
        }
        changed
    }
}
