//! Values of `struct` to bytes and back.

use vm::{Raised, Result, Value, Vm};

use super::error;

/// Bytes of a number in their order: `bytes` has the least significant first.
fn place(to: &mut [u8], bytes: &[u8], little: bool) {
    to.copy_from_slice(&bytes[..to.len()]);
    if !little {
        to.reverse();
    }
}

fn out_of_range(vm: &mut Vm, code: u8, size: usize, signed: bool) -> Raised {
    let bits = 8 * size as u32;
    let (least, most) = if signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    let code = char::from(code);
    error(
        vm,
        &format!("'{code}' format requires {least} <= number <= {most}"),
    )
}

fn pack_int(vm: &mut Vm, code: u8, value: Value, little: bool, to: &mut [u8]) -> Result<()> {
    let class = vm.class_of(value);
    if !vm.is_int(value) && vm.slots(class).index.is_none() {
        return Err(error(vm, "required argument is not an integer"));
    }
    let number = vm.index(value)?;
    let (size, signed) = (to.len(), code.is_ascii_lowercase());
    let wide = vm
        .int_as_big(number)
        .and_then(|number| i128::try_from(number).ok());
    let bits = 8 * size as u32;
    let fits = |wide: &i128| {
        if signed {
            (wide >> (bits - 1)) == 0 || (wide >> (bits - 1)) == -1
        } else {
            *wide >= 0 && wide >> bits == 0
        }
    };
    match wide.filter(fits) {
        Some(wide) => {
            place(to, &wide.to_le_bytes(), little);
            Ok(())
        }
        None => Err(out_of_range(vm, code, size, signed)),
    }
}

/// A float of half precision, rounded half to even; `None` if it is too large.
fn half_bits(value: f64) -> Option<u16> {
    let sign = ((value.to_bits() >> 63) as u16) << 15;
    let magnitude = value.abs();
    if value.is_nan() {
        let payload = (value.to_bits() >> 42) as u16 & 0x3ff;
        return Some(sign | 0x7c00 | if payload == 0 { 0x200 } else { payload });
    }
    if value.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // The last bit's weight: 2^-24 for subnormal numbers.
    let exponent = if magnitude == 0.0 {
        -14
    } else {
        (((magnitude.to_bits() >> 52) as i32) - 1023).max(-14)
    };
    let steps = (magnitude / 2f64.powi(exponent - 10)).round_ties_even() as u32;
    // A carry into the exponent is what the sum makes of it.
    let bits = steps + (((exponent + 14) as u32) << 10);
    (bits < 0x7c00).then_some(sign | bits as u16)
}

fn half(bits: u16) -> f64 {
    if bits & 0x7c00 == 0x7c00 && bits & 0x3ff != 0 {
        let (sign, payload) = (u64::from(bits >> 15), u64::from(bits & 0x3ff));
        return f64::from_bits(sign << 63 | 0x7ff << 52 | payload << 42);
    }
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    sign * match exponent {
        31 => f64::INFINITY,
        0 => fraction * 2f64.powi(-24),
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

fn pack_float(vm: &mut Vm, code: u8, number: f64, little: bool, to: &mut [u8]) -> Result<()> {
    let code = code.to_ascii_lowercase();
    match to.len() {
        2 => match half_bits(number) {
            Some(bits) => place(to, &bits.to_le_bytes(), little),
            None => return Err(vm.overflow_error("float too large to pack with e format")),
        },
        4 => {
            let single = number as f32;
            if single.is_infinite() && number.is_finite() {
                let code = char::from(code);
                return Err(
                    vm.overflow_error(format!("float too large to pack with {code} format"))
                );
            }
            place(to, &single.to_le_bytes(), little);
        }
        _ => place(to, &number.to_le_bytes(), little),
    }
    Ok(())
}

fn float_argument(vm: &mut Vm, value: Value) -> Result<f64> {
    match vm.expect_f64(value) {
        Ok(number) => Ok(number),
        Err(_) => {
            vm.take_raised();
            Err(error(vm, "required argument is not a float"))
        }
    }
}

/// Writes a value; `to` has the item's size.
pub fn pack(vm: &mut Vm, code: u8, value: Value, little: bool, to: &mut [u8]) -> Result<()> {
    match code {
        b'c' => match vm.bytes_like(value) {
            Some(&[byte]) => to[0] = byte,
            _ => return Err(error(vm, "char format requires a bytes object of length 1")),
        },
        b'?' => to[0] = u8::from(vm.is_true(value)?),
        b'e' | b'f' | b'd' => {
            let number = float_argument(vm, value)?;
            pack_float(vm, code, number, little, to)?;
        }
        b'F' | b'D' => {
            let (real, imag) = match vm.complex_parts(value) {
                Some(parts) => parts,
                None => match float_argument(vm, value) {
                    Ok(real) => (real, 0.0),
                    Err(_) => {
                        vm.take_raised();
                        return Err(error(vm, "required argument is not a complex"));
                    }
                },
            };
            let (first, second) = to.split_at_mut(to.len() / 2);
            pack_float(vm, code, real, little, first)?;
            pack_float(vm, code, imag, little, second)?;
        }
        _ => pack_int(vm, code, value, little, to)?,
    }
    Ok(())
}

/// Writes the bytes of an `s` or `p`.
pub fn pack_bytes(vm: &mut Vm, code: u8, value: Value, to: &mut [u8]) -> Result<()> {
    let Some(bytes) = vm.bytes_like(value) else {
        let code = char::from(code);
        return Err(error(
            vm,
            &format!("argument for '{code}' must be a bytes object"),
        ));
    };
    let to = if code == b'p' {
        let Some((length, rest)) = to.split_first_mut() else {
            return Ok(());
        };
        *length = bytes.len().min(rest.len()).min(255) as u8;
        rest
    } else {
        to
    };
    let length = bytes.len().min(to.len());
    to[..length].copy_from_slice(&bytes[..length]);
    Ok(())
}

/// The value of an item's bytes.
pub fn unpack(vm: &mut Vm, code: u8, little: bool, from: &[u8]) -> Value {
    let number = |half: &[u8]| {
        let mut bytes = [0u8; 8];
        bytes[..half.len()].copy_from_slice(half);
        if !little {
            bytes[..half.len()].reverse();
        }
        u64::from_le_bytes(bytes)
    };
    let float = |half_of: &[u8]| match half_of.len() {
        2 => half(number(half_of) as u16),
        4 => f64::from(f32::from_bits(number(half_of) as u32)),
        _ => f64::from_bits(number(half_of)),
    };
    match code {
        b'c' => vm.new_bytes(from),
        b'?' => Value::bool(from != [0]),
        b'e' | b'f' | b'd' => Value::float(float(from)),
        b'F' | b'D' => {
            let (real, imag) = from.split_at(from.len() / 2);
            vm.new_complex(float(real), float(imag))
        }
        b'P' => vm.new_int_i128(number(from).into()),
        code if code.is_ascii_lowercase() => {
            let unused = 64 - 8 * from.len() as u32;
            vm.new_int(((number(from) << unused) as i64) >> unused)
        }
        _ => vm.new_int_i128(number(from).into()),
    }
}

/// The bytes of an `s` or `p`.
pub fn unpack_bytes(vm: &mut Vm, code: u8, from: &[u8]) -> Result {
    match (code, from.split_first()) {
        (b'p', Some((&length, rest))) => {
            vm.try_new_bytes(&rest[..rest.len().min(usize::from(length))])
        }
        _ => vm.try_new_bytes(from),
    }
}
