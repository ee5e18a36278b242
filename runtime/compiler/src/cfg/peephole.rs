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
            let Instr { op, arg, .. } = instrs[at];
            if let Some(rewrite) = REWRITES[usize::from(op.byte())]
                && !op.is_pseudo()
            {
                swaps |= op == ops::SWAP;
                let next = instrs.get(at + 1).map(|next| next.op);
                rewrite(&mut Window {
                    instrs: &mut *instrs,
                    at,
                    arg,
                    next,
                    consts: &mut *consts,
                    pool: &mut *pool,
                });
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

/// An instruction that may be rewritten, and what that needs.
struct Window<'a> {
    instrs: &'a mut [Instr],
    at: usize,
    arg: u32,
    next: Option<Op>,
    consts: &'a mut ConstTable,
    pool: &'a mut ConstPool,
}

type Rewrite = fn(&mut Window<'_>);

/// The instructions that start or end a run that a shorter one can replace. Most do not, and are passed by at once.
static REWRITES: [Option<Rewrite>; 256] = {
    const RULES: &[(Op, Rewrite)] = &[
        (ops::BINARY_OP, |w| {
            fold::binary(w.instrs, w.at, w.consts, w.pool)
        }),
        (ops::BUILD_LIST, |w| w.list_or_set()),
        (ops::BUILD_SET, |w| w.list_or_set()),
        (ops::BUILD_TUPLE, |w| w.tuple()),
        (ops::CALL_INTRINSIC_1, |w| w.intrinsic()),
        (ops::COMPARE_OP, |w| {
            w.absorb_to_bool(ops::COMPARE_OP, w.arg | BOOL)
        }),
        (ops::CONTAINS_OP, |w| w.test(ops::CONTAINS_OP)),
        (ops::IS_OP, |w| w.test(ops::IS_OP)),
        (ops::LIST_APPEND, |w| w.append(ops::LIST_APPEND)),
        (ops::LOAD_GLOBAL, |w| w.load_global()),
        (ops::SET_ADD, |w| w.append(ops::SET_ADD)),
        (ops::STORE_FAST, |w| w.store_fast()),
        (ops::SWAP, |w| w.swap()),
        (ops::TO_BOOL, |w| w.absorb_to_bool(ops::TO_BOOL, w.arg)),
        (ops::UNARY_INVERT, |w| w.unary()),
        (ops::UNARY_NEGATIVE, |w| w.unary()),
        (ops::UNARY_NOT, |w| w.not()),
    ];
    let mut table: [Option<Rewrite>; 256] = [None; 256];
    let mut at = 0;
    while at < RULES.len() {
        table[RULES[at].0.byte() as usize] = Some(RULES[at].1);
        at += 1;
    }
    table
};

/// COMPARE_OP gives a bool.
const BOOL: u32 = 16;

impl Window<'_> {
    fn first(&mut self) -> &mut Instr {
        &mut self.instrs[self.at]
    }

    fn second(&mut self) -> &mut Instr {
        &mut self.instrs[self.at + 1]
    }

    fn unary(&mut self) {
        fold::unary(self.instrs, self.at, self.consts, self.pool);
    }

    fn tuple(&mut self) {
        if self.next == Some(ops::UNPACK_SEQUENCE) && self.second().arg == self.arg {
            match self.arg {
                1 => {
                    self.first().set_nop();
                    self.second().set_nop();
                    return;
                }
                2 | 3 => {
                    self.first().set_nop();
                    self.second().op = ops::SWAP;
                    return;
                }
                _ => {}
            }
        }
        fold::tuple(self.instrs, self.at, self.consts, self.pool);
    }

    fn list_or_set(&mut self) {
        fold::list_or_set(self.instrs, self.at, self.next, self.consts, self.pool);
    }

    fn store_fast(&mut self) {
        let (arg, line) = (self.arg, self.first().loc.line);
        if self.next == Some(ops::STORE_FAST)
            && self.second().arg == arg
            && self.second().loc.line == line
        {
            self.first().set(ops::POP_TOP, 0);
        }
    }

    fn swap(&mut self) {
        if self.arg == 1 {
            self.first().set_nop();
        }
    }

    fn load_global(&mut self) {
        if self.next == Some(ops::PUSH_NULL) && self.arg & 1 == 0 {
            self.first().arg |= 1;
            self.second().set_nop();
        }
    }

    /// What gives a bool need not be made one.
    fn absorb_to_bool(&mut self, op: Op, arg: u32) {
        if self.next == Some(ops::TO_BOOL) {
            self.first().set_nop();
            self.second().set(op, arg);
        }
    }

    /// The tests that have an opposite.
    fn test(&mut self, op: Op) {
        if self.next == Some(ops::UNARY_NOT) {
            let opposite = self.arg ^ 1;
            self.first().set_nop();
            self.second().set(op, opposite);
        } else {
            self.absorb_to_bool(op, self.arg);
        }
    }

    fn not(&mut self) {
        match self.next {
            Some(ops::TO_BOOL) => self.absorb_to_bool(ops::UNARY_NOT, 0),
            Some(ops::UNARY_NOT) => {
                self.first().set_nop();
                self.second().set_nop();
            }
            _ => self.unary(),
        }
    }

    fn intrinsic(&mut self) {
        match self.arg {
            intrinsic::LIST_TO_TUPLE => self.list_to_tuple(),
            intrinsic::UNARY_POSITIVE => self.unary(),
            _ => {}
        }
    }

    fn list_to_tuple(&mut self) {
        if !self.built_sequence(ops::LIST_APPEND) && self.next == Some(ops::GET_ITER) {
            self.first().set_nop();
        }
    }

    fn append(&mut self, op: Op) {
        if self.arg == 1
            && matches!(self.next, Some(ops::GET_ITER | ops::CONTAINS_OP))
            && self.built_sequence(op)
        {
            self.first().loc = Loc::NONE;
        }
    }

    fn built_sequence(&mut self, append: Op) -> bool {
        fold::built_sequence(self.instrs, self.at, append, self.consts, self.pool)
    }
}
