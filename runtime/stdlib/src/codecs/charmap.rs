//! Encodings of a byte a character, by a table: `charmap_encode`, `charmap_decode`, `charmap_build`.

use vm::objects::sequences::tuple;
use vm::objects::strings::builder::Builder;
use vm::objects::strings::codecs::Codec;
use vm::objects::strings::{at, len};
use vm::{Call, Def, Raised, Result, Value, Vm};

use super::lookup_error;
use super::native::{self, errors_argument, with_length};

const UNDEFINED: &str = "character maps to <undefined>";

/// The exception for a part of text or data.
pub fn exception(
    vm: &mut Vm,
    codec: &str,
    object: Value,
    (start, end): (usize, usize),
    reason: &str,
) -> Result {
    let class = if vm.is_str(object) {
        vm.types.unicode_encode_error
    } else {
        vm.types.unicode_decode_error
    };
    let (codec, reason) = (vm.new_str(codec), vm.new_str(reason));
    let (start, end) = (vm.new_int_usize(start), vm.new_int_usize(end));
    vm.call_pos(Value::object(class), &[codec, object, start, end, reason])
}

/// Asks the handler of a name what to put in place of a part, and where to go on.
pub fn handle(
    vm: &mut Vm,
    errors: Value,
    (codec, reason): (&str, &str),
    object: Value,
    (start, end): (usize, usize),
) -> Result<(Value, usize)> {
    let exception = exception(vm, codec, object, (start, end), reason)?;
    let errors = if errors.is_null() {
        vm.intern("strict")
    } else {
        errors
    };
    let handler = lookup_error(vm, Value::NULL, errors)?;
    let answer = vm.call_pos(handler, &[exception])?;
    let length = match vm.bytes_like(object) {
        Some(bytes) => bytes.len(),
        None => len(object),
    };
    if vm.is_tuple(answer)
        && let &[text, position] = tuple::items(answer)
        && (vm.is_str(text) || vm.bytes_like(text).is_some())
        && let Some(position) = vm.int_as_i64(position)
    {
        let resume = if position < 0 {
            position + length as i64
        } else {
            position
        };
        return match usize::try_from(resume) {
            Ok(resume) if resume <= length => Ok((text, resume)),
            _ => Err(vm.index_error(format!(
                "position {position} from error handler out of bounds"
            ))),
        };
    }
    Err(vm.type_error("error handler must return (str, int) tuple"))
}

/// What a mapping says of a character or byte; NULL where it says nothing.
fn mapped(vm: &mut Vm, mapping: Value, key: u32) -> Result {
    let key = vm.new_int(key.into());
    match vm.get_item(mapping, key) {
        Ok(Value::NONE) => Ok(Value::NULL),
        Ok(value) => Ok(value),
        Err(_) if vm.is_exception(vm.raised, vm.types.lookup_error) => {
            vm.take_raised();
            Ok(Value::NULL)
        }
        Err(raised) => Err(raised),
    }
}

fn decode(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("charmap_decode", args.len(), 1, 3)?;
    let data = vm.expect_bytes(args[0])?;
    let data = vm.copied(data)?;
    let errors = errors_argument(vm, args, 1)?;
    let mapping = args.get(2).copied().unwrap_or(Value::NONE);
    let mut text = Builder::with_capacity(data.len());
    let mut index = 0;
    while let Some(&byte) = data.get(index) {
        let point = if mapping.is_none() {
            Some(u32::from(byte))
        } else if vm.is_str(mapping) {
            let inside = usize::from(byte) < len(mapping);
            inside
                .then(|| at(mapping, usize::from(byte)))
                .filter(|&point| point != 0xfffe)
        } else {
            let value = mapped(vm, mapping, byte.into())?;
            if vm.is_str(value) {
                text.push_str(value);
                index += 1;
                continue;
            }
            point_of(vm, value, 0x10_ffff)?.filter(|&point| point != 0xfffe)
        };
        match point {
            Some(point) => {
                text.push(point);
                index += 1;
            }
            None => {
                let part = (index, index + 1);
                let (replacement, resume) =
                    handle(vm, errors, ("charmap", UNDEFINED), args[0], part)?;
                text.push_str(replacement);
                index = resume;
            }
        }
    }
    let text = text.finish(vm)?;
    with_length(vm, text, data.len())
}

/// A number that a mapping gave; `None` where it gave nothing.
fn point_of(vm: &mut Vm, value: Value, most: u32) -> Result<Option<u32>> {
    if value.is_null() {
        return Ok(None);
    }
    let out_of_range = |vm: &mut Vm| -> Raised {
        vm.type_error(format!(
            "character mapping must be in range({:#x})",
            u64::from(most) + 1
        ))
    };
    if !vm.is_int(value) {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    }
    match vm
        .int_as_i64(value)
        .and_then(|point| u32::try_from(point).ok())
    {
        Some(point) if point <= most => Ok(Some(point)),
        _ => Err(out_of_range(vm)),
    }
}

/// Appends the bytes of a character; `false` where there are none.
fn encode_point(vm: &mut Vm, mapping: Value, point: u32, bytes: &mut Vec<u8>) -> Result<bool> {
    let value = mapped(vm, mapping, point)?;
    if !value.is_null()
        && let Some(data) = vm.bytes_like(value)
    {
        bytes.extend_from_slice(data);
        return Ok(true);
    }
    match point_of(vm, value, 0xff)? {
        Some(byte) => {
            bytes.push(byte as u8);
            Ok(true)
        }
        None => Ok(false),
    }
}

fn encode(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("charmap_encode", args.len(), 1, 3)?;
    crate::support::text(vm, args[0], "charmap_encode() argument 1")?;
    let errors = errors_argument(vm, args, 1)?;
    let mapping = args.get(2).copied().unwrap_or(Value::NONE);
    if mapping.is_none() {
        return native::encode(vm, Codec::Latin1, "charmap_encode", args);
    }
    let (mut bytes, mut index) = (Vec::new(), 0);
    while index < len(args[0]) {
        if encode_point(vm, mapping, at(args[0], index), &mut bytes)? {
            index += 1;
            continue;
        }
        let mut end = index + 1;
        while end < len(args[0]) && !encode_point(vm, mapping, at(args[0], end), &mut Vec::new())? {
            end += 1;
        }
        let part = (index, end);
        let (replacement, resume) = handle(vm, errors, ("charmap", UNDEFINED), args[0], part)?;
        if let Some(data) = vm.bytes_like(replacement) {
            bytes.extend_from_slice(data);
        } else {
            for inner in 0..len(replacement) {
                if !encode_point(vm, mapping, at(replacement, inner), &mut bytes)? {
                    let exception = exception(vm, "charmap", args[0], part, UNDEFINED)?;
                    return Err(vm.raise_value(exception));
                }
            }
        }
        index = resume;
    }
    let bytes = vm.try_new_bytes(&bytes)?;
    with_length(vm, bytes, len(args[0]))
}

/// The table from characters to bytes that a table from bytes to characters means.
fn build(vm: &mut Vm, _: Value, table: Value) -> Result {
    crate::support::text(vm, table, "charmap_build() argument")?;
    let map = vm.new_dict();
    for byte in 0..len(table).min(256) {
        let point = at(table, byte);
        if point != 0xfffe {
            let (point, byte) = (vm.new_int(point.into()), vm.new_int_usize(byte));
            vm.dict_set(map, point, byte)?;
        }
    }
    Ok(Value::object(map))
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("charmap_decode", Call::Fast(decode)),
    Def::new("charmap_encode", Call::Fast(encode)),
    Def::new("charmap_build", Call::One(build)),
];
