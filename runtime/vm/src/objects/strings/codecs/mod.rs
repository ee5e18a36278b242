//! Text encodings: UTF-8, UTF-16, UTF-32, ASCII and Latin-1 natively; others by the `codecs` module.

mod decode;
mod encode;
mod errors;

pub use errors::Errors;

use crate::{Args, Result, Value, Vm};

/// The order of the bytes of a wide encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The machine's, with a byte order mark.
    Marked,
    /// Least significant first.
    Little,
    /// Most significant first.
    Big,
}

/// A native encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Codec {
    Utf8,
    Ascii,
    Latin1,
    Utf16(Order),
    Utf32(Order),
}

impl Codec {
    /// The native encoding of a name.
    pub fn named(name: &str) -> Option<Codec> {
        let plain: String = name
            .chars()
            .map(|c| {
                if matches!(c, '-' | ' ') {
                    '_'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        Some(match plain.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "ascii" | "us_ascii" | "646" | "ansi_x3.4_1968" => Codec::Ascii,
            "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" | "l1" | "8859" | "cp819"
            | "latin" => Codec::Latin1,
            "utf_16" | "utf16" | "u16" => Codec::Utf16(Order::Marked),
            "utf_16_le" | "utf_16le" => Codec::Utf16(Order::Little),
            "utf_16_be" | "utf_16be" => Codec::Utf16(Order::Big),
            "utf_32" | "utf32" | "u32" => Codec::Utf32(Order::Marked),
            "utf_32_le" | "utf_32le" => Codec::Utf32(Order::Little),
            "utf_32_be" | "utf_32be" => Codec::Utf32(Order::Big),
            _ => return None,
        })
    }

    /// The name in error messages.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            Codec::Utf16(Order::Marked) => "utf-16",
            Codec::Utf16(Order::Little) => "utf-16-le",
            Codec::Utf16(Order::Big) => "utf-16-be",
            Codec::Utf32(Order::Marked) => "utf-32",
            Codec::Utf32(Order::Little) => "utf-32-le",
            Codec::Utf32(Order::Big) => "utf-32-be",
        }
    }
}

/// `str.encode`.
pub(super) fn encode_method(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    if args.values.is_empty()
        && let Some(text) = super::ascii(this)
    {
        return vm.try_new_bytes(text.as_bytes());
    }
    let [encoding, errors] = vm.bind_arguments("encode", args, &["encoding", "errors"], 0, 2, 0)?;
    for (name, value) in [("encoding", encoding), ("errors", errors)] {
        if !value.is_null() {
            vm.expect_str("encode", &format!("'{name}' "), value)?;
        }
    }
    vm.encode(this, encoding, errors)
}

/// `bytes.decode`.
pub(crate) fn decode_method(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    if args.values.is_empty() {
        return Ok(vm.decode_native(this, Codec::Utf8, Value::NULL, true)?.0);
    }
    let [encoding, errors] = vm.bind_arguments("decode", args, &["encoding", "errors"], 0, 2, 0)?;
    for (name, value) in [("encoding", encoding), ("errors", errors)] {
        if !value.is_null() {
            vm.expect_str("decode", &format!("'{name}' "), value)?;
        }
    }
    vm.decode(this, encoding, errors)
}

impl Vm {
    /// `string.encode(encoding, errors)`; NULL arguments have their defaults.
    pub fn encode(&mut self, string: Value, encoding: Value, errors: Value) -> Result {
        let codec = if encoding.is_null() {
            Some(Codec::Utf8)
        } else {
            Codec::named(&self.text(encoding))
        };
        let Some(codec) = codec else {
            let result = self.foreign_codec("encode", string, encoding, errors)?;
            if self.bytes_like(result).is_none() {
                let (codec, name) = (self.text(encoding).into_owned(), self.class_name(result));
                return Err(self.type_error(format!(
                    "'{codec}' encoder returned '{name}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
                )));
            }
            return Ok(result);
        };
        if let Some(text) = super::ascii(string)
            && matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1)
        {
            return self.try_new_bytes(text.as_bytes());
        }
        let errors = Errors::named(self, errors);
        let data = encode::encode(self, string, codec, &errors)?;
        self.try_new_bytes(&data)
    }

    /// `bytes.decode(encoding, errors)` of bytes or bytearray; NULL arguments have their defaults.
    pub fn decode(&mut self, bytes: Value, encoding: Value, errors: Value) -> Result {
        let codec = if encoding.is_null() {
            Some(Codec::Utf8)
        } else {
            Codec::named(&self.text(encoding))
        };
        let Some(codec) = codec else {
            if self.bytes_like(bytes).is_some_and(<[u8]>::is_empty) {
                return Ok(self.new_str(""));
            }
            let result = self.foreign_codec("decode", bytes, encoding, errors)?;
            if !self.is_str(result) {
                let (codec, name) = (self.text(encoding).into_owned(), self.class_name(result));
                return Err(self.type_error(format!(
                    "'{codec}' decoder returned '{name}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
                )));
            }
            return Ok(result);
        };
        Ok(self.decode_native(bytes, codec, errors, true)?.0)
    }

    /// Decodes as much as is complete (all of it if `last`): the str, and how many bytes it came from.
    pub fn decode_native(
        &mut self,
        bytes: Value,
        codec: Codec,
        errors: Value,
        last: bool,
    ) -> Result<(Value, usize)> {
        // A bytearray may change while an error handler runs.
        let data = self.bytes_like(bytes).unwrap_or_default();
        self.ensure_room(data.len())?;
        if data.is_ascii() && matches!(codec, Codec::Utf8 | Codec::Ascii | Codec::Latin1) {
            return Ok((
                self.new_str_bytes(crate::layout::StrKind::Ascii, data),
                data.len(),
            ));
        }
        if codec == Codec::Latin1 {
            return Ok((self.new_str_latin1(data), data.len()));
        }
        if codec == Codec::Utf8
            && let Ok(text) = core::str::from_utf8(data)
        {
            return Ok((self.try_new_str(text)?, data.len()));
        }
        let data = data.to_vec();
        let errors = Errors::named(self, errors);
        decode::decode(self, &data, codec, &errors, last)
    }

    /// Encodes to native bytes (for the `_codecs` module).
    pub fn encode_native(&mut self, string: Value, codec: Codec, errors: Value) -> Result<Vec<u8>> {
        let errors = Errors::named(self, errors);
        encode::encode(self, string, codec, &errors)
    }

    /// Encodes or decodes by functions that the native module `_codecs` has remembered.
    fn foreign_codec(
        &mut self,
        method: &str,
        value: Value,
        encoding: Value,
        errors: Value,
    ) -> Result {
        self.import_module("_codecs")?;
        let errors = if errors.is_null() {
            self.intern("strict")
        } else {
            errors
        };
        let name = self.intern(&format!("_codecs.text_{method}"));
        let function = self.dict_get_str(self.remembered, name);
        self.call_pos(function, &[value, encoding, errors])
    }
}
