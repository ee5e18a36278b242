//! The native encodings as functions: `utf_8_encode(text, errors)` gives bytes and the number of characters,
//! `utf_8_decode(data, errors, final)` a str and the number of bytes.

use vm::objects::strings::codecs::{Codec, Order};
use vm::objects::strings::len;
use vm::{Call, Def, Result, Value, Vm};

/// A pair of a value and a length.
pub fn with_length(vm: &mut Vm, value: Value, length: usize) -> Result {
    let length = vm.new_int_usize(length);
    Ok(vm.new_tuple(&[value, length]))
}

/// The name of an error handler; NULL where it is not said.
pub fn errors_argument(vm: &mut Vm, args: &[Value], at: usize) -> Result {
    match args.get(at) {
        Some(&errors) if !errors.is_none() => {
            crate::support::text(vm, errors, "errors")?;
            Ok(errors)
        }
        _ => Ok(Value::NULL),
    }
}

/// Encodes a str natively.
pub fn encode(vm: &mut Vm, codec: Codec, name: &str, args: &[Value]) -> Result {
    vm.check_positional(name, args.len(), 1, 3)?;
    if !vm.is_str(args[0]) {
        let given = vm.class_name(args[0]);
        return Err(vm.type_error(format!("{name}() argument 1 must be str, not {given}")));
    }
    let errors = errors_argument(vm, args, 1)?;
    let bytes = vm.encode_native(args[0], codec, errors)?;
    let bytes = vm.try_new_bytes(&bytes)?;
    with_length(vm, bytes, len(args[0]))
}

fn decode(vm: &mut Vm, codec: Codec, name: &str, args: &[Value]) -> Result {
    vm.check_positional(name, args.len(), 1, 3)?;
    vm.expect_bytes(args[0])?;
    let errors = errors_argument(vm, args, 1)?;
    let all = !matches!(codec, Codec::Utf8 | Codec::Utf16(_) | Codec::Utf32(_));
    let last = match args.get(2) {
        Some(&last) => vm.is_true(last)?,
        None => all,
    };
    let (text, used) = vm.decode_native(args[0], codec, errors, last)?;
    with_length(vm, text, used)
}

/// `utf_16_ex_decode(data, errors, byteorder, final)`: also gives the order that the data have.
fn ex_decode(vm: &mut Vm, wide: bool, args: &[Value]) -> Result {
    vm.check_positional("ex_decode", args.len(), 1, 4)?;
    let errors = errors_argument(vm, args, 1)?;
    let order = match args.get(2) {
        Some(&order) => vm.index_argument(order)?,
        None => 0,
    };
    let last = match args.get(3) {
        Some(&last) => vm.is_true(last)?,
        None => false,
    };
    let data = vm.expect_bytes(args[0])?;
    let seen = match (order, data, wide) {
        (0, [0xff, 0xfe, 0, 0, ..], true) | (0, [0xff, 0xfe, ..], false) => -1,
        (0, [0, 0, 0xfe, 0xff, ..], true) | (0, [0xfe, 0xff, ..], false) => 1,
        _ => order,
    };
    let order = match order {
        0 => Order::Marked,
        1.. => Order::Big,
        _ => Order::Little,
    };
    let codec = if wide {
        Codec::Utf32(order)
    } else {
        Codec::Utf16(order)
    };
    let (text, used) = vm.decode_native(args[0], codec, errors, last)?;
    let (used, seen) = (vm.new_int_usize(used), vm.new_int(seen));
    Ok(vm.new_tuple(&[text, used, seen]))
}

fn readbuffer_encode(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("readbuffer_encode", args.len(), 1, 2)?;
    let bytes = if vm.is_str(args[0]) {
        vm.encode(args[0], Value::NULL, Value::NULL)?
    } else {
        vm.bytes_of_object(args[0])?
    };
    let length = vm.bytes_like(bytes).map_or(0, <[u8]>::len);
    with_length(vm, bytes, length)
}

macro_rules! codecs {
    ($($encode:literal $decode:literal $codec:expr;)+) => {
        &[
            $(Def::new($encode, Call::Fast(|vm, _, args| encode(vm, $codec, $encode, args))),
            Def::new($decode, Call::Fast(|vm, _, args| decode(vm, $codec, $decode, args))),)+
            Def::new("utf_16_ex_decode", Call::Fast(|vm, _, args| ex_decode(vm, false, args))),
            Def::new("utf_32_ex_decode", Call::Fast(|vm, _, args| ex_decode(vm, true, args))),
            Def::new("readbuffer_encode", Call::Fast(readbuffer_encode)),
        ]
    };
}

/// The functions.
pub static FUNCTIONS: &[Def] = codecs! {
    "utf_8_encode" "utf_8_decode" Codec::Utf8;
    "ascii_encode" "ascii_decode" Codec::Ascii;
    "latin_1_encode" "latin_1_decode" Codec::Latin1;
    "utf_16_encode" "utf_16_decode" Codec::Utf16(Order::Marked);
    "utf_16_le_encode" "utf_16_le_decode" Codec::Utf16(Order::Little);
    "utf_16_be_encode" "utf_16_be_decode" Codec::Utf16(Order::Big);
    "utf_32_encode" "utf_32_decode" Codec::Utf32(Order::Marked);
    "utf_32_le_encode" "utf_32_le_decode" Codec::Utf32(Order::Little);
    "utf_32_be_encode" "utf_32_be_decode" Codec::Utf32(Order::Big);
};
