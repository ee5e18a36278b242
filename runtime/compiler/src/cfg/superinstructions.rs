//! Two loads or stores of locals as one instruction.

use super::{ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

impl Graph {
    pub(super) fn insert_superinstructions(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = self.block_mut(id);
            id = block.next;
            for at in 1..block.instrs.len() {
                let (first, second) = (block.instrs[at - 1], block.instrs[at]);
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
                block.instrs[at - 1].set(op, first.arg << 4 | second.arg);
                block.instrs[at].set_nop();
            }
        }
        self.remove_redundant_nops();
    }
}
