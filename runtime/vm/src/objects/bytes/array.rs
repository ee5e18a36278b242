//! The class `bytearray`.

use super::class::{concat, repeat, shared, text};
use super::{array, array_data, construct, make, methods, own};
use crate::layout::{ByteArrayObject, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::strings::search;
use crate::{Args, Call, Def, Raised, Result, Slots, Value, Vm};

/// Fills `bytearray`.
pub(super) fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("bytearray", Shape::ByteArray);
    spec.flags = class_flags::BASE_TYPE | class_flags::MATCH_SELF | class_flags::IMMUTABLE;
    spec.slots = Slots {
        repr: Some(repr),
        str: Some(repr),
        hash: Some(crate::objects::class::slotdefs::unhashable),
        setitem: Some(setitem),
        concat: Some(concat),
        repeat: Some(repeat),
        inplace_concat: Some(inplace_concat),
        inplace_repeat: Some(inplace_repeat),
        new: Some(|vm, class, _| Ok(Value::object(vm.alloc(class, size_of::<ByteArrayObject>())))),
        init: Some(initialize),
        ..shared()
    };
    spec.methods = &METHODS;
    spec.doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array";
    vm.define_class(vm.types.bytearray, spec);
}

const OWN: [Def; 13] = [
    Def::new("__alloc__", Call::NoArgs(alloc)).doc(
        "($self, /)",
        "Return the number of bytes actually allocated.",
    ),
    Def::new("__reduce__", Call::NoArgs(|vm, this| reduce(vm, this, 0)))
        .doc("($self, /)", "Return state information for pickling."),
    Def::new("__reduce_ex__", Call::Fast(reduce_ex)).doc(
        "($self, proto=0, /)",
        "Return state information for pickling.",
    ),
    Def::new("__sizeof__", Call::NoArgs(sizeof)).doc(
        "($self, /)",
        "Returns the size of the bytearray object in memory, in bytes.",
    ),
    Def::new("append", Call::One(append)).doc(
        "($self, item, /)",
        "Append a single item to the end of the bytearray.",
    ),
    Def::new("clear", Call::NoArgs(clear))
        .doc("($self, /)", "Remove all items from the bytearray."),
    Def::new(
        "copy",
        Call::NoArgs(|vm, this| make(vm, this, own(vm, this))),
    )
    .doc("($self, /)", "Return a copy of B."),
    Def::new("extend", Call::One(extend)).doc(
        "($self, iterable_of_ints, /)",
        "Append all the items from the iterator or sequence to the end of the bytearray.",
    ),
    Def::new("insert", Call::Fast(insert)).doc(
        "($self, index, item, /)",
        "Insert a single item into the bytearray before the given index.",
    ),
    Def::new("pop", Call::Fast(pop)).doc(
        "($self, index=-1, /)",
        "Remove and return a single item from B.",
    ),
    Def::new("remove", Call::One(remove)).doc(
        "($self, value, /)",
        "Remove the first occurrence of a value in the bytearray.",
    ),
    Def::new("resize", Call::One(resize)).doc(
        "($self, size, /)",
        "Resize the internal buffer of bytearray to len.",
    ),
    Def::new("reverse", Call::NoArgs(reverse)).doc(
        "($self, /)",
        "Reverse the order of the values in B in place.",
    ),
];

static METHODS: [Def; OWN.len() + methods::COMMON.len()] = methods::joined(&OWN);

fn repr(vm: &mut Vm, this: Value) -> Result {
    let class = vm.class_name(this);
    let text = text(vm, own(vm, this), true)?;
    let text = format!("{class}({text})");
    vm.try_new_str(&text)
}

fn initialize(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let data = construct::content(vm, "bytearray", args)?;
    set(vm, this, &data)
}

/// Replaces the whole content.
fn set(vm: &mut Vm, this: Value, data: &[u8]) -> Result<()> {
    vm.array_set_len(this, data.len())?;
    array_data(this).copy_from_slice(data);
    Ok(())
}

/// Replaces a part by data, which is not the array's own.
fn splice(vm: &mut Vm, this: Value, start: usize, end: usize, data: &[u8]) -> Result<()> {
    let old = own(vm, this).len();
    let tail = old - end;
    let new = start + data.len() + tail;
    if new > old {
        vm.array_set_len(this, new)?;
    }
    let content = array_data(this);
    content.copy_within(end..old, start + data.len());
    content[start..start + data.len()].copy_from_slice(data);
    if new < old {
        vm.array_set_len(this, new)?;
    }
    Ok(())
}

fn setitem(vm: &mut Vm, this: Value, sub: Value, value: Value) -> Result<()> {
    if let Some(index) = vm.subscript_index(sub)? {
        // The value's `__index__` may change the array.
        let byte = if value.is_null() {
            0
        } else {
            vm.expect_byte(value)?
        };
        let data = array_data(this);
        let index = if index < 0 {
            index + data.len() as i64
        } else {
            index
        };
        let at = match usize::try_from(index) {
            Ok(at) if at < data.len() => at,
            _ => return Err(vm.index_error("bytearray index out of range")),
        };
        if value.is_null() {
            return splice(vm, this, at, at + 1, &[]);
        }
        data[at] = byte;
        return Ok(());
    }
    if vm.class_of(sub) != vm.types.slice {
        let name = vm.class_name(sub);
        return Err(vm.type_error(format!(
            "bytearray indices must be integers or slices, not {name}"
        )));
    }
    let data = if value.is_null() {
        Vec::new()
    } else if let Some(data) = vm.bytes_like(value) {
        vm.copied(data)?
    } else if vm.is_int(value) || vm.is_str(value) {
        return Err(
            vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
        );
    } else {
        construct::of_object(vm, value, "bytearray")?
    };
    let length = own(vm, this).len();
    let (start, stop, step, count) = vm.slice_indices(sub, length)?;
    let length = own(vm, this).len();
    if step == 1 {
        let start = (start.max(0) as usize).min(length);
        let stop = (stop.max(0) as usize).clamp(start, length);
        return splice(vm, this, start, stop, &data);
    }
    let indices = (0..count as i64)
        .map(|at| (start + at * step) as usize)
        .filter(|&at| at < length);
    if data.is_empty() {
        let mut dropped: Vec<usize> = indices.collect();
        dropped.sort_unstable();
        let kept: Vec<u8> = own(vm, this)
            .iter()
            .enumerate()
            .filter(|(at, _)| dropped.binary_search(at).is_err())
            .map(|(_, &byte)| byte)
            .collect();
        return set(vm, this, &kept);
    }
    if data.len() != count {
        let given = data.len();
        return Err(vm.value_error(format!(
            "attempt to assign bytes of size {given} to extended slice of size {count}"
        )));
    }
    for (at, byte) in indices.zip(data) {
        array_data(this)[at] = byte;
    }
    Ok(())
}

fn inplace_concat(vm: &mut Vm, this: Value, right: Value) -> Result {
    let Some(data) = vm.bytes_like(right) else {
        let (a, b) = (vm.class_name(right), vm.class_name(this));
        return Err(vm.type_error(format!("can't concat {a} to {b}")));
    };
    push_all(vm, this, data)?;
    Ok(this)
}

fn inplace_repeat(vm: &mut Vm, this: Value, times: i64) -> Result {
    let repeated = repeat(vm, this, times)?;
    set(vm, this, own(vm, repeated))?;
    Ok(this)
}

fn push_all(vm: &mut Vm, this: Value, data: &[u8]) -> Result<()> {
    let old = own(vm, this).len();
    vm.array_set_len(this, old + data.len())?;
    array_data(this)[old..].copy_from_slice(data);
    Ok(())
}

fn append(vm: &mut Vm, this: Value, item: Value) -> Result {
    let byte = vm.expect_byte(item)?;
    push_all(vm, this, &[byte])?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, this: Value) -> Result {
    vm.array_set_len(this, 0)?;
    Ok(Value::NONE)
}

fn extend(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    if let Some(data) = vm.bytes_like(iterable) {
        push_all(vm, this, data)?;
        return Ok(Value::NONE);
    }
    match vm.buffer_of(iterable, super::memoryview::SIMPLE) {
        Ok(Some(view)) => {
            let data = super::memoryview::content(vm, view)?;
            push_all(vm, this, &data)?;
            return Ok(Value::NONE);
        }
        Ok(None) => {}
        Err(_) => {
            vm.take_raised();
            let name = vm.class_name(iterable);
            return Err(vm.type_error(format!("can't set bytearray slice from {name}")));
        }
    }
    let items = vm.iter_or(iterable, |class| {
        format!("can't extend bytearray with {class}")
    })?;
    let data = match construct::of_iterable(vm, items, "byte must be in range(0, 256)") {
        Err(Raised) if vm.is_str(iterable) && vm.is_exception(vm.raised, vm.types.type_error) => {
            vm.take_raised();
            let name = vm.class_name(iterable);
            return Err(vm.type_error(format!("expected iterable of integers; got: '{name}'")));
        }
        data => data?,
    };
    push_all(vm, this, &data)?;
    Ok(Value::NONE)
}

fn insert(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("insert", args.len(), 2, 2)?;
    let index = vm.index_argument(args[0])?;
    let byte = vm.expect_byte(args[1])?;
    let length = own(vm, this).len();
    let index = if index < 0 {
        index.saturating_add(length as i64).max(0)
    } else {
        index
    };
    let at = usize::try_from(index).unwrap_or(usize::MAX).min(length);
    splice(vm, this, at, at, &[byte])?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("pop", args.len(), 0, 1)?;
    let index = match args.first() {
        Some(&index) => vm.index_argument(index)?,
        None => -1,
    };
    let data = own(vm, this);
    if data.is_empty() {
        return Err(vm.index_error("pop from empty bytearray"));
    }
    let index = if index < 0 {
        index.saturating_add(data.len() as i64)
    } else {
        index
    };
    let at = match usize::try_from(index) {
        Ok(at) if at < data.len() => at,
        _ => return Err(vm.index_error("pop index out of range")),
    };
    let byte = data[at];
    splice(vm, this, at, at + 1, &[])?;
    Ok(Value::int_unchecked(byte as i64))
}

fn remove(vm: &mut Vm, this: Value, value: Value) -> Result {
    let byte = vm.expect_byte(value)?;
    match search::find_byte(own(vm, this), byte) {
        Some(at) => {
            splice(vm, this, at, at + 1, &[])?;
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("value not found in bytearray")),
    }
}

fn resize(vm: &mut Vm, this: Value, size: Value) -> Result {
    let size = vm.index_argument(size)?;
    match usize::try_from(size) {
        Ok(size) => {
            vm.array_set_len(this, size)?;
            Ok(Value::NONE)
        }
        Err(_) => Err(vm.value_error(format!("Can only resize to positive sizes, got {size}"))),
    }
}

fn reverse(_: &mut Vm, this: Value) -> Result {
    array_data(this).reverse();
    Ok(Value::NONE)
}

fn alloc(vm: &mut Vm, this: Value) -> Result {
    let length = own(vm, this).len();
    Ok(vm.new_int_usize(if length == 0 { 0 } else { length + 1 }))
}

fn sizeof(vm: &mut Vm, this: Value) -> Result {
    let length = own(vm, this).len();
    Ok(vm.new_int_usize(56 + if length == 0 { 0 } else { length + 1 }))
}

fn reduce_ex(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("__reduce_ex__", args.len(), 0, 1)?;
    let protocol = match args.first() {
        Some(&protocol) => vm.index_argument(protocol)?,
        None => 0,
    };
    reduce(vm, this, protocol)
}

fn reduce(vm: &mut Vm, this: Value, protocol: i64) -> Result {
    let class = Value::object(vm.class_of(this));
    let data = own(vm, this);
    let args = if data.is_empty() {
        vm.new_tuple(&[])
    } else if protocol < 3 {
        let (text, encoding) = (vm.new_str_latin1(data), vm.intern("latin-1"));
        vm.new_tuple(&[text, encoding])
    } else {
        let bytes = vm.new_bytes(data);
        vm.new_tuple(&[bytes])
    };
    let state = array(this).dict;
    let state = if state.is_null() { Value::NONE } else { state };
    Ok(vm.new_tuple(&[class, args, state]))
}
