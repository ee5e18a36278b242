//! range and its iterators (CPython's `Objects/rangeobject.c`).

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::{slice, tuple};
use crate::layout::{Class, Range, RangeIter, Shape, class_flags};
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::{field, set_field};
use crate::objects::iterators;
use crate::objects::repr::push_repr;
use crate::{Args, Call, Def, Result, Value, Vm};

/// Start, stop, step and length of a range, all ints.
#[inline]
pub fn parts(range: Value) -> [Value; 4] {
    let range = range.pointer::<Range>();
    // SAFETY: typed: callers pass ranges only.
    unsafe {
        [
            (*range).start,
            (*range).stop,
            (*range).step,
            (*range).length,
        ]
    }
}

/// How many numbers lie between start and stop in steps.
fn count(start: i64, stop: i64, step: i64) -> i64 {
    if step > 0 && start < stop {
        1 + (stop - 1 - start) / step
    } else if step < 0 && start > stop {
        1 + (start - 1 - stop) / -step
    } else {
        0
    }
}

fn big(vm: &Vm, value: Value) -> BigInt {
    vm.int_as_big(value).unwrap_or_default()
}

impl Vm {
    /// `range(start, stop, step)` of exact ints.
    pub fn new_range(&mut self, start: Value, stop: Value, step: Value) -> Result {
        let length = match (start.as_int(), stop.as_int(), step.as_int()) {
            (_, _, Some(0)) => return Err(self.value_error("range() arg 3 must not be zero")),
            (Some(start), Some(stop), Some(step)) => self.new_int(count(start, stop, step)),
            _ => {
                let (start, stop, step) = (big(self, start), big(self, stop), big(self, step));
                let distance = if step.is_positive() {
                    &stop - &start
                } else {
                    &start - &stop
                };
                let length = if distance.is_positive() {
                    (distance - 1u8) / step.abs() + 1u8
                } else {
                    BigInt::zero()
                };
                self.new_bigint(&length)
            }
        };
        let range = self
            .alloc_plain(self.types.range, size_of::<Range>())
            .cast::<Range>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*range).start = start;
            (*range).stop = stop;
            (*range).step = step;
            (*range).length = length;
        }
        Ok(Value::object(range))
    }

    /// The iterator over `remaining` numbers, which all fit 48 bits.
    #[inline]
    pub fn new_range_iter(&mut self, next: i64, step: i64, remaining: i64) -> Value {
        let iterator = self
            .alloc_plain(self.types.range_iterator, size_of::<RangeIter>())
            .cast::<RangeIter>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*iterator).next = next;
            (*iterator).step = step;
            (*iterator).remaining = remaining;
        }
        Value::object(iterator)
    }

    /// The number of a range at an index from 0, as an int of any size.
    fn range_number(&mut self, range: Value, index: Value) -> Value {
        let [start, _, step, _] = parts(range);
        if let (Some(start), Some(step), Some(index)) =
            (start.as_int(), step.as_int(), index.as_int())
            && let Some(number) = step
                .checked_mul(index)
                .and_then(|offset| start.checked_add(offset))
        {
            return self.new_int(number);
        }
        let number = big(self, start) + big(self, step) * big(self, index);
        self.new_bigint(&number)
    }
}

/// Appends what a range's iterator still has.
pub(crate) fn extend_list(vm: &mut Vm, list: Value, iterator: Value) -> Result<()> {
    let iterator = iterator.pointer::<RangeIter>();
    // SAFETY: typed: callers pass range iterators.
    let (start, step, remaining) =
        unsafe { ((*iterator).next, (*iterator).step, (*iterator).remaining) };
    vm.list_extend_with(list, usize::try_from(remaining).unwrap_or(0), |index| {
        Value::int_unchecked(start + index as i64 * step)
    })?;
    // SAFETY: as above.
    unsafe {
        (*iterator).next = start + remaining * step;
        (*iterator).remaining = 0;
    }
    Ok(())
}

/// The last number, if it is a word of the heap.
fn short_last(start: i64, step: i64, length: i64) -> Option<i64> {
    let last = start.checked_add(step.checked_mul((length - 1).max(0))?)?;
    Value::fits_int(last).then_some(last)
}

/// The iterator, forwards or backwards.
fn iterate(vm: &mut Vm, range: Value, backwards: bool) -> Result {
    let [start, _, step, length] = parts(range);
    if let (Some(start), Some(step), Some(length)) =
        (start.as_int(), step.as_int(), length.as_int())
        && let Some(last) = short_last(start, step, length)
    {
        // A 48-bit first and last number keep every one between them; the step may lead beyond the last one.
        let (next, step) = if backwards {
            (last, -step)
        } else {
            (start, step)
        };
        return Ok(vm.new_range_iter(next, step, length));
    }
    let (start, step, length) = (big(vm, start), big(vm, step), big(vm, length));
    let (next, step) = if backwards {
        (&start + &step * (&length - 1u8), -step)
    } else {
        (start, step)
    };
    let values = [
        vm.new_bigint(&next),
        vm.new_bigint(&step),
        vm.new_bigint(&length),
    ];
    Ok(vm.new_fields(
        vm.types.longrange_iterator,
        &[Value::NULL, values[0], values[1], values[2]],
    ))
}

/// The next number of a range's iterator; NULL at the end.
#[inline]
pub fn next(iterator: Value) -> Value {
    let iterator = iterator.pointer::<RangeIter>();
    // SAFETY: typed: callers pass range iterators.
    unsafe {
        if (*iterator).remaining <= 0 {
            return Value::NULL;
        }
        let number = (*iterator).next;
        (*iterator).remaining -= 1;
        (*iterator).next = number.wrapping_add((*iterator).step);
        Value::int_unchecked(number)
    }
}

fn long_next(vm: &mut Vm, iterator: Value) -> Result {
    let [next, step, remaining] = [1, 2, 3].map(|index| field(iterator, index));
    let left = big(vm, remaining);
    if !left.is_positive() {
        return Ok(Value::NULL);
    }
    let left = vm.new_bigint(&(left - 1u8));
    set_field(vm, iterator, 3, left);
    let following = big(vm, next) + big(vm, step);
    let following = vm.new_bigint(&following);
    set_field(vm, iterator, 1, following);
    Ok(next)
}

fn new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("range", args)?;
    let args = args.pos();
    vm.check_positional("range", args.len(), 1, 3)?;
    let mut ints = [Value::NULL; 3];
    for (int, &arg) in ints.iter_mut().zip(args) {
        *int = vm.index(arg)?;
    }
    let (zero, one) = (Value::int_unchecked(0), Value::int_unchecked(1));
    match args.len() {
        1 => vm.new_range(zero, ints[0], one),
        2 => vm.new_range(ints[0], ints[1], one),
        _ => vm.new_range(ints[0], ints[1], ints[2]),
    }
}

fn repr(vm: &mut Vm, range: Value) -> Result {
    let [start, stop, step, _] = parts(range);
    let mut text = String::from("range(");
    push_repr(vm, &mut text, start)?;
    text.push_str(", ");
    push_repr(vm, &mut text, stop)?;
    if step != Value::int_unchecked(1) {
        text.push_str(", ");
        push_repr(vm, &mut text, step)?;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

/// What makes ranges equal: their length, then their first number, then their step, as far as there are any.
fn identity(vm: &Vm, range: Value) -> [Value; 3] {
    let [start, _, step, length] = parts(range);
    let length_number = big(vm, length);
    if length_number.is_zero() {
        [length, Value::NONE, Value::NONE]
    } else if length_number.is_one() {
        [length, start, Value::NONE]
    } else {
        [length, start, step]
    }
}

fn hash(vm: &mut Vm, range: Value) -> Result<i64> {
    let identity = identity(vm, range);
    tuple::hash_items(vm, &identity)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(right) != vm.types.range || !matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (identity(vm, left), identity(vm, right));
    let mut equal = true;
    for (l, r) in left.into_iter().zip(right) {
        equal = equal && vm.items_equal(l, r)?;
    }
    Ok(Value::bool(equal == (op == Comparison::Eq)))
}

fn length(vm: &mut Vm, range: Value) -> Result<usize> {
    match vm.int_as_i64(parts(range)[3]) {
        Some(length) => Ok(length as usize),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn getitem(vm: &mut Vm, range: Value, sub: Value) -> Result {
    let [start, _, step, length] = parts(range);
    if vm.class_of(sub) == vm.types.slice {
        let (first, last, by) = slice::indices_of(vm, sub, length)?;
        let (start, step) = (big(vm, start), big(vm, step));
        let values = [
            vm.new_bigint(&(&start + first * &step)),
            vm.new_bigint(&(&start + last * &step)),
            vm.new_bigint(&(&step * by)),
        ];
        return vm.new_range(values[0], values[1], values[2]);
    }
    let class = vm.class_of(sub);
    if !sub.is_int() && vm.slots(class).index.is_none() {
        let name = vm.class_name(sub);
        return Err(vm.type_error(format!(
            "range indices must be integers or slices, not {name}"
        )));
    }
    let index = vm.index(sub)?;
    if let (Some(index), Some(length)) = (index.as_int(), length.as_int()) {
        let index = if index < 0 { index + length } else { index };
        if index < 0 || index >= length {
            return Err(vm.index_error("range object index out of range"));
        }
        return Ok(vm.range_number(range, Value::int_unchecked(index)));
    }
    let (mut index, length) = (big(vm, index), big(vm, length));
    if index.is_negative() {
        index += &length;
    }
    if index.is_negative() || index >= length {
        return Err(vm.index_error("range object index out of range"));
    }
    let index = vm.new_bigint(&index);
    Ok(vm.range_number(range, index))
}

/// The index of an exact int in a range.
fn find(vm: &mut Vm, range: Value, number: Value) -> Option<Value> {
    let [start, stop, step, _] = parts(range);
    if let (Some(start), Some(stop), Some(step), Some(number)) = (
        start.as_int(),
        stop.as_int(),
        step.as_int(),
        number.as_int(),
    ) {
        let inside = if step > 0 {
            start <= number && number < stop
        } else {
            stop < number && number <= start
        };
        let offset = number - start;
        return (inside && offset % step == 0).then(|| vm.new_int(offset / step));
    }
    let (start, stop, step, number) = (
        big(vm, start),
        big(vm, stop),
        big(vm, step),
        big(vm, number),
    );
    let inside = if step.is_positive() {
        start <= number && number < stop
    } else {
        stop < number && number <= start
    };
    let offset = number - start;
    if inside && (&offset % &step).is_zero() {
        Some(vm.new_bigint(&(offset / step)))
    } else {
        None
    }
}

fn is_number(vm: &Vm, value: Value) -> bool {
    value.is_int() || value.is_bool() || vm.is_exact_int(value)
}

fn contains(vm: &mut Vm, range: Value, value: Value) -> Result<bool> {
    if is_number(vm, value) {
        return Ok(find(vm, range, value.into_number()).is_some());
    }
    let iterator = iterate(vm, range, false)?;
    while let Some(number) = vm.next_item(iterator)? {
        if vm.items_equal(number, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

trait AsNumber {
    fn into_number(self) -> Value;
}

impl AsNumber for Value {
    /// A bool as the int that it is.
    fn into_number(self) -> Value {
        if self.is_bool() {
            Value::int_unchecked(i64::from(self == Value::TRUE))
        } else {
            self
        }
    }
}

fn count_method(vm: &mut Vm, range: Value, value: Value) -> Result {
    if is_number(vm, value) {
        let found = find(vm, range, value.into_number()).is_some();
        return Ok(vm.new_int(found.into()));
    }
    let iterator = iterate(vm, range, false)?;
    let mut count = 0;
    while let Some(number) = vm.next_item(iterator)? {
        count += i64::from(vm.items_equal(number, value)?);
    }
    Ok(vm.new_int(count))
}

fn index_method(vm: &mut Vm, range: Value, value: Value) -> Result {
    if is_number(vm, value) {
        if let Some(index) = find(vm, range, value.into_number()) {
            return Ok(index);
        }
    } else {
        let iterator = iterate(vm, range, false)?;
        let mut index = 0;
        while let Some(number) = vm.next_item(iterator)? {
            if vm.items_equal(number, value)? {
                return Ok(vm.new_int(index));
            }
            index += 1;
        }
    }
    Err(vm.value_error("range.index(x): x not in range"))
}

fn reduce(vm: &mut Vm, range: Value) -> Result {
    let [start, stop, step, _] = parts(range);
    let arguments = vm.new_tuple(&[start, stop, step]);
    Ok(vm.new_tuple(&[Value::object(vm.types.range), arguments]))
}

fn reversed(vm: &mut Vm, range: Value) -> Result {
    iterate(vm, range, true)
}

fn iterator_hint(vm: &mut Vm, iterator: Value) -> Result {
    // SAFETY: typed: a method of range_iterator.
    let remaining = unsafe { (*iterator.pointer::<RangeIter>()).remaining };
    Ok(vm.new_int(remaining))
}

fn iterator_reduce(vm: &mut Vm, iterator: Value) -> Result {
    let iterator = iterator.pointer::<RangeIter>();
    // SAFETY: typed: a method of range_iterator.
    let (next, step, remaining) =
        unsafe { ((*iterator).next, (*iterator).step, (*iterator).remaining) };
    let values = [
        vm.new_int(next),
        vm.new_int(next.saturating_add(step.saturating_mul(remaining))),
        vm.new_int(step),
    ];
    let range = vm.new_range(values[0], values[1], values[2])?;
    let reduced = iterators::reduce_to_iter(vm, &[range])?;
    let reduced = tuple::items(reduced);
    Ok(vm.new_tuple(&[reduced[0], reduced[1], Value::int_unchecked(0)]))
}

fn iterator_setstate(vm: &mut Vm, iterator: Value, state: Value) -> Result {
    let skip = vm.index_argument(state)?;
    let iterator = iterator.pointer::<RangeIter>();
    // SAFETY: typed: a method of range_iterator.
    unsafe {
        let skip = skip.clamp(0, (*iterator).remaining);
        (*iterator).next += (*iterator).step * skip;
        (*iterator).remaining -= skip;
    }
    Ok(Value::NONE)
}

fn long_hint(_: &mut Vm, iterator: Value) -> Result {
    Ok(field(iterator, 3))
}

static METHODS: &[Def] = &[
    Def::new("__reversed__", Call::NoArgs(reversed)).doc("", "Return a reverse iterator."),
    Def::new("__reduce__", Call::NoArgs(reduce)),
    Def::new("count", Call::One(count_method)).doc("", "rangeobject.count(value) -> integer -- return number of occurrences of value"),
    Def::new("index", Call::One(index_method))
        .doc("", "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "start",
        get: |_, range| Ok(parts(range)[0]),
        set: None,
        doc: "",
    },
    GetSet {
        name: "stop",
        get: |_, range| Ok(parts(range)[1]),
        set: None,
        doc: "",
    },
    GetSet {
        name: "step",
        get: |_, range| Ok(parts(range)[2]),
        set: None,
        doc: "",
    },
];

static ITERATOR_METHODS: &[Def] = &[
    Def::new("__length_hint__", Call::NoArgs(iterator_hint)),
    Def::new("__reduce__", Call::NoArgs(iterator_reduce)),
    Def::new("__setstate__", Call::One(iterator_setstate)),
];

static LONG_ITERATOR_METHODS: &[Def] = &[Def::new("__length_hint__", Call::NoArgs(long_hint))];

/// Defines `range` and its iterators.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("range", Shape::Range);
    spec.flags = class_flags::SEQUENCE | class_flags::VECTORCALL;
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(hash);
    spec.slots.compare = Some(compare);
    spec.slots.length = Some(length);
    spec.slots.bool = Some(|vm, range| Ok(!big(vm, parts(range)[3]).is_zero()));
    spec.slots.getitem = Some(getitem);
    spec.slots.contains = Some(contains);
    spec.slots.iter = Some(|vm, range| iterate(vm, range, false));
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).";
    vm.define_class(vm.types.range, spec);

    let mut spec = ClassSpec::new("range_iterator", Shape::RangeIter);
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(|_, iterator| Ok(next(iterator)));
    spec.methods = ITERATOR_METHODS;
    vm.define_class(vm.types.range_iterator, spec);

    let mut spec = ClassSpec::new("longrange_iterator", Shape::Fields);
    spec.fields = 4;
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(long_next);
    spec.methods = LONG_ITERATOR_METHODS;
    vm.define_class(vm.types.longrange_iterator, spec);
}
