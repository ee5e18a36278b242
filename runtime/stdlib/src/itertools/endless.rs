//! `count`, `cycle`, `repeat`, `accumulate`, `chain`.

use vm::layout::Class;
use vm::objects::class::slots::BinaryOperator;
use vm::objects::fields::{field, set_field};
use vm::objects::generic::class_getitem;
use vm::objects::repr::push_repr;
use vm::objects::sequences::list;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::{define, define_with};

const ONE: Value = Value::int_unchecked(1);

/// Fields: next number, step.
fn count_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [start, step] = vm.bind_arguments("count", args, &["start", "step"], 0, 2, 0)?;
    let start = if start.is_null() {
        Value::int_unchecked(0)
    } else {
        start
    };
    let step = if step.is_null() { ONE } else { step };
    for number in [start, step] {
        let class = vm.class_of(number);
        let slots = vm.slots(class);
        if slots.index.is_none() && slots.float.is_none() && slots.int.is_none() {
            return Err(vm.type_error("a number is required"));
        }
    }
    Ok(vm.new_fields(class, &[Value::NULL, start, step]))
}

fn count_next(vm: &mut Vm, count: Value) -> Result {
    let (number, step) = (field(count, 1), field(count, 2));
    let following = match (number.as_int(), step.as_int()) {
        (Some(number), Some(step)) => vm.new_int(number + step),
        _ => vm.binary(BinaryOperator::Add, number, step)?,
    };
    set_field(vm, count, 1, following);
    Ok(number)
}

fn count_repr(vm: &mut Vm, count: Value) -> Result {
    let mut text = String::from("count(");
    push_repr(vm, &mut text, field(count, 1))?;
    if field(count, 2) != ONE {
        text.push_str(", ");
        push_repr(vm, &mut text, field(count, 2))?;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

/// Fields: iterator (NULL once it has ended), the items seen, the next index in them.
fn cycle_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("cycle", args)?;
    vm.check_positional("cycle", args.values.len(), 1, 1)?;
    let iterator = vm.iter(args.values[0])?;
    let saved = vm.new_list(&[]);
    Ok(vm.new_fields(
        class,
        &[Value::NULL, iterator, saved, Value::int_unchecked(0)],
    ))
}

fn cycle_next(vm: &mut Vm, cycle: Value) -> Result {
    let (iterator, saved) = (field(cycle, 1), field(cycle, 2));
    if !iterator.is_null() {
        if let Some(item) = vm.next_item(iterator)? {
            vm.list_push(saved, item)?;
            return Ok(item);
        }
        set_field(vm, cycle, 1, Value::NULL);
    }
    let index = field(cycle, 3).int_payload() as usize;
    let Some(&item) = list::items(saved).get(index) else {
        return Ok(Value::NULL);
    };
    let next = if index + 1 >= list::len(saved) {
        0
    } else {
        index + 1
    };
    set_field(vm, cycle, 3, Value::int_unchecked(next as i64));
    Ok(item)
}

/// Fields: the object, how many times are left (NULL: endless).
fn repeat_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [object, times] = vm.bind_arguments("repeat", args, &["object", "times"], 0, 2, 1)?;
    let times = if times.is_null() {
        Value::NULL
    } else {
        let times = vm.index_argument(times)?.max(0);
        Value::int(times).unwrap_or(Value::NULL)
    };
    Ok(vm.new_fields(class, &[Value::NULL, object, times]))
}

fn repeat_next(vm: &mut Vm, repeat: Value) -> Result {
    let left = field(repeat, 2);
    if !left.is_null() {
        let left = left.int_payload();
        if left <= 0 {
            return Ok(Value::NULL);
        }
        set_field(vm, repeat, 2, Value::int_unchecked(left - 1));
    }
    Ok(field(repeat, 1))
}

fn repeat_hint(vm: &mut Vm, repeat: Value) -> Result {
    let left = field(repeat, 2);
    if left.is_null() {
        Err(vm.type_error("len() of unsized object"))
    } else {
        Ok(left)
    }
}

fn repeat_repr(vm: &mut Vm, repeat: Value) -> Result {
    let mut text = String::from("repeat(");
    push_repr(vm, &mut text, field(repeat, 1))?;
    if !field(repeat, 2).is_null() {
        text.push_str(", ");
        push_repr(vm, &mut text, field(repeat, 2))?;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

/// Fields: iterator, function (NULL: addition), total so far (NULL before the first), initial (NULL: none or given).
fn accumulate_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [iterable, function, initial] = vm.bind_arguments(
        "accumulate",
        args,
        &["iterable", "func", "initial"],
        0,
        2,
        1,
    )?;
    let iterator = vm.iter(iterable)?;
    let function = if function.is_none() {
        Value::NULL
    } else {
        function
    };
    let initial = if initial.is_none() {
        Value::NULL
    } else {
        initial
    };
    Ok(vm.new_fields(
        class,
        &[Value::NULL, iterator, function, Value::NULL, initial],
    ))
}

fn accumulate_next(vm: &mut Vm, accumulate: Value) -> Result {
    let [iterator, function, total, initial] = [1, 2, 3, 4].map(|index| field(accumulate, index));
    if !initial.is_null() {
        set_field(vm, accumulate, 4, Value::NULL);
        set_field(vm, accumulate, 3, initial);
        return Ok(initial);
    }
    let Some(item) = vm.next_item(iterator)? else {
        return Ok(Value::NULL);
    };
    let total = if total.is_null() {
        item
    } else if function.is_null() {
        vm.binary(BinaryOperator::Add, total, item)?
    } else {
        vm.call_pos(function, &[total, item])?
    };
    set_field(vm, accumulate, 3, total);
    Ok(total)
}

/// Fields: the iterator of iterables (NULL at the end), the iterator at work (NULL before and between).
fn chain_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("chain", args)?;
    let sources = vm.new_tuple(args.values);
    let sources = vm.iter(sources)?;
    Ok(vm.new_fields(class, &[Value::NULL, sources, Value::NULL]))
}

fn chain_from_iterable(vm: &mut Vm, class: Value, iterable: Value) -> Result {
    let sources = vm.iter(iterable)?;
    Ok(vm.new_fields(class.pointer(), &[Value::NULL, sources, Value::NULL]))
}

fn chain_next(vm: &mut Vm, chain: Value) -> Result {
    loop {
        let (sources, active) = (field(chain, 1), field(chain, 2));
        if sources.is_null() {
            return Ok(Value::NULL);
        }
        if active.is_null() {
            let Some(source) = vm.next_item(sources)? else {
                set_field(vm, chain, 1, Value::NULL);
                return Ok(Value::NULL);
            };
            let iterator = match vm.iter(source) {
                Ok(iterator) => iterator,
                Err(raised) => {
                    set_field(vm, chain, 1, Value::NULL);
                    return Err(raised);
                }
            };
            set_field(vm, chain, 2, iterator);
            continue;
        }
        if let Some(item) = vm.next_item(active)? {
            return Ok(item);
        }
        set_field(vm, chain, 2, Value::NULL);
    }
}

static REPEAT_METHODS: &[Def] = &[Def::new("__length_hint__", Call::NoArgs(repeat_hint))];
static CHAIN_METHODS: &[Def] = &[
    Def::new("from_iterable", Call::One(chain_from_iterable)).class(),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];

pub(super) fn init(vm: &mut Vm, module: Value) {
    define_with(
        vm,
        module,
        "count",
        3,
        count_new,
        count_next,
        &[],
        Some(count_repr),
    );
    define(vm, module, "cycle", 4, cycle_new, cycle_next, &[]);
    define_with(
        vm,
        module,
        "repeat",
        3,
        repeat_new,
        repeat_next,
        REPEAT_METHODS,
        Some(repeat_repr),
    );
    define(
        vm,
        module,
        "accumulate",
        5,
        accumulate_new,
        accumulate_next,
        &[],
    );
    define(vm, module, "chain", 3, chain_new, chain_next, CHAIN_METHODS);
}
