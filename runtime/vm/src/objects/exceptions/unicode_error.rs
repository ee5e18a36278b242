//! `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError`.

use super::base;
use super::layout::{OWN, member};
use crate::layout::class_flags;
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::objects::strings;
use crate::{Args, Raised, Result, Slots, Value, Vm};

const ENCODING: usize = OWN;
const OBJECT: usize = OWN + 1;
const START: usize = OWN + 2;
const END: usize = OWN + 3;
const REASON: usize = OWN + 4;

/// Checks the arguments against the types of the fields from `first` on, and sets them.
fn fill(vm: &mut Vm, this: Value, args: Args<'_>, first: usize, bytes: bool) -> Result<()> {
    base::init(vm, this, args)?;
    let (args, wanted) = (args.pos(), REASON + 1 - first);
    if args.len() != wanted {
        let given = args.len();
        return Err(vm.type_error(format!(
            "function takes exactly {wanted} arguments ({given} given)"
        )));
    }
    for (index, value) in args.iter().enumerate() {
        let place = first + index;
        let value = match place {
            START | END => {
                let number = vm.index_argument(*value)?;
                vm.new_int(number)
            }
            OBJECT if bytes => as_bytes(vm, *value)?,
            _ if vm.is_str(*value) => *value,
            _ => {
                let name = vm.class_name(*value);
                return Err(
                    vm.type_error(format!("argument {} must be str, not {name}", index + 1))
                );
            }
        };
        set_field(vm, this, place, value);
    }
    Ok(())
}

fn as_bytes(vm: &mut Vm, value: Value) -> Result {
    if vm.has_class_flag(value, class_flags::BYTES_SUBCLASS) {
        return Ok(value);
    }
    let class = vm.types.bytes;
    if crate::objects::cast::is_exactly(value, vm.types.bytearray) {
        return vm.call_pos(Value::object(class), &[value]);
    }
    let name = vm.class_name(value);
    Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
}

/// Start and end, kept within an object of this length.
fn range(vm: &Vm, this: Value, length: usize) -> (i64, i64) {
    let number = |index| {
        let value = field(this, index);
        if value.is_null() {
            0
        } else {
            vm.int_as_i64(value).unwrap_or(0)
        }
    };
    let length = length as i64;
    let start = number(START).clamp(0, (length - 1).max(0));
    let end = number(END).clamp(1.min(length), length);
    (start, end)
}

fn text_of(vm: &mut Vm, this: Value, index: usize) -> Result<String> {
    let value = field(this, index);
    let value = if value.is_null() {
        vm.new_str("")
    } else {
        vm.str(value)?
    };
    Ok(vm.text(value).into_owned())
}

/// The object may have been replaced or deleted, by the `__str__` of another attribute for instance.
fn wrong_object(vm: &mut Vm, object: Value, kind: &str) -> Raised {
    if object.is_null() {
        vm.type_error("UnicodeError 'object' attribute is not set")
    } else {
        vm.type_error(format!("UnicodeError 'object' attribute must be a {kind}"))
    }
}

/// How a character that cannot be encoded is shown.
fn escaped(point: u32) -> String {
    match point {
        0..=0xff => format!("\\x{point:02x}"),
        0x100..=0xffff => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

fn str_of_text(vm: &mut Vm, this: Value, codec: &str, verb: &str) -> Result {
    let reason = text_of(vm, this, REASON)?;
    let object = field(this, OBJECT);
    if object.is_null() || !vm.is_str(object) {
        return Err(wrong_object(vm, object, "string"));
    }
    let (start, end) = range(vm, this, strings::len(object));
    let text = if end == start + 1 {
        format!(
            "{codec}can't {verb} character '{}' in position {start}: {reason}",
            escaped(strings::at(object, start as usize))
        )
    } else {
        format!(
            "{codec}can't {verb} characters in position {start}-{}: {reason}",
            end - 1
        )
    };
    Ok(vm.new_str(&text))
}

fn encode_str(vm: &mut Vm, this: Value) -> Result {
    if field(this, OBJECT).is_null() {
        return Ok(vm.new_str(""));
    }
    let codec = format!("'{}' codec ", text_of(vm, this, ENCODING)?);
    str_of_text(vm, this, &codec, "encode")
}

fn translate_str(vm: &mut Vm, this: Value) -> Result {
    if field(this, OBJECT).is_null() {
        return Ok(vm.new_str(""));
    }
    str_of_text(vm, this, "", "translate")
}

fn decode_str(vm: &mut Vm, this: Value) -> Result {
    if field(this, OBJECT).is_null() {
        return Ok(vm.new_str(""));
    }
    let (encoding, reason) = (text_of(vm, this, ENCODING)?, text_of(vm, this, REASON)?);
    let object = field(this, OBJECT);
    if object.is_null() || !vm.is_subclass(vm.class_of(object), vm.types.bytes) {
        return Err(wrong_object(vm, object, "bytes"));
    }
    let (start, end) = range(vm, this, strings::bytes_data(object).len());
    let text = match strings::bytes_data(object).get(start as usize) {
        Some(byte) if end == start + 1 => format!(
            "'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}"
        ),
        _ => format!(
            "'{encoding}' codec can't decode bytes in position {start}-{}: {reason}",
            end - 1
        ),
    };
    Ok(vm.new_str(&text))
}

pub(super) fn encode_slots() -> Slots {
    Slots {
        init: Some(|vm, this, args| fill(vm, this, args, ENCODING, false)),
        str: Some(encode_str),
        ..Slots::default()
    }
}

pub(super) fn decode_slots() -> Slots {
    Slots {
        init: Some(|vm, this, args| fill(vm, this, args, ENCODING, true)),
        str: Some(decode_str),
        ..Slots::default()
    }
}

pub(super) fn translate_slots() -> Slots {
    Slots {
        init: Some(|vm, this, args| fill(vm, this, args, OBJECT, false)),
        str: Some(translate_str),
        ..Slots::default()
    }
}

pub(super) static GETSET: &[GetSet] = &[
    member::<ENCODING>("encoding", "exception encoding"),
    member::<OBJECT>("object", "exception object"),
    member::<START>("start", "exception start"),
    member::<END>("end", "exception end"),
    member::<REASON>("reason", "exception reason"),
];

pub(super) static TRANSLATE_GETSET: &[GetSet] = &[
    member::<ENCODING>("encoding", "exception encoding"),
    member::<OBJECT>("object", "exception object"),
    member::<START>("start", "exception start"),
    member::<END>("end", "exception end"),
    member::<REASON>("reason", "exception reason"),
];
