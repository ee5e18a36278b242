//! The register IR: a linear trace in static single assignment form, with at most one loop, at its end.
//!
//! Everything before [`Code::Loop`] is the peeled first iteration; what follows is the loop proper, whose
//! [`Param`]s are its only values that differ from one iteration to the next.

use crate::ops::{Op, Ty};

/// A value: the instruction that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ref(pub u32);

impl Ref {
    /// No value.
    pub(crate) const NONE: Ref = Ref(u32::MAX);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    /// An operation of the table.
    Op(Op),
    /// A constant, `imm`; has no place in the order.
    Const,
    /// A value that the loop carries round.
    Param,
    /// The loop starts here.
    Loop,
    /// A call of the helper with `imm` as argument; frames and stack are in memory.
    Call,
}

/// See [`Inst::snapshot`].
pub(crate) const NO_SNAPSHOT: u32 = u32::MAX;

/// An instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inst {
    pub code: Code,
    /// The type of the result.
    pub ty: Ty,
    /// The operands in registers.
    pub args: [Ref; 2],
    /// The immediate.
    pub imm: i64,
    /// Whether the immediate stands for the last operand.
    pub immediate: bool,
    /// Index of the snapshot that is rebuilt where the instruction leaves.
    pub snapshot: u32,
}

impl Inst {
    pub(crate) fn operands(&self) -> impl Iterator<Item = Ref> + use<> {
        self.args.into_iter().filter(|arg| *arg != Ref::NONE)
    }

    pub(crate) fn is(&self, op: Op) -> bool {
        self.code == Code::Op(op)
    }
}

/// A value that the loop carries round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    /// The instruction.
    pub at: Ref,
    /// The value when the loop is entered.
    pub init: Ref,
    /// The value for the next iteration.
    pub next: Ref,
}

/// Where a snapshot's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A slot (local or stack) of a frame: number of the frame, outermost first; index of the slot.
    Slot(u8, u16),
    /// The function of an inlined call's frame.
    Function(u8),
    /// A field that holds a machine integer: offset in the object that the next entry, an [`Place::Object`], names.
    Field(u16),
    /// The object of the field before.
    Object,
}

/// A frame as it must be when the trace is left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameState {
    /// Its code object.
    pub code: usize,
    /// The code unit to go on with; in a caller, the call.
    pub unit: u32,
    /// Units from a caller's call to where the callee returns to.
    pub return_offset: u16,
    /// Locals and used stack slots.
    pub depth: u16,
}

/// The interpreter's state at an exit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// The trace's exit.
    pub exit: u32,
    /// The frames, outermost first.
    pub frames: Vec<FrameState>,
    /// What is not in memory yet.
    pub values: Vec<(Place, Ref)>,
    /// Why the trace is left.
    pub reason: Reason,
    /// How many of the trace's steps are done then.
    pub done: u32,
}

/// Why a trace is left, which says what is left to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A guard failed, or the trace has ended: the state is rebuilt.
    #[default]
    Guard,
    /// A helper has asked for it; all state is in memory.
    Helper,
    /// An event is pending: it is handled, and execution goes on at this code unit.
    Event(u32),
    /// A frame begins whose instructions are known only now; all state is in memory.
    Dynamic,
}

/// A trace in the register IR.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ir {
    /// Instructions by [`Ref`].
    pub insts: Vec<Inst>,
    /// The order of those that have one.
    pub order: Vec<Ref>,
    /// What the loop carries round.
    pub params: Vec<Param>,
    /// See [`Snapshot`].
    pub snapshots: Vec<Snapshot>,
    /// Index in `snapshots` of how a trace that is no loop ends.
    pub end: Option<u32>,
}

impl Ir {
    pub(crate) fn get(&self, at: Ref) -> &Inst {
        &self.insts[at.index()]
    }

    /// The constant that a value is.
    pub(crate) fn constant(&self, at: Ref) -> Option<i64> {
        (at != Ref::NONE && self.get(at).code == Code::Const).then(|| self.get(at).imm)
    }

    /// Removes what nothing needs.
    pub(crate) fn remove_dead(&mut self) {
        let mut live = vec![false; self.insts.len()];
        let mut work: Vec<Ref> = Vec::new();
        let mark = |at: Ref, live: &mut Vec<bool>, work: &mut Vec<Ref>| {
            if at != Ref::NONE && !std::mem::replace(&mut live[at.index()], true) {
                work.push(at);
            }
        };
        for &at in &self.order {
            let needed = match self.get(at).code {
                Code::Op(op) => op.is_guard() || op.flags().raises || op.flags().writes,
                Code::Loop | Code::Call => true,
                Code::Const | Code::Param => false,
            };
            if needed {
                mark(at, &mut live, &mut work);
            }
        }
        if let Some(end) = self.end {
            self.snapshots[end as usize]
                .values
                .iter()
                .for_each(|(_, value)| mark(*value, &mut live, &mut work));
        }
        while let Some(at) = work.pop() {
            let inst = *self.get(at);
            inst.operands()
                .for_each(|arg| mark(arg, &mut live, &mut work));
            if inst.snapshot != NO_SNAPSHOT {
                let values = &self.snapshots[inst.snapshot as usize].values;
                values
                    .iter()
                    .for_each(|(_, value)| mark(*value, &mut live, &mut work));
            }
            if inst.code == Code::Param
                && let Some(param) = self.params.iter().find(|param| param.at == at)
            {
                mark(param.init, &mut live, &mut work);
                mark(param.next, &mut live, &mut work);
            }
        }
        self.order.retain(|at| live[at.index()]);
        self.params.retain(|param| live[param.at.index()]);
    }
}
