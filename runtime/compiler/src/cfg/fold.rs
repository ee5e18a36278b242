//! Operations on constants, done at compile time.

use super::constants::{load, loaded};
use crate::consts::{Const, ConstId, ConstPool, ConstTable};
use crate::eval;
use crate::instr::{Instr, Loc};
use crate::ops;

/// Displays of up to this many elements are folded.
const MAX_ELEMENTS: usize = 30;
/// Displays from this many constant elements on are built from a tuple.
const MIN_CONST_SEQUENCE: usize = 3;

/// The `count` constant loads before `end`, first to last; NOPs between them do not matter.
fn const_loads(instrs: &[Instr], end: usize, count: usize) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    let mut at = end;
    while found.len() < count {
        at = at.checked_sub(1)?;
        match instrs[at].op {
            ops::NOP => {}
            op if op.loads_const() => {
                if found.is_empty() {
                    found.reserve_exact(count);
                }
                found.push(at);
            }
            _ => return None,
        }
    }
    found.reverse();
    Some(found)
}

fn nop_out(instrs: &mut [Instr], places: &[usize]) {
    for &place in places {
        instrs[place].set_nop();
        instrs[place].loc = Loc::NONE;
    }
}

fn values(
    instrs: &[Instr],
    places: &[usize],
    consts: &ConstTable,
    pool: &mut ConstPool,
) -> Option<Box<[ConstId]>> {
    places
        .iter()
        .map(|&place| loaded(instrs[place].op, instrs[place].arg, consts, pool))
        .collect()
}

pub(super) fn tuple(
    instrs: &mut [Instr],
    at: usize,
    consts: &mut ConstTable,
    pool: &mut ConstPool,
) {
    let count = instrs[at].arg as usize;
    if count > MAX_ELEMENTS {
        return;
    }
    let Some(places) = const_loads(instrs, at, count) else {
        return;
    };
    let Some(items) = values(instrs, &places, consts, pool) else {
        return;
    };
    let tuple = pool.add(Const::Tuple(items));
    nop_out(instrs, &places);
    load(&mut instrs[at], tuple, consts, pool);
}

/// A long display of constants, built element by element: BUILD_LIST 0 (or BUILD_SET 0), then each constant appended.
/// It becomes one constant where only its elements matter: `end` is the last append, or the LIST_TO_TUPLE after it.
pub(super) fn built_sequence(
    instrs: &mut [Instr],
    end: usize,
    append: ops::Op,
    consts: &mut ConstTable,
    pool: &mut ConstPool,
) -> bool {
    let build = if append == ops::SET_ADD {
        ops::BUILD_SET
    } else {
        ops::BUILD_LIST
    };
    let mut places = Vec::new();
    let mut loads = Vec::new();
    let mut expect_append = instrs[end].op != append;
    for at in (0..end).rev() {
        let instr = instrs[at];
        if instr.op == ops::NOP {
            continue;
        }
        places.push(at);
        if instr.op == build && instr.arg == 0 {
            if !expect_append {
                return false;
            }
            loads.reverse();
            let Some(items) = values(instrs, &loads, consts, pool) else {
                return false;
            };
            let constant = if build == ops::BUILD_SET {
                pool.add_set(&items)
            } else {
                pool.add(Const::Tuple(items))
            };
            nop_out(instrs, &places);
            load(&mut instrs[end], constant, consts, pool);
            return true;
        }
        if expect_append {
            if instr.op != append || instr.arg != 1 {
                return false;
            }
        } else {
            if !instr.op.loads_const() {
                return false;
            }
            loads.push(at);
        }
        expect_append = !expect_append;
    }
    false
}

/// Lists and sets of constants: as one constant where they are only iterated over or searched, else built from one.
pub(super) fn list_or_set(
    instrs: &mut [Instr],
    at: usize,
    next: Option<ops::Op>,
    consts: &mut ConstTable,
    pool: &mut ConstPool,
) {
    let build = instrs[at].op;
    let count = instrs[at].arg as usize;
    let only_read = matches!(next, Some(ops::GET_ITER | ops::CONTAINS_OP));
    if count > MAX_ELEMENTS || count < MIN_CONST_SEQUENCE && !only_read {
        return;
    }
    let Some(places) = const_loads(instrs, at, count) else {
        if only_read && build == ops::BUILD_LIST {
            instrs[at].op = ops::BUILD_TUPLE;
        }
        return;
    };
    let Some(items) = values(instrs, &places, consts, pool) else {
        return;
    };
    let constant = if build == ops::BUILD_SET {
        pool.add_set(&items)
    } else {
        pool.add(Const::Tuple(items))
    };
    let index = consts.add(constant);
    nop_out(instrs, &places);
    if only_read {
        instrs[at].set(ops::LOAD_CONST, index);
        return;
    }
    instrs[at - 2].loc = instrs[at].loc;
    instrs[at - 2].set(build, 0);
    instrs[at - 1].set(ops::LOAD_CONST, index);
    instrs[at].set(
        if build == ops::BUILD_LIST {
            ops::LIST_EXTEND
        } else {
            ops::SET_UPDATE
        },
        1,
    );
}

pub(super) fn binary(
    instrs: &mut [Instr],
    at: usize,
    consts: &mut ConstTable,
    pool: &mut ConstPool,
) {
    let Some(places) = const_loads(instrs, at, 2) else {
        return;
    };
    let Some(operands) = values(instrs, &places, consts, pool) else {
        return;
    };
    let Some(result) = eval::binary(pool, instrs[at].arg, operands[0], operands[1]) else {
        return;
    };
    nop_out(instrs, &places);
    load(&mut instrs[at], result, consts, pool);
}

pub(super) fn unary(
    instrs: &mut [Instr],
    at: usize,
    consts: &mut ConstTable,
    pool: &mut ConstPool,
) {
    let Some(places) = const_loads(instrs, at, 1) else {
        return;
    };
    let Some(operands) = values(instrs, &places, consts, pool) else {
        return;
    };
    let Some(result) = eval::unary(pool, instrs[at].op, operands[0]) else {
        return;
    };
    nop_out(instrs, &places);
    load(&mut instrs[at], result, consts, pool);
}
