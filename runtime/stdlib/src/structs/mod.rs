//! `_struct`.

mod format;
mod values;

use std::rc::Rc;

use vm::layout::{Class, Shape, class_flags};
use vm::memory::{Payload, RootedVec};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::objects::fields::{field, set_field};
use vm::objects::iterators::itself;
use vm::objects::repr::push_repr;
use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, add_class, recall, recall_class, remember};
use format::Format;

/// Raises `struct.error`.
fn error(vm: &mut Vm, message: &str) -> Raised {
    let class = recall(vm, "struct.error");
    let message = vm.new_str(message);
    match vm.call_pos(class, &[message]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

/// A `Struct`.
#[derive(Clone)]
struct Struct {
    text: Value,
    format: Rc<Format>,
}

impl Payload for Struct {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.text);
    }
}

fn state(vm: &mut Vm, this: Value) -> Result<Rc<Format>> {
    match vm.payload::<Struct>(this) {
        Some(state) => Ok(state.format.clone()),
        None => Err(vm.runtime_error("Struct object is not initialized")),
    }
}

/// The format that an argument is; a `Struct` is one too.
fn read_format(vm: &mut Vm, argument: Value) -> Result<(Value, Rc<Format>)> {
    let text = if let Some(bytes) = support::bytes_opt(vm, argument) {
        vm.new_str_latin1(bytes)
    } else if vm.is_str(argument) {
        argument
    } else {
        let name = vm.class_name(argument);
        return Err(vm.type_error(format!(
            "Struct() argument 1 must be a str or bytes object, not {name}"
        )));
    };
    let content = vm.text(text).into_owned();
    match Format::read(content.as_bytes()) {
        Ok(format) => Ok((text, Rc::new(format))),
        Err(message) => Err(error(vm, message)),
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [argument] = vm.bind_arguments("Struct", args, &["format"], 0, 1, 1)?;
    let (text, format) = read_format(vm, argument)?;
    Ok(vm.new_native(class, Box::new(Struct { text, format })))
}

/// The bytes of values.
fn pack_values(vm: &mut Vm, format: &Format, name: &str, values: &[Value]) -> Result<Vec<u8>> {
    if values.len() != format.values {
        let (wanted, given) = (format.values, values.len());
        return Err(error(
            vm,
            &format!("{name} expected {wanted} items for packing (got {given})"),
        ));
    }
    vm.check_room(format.size)?;
    let mut bytes = vm.filled(0u8, format.size)?;
    let mut values = values.iter();
    for item in &format.items {
        if matches!(item.code, b's' | b'p') {
            let value = values.next().copied().unwrap_or(Value::NONE);
            let to = &mut bytes[item.offset..item.offset + item.count];
            values::pack_bytes(vm, item.code, value, to)?;
            continue;
        }
        for index in 0..item.count {
            let value = values.next().copied().unwrap_or(Value::NONE);
            let start = item.offset + index * item.size;
            let to = &mut bytes[start..start + item.size];
            values::pack(vm, item.code, value, format.little, to)?;
        }
    }
    Ok(bytes)
}

/// The tuple of the values in bytes, which are as many as the format's.
fn unpack_values(vm: &mut Vm, format: &Format, bytes: &[u8]) -> Result {
    let bytes = vm.copied(bytes)?;
    let mut all = RootedVec::with_capacity(vm, format.values);
    for item in &format.items {
        if matches!(item.code, b's' | b'p') {
            let from = &bytes[item.offset..item.offset + item.count];
            let value = values::unpack_bytes(vm, item.code, from)?;
            all.push(vm, value);
            continue;
        }
        for index in 0..item.count {
            let start = item.offset + index * item.size;
            let from = &bytes[start..start + item.size];
            let value = values::unpack(vm, item.code, format.little, from);
            all.push(vm, value);
        }
    }
    vm.try_new_tuple(&all)
}

fn pack(vm: &mut Vm, format: &Format, values: &[Value]) -> Result {
    let bytes = pack_values(vm, format, "pack", values)?;
    vm.try_new_bytes(&bytes)
}

/// Where in a buffer a struct lies; `what` is said of it if it does not fit.
fn locate(
    vm: &mut Vm,
    format: &Format,
    length: usize,
    offset: i64,
    [few, name, doing]: [&str; 3],
) -> Result<usize> {
    let size = format.size;
    let start = if offset < 0 {
        if offset.saturating_add(size as i64) > 0 {
            return Err(error(vm, &format!("{few} {size} bytes at offset {offset}")));
        }
        let Some(start) = length.checked_sub(offset.unsigned_abs() as usize) else {
            return Err(error(
                vm,
                &format!("offset {offset} out of range for {length}-byte buffer"),
            ));
        };
        start
    } else {
        offset as usize
    };
    if length.checked_sub(start).is_none_or(|rest| rest < size) {
        let least = start.saturating_add(size);
        return Err(error(
            vm,
            &format!(
                "{name} requires a buffer of at least {least} bytes for {doing} {size} bytes at offset {start} (actual buffer size is {length})"
            ),
        ));
    }
    Ok(start)
}

fn pack_into(vm: &mut Vm, format: &Format, args: &[Value]) -> Result {
    let [buffer, offset, values @ ..] = args else {
        let what = if args.is_empty() { "buffer" } else { "offset" };
        return Err(error(vm, &format!("pack_into expected {what} argument")));
    };
    if vm.writable_bytes(*buffer).is_none() {
        let name = vm.class_name(*buffer);
        return Err(vm.type_error(format!(
            "argument must be read-write bytes-like object, not {name}"
        )));
    }
    let offset = vm.index_argument(*offset)?;
    let length = vm.writable_bytes(*buffer).map_or(0, |bytes| bytes.len());
    let words = ["no space to pack", "pack_into", "packing"];
    let start = locate(vm, format, length, offset, words)?;
    let bytes = pack_values(vm, format, "pack_into", values)?;
    // What Python code has done meanwhile may have made the buffer shorter.
    if let Some(to) = vm
        .writable_bytes(*buffer)
        .and_then(|to| to.get_mut(start..start + bytes.len()))
    {
        to.copy_from_slice(&bytes);
    }
    Ok(Value::NONE)
}

fn unpack(vm: &mut Vm, format: &Format, buffer: Value) -> Result {
    let bytes = vm.expect_bytes(buffer)?;
    if bytes.len() != format.size {
        let size = format.size;
        return Err(error(
            vm,
            &format!("unpack requires a buffer of {size} bytes"),
        ));
    }
    unpack_values(vm, format, bytes)
}

fn unpack_from(vm: &mut Vm, format: &Format, buffer: Value, offset: Value) -> Result {
    let offset = if offset.is_null() {
        0
    } else {
        vm.index_argument(offset)?
    };
    let bytes = vm.expect_bytes(buffer)?;
    let words = ["not enough data to unpack", "unpack_from", "unpacking"];
    let start = locate(vm, format, bytes.len(), offset, words)?;
    unpack_values(vm, format, &bytes[start..start + format.size])
}

/// Fields of an iterator: the `Struct`, the buffer, where it is.
fn iter_unpack(vm: &mut Vm, this: Value, buffer: Value) -> Result {
    let size = state(vm, this)?.size;
    if size == 0 {
        return Err(error(
            vm,
            "cannot iteratively unpack with a struct of length 0",
        ));
    }
    let bytes = vm.expect_bytes(buffer)?;
    if !bytes.len().is_multiple_of(size) {
        return Err(error(
            vm,
            &format!("iterative unpacking requires a buffer of a multiple of {size} bytes"),
        ));
    }
    let class = recall_class(vm, "_struct.unpack_iterator");
    Ok(vm.new_fields(class, &[Value::NULL, this, buffer, Value::int_unchecked(0)]))
}

fn next(vm: &mut Vm, iterator: Value) -> Result {
    let format = state(vm, field(iterator, 1))?;
    let start = field(iterator, 3).int_payload() as usize;
    let bytes = vm.bytes_like(field(iterator, 2)).unwrap_or_default();
    let Some(bytes) = bytes.get(start..start + format.size) else {
        return Ok(Value::NULL);
    };
    let after = Value::int_unchecked((start + format.size) as i64);
    set_field(vm, iterator, 3, after);
    unpack_values(vm, &format, bytes)
}

fn length_hint(vm: &mut Vm, iterator: Value) -> Result {
    let size = state(vm, field(iterator, 1))?.size;
    let length = vm.bytes_like(field(iterator, 2)).map_or(0, <[u8]>::len);
    let start = field(iterator, 3).int_payload() as usize;
    Ok(vm.new_int_usize(length.saturating_sub(start) / size.max(1)))
}

static ITERATOR_METHODS: &[Def] = &[Def::new("__length_hint__", Call::NoArgs(length_hint))];

fn method_unpack_from(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let names = ["buffer", "offset"];
    let [buffer, offset] = vm.bind_arguments("unpack_from", args, &names, 0, 2, 1)?;
    let format = state(vm, this)?;
    unpack_from(vm, &format, buffer, offset)
}

static METHODS: &[Def] = &[
    Def::new(
        "pack",
        Call::Fast(|vm, this, values| {
            let format = state(vm, this)?;
            pack(vm, &format, values)
        }),
    ),
    Def::new(
        "pack_into",
        Call::Fast(|vm, this, args| {
            let format = state(vm, this)?;
            pack_into(vm, &format, args)
        }),
    ),
    Def::new(
        "unpack",
        Call::One(|vm, this, buffer| {
            let format = state(vm, this)?;
            unpack(vm, &format, buffer)
        }),
    ),
    Def::new("unpack_from", Call::FastKeywords(method_unpack_from)),
    Def::new("iter_unpack", Call::One(iter_unpack)),
];

fn format_text(vm: &mut Vm, this: Value) -> Result {
    Ok(vm
        .payload::<Struct>(this)
        .map_or(Value::NONE, |state| state.text))
}

static GETSET: &[GetSet] = &[
    read_only("format", format_text, "struct format string"),
    read_only(
        "size",
        |vm, this| {
            let size = state(vm, this)?.size;
            Ok(vm.new_int_usize(size))
        },
        "struct size in bytes",
    ),
];

fn repr(vm: &mut Vm, this: Value) -> Result {
    let mut text = format!(
        "{}(",
        vm.class_name(this).rsplit('.').next().unwrap_or_default()
    );
    let shown = format_text(vm, this)?;
    push_repr(vm, &mut text, shown)?;
    text.push(')');
    Ok(vm.new_str(&text))
}

/// The format of a function's first argument.
fn of_first<'a>(vm: &mut Vm, args: &'a [Value]) -> Result<(Rc<Format>, &'a [Value])> {
    let Some((&first, rest)) = args.split_first() else {
        return Err(vm.type_error("missing format argument"));
    };
    if let Some(known) = vm.payload::<Struct>(first) {
        return Ok((known.format.clone(), rest));
    }
    Ok((read_format(vm, first)?.1, rest))
}

static FUNCTIONS: &[Def] = &[
    Def::new("_clearcache", Call::NoArgs(|_, _| Ok(Value::NONE))),
    Def::new(
        "calcsize",
        Call::One(|vm, _, format| {
            let size = of_first(vm, &[format])?.0.size;
            Ok(vm.new_int_usize(size))
        }),
    ),
    Def::new(
        "pack",
        Call::Fast(|vm, _, args| {
            let (format, values) = of_first(vm, args)?;
            pack(vm, &format, values)
        }),
    ),
    Def::new(
        "pack_into",
        Call::Fast(|vm, _, args| {
            let (format, args) = of_first(vm, args)?;
            pack_into(vm, &format, args)
        }),
    ),
    Def::new(
        "unpack",
        Call::Fast(|vm, _, args| {
            vm.check_positional("unpack", args.len(), 2, 2)?;
            let (format, _) = of_first(vm, args)?;
            unpack(vm, &format, args[1])
        }),
    ),
    Def::new(
        "unpack_from",
        Call::FastKeywords(|vm, _, args| {
            let names = ["format", "buffer", "offset"];
            let [format, buffer, offset] =
                vm.bind_arguments("unpack_from", args, &names, 1, 3, 2)?;
            let (format, _) = of_first(vm, &[format])?;
            unpack_from(vm, &format, buffer, offset)
        }),
    ),
    Def::new(
        "iter_unpack",
        Call::Fast(|vm, _, args| {
            vm.check_positional("iter_unpack", args.len(), 2, 2)?;
            let class = Value::object(recall_class(vm, "_struct.Struct"));
            let object = vm.call_pos(class, &args[..1])?;
            iter_unpack(vm, object, args[1])
        }),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_struct", FUNCTIONS);
    let error = support::new_exception_class(vm, "struct", "error", vm.types.exception)?;
    remember(vm, "struct.error", error);
    add(vm, module, "error", error);
    let mut spec = ClassSpec::new("Struct", Shape::Native);
    spec.module = "_struct";
    spec.flags = class_flags::BASE_TYPE | class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    spec.slots.repr = Some(repr);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Struct(fmt) --> compiled struct object";
    add_class(vm, module, spec);
    let mut spec = ClassSpec::new("unpack_iterator", Shape::Fields);
    spec.module = "_struct";
    spec.fields = 4;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(next);
    spec.methods = ITERATOR_METHODS;
    support::class(vm, spec);
    Ok(module)
}
