//! len, iter, next, all, any, sorted, min, max, sum, aiter, anext.

use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::{BinaryOperator, Comparison};
use crate::{Args, Result, Value, Vm};

fn len(vm: &mut Vm, _: Value, value: Value) -> Result {
    let length = vm.length(value)?;
    Ok(vm.new_int_usize(length))
}

fn iter(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("iter", args.len(), 1, 2)?;
    let Some(&sentinel) = args.get(1) else {
        return vm.iter(args[0]);
    };
    if !vm.is_callable(args[0]) {
        return Err(vm.type_error("iter(v, w): v must be callable"));
    }
    Ok(vm.new_callable_iterator(args[0], sentinel))
}

fn next(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("next", args.len(), 1, 2)?;
    let class = vm.class_of(args[0]);
    let Some(function) = vm.slots(class).next else {
        let name = vm.class_name(args[0]);
        return Err(vm.type_error(format!("'{name}' object is not an iterator")));
    };
    match (function(vm, args[0]), args.get(1)) {
        (Ok(value), Some(&default)) => Ok(if value.is_null() { default } else { value }),
        (Ok(value), None) if value.is_null() => Err(vm.stop_iteration()),
        (Err(raised), Some(&default)) => vm.end_of_iteration(raised).map(|()| default),
        (result, None) => result,
    }
}

fn all(vm: &mut Vm, _: Value, iterable: Value) -> Result {
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        if !vm.is_true(item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn any(vm: &mut Vm, _: Value, iterable: Value) -> Result {
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        if vm.is_true(item)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn sorted(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    vm.check_positional("sorted", args.pos().len(), 1, 1)?;
    let options = Args {
        values: &args.values[1..],
        kwnames: args.kwnames,
    };
    let iterable = args.values[0];
    let list = vm.list_from(iterable)?;
    let [key, reverse] = vm.bind_arguments("sort", options, &["key", "reverse"], 0, 0, 0)?;
    let reverse = !reverse.is_null() && vm.is_true(reverse)?;
    vm.list_sort(list, if key.is_null() { Value::NONE } else { key }, reverse)?;
    Ok(list)
}

/// Whether `candidate` takes the place of `best`.
#[inline]
fn beats(vm: &mut Vm, candidate: Value, best: Value, op: Comparison) -> Result<bool> {
    if candidate.both_ints(best) {
        return Ok(op.holds(candidate.int_payload().cmp(&best.int_payload())));
    }
    if candidate.is_float() && best.is_float() {
        let (a, b) = (candidate.float_payload(), best.float_payload());
        return Ok(if op == Comparison::Gt { a > b } else { a < b });
    }
    let result = vm.compare(op, candidate, best)?;
    vm.is_true(result)
}

fn extreme(vm: &mut Vm, args: Args<'_>, op: Comparison) -> Result {
    let name = if op == Comparison::Gt { "max" } else { "min" };
    let positional = args.pos();
    if positional.is_empty() {
        return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    let (mut key, mut default) = (Value::NULL, Value::NULL);
    for (keyword, value) in args.keywords() {
        match &*vm.text(keyword) {
            "key" => key = value,
            "default" => default = value,
            other => {
                let message = format!("{name}() got an unexpected keyword argument '{other}'");
                return Err(vm.type_error(message));
            }
        }
    }
    if key.is_none() {
        key = Value::NULL;
    }
    if positional.len() > 1 && !default.is_null() {
        return Err(vm.type_error(format!(
            "Cannot specify a default for {name}() with multiple positional arguments"
        )));
    }
    let (mut best, mut best_key) = (Value::NULL, Value::NULL);
    let class = vm.class_of(positional[0]);
    let (mut iterator, mut sequence) = (Value::NULL, Value::NULL);
    if positional.len() == 1 {
        if class == vm.types.list || class == vm.types.tuple {
            sequence = positional[0];
        } else {
            iterator = vm.iter(positional[0])?;
        }
    }
    let mut index = 0;
    loop {
        let item = if iterator.is_null() {
            // A list may change meanwhile.
            let items = if sequence.is_null() {
                positional
            } else {
                vm.sequence_items(sequence)
            };
            index += 1;
            items.get(index - 1).copied()
        } else {
            vm.next_item(iterator)?
        };
        let Some(item) = item else { break };
        let item_key = if key.is_null() {
            item
        } else {
            vm.call_one(key, item)?
        };
        if best.is_null() || beats(vm, item_key, best_key, op)? {
            (best, best_key) = (item, item_key);
        }
    }
    if !best.is_null() {
        return Ok(best);
    }
    if !default.is_null() {
        return Ok(default);
    }
    Err(vm.value_error(format!("{name}() iterable argument is empty")))
}

fn min(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    extreme(vm, args, Comparison::Lt)
}

fn max(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    extreme(vm, args, Comparison::Gt)
}

/// A sum of floats that keeps what rounding loses (Neumaier's variant of Kahan's; CPython's `cs_add`).
#[derive(Clone, Copy)]
struct FloatSum {
    high: f64,
    low: f64,
}

impl FloatSum {
    fn add(&mut self, value: f64) {
        let sum = self.high + value;
        self.low += if self.high.abs() >= value.abs() {
            (self.high - sum) + value
        } else {
            (value - sum) + self.high
        };
        self.high = sum;
    }

    fn total(self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() {
            self.high + self.low
        } else {
            self.high
        }
    }
}

fn sum(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [iterable, start] = vm.bind_arguments("sum", args, &["iterable", "start"], 1, 2, 1)?;
    let iterator = vm.iter(iterable)?;
    let mut total = start;
    if total.is_null() {
        total = Value::int_unchecked(0);
    } else {
        let hint = if vm.is_str(total) {
            Some("sum() can't sum strings [use ''.join(seq) instead]")
        } else if vm.is_subclass(vm.class_of(total), vm.types.bytes) {
            Some("sum() can't sum bytes [use b''.join(seq) instead]")
        } else if vm.is_subclass(vm.class_of(total), vm.types.bytearray) {
            Some("sum() can't sum bytearray [use b''.join(seq) instead]")
        } else {
            None
        };
        if let Some(hint) = hint {
            return Err(vm.type_error(hint));
        }
    }
    let mut item;
    if let Some(mut integer) = total.as_int() {
        // Nothing that adds ints can change a list.
        if let Some(iter) = vm.as_list_iter(iterator)
            && let Some(list) = vm.as_list(iter.seq)
        {
            let ints = cast::list_items(list).get(iter.index..).unwrap_or_default();
            for int in ints.iter().map_while(|item| item.as_int()) {
                let Some(sum) = integer.checked_add(int) else {
                    break;
                };
                integer = sum;
                iter.index += 1;
            }
        }
        loop {
            match vm.next_item(iterator)? {
                None => return Ok(vm.new_int(integer)),
                Some(next) => item = next,
            }
            let small = if item.is_bool() {
                Some(i64::from(item == Value::TRUE))
            } else {
                item.as_int()
            };
            match small.and_then(|small| integer.checked_add(small)) {
                Some(next) => integer = next,
                None => break,
            }
        }
        let so_far = vm.new_int(integer);
        total = vm.binary(BinaryOperator::Add, so_far, item)?;
    }
    if let Some(start) = total.as_float() {
        let mut float = FloatSum {
            high: start,
            low: 0.0,
        };
        loop {
            match vm.next_item(iterator)? {
                None => return Ok(Value::float(float.total())),
                Some(next) => item = next,
            }
            match item.as_float() {
                Some(value) => float.add(value),
                None => match vm.int_view(item) {
                    Some(view) if item.is_int() || item.is_bool() || vm.is_exact_int(item) => {
                        float.add(crate::objects::numbers::convert::view_to_f64(view))
                    }
                    _ => break,
                },
            }
        }
        let so_far = Value::float(float.total());
        total = vm.binary(BinaryOperator::Add, so_far, item)?;
    }
    while let Some(item) = vm.next_item(iterator)? {
        total = vm.binary(BinaryOperator::Add, total, item)?;
    }
    Ok(total)
}

fn aiter(vm: &mut Vm, _: Value, value: Value) -> Result {
    let class = vm.class_of(value);
    let Some(function) = vm.slots(class).aiter else {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!("'{name}' object is not an async iterable")));
    };
    let iterator = function(vm, value)?;
    let class = vm.class_of(iterator);
    if vm.slots(class).anext.is_none() {
        let name = vm.class_name(iterator);
        return Err(vm.type_error(format!(
            "aiter() returned not an async iterator of type '{name}'"
        )));
    }
    Ok(iterator)
}

fn anext(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("anext", args.len(), 1, 2)?;
    let class = vm.class_of(args[0]);
    let Some(function) = vm.slots(class).anext else {
        let name = vm.class_name(args[0]);
        return Err(vm.type_error(format!("'{name}' object is not an async iterator")));
    };
    let awaitable = function(vm, args[0])?;
    match args.get(1) {
        None => Ok(awaitable),
        Some(&default) => Ok(super::anext::with_default(vm, awaitable, default)),
    }
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("len", Call::One(len)).doc("($module, obj, /)", "Return the number of items in a container."),
    Def::new("iter", Call::Fast(iter)).doc("", "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an object.  In the first form, the argument must\nsupply its own iterator, or be a sequence.\nIn the second form, the callable is called until it returns the\nsentinel."),
    Def::new("next", Call::Fast(next)).doc("", "next(iterator[, default])\n\nReturn the next item from the iterator.  If default is given and the\niterator is exhausted, it is returned instead of raising StopIteration."),
    Def::new("all", Call::One(all)).doc("($module, iterable, /)", "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
    Def::new("any", Call::One(any)).doc("($module, iterable, /)", "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
    Def::new("sorted", Call::FastKeywords(sorted)).doc("($module, iterable, /, *, key=None, reverse=False)", "Return a new list containing all items from the iterable in ascending order.\n\nA custom key function can be supplied to customize the sort order, and the\nreverse flag can be set to request the result in descending order."),
    Def::new("min", Call::FastKeywords(min)).doc("", "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument."),
    Def::new("max", Call::FastKeywords(max)).doc("", "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the largest argument."),
    Def::new("sum", Call::FastKeywords(sum)).doc("($module, iterable, /, start=0)", "Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\nWhen the iterable is empty, return the start value.\nThis function is intended specifically for use with numeric values and\nmay reject non-numeric types."),
    Def::new("aiter", Call::One(aiter)).doc("($module, async_iterable, /)", "Return an AsyncIterator for an AsyncIterable object."),
    Def::new("anext", Call::Fast(anext)).doc("($module, aiterator, default=<unrepresentable>, /)", "Return the next item from the async iterator.\n\nIf default is given and the async iterator is exhausted,\nit is returned instead of raising StopAsyncIteration."),
];
