//! `groupby`, `pairwise`, `batched`.

use vm::layout::{Class, Shape};
use vm::objects::class::ClassSpec;
use vm::objects::fields::{field, set_field};
use vm::objects::iterators::itself;
use vm::objects::sequences::list;
use vm::{Args, Result, Value, Vm};

use super::define;
use crate::support;

/// Fields: iterator, key function (NULL: the item itself), current key, current item (NULL: used up), key of the group
/// that was given last (NULL: none), the group that was given last.
fn groupby_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [iterable, key] = vm.bind_arguments("groupby", args, &["iterable", "key"], 0, 2, 1)?;
    let iterator = vm.iter(iterable)?;
    let key = if key.is_none() { Value::NULL } else { key };
    Ok(vm.new_fields(class, &[Value::NULL, iterator, key]))
}

const KEY: usize = 3;
const ITEM: usize = 4;
const TARGET: usize = 5;
const GROUP: usize = 6;

/// Takes the next item; whether there was one.
fn step(vm: &mut Vm, groupby: Value) -> Result<bool> {
    let Some(item) = vm.next_item(field(groupby, 1))? else {
        return Ok(false);
    };
    let function = field(groupby, 2);
    let key = if function.is_null() {
        item
    } else {
        vm.call_pos(function, &[item])?
    };
    set_field(vm, groupby, ITEM, item);
    set_field(vm, groupby, KEY, key);
    Ok(true)
}

fn groupby_next(vm: &mut Vm, groupby: Value) -> Result {
    set_field(vm, groupby, GROUP, Value::NULL);
    loop {
        let (key, target) = (field(groupby, KEY), field(groupby, TARGET));
        if !key.is_null() && (target.is_null() || !vm.items_equal(target, key)?) {
            break;
        }
        if !step(vm, groupby)? {
            return Ok(Value::NULL);
        }
    }
    let key = field(groupby, KEY);
    set_field(vm, groupby, TARGET, key);
    let class = support::recall_class(vm, "itertools._grouper");
    let group = vm.new_fields(class, &[Value::NULL, groupby, key]);
    set_field(vm, groupby, GROUP, group);
    Ok(vm.new_tuple(&[key, group]))
}

fn grouper_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("_grouper", args)?;
    vm.check_positional("_grouper", args.values.len(), 2, 2)?;
    let (groupby, key) = (args.values[0], args.values[1]);
    let wanted = support::recall_class(vm, "itertools.groupby");
    if !vm.is_instance_of(groupby, wanted) {
        let got = vm.class_name(groupby);
        return Err(vm.type_error(format!(
            "_grouper() argument 1 must be itertools.groupby, not {got}"
        )));
    }
    Ok(vm.new_fields(class, &[Value::NULL, groupby, key]))
}

/// Fields of a group: its `groupby`, its key.
fn grouper_next(vm: &mut Vm, group: Value) -> Result {
    let (groupby, key) = (field(group, 1), field(group, 2));
    if field(groupby, GROUP) != group {
        return Ok(Value::NULL);
    }
    if field(groupby, ITEM).is_null() && !step(vm, groupby)? {
        return Ok(Value::NULL);
    }
    let current = field(groupby, KEY);
    if !vm.items_equal(key, current)? {
        return Ok(Value::NULL);
    }
    let item = field(groupby, ITEM);
    set_field(vm, groupby, ITEM, Value::NULL);
    Ok(item)
}

/// Fields: iterator (NULL at the end), the item before (NULL before the first).
fn pairwise_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("pairwise", args)?;
    vm.check_positional("pairwise", args.values.len(), 1, 1)?;
    let iterator = vm.iter(args.values[0])?;
    Ok(vm.new_fields(class, &[Value::NULL, iterator, Value::NULL]))
}

fn pairwise_next(vm: &mut Vm, pairwise: Value) -> Result {
    let (iterator, mut before) = (field(pairwise, 1), field(pairwise, 2));
    if iterator.is_null() {
        return Ok(Value::NULL);
    }
    if before.is_null() {
        match vm.next_item(iterator)? {
            Some(first) => before = first,
            None => {
                set_field(vm, pairwise, 1, Value::NULL);
                return Ok(Value::NULL);
            }
        }
    }
    let Some(item) = vm.next_item(iterator)? else {
        set_field(vm, pairwise, 1, Value::NULL);
        return Ok(Value::NULL);
    };
    set_field(vm, pairwise, 2, item);
    Ok(vm.new_tuple(&[before, item]))
}

/// Fields: iterator (NULL at the end), size, whether a short batch is an error.
fn batched_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [iterable, size, strict] =
        vm.bind_arguments("batched", args, &["iterable", "n", "strict"], 0, 2, 2)?;
    let size = vm.index_argument(size)?;
    if size < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let strict = !strict.is_null() && vm.is_true(strict)?;
    let iterator = vm.iter(iterable)?;
    let size = vm.new_int(size);
    Ok(vm.new_fields(class, &[Value::NULL, iterator, size, Value::bool(strict)]))
}

fn batched_next(vm: &mut Vm, batched: Value) -> Result {
    let iterator = field(batched, 1);
    if iterator.is_null() {
        return Ok(Value::NULL);
    }
    let size = vm.int_as_i64(field(batched, 2)).unwrap_or(i64::MAX) as usize;
    let batch = vm.new_list(&[]);
    while list::len(batch) < size {
        let Some(item) = vm.next_item(iterator)? else {
            set_field(vm, batched, 1, Value::NULL);
            if list::len(batch) == 0 {
                return Ok(Value::NULL);
            }
            if field(batched, 3) == Value::TRUE {
                return Err(vm.value_error("batched(): incomplete batch"));
            }
            break;
        };
        vm.list_push(batch, item)?;
    }
    vm.tuple_from_list(batch)
}

pub(super) fn init(vm: &mut Vm, module: Value) {
    define(vm, module, "groupby", 7, groupby_new, groupby_next, &[]);
    define(vm, module, "pairwise", 3, pairwise_new, pairwise_next, &[]);
    define(vm, module, "batched", 4, batched_new, batched_next, &[]);
    let mut spec = ClassSpec::new("_grouper", Shape::Fields);
    spec.module = "itertools";
    spec.fields = 3;
    spec.slots.new = Some(grouper_new);
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(grouper_next);
    support::add_class(vm, module, spec);
}
