//! `unicode_escape`, `raw_unicode_escape` and `escape`: text and bytes as in literals.

use vm::objects::strings::builder::Builder;
use vm::objects::strings::{at, len};
use vm::{Call, Def, Result, Value, Vm};

use super::charmap::handle;
use super::handlers::escaped;
use super::native::{errors_argument, with_length};

/// The character that a backslash and one character stand for.
fn simple(byte: u8) -> Option<u8> {
    Some(match byte {
        b'\\' | b'\'' | b'"' => byte,
        b'a' => 7,
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'v' => 11,
        b'f' => 12,
        b'r' => 13,
        _ => return None,
    })
}

/// The value of up to three octal digits at the beginning, and how many there are.
fn octal(data: &[u8]) -> (u32, usize) {
    let digits = data
        .iter()
        .take(3)
        .take_while(|byte| (b'0'..b'8').contains(byte));
    digits.fold((0, 0), |(value, count), &digit| {
        (value * 8 + u32::from(digit - b'0'), count + 1)
    })
}

/// The value of exactly so many hexadecimal digits at the beginning, or how many there are.
fn hexadecimal(data: &[u8], wanted: usize) -> core::result::Result<u32, usize> {
    let digits = data
        .iter()
        .take(wanted)
        .take_while(|byte| byte.is_ascii_hexdigit());
    let (value, count) = digits.fold((0, 0), |(value, count), &digit| {
        (
            value * 16 + char::from(digit).to_digit(16).unwrap_or(0),
            count + 1,
        )
    });
    if count == wanted {
        Ok(value)
    } else {
        Err(count)
    }
}

/// Data that may be given as str.
fn data_of(vm: &mut Vm, value: Value) -> Result {
    if vm.is_str(value) {
        vm.encode(value, Value::NULL, Value::NULL)
    } else {
        vm.expect_bytes(value).map(|_| value)
    }
}

fn decode(vm: &mut Vm, args: &[Value], raw: bool) -> Result {
    vm.check_positional("unicode_escape_decode", args.len(), 1, 3)?;
    let object = data_of(vm, args[0])?;
    let errors = errors_argument(vm, args, 1)?;
    let data = vm.bytes_like(object).unwrap_or_default();
    let data = vm.copied(data)?;
    let mut text = Builder::with_capacity(data.len());
    let mut index = 0;
    while let Some(&byte) = data.get(index) {
        let rest = &data[index + 1..];
        if byte != b'\\' {
            text.push(byte.into());
            index += 1;
            continue;
        }
        let (wanted, reason) = match rest.first() {
            Some(b'u') => (4, "truncated \\uXXXX escape"),
            Some(b'U') => (8, "truncated \\UXXXXXXXX escape"),
            Some(b'x') if !raw => (2, "truncated \\xXX escape"),
            Some(b'\n') if !raw => {
                index += 2;
                continue;
            }
            Some(&byte) if !raw && simple(byte).is_some() => {
                text.push(simple(byte).unwrap_or(byte).into());
                index += 2;
                continue;
            }
            Some(b'0'..=b'7') if !raw => {
                let (point, count) = octal(rest);
                text.push(point);
                index += 1 + count;
                continue;
            }
            None if !raw => (0, "\\ at end of string"),
            _ => {
                text.push(byte.into());
                index += 1;
                continue;
            }
        };
        let digits = rest.get(1..).unwrap_or_default();
        let (reason, end) = match (wanted, hexadecimal(digits, wanted)) {
            (0, _) => (reason, index + 1),
            (_, Ok(point)) if point <= 0x10_ffff => {
                text.push(point);
                index += 2 + wanted;
                continue;
            }
            (_, Ok(_)) => ("illegal Unicode character", index + 2 + wanted),
            (_, Err(count)) => (reason, index + 2 + count),
        };
        let codec = if raw {
            "rawunicodeescape"
        } else {
            "unicodeescape"
        };
        let (replacement, resume) = handle(vm, errors, (codec, reason), object, (index, end))?;
        text.push_str(replacement);
        index = resume;
    }
    let text = text.finish(vm)?;
    with_length(vm, text, data.len())
}

fn encode(vm: &mut Vm, args: &[Value], raw: bool) -> Result {
    vm.check_positional("unicode_escape_encode", args.len(), 1, 2)?;
    crate::support::text(vm, args[0], "argument 1")?;
    let mut bytes: Vec<u8> = vm.with_room(len(args[0]))?;
    for index in 0..len(args[0]) {
        match at(args[0], index) {
            point if raw && point < 0x100 => bytes.push(point as u8),
            0x5c => bytes.extend_from_slice(b"\\\\"),
            9 => bytes.extend_from_slice(b"\\t"),
            10 => bytes.extend_from_slice(b"\\n"),
            13 => bytes.extend_from_slice(b"\\r"),
            point @ 0x20..0x7f => bytes.push(point as u8),
            point => bytes.extend_from_slice(escaped(point).as_bytes()),
        }
    }
    let bytes = vm.try_new_bytes(&bytes)?;
    with_length(vm, bytes, len(args[0]))
}

/// `escape_decode(data)`: what a bytes literal of it has.
fn escape_decode(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("escape_decode", args.len(), 1, 2)?;
    let object = data_of(vm, args[0])?;
    let data = vm.bytes_like(object).unwrap_or_default();
    let (mut bytes, mut index) = (vm.with_room::<Vec<u8>>(data.len())?, 0);
    while let Some(&byte) = data.get(index) {
        let rest = &data[index + 1..];
        index += 1;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(&kind) = rest.first() else {
            return Err(vm.value_error("Trailing \\ in string"));
        };
        index += 1;
        match kind {
            b'\n' => {}
            b'0'..=b'7' => {
                let (value, count) = octal(rest);
                bytes.push(value as u8);
                index += count - 1;
            }
            b'x' => match hexadecimal(&rest[1..], 2) {
                Ok(value) => {
                    bytes.push(value as u8);
                    index += 2;
                }
                Err(_) => {
                    let place = index - 2;
                    return Err(vm.value_error(format!("invalid \\x escape at position {place}")));
                }
            },
            kind => match simple(kind) {
                Some(value) => bytes.push(value),
                None => bytes.extend_from_slice(&[b'\\', kind]),
            },
        }
    }
    let length = data.len();
    let bytes = vm.try_new_bytes(&bytes)?;
    with_length(vm, bytes, length)
}

/// `escape_encode(data)`: what stands for it in a bytes literal.
fn escape_encode(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("escape_encode", args.len(), 1, 2)?;
    let data = vm.expect_bytes(args[0])?;
    let mut bytes: Vec<u8> = vm.with_room(data.len())?;
    for &byte in data {
        match byte {
            b'\\' | b'\'' => bytes.extend_from_slice(&[b'\\', byte]),
            b'\t' => bytes.extend_from_slice(b"\\t"),
            b'\n' => bytes.extend_from_slice(b"\\n"),
            b'\r' => bytes.extend_from_slice(b"\\r"),
            0x20..0x7f => bytes.push(byte),
            _ => bytes.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
        }
    }
    let length = data.len();
    let bytes = vm.try_new_bytes(&bytes)?;
    with_length(vm, bytes, length)
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new(
        "unicode_escape_decode",
        Call::Fast(|vm, _, args| decode(vm, args, false)),
    ),
    Def::new(
        "unicode_escape_encode",
        Call::Fast(|vm, _, args| encode(vm, args, false)),
    ),
    Def::new(
        "raw_unicode_escape_decode",
        Call::Fast(|vm, _, args| decode(vm, args, true)),
    ),
    Def::new(
        "raw_unicode_escape_encode",
        Call::Fast(|vm, _, args| encode(vm, args, true)),
    ),
    Def::new("escape_decode", Call::Fast(escape_decode)),
    Def::new("escape_encode", Call::Fast(escape_encode)),
];
