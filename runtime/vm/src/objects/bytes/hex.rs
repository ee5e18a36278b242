//! `hex` and `fromhex`.

use super::own;
use crate::objects::strings;
use crate::{Args, Result, Value, Vm};

pub(super) fn hex(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [sep, group] = vm.bind_arguments("hex", args, &["sep", "bytes_per_sep"], 0, 2, 0)?;
    let group = if group.is_null() {
        1
    } else {
        vm.index_i64(group, vm.types.overflow_error)?
    };
    let text = vm.hex_text(own(vm, this), sep, group)?;
    vm.try_new_str(&text)
}

impl Vm {
    /// Hexadecimal digits with a separator (NULL: none) between groups of bytes, counted from the right, or from the left
    /// for a negative number.
    pub fn hex_text(&mut self, data: &[u8], sep: Value, group: i64) -> Result<String> {
        let separator = if sep.is_null() {
            None
        } else if let Some(bytes) = self.bytes_like(sep) {
            match *bytes {
                [byte] => Some(byte),
                _ => return Err(self.value_error("sep must be length 1.")),
            }
        } else {
            let length = self.length(sep)?;
            if length != 1 {
                return Err(self.value_error("sep must be length 1."));
            }
            if !self.is_str(sep) {
                return Err(self.type_error("sep must be str or bytes."));
            }
            Some(u8::try_from(strings::at(sep, 0)).unwrap_or(0xff))
        };
        if separator.is_some_and(|byte| !byte.is_ascii()) {
            return Err(self.value_error("sep must be ASCII."));
        }
        let size = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
        let mut text: String = self.with_room(data.len().saturating_mul(3))?;
        for (at, byte) in data.iter().enumerate() {
            if let Some(separator) = separator
                && size > 0
                && at > 0
                && (if group > 0 { data.len() - at } else { at }).is_multiple_of(size)
            {
                text.push(separator as char);
            }
            for digit in [byte >> 4, byte & 15] {
                text.push(b"0123456789abcdef"[digit as usize] as char);
            }
        }
        Ok(text)
    }
}

pub(super) fn fromhex(vm: &mut Vm, class: Value, text: Value) -> Result {
    let digits: Vec<u32> = if vm.is_str(text) {
        strings::chars(text).iter().collect()
    } else if let Some(data) = vm.bytes_like(text) {
        data.iter().map(|&byte| byte as u32).collect()
    } else {
        let name = vm.class_name(text);
        return Err(vm.type_error(format!(
            "fromhex() argument must be str or bytes-like, not {name}"
        )));
    };
    let digit = |at: usize| {
        digits
            .get(at)
            .and_then(|&point| char::from_u32(point))
            .and_then(|point| point.to_digit(16))
    };
    let mut data: Vec<u8> = vm.with_room(digits.len() / 2)?;
    let mut at = 0;
    while at < digits.len() {
        if matches!(digits[at], 32 | 9..=13) {
            at += 1;
            continue;
        }
        let Some(high) = digit(at) else {
            return Err(vm.value_error(format!(
                "non-hexadecimal number found in fromhex() arg at position {at}"
            )));
        };
        let Some(low) = digit(at + 1) else {
            return Err(if at + 1 == digits.len() {
                vm.value_error("fromhex() arg must contain an even number of hexadecimal digits")
            } else {
                vm.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {}",
                    at + 1
                ))
            });
        };
        data.push((high << 4 | low) as u8);
        at += 2;
    }
    let bytes = vm.try_new_bytes(&data)?;
    if class.pointer() == vm.types.bytes {
        Ok(bytes)
    } else if class.pointer() == vm.types.bytearray {
        vm.new_bytearray(&data)
    } else {
        vm.call_pos(class, &[bytes])
    }
}
