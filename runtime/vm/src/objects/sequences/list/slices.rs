//! Items and slices of a list: getting, setting, deleting.

use super::{data, items, items_mut, len};
use crate::layout::List;
use crate::objects::sequences::{item_at, slice, tuple};
use crate::{Raised, Result, Value, Vm};

/// `list[sub]`.
pub(super) fn getitem(vm: &mut Vm, list: Value, sub: Value) -> Result {
    if let Some(index) = sub.as_int() {
        return item(vm, list, index);
    }
    if vm.class_of(sub) == vm.types.slice {
        if let Some((start, end)) = slice::plain_slice(sub, len(list)) {
            return vm.new_list_of_both(&items(list)[start..end], &[]);
        }
        let (start, stop, step) = vm.slice_unpack(sub)?;
        let (start, _, count) = slice::adjust(len(list), start, stop, step);
        if step == 1 {
            let start = start as usize;
            return vm.new_list_of_both(&items(list)[start..start + count], &[]);
        }
        return vm.new_list_filled(count, |to| {
            for index in 0..count {
                let item = items(list)[(start + index as i64 * step) as usize];
                // SAFETY: room for so many.
                unsafe { *to.add(index) = item };
            }
        });
    }
    match vm.subscript_index(sub)? {
        Some(index) => item(vm, list, index),
        None => Err(wrong_sub(vm, sub)),
    }
}

#[inline]
fn item(vm: &mut Vm, list: Value, index: i64) -> Result {
    item_at(items(list), index).ok_or_else(|| vm.index_error("list index out of range"))
}

#[cold]
fn wrong_sub(vm: &mut Vm, sub: Value) -> Raised {
    let name = vm.class_name(sub);
    vm.type_error(format!(
        "list indices must be integers or slices, not {name}"
    ))
}

/// `list[sub] = value`; NULL deletes.
pub(super) fn setitem(vm: &mut Vm, list: Value, sub: Value, value: Value) -> Result<()> {
    if vm.class_of(sub) == vm.types.slice {
        return set_slice(vm, list, sub, value);
    }
    let Some(index) = vm.subscript_index(sub)? else {
        return Err(wrong_sub(vm, sub));
    };
    let index = if index < 0 {
        index.wrapping_add(len(list) as i64)
    } else {
        index
    };
    if index < 0 || index as usize >= len(list) {
        return Err(vm.index_error("list assignment index out of range"));
    }
    let index = index as usize;
    if value.is_null() {
        return vm.list_splice(list, index, index + 1, &[]);
    }
    let pointer = list.pointer::<List>();
    // SAFETY: typed and bodies; the index was checked.
    unsafe {
        vm.write_field(
            (*pointer).body.cast(),
            data((*pointer).body).add(index),
            value,
        )
    };
    Ok(())
}

fn set_slice(vm: &mut Vm, list: Value, sub: Value, value: Value) -> Result<()> {
    let (start, stop, step) = vm.slice_unpack(sub)?;
    if value.is_null() {
        let (start, _, count) = slice::adjust(len(list), start, stop, step);
        return delete_slice(vm, list, start, step, count);
    }
    let source = source_items(vm, list, value)?;
    // Making the items may have changed the list.
    let (start, stop, count) = slice::adjust(len(list), start, stop, step);
    if step == 1 {
        return vm.list_splice(
            list,
            start as usize,
            stop.max(start) as usize,
            sequence(vm, source),
        );
    }
    let given = sequence(vm, source).len();
    if given != count {
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {given} to extended slice of size {count}"
        )));
    }
    for (number, &item) in sequence(vm, source).iter().enumerate() {
        items_mut(list)[(start + number as i64 * step) as usize] = item;
    }
    Ok(())
}

/// What is assigned to a slice as a tuple or a list other than this one.
fn source_items(vm: &mut Vm, list: Value, value: Value) -> Result {
    if value == list {
        return vm.try_new_list(items(list));
    }
    let class = vm.class_of(value);
    if class == vm.types.list || class == vm.types.tuple {
        return Ok(value);
    }
    vm.list_or(value, "must assign iterable to extended slice")
}

/// The items of a tuple or list.
pub(crate) fn sequence<'a>(vm: &Vm, value: Value) -> &'a [Value] {
    if vm.is_tuple(value) {
        tuple::items(value)
    } else {
        items(value)
    }
}

fn delete_slice(vm: &mut Vm, list: Value, start: i64, step: i64, count: usize) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let (first, step) = if step < 0 {
        (start + (count as i64 - 1) * step, -step)
    } else {
        (start, step)
    };
    let (first, step) = (first as usize, step as usize);
    if step == 1 {
        return vm.list_splice(list, first, first + count, &[]);
    }
    let slots = items_mut(list);
    let mut kept = first;
    for index in first..slots.len() {
        let offset = index - first;
        if !offset.is_multiple_of(step) || offset / step >= count {
            slots[kept] = slots[index];
            kept += 1;
        }
    }
    vm.list_truncate(list, kept);
    Ok(())
}

impl Vm {
    /// Replaces the items from `start` to `stop`; `new` must not lie in this list's body.
    pub(crate) fn list_splice(
        &mut self,
        list: Value,
        start: usize,
        stop: usize,
        new: &[Value],
    ) -> Result<()> {
        let old_len = len(list);
        let tail = old_len - stop;
        if new.len() > stop - start {
            self.list_reserve(list, new.len() - (stop - start))?;
        }
        let pointer = list.pointer::<List>();
        let new_len = start + new.len() + tail;
        if new_len == 0 {
            self.list_truncate(list, 0);
            return Ok(());
        }
        // SAFETY: typed and bodies: the body has room for both the old and the new length.
        unsafe {
            let first = data((*pointer).body).add(start);
            core::ptr::copy(first.add(stop - start), first.add(new.len()), tail);
            core::ptr::copy_nonoverlapping(new.as_ptr(), first, new.len());
            if new_len > old_len {
                (*pointer).len = new_len;
            }
        }
        self.list_truncate(list, new_len);
        core::hint::black_box(list);
        Ok(())
    }
}
