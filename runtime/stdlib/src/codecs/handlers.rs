//! The error handlers that are always there, as functions of a UnicodeError.

use vm::objects::strings::builder::Builder;
use vm::objects::strings::{at, len};
use vm::{Call, Def, Result, Value, Vm};

use super::{HANDLERS, dict};

/// Names of the handlers, in the order of the functions.
pub const NAMES: [&str; 7] = [
    "strict",
    "ignore",
    "replace",
    "xmlcharrefreplace",
    "backslashreplace",
    "namereplace",
    "surrogateescape",
];

/// What an exception says: its object, and the bounds of the part that is wrong.
struct Wrong {
    object: Value,
    start: usize,
    end: usize,
}

fn attribute(vm: &mut Vm, exception: Value, name: &str) -> Result {
    let name = vm.intern(name);
    vm.get_attr(exception, name)
}

fn wrong(vm: &mut Vm, exception: Value) -> Result<Wrong> {
    if !vm.is_exception(exception, vm.exception_class("UnicodeError")) {
        let name = vm.class_name(exception);
        return Err(vm.type_error(format!("don't know how to handle {name} in error callback")));
    }
    let object = attribute(vm, exception, "object")?;
    let (start, end) = (
        attribute(vm, exception, "start")?,
        attribute(vm, exception, "end")?,
    );
    let (start, end) = (vm.index_argument(start)?, vm.index_argument(end)?);
    let length = match vm.bytes_like(object) {
        Some(bytes) => bytes.len(),
        None => len(object),
    };
    let clip = |index: i64| usize::try_from(index).unwrap_or(0).min(length);
    Ok(Wrong {
        object,
        start: clip(start),
        end: clip(end),
    })
}

fn answer(vm: &mut Vm, text: Value, end: usize) -> Result {
    let end = vm.new_int_usize(end);
    Ok(vm.new_tuple(&[text, end]))
}

fn strict(vm: &mut Vm, _: Value, exception: Value) -> Result {
    if !vm.is_any_exception(exception) {
        return Err(vm.type_error("codec must pass exception instance"));
    }
    Err(vm.raise_value(exception))
}

fn ignore(vm: &mut Vm, _: Value, exception: Value) -> Result {
    let wrong = wrong(vm, exception)?;
    let nothing = vm.new_str("");
    answer(vm, nothing, wrong.end)
}

fn replace(vm: &mut Vm, _: Value, exception: Value) -> Result {
    let wrong = wrong(vm, exception)?;
    let count = wrong.end.saturating_sub(wrong.start);
    let text = if vm.is_exception(exception, vm.types.unicode_encode_error) {
        "?".repeat(count)
    } else if vm.is_exception(exception, vm.types.unicode_decode_error) {
        "\u{fffd}".to_owned()
    } else {
        "\u{fffd}".repeat(count)
    };
    let text = vm.new_str(&text);
    answer(vm, text, wrong.end)
}

/// A handler that writes out each wrong character.
fn written(vm: &mut Vm, exception: Value, write: fn(u32) -> String) -> Result {
    let wrong = wrong(vm, exception)?;
    let mut text = Builder::new();
    match vm.bytes_like(wrong.object) {
        Some(bytes) => {
            for byte in &bytes[wrong.start..wrong.end.max(wrong.start)] {
                text.push_text(&format!("\\x{byte:02x}"));
            }
        }
        None => {
            for index in wrong.start..wrong.end {
                text.push_text(&write(at(wrong.object, index)));
            }
        }
    }
    let text = text.finish(vm)?;
    answer(vm, text, wrong.end)
}

/// A character's shortest escape.
pub fn escaped(point: u32) -> String {
    match point {
        0..0x100 => format!("\\x{point:02x}"),
        0x100..0x1_0000 => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

fn xmlcharrefreplace(vm: &mut Vm, _: Value, exception: Value) -> Result {
    if !vm.is_exception(exception, vm.types.unicode_encode_error) {
        let name = vm.class_name(exception);
        return Err(vm.type_error(format!("don't know how to handle {name} in error callback")));
    }
    written(vm, exception, |point| format!("&#{point};"))
}

fn backslashreplace(vm: &mut Vm, _: Value, exception: Value) -> Result {
    written(vm, exception, escaped)
}

fn surrogateescape(vm: &mut Vm, _: Value, exception: Value) -> Result {
    let wrong = wrong(vm, exception)?;
    if let Some(bytes) = vm.bytes_like(wrong.object) {
        let high = bytes[wrong.start..wrong.end.max(wrong.start)]
            .iter()
            .take(4)
            .take_while(|byte| **byte >= 0x80);
        let points: Vec<u32> = high.map(|&byte| 0xdc00 + u32::from(byte)).collect();
        if points.is_empty() {
            return Err(vm.raise_value(exception));
        }
        let text = vm.new_str_from_code_points(&points);
        return answer(vm, text, wrong.start + points.len());
    }
    let mut bytes = Vec::new();
    for index in wrong.start..wrong.end {
        match at(wrong.object, index) {
            point @ 0xdc80..0xdd00 => bytes.push((point - 0xdc00) as u8),
            _ => return Err(vm.raise_value(exception)),
        }
    }
    let bytes = vm.new_bytes(&bytes);
    answer(vm, bytes, wrong.end)
}

static FUNCTIONS: [Def; 7] = [
    Def::new("strict_errors", Call::One(strict)),
    Def::new("ignore_errors", Call::One(ignore)),
    Def::new("replace_errors", Call::One(replace)),
    Def::new("xmlcharrefreplace_errors", Call::One(xmlcharrefreplace)),
    Def::new("backslashreplace_errors", Call::One(backslashreplace)),
    Def::new("namereplace_errors", Call::One(backslashreplace)),
    Def::new("surrogateescape", Call::One(surrogateescape)),
];

/// Registers the handlers.
pub fn init(vm: &mut Vm) -> Result<()> {
    let known = dict(vm, HANDLERS);
    for (name, def) in NAMES.iter().zip(&FUNCTIONS) {
        let function = vm.new_builtin(def, Value::NULL, Value::NONE);
        vm.dict_set_str(known, name, function);
    }
    Ok(())
}
