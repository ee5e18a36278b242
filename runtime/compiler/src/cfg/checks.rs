//! Loads of locals that may be unbound check for it.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::NO_BLOCK;
use crate::ops;

/// So many locals are followed through all blocks; more only within a block.
const TRACKED: u32 = 64;

impl Graph {
    pub(super) fn check_unbound_locals(&mut self, locals: u32, parameters: u32) {
        if locals == 0 {
            return;
        }
        if locals > TRACKED {
            self.check_many_locals(locals);
        }
        for block in &mut self.blocks {
            block.visited = false;
            block.unsafe_locals = 0;
        }
        let bits = |count: u32| {
            if count >= TRACKED {
                u64::MAX
            } else {
                (1 << count) - 1
            }
        };
        let mut todo = self.take_todo();
        let unbound = bits(locals) & !bits(parameters);
        push_unsafe(&mut self.blocks, ENTRY, unbound, &mut todo);
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.scan_locals(id, &mut todo);
            id = self.block(id).next;
        }
        while let Some(id) = todo.pop() {
            self.block_mut(id).visited = false;
            self.scan_locals(id, &mut todo);
        }
        self.give_todo(todo);
    }

    fn scan_locals(&mut self, id: BlockId, todo: &mut Vec<BlockId>) {
        let Graph { instrs, blocks, .. } = self;
        let mut mask = blocks[id as usize].unsafe_locals;
        let mut handler = NO_BLOCK;
        let mut pushed = 0;
        let range = blocks[id as usize].range();
        for instr in &mut instrs[range] {
            if instr.except != NO_BLOCK && (instr.except != handler || mask & !pushed != 0) {
                push_unsafe(blocks, instr.except, mask, todo);
                (handler, pushed) = (instr.except, mask);
            }
            // Without branches: which instruction comes next cannot be predicted, and there are many.
            let is = |op| u64::from(instr.op == op);
            let bit = u64::from(instr.arg < TRACKED) << (instr.arg % TRACKED);
            let loads = is(ops::LOAD_FAST);
            let binds = loads | is(ops::STORE_FAST) | is(ops::LOAD_FAST_CHECK);
            let unbinds = is(ops::DELETE_FAST)
                | is(ops::LOAD_FAST_AND_CLEAR)
                | is(ops::STORE_FAST_MAYBE_NULL);
            if mask & bit & loads.wrapping_neg() != 0 {
                instr.op = ops::LOAD_FAST_CHECK;
            }
            mask = (mask & !(bit * binds)) | (bit * unbinds);
        }
        let next = self.block(id).next;
        if next != NO_BLOCK && self.falls_through(id) {
            push_unsafe(&mut self.blocks, next, mask, todo);
        }
        if let Some(&last) = self.instrs(id).last()
            && last.op.is_jump()
        {
            push_unsafe(&mut self.blocks, last.target, mask, todo);
        }
    }

    fn check_many_locals(&mut self, locals: u32) {
        // The number of the block in which each local is known to be bound.
        let mut bound_in = vec![0; (locals - TRACKED) as usize];
        let mut number = 0;
        let mut id = ENTRY;
        while id != NO_BLOCK {
            number += 1;
            for instr in self.instrs_mut(id) {
                let Some(local) = instr.arg.checked_sub(TRACKED) else {
                    continue;
                };
                let local = local as usize;
                match instr.op {
                    ops::DELETE_FAST | ops::LOAD_FAST_AND_CLEAR | ops::STORE_FAST_MAYBE_NULL => {
                        bound_in[local] = number - 1;
                    }
                    ops::STORE_FAST => bound_in[local] = number,
                    ops::LOAD_FAST => {
                        if bound_in[local] != number {
                            instr.op = ops::LOAD_FAST_CHECK;
                        }
                        bound_in[local] = number;
                    }
                    _ => {}
                }
            }
            id = self.block(id).next;
        }
    }
}

/// More locals that may be unbound on entry of a block.
fn push_unsafe(blocks: &mut [Block], id: BlockId, mask: u64, todo: &mut Vec<BlockId>) {
    let block = &mut blocks[id as usize];
    let both = block.unsafe_locals | mask;
    if block.unsafe_locals != both {
        block.unsafe_locals = both;
        if !block.visited {
            block.visited = true;
            todo.push(id);
        }
    }
}
