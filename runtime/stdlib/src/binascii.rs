//! `binascii`: hexadecimal, base64, checksums. (Without quoted-printable, which `quopri` does itself.)

use vm::{Args, Call, Def, Raised, Result, Value, Vm};

use crate::support::{self, add, recall, remember};

fn error(vm: &mut Vm, message: &str) -> Raised {
    let class = recall(vm, "binascii.Error");
    let message = vm.new_str(message);
    match vm.call_pos(class, &[message]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

/// The data of an argument that may also be ASCII text.
fn ascii_or_bytes(vm: &mut Vm, value: Value) -> Result<Vec<u8>> {
    if vm.is_str(value) {
        return match vm::objects::strings::ascii(value) {
            Some(text) => vm.copied(text.as_bytes()),
            None => Err(vm.value_error("string argument should contain only ASCII characters")),
        };
    }
    match vm.bytes_like(value) {
        Some(data) => vm.copied(data),
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!(
                "argument should be bytes, buffer or ASCII string, not '{name}'"
            )))
        }
    }
}

fn hexlify(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = ["data", "sep", "bytes_per_sep"];
    let [data, sep, group] = vm.bind_arguments("hexlify", args, &names, 0, 3, 1)?;
    let group = if group.is_null() {
        1
    } else {
        vm.index_argument(group)?
    };
    let data = vm.expect_bytes(data)?;
    let data = vm.copied(data)?;
    let text = vm.hex_text(&data, sep, group)?;
    vm.try_new_bytes(text.as_bytes())
}

fn unhexlify(vm: &mut Vm, _: Value, text: Value) -> Result {
    let text = ascii_or_bytes(vm, text)?;
    if !text.len().is_multiple_of(2) {
        return Err(error(vm, "Odd-length string"));
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> = text
        .chunks_exact(2)
        .map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8))
        .collect();
    match bytes {
        Some(bytes) => vm.try_new_bytes(&bytes),
        None => Err(error(vm, "Non-hexadecimal digit found")),
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn b2a_base64(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [data, newline] = vm.bind_arguments("b2a_base64", args, &["data", "newline"], 1, 1, 1)?;
    let newline = newline.is_null() || vm.is_true(newline)?;
    let data = vm.expect_bytes(data)?;
    let mut text: Vec<u8> = vm.with_room(data.len() / 3 * 4 + 5)?;
    for three in data.chunks(3) {
        let all = three
            .iter()
            .fold(0, |all, &byte| all << 8 | u32::from(byte));
        let all = all << (8 * (3 - three.len()));
        for place in 0..4 {
            text.push(if place <= three.len() {
                ALPHABET[(all >> (18 - 6 * place)) as usize & 63]
            } else {
                b'='
            });
        }
    }
    if newline {
        text.push(b'\n');
    }
    vm.try_new_bytes(&text)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

fn a2b_base64(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [text, strict] =
        vm.bind_arguments("a2b_base64", args, &["data", "strict_mode"], 1, 1, 1)?;
    let strict = !strict.is_null() && vm.is_true(strict)?;
    let text = ascii_or_bytes(vm, text)?;
    if strict && text.first() == Some(&b'=') {
        return Err(error(vm, "Leading padding not allowed"));
    }
    let mut data: Vec<u8> = vm.with_room(text.len() / 4 * 3)?;
    let (mut all, mut count, mut pads, mut padded) = (0u32, 0, 0, false);
    for (index, &byte) in text.iter().enumerate() {
        if byte == b'=' {
            padded = true;
            pads += 1;
            if strict && count >= 2 && count + pads >= 4 && index + 1 < text.len() {
                let extra = if text[index + 1] == b'=' {
                    "Excess padding not allowed"
                } else {
                    "Excess data after padding"
                };
                return Err(error(vm, extra));
            }
            if strict && count == 0 {
                return Err(error(vm, "Excess padding not allowed"));
            }
            if strict && count == 1 {
                return Err(error(vm, "Discontinuous padding not allowed"));
            }
            continue;
        }
        let Some(bits) = sextet(byte) else {
            if strict {
                return Err(error(vm, "Only base64 data is allowed"));
            }
            continue;
        };
        if strict && padded {
            return Err(error(vm, "Discontinuous padding not allowed"));
        }
        pads = 0;
        count = (count + 1) % 4;
        match count {
            1 => all = bits,
            2 => {
                data.push((all << 2 | bits >> 4) as u8);
                all = bits & 15;
            }
            3 => {
                data.push((all << 4 | bits >> 2) as u8);
                all = bits & 3;
            }
            _ => {
                data.push((all << 6 | bits) as u8);
                all = 0;
            }
        }
    }
    match count {
        0 => vm.try_new_bytes(&data),
        2 | 3 if count + pads >= 4 => vm.try_new_bytes(&data),
        1 => {
            let characters = data.len() / 3 * 4 + 1;
            Err(error(
                vm,
                &format!(
                    "Invalid base64-encoded string: number of data characters ({characters}) cannot be 1 more than a multiple of 4"
                ),
            ))
        }
        _ => Err(error(vm, "Incorrect padding")),
    }
}

/// The remainders of all bytes for the reversed polynomial of CRC-32.
static CRC: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            rest = rest >> 1 ^ if rest & 1 == 1 { 0xedb8_8320 } else { 0 };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
};

/// The low 32 bits of an argument that is an int.
fn start(vm: &mut Vm, value: Option<&Value>) -> Result<u32> {
    match value {
        Some(&value) => Ok(vm.index_argument(value)? as u32),
        None => Ok(0),
    }
}

fn crc32(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("crc32", args.len(), 1, 2)?;
    let start = start(vm, args.get(1))?;
    let rest = vm
        .expect_bytes(args[0])?
        .iter()
        .fold(!start, |rest, &byte| {
            CRC[(rest as u8 ^ byte) as usize] ^ rest >> 8
        });
    Ok(vm.new_int((!rest).into()))
}

fn crc_hqx(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("crc_hqx", args.len(), 2, 2)?;
    let start = start(vm, args.get(1))? & 0xffff;
    let step = |rest: u32, &byte: &u8| {
        (0..8).fold(rest ^ u32::from(byte) << 8, |rest, _| {
            (rest << 1 ^ if rest & 0x8000 != 0 { 0x1021 } else { 0 }) & 0xffff
        })
    };
    let rest = vm.expect_bytes(args[0])?.iter().fold(start, step);
    Ok(vm.new_int(rest.into()))
}

static FUNCTIONS: &[Def] = &[
    Def::new("hexlify", Call::FastKeywords(hexlify)),
    Def::new("b2a_hex", Call::FastKeywords(hexlify)),
    Def::new("unhexlify", Call::One(unhexlify)),
    Def::new("a2b_hex", Call::One(unhexlify)),
    Def::new("b2a_base64", Call::FastKeywords(b2a_base64)),
    Def::new("a2b_base64", Call::FastKeywords(a2b_base64)),
    Def::new("crc32", Call::Fast(crc32)),
    Def::new("crc_hqx", Call::Fast(crc_hqx)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "binascii", FUNCTIONS);
    for (name, base) in [
        ("Error", vm.types.value_error),
        ("Incomplete", vm.types.exception),
    ] {
        let class = support::new_exception_class(vm, "binascii", name, base)?;
        remember(vm, &format!("binascii.{name}"), class);
        add(vm, module, name, class);
    }
    Ok(module)
}
