//! Loop peeling: the second iteration becomes the loop, and everything the first has computed is there already.

use std::collections::HashMap;

use uops::Uncompiled;

use super::state::{Field, IN_MEMORY, Slot, slot_offset};
use super::{Done, Lowering};
use crate::builder::Space;
use crate::ir::Ref;
use crate::ops::{Op, Ty};

/// What is assumed of a slot of the entry frame at the loop's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Assumption {
    /// Its value never changes.
    Invariant,
    /// It changes, always in the representation that the first iteration left.
    Unboxed,
    /// It changes, boxed.
    Boxed,
    /// It is in memory.
    Memory,
}

/// As often as the second iteration is made at most.
const ATTEMPTS: usize = 12;

impl Lowering<'_> {
    /// Makes the loop, after the first iteration.
    pub(super) fn close_loop(&mut self) -> Done {
        if self.state.frames.len() != 1 {
            return Err(Uncompiled::LoopFrame);
        }
        let depth = self.state.current().depth;
        let mut assumptions: HashMap<usize, Assumption> = HashMap::new();
        for index in 0..depth {
            let slot = self.state.current().slots[index];
            let constant = slot.value != Ref::NONE && self.b.ir.constant(slot.value).is_some();
            let first = if !slot.dirty || constant {
                Assumption::Invariant
            } else {
                Assumption::Unboxed
            };
            assumptions.insert(index, first);
        }
        let mut keep_fields = true;
        let (mut clobbered, mut called) = (self.b.clobbered.clone(), self.b.called);
        clobbered.insert(Space::Rounds);
        let before = (self.b.clone(), self.state.clone(), self.records.len());
        for _ in 0..ATTEMPTS {
            self.b = before.0.clone();
            self.state = before.1.clone();
            self.records.truncate(before.2);
            if !keep_fields {
                self.flush_fields(|_| true);
            }
            self.prepare(&assumptions);
            self.b.start_loop(&clobbered, called);
            let header = self.parameters(&assumptions);
            let fields = self.field_parameters();
            self.count_round();
            let dirty: Vec<bool> = self
                .state
                .current()
                .slots
                .iter()
                .map(|slot| slot.dirty)
                .collect();
            self.iteration()?;
            if self.state.frames.len() != 1 || self.state.current().depth != depth {
                return Err(Uncompiled::LoopStack);
            }
            let mut again = self.b.clobbered.difference(&clobbered).next().is_some()
                || self.b.called && !called;
            clobbered.extend(self.b.clobbered.iter().copied());
            called |= self.b.called;
            for index in 0..depth {
                if let Some(weaker) =
                    self.weaken(index, assumptions[&index], header[index], dirty[index])
                {
                    assumptions.insert(index, weaker);
                    again = true;
                }
            }
            let complete = fields.iter().all(|field| {
                self.state
                    .fields
                    .iter()
                    .any(|end| (end.object, end.offset) == (field.object, field.offset))
            });
            if !complete {
                keep_fields = false;
                again = true;
            }
            if again {
                continue;
            }
            self.flush_fields(|field| {
                !fields
                    .iter()
                    .any(|start| (start.object, start.offset) == (field.object, field.offset))
            });
            // Those stores are part of the loop as well.
            if self.b.clobbered.difference(&clobbered).next().is_some() {
                clobbered.extend(self.b.clobbered.iter().copied());
                continue;
            }
            self.close(&header, &fields, depth);
            return Ok(());
        }
        Err(Uncompiled::LoopTypes)
    }

    /// Counts that the loop begins again, where the run is watched for a report.
    fn count_round(&mut self) {
        if !self.vm.counting {
            return;
        }
        let address = core::ptr::from_ref(&*self.trace.jumps) as i64;
        let address = self.b.constant(Ty::Raw, address);
        let rounds = self
            .b
            .load(Op::load, Space::Rounds, [address, Ref::NONE], 0, Ty::Raw);
        let one = self.b.constant(Ty::Raw, 1);
        let more = self.b.pure(Op::add, [rounds, one]);
        self.b.store(Op::store, Space::Rounds, address, more, 0);
    }

    /// Brings slots into the form that is assumed at the loop's start.
    fn prepare(&mut self, assumptions: &HashMap<usize, Assumption>) {
        for index in 0..self.state.current().depth {
            let slot = self.state.current().slots[index];
            match assumptions[&index] {
                Assumption::Invariant => {}
                Assumption::Unboxed => {
                    let value = self.slot(index);
                    self.state.top().slots[index] = Slot { value, dirty: true };
                }
                Assumption::Boxed => {
                    let value = self.slot(index);
                    let value = self.boxed(value);
                    self.state.top().slots[index] = Slot { value, dirty: true };
                }
                Assumption::Memory => {
                    if slot.dirty {
                        let value = self.boxed(slot.value);
                        self.b.store_slot(value, slot_offset(index));
                    }
                    self.b.clobber(Space::Slots);
                    self.state.top().slots[index] = IN_MEMORY;
                }
            }
        }
    }

    /// Makes the slots' parameters; for each slot its parameter, or the invariant value.
    fn parameters(&mut self, assumptions: &HashMap<usize, Assumption>) -> Vec<Ref> {
        let mut header = Vec::new();
        for index in 0..self.state.current().depth {
            let slot = self.state.current().slots[index];
            if matches!(assumptions[&index], Assumption::Unboxed | Assumption::Boxed) {
                let param = self.b.param(slot.value);
                self.state.top().slots[index] = Slot {
                    value: param,
                    dirty: true,
                };
                header.push(param);
            } else {
                header.push(slot.value);
            }
        }
        header
    }

    fn field_parameters(&mut self) -> Vec<Field> {
        for index in 0..self.state.fields.len() {
            let value = self.state.fields[index].value;
            let param = self.b.param(value);
            let field = &mut self.state.fields[index];
            (field.value, field.dirty) = (param, true);
        }
        self.state.fields.clone()
    }

    /// A weaker assumption for a slot, if the second iteration has not borne out the present one.
    fn weaken(
        &mut self,
        index: usize,
        assumed: Assumption,
        header: Ref,
        dirty: bool,
    ) -> Option<Assumption> {
        let slot = self.state.current().slots[index];
        match assumed {
            Assumption::Invariant if slot.value == header && (dirty || !slot.dirty) => None,
            // A value that was read from memory is there still.
            Assumption::Invariant if header == Ref::NONE && !slot.dirty => None,
            Assumption::Invariant if slot.value == Ref::NONE => Some(Assumption::Memory),
            Assumption::Invariant if header == Ref::NONE => Some(Assumption::Memory),
            Assumption::Invariant => Some(Assumption::Unboxed),
            Assumption::Unboxed | Assumption::Boxed if slot.value == Ref::NONE => {
                Some(Assumption::Memory)
            }
            Assumption::Unboxed if self.convertible(slot.value, self.ty(header)) => None,
            Assumption::Unboxed => Some(Assumption::Boxed),
            Assumption::Boxed => None,
            Assumption::Memory => {
                if slot.dirty {
                    let value = self.boxed(slot.value);
                    self.b.store_slot(value, slot_offset(index));
                }
                None
            }
        }
    }

    fn convertible(&self, value: Ref, ty: Ty) -> bool {
        ty == self.ty(value)
            || ty == Ty::Value
            || self.ty(value) == Ty::Value && self.known(value) == ty
    }

    fn convert(&mut self, value: Ref, ty: Ty) -> Ref {
        match (self.ty(value), ty) {
            (from, to) if from == to => value,
            (_, Ty::Value) => self.boxed(value),
            (_, Ty::Int) => self.b.unary(Op::unbox_int, value),
            _ => self.b.unary(Op::unbox_float, value),
        }
    }

    /// Gives the parameters their values for the next iteration.
    fn close(&mut self, header: &[Ref], fields: &[Field], depth: usize) {
        let mut nexts: HashMap<Ref, Ref> = HashMap::new();
        for (index, param) in header.iter().enumerate().take(depth) {
            let value = self.state.current().slots[index].value;
            if *param != Ref::NONE && value != Ref::NONE {
                let value = self.convert(value, self.ty(*param));
                nexts.insert(*param, value);
            }
        }
        for field in fields {
            if let Some(end) = self
                .state
                .fields
                .iter()
                .find(|end| (end.object, end.offset) == (field.object, field.offset))
            {
                nexts.insert(field.value, end.value);
            }
        }
        for param in &mut self.b.ir.params {
            param.next = nexts.get(&param.at).copied().unwrap_or(param.at);
        }
    }
}
