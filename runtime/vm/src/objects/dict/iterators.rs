//! Iterators over a dict's keys, values and items, forwards and backwards.
//!
//! Fields: `__dict__`, the dict (NULL at the end), its length at the start, the next entry's number, how many are left.

use super::{len, next_entry, table};
use crate::layout::{Class, Dict, Shape};
use crate::objects::class::ClassSpec;
use crate::objects::fields::{field, set_field};
use crate::objects::iterators;
use crate::{Call, Def, Result, Value, Vm};

const DICT: usize = 1;
const LENGTH: usize = 2;
const NEXT: usize = 3;
const LEFT: usize = 4;

/// An iterator of one of the forward classes.
pub(super) fn iterate(vm: &mut Vm, class: *mut Class, dict: Value) -> Result {
    let length = Value::int_unchecked(len(dict.pointer()) as i64);
    Ok(vm.new_fields(
        class,
        &[Value::NULL, dict, length, Value::int_unchecked(0), length],
    ))
}

/// An iterator of one of the backward classes.
pub(super) fn iterate_backwards(vm: &mut Vm, class: *mut Class, dict: Value) -> Result {
    let length = Value::int_unchecked(len(dict.pointer()) as i64);
    let last = table(dict.pointer()).map_or(0, |table| table.used()) as i64 - 1;
    Ok(vm.new_fields(
        class,
        &[
            Value::NULL,
            dict,
            length,
            Value::int_unchecked(last),
            length,
        ],
    ))
}

/// `reversed(dict)`.
pub(super) fn reversed_keys(vm: &mut Vm, dict: Value) -> Result {
    iterate_backwards(vm, vm.types.dict_reversekeyiterator, dict)
}

/// The dict that is iterated over, if the iteration goes on.
#[inline(always)]
fn check(vm: &mut Vm, iterator: Value) -> Result<Option<*mut Dict>> {
    let dict = field(iterator, DICT);
    if dict.is_null() {
        return Ok(None);
    }
    let dict = dict.pointer::<Dict>();
    if field(iterator, LENGTH).int_payload() != len(dict) as i64 {
        return changed(vm, iterator);
    }
    Ok(Some(dict))
}

#[cold]
fn changed(vm: &mut Vm, iterator: Value) -> Result<Option<*mut Dict>> {
    // Stays wrong, so that the error is raised again.
    set_field(vm, iterator, LENGTH, Value::int_unchecked(-1));
    Err(vm.runtime_error("dictionary changed size during iteration"))
}

/// The next entry, where nothing is raised for it and the iteration goes on.
#[inline(always)]
pub(crate) fn quick_entry(vm: &mut Vm, iterator: Value) -> Option<(Value, Value)> {
    let dict = field(iterator, DICT);
    if dict.is_null() {
        return None;
    }
    let dict = dict.pointer::<Dict>();
    let left = field(iterator, LEFT).int_payload();
    if left <= 0 || field(iterator, LENGTH).int_payload() != len(dict) as i64 {
        return None;
    }
    let (number, key, value) = next_entry(dict, field(iterator, NEXT).int_payload() as usize)?;
    set_field(vm, iterator, NEXT, Value::int_unchecked(number as i64 + 1));
    set_field(vm, iterator, LEFT, Value::int_unchecked(left - 1));
    Some((key, value))
}

/// The next entry: key and value.
#[inline(always)]
fn advance(vm: &mut Vm, iterator: Value) -> Result<Option<(Value, Value)>> {
    let Some(dict) = check(vm, iterator)? else {
        return Ok(None);
    };
    let position = field(iterator, NEXT).int_payload() as usize;
    let Some((number, key, value)) = next_entry(dict, position) else {
        set_field(vm, iterator, DICT, Value::NULL);
        return Ok(None);
    };
    let left = field(iterator, LEFT).int_payload();
    if left == 0 {
        set_field(vm, iterator, DICT, Value::NULL);
        return Err(vm.runtime_error("dictionary keys changed during iteration"));
    }
    set_field(vm, iterator, NEXT, Value::int_unchecked(number as i64 + 1));
    set_field(vm, iterator, LEFT, Value::int_unchecked(left - 1));
    Ok(Some((key, value)))
}

fn advance_backwards(vm: &mut Vm, iterator: Value) -> Result<Option<(Value, Value)>> {
    let Some(dict) = check(vm, iterator)? else {
        return Ok(None);
    };
    let mut number = field(iterator, NEXT).int_payload();
    if let Some(table) = table(dict) {
        number = number.min(table.used() as i64 - 1);
        while number >= 0 {
            let (key, value) = table.pair(number as usize);
            number -= 1;
            if !key.is_null() {
                let left = field(iterator, LEFT).int_payload();
                set_field(vm, iterator, NEXT, Value::int_unchecked(number));
                set_field(vm, iterator, LEFT, Value::int_unchecked((left - 1).max(0)));
                return Ok(Some((key, value)));
            }
        }
    }
    set_field(vm, iterator, DICT, Value::NULL);
    Ok(None)
}

fn key(entry: Option<(Value, Value)>) -> Result {
    Ok(entry.map_or(Value::NULL, |(key, _)| key))
}

fn value(entry: Option<(Value, Value)>) -> Result {
    Ok(entry.map_or(Value::NULL, |(_, value)| value))
}

fn item(vm: &mut Vm, entry: Option<(Value, Value)>) -> Result {
    match entry {
        Some((key, value)) => Ok(vm.new_tuple(&[key, value])),
        None => Ok(Value::NULL),
    }
}

fn hint(vm: &mut Vm, iterator: Value) -> Result {
    let dict = field(iterator, DICT);
    if dict.is_null() || field(iterator, LENGTH).int_payload() != len(dict.pointer()) as i64 {
        return Ok(Value::int_unchecked(0));
    }
    let _ = vm;
    Ok(field(iterator, LEFT))
}

fn reduce(vm: &mut Vm, iterator: Value) -> Result {
    // A copy of the iterator runs ahead.
    let copy = [0, DICT, LENGTH, NEXT, LEFT].map(|index| field(iterator, index));
    let copy = vm.new_fields(vm.class_of(iterator), &copy);
    let list = vm.list_from(copy)?;
    iterators::reduce_to_iter(vm, &[list])
}

static METHODS: &[Def] = &[
    Def::new("__length_hint__", Call::NoArgs(hint)),
    Def::new("__reduce__", Call::NoArgs(reduce)),
];

/// Defines the iterators' classes.
pub(super) fn init(vm: &mut Vm) {
    let types = &vm.types;
    type Next = fn(&mut Vm, Value) -> Result;
    let classes: [(*mut Class, &'static str, Next); 6] = [
        (types.dict_keyiterator, "dict_keyiterator", |vm, it| {
            key(advance(vm, it)?)
        }),
        (types.dict_valueiterator, "dict_valueiterator", |vm, it| {
            value(advance(vm, it)?)
        }),
        (types.dict_itemiterator, "dict_itemiterator", |vm, it| {
            let entry = advance(vm, it)?;
            item(vm, entry)
        }),
        (
            types.dict_reversekeyiterator,
            "dict_reversekeyiterator",
            |vm, it| key(advance_backwards(vm, it)?),
        ),
        (
            types.dict_reversevalueiterator,
            "dict_reversevalueiterator",
            |vm, it| value(advance_backwards(vm, it)?),
        ),
        (
            types.dict_reverseitemiterator,
            "dict_reverseitemiterator",
            |vm, it| {
                let entry = advance_backwards(vm, it)?;
                item(vm, entry)
            },
        ),
    ];
    for (class, name, next) in classes {
        let mut spec = ClassSpec::new(name, Shape::Fields);
        spec.fields = 5;
        spec.slots.iter = Some(iterators::itself);
        spec.slots.next = Some(next);
        spec.methods = METHODS;
        vm.define_class(class, spec);
    }
}
