//! Fast slots: where cells lie, and the instructions that prepare them.

use super::{ENTRY, Graph, Slots};
use crate::code::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR};
use crate::instr::{Instr, Loc, NO_BLOCK};
use crate::ops;

impl Graph {
    pub(super) fn place_slots(&mut self, slots: &Slots, flags: u32, firstlineno: u32) {
        self.insert_prefix(slots, flags, firstlineno);
        let places = slots.cell_slots();
        if places.is_empty() {
            return;
        }
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = id;
            id = self.block(id).next;
            for instr in self.instrs_mut(block) {
                if matches!(
                    instr.op,
                    ops::MAKE_CELL
                        | ops::LOAD_CLOSURE
                        | ops::LOAD_DEREF
                        | ops::STORE_DEREF
                        | ops::DELETE_DEREF
                        | ops::LOAD_FROM_DICT_OR_DEREF
                ) && let Some(&place) = places.get(instr.arg as usize)
                {
                    instr.arg = place;
                }
            }
        }
    }

    fn insert_prefix(&mut self, slots: &Slots, flags: u32, firstlineno: u32) {
        let mut prefix = Vec::new();
        if slots.frees > 0 {
            prefix.push(Instr::new(ops::COPY_FREE_VARS, slots.frees, Loc::NONE));
        }
        // Cells that are parameters come first, in the order of the parameters.
        let mut cells: Vec<(u32, u32)> = (0..)
            .zip(&slots.cells)
            .map(|(cell, local)| (local.unwrap_or(slots.locals + cell), cell))
            .collect();
        cells.sort_unstable();
        prefix.extend(
            cells
                .into_iter()
                .map(|(_, cell)| Instr::new(ops::MAKE_CELL, cell, Loc::NONE)),
        );
        if flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR) != 0 {
            let line = firstlineno as i32;
            let loc = Loc::new(line, line, -1, -1);
            prefix.push(Instr::new(ops::RETURN_GENERATOR, 0, loc));
            prefix.push(Instr::new(ops::POP_TOP, 0, loc));
        }
        if !prefix.is_empty() {
            self.splice(ENTRY, 0..0, &prefix);
        }
    }

    pub(super) fn convert_pseudo_instructions(&mut self) {
        let mut nops = false;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = id;
            id = self.block(id).next;
            for instr in self.instrs_mut(block) {
                match instr.op {
                    op if op.is_block_push() => instr.set_nop(),
                    ops::LOAD_CLOSURE => instr.op = ops::LOAD_FAST,
                    ops::STORE_FAST_MAYBE_NULL => instr.op = ops::STORE_FAST,
                    _ => {}
                }
                nops |= instr.op == ops::NOP;
            }
        }
        if nops || self.remove_redundant_jumps() > 0 {
            self.remove_redundant_nops_and_jumps();
        }
    }
}
