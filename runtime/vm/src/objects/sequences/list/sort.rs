//! `list.sort`: stable, adaptive, with CPython's order of runs and merges (powersort: Munro & Wild, "Nearly-Optimal
//! Mergesorts", ESA 2018). Keys that are all of a simple kind are sorted without a call: see `order.rs`.

use core::hint::black_box;
use core::slice::from_raw_parts_mut;

use super::{data, order};
use crate::layout::{List, ValueArray};
use crate::{Result, Value, Vm};

/// Winning this often in a row starts galloping.
const MIN_GALLOP: usize = 7;

/// What is sorted: a value by itself, or with its key.
pub(super) trait Element: Copy {
    fn key(self) -> Value;
}

impl Element for Value {
    #[inline(always)]
    fn key(self) -> Value {
        self
    }
}

#[derive(Clone, Copy)]
#[repr(C)]
struct Keyed {
    key: Value,
    value: Value,
}

impl Element for Keyed {
    #[inline(always)]
    fn key(self) -> Value {
        self.key
    }
}

/// Sorts a list in place; `key` is None for the items themselves.
pub(super) fn sort(vm: &mut Vm, list: Value, key: Value, reverse: bool) -> Result<()> {
    let pointer = list.pointer::<List>();
    // SAFETY: typed. The list is empty while it is sorted, so that comparisons cannot reach the body.
    let (body, len) = unsafe {
        let taken = ((*pointer).body, (*pointer).len);
        (*pointer).body = core::ptr::null_mut();
        (*pointer).len = 0;
        taken
    };
    let result = if len == 0 {
        Ok(())
    } else {
        sort_body(vm, body, len, key, reverse)
    };
    // SAFETY: typed; the body was this list's.
    let modified = unsafe {
        let modified = (*pointer).len != 0 || !(*pointer).body.is_null();
        (*pointer).body = body;
        (*pointer).len = len;
        modified
    };
    black_box(body);
    if modified && result.is_ok() {
        return Err(vm.value_error("list modified during sort"));
    }
    result
}

fn sort_body(
    vm: &mut Vm,
    body: *mut ValueArray,
    len: usize,
    key: Value,
    reverse: bool,
) -> Result<()> {
    // SAFETY: bodies: the body holds `len` values, and is reached from here only. `body` is held by the caller.
    let items = unsafe { from_raw_parts_mut(data(body), len) };
    if key.is_none() {
        return sort_elements(vm, items, reverse);
    }
    let keyed_body = vm.try_new_value_array(len * 2)?;
    // SAFETY: a fresh body of `2 * len` values, in pairs.
    let keyed = unsafe { from_raw_parts_mut(data(keyed_body).cast::<Keyed>(), len) };
    for (pair, &value) in keyed.iter_mut().zip(items.iter()) {
        pair.key = vm.call_pos(key, &[value])?;
        pair.value = value;
    }
    let result = sort_elements(vm, keyed, reverse);
    // Even after an error every item is there, in some order, as in CPython.
    for (item, pair) in items.iter_mut().zip(keyed.iter()) {
        *item = pair.value;
    }
    black_box(keyed_body);
    result
}

fn sort_elements<E: Element>(vm: &mut Vm, elements: &mut [E], reverse: bool) -> Result<()> {
    if order::sort(vm, elements, reverse)? {
        return Ok(());
    }
    // Reversing before and after keeps equal items in their order.
    if reverse {
        elements.reverse();
    }
    let result = merge_sort(vm, elements);
    if reverse {
        elements.reverse();
    }
    result
}

/// A run that waits to be merged.
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

fn merge_sort<E: Element>(vm: &mut Vm, elements: &mut [E]) -> Result<()> {
    let total = elements.len();
    if total < 2 {
        return Ok(());
    }
    let words = size_of::<E>() / size_of::<Value>();
    let buffer_len = total.div_ceil(2);
    let buffer_body = vm.try_new_value_array(buffer_len * words)?;
    // SAFETY: a fresh body of that many words; an element is one or two values.
    let buffer = unsafe { from_raw_parts_mut(data(buffer_body).cast::<E>(), buffer_len) };
    let result = merge_runs(vm, elements, buffer);
    black_box(buffer_body);
    result
}

fn merge_runs<E: Element>(vm: &mut Vm, elements: &mut [E], buffer: &mut [E]) -> Result<()> {
    let total = elements.len();
    let min_run = min_run(total);
    let mut runs: Vec<Run> = Vec::new();
    let mut start = 0;
    while start < total {
        let mut len = count_run(vm, &mut elements[start..])?;
        if len < min_run {
            let wanted = min_run.min(total - start);
            insertion_sort(vm, &mut elements[start..start + wanted], len)?;
            len = wanted;
        }
        if let Some(last) = runs.last() {
            let power = power(last.start, last.len, len, total);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                let at = runs.len() - 2;
                merge_at(vm, elements, buffer, &mut runs, at)?;
            }
            if let Some(last) = runs.last_mut() {
                last.power = power;
            }
        }
        runs.push(Run {
            start,
            len,
            power: 0,
        });
        start += len;
    }
    while runs.len() > 1 {
        let mut at = runs.len() - 2;
        if at > 0 && runs[at - 1].len < runs[at + 1].len {
            at -= 1;
        }
        merge_at(vm, elements, buffer, &mut runs, at)?;
    }
    Ok(())
}

/// The shortest run worth merging, so that there are a little fewer than a power of two of them.
fn min_run(mut total: usize) -> usize {
    let mut rest = 0;
    while total >= 64 {
        rest |= total & 1;
        total >>= 1;
    }
    total + rest
}

/// The depth of the node between two neighbouring runs in the tree of merges.
fn power(start: usize, len: usize, next_len: usize, total: usize) -> u32 {
    let mut a = 2 * start + len;
    let mut b = a + len + next_len;
    let mut power = 0;
    loop {
        power += 1;
        if a >= total {
            a -= total;
            b -= total;
        } else if b >= total {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

/// The length of the run at the start; one that descends strictly is turned around.
fn count_run<E: Element>(vm: &mut Vm, elements: &mut [E]) -> Result<usize> {
    if elements.len() < 2 {
        return Ok(elements.len());
    }
    let descending = vm.items_less(elements[1].key(), elements[0].key())?;
    let mut len = 2;
    while len < elements.len()
        && vm.items_less(elements[len].key(), elements[len - 1].key())? == descending
    {
        len += 1;
    }
    if descending {
        elements[..len].reverse();
    }
    Ok(len)
}

/// Binary insertion of what follows the first `sorted` elements.
fn insertion_sort<E: Element>(vm: &mut Vm, elements: &mut [E], sorted: usize) -> Result<()> {
    for index in sorted..elements.len() {
        let pivot = elements[index];
        let (mut low, mut high) = (0, index);
        while low < high {
            let middle = low + (high - low) / 2;
            if vm.items_less(pivot.key(), elements[middle].key())? {
                high = middle
            } else {
                low = middle + 1
            }
        }
        elements.copy_within(low..index, low + 1);
        elements[low] = pivot;
    }
    Ok(())
}

fn merge_at<E: Element>(
    vm: &mut Vm,
    elements: &mut [E],
    buffer: &mut [E],
    runs: &mut Vec<Run>,
    at: usize,
) -> Result<()> {
    let right = runs.remove(at + 1);
    let (start, middle, end) = (runs[at].start, right.start, right.start + right.len);
    runs[at].len += right.len;
    // What already is in its place need not be moved.
    let start = start + gallop(vm, &elements[start..middle], elements[middle], Side::Right)?;
    if start == middle {
        return Ok(());
    }
    let end = middle + gallop(vm, &elements[middle..end], elements[middle - 1], Side::Left)?;
    if end == middle {
        return Ok(());
    }
    let elements = &mut elements[start..end];
    if middle - start <= end - middle {
        merge_low(vm, elements, middle - start, buffer)
    } else {
        merge_high(vm, elements, middle - start, buffer)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Before elements equal to the needle.
    Left,
    /// After elements equal to the needle.
    Right,
}

/// Where a needle belongs in a sorted slice: exponential, then binary search from the front.
fn gallop<E: Element>(vm: &mut Vm, sorted: &[E], needle: E, side: Side) -> Result<usize> {
    let before = |vm: &mut Vm, index: usize| match side {
        Side::Left => vm.items_less(sorted[index].key(), needle.key()),
        Side::Right => vm
            .items_less(needle.key(), sorted[index].key())
            .map(|less| !less),
    };
    let (mut low, mut high) = (0, 1);
    while high <= sorted.len() && before(vm, high - 1)? {
        low = high;
        high = high * 2 + 1;
    }
    let mut high = (high - 1).min(sorted.len()).max(low);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(vm, middle)? {
            low = middle + 1
        } else {
            high = middle
        }
    }
    Ok(low)
}

/// Merges from the front; the left run, the shorter, waits in the buffer.
fn merge_low<E: Element>(
    vm: &mut Vm,
    elements: &mut [E],
    middle: usize,
    buffer: &mut [E],
) -> Result<()> {
    let left = &mut buffer[..middle];
    left.copy_from_slice(&elements[..middle]);
    let (mut l, mut r, mut to) = (0, middle, 0);
    let (mut left_wins, mut right_wins) = (0, 0);
    let mut result = Ok(());
    while l < left.len() && r < elements.len() {
        match vm.items_less(elements[r].key(), left[l].key()) {
            Ok(true) => {
                elements[to] = elements[r];
                (r, to) = (r + 1, to + 1);
                (left_wins, right_wins) = (0, right_wins + 1);
            }
            Ok(false) => {
                elements[to] = left[l];
                (l, to) = (l + 1, to + 1);
                (left_wins, right_wins) = (left_wins + 1, 0);
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        let jump = if left_wins >= MIN_GALLOP && l < left.len() && r < elements.len() {
            left_wins = 0;
            gallop(vm, &left[l..], elements[r], Side::Right).map(|count| (count, 0))
        } else if right_wins >= MIN_GALLOP && l < left.len() && r < elements.len() {
            right_wins = 0;
            gallop(vm, &elements[r..], left[l], Side::Left).map(|count| (0, count))
        } else {
            continue;
        };
        match jump {
            Ok((from_left, from_right)) => {
                elements[to..to + from_left].copy_from_slice(&left[l..l + from_left]);
                elements.copy_within(r..r + from_right, to);
                (l, r, to) = (l + from_left, r + from_right, to + from_left + from_right);
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
    }
    let rest = &left[l..];
    elements[to..to + rest.len()].copy_from_slice(rest);
    result
}

/// Merges from the back; the right run, the shorter, waits in the buffer.
fn merge_high<E: Element>(
    vm: &mut Vm,
    elements: &mut [E],
    middle: usize,
    buffer: &mut [E],
) -> Result<()> {
    let right = &mut buffer[..elements.len() - middle];
    right.copy_from_slice(&elements[middle..]);
    // Ends (one past the last) of what is left of both runs, and of the space to fill.
    let (mut l, mut r, mut to) = (middle, right.len(), elements.len());
    let mut result = Ok(());
    while l > 0 && r > 0 {
        match vm.items_less(right[r - 1].key(), elements[l - 1].key()) {
            Ok(true) => {
                elements[to - 1] = elements[l - 1];
                l -= 1;
            }
            Ok(false) => {
                elements[to - 1] = right[r - 1];
                r -= 1;
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        to -= 1;
    }
    elements[to - r..to].copy_from_slice(&right[..r]);
    result
}
