//! Attributes, globals, items, iteration.

use std::mem::offset_of;

use uops::layout::{
    BoundMethod, Cell, Class, Dict, DictTable, Frame, Function, Instance, List, Module, Object,
    RangeIter, SeqIter, SharedKeys, StrEntry, Tuple, ValueArray,
};
use uops::{Uncompiled, Uop, Value};

use vm::specialize::attribute::IN_DICT;

use super::{Done, Lowering};
use crate::builder::Space;
use crate::ir::Ref;
use crate::ops::{Op, Ty};
use crate::ranges::Range;

const NULL: i64 = Value::NULL.bits() as i64;

impl Lowering<'_> {
    pub(super) fn guard_class_of(&mut self, depth: usize, class: *mut Class) -> Done {
        let exit = self.exit();
        let value = self.peek(depth);
        self.class_or(value, class, exit);
        Ok(())
    }

    pub(super) fn guard_type_version(&mut self) -> Done {
        let exit = self.exit();
        let owner = self.peek(1);
        let owner = self.boxed(owner);
        self.b.op(Op::guard_object, [owner, Ref::NONE], exit);
        let class = self.load(Space::Stable, owner, offset_of!(Object, class), Ty::Raw);
        let version = self.load_u32(Space::Stable, class, offset_of!(Class, version));
        let wanted = i64::from(self.uop.operand as u32);
        self.guard_equal(version, wanted, exit);
        Ok(())
    }

    pub(super) fn guard_keys_version(&mut self) -> Done {
        let exit = self.exit();
        let owner = self.peek(1);
        let owner = self.boxed(owner);
        let class = self.load(Space::Stable, owner, offset_of!(Object, class), Ty::Raw);
        let keys = self.load(Space::Stable, class, offset_of!(Class, keys), Ty::Raw);
        let version = self.load_u32(Space::Stable, keys, offset_of!(SharedKeys, version));
        let wanted = i64::from(self.uop.operand as u32);
        self.guard_equal(version, wanted, exit);
        Ok(())
    }

    /// Stays while the instance keeps its attributes inline.
    pub(super) fn guard_no_dict(&mut self) -> Done {
        if self.uop.operand != 0 {
            return self.helper();
        }
        let exit = self.exit();
        let owner = self.peek(1);
        let owner = self.boxed(owner);
        let dict = self.load(Space::Stable, owner, offset_of!(Instance, dict), Ty::Value);
        self.b.guard_with(Op::guard_is, dict, NULL, exit);
        Ok(())
    }

    fn attribute(&self) -> usize {
        let index = isize::from(self.uop.operand as i16);
        offset_of!(Instance, values).wrapping_add_signed(8 * index)
    }

    pub(super) fn load_inline_value(&mut self) -> Done {
        let inline = self.uop.uop == Uop::_LOAD_ATTR_INSTANCE_VALUE;
        if inline && self.uop.operand & u64::from(IN_DICT) != 0 {
            return self.helper();
        }
        let exit = self.exit();
        let owner = self.peek(1);
        let (owner, offset) = (self.boxed(owner), self.attribute());
        let value = self.load(Space::Attribute(offset as u16), owner, offset, Ty::Value);
        if self.ty(value) == Ty::Value {
            self.b.guard_with(Op::guard_is_not, value, NULL, exit);
        }
        self.replace(1, value);
        Ok(())
    }

    /// Stays while the attribute is set already, or set after all those that are.
    pub(super) fn store_attribute(&mut self) -> Done {
        let Some(after) = self.uop.operand1.checked_sub(1) else {
            return self.helper();
        };
        let exit = self.exit();
        let owner = self.peek(1);
        let (owner, offset) = (self.boxed(owner), self.attribute());
        let known = self
            .b
            .known_load(Space::Attribute(offset as u16), owner, offset);
        let is_set = known.is_some_and(|value| self.b.is_not_null(value));
        if !is_set && after > 0 {
            let place = offset as i64 | (after as i64) << 32;
            self.b
                .guard_always(Op::attribute_in_order, owner, place, exit);
        }
        self.store_inline_value()
    }

    pub(super) fn store_inline_value(&mut self) -> Done {
        let (owner, value) = (self.pop(), self.pop());
        let (owner, value, offset) = (self.boxed(owner), self.boxed(value), self.attribute());
        self.b.store(
            Op::write_field,
            Space::Attribute(offset as u16),
            owner,
            value,
            offset,
        );
        self.effects = true;
        Ok(())
    }

    pub(super) fn load_attr_module(&mut self) -> Done {
        let exit = self.exit();
        let owner = self.peek(1);
        let owner = self.boxed(owner);
        self.b.op(Op::guard_object, [owner, Ref::NONE], exit);
        // A module may get another class, unlike what has a native class otherwise.
        let module = self.vm.types.module as i64;
        self.b
            .guard_memory(Op::guard_class, Space::Stable, owner, module, exit);
        let dict = self.load(Space::Stable, owner, offset_of!(Module, dict), Ty::Raw);
        let version = self.load_u32(Space::Stable, dict, offset_of!(Dict, keys_version));
        let wanted = i64::from(self.uop.operand as u32);
        self.guard_equal(version, wanted, exit);
        let value = self.dict_value(dict, (self.uop.operand >> 32) as usize, exit);
        self.replace(1, value);
        Ok(())
    }

    fn dict_value(&mut self, dict: Ref, index: usize, exit: u32) -> Ref {
        let table = self.load(Space::Stable, dict, offset_of!(Dict, table), Ty::Raw);
        let offset = offset_of!(DictTable, entries)
            + index * size_of::<StrEntry>()
            + offset_of!(StrEntry, value);
        let value = self.load(Space::DictValues, table, offset, Ty::Value);
        self.b.guard_with(Op::guard_is_not, value, NULL, exit);
        value
    }

    /// The running frame's globals or builtins.
    fn namespace(&mut self, builtins: bool) -> Ref {
        let function = self.state.current().function;
        if function == Ref::NONE {
            let offset = if builtins {
                offset_of!(Frame, builtins)
            } else {
                offset_of!(Frame, globals)
            };
            return self.b.load(
                Op::load_slot,
                Space::Slots,
                [Ref::NONE; 2],
                offset,
                Ty::Value,
            );
        }
        let offset = if builtins {
            offset_of!(Function, builtins)
        } else {
            offset_of!(Function, globals)
        };
        self.load(Space::Fixed, function, offset, Ty::Raw)
    }

    fn guard_dict_version(&mut self, dict: Ref, exit: u32) {
        let version = self.load_u32(Space::Stable, dict, offset_of!(Dict, keys_version));
        let low = self.raw(0xffff);
        let version = self.b.pure(Op::and, [version, low]);
        let wanted = i64::from(self.uop.operand as u16);
        self.guard_equal(version, wanted, exit);
    }

    pub(super) fn guard_globals_version(&mut self) -> Done {
        let exit = self.exit();
        let dict = self.namespace(false);
        self.guard_dict_version(dict, exit);
        Ok(())
    }

    pub(super) fn load_global(&mut self, builtins: bool) -> Done {
        let exit = self.exit();
        let dict = self.namespace(builtins);
        self.guard_dict_version(dict, exit);
        let index = self.uop.operand >> if builtins { 16 } else { 32 };
        let value = self.dict_value(dict, index as usize, exit);
        self.push(value);
        Ok(())
    }

    /// The content of the cell in a local.
    pub(super) fn load_deref(&mut self) -> Done {
        let exit = self.own_exit()?;
        let cell = self.local(self.uop.oparg);
        let cell = self.class_or(cell, self.vm.types.cell, exit);
        let value = self.load(Space::Cells, cell, offset_of!(Cell, content), Ty::Value);
        if self.ty(value) == Ty::Value {
            self.b.guard_with(Op::guard_is_not, value, NULL, exit);
        }
        self.push(value);
        Ok(())
    }

    pub(super) fn store_deref(&mut self) -> Done {
        let cell = self.local(self.uop.oparg);
        let cell = self.class(cell, self.vm.types.cell)?;
        let value = self.pop();
        let value = self.boxed(value);
        self.b.store(
            Op::write_field,
            Space::Cells,
            cell,
            value,
            offset_of!(Cell, content),
        );
        self.effects = true;
        Ok(())
    }

    /// The list and index of a subscript, checked; the list's body and the index.
    fn list_item(&mut self, list: Ref, index: Ref) -> Result<(Ref, Ref), Uncompiled> {
        let exit = self.exit();
        let list = self.class(list, self.vm.types.list)?;
        let index = self.int(index)?;
        let len = self.load(Space::ListHeader, list, offset_of!(List, len), Ty::Raw);
        self.b.narrow(len, Range::new(0, 1 << 47));
        self.b.op(Op::guard_index, [index, len], exit);
        let body = self.load(Space::ListHeader, list, offset_of!(List, body), Ty::Raw);
        Ok((body, index))
    }

    fn load_item(&mut self, space: Space, body: Ref, index: Ref, offset: usize) -> Ref {
        self.b
            .load(Op::load_item, space, [body, index], offset, Ty::Value)
    }

    pub(super) fn list_subscript(&mut self) -> Done {
        let (list, index) = (self.peek(2), self.peek(1));
        let (body, index) = self.list_item(list, index)?;
        let item = self.load_item(Space::ListItems, body, index, offset_of!(ValueArray, items));
        self.replace(2, item);
        Ok(())
    }

    pub(super) fn list_store(&mut self) -> Done {
        let (value, list, index) = (self.peek(3), self.peek(2), self.peek(1));
        let (body, index) = self.list_item(list, index)?;
        let value = self.boxed(value);
        let place = self.b.pure(Op::item_address, [body, index]);
        self.b.store(
            Op::write_field,
            Space::ListItems,
            place,
            value,
            offset_of!(ValueArray, items),
        );
        self.drop(3);
        self.effects = true;
        Ok(())
    }

    pub(super) fn tuple_subscript(&mut self) -> Done {
        let exit = self.exit();
        let (tuple, index) = (self.peek(2), self.peek(1));
        let tuple = self.class(tuple, self.vm.types.tuple)?;
        let index = self.int(index)?;
        let len = self.load(Space::Fixed, tuple, offset_of!(Tuple, len), Ty::Raw);
        self.b.op(Op::guard_index, [index, len], exit);
        let item = self.load_item(Space::Fixed, tuple, index, offset_of!(Tuple, items));
        self.replace(2, item);
        Ok(())
    }

    pub(super) fn unpack_tuple(&mut self, count: usize) -> Done {
        let exit = self.exit();
        let tuple = self.peek(1);
        let tuple = self.class(tuple, self.vm.types.tuple)?;
        let len = self.load(Space::Fixed, tuple, offset_of!(Tuple, len), Ty::Raw);
        self.guard_equal(len, count as i64, exit);
        let items: Vec<Ref> = (0..count)
            .map(|index| {
                self.load(
                    Space::Fixed,
                    tuple,
                    offset_of!(Tuple, items) + 8 * index,
                    Ty::Value,
                )
            })
            .collect();
        self.drop(1);
        items.into_iter().rev().for_each(|item| self.push(item));
        Ok(())
    }

    pub(super) fn unpack_list(&mut self, count: usize) -> Done {
        let exit = self.exit();
        let list = self.peek(1);
        let list = self.class(list, self.vm.types.list)?;
        let len = self.load(Space::ListHeader, list, offset_of!(List, len), Ty::Raw);
        self.guard_equal(len, count as i64, exit);
        let body = self.load(Space::ListHeader, list, offset_of!(List, body), Ty::Raw);
        let items: Vec<Ref> = (0..count)
            .map(|index| {
                let index = self.b.int(index as i64);
                self.load_item(Space::ListItems, body, index, offset_of!(ValueArray, items))
            })
            .collect();
        self.drop(1);
        items.into_iter().rev().for_each(|item| self.push(item));
        Ok(())
    }

    pub(super) fn guard_range_not_exhausted(&mut self) -> Done {
        let own = self.own_exit()?;
        let iterator = self.peek(1);
        let iterator = self.class_or(iterator, self.vm.types.range_iterator, own);
        let exit = self.exit();
        let remaining = self.field(iterator, offset_of!(RangeIter, remaining), Ty::Raw);
        let zero = self.raw(0);
        self.b.op(Op::guard_gt, [remaining, zero], exit);
        Ok(())
    }

    pub(super) fn next_of_range(&mut self) -> Done {
        let iterator = self.peek(1);
        let iterator = self.class(iterator, self.vm.types.range_iterator)?;
        let remaining = self.field(iterator, offset_of!(RangeIter, remaining), Ty::Raw);
        let value = self.field(iterator, offset_of!(RangeIter, next), Ty::Int);
        let step = self.range_step(iterator);
        // Only after the last number can the next one be out of range, and then nothing reads it.
        let next = self.b.pure(Op::add, [value, step]);
        let one = self.raw(1);
        let less = self.b.pure(Op::sub, [remaining, one]);
        self.set_field(iterator, offset_of!(RangeIter, next), next);
        self.set_field(iterator, offset_of!(RangeIter, remaining), less);
        self.push(value);
        Ok(())
    }

    /// The sequence of a list's or tuple's iterator, and its length.
    fn sequence(&mut self, list: bool, exit: u32) -> Result<(Ref, Ref, Ref), Uncompiled> {
        let own = self.own_exit()?;
        let class = if list {
            self.vm.types.list_iterator
        } else {
            self.vm.types.tuple_iterator
        };
        let iterator = self.peek(1);
        let iterator = self.class_or(iterator, class, own);
        let sequence = self.load(
            Space::Iterator(offset_of!(SeqIter, seq) as u16),
            iterator,
            offset_of!(SeqIter, seq),
            Ty::Value,
        );
        self.b.guard_with(Op::guard_is_not, sequence, NULL, exit);
        let (offset, space) = if list {
            (offset_of!(List, len), Space::ListHeader)
        } else {
            (offset_of!(Tuple, len), Space::Fixed)
        };
        let len = self.load(space, sequence, offset, Ty::Raw);
        self.b.narrow(len, Range::new(0, 1 << 47));
        Ok((iterator, sequence, len))
    }

    pub(super) fn guard_sequence_not_exhausted(&mut self, list: bool) -> Done {
        let exit = self.exit();
        let (iterator, _, len) = self.sequence(list, exit)?;
        // The field may have been written back for another iterator: the exit is made again.
        let index = self.field(iterator, offset_of!(SeqIter, index), Ty::Int);
        let exit = self.exit();
        self.b.op(Op::guard_index, [index, len], exit);
        Ok(())
    }

    pub(super) fn next_of_sequence(&mut self, list: bool) -> Done {
        let own = self.own_exit()?;
        let (iterator, sequence, len) = self.sequence(list, own)?;
        let index = self.field(iterator, offset_of!(SeqIter, index), Ty::Int);
        self.b.op(Op::guard_index, [index, len], own);
        let item = if list {
            let body = self.load(Space::ListHeader, sequence, offset_of!(List, body), Ty::Raw);
            self.load_item(Space::ListItems, body, index, offset_of!(ValueArray, items))
        } else {
            self.load_item(Space::Fixed, sequence, index, offset_of!(Tuple, items))
        };
        let one = self.b.int(1);
        let next = self.b.pure(Op::add, [index, one]);
        self.set_field(iterator, offset_of!(SeqIter, index), next);
        self.push(item);
        Ok(())
    }

    /// Function and `self` of the bound method below the arguments.
    pub(super) fn expand_method(&mut self) -> Done {
        let depth = self.uop.oparg as usize + 2;
        let method = self.peek(depth);
        let method = self.class(method, self.vm.types.method)?;
        let function = self.load(
            Space::Fixed,
            method,
            offset_of!(BoundMethod, function),
            Ty::Value,
        );
        let this = self.load(
            Space::Fixed,
            method,
            offset_of!(BoundMethod, this),
            Ty::Value,
        );
        self.set_peek(depth, function);
        self.set_peek(depth - 1, this);
        Ok(())
    }
}
