//! Case and character classes of bytes, as ASCII.

use super::{make, own};
use crate::{Result, Value, Vm};

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn map(vm: &mut Vm, this: Value, convert: fn(&u8) -> u8) -> Result {
    let result: Vec<u8> = own(vm, this).iter().map(convert).collect();
    make(vm, this, &result)
}

pub(super) fn lower(vm: &mut Vm, this: Value) -> Result {
    map(vm, this, u8::to_ascii_lowercase)
}

pub(super) fn upper(vm: &mut Vm, this: Value) -> Result {
    map(vm, this, u8::to_ascii_uppercase)
}

pub(super) fn swapcase(vm: &mut Vm, this: Value) -> Result {
    map(vm, this, |byte| {
        if byte.is_ascii_alphabetic() {
            byte ^ 0x20
        } else {
            *byte
        }
    })
}

pub(super) fn capitalize(vm: &mut Vm, this: Value) -> Result {
    let mut result = own(vm, this).to_ascii_lowercase();
    if let Some(first) = result.first_mut() {
        first.make_ascii_uppercase();
    }
    make(vm, this, &result)
}

pub(super) fn title(vm: &mut Vm, this: Value) -> Result {
    let mut inside = false;
    let mut result = vm.copied(own(vm, this))?;
    for byte in &mut result {
        if inside {
            byte.make_ascii_lowercase()
        } else {
            byte.make_ascii_uppercase()
        }
        inside = byte.is_ascii_alphabetic();
    }
    make(vm, this, &result)
}

fn all(vm: &mut Vm, this: Value, test: impl Fn(u8) -> bool) -> Result {
    let data = own(vm, this);
    Ok(Value::bool(
        !data.is_empty() && data.iter().all(|&byte| test(byte)),
    ))
}

pub(super) fn isalnum(vm: &mut Vm, this: Value) -> Result {
    all(vm, this, |byte| byte.is_ascii_alphanumeric())
}

pub(super) fn isalpha(vm: &mut Vm, this: Value) -> Result {
    all(vm, this, |byte| byte.is_ascii_alphabetic())
}

pub(super) fn isdigit(vm: &mut Vm, this: Value) -> Result {
    all(vm, this, |byte| byte.is_ascii_digit())
}

pub(super) fn isspace(vm: &mut Vm, this: Value) -> Result {
    all(vm, this, is_space)
}

pub(super) fn isascii(vm: &mut Vm, this: Value) -> Result {
    Ok(Value::bool(own(vm, this).is_ascii()))
}

pub(super) fn islower(vm: &mut Vm, this: Value) -> Result {
    let data = own(vm, this);
    Ok(Value::bool(
        data.iter().any(u8::is_ascii_lowercase) && !data.iter().any(u8::is_ascii_uppercase),
    ))
}

pub(super) fn isupper(vm: &mut Vm, this: Value) -> Result {
    let data = own(vm, this);
    Ok(Value::bool(
        data.iter().any(u8::is_ascii_uppercase) && !data.iter().any(u8::is_ascii_lowercase),
    ))
}

pub(super) fn istitle(vm: &mut Vm, this: Value) -> Result {
    let (mut cased, mut inside) = (false, false);
    for byte in own(vm, this) {
        if byte.is_ascii_uppercase() == inside && byte.is_ascii_alphabetic() {
            return Ok(Value::FALSE);
        }
        inside = byte.is_ascii_alphabetic();
        cased |= inside;
    }
    Ok(Value::bool(cased))
}
