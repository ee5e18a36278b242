//! Loads of constants: small ints, conditions that are known, comparisons with None.

use super::{BlockId, ENTRY, Graph};
use crate::consts::{self, Const, ConstId, ConstPool, ConstTable};
use crate::eval;
use crate::instr::{Instr, NO_BLOCK};
use crate::ops::{self, Op};

/// The constant that an instruction loads.
pub(super) fn loaded(
    op: Op,
    arg: u32,
    consts: &ConstTable,
    pool: &mut ConstPool,
) -> Option<ConstId> {
    match op {
        ops::LOAD_CONST => consts.ids.get(arg as usize).copied(),
        ops::LOAD_SMALL_INT => Some(pool.add(Const::Int(i64::from(arg)))),
        _ => None,
    }
}

/// Makes the instruction load a constant.
pub(super) fn load(
    instr: &mut Instr,
    constant: ConstId,
    consts: &mut ConstTable,
    pool: &ConstPool,
) {
    if let &Const::Int(value @ 0..=255) = pool.get(constant) {
        instr.set(ops::LOAD_SMALL_INT, value as u32);
    } else {
        let at = consts.add(constant);
        instr.set(ops::LOAD_CONST, at);
    }
}

impl Graph {
    pub(super) fn optimize_const_loads(&mut self, consts: &mut ConstTable, pool: &mut ConstPool) {
        let mut id = ENTRY;
        while id != NO_BLOCK {
            self.optimize_block_const_loads(id, consts, pool);
            id = self.block(id).next;
        }
    }

    fn optimize_block_const_loads(
        &mut self,
        id: BlockId,
        consts: &mut ConstTable,
        pool: &mut ConstPool,
    ) {
        let instrs = self.instrs_mut(id);
        let count = instrs.len();
        // The load that an instruction, or the copies before it, stand for.
        let (mut load, mut loads) = (ops::NOP, 0);
        for at in 0..count {
            let instr = &mut instrs[at];
            if instr.op == ops::LOAD_CONST
                && let Some(&constant) = consts.ids.get(instr.arg as usize)
                && let &Const::Int(value @ 0..=255) = pool.get(constant)
            {
                instr.set(ops::LOAD_SMALL_INT, value as u32);
            }
            if !(instr.op == ops::COPY && instr.arg == 1 && load == ops::LOAD_CONST) {
                (load, loads) = (instr.op, instr.arg);
            }
            if !load.loads_const() {
                continue;
            }
            let Some(next) = instrs.get(at + 1).map(|next| next.op) else {
                continue;
            };
            let interesting = matches!(
                next,
                ops::POP_JUMP_IF_FALSE
                    | ops::POP_JUMP_IF_TRUE
                    | ops::JUMP_IF_FALSE
                    | ops::JUMP_IF_TRUE
                    | ops::IS_OP
                    | ops::TO_BOOL
            );
            if !interesting {
                continue;
            }
            let Some(constant) = loaded(load, loads, consts, pool) else {
                continue;
            };
            match next {
                ops::IS_OP => {
                    if constant == consts::NONE {
                        fold_none_test(instrs, at);
                    }
                }
                ops::TO_BOOL => {
                    let truth = if eval::truth(pool, constant) {
                        consts::TRUE
                    } else {
                        consts::FALSE
                    };
                    let index = consts.add(truth);
                    instrs[at].set_nop();
                    instrs[at + 1].set(ops::LOAD_CONST, index);
                }
                _ => {
                    if matches!(next, ops::POP_JUMP_IF_FALSE | ops::POP_JUMP_IF_TRUE) {
                        instrs[at].set_nop();
                    }
                    let jump_if_true = matches!(next, ops::POP_JUMP_IF_TRUE | ops::JUMP_IF_TRUE);
                    if eval::truth(pool, constant) == jump_if_true {
                        instrs[at + 1].op = ops::JUMP;
                    } else {
                        instrs[at + 1].set_nop();
                    }
                }
            }
        }
    }
}

/// `is None` before a jump becomes part of the jump.
fn fold_none_test(instrs: &mut [Instr], at: usize) {
    let mut jump = at + 2;
    if instrs
        .get(jump)
        .is_some_and(|instr| instr.op == ops::TO_BOOL)
    {
        instrs[jump].set_nop();
        jump += 1;
    }
    let Some(op) = instrs.get(jump).map(|instr| instr.op) else {
        return;
    };
    let mut invert = instrs[at + 1].arg != 0;
    match op {
        ops::POP_JUMP_IF_FALSE => invert = !invert,
        ops::POP_JUMP_IF_TRUE => {}
        _ => return,
    }
    instrs[at].set_nop();
    instrs[at + 1].set_nop();
    instrs[jump].op = if invert {
        ops::POP_JUMP_IF_NOT_NONE
    } else {
        ops::POP_JUMP_IF_NONE
    };
}
