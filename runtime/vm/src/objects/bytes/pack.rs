//! Items of native formats (`struct`'s single characters) to bytes and back.

use crate::{Result, Value, Vm};

/// Bytes of an item; `None` for an unknown format.
pub fn size(format: char) -> Option<usize> {
    Some(match format {
        'b' | 'B' | 'c' | '?' => 1,
        'h' | 'H' | 'e' => 2,
        'i' | 'I' | 'f' => 4,
        'l' | 'L' | 'q' | 'Q' | 'n' | 'N' | 'd' | 'P' => 8,
        _ => return None,
    })
}

/// The value of an item's bytes.
pub fn unpack(vm: &mut Vm, format: char, bytes: &[u8]) -> Value {
    let mut wide = [0u8; 8];
    let length = bytes.len().min(8);
    wide[..length].copy_from_slice(&bytes[..length]);
    let raw = u64::from_le_bytes(wide);
    match format {
        'c' => vm.new_bytes(bytes),
        '?' => Value::bool(raw != 0),
        'f' => Value::float(f32::from_bits(raw as u32) as f64),
        'd' => Value::float(f64::from_bits(raw)),
        'b' | 'h' | 'i' | 'l' | 'q' | 'n' => {
            let unused = 64 - 8 * length as u32;
            vm.new_int(((raw << unused) as i64) >> unused)
        }
        _ => vm.new_int_i128(raw as i128),
    }
}

/// The bytes of a value; errors speak of `owner`.
pub fn pack(vm: &mut Vm, format: char, value: Value, owner: &str) -> Result<Vec<u8>> {
    let size = size(format).unwrap_or(1);
    match format {
        'c' => match vm.bytes_like(value) {
            Some(&[byte]) => return Ok(vec![byte]),
            Some(_) => {
                return Err(vm.value_error(format!("{owner}: invalid value for format '{format}'")));
            }
            None => {
                return Err(vm.type_error(format!("{owner}: invalid type for format '{format}'")));
            }
        },
        '?' => return Ok(vec![vm.is_true(value)? as u8]),
        'f' | 'd' => {
            let float = vm.expect_f64(value)?;
            return Ok(if format == 'f' {
                (float as f32).to_le_bytes().to_vec()
            } else {
                float.to_le_bytes().to_vec()
            });
        }
        _ => {}
    }
    let class = vm.class_of(value);
    if !vm.is_int(value) && vm.slots(class).index.is_none() {
        return Err(vm.type_error(format!("{owner}: invalid type for format '{format}'")));
    }
    let index = vm.index(value)?;
    let bits = 8 * size as u32;
    let number = match vm.int_view(index) {
        Some(crate::objects::numbers::IntView::Small(small)) => Some(small as i128),
        Some(crate::objects::numbers::IntView::Big(false, &[digit])) => Some(digit as i128),
        _ => None,
    };
    let signed = matches!(format, 'b' | 'h' | 'i' | 'l' | 'q' | 'n');
    let fits = |number: i128| {
        if signed {
            number >= -(1 << (bits - 1)) && number < 1 << (bits - 1)
        } else {
            (0..1 << bits).contains(&number)
        }
    };
    match number {
        Some(number) if fits(number) => Ok((number as u64).to_le_bytes()[..size].to_vec()),
        _ => Err(vm.value_error(format!("{owner}: invalid value for format '{format}'"))),
    }
}
