//! Items of lists, tuples and strs; iteration and unpacking.

use uops::Opcode;

use super::{following, give};
use crate::Value;
use crate::interpreter::machine::Machine;
use crate::layout::{List, RangeIter, SeqIter, StrKind};
use crate::objects::cast;

/// An index from 0 below a length.
#[inline(always)]
fn index_below(value: Value, len: usize) -> Option<usize> {
    let index = value.int_payload() as usize;
    (value.is_int() && index < len).then_some(index)
}

#[inline(always)]
pub(super) fn item_of_list(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), list.len) else {
        return false;
    };
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    let item = unsafe { *(*list.body).items.as_ptr().add(index) };
    m.replace(2, item);
    true
}

#[inline(always)]
pub(super) fn item_of_tuple(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), tuple.len) else {
        return false;
    };
    // SAFETY: initialised: `len` items follow the struct.
    let item = unsafe { *tuple.items.as_ptr().add(index) };
    m.replace(2, item);
    true
}

#[inline(always)]
pub(super) fn char_of_str(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let value = m.peek(2);
    let Some(string) = m.vm.as_str(value) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), string.len) else {
        return false;
    };
    if string.form() > StrKind::Latin1 as u16 {
        return false;
    }
    // SAFETY: the index is below the number of characters, which are inline, of a byte each.
    let byte = unsafe { crate::objects::strings::inline_byte(string, index) };
    let char = m.vm.char_str(Some(byte));
    m.replace(2, char);
    true
}

#[inline(always)]
pub(super) fn store_item_of_list(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), list.len) else {
        return false;
    };
    let (body, value) = (list.body, m.peek(3));
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    unsafe {
        let field = (*body).items.as_mut_ptr().add(index);
        m.vm.write_field(body.cast(), field, value);
    }
    m.drop(3);
    true
}

/// At a loop's end: past the END_FOR, whose value was never pushed, to the POP_ITER.
#[inline(always)]
fn end_loop(m: &mut Machine<'_>, oparg: u32) -> bool {
    m.jump(oparg as isize + 1);
    true
}

#[inline(always)]
pub(super) fn next_of_range(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_range_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut RangeIter = iter;
    if iter.remaining <= 0 {
        return end_loop(m, oparg);
    }
    let value = iter.next;
    iter.next += iter.step;
    iter.remaining -= 1;
    give(m, Value::int_unchecked(value), hurried);
    true
}

#[inline(always)]
pub(super) fn next_of_list(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_list_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut SeqIter = iter;
    if iter.seq.is_null() {
        return end_loop(m, oparg);
    }
    // SAFETY: typed: a list iterator's sequence is a list.
    let list: &List = unsafe { cast::get(iter.seq) };
    if iter.index >= list.len {
        iter.seq = Value::NULL;
        return end_loop(m, oparg);
    }
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    let item = unsafe { *(*list.body).items.as_ptr().add(iter.index) };
    iter.index += 1;
    give(m, item, hurried);
    true
}

#[inline(always)]
pub(super) fn next_of_tuple(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_tuple_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut SeqIter = iter;
    if iter.seq.is_null() {
        return end_loop(m, oparg);
    }
    let items = cast::tuple_items(iter.seq.pointer());
    let Some(&item) = items.get(iter.index) else {
        iter.seq = Value::NULL;
        return end_loop(m, oparg);
    };
    iter.index += 1;
    give(m, item, hurried);
    true
}

#[inline(always)]
pub(super) fn append(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    if m.peek(3) != m.vm.callables.list_append {
        return false;
    }
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    if !push_within_room(m, list) {
        return false;
    }
    m.drop(3);
    // The POP_TOP that follows, checked at specialization, has nothing to drop.
    m.jump(1);
    true
}

#[inline(always)]
pub(super) fn append_to_display(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(oparg as usize + 1)) else {
        return false;
    };
    if !push_within_room(m, list) {
        return false;
    }
    m.drop(1);
    true
}

/// Appends the topmost value to a list, if its body has room. Whether it had.
#[inline(always)]
fn push_within_room(m: &mut Machine<'_>, list: &mut List) -> bool {
    let body = list.body;
    // SAFETY: bodies: a list's body has room for `capacity` items.
    if body.is_null() || list.len >= unsafe { (*body).capacity } {
        return false;
    }
    let item = m.peek(1);
    // SAFETY: as above.
    unsafe {
        let field = (*body).items.as_mut_ptr().add(list.len);
        m.vm.write_field(body.cast(), field, item);
    }
    list.len += 1;
    true
}

#[inline(always)]
pub(super) fn unpack_two(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(1)) else {
        return false;
    };
    let &[first, second] = cast::tuple_items(tuple) else {
        return false;
    };
    m.drop(1);
    if hurried {
        let (opcode, oparg) = following(m);
        if opcode == Opcode::STORE_FAST_STORE_FAST as u8 {
            m.set_local(oparg >> 4, first);
            m.set_local(oparg & 15, second);
            m.jump(1);
            return true;
        }
    }
    m.push(second);
    m.push(first);
    true
}

#[inline(always)]
pub(super) fn unpack_tuple(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(1)) else {
        return false;
    };
    let items = cast::tuple_items(tuple);
    if items.len() != oparg as usize {
        return false;
    }
    m.drop(1);
    for &item in items.iter().rev() {
        m.push(item);
    }
    true
}
