//! slice.

use num_bigint::BigInt;

use crate::layout::{self, Class, Shape, Slice};
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::sequences::{list, tuple};
use crate::objects::strings;
use crate::{Args, Call, Def, Result, Value, Vm};

/// Start, stop and step of a slice.
#[inline]
pub fn parts(slice: Value) -> [Value; 3] {
    let slice = slice.pointer::<Slice>();
    // SAFETY: typed: callers pass slices only.
    unsafe { [(*slice).start, (*slice).stop, (*slice).step] }
}

/// Whether an int of any size is below zero; the value must be an exact int.
pub(crate) fn is_negative(int: Value) -> bool {
    match int.as_int() {
        Some(small) => small < 0,
        // SAFETY: typed: an int that is not a small one is a BigInt.
        None => int.is_object() && unsafe { (*int.pointer::<layout::BigInt>()).negative },
    }
}

/// Clips start and stop to a length: the indices and how many there are (CPython's `PySlice_AdjustIndices`).
pub fn adjust(length: usize, start: i64, stop: i64, step: i64) -> (i64, i64, usize) {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let clip = |index: i64| {
        if index < 0 {
            let index = index.saturating_add(length);
            if index < 0 {
                if step < 0 { -1 } else { 0 }
            } else {
                index
            }
        } else if index >= length {
            if step < 0 { length - 1 } else { length }
        } else {
            index
        }
    };
    let (start, stop) = (clip(start), clip(stop));
    let count = if step < 0 {
        if stop < start {
            (start - stop - 1) / -step + 1
        } else {
            0
        }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    (start, stop, count as usize)
}

/// Where `[start:stop]` begins and ends in so many items, if both are ints of one word or left out. It does not end before
/// it begins.
#[inline]
fn plain_bounds(start: Value, stop: Value, length: usize) -> Option<(usize, usize)> {
    let clip = |value: Value, default: usize| {
        if value.is_none() {
            return Some(default);
        }
        let index = value.as_int()?;
        let length = length as i64;
        let index = if index < 0 { index + length } else { index };
        Some(index.clamp(0, length) as usize)
    };
    let (start, stop) = (clip(start, 0)?, clip(stop, length)?);
    Some((start, stop.max(start)))
}

/// The same of a slice object, if it has no step.
#[inline]
pub(crate) fn plain_slice(slice: Value, length: usize) -> Option<(usize, usize)> {
    let [start, stop, step] = parts(slice);
    step.is_none().then(|| plain_bounds(start, stop, length))?
}

impl Vm {
    /// A slice object.
    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Value {
        let slice = self
            .alloc(self.types.slice, size_of::<Slice>())
            .cast::<Slice>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*slice).start = start;
            (*slice).stop = stop;
            (*slice).step = step;
        }
        Value::object(slice)
    }

    /// `container[start:stop]`, of lists, tuples and strs without a slice object.
    pub(crate) fn slice_get(&mut self, container: Value, start: Value, stop: Value) -> Result {
        let class = self.class_of(container);
        if class == self.types.str {
            if let Some((start, end)) = plain_bounds(start, stop, strings::len(container)) {
                return self.str_slice(container, start, end);
            }
        } else if class == self.types.list {
            let items = list::items(container);
            if let Some((start, end)) = plain_bounds(start, stop, items.len()) {
                return self.try_new_list(&items[start..end]);
            }
        } else if class == self.types.tuple
            && let Some((start, end)) = plain_bounds(start, stop, tuple::items(container).len())
        {
            return tuple::slice(self, container, start, end - start);
        }
        let slice = self.new_slice(start, stop, Value::NONE);
        self.get_item(container, slice)
    }

    /// `slice.indices(length)` and the resulting length: (start, stop, step, length).
    pub fn slice_indices(&mut self, slice: Value, length: usize) -> Result<(i64, i64, i64, usize)> {
        let (start, stop, step) = self.slice_unpack(slice)?;
        let (start, stop, count) = adjust(length, start, stop, step);
        Ok((start, stop, step, count))
    }

    /// Start, stop and step, clipped to 64 bits (CPython's `PySlice_Unpack`): what is computed before the length is asked.
    pub fn slice_unpack(&mut self, slice: Value) -> Result<(i64, i64, i64)> {
        let [start, stop, step] = parts(slice);
        let step = if step.is_none() {
            1
        } else {
            self.slice_index(step)?
        };
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero"));
        }
        let step = step.max(-i64::MAX);
        let start = if start.is_none() {
            if step < 0 { i64::MAX } else { 0 }
        } else {
            self.slice_index(start)?
        };
        let stop = if stop.is_none() {
            if step < 0 { i64::MIN } else { i64::MAX }
        } else {
            self.slice_index(stop)?
        };
        Ok((start, stop, step))
    }

    /// A slice's start, stop or step, clipped to 64 bits (CPython's `_PyEval_SliceIndex`).
    #[inline]
    pub fn slice_index(&mut self, value: Value) -> Result<i64> {
        if let Some(index) = value.as_int() {
            return Ok(index);
        }
        let int = self.slice_int(value)?;
        Ok(self
            .int_as_i64(int)
            .unwrap_or(if is_negative(int) { i64::MIN } else { i64::MAX }))
    }

    fn slice_int(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        if self.slots(class).index.is_none() {
            return Err(self
                .type_error("slice indices must be integers or None or have an __index__ method"));
        }
        self.index(value)
    }
}

fn repr(vm: &mut Vm, slice: Value) -> Result {
    let mut pieces = [Value::NULL; 3];
    for (piece, part) in pieces.iter_mut().zip(parts(slice)) {
        *piece = vm.repr(part)?;
    }
    let text = format!(
        "slice({}, {}, {})",
        vm.text(pieces[0]),
        vm.text(pieces[1]),
        vm.text(pieces[2])
    );
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(right) != vm.types.slice {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (vm.new_tuple(&parts(left)), vm.new_tuple(&parts(right)));
    vm.compare(op, left, right)
}

fn hash(vm: &mut Vm, slice: Value) -> Result<i64> {
    let parts = parts(slice);
    super::tuple::hash_slice(vm, &parts)
}

fn new(vm: &mut Vm, _class: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("slice", args)?;
    let args = args.pos();
    vm.check_positional("slice", args.len(), 1, 3)?;
    Ok(match *args {
        [stop] => vm.new_slice(Value::NONE, stop, Value::NONE),
        [start, stop] => vm.new_slice(start, stop, Value::NONE),
        [start, stop, step, ..] => vm.new_slice(start, stop, step),
        [] => Value::NONE,
    })
}

/// `slice.indices(length)`, for ints of any size.
fn indices(vm: &mut Vm, slice: Value, length: Value) -> Result {
    let length = vm.index(length)?;
    if is_negative(length) {
        return Err(vm.value_error("length should not be negative"));
    }
    let (start, stop, step) = indices_of(vm, slice, length)?;
    let numbers = [
        vm.new_bigint(&start),
        vm.new_bigint(&stop),
        vm.new_bigint(&step),
    ];
    Ok(vm.new_tuple(&numbers))
}

/// Start, stop and step for a length of any size (CPython's `_PySlice_GetLongIndices`).
pub(crate) fn indices_of(
    vm: &mut Vm,
    slice: Value,
    length: Value,
) -> Result<(BigInt, BigInt, BigInt)> {
    let length = vm.int_as_big(length).unwrap_or_default();
    let zero = BigInt::ZERO;
    let [start, stop, step] = parts(slice);
    let step = if step.is_none() {
        BigInt::from(1)
    } else {
        big(vm, step)?
    };
    if step == zero {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let backwards = step < zero;
    let (lower, upper) = if backwards {
        (BigInt::from(-1), &length - 1)
    } else {
        (zero.clone(), length.clone())
    };
    let clip = |vm: &mut Vm, part: Value, default: &BigInt| -> Result<BigInt> {
        if part.is_none() {
            return Ok(default.clone());
        }
        let index = big(vm, part)?;
        Ok(if index < zero {
            (index + &length).max(lower.clone())
        } else {
            index.min(upper.clone())
        })
    };
    let start = clip(vm, start, if backwards { &upper } else { &lower })?;
    let stop = clip(vm, stop, if backwards { &lower } else { &upper })?;
    Ok((start, stop, step))
}

fn big(vm: &mut Vm, part: Value) -> Result<BigInt> {
    let int = vm.slice_int(part)?;
    Ok(vm.int_as_big(int).unwrap_or_default())
}

fn reduce(vm: &mut Vm, slice: Value) -> Result {
    let class = Value::object(vm.types.slice);
    let arguments = vm.new_tuple(&parts(slice));
    Ok(vm.new_tuple(&[class, arguments]))
}

static METHODS: &[Def] = &[
    Def::new("indices", Call::One(indices)).doc(
        "($self, object, /)",
        "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\nindices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices.",
    ),
    Def::new("__reduce__", Call::NoArgs(reduce)),
];

static GETSET: &[GetSet] = &[
    GetSet {
        name: "start",
        get: |_, slice| Ok(parts(slice)[0]),
        set: None,
        doc: "",
    },
    GetSet {
        name: "stop",
        get: |_, slice| Ok(parts(slice)[1]),
        set: None,
        doc: "",
    },
    GetSet {
        name: "step",
        get: |_, slice| Ok(parts(slice)[2]),
        set: None,
        doc: "",
    },
];

/// Defines `slice`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("slice", Shape::Slice);
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(hash);
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. a[0:10:2]).";
    vm.define_class(vm.types.slice, spec);
}
