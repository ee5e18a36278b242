//! The symbolic state while a trace is lowered: frames, their slots, and fields of iterators that are kept in registers.

use std::mem::offset_of;

use uops::Uncompiled;
use uops::layout::{Frame, RangeIter};
use vm::layout::Code as PyCode;

use super::Lowering;
use crate::builder::Space;
use crate::ir::{FrameState, Place, Reason, Ref, Snapshot};
use crate::ops::{Op, Ty};

/// A local or stack slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its value; `NONE` while it is only in memory.
    pub value: Ref,
    /// Whether memory does not have it.
    pub dirty: bool,
}

/// A slot that is only in memory.
pub(super) const IN_MEMORY: Slot = Slot {
    value: Ref::NONE,
    dirty: false,
};

/// A frame, real or elided.
#[derive(Clone, Debug)]
pub(super) struct FrameSym {
    pub code: *mut PyCode,
    /// Locals and stack.
    pub slots: Vec<Slot>,
    /// Locals and used stack slots.
    pub depth: usize,
    /// In a caller: the call's code unit.
    pub unit: u32,
    pub return_offset: u16,
    /// The function of an elided frame.
    pub function: Ref,
}

impl FrameSym {
    /// A frame that is in memory.
    pub(super) fn real(code: *mut PyCode, depth: usize) -> FrameSym {
        // SAFETY: pinned: the trace keeps its code objects alive.
        let slots = unsafe { (*code).slots() };
        FrameSym {
            code,
            slots: vec![IN_MEMORY; slots],
            depth,
            unit: 0,
            return_offset: 0,
            function: Ref::NONE,
        }
    }

    /// How many locals it has.
    pub(super) fn locals(&self) -> usize {
        // SAFETY: pinned: the trace keeps its code objects alive.
        unsafe { (*self.code).nlocalsplus as usize }
    }
}

/// A machine integer in an iterator that is kept in a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub object: Ref,
    pub offset: usize,
    pub value: Ref,
    pub dirty: bool,
}

/// The whole state.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Frames that the trace knows, outermost first.
    pub frames: Vec<FrameSym>,
    /// The innermost frame that is in memory; those after it are elided.
    pub real: usize,
    pub fields: Vec<Field>,
}

impl State {
    pub(super) fn top(&mut self) -> &mut FrameSym {
        self.frames.last_mut().expect("a trace has a frame")
    }

    pub(super) fn current(&self) -> &FrameSym {
        self.frames.last().expect("a trace has a frame")
    }

    pub(super) fn push(&mut self, value: Ref) {
        let top = self.top();
        top.slots[top.depth] = Slot { value, dirty: true };
        top.depth += 1;
    }

    /// The snapshot of this state.
    pub(super) fn snapshot(&self, exit: u32, unit: u32) -> Snapshot {
        let mut snapshot = Snapshot {
            exit,
            ..Snapshot::default()
        };
        let frames = &self.frames[self.real..];
        for (index, frame) in frames.iter().enumerate() {
            let unit = if index + 1 == frames.len() {
                unit
            } else {
                frame.unit
            };
            let (return_offset, depth) = (frame.return_offset, frame.depth as u16);
            snapshot.frames.push(FrameState {
                code: frame.code as usize,
                unit,
                return_offset,
                depth,
            });
            if index > 0 {
                snapshot
                    .values
                    .push((Place::Function(index as u8), frame.function));
            }
            for (number, slot) in frame.slots[..frame.depth].iter().enumerate() {
                if slot.dirty {
                    snapshot
                        .values
                        .push((Place::Slot(index as u8, number as u16), slot.value));
                }
            }
        }
        for field in self.fields.iter().filter(|field| field.dirty) {
            snapshot
                .values
                .push((Place::Field(field.offset as u16), field.value));
            snapshot.values.push((Place::Object, field.object));
        }
        snapshot
    }
}

/// Offset of a slot in its frame.
pub(crate) fn slot_offset(index: usize) -> usize {
    offset_of!(Frame, locals) + 8 * index
}

impl Lowering<'_> {
    /// The value of a slot of the running frame, loaded if need be.
    pub(super) fn slot(&mut self, index: usize) -> Ref {
        let slot = self.state.current().slots[index];
        if slot.value != Ref::NONE {
            return slot.value;
        }
        let value = self.b.load(
            Op::load_slot,
            Space::Slots,
            [Ref::NONE; 2],
            slot_offset(index),
            Ty::Value,
        );
        self.state.top().slots[index] = Slot {
            value,
            dirty: false,
        };
        value
    }

    pub(super) fn local(&mut self, index: u32) -> Ref {
        self.slot(index as usize)
    }

    pub(super) fn set_local(&mut self, index: u32, value: Ref) {
        self.state.top().slots[index as usize] = Slot { value, dirty: true };
    }

    /// The value `depth` below the top of the stack; 1 is the top.
    pub(super) fn peek(&mut self, depth: usize) -> Ref {
        let index = self.state.current().depth - depth;
        self.slot(index)
    }

    pub(super) fn set_peek(&mut self, depth: usize, value: Ref) {
        let top = self.state.top();
        let index = top.depth - depth;
        top.slots[index] = Slot { value, dirty: true };
    }

    pub(super) fn pop(&mut self) -> Ref {
        let value = self.peek(1);
        self.drop(1);
        value
    }

    pub(super) fn drop(&mut self, count: usize) {
        self.state.top().depth -= count;
    }

    pub(super) fn push(&mut self, value: Ref) {
        self.state.push(value);
    }

    pub(super) fn replace(&mut self, count: usize, value: Ref) {
        self.drop(count);
        self.push(value);
    }

    /// The exit of the micro-op: state as it is now.
    pub(super) fn exit(&mut self) -> u32 {
        let snapshot = self.state.snapshot(self.uop.exit, self.uop.target);
        self.add_snapshot(snapshot)
    }

    /// An exit of our own: back to the start of the instruction. `Err` where the instruction cannot be run again.
    pub(super) fn own_exit(&mut self) -> Result<u32, Uncompiled> {
        if self.effects {
            return Err(Uncompiled::PartlyDone(self.uop.uop));
        }
        if self.own == u32::MAX {
            let snapshot = self.start.snapshot(u32::MAX, self.uop.origin);
            self.own = self.add_snapshot(snapshot);
        }
        Ok(self.own)
    }

    pub(super) fn add_snapshot(&mut self, mut snapshot: Snapshot) -> u32 {
        // An event is handled, and an exception raised, by an instruction that has begun.
        let begun = matches!(snapshot.reason, Reason::Helper | Reason::Event(_));
        snapshot.done = self.uop.step + u32::from(begun);
        self.b.ir.snapshots.push(snapshot);
        self.b.ir.snapshots.len() as u32 - 1
    }

    /// Writes to memory what is only in registers.
    pub(super) fn flush(&mut self) {
        let frame = self.state.frames.len() - 1;
        for index in 0..self.state.frames[frame].depth {
            let slot = self.state.frames[frame].slots[index];
            if slot.dirty {
                let value = self.boxed(slot.value);
                self.b.store_slot(value, slot_offset(index));
                self.state.frames[frame].slots[index].dirty = false;
            }
        }
        self.flush_fields(|_| true);
    }

    /// Writes fields back, and forgets them.
    pub(super) fn flush_fields(&mut self, which: impl Fn(&Field) -> bool) {
        let (gone, kept): (Vec<Field>, Vec<Field>) = std::mem::take(&mut self.state.fields)
            .into_iter()
            .partition(|field| which(field));
        self.state.fields = kept;
        for field in gone.into_iter().filter(|field| field.dirty) {
            let value = if self.b.ir.get(field.value).ty == Ty::Int {
                self.b.unary(Op::raw_of_int, field.value)
            } else {
                field.value
            };
            self.b.store(
                Op::store,
                Space::Iterator(field.offset as u16),
                field.object,
                value,
                field.offset,
            );
        }
    }

    /// A field of an iterator, as an int or a raw number.
    pub(super) fn field(&mut self, object: Ref, offset: usize, ty: Ty) -> Ref {
        // Two iterators may be one object.
        self.flush_fields(|field| field.offset == offset && field.object != object);
        if let Some(field) = self
            .state
            .fields
            .iter()
            .find(|field| field.object == object && field.offset == offset)
        {
            return field.value;
        }
        let raw = self.b.load(
            Op::load,
            Space::Iterator(offset as u16),
            [object, Ref::NONE],
            offset,
            Ty::Raw,
        );
        let value = if ty == Ty::Int {
            self.b.unary(Op::int_of_raw, raw)
        } else {
            raw
        };
        self.state.fields.push(Field {
            object,
            offset,
            value,
            dirty: false,
        });
        value
    }

    pub(super) fn set_field(&mut self, object: Ref, offset: usize, value: Ref) {
        for field in &mut self.state.fields {
            if field.object == object && field.offset == offset {
                *field = Field {
                    object,
                    offset,
                    value,
                    dirty: true,
                };
            }
        }
    }

    /// The step of a range's iterator never changes.
    pub(super) fn range_step(&mut self, iterator: Ref) -> Ref {
        let raw = self.b.load(
            Op::load,
            Space::Fixed,
            [iterator, Ref::NONE],
            offset_of!(RangeIter, step),
            Ty::Raw,
        );
        self.b.unary(Op::int_of_raw, raw)
    }
}
