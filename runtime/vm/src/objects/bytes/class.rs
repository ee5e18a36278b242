//! The class `bytes`, and the slots that bytearray shares.

use super::{construct, is_array, make, methods, own, percent, same};
use crate::layout::{Bytes, Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::{BinaryOperator as Op, Comparison};
use crate::objects::sequences::slice;
use crate::objects::strings::{self, search};
use crate::{Args, Call, Def, Result, Slots, Value, Vm};

/// Fills `bytes`.
pub(super) fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("bytes", Shape::Bytes);
    spec.flags = class_flags::BYTES_SUBCLASS
        | class_flags::BASE_TYPE
        | class_flags::MATCH_SELF
        | class_flags::IMMUTABLE;
    spec.slots = Slots {
        hash: Some(hash),
        repr: Some(repr),
        str: Some(repr),
        new: Some(new),
        concat: Some(concat),
        repeat: Some(repeat),
        ..shared()
    };
    spec.methods = &METHODS;
    spec.doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object";
    vm.define_class(vm.types.bytes, spec);
}

const OWN: [Def; 2] = [
    Def::new(
        "__getnewargs__",
        Call::NoArgs(|vm, this| {
            let exact = same(vm, this)?;
            Ok(vm.new_tuple(&[exact]))
        }),
    )
    .doc("($self, /)", ""),
    Def::new("__bytes__", Call::NoArgs(same))
        .doc("($self, /)", "Convert this value to exact type bytes."),
];

static METHODS: [Def; OWN.len() + methods::COMMON.len()] = methods::joined(&OWN);

/// The slots of both classes.
pub(super) fn shared() -> Slots {
    let mut slots = Slots {
        iter: Some(|vm, this| Ok(vm.new_seq_iter(vm.types.bytes_iterator, this, 0))),
        compare: Some(compare),
        length: Some(|vm, this| Ok(own(vm, this).len())),
        getitem: Some(getitem),
        contains: Some(contains),
        ..Slots::default()
    };
    slots.binary[Op::Remainder as usize] = Some(|vm, left, right| {
        if vm.bytes_like(left).is_some() {
            percent::format(vm, left, right)
        } else {
            Ok(Value::NOT_IMPLEMENTED)
        }
    });
    slots
}

fn hash(_: &mut Vm, this: Value) -> Result<i64> {
    let bytes = this.pointer::<Bytes>();
    // SAFETY: typed: bytes; the hash is not part of their visible state.
    unsafe {
        if (*bytes).hash == -1 {
            (*bytes).hash = strings::hash_bytes(strings::bytes_data(this));
        }
        Ok((*bytes).hash)
    }
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let text = text(vm, own(vm, this), false)?;
    vm.try_new_str(&text)
}

/// `b'...'`; a bytearray's `repr` escapes `'` even within `"`.
pub(super) fn text(vm: &mut Vm, data: &[u8], array: bool) -> Result<String> {
    let quote = if data.contains(&b'\'') && !data.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut text: String = vm.with_room(data.len().saturating_mul(4) + 3)?;
    text.push('b');
    text.push(quote);
    for &byte in data {
        match byte {
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\\' => text.push_str("\\\\"),
            b'\'' if array || quote == '\'' => text.push_str("\\'"),
            0x20..0x7f => text.push(byte as char),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push(quote);
    Ok(text)
}

fn compare(vm: &mut Vm, left: Value, right: Value, comparison: Comparison) -> Result {
    match (vm.bytes_like(left), vm.bytes_like(right)) {
        (Some(a), Some(b)) => Ok(Value::bool(match comparison {
            Comparison::Eq => a == b,
            Comparison::Ne => a != b,
            other => other.holds(a.cmp(b)),
        })),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn getitem(vm: &mut Vm, this: Value, sub: Value) -> Result {
    let data = own(vm, this);
    if let Some(index) = vm.subscript_index(sub)? {
        let index = if index < 0 {
            index + data.len() as i64
        } else {
            index
        };
        return match usize::try_from(index)
            .ok()
            .and_then(|index| data.get(index))
        {
            Some(&byte) => Ok(Value::int_unchecked(byte as i64)),
            None => Err(vm.index_error(if is_array(this) {
                "bytearray index out of range"
            } else {
                "index out of range"
            })),
        };
    }
    if vm.class_of(sub) == vm.types.slice {
        if let Some((start, end)) = slice::plain_slice(sub, data.len()) {
            return match end - start {
                count if count == data.len() => same(vm, this),
                _ => make(vm, this, &data[start..end]),
            };
        }
        let (start, _, step, count) = vm.slice_indices(sub, data.len())?;
        let data = own(vm, this);
        if step == 1 {
            if count == data.len() {
                return same(vm, this);
            }
            let start = (start.max(0) as usize).min(data.len());
            return make(vm, this, &data[start..(start + count).min(data.len())]);
        }
        let picked: Vec<u8> = (0..count as i64)
            .filter_map(|at| data.get((start + at * step) as usize).copied())
            .collect();
        return make(vm, this, &picked);
    }
    let name = vm.class_name(sub);
    let kind = if is_array(this) { "bytearray" } else { "byte" };
    Err(vm.type_error(format!(
        "{kind} indices must be integers or slices, not {name}"
    )))
}

fn contains(vm: &mut Vm, this: Value, item: Value) -> Result<bool> {
    let class = vm.class_of(item);
    if vm.bytes_like(item).is_none() && vm.slots(class).index.is_some() {
        let byte = vm.expect_byte(item)?;
        return Ok(search::find_byte(own(vm, this), byte).is_some());
    }
    let needle = vm.expect_bytes(item)?;
    Ok(search::find_bytes(own(vm, this), needle).is_some())
}

pub(super) fn concat(vm: &mut Vm, left: Value, right: Value) -> Result {
    let (Some(a), Some(b)) = (vm.bytes_like(left), vm.bytes_like(right)) else {
        let (a, b) = (vm.class_name(right), vm.class_name(left));
        return Err(vm.type_error(format!("can't concat {a} to {b}")));
    };
    if !is_array(left) {
        if b.is_empty() && vm.class_of(left) == vm.types.bytes {
            return Ok(left);
        }
        if a.is_empty() && vm.class_of(right) == vm.types.bytes {
            return Ok(right);
        }
    }
    let mut data: Vec<u8> = vm.with_room(a.len() + b.len())?;
    data.extend_from_slice(a);
    data.extend_from_slice(b);
    make(vm, left, &data)
}

pub(super) fn repeat(vm: &mut Vm, this: Value, times: i64) -> Result {
    let data = own(vm, this);
    // Nothing, however often, is nothing, and takes no time.
    let times = match usize::try_from(times) {
        Ok(times) if !data.is_empty() => times,
        _ => 0,
    };
    match data.len().checked_mul(times) {
        Some(total) if total <= vm.heap.limit => {}
        _ => return Err(vm.no_memory()),
    }
    if times == 1 && vm.class_of(this) == vm.types.bytes {
        return Ok(this);
    }
    vm.ensure_room(data.len() * times)?;
    let mut all: Vec<u8> = vm.with_room(data.len() * times)?;
    (0..times).for_each(|_| all.extend_from_slice(data));
    make(vm, this, &all)
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if let [only] = *args.values
        && args.kwnames.is_null()
        && class == vm.types.bytes
    {
        if vm.class_of(only) == class {
            return Ok(only);
        }
        if let Some(count) = only.as_int()
            && let Ok(count) = usize::try_from(count)
        {
            return vm.new_zero_bytes(count);
        }
        if let Some(bytes) = construct::call_bytes(vm, only)? {
            return Ok(bytes);
        }
    }
    let data = construct::content(vm, "bytes", args)?;
    if class == vm.types.bytes {
        vm.try_new_bytes(&data)
    } else {
        vm.new_bytes_of(class, &data)
    }
}
