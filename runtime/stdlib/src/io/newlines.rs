//! `IncrementalNewlineDecoder`: line ends of text that comes in pieces.

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::{list, tuple};
use vm::objects::strings;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

// Field 0 is the `__dict__` of a subclass.
const DECODER: usize = 1;
const TRANSLATE: usize = 2;
/// Whether the last piece ended with a carriage return, which is kept for the next.
const PENDING: usize = 3;
/// Bits of `SEEN_*`.
const SEEN: usize = 4;
const FIELDS: u16 = 5;

const SEEN_CR: i64 = 1;
const SEEN_LF: i64 = 2;
const SEEN_CRLF: i64 = 4;

const CR: u32 = b'\r' as u32;
const LF: u32 = b'\n' as u32;

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_fields(class, &[Value::NULL; FIELDS as usize]))
}

fn init_decoder(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let names = ["decoder", "translate", "errors"];
    let [decoder, translate, _] =
        vm.bind_arguments("IncrementalNewlineDecoder", args, &names, 0, 3, 2)?;
    let translate = Value::bool(vm.is_true(translate)?);
    for (index, value) in [
        (DECODER, decoder),
        (TRANSLATE, translate),
        (PENDING, Value::FALSE),
        (SEEN, Value::int_unchecked(0)),
    ] {
        set_field(vm, this, index, value);
    }
    Ok(())
}

/// The decoder behind it; None for text that is decoded.
fn decoder(vm: &mut Vm, this: Value) -> Result {
    let decoder = field(this, DECODER);
    if decoder.is_null() {
        return Err(vm.value_error("IncrementalNewlineDecoder.__init__() not called"));
    }
    Ok(decoder)
}

fn decode(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [input, last] = vm.bind_arguments("decode", args, &["input", "final"], 0, 2, 1)?;
    let last = !last.is_null() && vm.is_true(last)?;
    let decoder = decoder(vm, this)?;
    let text = if decoder.is_none() {
        input
    } else {
        vm.call_method(decoder, "decode", &[input, Value::bool(last)])?
    };
    if !support::is_str(vm, text) {
        let name = vm.class_name(text);
        return Err(vm.type_error(format!(
            "decoder should return a string result, not '{name}'"
        )));
    }
    let translate = field(this, TRANSLATE) == Value::TRUE;
    let mut seen = field(this, SEEN).as_int().unwrap_or(0);
    let mut points: Vec<u32> = Vec::new();
    vm.reserve(&mut points, strings::len(text) + 1)?;
    let kept = (field(this, PENDING) == Value::TRUE).then_some(CR);
    let mut rest = kept
        .into_iter()
        .chain(strings::chars(text).iter())
        .peekable();
    let mut pending = false;
    while let Some(point) = rest.next() {
        match (point, rest.peek()) {
            (CR, None) if !last => pending = true,
            (CR, Some(&LF)) => {
                rest.next();
                seen |= SEEN_CRLF;
                if !translate {
                    points.push(CR);
                }
                points.push(LF);
            }
            (CR, _) => {
                seen |= SEEN_CR;
                points.push(if translate { LF } else { CR });
            }
            _ => {
                if point == LF {
                    seen |= SEEN_LF;
                }
                points.push(point);
            }
        }
    }
    set_field(vm, this, PENDING, Value::bool(pending));
    set_field(vm, this, SEEN, Value::int_unchecked(seen));
    vm.try_new_str_from_code_points(&points)
}

fn getstate(vm: &mut Vm, this: Value) -> Result {
    let decoder = decoder(vm, this)?;
    let (mut buffer, mut flags) = (vm.new_bytes(&[]), 0);
    if !decoder.is_none() {
        let state = vm.call_method(decoder, "getstate", &[])?;
        let [kept, number] = pair(vm, state)?;
        (buffer, flags) = (kept, vm.index_argument(number)?);
    }
    let pending = i64::from(field(this, PENDING) == Value::TRUE);
    let flags = vm.new_int(flags << 1 | pending);
    Ok(vm.new_tuple(&[buffer, flags]))
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> Result {
    let decoder = decoder(vm, this)?;
    let [buffer, number] = pair(vm, state)?;
    let flags = vm.index_argument(number)?;
    set_field(vm, this, PENDING, Value::bool(flags & 1 == 1));
    if decoder.is_none() {
        return Ok(Value::NONE);
    }
    let flags = vm.new_int(flags >> 1);
    let state = vm.new_tuple(&[buffer, flags]);
    vm.call_method(decoder, "setstate", &[state])
}

/// What a state is made of.
fn pair(vm: &mut Vm, state: Value) -> Result<[Value; 2]> {
    if vm.is_tuple(state)
        && let [buffer, flags] = tuple::items(state)
    {
        return Ok([*buffer, *flags]);
    }
    Err(vm.type_error("illegal decoder state"))
}

fn reset(vm: &mut Vm, this: Value) -> Result {
    let decoder = decoder(vm, this)?;
    set_field(vm, this, PENDING, Value::FALSE);
    set_field(vm, this, SEEN, Value::int_unchecked(0));
    if decoder.is_none() {
        return Ok(Value::NONE);
    }
    vm.call_method(decoder, "reset", &[])
}

fn newlines(vm: &mut Vm, this: Value) -> Result {
    decoder(vm, this)?;
    let seen = field(this, SEEN).as_int().unwrap_or(0);
    let ends = [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")];
    let list = vm.new_list(&[]);
    for (_, end) in ends.into_iter().filter(|(bit, _)| seen & bit != 0) {
        let end = vm.intern(end);
        vm.list_push(list, end)?;
    }
    match list::items(list) {
        [] => Ok(Value::NONE),
        [end] => Ok(*end),
        _ => vm.tuple_from_list(list),
    }
}

static METHODS: &[Def] = &[
    Def::new("decode", Call::FastKeywords(decode)),
    Def::new("getstate", Call::NoArgs(getstate)),
    Def::new("setstate", Call::One(setstate)),
    Def::new("reset", Call::NoArgs(reset)),
];

static GETSET: &[GetSet] = &[GetSet {
    name: "newlines",
    get: newlines,
    set: None,
    doc: "",
}];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("IncrementalNewlineDecoder", Shape::Fields);
    spec.module = "_io";
    spec.fields = FIELDS;
    spec.flags = class_flags::BASE_TYPE;
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_decoder);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "Codec used when reading a file in universal newlines mode.";
    add_class(vm, module, spec);
}
