//! The algebra of sets, item by item in CPython's order.

use super::{len, next_item, table};
use crate::layout::Class;
use crate::objects::sequences::tuple;
use crate::objects::{cast, dict};
use crate::{Result, Value, Vm};

/// `set.update(iterable)` (CPython's `set_update_internal`).
pub(super) fn update(vm: &mut Vm, set: Value, iterable: Value) -> Result<()> {
    if vm.is_any_set(iterable) {
        return vm.set_merge(set, iterable);
    }
    let class = vm.class_of(iterable);
    if class == vm.types.dict {
        let source = iterable.pointer();
        vm.set_prepare(set, dict::len(source))?;
        let mut position = 0;
        while let Some((number, key, _)) = dict::next_entry(source, position) {
            vm.set_add(set, key)?;
            position = number + 1;
        }
        return Ok(());
    }
    if class == vm.types.list || class == vm.types.tuple {
        if table::table(set).is_none() && vm.set_place_ints(set, sequence_items(vm, iterable))? {
            return Ok(());
        }
        // `__hash__` and `__eq__` may change a list.
        let mut index = 0;
        while let Some(&item) = sequence_items(vm, iterable).get(index) {
            vm.set_add(set, item)?;
            vm.check_memory()?;
            index += 1;
        }
        return Ok(());
    }
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        vm.set_add(set, item)?;
    }
    Ok(())
}

/// The items of an exact list or tuple.
#[inline(always)]
fn sequence_items<'a>(vm: &Vm, sequence: Value) -> &'a [Value] {
    match vm.as_list(sequence) {
        Some(list) => cast::list_items(list),
        None => tuple::items(sequence),
    }
}

/// `set` or `frozenset`, whichever the value's class derives from: what operators give.
pub(super) fn base_class(vm: &mut Vm, set: Value) -> *mut Class {
    let class = vm.class_of(set);
    if class == vm.types.set {
        class
    } else if vm.is_subclass(class, vm.types.frozenset) {
        vm.types.frozenset
    } else {
        vm.types.set
    }
}

/// A new set of a class with the items of an iterable.
pub(super) fn from(vm: &mut Vm, class: *mut Class, iterable: Value) -> Result {
    let set = vm.new_empty_set(class);
    update(vm, set, iterable)?;
    Ok(set)
}

/// A new set of a class with the items of a set and of an iterable.
pub(super) fn union(vm: &mut Vm, class: *mut Class, set: Value, other: Value) -> Result {
    let result = vm.new_empty_set(class);
    if vm.is_any_set(other) && set != other {
        vm.set_begin_union(result, set, other)?;
    } else {
        vm.set_merge(result, set)?;
    }
    if set != other {
        update(vm, result, other)?;
    }
    Ok(result)
}

/// Calls a function with the items and hashes of a set, or of the set made of an iterable.
fn for_each(
    vm: &mut Vm,
    iterable: Value,
    mut f: impl FnMut(&mut Vm, Value, i64) -> Result<bool>,
) -> Result<()> {
    if vm.is_any_set(iterable) {
        let mut position = 0;
        while let Some((slot, hash, key)) = next_item(iterable, position) {
            if !f(vm, key, hash)? {
                return Ok(());
            }
            position = slot + 1;
        }
        return Ok(());
    }
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        let hash = vm.item_hash(item)?;
        if !f(vm, item, hash)? {
            return Ok(());
        }
    }
    Ok(())
}

/// `set & other`.
pub(super) fn intersection(vm: &mut Vm, set: Value, other: Value) -> Result {
    let class = base_class(vm, set);
    if set == other {
        return from(vm, class, set);
    }
    let (mut haystack, mut needles) = (set, other);
    if vm.is_any_set(other) && len(other) > len(set) {
        core::mem::swap(&mut haystack, &mut needles);
    }
    let result = vm.new_empty_set(class);
    for_each(vm, needles, |vm, key, hash| {
        if vm.set_contains_hashed(haystack, key, hash)? {
            vm.set_add_hashed(result, key, hash)?;
        }
        Ok(true)
    })?;
    Ok(result)
}

/// `set - other`.
pub(super) fn difference(vm: &mut Vm, set: Value, other: Value) -> Result {
    let class = base_class(vm, set);
    let is_dict = vm.class_of(other) == vm.types.dict;
    let other_len = if vm.is_any_set(other) {
        Some(len(other))
    } else if is_dict {
        Some(dict::len(other.pointer()))
    } else {
        None
    };
    if other_len.is_none_or(|other_len| len(set) >> 2 > other_len) {
        let result = from(vm, class, set)?;
        difference_update(vm, result, other)?;
        return Ok(result);
    }
    let result = vm.new_empty_set(class);
    for_each(vm, set, |vm, key, hash| {
        let found = if is_dict {
            vm.dict_find(other.pointer(), key, hash)?.is_some()
        } else {
            vm.set_contains_hashed(other, key, hash)?
        };
        if !found {
            vm.set_add_hashed(result, key, hash)?;
        }
        Ok(true)
    })?;
    Ok(result)
}

/// `set -= other`.
pub(super) fn difference_update(vm: &mut Vm, set: Value, other: Value) -> Result<()> {
    if set == other {
        table::clear(set);
        return Ok(());
    }
    let mut other = other;
    if vm.is_any_set(other) && len(other) >> 3 > len(set) {
        other = intersection(vm, set, other)?;
    }
    for_each(vm, other, |vm, key, hash| {
        vm.set_discard_hashed(set, key, hash).map(|_| true)
    })?;
    vm.set_tidy(set)
}

/// `set ^= other`.
pub(super) fn symmetric_difference_update(vm: &mut Vm, set: Value, other: Value) -> Result<()> {
    if set == other {
        table::clear(set);
        return Ok(());
    }
    // An iterable may name an item twice: it counts once.
    let other = if vm.is_any_set(other) {
        other
    } else {
        from(vm, vm.types.set, other)?
    };
    for_each(vm, other, |vm, key, hash| {
        if !vm.set_discard_hashed(set, key, hash)? {
            vm.set_add_hashed(set, key, hash)?;
        }
        Ok(true)
    })
}

/// `set ^ other`.
pub(super) fn symmetric_difference(vm: &mut Vm, set: Value, other: Value) -> Result {
    let class = base_class(vm, set);
    let result = from(vm, class, other)?;
    symmetric_difference_update(vm, result, set)?;
    Ok(result)
}

/// Whether the sets have no item in common.
pub(super) fn is_disjoint(vm: &mut Vm, set: Value, other: Value) -> Result<bool> {
    if set == other {
        return Ok(len(set) == 0);
    }
    let (mut haystack, mut needles) = (set, other);
    if vm.is_any_set(other) && len(other) > len(set) {
        core::mem::swap(&mut haystack, &mut needles);
    }
    let mut disjoint = true;
    for_each(vm, needles, |vm, key, hash| {
        disjoint = !vm.set_contains_hashed(haystack, key, hash)?;
        Ok(disjoint)
    })?;
    Ok(disjoint)
}

/// Whether every item of a set is in an iterable.
pub(super) fn is_subset(vm: &mut Vm, set: Value, other: Value) -> Result<bool> {
    if !vm.is_any_set(other) {
        let common = intersection(vm, set, other)?;
        return Ok(len(common) == len(set));
    }
    if len(set) > len(other) {
        return Ok(false);
    }
    if let Some(seen) = vm.set_seems_subset(set, other) {
        return Ok(seen);
    }
    let mut position = 0;
    while let Some((slot, hash, key)) = next_item(set, position) {
        if !vm.set_contains_hashed(other, key, hash)? {
            return Ok(false);
        }
        position = slot + 1;
    }
    Ok(true)
}

/// Whether every item of an iterable is in a set.
pub(super) fn is_superset(vm: &mut Vm, set: Value, other: Value) -> Result<bool> {
    if vm.is_any_set(other) {
        return is_subset(vm, other, set);
    }
    let mut superset = true;
    for_each(vm, other, |vm, key, hash| {
        superset = vm.set_contains_hashed(set, key, hash)?;
        Ok(superset)
    })?;
    Ok(superset)
}
