//! Builds the register IR, and makes it better on the way (as LuaJIT's folding engine does): every instruction is folded,
//! strength-reduced and looked up among those there are before it is appended. Since a trace is linear, what is computed
//! or guarded once holds for all that follows; in the second iteration of a peeled loop, all that is invariant is
//! therefore found to be there already.

use std::collections::{HashMap, HashSet};

use uops::Effects;

use crate::fold::{Outcome, eval};
use crate::ir::{Code, Inst, Ir, NO_SNAPSHOT, Param, Ref};
use crate::ops::{Op, Ty};
use crate::ranges::Range;

/// What a load depends on; a store to a space ends the validity of earlier loads from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    /// Never changes (class and items of tuples, classes of native objects, ...).
    Fixed,
    /// Changed only by arbitrary code: classes of instances, versions, dicts of instances.
    Stable,
    /// The locals and stack of the entry frame, before the trace has stored there.
    Slots,
    /// An inline value of an instance, at this offset.
    Attribute(u16),
    /// Length and body of lists.
    ListHeader,
    /// Items of lists.
    ListItems,
    /// Fields of iterators, at this offset.
    Iterator(u16),
    /// Values of dicts.
    DictValues,
    /// Contents of cells.
    Cells,
    /// The count of a trace's rounds.
    Rounds,
    /// All of a part of memory that the table of effects names.
    All(uops::Space),
}

impl Space {
    /// The part of memory that it belongs to, if operations may write to that without running Python code.
    fn part(self) -> Option<uops::Space> {
        Some(match self {
            Space::Slots => uops::Space::Locals,
            Space::Attribute(_) => uops::Space::Attributes,
            Space::ListHeader | Space::ListItems => uops::Space::Items,
            Space::Iterator(_) => uops::Space::Iterators,
            Space::DictValues => uops::Space::Dicts,
            Space::Cells => uops::Space::Cells,
            Space::Fixed | Space::Stable | Space::Rounds | Space::All(_) => return None,
        })
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    code: Code,
    args: [Ref; 2],
    imm: i64,
    immediate: bool,
    epoch: u32,
}

/// See the module's documentation.
#[derive(Clone, Default)]
pub(crate) struct Builder {
    pub ir: Ir,
    constants: HashMap<(i64, Ty), Ref>,
    known: HashMap<Key, Ref>,
    ranges: HashMap<Ref, Range>,
    epochs: HashMap<Space, u32>,
    calls: u32,
    /// Spaces stored to since the last [`Builder::start_loop`] (or the start).
    pub clobbered: HashSet<Space>,
    /// Calls since then.
    pub called: bool,
}

impl Builder {
    /// A constant.
    pub(crate) fn constant(&mut self, ty: Ty, bits: i64) -> Ref {
        if let Some(found) = self.constants.get(&(bits, ty)) {
            return *found;
        }
        let at = self.push(Inst {
            code: Code::Const,
            ty,
            args: [Ref::NONE; 2],
            imm: bits,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
        self.constants.insert((bits, ty), at);
        at
    }

    /// A constant int.
    pub(crate) fn int(&mut self, value: i64) -> Ref {
        self.constant(Ty::Int, value << 16)
    }

    fn push(&mut self, inst: Inst) -> Ref {
        let at = Ref(self.ir.insts.len() as u32);
        self.ir.insts.push(inst);
        if inst.code != Code::Const {
            self.ir.order.push(at);
        }
        at
    }

    /// The range of an int or raw number.
    pub(crate) fn range(&self, at: Ref) -> Range {
        let inst = self.ir.get(at);
        match (inst.code, inst.ty) {
            (Code::Const, Ty::Int) => Range::exactly(inst.imm >> 16),
            (Code::Const, Ty::Raw) => Range::exactly(inst.imm),
            _ => self
                .ranges
                .get(&at)
                .copied()
                .unwrap_or(if inst.ty == Ty::Int {
                    Range::INT
                } else {
                    Range::RAW
                }),
        }
    }

    /// Notes that a number is in a range from here on.
    pub(crate) fn narrow(&mut self, at: Ref, range: Range) {
        let narrowed = self.range(at).intersect(range);
        self.ranges.insert(at, narrowed);
    }

    fn defined_by(&self, at: Ref, op: Op) -> Option<[Ref; 2]> {
        let inst = self.ir.get(at);
        inst.is(op).then_some(inst.args)
    }

    /// A pure operation without exit.
    pub(crate) fn pure(&mut self, op: Op, args: [Ref; 2]) -> Ref {
        self.op(op, args, NO_SNAPSHOT)
    }

    /// A pure operation of one operand.
    pub(crate) fn unary(&mut self, op: Op, arg: Ref) -> Ref {
        self.pure(op, [arg, Ref::NONE])
    }

    /// A guard of a value and a constant.
    pub(crate) fn guard_with(&mut self, op: Op, arg: Ref, imm: i64, snapshot: u32) {
        if let Some(constant) = self.ir.constant(arg)
            && eval(op, &[constant, imm]) == Outcome::Is(1)
        {
            return;
        }
        self.find_or_push(op, [arg, Ref::NONE], imm, false, snapshot, Space::Fixed);
    }

    /// A pure operation, or a guard (its result means nothing).
    pub(crate) fn op(&mut self, op: Op, mut args: [Ref; 2], snapshot: u32) -> Ref {
        if op.flags().commutes && self.ir.constant(args[0]).is_some() {
            args.swap(0, 1);
        }
        if let Some(folded) = self.fold(op, args, snapshot) {
            return folded;
        }
        let op = self.reduce(op, args);
        let last = if args[1] == Ref::NONE { 0 } else { 1 };
        let immediate = op
            .flags()
            .imm
            .then(|| self.ir.constant(args[last]))
            .flatten()
            .filter(|imm| i32::try_from(*imm).is_ok());
        let operands = args;
        if immediate.is_some() {
            args[last] = Ref::NONE;
        }
        let at = self.find_or_push(
            op,
            args,
            immediate.unwrap_or(0),
            immediate.is_some(),
            snapshot,
            Space::Fixed,
        );
        self.learn(op, operands, at);
        at
    }

    fn find_or_push(
        &mut self,
        op: Op,
        args: [Ref; 2],
        imm: i64,
        immediate: bool,
        snapshot: u32,
        space: Space,
    ) -> Ref {
        let key = Key {
            code: Code::Op(op),
            args,
            imm,
            immediate,
            epoch: self.epoch(space),
        };
        if let Some(found) = self.known.get(&key) {
            return *found;
        }
        let ty = match op.result() {
            Some(Ty::Word) => self.ir.get(args[0]).ty,
            Some(ty) => ty,
            None => Ty::Raw,
        };
        let at = self.push(Inst {
            code: Code::Op(op),
            ty,
            args,
            imm,
            immediate,
            snapshot,
        });
        self.known.insert(key, at);
        at
    }

    /// Constant folding and identities.
    fn fold(&mut self, op: Op, args: [Ref; 2], snapshot: u32) -> Option<Ref> {
        let constants = args.map(|arg| self.ir.constant(arg));
        let ty = op.result().map(|ty| {
            if ty == Ty::Word {
                self.ir.get(args[0]).ty
            } else {
                ty
            }
        });
        let all: Option<Vec<i64>> = args
            .iter()
            .zip(constants)
            .filter(|(arg, _)| **arg != Ref::NONE)
            .map(|(_, constant)| constant)
            .collect();
        if let Some(all) = all
            && let Outcome::Is(bits) = eval(op, &all)
        {
            return Some(match ty {
                Some(ty) => self.constant(ty, bits),
                None => args[0],
            });
        }
        let inverse =
            |this: &Builder, other: Op| this.defined_by(args[0], other).map(|args| args[0]);
        match op {
            Op::unbox_int => inverse(self, Op::box_int),
            Op::box_int => inverse(self, Op::unbox_int),
            Op::unbox_float => inverse(self, Op::box_float),
            Op::unbox_bool => inverse(self, Op::box_bool),
            Op::box_bool => inverse(self, Op::unbox_bool),
            Op::not => inverse(self, Op::not),
            Op::int_of_raw => inverse(self, Op::raw_of_int),
            Op::raw_of_int => inverse(self, Op::int_of_raw),
            Op::guard_int => self.defined_by(args[0], Op::box_int).map(|_| args[0]),
            Op::guard_float => self.defined_by(args[0], Op::box_float).map(|_| args[0]),
            Op::guard_bool => self.defined_by(args[0], Op::box_bool).map(|_| args[0]),
            Op::int_add | Op::add | Op::int_sub | Op::sub | Op::or | Op::xor
                if constants[1] == Some(0) =>
            {
                Some(args[0])
            }
            Op::int_mul if constants[1] == Some(1 << 16) => Some(args[0]),
            Op::guard_true | Op::guard_false => self.fuse(op == Op::guard_true, args[0], snapshot),
            Op::guard_lt
            | Op::guard_le
            | Op::guard_gt
            | Op::guard_ge
            | Op::guard_eq
            | Op::guard_ne => {
                let (a, b) = (self.range(args[0]), self.range(args[1]));
                let holds = match op {
                    Op::guard_lt => a.hi < b.lo,
                    Op::guard_le => a.hi <= b.lo,
                    Op::guard_gt => a.lo > b.hi,
                    Op::guard_ge => a.lo >= b.hi,
                    Op::guard_ne => a.hi < b.lo || a.lo > b.hi,
                    _ => false,
                };
                holds.then_some(args[0])
            }
            Op::guard_index => {
                let (index, len) = (self.range(args[0]), self.range(args[1]));
                (index.lo >= 0 && index.hi < len.lo).then_some(args[0])
            }
            _ => None,
        }
    }

    /// A guard of a comparison's outcome becomes a guard that compares.
    fn fuse(&mut self, wanted: bool, flag: Ref, snapshot: u32) -> Option<Ref> {
        let inst = *self.ir.get(flag);
        let Code::Op(op) = inst.code else { return None };
        let guard = match (op, wanted) {
            (Op::not, _) => {
                return Some(self.op(
                    if wanted {
                        Op::guard_false
                    } else {
                        Op::guard_true
                    },
                    [inst.args[0], Ref::NONE],
                    snapshot,
                ));
            }
            (Op::bool_of_mask, _) => {
                let mask = *self.ir.get(inst.args[0]);
                let Code::Op(op) = mask.code else { return None };
                let guard = match (op, wanted) {
                    (Op::float_lt, true) => Op::guard_float_lt,
                    (Op::float_lt, false) => Op::guard_float_not_lt,
                    (Op::float_le, true) => Op::guard_float_le,
                    (Op::float_le, false) => Op::guard_float_not_le,
                    (Op::float_eq, true) => Op::guard_float_eq,
                    (Op::float_eq, false) => Op::guard_float_ne,
                    _ => return None,
                };
                return Some(self.op(guard, mask.args, snapshot));
            }
            (Op::lt, true) => Op::guard_lt,
            (Op::lt, false) => Op::guard_ge,
            (Op::le, true) => Op::guard_le,
            (Op::le, false) => Op::guard_gt,
            (Op::eq, true) | (Op::ne, false) => Op::guard_eq,
            (Op::eq, false) | (Op::ne, true) => Op::guard_ne,
            _ => return None,
        };
        let mut args = inst.args;
        if inst.immediate {
            let ty = self.ir.get(args[0]).ty;
            args[1] = self.constant(ty, inst.imm);
        }
        Some(self.op(guard, args, snapshot))
    }

    /// A cheaper operation that does the same, given the operands' ranges.
    fn reduce(&self, op: Op, args: [Ref; 2]) -> Op {
        let cheaper = match op {
            Op::int_add => Op::add,
            Op::int_sub => Op::sub,
            _ => return op,
        };
        match Range::of(op, self.range(args[0]), self.range(args[1])) {
            Some(range) if range.fits() => cheaper,
            _ => op,
        }
    }

    /// Notes what an instruction tells about its result and, behind a guard, its operands.
    fn learn(&mut self, op: Op, args: [Ref; 2], at: Ref) {
        let second = if args[1] == Ref::NONE {
            args[0]
        } else {
            args[1]
        };
        let numbers = |ty| matches!(ty, Ty::Int | Ty::Raw);
        if !numbers(self.ir.get(args[0]).ty) || !numbers(self.ir.get(second).ty) {
            return;
        }
        let (a, b) = (self.range(args[0]), self.range(second));
        let (below, above) = (|x: i64| x.saturating_sub(1), |x: i64| x.saturating_add(1));
        let narrowed = match op {
            Op::guard_lt => Some((Range::new(a.lo, below(b.hi)), Range::new(above(a.lo), b.hi))),
            Op::guard_le => Some((Range::new(a.lo, b.hi), Range::new(a.lo, b.hi))),
            Op::guard_gt => Some((Range::new(above(b.lo), a.hi), Range::new(b.lo, below(a.hi)))),
            Op::guard_ge => Some((Range::new(b.lo, a.hi), Range::new(b.lo, a.hi))),
            Op::guard_eq => Some((b, a)),
            Op::guard_index => Some((Range::new(0, below(b.hi)), Range::new(1, b.hi))),
            _ => None,
        };
        if let Some((first, other)) = narrowed {
            self.narrow(args[0], first);
            self.narrow(second, other);
        } else if op.result().is_some()
            && let Some(range) = Range::of(op, a, b)
        {
            let all = if self.ir.get(at).ty == Ty::Int {
                Range::INT
            } else {
                Range::RAW
            };
            self.narrow(at, range.intersect(all));
        }
    }

    fn epoch(&self, space: Space) -> u32 {
        match space {
            Space::Fixed => 0,
            // Epochs of spaces are far from those of calls, so that a sum tells them apart. Those of a space and of the part
            // that it belongs to only grow, so that their sum changes with either.
            _ => {
                let part = space.part().map(Space::All);
                let own = [Some(space), part].into_iter().flatten();
                let sum: u32 = own.filter_map(|space| self.epochs.get(&space)).sum();
                self.calls * 0x1_0000 + sum + 1
            }
        }
    }

    /// A load; `ty` is the type of the result where the operation leaves it open.
    pub(crate) fn load(
        &mut self,
        op: Op,
        space: Space,
        args: [Ref; 2],
        offset: usize,
        ty: Ty,
    ) -> Ref {
        let key = Key {
            code: Code::Op(op),
            args,
            imm: offset as i64,
            immediate: false,
            epoch: self.epoch(space),
        };
        if let Some(found) = self.known.get(&key) {
            return *found;
        }
        let ty = op.result().filter(|ty| *ty != Ty::Word).unwrap_or(ty);
        let at = self.push(Inst {
            code: Code::Op(op),
            ty,
            args,
            imm: offset as i64,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
        self.known.insert(key, at);
        at
    }

    /// What a load from a place would give, if that is known.
    pub(crate) fn known_load(&self, space: Space, base: Ref, offset: usize) -> Option<Ref> {
        let key = Key {
            code: Code::Op(Op::load),
            args: [base, Ref::NONE],
            imm: offset as i64,
            immediate: false,
            epoch: self.epoch(space),
        };
        self.known.get(&key).copied()
    }

    /// Whether a value is known not to be the empty slot: it is unboxed, or was stored, or was found to be there.
    pub(crate) fn is_not_null(&self, at: Ref) -> bool {
        let guard = Key {
            code: Code::Op(Op::guard_is_not),
            args: [at, Ref::NONE],
            imm: uops::Value::NULL.bits() as i64,
            immediate: false,
            epoch: 0,
        };
        let loaded = self.ir.get(at).is(Op::load);
        self.ir.get(at).ty != Ty::Value || !loaded || self.known.contains_key(&guard)
    }

    /// Whether a guard without immediate is known to hold.
    pub(crate) fn is_guarded(&self, op: Op, arg: Ref) -> bool {
        self.known.contains_key(&Key {
            code: Code::Op(op),
            args: [arg, Ref::NONE],
            imm: 0,
            immediate: false,
            epoch: 0,
        })
    }

    /// A guard that reads memory.
    pub(crate) fn guard_memory(&mut self, op: Op, space: Space, arg: Ref, imm: i64, snapshot: u32) {
        self.find_or_push(op, [arg, Ref::NONE], imm, false, snapshot, space);
    }

    /// A guard that must be made each time.
    pub(crate) fn guard_always(&mut self, op: Op, arg: Ref, imm: i64, snapshot: u32) {
        self.push(Inst {
            code: Code::Op(op),
            ty: Ty::Raw,
            args: [arg, Ref::NONE],
            imm,
            immediate: false,
            snapshot,
        });
    }

    /// A store. Later loads from the same place find what was stored.
    pub(crate) fn store(&mut self, op: Op, space: Space, base: Ref, value: Ref, offset: usize) {
        self.push(Inst {
            code: Code::Op(op),
            ty: Ty::Raw,
            args: [base, value],
            imm: offset as i64,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
        self.clobber(space);
        if !matches!(space, Space::ListItems) {
            let key = Key {
                code: Code::Op(Op::load),
                args: [base, Ref::NONE],
                imm: offset as i64,
                immediate: false,
                epoch: self.epoch(space),
            };
            self.known.insert(key, value);
        }
    }

    /// A store into a slot of the frame.
    pub(crate) fn store_slot(&mut self, value: Ref, offset: usize) {
        self.push(Inst {
            code: Code::Op(Op::store_slot),
            ty: Ty::Raw,
            args: [value, Ref::NONE],
            imm: offset as i64,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
    }

    /// Ends the validity of loads from a space.
    pub(crate) fn clobber(&mut self, space: Space) {
        *self.epochs.entry(space).or_default() += 1;
        self.clobbered.insert(space);
    }

    /// A call of the helper, which has some effects; `frames`: it makes another frame the running one.
    pub(crate) fn call(&mut self, imm: i64, snapshot: u32, effects: Effects, frames: bool) {
        self.push(Inst {
            code: Code::Call,
            ty: Ty::Raw,
            args: [Ref::NONE; 2],
            imm,
            immediate: false,
            snapshot,
        });
        if effects.runs || frames {
            self.calls += 1;
            self.called = true;
            return;
        }
        // Its results are in slots.
        self.clobber(Space::Slots);
        let written = uops::Space::ALL.into_iter();
        for part in written.filter(|part| effects.writes(*part)) {
            self.clobber(Space::All(part));
        }
    }

    /// The loop starts here; its body changes the given spaces, and calls.
    pub(crate) fn start_loop(&mut self, clobbered: &HashSet<Space>, called: bool) {
        self.push(Inst {
            code: Code::Loop,
            ty: Ty::Raw,
            args: [Ref::NONE; 2],
            imm: 0,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
        for space in clobbered {
            *self.epochs.entry(*space).or_default() += 1;
        }
        self.calls += u32::from(called);
        self.clobbered.clear();
        self.called = false;
    }

    /// A value that the loop carries round.
    pub(crate) fn param(&mut self, init: Ref) -> Ref {
        let ty = self.ir.get(init).ty;
        let at = self.push(Inst {
            code: Code::Param,
            ty,
            args: [Ref::NONE; 2],
            imm: 0,
            immediate: false,
            snapshot: NO_SNAPSHOT,
        });
        self.ir.params.push(Param {
            at,
            init,
            next: Ref::NONE,
        });
        at
    }
}
