//! Two loads or stores of locals as one instruction.

use super::{ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

impl Graph {
    pub(super) fn insert_superinstructions(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let mut changed = false;
            let instrs = self.instrs_mut(id);
            for at in 1..instrs.len() {
                let [first, second] = &mut instrs[at - 1..=at] else {
                    break;
                };
                let op = match (first.op, second.op) {
                    (ops::LOAD_FAST, ops::LOAD_FAST) => ops::LOAD_FAST_LOAD_FAST,
                    (ops::STORE_FAST, ops::LOAD_FAST) => ops::STORE_FAST_LOAD_FAST,
                    (ops::STORE_FAST, ops::STORE_FAST) => ops::STORE_FAST_STORE_FAST,
                    _ => continue,
                };
                let (line, next_line) = (first.loc.line, second.loc.line);
                if line >= 0 && next_line >= 0 && line != next_line
                    || first.arg >= 16
                    || second.arg >= 16
                {
                    continue;
                }
                first.set(op, first.arg << 4 | second.arg);
                second.set_nop();
                changed = true;
            }
            // Other blocks have no NOPs but those that must stay.
            if changed {
                self.remove_block_nops(id);
            }
            id = self.block(id).next;
        }
    }
}
