//! Bridges: the way from an exit of one trace into another trace, without leaving machine code.
//!
//! A bridge brings into memory what the exit's plan says, counts, and jumps. It first writes the registers that the plan
//! names to where leaving would save them, so that two registers are free for everything that follows. Only exits in the
//! frame that is running have bridges; others, which have frames to push, are taken by [`Plan::leave`].

use core::mem::size_of;

use uops::prims;

use crate::context::{PLANS, SLOTS, TRACE};
use crate::exits::{Plan, boxed};
use crate::ir::{Place, Reason};
use crate::lower::slot_offset;
use crate::ops::{Op, Ty};
use crate::regalloc::Loc;
use crate::stencil::{Reg, SAVED_FLOATS, SAVED_WORDS, WORDS, variant};

/// Where a bridge leads.
pub(crate) struct Target {
    /// The trace's number.
    pub trace: u32,
    /// Address of its plans.
    pub plans: usize,
    /// Addresses of the counts that taking the bridge raises.
    pub counts: [usize; 2],
}

const FIRST: Reg = Reg(0);
const SECOND: Reg = Reg(1);
const FLOAT: Reg = Reg(WORDS as u8);

/// The stencils of a bridge, with their immediates; `None` where the exit can have none.
pub(crate) fn bridge(plan: &Plan, target: &Target) -> Option<Vec<(usize, i64)>> {
    if plan.reason != Reason::Guard || plan.frames.len() != 1 {
        return None;
    }
    let mut ops = Ops(Vec::new());
    ops.save(plan);
    let mut field = None;
    for (place, ty, loc) in &plan.values {
        match *place {
            Place::Slot(_, slot) => {
                ops.load_boxed(*ty, *loc);
                ops.push(Op::store_slot, &[FIRST], slot_offset(slot as usize));
            }
            Place::Field(offset) => field = Some((offset, *ty, *loc)),
            Place::Object => {
                let (offset, ty, value) = field.take()?;
                ops.load_raw(ty, value);
                ops.load(FIRST, *loc);
                ops.push(Op::store, &[FIRST, SECOND], offset as usize);
            }
            Place::Function(_) => return None,
        }
    }
    for count in target.counts {
        ops.push(Op::constant, &[FIRST], count);
        ops.push(Op::load, &[SECOND, FIRST], 0);
        ops.0.push((variant(Op::add, true, &[SECOND]), 1));
        ops.push(Op::store, &[FIRST, SECOND], 0);
    }
    for (value, offset) in [(target.trace as usize, TRACE), (target.plans, PLANS)] {
        ops.push(Op::constant, &[FIRST], value);
        ops.push(Op::spill, &[FIRST], offset);
    }
    Some(ops.0)
}

struct Ops(Vec<(usize, i64)>);

impl Ops {
    fn push(&mut self, op: Op, registers: &[Reg], imm: usize) {
        self.0.push((variant(op, false, registers), imm as i64));
    }

    /// Writes the registers that the plan names to the context.
    fn save(&mut self, plan: &Plan) {
        let mut saved = 0u32;
        for (_, _, loc) in &plan.values {
            if let Loc::Reg(reg) = *loc
                && saved & 1 << reg.0 == 0
            {
                saved |= 1 << reg.0;
                let op = if reg.is_float() {
                    Op::spill_float
                } else {
                    Op::spill
                };
                self.push(op, &[reg], saved_at(reg));
            }
        }
    }

    fn load(&mut self, to: Reg, loc: Loc) {
        let op = if to.is_float() {
            Op::reload_float
        } else {
            Op::reload
        };
        match loc {
            Loc::Const(bits) => self.push(Op::constant, &[to], bits as usize),
            Loc::Slot(slot) => self.push(op, &[to], SLOTS + size_of::<u64>() * slot as usize),
            Loc::Reg(reg) => self.push(op, &[to], saved_at(reg)),
        }
    }

    /// The boxed value, in the first register.
    fn load_boxed(&mut self, ty: Ty, loc: Loc) {
        if let Loc::Const(bits) = loc {
            return self.push(Op::constant, &[FIRST], boxed(ty, bits as u64) as usize);
        }
        match ty {
            Ty::Float => {
                self.load(FLOAT, loc);
                self.push(Op::box_float, &[FIRST, FLOAT], 0);
            }
            Ty::Int | Ty::Bool => {
                self.load(FIRST, loc);
                let op = if ty == Ty::Int {
                    Op::box_int
                } else {
                    Op::box_bool
                };
                self.push(op, &[FIRST], 0);
            }
            _ => self.load(FIRST, loc),
        }
    }

    /// The machine number of an iterator's field, in the second register.
    fn load_raw(&mut self, ty: Ty, loc: Loc) {
        if let (Ty::Int, Loc::Const(bits)) = (ty, loc) {
            return self.push(Op::constant, &[SECOND], prims::raw_of_int(bits) as usize);
        }
        self.load(SECOND, loc);
        if ty == Ty::Int {
            self.push(Op::raw_of_int, &[SECOND], 0);
        }
    }
}

/// Where leaving saves a register.
fn saved_at(reg: Reg) -> usize {
    let first = if reg.is_float() {
        SAVED_FLOATS
    } else {
        SAVED_WORDS
    };
    first + size_of::<u64>() * reg.number()
}
