//! Error handlers of encodings (CPython's `Python/codecs.c`).

use super::Codec;
use crate::objects::sequences::tuple;
use crate::objects::strings::builder::Builder;
use crate::objects::strings::{at, len, push_escaped};
use crate::{Raised, Result, Value, Vm};

/// What to do about what cannot be encoded or decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Python's names")]
pub enum Errors {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    XmlCharRefReplace,
    SurrogateEscape,
    SurrogatePass,
    /// One that was registered.
    Other(String),
}

/// A part of a text that cannot be encoded, or of data that cannot be decoded.
pub struct Bad<'a> {
    /// The encoding.
    pub codec: Codec,
    /// The bounds of the part.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// Why.
    pub reason: &'a str,
}

impl Errors {
    /// The handler of a name (NULL: strict).
    pub fn named(vm: &Vm, name: Value) -> Errors {
        if name.is_null() {
            return Errors::Strict;
        }
        match &*vm.text(name) {
            "strict" => Errors::Strict,
            "ignore" => Errors::Ignore,
            "replace" => Errors::Replace,
            "backslashreplace" => Errors::BackslashReplace,
            "xmlcharrefreplace" => Errors::XmlCharRefReplace,
            "surrogateescape" => Errors::SurrogateEscape,
            "surrogatepass" => Errors::SurrogatePass,
            other => Errors::Other(other.to_owned()),
        }
    }
}

impl Vm {
    /// UnicodeEncodeError or UnicodeDecodeError.
    fn codec_exception(&mut self, encoding: bool, object: Value, bad: &Bad<'_>) -> Result {
        let class = if encoding {
            self.types.unicode_encode_error
        } else {
            self.types.unicode_decode_error
        };
        let (name, reason) = (self.new_str(bad.codec.name()), self.new_str(bad.reason));
        let (start, end) = (self.new_int_usize(bad.start), self.new_int_usize(bad.end));
        self.new_exception(class, &[name, object, start, end, reason])
    }

    fn codec_error(&mut self, encoding: bool, object: Value, bad: &Bad<'_>) -> Raised {
        match self.codec_exception(encoding, object, bad) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Calls a registered handler: its replacement, and where to go on.
    fn call_handler(
        &mut self,
        name: &str,
        encoding: bool,
        object: Value,
        bad: &Bad<'_>,
        length: usize,
    ) -> Result<(Value, usize)> {
        let key = self.intern("_codecs");
        let modules = self.modules;
        let codecs = if modules.is_null() {
            Value::NULL
        } else {
            self.dict_get_str(modules, key)
        };
        if codecs.is_null() {
            return Err(self.raise(
                self.types.lookup_error,
                format!("unknown error handler name '{name}'"),
            ));
        }
        let text = self.new_str(name);
        let handler = self.call_method(codecs, "lookup_error", &[text])?;
        let exception = self.codec_exception(encoding, object, bad)?;
        let result = self.call_pos(handler, &[exception])?;
        let kind = if encoding { "encoding" } else { "decoding" };
        let wanted = if encoding {
            "(str/bytes, int)"
        } else {
            "(str, int)"
        };
        if self.has_class_flag(result, crate::layout::class_flags::TUPLE_SUBCLASS)
            && let &[replacement, position] = tuple::items(result)
            && (self.is_str(replacement) || encoding && self.bytes_like(replacement).is_some())
            && let Some(position) = self.int_as_i64(position)
        {
            let resume = if position < 0 {
                position + length as i64
            } else {
                position
            };
            return match usize::try_from(resume) {
                Ok(resume) if resume <= length => Ok((replacement, resume)),
                _ => Err(self.index_error(format!(
                    "position {position} from error handler out of bounds"
                ))),
            };
        }
        Err(self.type_error(format!("{kind} error handler must return {wanted} tuple")))
    }

    /// Handles what cannot be encoded: appends what stands for it, by `emit` for characters; returns where to go on.
    pub(super) fn encode_error(
        &mut self,
        string: Value,
        bad: &Bad<'_>,
        errors: &Errors,
        out: &mut Vec<u8>,
        emit: fn(&mut Vec<u8>, u32, Codec) -> bool,
    ) -> Result<usize> {
        let points = bad.start..bad.end;
        let text = match errors {
            Errors::Ignore => String::new(),
            Errors::Replace => "?".repeat(points.len()),
            Errors::BackslashReplace => {
                let mut builder = String::new();
                for index in points {
                    let mut one = Builder::new();
                    push_escaped(&mut one, at(string, index));
                    let one = one.finish(self)?;
                    builder.push_str(&self.text(one));
                }
                builder
            }
            Errors::XmlCharRefReplace => points
                .map(|index| format!("&#{};", at(string, index)))
                .collect(),
            Errors::SurrogateEscape
                if points
                    .clone()
                    .all(|index| (0xdc80..0xdd00).contains(&at(string, index))) =>
            {
                for index in points {
                    out.push((at(string, index) - 0xdc00) as u8);
                }
                return Ok(bad.end);
            }
            Errors::SurrogatePass
                if points
                    .clone()
                    .all(|index| (0xd800..0xe000).contains(&at(string, index))) =>
            {
                for index in points {
                    let point = at(string, index);
                    let little = |order| {
                        order == super::Order::Little
                            || order == super::Order::Marked && cfg!(target_endian = "little")
                    };
                    match bad.codec {
                        Codec::Utf16(order) if little(order) => {
                            out.extend_from_slice(&(point as u16).to_le_bytes())
                        }
                        Codec::Utf16(_) => out.extend_from_slice(&(point as u16).to_be_bytes()),
                        Codec::Utf32(order) if little(order) => {
                            out.extend_from_slice(&point.to_le_bytes())
                        }
                        Codec::Utf32(_) => out.extend_from_slice(&point.to_be_bytes()),
                        Codec::Utf8 => {
                            out.extend_from_slice(&[
                                0xe0 | (point >> 12) as u8,
                                0x80 | (point >> 6 & 63) as u8,
                                0x80 | (point & 63) as u8,
                            ]);
                        }
                        _ => return Err(self.codec_error(true, string, bad)),
                    }
                }
                return Ok(bad.end);
            }
            Errors::Other(name) => {
                let (replacement, resume) =
                    self.call_handler(name, true, string, bad, len(string))?;
                if let Some(data) = self.bytes_like(replacement) {
                    out.extend_from_slice(data);
                } else {
                    for index in 0..len(replacement) {
                        if !emit(out, at(replacement, index), bad.codec) {
                            return Err(self.codec_error(true, string, bad));
                        }
                    }
                }
                return Ok(resume);
            }
            _ => return Err(self.codec_error(true, string, bad)),
        };
        for byte in text.bytes() {
            emit(out, byte as u32, bad.codec);
        }
        Ok(bad.end)
    }

    /// Handles what cannot be decoded: appends what stands for it; returns where to go on.
    pub(super) fn decode_error(
        &mut self,
        data: &[u8],
        bad: &Bad<'_>,
        errors: &Errors,
        out: &mut Builder,
    ) -> Result<usize> {
        let part = &data[bad.start..bad.end];
        match errors {
            Errors::Ignore => {}
            Errors::Replace => out.push(0xfffd),
            Errors::BackslashReplace => part
                .iter()
                .for_each(|byte| out.push_text(&format!("\\x{byte:02x}"))),
            Errors::SurrogateEscape if part.first().is_some_and(|&byte| byte >= 0x80) => {
                let escaped = part.iter().take_while(|&&byte| byte >= 0x80).count();
                part[..escaped]
                    .iter()
                    .for_each(|&byte| out.push(0xdc00 + byte as u32));
                return Ok(bad.start + escaped);
            }
            Errors::SurrogatePass => {
                let rest = &data[bad.start..];
                let (point, taken) = match (bad.codec, rest) {
                    (Codec::Utf8, [0xed, b @ 0xa0..0xc0, c @ 0x80..0xc0, ..]) => {
                        (0xd000 | (*b as u32 & 63) << 6 | *c as u32 & 63, 3)
                    }
                    (Codec::Utf16(order), [a, b, ..]) => (
                        u16::from_le_bytes(if order == super::Order::Big {
                            [*b, *a]
                        } else {
                            [*a, *b]
                        }) as u32,
                        2,
                    ),
                    (Codec::Utf32(order), [a, b, c, d, ..]) => (
                        u32::from_le_bytes(if order == super::Order::Big {
                            [*d, *c, *b, *a]
                        } else {
                            [*a, *b, *c, *d]
                        }),
                        4,
                    ),
                    _ => (0, 0),
                };
                if !(0xd800..0xe000).contains(&point) {
                    let object = self.new_bytes(data);
                    return Err(self.codec_error(false, object, bad));
                }
                out.push(point);
                return Ok(bad.start + taken);
            }
            Errors::XmlCharRefReplace => {
                return Err(self
                    .type_error("don't know how to handle UnicodeDecodeError in error callback"));
            }
            Errors::Other(name) => {
                let object = self.new_bytes(data);
                let (replacement, resume) =
                    self.call_handler(name, false, object, bad, data.len())?;
                out.push_str(replacement);
                return Ok(resume);
            }
            _ => {
                let object = self.new_bytes(data);
                return Err(self.codec_error(false, object, bad));
            }
        }
        Ok(bad.end)
    }
}
