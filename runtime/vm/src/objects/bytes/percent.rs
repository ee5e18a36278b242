//! `template % values` of bytes.

use super::{make, own};
use crate::layout::class_flags;
use crate::objects::sequences::tuple;
use crate::objects::strings::builder::Builder;
use crate::objects::strings::format::percent::{Conversion, number_text, push_number, starred};
use crate::objects::strings::raw;
use crate::{Result, Value, Vm};

struct Values {
    all: Value,
    is_tuple: bool,
    next: usize,
    mapping: Value,
}

impl Values {
    fn take(&mut self, vm: &mut Vm) -> Result {
        let items = if self.is_tuple {
            tuple::items(self.all)
        } else {
            core::slice::from_ref(&self.all)
        };
        match items.get(self.next) {
            Some(&item) => {
                self.next += 1;
                Ok(item)
            }
            None => Err(vm.type_error("not enough arguments for format string")),
        }
    }
}

/// `template % values`; the result is of the template's kind.
pub(super) fn format(vm: &mut Vm, template: Value, right: Value) -> Result {
    let data = vm.copied(own(vm, template))?;
    let is_tuple = vm.has_class_flag(right, class_flags::TUPLE_SUBCLASS);
    let class = vm.class_of(right);
    let mapping = !is_tuple
        && !vm.is_str(right)
        && vm.bytes_like(right).is_none()
        && vm.slots(class).getitem.is_some();
    let mut values = Values {
        all: right,
        is_tuple,
        next: 0,
        mapping: if mapping { right } else { Value::NULL },
    };
    let mut out = Vec::with_capacity(data.len() + 16);
    let mut at = 0;
    while at < data.len() {
        if data[at] == b'%' {
            at = conversion(vm, &data, at + 1, &mut values, &mut out)?;
        } else {
            out.push(data[at]);
            at += 1;
        }
    }
    let given = if values.is_tuple {
        tuple::items(values.all).len()
    } else {
        1
    };
    if values.next < given && values.mapping.is_null() {
        return Err(vm.type_error("not all arguments converted during bytes formatting"));
    }
    make(vm, template, &out)
}

fn conversion(
    vm: &mut Vm,
    data: &[u8],
    start: usize,
    values: &mut Values,
    out: &mut Vec<u8>,
) -> Result<usize> {
    let mut at = start;
    let mut spec = Conversion::default();
    if data.get(at) == Some(&b'(') {
        if values.mapping.is_null() {
            return Err(vm.type_error("format requires a mapping"));
        }
        let from = at + 1;
        let mut depth = 1;
        at = from;
        while let Some(&byte) = data.get(at) {
            depth += match byte {
                b'(' => 1,
                b')' => -1,
                _ => 0,
            };
            if depth == 0 {
                break;
            }
            at += 1;
        }
        if at >= data.len() {
            return Err(vm.value_error("incomplete format key"));
        }
        let key = vm.new_bytes(&data[from..at]);
        at += 1;
        let value = vm.get_item(values.mapping, key)?;
        *values = Values {
            all: value,
            is_tuple: false,
            next: 0,
            mapping: values.mapping,
        };
    }
    loop {
        match data.get(at) {
            Some(b'-') => spec.left = true,
            Some(b'+') => spec.plus = true,
            Some(b' ') => spec.space = true,
            Some(b'#') => spec.alternate = true,
            Some(b'0') => spec.zero = true,
            _ => break,
        }
        at += 1;
    }
    let width = number(vm, data, &mut at, values, false)?.unwrap_or(0);
    if width < 0 {
        spec.left = true;
    }
    spec.width = width.unsigned_abs() as usize;
    if data.get(at) == Some(&b'.') {
        at += 1;
        let precision = number(vm, data, &mut at, values, true)?.unwrap_or(0);
        spec.precision = Some(usize::try_from(precision).unwrap_or(0));
    }
    if let Some(b'h' | b'l' | b'L') = data.get(at) {
        at += 1;
    }
    let Some(&kind) = data.get(at) else {
        return Err(vm.value_error("incomplete format"));
    };
    if kind == b'%' && at == start {
        out.push(b'%');
        return Ok(at + 1);
    }
    let value = values.take(vm)?;
    if spec.width > vm.heap.limit
        || spec
            .precision
            .is_some_and(|precision| precision > vm.heap.limit)
    {
        return Err(vm.no_memory());
    }
    match kind {
        b'r' | b'a' => {
            let text = vm.ascii(value)?;
            push(out, &spec, raw(text));
        }
        b's' | b'b' => {
            let piece = match vm.bytes_like(value) {
                Some(_) => value,
                None => match super::construct::call_bytes(vm, value)? {
                    Some(bytes) => bytes,
                    None => {
                        let name = vm.class_name(value);
                        return Err(vm.type_error(format!(
                            "%b requires a bytes-like object, or an object that implements __bytes__, not '{name}'"
                        )));
                    }
                },
            };
            push(out, &spec, own(vm, piece));
        }
        b'c' => {
            let byte = character(vm, value)?;
            spec.precision = None;
            push(out, &spec, &[byte]);
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let text = match number_text(vm, value, kind as char, &spec) {
                Err(_)
                    if kind.is_ascii_alphabetic() && matches!(kind | 0x20, b'e' | b'f' | b'g') =>
                {
                    vm.take_raised();
                    let name = vm.class_name(value);
                    return Err(vm.type_error(format!("float argument required, not {name}")));
                }
                text => text?,
            };
            let mut builder = Builder::new();
            push_number(&text, &spec, &mut builder);
            let text = builder.finish(vm)?;
            out.extend_from_slice(raw(text));
        }
        _ => {
            let shown = if (0x20..0x7f).contains(&kind) {
                kind as char
            } else {
                '?'
            };
            return Err(vm.value_error(format!(
                "unsupported format character '{shown}' (0x{kind:x}) at index {at}"
            )));
        }
    }
    Ok(at + 1)
}

/// A width or precision: digits, or `*` for the next value.
fn number(
    vm: &mut Vm,
    data: &[u8],
    at: &mut usize,
    values: &mut Values,
    is_precision: bool,
) -> Result<Option<i64>> {
    if data.get(*at) == Some(&b'*') {
        *at += 1;
        let value = values.take(vm)?;
        return starred(vm, value, is_precision).map(Some);
    }
    let mut number = None;
    while let Some(digit @ b'0'..=b'9') = data.get(*at) {
        let next = number
            .unwrap_or(0i64)
            .checked_mul(10)
            .and_then(|number| number.checked_add((digit - b'0') as i64));
        let Some(next) = next else {
            let message = if is_precision {
                "prec too big"
            } else {
                "width too big"
            };
            return Err(vm.value_error(message));
        };
        number = Some(next);
        *at += 1;
    }
    Ok(number)
}

fn push(out: &mut Vec<u8>, spec: &Conversion, piece: &[u8]) {
    let piece = &piece[..spec
        .precision
        .map_or(piece.len(), |precision| precision.min(piece.len()))];
    let space = spec.width.saturating_sub(piece.len());
    if !spec.left {
        out.resize(out.len() + space, b' ');
    }
    out.extend_from_slice(piece);
    if spec.left {
        out.resize(out.len() + space, b' ');
    }
}

fn character(vm: &mut Vm, value: Value) -> Result<u8> {
    if let Some(data) = vm.bytes_like(value) {
        if let [byte] = *data {
            return Ok(byte);
        }
        let (class, length) = (vm.class_name(value), data.len());
        return Err(vm.type_error(format!("%c requires an integer in range(256) or a single byte, not a {class} object of length {length}")));
    }
    let class = vm.class_of(value);
    if vm.slots(class).index.is_none() {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!(
            "%c requires an integer in range(256) or a single byte, not {name}"
        )));
    }
    let index = vm.index(value)?;
    match vm
        .int_as_i64(index)
        .and_then(|byte| u8::try_from(byte).ok())
    {
        Some(byte) => Ok(byte),
        None => Err(vm.overflow_error("%c arg not in range(256)")),
    }
}
