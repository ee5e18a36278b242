//! Short runs of instructions that shorter ones can replace; jumps to jumps.

use super::{BlockId, ENTRY, Graph, fold, swaps};
use crate::consts::{ConstPool, ConstTable};
use crate::instr::{Instr, Loc, NO_BLOCK};
use crate::ops::{self, Op, intrinsic};

impl Graph {
    pub(super) fn optimize_blocks(&mut self, consts: &mut ConstTable, pool: &mut ConstPool) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.optimize_block(id, consts, pool);
            id = self.block(id).next;
        }
    }

    fn optimize_block(&mut self, id: BlockId, consts: &mut ConstTable, pool: &mut ConstPool) {
        let instrs = self.instrs_mut(id);
        let mut swaps = false;
        for at in 0..instrs.len() {
            let op = instrs[at].op;
            swaps |= op == ops::SWAP;
            if !op.has_target() {
                replace(instrs, at, consts, pool);
            }
        }
        // Where a jump goes to can be a jump again.
        while self.thread_jump(id) {}
        if !swaps {
            return;
        }
        let instrs = self.instrs_mut(id);
        let mut at = 0;
        while at < instrs.len() {
            if instrs[at].op == ops::SWAP {
                swaps::shorten(instrs, &mut at);
                swaps::apply(instrs, at);
            }
            at += 1;
        }
    }

    /// Makes a block's jump to a jump go to where that one goes. True if it now goes elsewhere.
    fn thread_jump(&mut self, id: BlockId) -> bool {
        let Some(&instr) = self.instrs(id).last() else {
            return false;
        };
        if !instr.op.is_jump() {
            return false;
        }
        let Some(&target) = self.instrs(instr.target).first() else {
            return false;
        };
        match instr.op {
            ops::POP_JUMP_IF_NOT_NONE
            | ops::POP_JUMP_IF_NONE
            | ops::POP_JUMP_IF_FALSE
            | ops::POP_JUMP_IF_TRUE => {
                target.op == ops::JUMP && self.retarget(id, &instr, &target, instr.op)
            }
            ops::JUMP_IF_FALSE | ops::JUMP_IF_TRUE => {
                let opposite = if instr.op == ops::JUMP_IF_FALSE {
                    ops::JUMP_IF_TRUE
                } else {
                    ops::JUMP_IF_FALSE
                };
                if target.op == ops::JUMP || target.op == instr.op {
                    return self.retarget(id, &instr, &target, instr.op);
                }
                if target.op == opposite {
                    let next = self.block(instr.target).next;
                    if let Some(jump) = self.last_mut(id) {
                        jump.target = next;
                    }
                    return true;
                }
                false
            }
            ops::JUMP | ops::JUMP_NO_INTERRUPT => match target.op {
                ops::JUMP => self.retarget(id, &instr, &target, ops::JUMP),
                ops::JUMP_NO_INTERRUPT => self.retarget(id, &instr, &target, instr.op),
                _ => false,
            },
            _ => false,
        }
    }

    fn retarget(&mut self, id: BlockId, instr: &Instr, target: &Instr, op: Op) -> bool {
        if instr.target == target.target {
            return false;
        }
        if let Some(last) = self.last_mut(id) {
            last.set_nop();
        }
        self.append(id, op, target.target, target.loc);
        true
    }
}

/// Replaces what starts with, or ends with, the instruction at `at`.
fn replace(instrs: &mut [Instr], at: usize, consts: &mut ConstTable, pool: &mut ConstPool) {
    let Instr { op, arg, .. } = instrs[at];
    let next = instrs.get(at + 1).map(|next| next.op);
    match op {
        ops::BUILD_TUPLE => {
            if next == Some(ops::UNPACK_SEQUENCE) && instrs[at + 1].arg == arg {
                match arg {
                    1 => {
                        instrs[at].set_nop();
                        instrs[at + 1].set_nop();
                        return;
                    }
                    2 | 3 => {
                        instrs[at].set_nop();
                        instrs[at + 1].op = ops::SWAP;
                        return;
                    }
                    _ => {}
                }
            }
            fold::tuple(instrs, at, consts, pool);
        }
        ops::BUILD_LIST | ops::BUILD_SET => fold::list_or_set(instrs, at, next, consts, pool),
        ops::STORE_FAST
            if next == Some(op)
                && instrs[at + 1].arg == arg
                && instrs[at].loc.line == instrs[at + 1].loc.line =>
        {
            instrs[at].set(ops::POP_TOP, 0);
        }
        ops::SWAP if arg == 1 => instrs[at].set_nop(),
        ops::LOAD_GLOBAL if next == Some(ops::PUSH_NULL) && arg & 1 == 0 => {
            instrs[at].arg = arg | 1;
            instrs[at + 1].set_nop();
        }
        ops::COMPARE_OP if next == Some(ops::TO_BOOL) => {
            instrs[at].set_nop();
            instrs[at + 1].set(ops::COMPARE_OP, arg | 16);
        }
        ops::CONTAINS_OP | ops::IS_OP => match next {
            Some(ops::TO_BOOL) => {
                instrs[at].set_nop();
                instrs[at + 1].set(op, arg);
            }
            Some(ops::UNARY_NOT) => {
                instrs[at].set_nop();
                instrs[at + 1].set(op, arg ^ 1);
            }
            _ => {}
        },
        ops::TO_BOOL if next == Some(ops::TO_BOOL) => instrs[at].set_nop(),
        ops::UNARY_NOT => match next {
            Some(ops::TO_BOOL) => {
                instrs[at].set_nop();
                instrs[at + 1].set(ops::UNARY_NOT, 0);
            }
            Some(ops::UNARY_NOT) => {
                instrs[at].set_nop();
                instrs[at + 1].set_nop();
            }
            _ => fold::unary(instrs, at, consts, pool),
        },
        ops::UNARY_INVERT | ops::UNARY_NEGATIVE => fold::unary(instrs, at, consts, pool),
        ops::CALL_INTRINSIC_1 if arg == intrinsic::LIST_TO_TUPLE => {
            let folded = fold::built_sequence(instrs, at, ops::LIST_APPEND, consts, pool);
            if !folded && next == Some(ops::GET_ITER) {
                instrs[at].set_nop();
            }
        }
        ops::LIST_APPEND | ops::SET_ADD
            if arg == 1
                && matches!(next, Some(ops::GET_ITER | ops::CONTAINS_OP))
                && fold::built_sequence(instrs, at, op, consts, pool) =>
        {
            instrs[at].loc = Loc::NONE;
        }
        ops::CALL_INTRINSIC_1 if arg == intrinsic::UNARY_POSITIVE => {
            fold::unary(instrs, at, consts, pool)
        }
        ops::BINARY_OP => fold::binary(instrs, at, consts, pool),
        _ => {}
    }
}
