//! `islice`, `takewhile`, `dropwhile`, `filterfalse`, `compress`, `starmap`, `zip_longest`.

use vm::layout::Class;
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::{list, tuple};
use vm::{Args, Result, Value, Vm};

use super::define;

fn bound(vm: &mut Vm, value: Value, what: &str) -> Result<i64> {
    let message = format!("{what} for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    let class = vm.class_of(value);
    if vm.slots(class).index.is_none() {
        return Err(vm.value_error(message));
    }
    let int = vm.index(value)?;
    match vm.int_as_i64(int) {
        Some(bound) if bound >= 0 => Ok(bound),
        _ => Err(vm.value_error(message)),
    }
}

/// Fields: iterator (NULL at the end), next wanted index, stop (-1: none), step, items taken from the iterator so far.
fn islice_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("islice", args)?;
    let values = args.pos();
    vm.check_positional("islice", values.len(), 2, 4)?;
    let none = |index: usize| values.get(index).is_none_or(|value| value.is_none());
    let (mut start, mut stop, mut step) = (0, -1, 1);
    if values.len() == 2 {
        if !none(1) {
            stop = bound(vm, values[1], "Stop argument")?;
        }
    } else {
        if !none(2) {
            stop = bound(vm, values[2], "Stop argument")?;
        }
        if !none(1) {
            start = bound(vm, values[1], "Indices")?;
        }
        if !none(3) {
            let message = "Step for islice() must be a positive integer or None.";
            let class = vm.class_of(values[3]);
            if vm.slots(class).index.is_none() {
                return Err(vm.value_error(message));
            }
            let int = vm.index(values[3])?;
            step = vm.int_as_i64(int).unwrap_or(-1);
            if step < 1 {
                return Err(vm.value_error(message));
            }
        }
    }
    let iterator = vm.iter(values[0])?;
    let numbers = [vm.new_int(start), vm.new_int(stop), vm.new_int(step)];
    Ok(vm.new_fields(
        class,
        &[
            Value::NULL,
            iterator,
            numbers[0],
            numbers[1],
            numbers[2],
            Value::int_unchecked(0),
        ],
    ))
}

fn islice_next(vm: &mut Vm, islice: Value) -> Result {
    let iterator = field(islice, 1);
    if iterator.is_null() {
        return Ok(Value::NULL);
    }
    let number = |vm: &Vm, index: usize| vm.int_as_i64(field(islice, index)).unwrap_or(0);
    let (wanted, stop, step) = (number(vm, 2), number(vm, 3), number(vm, 4));
    let mut taken = number(vm, 5);
    let end = |vm: &mut Vm| {
        set_field(vm, islice, 1, Value::NULL);
        Ok(Value::NULL)
    };
    let last = if stop >= 0 { wanted.min(stop) } else { wanted };
    while taken < last {
        if vm.next_item(iterator)?.is_none() {
            return end(vm);
        }
        taken += 1;
        let count = vm.new_int(taken);
        set_field(vm, islice, 5, count);
    }
    if stop >= 0 && taken >= stop {
        return end(vm);
    }
    let Some(item) = vm.next_item(iterator)? else {
        return end(vm);
    };
    let count = vm.new_int(taken + 1);
    set_field(vm, islice, 5, count);
    let next = wanted.saturating_add(step);
    let next = vm.new_int(if stop >= 0 { next.min(stop) } else { next });
    set_field(vm, islice, 2, next);
    Ok(item)
}

/// Fields: function, iterator (NULL at the end).
fn function_and_iterator(vm: &mut Vm, class: *mut Class, name: &str, args: Args<'_>) -> Result {
    vm.no_keywords(name, args)?;
    vm.check_positional(name, args.values.len(), 2, 2)?;
    let iterator = vm.iter(args.values[1])?;
    Ok(vm.new_fields(
        class,
        &[Value::NULL, args.values[0], iterator, Value::FALSE],
    ))
}

fn takewhile_next(vm: &mut Vm, this: Value) -> Result {
    if field(this, 3) == Value::TRUE {
        return Ok(Value::NULL);
    }
    let Some(item) = vm.next_item(field(this, 2))? else {
        return Ok(Value::NULL);
    };
    let good = vm.call_pos(field(this, 1), &[item])?;
    if vm.is_true(good)? {
        return Ok(item);
    }
    set_field(vm, this, 3, Value::TRUE);
    Ok(Value::NULL)
}

fn dropwhile_next(vm: &mut Vm, this: Value) -> Result {
    while let Some(item) = vm.next_item(field(this, 2))? {
        if field(this, 3) == Value::TRUE {
            return Ok(item);
        }
        let dropped = vm.call_pos(field(this, 1), &[item])?;
        if !vm.is_true(dropped)? {
            set_field(vm, this, 3, Value::TRUE);
            return Ok(item);
        }
    }
    Ok(Value::NULL)
}

fn filterfalse_next(vm: &mut Vm, this: Value) -> Result {
    let function = field(this, 1);
    let plain = function.is_none() || function == Value::object(vm.types.bool);
    while let Some(item) = vm.next_item(field(this, 2))? {
        let good = if plain {
            item
        } else {
            vm.call_pos(function, &[item])?
        };
        if !vm.is_true(good)? {
            return Ok(item);
        }
    }
    Ok(Value::NULL)
}

fn starmap_next(vm: &mut Vm, this: Value) -> Result {
    let Some(item) = vm.next_item(field(this, 2))? else {
        return Ok(Value::NULL);
    };
    let arguments = vm.tuple_from(item)?;
    vm.call_pos(field(this, 1), tuple::items(arguments))
}

/// Fields: data, selectors.
fn compress_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [data, selectors] = vm.bind_arguments("compress", args, &["data", "selectors"], 0, 2, 2)?;
    let (data, selectors) = (vm.iter(data)?, vm.iter(selectors)?);
    Ok(vm.new_fields(class, &[Value::NULL, data, selectors]))
}

fn compress_next(vm: &mut Vm, this: Value) -> Result {
    loop {
        let Some(item) = vm.next_item(field(this, 1))? else {
            return Ok(Value::NULL);
        };
        let Some(selector) = vm.next_item(field(this, 2))? else {
            return Ok(Value::NULL);
        };
        if vm.is_true(selector)? {
            return Ok(item);
        }
    }
}

/// Fields: list of iterators (None once ended), fill value, how many are active.
fn zip_longest_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let mut fill = Value::NONE;
    for (name, value) in args.keywords() {
        if &*vm.text(name) != "fillvalue" {
            return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = value;
    }
    let iterators = vm.new_list(&[]);
    for &iterable in args.pos() {
        let iterator = vm.iter(iterable)?;
        vm.list_push(iterators, iterator)?;
    }
    let active = Value::int_unchecked(args.pos().len() as i64);
    Ok(vm.new_fields(class, &[Value::NULL, iterators, fill, active]))
}

fn zip_longest_next(vm: &mut Vm, this: Value) -> Result {
    let (iterators, fill) = (field(this, 1), field(this, 2));
    let count = list::len(iterators);
    if count == 0 || field(this, 3).int_payload() == 0 {
        return Ok(Value::NULL);
    }
    let result = vm.new_tuple_uninit(vm.types.tuple, count)?;
    for index in 0..count {
        let iterator = list::items(iterators)[index];
        let mut item = fill;
        if !iterator.is_none() {
            match vm.next_item(iterator)? {
                Some(next) => item = next,
                None => {
                    let active = field(this, 3).int_payload() - 1;
                    set_field(vm, this, 3, Value::int_unchecked(active));
                    vm.set_item(iterators, Value::int_unchecked(index as i64), Value::NONE)?;
                    if active == 0 {
                        return Ok(Value::NULL);
                    }
                }
            }
        }
        tuple::set_fresh(result, index, item);
    }
    Ok(result)
}

pub(super) fn init(vm: &mut Vm, module: Value) {
    define(vm, module, "islice", 6, islice_new, islice_next, &[]);
    define(
        vm,
        module,
        "takewhile",
        4,
        |vm, class, args| function_and_iterator(vm, class, "takewhile", args),
        takewhile_next,
        &[],
    );
    define(
        vm,
        module,
        "dropwhile",
        4,
        |vm, class, args| function_and_iterator(vm, class, "dropwhile", args),
        dropwhile_next,
        &[],
    );
    define(
        vm,
        module,
        "filterfalse",
        4,
        |vm, class, args| function_and_iterator(vm, class, "filterfalse", args),
        filterfalse_next,
        &[],
    );
    define(
        vm,
        module,
        "starmap",
        4,
        |vm, class, args| function_and_iterator(vm, class, "starmap", args),
        starmap_next,
        &[],
    );
    define(vm, module, "compress", 3, compress_new, compress_next, &[]);
    define(
        vm,
        module,
        "zip_longest",
        4,
        zip_longest_new,
        zip_longest_next,
        &[],
    );
}
