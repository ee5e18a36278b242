//! From bytes to characters.

use super::errors::{Bad, Errors};
use super::{Codec, Order};
use crate::objects::strings::builder::Builder;
use crate::{Result, Value, Vm};

const NATIVE: Order = if cfg!(target_endian = "little") {
    Order::Little
} else {
    Order::Big
};

/// Decodes data: the str, and how many bytes it came from (all of them if `last`).
pub(super) fn decode(
    vm: &mut Vm,
    data: &[u8],
    codec: Codec,
    errors: &Errors,
    last: bool,
) -> Result<(Value, usize)> {
    let mut out = Builder::with_capacity(data.len());
    let mut at = 0;
    let codec = match codec {
        Codec::Utf16(Order::Marked) => {
            let order = match data {
                [0xff, 0xfe, ..] => Some(Order::Little),
                [0xfe, 0xff, ..] => Some(Order::Big),
                _ => None,
            };
            at = if order.is_some() { 2 } else { 0 };
            Codec::Utf16(order.unwrap_or(NATIVE))
        }
        Codec::Utf32(Order::Marked) => {
            let order = match data {
                [0xff, 0xfe, 0, 0, ..] => Some(Order::Little),
                [0, 0, 0xfe, 0xff, ..] => Some(Order::Big),
                _ => None,
            };
            at = if order.is_some() { 4 } else { 0 };
            Codec::Utf32(order.unwrap_or(NATIVE))
        }
        other => other,
    };
    while at < data.len() {
        let step = match codec {
            Codec::Utf8 => utf8(data, at, &mut out),
            Codec::Ascii => {
                if data[at] < 0x80 {
                    out.push(data[at] as u32);
                    Step::Next(at + 1)
                } else {
                    Step::Bad(at + 1, "ordinal not in range(128)")
                }
            }
            Codec::Latin1 => {
                out.push(data[at] as u32);
                Step::Next(at + 1)
            }
            Codec::Utf16(order) => utf16(data, at, order == Order::Big, &mut out),
            Codec::Utf32(order) => utf32(data, at, order == Order::Big, &mut out),
        };
        at = match step {
            Step::Next(next) => next,
            Step::Truncated(_) if !last => break,
            Step::Truncated(reason) => {
                let bad = Bad {
                    codec,
                    start: at,
                    end: data.len(),
                    reason,
                };
                vm.decode_error(data, &bad, errors, &mut out)?
            }
            Step::BadFrom(start, end, reason) => vm.decode_error(
                data,
                &Bad {
                    codec,
                    start,
                    end,
                    reason,
                },
                errors,
                &mut out,
            )?,
            Step::Bad(end, reason) => vm.decode_error(
                data,
                &Bad {
                    codec,
                    start: at,
                    end,
                    reason,
                },
                errors,
                &mut out,
            )?,
        };
    }
    Ok((out.finish(vm)?, at))
}

enum Step {
    /// Go on here.
    Next(usize),
    /// Bad up to here.
    Bad(usize, &'static str),
    /// Bad in these bounds, good before.
    BadFrom(usize, usize, &'static str),
    /// The data ends within a character.
    Truncated(&'static str),
}

fn utf8(data: &[u8], at: usize, out: &mut Builder) -> Step {
    match core::str::from_utf8(&data[at..]) {
        Ok(text) => {
            out.push_text(text);
            Step::Next(data.len())
        }
        Err(error) => {
            let valid = at + error.valid_up_to();
            if valid > at {
                // Checked just now; nothing is lost where it were not.
                out.push_text(core::str::from_utf8(&data[at..valid]).unwrap_or_default());
                return Step::Next(valid);
            }
            match error.error_len() {
                None => Step::Truncated("unexpected end of data"),
                Some(length) => {
                    let start = matches!(data[at], 0x80..0xc2 | 0xf5..);
                    Step::BadFrom(
                        at,
                        at + length,
                        if start {
                            "invalid start byte"
                        } else {
                            "invalid continuation byte"
                        },
                    )
                }
            }
        }
    }
}

fn utf16(data: &[u8], at: usize, big: bool, out: &mut Builder) -> Step {
    let unit = |at: usize| {
        let pair: [u8; 2] = data.get(at..at + 2)?.try_into().ok()?;
        Some(if big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        } as u32)
    };
    match unit(at) {
        None => Step::Truncated("truncated data"),
        Some(high @ 0xd800..0xdc00) => match unit(at + 2) {
            None => Step::Truncated("unexpected end of data"),
            Some(low @ 0xdc00..0xe000) => {
                out.push(0x1_0000 + ((high - 0xd800) << 10 | (low - 0xdc00)));
                Step::Next(at + 4)
            }
            Some(_) => Step::Bad(at + 2, "illegal UTF-16 surrogate"),
        },
        Some(0xdc00..0xe000) => Step::Bad(at + 2, "illegal encoding"),
        Some(point) => {
            out.push(point);
            Step::Next(at + 2)
        }
    }
}

fn utf32(data: &[u8], at: usize, big: bool, out: &mut Builder) -> Step {
    let Some(four) = data
        .get(at..at + 4)
        .and_then(|four| <[u8; 4]>::try_from(four).ok())
    else {
        return Step::Truncated("truncated data");
    };
    match if big {
        u32::from_be_bytes(four)
    } else {
        u32::from_le_bytes(four)
    } {
        0xd800..0xe000 => Step::Bad(
            at + 4,
            "code point in surrogate code point range(0xd800, 0xe000)",
        ),
        point @ 0..0x11_0000 => {
            out.push(point);
            Step::Next(at + 4)
        }
        _ => Step::Bad(at + 4, "code point not in range(0x110000)"),
    }
}
