//! The depth of the stack at each block, and the deepest.

use super::{Block, BlockId, ENTRY, Graph};
use crate::instr::{Instr, NO_BLOCK};
use crate::ops;

impl Graph {
    /// JUMP_IF_FALSE and JUMP_IF_TRUE keep the value: a copy of it is tested and popped.
    pub(super) fn convert_conditional_jumps(&mut self) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            let block = id;
            id = self.block(id).next;
            let Some(last) = self.last_mut(block) else {
                continue;
            };
            let op = match last.op {
                ops::JUMP_IF_FALSE => ops::POP_JUMP_IF_FALSE,
                ops::JUMP_IF_TRUE => ops::POP_JUMP_IF_TRUE,
                _ => continue,
            };
            let jump = Instr { op, ..*last };
            let before = |op, arg| Instr {
                except: jump.except,
                ..Instr::new(op, arg, jump.loc)
            };
            *last = before(ops::COPY, 1);
            self.push(block, before(ops::TO_BOOL, 0));
            self.push(block, jump);
        }
    }

    pub(super) fn stack_depth(&mut self) -> u32 {
        for block in &mut self.blocks {
            block.start_depth = -1;
        }
        let mut deepest = 0;
        let mut todo = self.take_todo();
        push_depth(&mut self.blocks, ENTRY, 0, &mut todo);
        while let Some(id) = todo.pop() {
            let Graph { instrs, blocks, .. } = self;
            let block = &blocks[id as usize];
            let mut depth = block.start_depth;
            let mut next = block.next;
            for instr in &instrs[block.range()] {
                let (popped, pushed) = instr.op.stack_effect(instr.arg);
                let effect = pushed as i32 - popped as i32;
                deepest = deepest.max(depth);
                if instr.op.has_target() && instr.op != ops::END_ASYNC_FOR {
                    push_depth(blocks, instr.target, depth + effect, &mut todo);
                }
                if !instr.op.is_block_push() {
                    depth += effect;
                }
                if instr.op.is_unconditional_jump() || instr.op.is_scope_exit() {
                    next = NO_BLOCK;
                    break;
                }
            }
            if next != NO_BLOCK {
                push_depth(blocks, next, depth, &mut todo);
            }
        }
        self.give_todo(todo);
        deepest.max(0) as u32
    }
}

fn push_depth(blocks: &mut [Block], id: BlockId, depth: i32, todo: &mut Vec<BlockId>) {
    let block = &mut blocks[id as usize];
    if block.start_depth < 0 {
        block.start_depth = depth;
        todo.push(id);
    }
}
