//! From characters to bytes.

use super::errors::{Bad, Errors};
use super::{Codec, Order};
use crate::objects::strings::chars;
use crate::{Result, Value, Vm};

/// Encodes a str.
pub(super) fn encode(vm: &mut Vm, string: Value, codec: Codec, errors: &Errors) -> Result<Vec<u8>> {
    let points = chars(string);
    let mut out = Vec::with_capacity(points.len() + 4);
    if matches!(
        codec,
        Codec::Utf16(Order::Marked) | Codec::Utf32(Order::Marked)
    ) {
        emit(&mut out, 0xfeff, codec);
    }
    let mut at = 0;
    while at < points.len() {
        if emit(&mut out, points.at(at), codec) {
            at += 1;
            continue;
        }
        // Everything in a row that the encoding cannot say is one error.
        let start = at;
        let mut trash = Vec::new();
        while at < points.len() && !emit(&mut trash, points.at(at), codec) {
            at += 1;
        }
        let reason = match codec {
            Codec::Ascii => "ordinal not in range(128)",
            Codec::Latin1 => "ordinal not in range(256)",
            _ => "surrogates not allowed",
        };
        at = vm.encode_error(
            string,
            &Bad {
                codec,
                start,
                end: at,
                reason,
            },
            errors,
            &mut out,
            emit,
        )?;
    }
    Ok(out)
}

/// Appends a character; whether the encoding has it.
fn emit(out: &mut Vec<u8>, point: u32, codec: Codec) -> bool {
    let surrogate = (0xd800..0xe000).contains(&point);
    match codec {
        Codec::Ascii | Codec::Latin1 => {
            if point >= if codec == Codec::Ascii { 0x80 } else { 0x100 } {
                return false;
            }
            out.push(point as u8);
        }
        _ if surrogate => return false,
        Codec::Utf8 => {
            let mut buffer = [0; 4];
            let text = char::from_u32(point)
                .unwrap_or('\u{fffd}')
                .encode_utf8(&mut buffer);
            out.extend_from_slice(text.as_bytes());
        }
        Codec::Utf16(order) => {
            let mut buffer = [0; 2];
            for unit in char::from_u32(point)
                .unwrap_or('\u{fffd}')
                .encode_utf16(&mut buffer)
            {
                out.extend_from_slice(&match order {
                    Order::Marked => unit.to_ne_bytes(),
                    Order::Little => unit.to_le_bytes(),
                    Order::Big => unit.to_be_bytes(),
                });
            }
        }
        Codec::Utf32(order) => out.extend_from_slice(&match order {
            Order::Marked => point.to_ne_bytes(),
            Order::Little => point.to_le_bytes(),
            Order::Big => point.to_be_bytes(),
        }),
    }
    true
}
