//! str and bytes: how they are made and read. Methods, formatting and conversions are in this folder's other files.

pub mod builder;
mod case;
pub mod chars;
mod class;
pub mod codecs;
pub mod database;
pub mod format;
mod grow;
mod intern;
mod methods;
pub mod search;
mod split;
pub(super) mod template;
mod translate;
pub mod unicode;

use class::push_escaped;

pub use case::is_identifier;
pub use chars::Chars;
pub(crate) use class::holds;
pub use intern::Interned;
pub(crate) use intern::is_start_up_name;

use crate::layout::{Bytes, Interning, Object, Str, StrKind, class_flags};
use crate::{Result, Value, Vm};

/// Bytes of a character.
#[inline(always)]
pub const fn width(kind: StrKind) -> usize {
    match kind {
        StrKind::Ascii | StrKind::Latin1 => 1,
        StrKind::Ucs2 => 2,
        StrKind::Ucs4 => 4,
    }
}

/// Bytes of a str before its characters: they begin before the struct's own end.
const HEAD: usize = core::mem::offset_of!(Str, inline);

/// So long a piece of a str needs no look at what room there is.
const SMALL_PIECE: usize = 1 << 10;

/// The narrowest kind for a text whose code points' bitwise or (or maximum) is `points`.
#[inline(always)]
pub const fn kind_for(points: u32) -> StrKind {
    match points {
        0..0x80 => StrKind::Ascii,
        0x80..0x100 => StrKind::Latin1,
        0x100..0x1_0000 => StrKind::Ucs2,
        _ => StrKind::Ucs4,
    }
}

/// The object behind a str.
#[inline(always)]
pub fn header<'a>(string: Value) -> &'a Str {
    // SAFETY: callers pass strs (typed); the object lives while its value is on the native stack.
    unsafe { &*string.pointer::<Str>() }
}

/// The number of characters of a str.
#[inline(always)]
pub fn len(string: Value) -> usize {
    header(string).len
}

/// The characters of a str, as raw bytes.
#[inline(always)]
pub fn raw<'a>(string: Value) -> &'a [u8] {
    let header = header(string);
    // SAFETY: `data` has that many characters.
    unsafe { core::slice::from_raw_parts(data(string), header.len * width(header.kind)) }
}

#[inline(always)]
fn data(string: Value) -> *mut u8 {
    let string = string.pointer::<Str>();
    // SAFETY: typed: callers pass strs, and one that grows has its buffer in `dict`; computes a field's address.
    unsafe {
        if (*string).grows {
            return grow::data((*string).dict.pointer());
        }
        (&raw mut (*string).inline).cast()
    }
}

/// A byte of the characters of a str that has them inline.
///
/// # Safety
/// There are more bytes than that.
#[inline(always)]
pub(crate) unsafe fn inline_byte(string: &Str, index: usize) -> u8 {
    // SAFETY: the caller's.
    unsafe { *string.inline.as_ptr().add(index) }
}

/// The characters of a str.
#[inline]
pub fn chars<'a>(string: Value) -> Chars<'a> {
    let header = header(string);
    let data = data(string);
    // SAFETY: `data` has that many characters, aligned for every kind.
    unsafe {
        match header.kind {
            StrKind::Ascii => Chars::Ascii(core::slice::from_raw_parts(data, header.len)),
            StrKind::Latin1 => Chars::Latin1(core::slice::from_raw_parts(data, header.len)),
            StrKind::Ucs2 => Chars::Ucs2(core::slice::from_raw_parts(data.cast(), header.len)),
            StrKind::Ucs4 => Chars::Ucs4(core::slice::from_raw_parts(data.cast(), header.len)),
        }
    }
}

/// The code point at an index below the length.
#[inline]
pub fn at(string: Value, index: usize) -> u32 {
    chars(string).at(index)
}

/// The text of an ASCII str.
#[inline(always)]
pub fn ascii<'a>(string: Value) -> Option<&'a str> {
    if header(string).kind == StrKind::Ascii {
        // SAFETY: ASCII is UTF-8.
        Some(unsafe { core::str::from_utf8_unchecked(raw(string)) })
    } else {
        None
    }
}

/// The data of bytes.
#[inline]
pub fn bytes_data<'a>(bytes: Value) -> &'a [u8] {
    // SAFETY: callers pass bytes (typed); the data follow the header.
    unsafe {
        let object = bytes.pointer::<Bytes>();
        core::slice::from_raw_parts((&raw const (*object).data).cast(), (*object).len)
    }
}

/// All code points of a text in one `|`, and their number.
fn measured(text: &str) -> (u32, usize) {
    text.chars()
        .fold((0, 0), |(all, len), point| (all | point as u32, len + 1))
}

/// Fills the classes of this folder.
pub fn init(vm: &mut Vm) {
    class::init(vm);
}

impl Vm {
    /// A str of `len` characters whose content the caller writes before the next safepoint: (str, its data).
    /// Plain `str` class, hash unknown, zero byte in place.
    #[inline]
    pub(crate) fn new_str_uninit(&mut self, kind: StrKind, len: usize) -> (Value, *mut u8) {
        let bytes = len * width(kind);
        let size = HEAD + bytes + width(kind);
        let object = if size <= crate::memory::LINEAR_BYTES {
            self.alloc_plain(self.types.str, size)
        } else {
            self.alloc_uninit(self.types.str, size)
        };
        Vm::init_str(object, kind, len)
    }

    /// The same, raising MemoryError where the size is out of reach.
    pub(crate) fn try_new_str_uninit(
        &mut self,
        kind: StrKind,
        len: usize,
    ) -> Result<(Value, *mut u8)> {
        if len < 64 << 10 {
            return Ok(self.new_str_uninit(kind, len));
        }
        let Some(size) = len
            .checked_mul(width(kind))
            .and_then(|bytes| bytes.checked_add(HEAD + 4))
        else {
            return Err(self.no_memory());
        };
        let object = self.try_alloc_uninit(self.types.str, size)?;
        Ok(Vm::init_str(object, kind, len))
    }

    #[inline(always)]
    fn init_str(object: *mut Object, kind: StrKind, len: usize) -> (Value, *mut u8) {
        let string = object.cast::<Str>();
        let bytes = len * width(kind);
        // SAFETY: a fresh object, large enough for the characters and the zero after them.
        unsafe {
            (*string).dict = Value::NULL;
            (*string).len = len;
            (*string).hash = -1;
            (*string).kind = kind;
            (*string).interned = Interning::None;
            (*string).grows = false;
            let data: *mut u8 = (&raw mut (*string).inline).cast();
            match kind {
                StrKind::Ascii | StrKind::Latin1 => *data.add(bytes) = 0,
                StrKind::Ucs2 => *data.add(bytes).cast::<u16>() = 0,
                StrKind::Ucs4 => *data.add(bytes).cast::<u32>() = 0,
            }
            (Value::object(string), data)
        }
    }

    /// A str of ASCII bytes (or Latin-1, with that kind).
    #[inline]
    pub(crate) fn new_str_bytes(&mut self, kind: StrKind, bytes: &[u8]) -> Value {
        match *bytes {
            [] => self.char_str(None),
            [byte] => self.char_str(Some(byte)),
            _ => {
                let (string, data) = self.new_str_uninit(kind, bytes.len());
                // SAFETY: as many bytes as were asked for.
                unsafe { copy_short(bytes.as_ptr(), data, bytes.len()) };
                string
            }
        }
    }

    /// The one str of a Latin-1 character, or of none.
    #[inline(always)]
    pub(crate) fn char_str(&mut self, byte: Option<u8>) -> Value {
        self.interned.singles[byte.map_or(256, usize::from)]
    }

    /// Makes the strs of one Latin-1 character and the empty one, before any other: taking one never allocates.
    pub(crate) fn make_char_strs(&mut self) {
        for byte in (0..=u8::MAX).map(Some).chain([None]) {
            let kind = match byte {
                Some(0x80..) => StrKind::Latin1,
                _ => StrKind::Ascii,
            };
            let (string, data) = self.new_str_uninit(kind, byte.is_some() as usize);
            if let Some(byte) = byte {
                // SAFETY: one byte was asked for.
                unsafe { *data = byte };
            }
            self.interned.singles[byte.map_or(256, usize::from)] = self.intern_forever(string);
        }
    }

    /// A str of UTF-8 text.
    pub fn new_str(&mut self, text: &str) -> Value {
        if text.is_ascii() {
            return self.new_str_bytes(StrKind::Ascii, text.as_bytes());
        }
        let (all, len) = measured(text);
        self.new_str_from_iter(kind_for(all), len, text.chars().map(|point| point as u32))
    }

    /// The same, raising MemoryError where the size is out of reach.
    pub fn try_new_str(&mut self, text: &str) -> Result {
        if !text.is_ascii() {
            let (all, len) = measured(text);
            self.ensure_room(len * width(kind_for(all)))?;
        } else {
            self.ensure_room(text.len())?;
        }
        Ok(self.new_str(text))
    }

    /// A str of exactly `len` code points that fit `kind` and no narrower kind.
    pub(crate) fn new_str_from_iter(
        &mut self,
        kind: StrKind,
        len: usize,
        points: impl Iterator<Item = u32>,
    ) -> Value {
        if len == 0 {
            return self.char_str(None);
        }
        let mut points = points;
        if len == 1 && width(kind) == 1 {
            return self.char_str(points.next().map(|point| point as u8));
        }
        let (string, data) = self.new_str_uninit(kind, len);
        // SAFETY: `len` characters of that kind fit, and no more are written; those that are missing are made 0.
        unsafe {
            match kind {
                StrKind::Ascii | StrKind::Latin1 => {
                    for at in 0..len {
                        *data.add(at) = points.next().unwrap_or(0) as u8;
                    }
                }
                StrKind::Ucs2 => {
                    for at in 0..len {
                        *data.cast::<u16>().add(at) = points.next().unwrap_or(0) as u16;
                    }
                }
                StrKind::Ucs4 => {
                    for at in 0..len {
                        *data.cast::<u32>().add(at) = points.next().unwrap_or(0);
                    }
                }
            }
        }
        string
    }

    /// A str of code points (surrogates allowed).
    pub fn new_str_from_code_points(&mut self, points: &[u32]) -> Value {
        let all = points.iter().fold(0, |all, point| all | point);
        self.new_str_from_iter(kind_for(all), points.len(), points.iter().copied())
    }

    /// The same, raising MemoryError where the size is out of reach.
    pub fn try_new_str_from_code_points(&mut self, points: &[u32]) -> Result {
        self.ensure_room(size_of_val(points))?;
        Ok(self.new_str_from_code_points(points))
    }

    /// A str of 16-bit code points (surrogates are characters of their own).
    pub(crate) fn new_str_from_u16(&mut self, points: &[u16]) -> Value {
        let all = points.iter().fold(0, |all, point| all | point);
        self.new_str_from_iter(
            kind_for(all as u32),
            points.len(),
            points.iter().map(|&point| point as u32),
        )
    }

    /// The characters `start..end` of a str; the str itself where that is all of an exact str.
    #[inline]
    pub fn str_slice(&mut self, string: Value, start: usize, end: usize) -> Result {
        if start == 0 && end == len(string) && self.is_exact_str(string) {
            return Ok(string);
        }
        if let Some(text) = ascii(string)
            && end - start < SMALL_PIECE
        {
            return Ok(self.new_str_bytes(StrKind::Ascii, &text.as_bytes()[start..end]));
        }
        self.str_slice_any(string, start, end)
    }

    #[inline(never)]
    fn str_slice_any(&mut self, string: Value, start: usize, end: usize) -> Result {
        self.ensure_room((end - start) * width(header(string).kind))?;
        Ok(match chars(string) {
            Chars::Ascii(bytes) => self.new_str_bytes(StrKind::Ascii, &bytes[start..end]),
            Chars::Latin1(bytes) => self.new_str_latin1(&bytes[start..end]),
            Chars::Ucs2(points) => self.new_str_from_u16(&points[start..end]),
            Chars::Ucs4(points) => self.new_str_from_code_points(&points[start..end]),
        })
    }

    /// A str of Latin-1 bytes.
    pub fn new_str_latin1(&mut self, bytes: &[u8]) -> Value {
        let kind = if bytes.is_ascii() {
            StrKind::Ascii
        } else {
            StrKind::Latin1
        };
        self.new_str_bytes(kind, bytes)
    }

    /// The text of a str (lone surrogates become U+FFFD); no text where a program has put something else in its place.
    pub fn text(&self, string: Value) -> std::borrow::Cow<'_, str> {
        if !self.is_str(string) {
            return std::borrow::Cow::Borrowed("");
        }
        match ascii(string) {
            Some(text) => std::borrow::Cow::Borrowed(text),
            None => std::borrow::Cow::Owned(
                chars(string)
                    .iter()
                    .map(|point| char::from_u32(point).unwrap_or('\u{fffd}'))
                    .collect(),
            ),
        }
    }

    /// Whether the class of the value is exactly `str`.
    #[inline(always)]
    pub fn is_exact_str(&self, value: Value) -> bool {
        // SAFETY: an object's header is readable.
        value.is_object() && unsafe { (*value.pointer::<Object>()).class == self.types.str }
    }

    /// Whether the value is a str or of a subclass.
    #[inline]
    pub fn is_str(&self, value: Value) -> bool {
        self.has_class_flag(value, class_flags::STR_SUBCLASS)
    }

    /// Whether the value's class has a flag; immediate values have none.
    #[inline(always)]
    pub(crate) fn has_class_flag(&self, value: Value, flag: u32) -> bool {
        // SAFETY: typed.
        value.is_object() && unsafe { (*(*value.pointer::<Object>()).class).flags & flag != 0 }
    }

    /// `left + right` of two strs.
    #[inline]
    pub fn str_concat(&mut self, left: Value, right: Value) -> Result {
        let (a, b) = (header(left), header(right));
        if b.len == 0 && self.is_exact_str(left) {
            return Ok(left);
        }
        if a.len == 0 && self.is_exact_str(right) {
            return Ok(right);
        }
        let kind = a.kind.max(b.kind);
        let len = a.len + b.len;
        let (string, data) = self.try_new_str_uninit(kind, len)?;
        // SAFETY: room for the characters of both.
        unsafe {
            copy_widened(left, data, kind);
            copy_widened(right, data.add(a.len * width(kind)), kind);
        }
        Ok(string)
    }

    /// The str of one character of a str.
    #[inline]
    pub fn str_char(&mut self, string: Value, index: usize) -> Value {
        let point = at(string, index);
        self.point_str(point)
    }

    /// The str of one code point.
    #[inline]
    pub fn point_str(&mut self, point: u32) -> Value {
        if point < 0x100 {
            self.char_str(Some(point as u8))
        } else {
            self.new_str_from_code_points(&[point])
        }
    }

    /// Joins strs (BUILD_STRING).
    pub fn str_join(&mut self, pieces: &[Value]) -> Result {
        let mut kind = StrKind::Ascii;
        let mut total = 0usize;
        for &piece in pieces {
            kind = kind.max(header(piece).kind);
            total = total.saturating_add(len(piece));
        }
        if total == 0 {
            return Ok(self.char_str(None));
        }
        let (string, data) = self.try_new_str_uninit(kind, total)?;
        let mut offset = 0;
        for &piece in pieces {
            // SAFETY: room for the characters of all pieces.
            unsafe { copy_widened(piece, data.add(offset), kind) };
            offset += len(piece) * width(kind);
        }
        Ok(string)
    }

    /// Bytes.
    #[inline]
    pub fn new_bytes(&mut self, data: &[u8]) -> Value {
        let size = size_of::<Bytes>() + data.len() + 1;
        let class = self.types.bytes;
        let bytes = if size <= crate::memory::LINEAR_BYTES {
            self.alloc_plain(class, size)
        } else {
            self.alloc_uninit(class, size)
        };
        let bytes = bytes.cast::<Bytes>();
        // SAFETY: a fresh object, large enough for the data and the zero after them.
        unsafe {
            (*bytes).dict = Value::NULL;
            (*bytes).len = data.len();
            (*bytes).hash = -1;
            let start: *mut u8 = (&raw mut (*bytes).data).cast();
            copy_short(data.as_ptr(), start, data.len());
            *start.add(data.len()) = 0;
        }
        Value::object(bytes)
    }
}

/// Copies bytes: few of them without a call.
///
/// # Safety
/// As many bytes at both, which do not overlap.
#[inline(always)]
pub(crate) unsafe fn copy_short(from: *const u8, to: *mut u8, count: usize) {
    /// Copies the first and the last word, which may overlap.
    #[inline(always)]
    unsafe fn ends<T: Copy>(from: *const u8, to: *mut u8, count: usize) {
        let last = count - size_of::<T>();
        // SAFETY: the caller's: at least one word.
        unsafe {
            let (a, b) = (
                from.cast::<T>().read_unaligned(),
                from.add(last).cast::<T>().read_unaligned(),
            );
            to.cast::<T>().write_unaligned(a);
            to.add(last).cast::<T>().write_unaligned(b);
        }
    }
    // SAFETY: the caller's; each case has the words that it copies.
    unsafe {
        match count {
            0 => {}
            1 => *to = *from,
            2..4 => ends::<u16>(from, to, count),
            4..8 => ends::<u32>(from, to, count),
            8..=16 => ends::<u64>(from, to, count),
            17..=32 => ends::<u128>(from, to, count),
            _ => core::ptr::copy_nonoverlapping(from, to, count),
        }
    }
}

/// Copies a str's characters to memory of a kind at least as wide.
///
/// # Safety
/// Room for the characters.
#[inline(always)]
pub(crate) unsafe fn copy_widened(string: Value, to: *mut u8, kind: StrKind) {
    let from = raw(string);
    // SAFETY: the caller's.
    unsafe {
        if width(kind) == width(header(string).kind) {
            copy_short(from.as_ptr(), to, from.len());
        } else {
            widen(string, to, kind);
        }
    }
}

/// # Safety
/// Room for the characters.
#[cold]
#[inline(never)]
unsafe fn widen(string: Value, to: *mut u8, kind: StrKind) {
    // SAFETY: the caller's.
    unsafe {
        match (chars(string), kind) {
            (Chars::Ascii(points) | Chars::Latin1(points), StrKind::Ucs2) => {
                for (at, &point) in points.iter().enumerate() {
                    *to.cast::<u16>().add(at) = point as u16;
                }
            }
            (points, _) => {
                for (at, point) in points.iter().enumerate() {
                    *to.cast::<u32>().add(at) = point;
                }
            }
        }
    }
}

/// Whether two strs are equal.
#[inline]
pub fn equal(left: Value, right: Value) -> bool {
    if left == right {
        return true;
    }
    let (a, b) = (header(left), header(right));
    if a.len != b.len || a.kind != b.kind {
        return false;
    }
    if a.hash != b.hash && a.hash != -1 && b.hash != -1 {
        return false;
    }
    raw(left) == raw(right)
}

/// The order of two strs by code points.
pub fn compare(left: Value, right: Value) -> core::cmp::Ordering {
    if width(header(left).kind) == 1 && width(header(right).kind) == 1 {
        return raw(left).cmp(raw(right));
    }
    chars(left).iter().cmp(chars(right).iter())
}

/// The hash of a str.
#[inline(always)]
pub fn hash(string: Value) -> i64 {
    let known = header(string).hash;
    if known != -1 {
        known
    } else {
        find_hash(string)
    }
}

#[cold]
#[inline(never)]
fn find_hash(string: Value) -> i64 {
    let hash = hash_bytes(raw(string));
    // SAFETY: a str; the hash is not part of its visible state.
    unsafe { (*string.pointer::<Str>()).hash = hash };
    hash
}

/// The hash of data: 16 bytes a step, each a 64-by-64-bit multiplication folded to 64 bits (after wyhash), seed fixed.
/// Never -1; of nothing, 0.
pub fn hash_bytes(data: &[u8]) -> i64 {
    const A: u64 = 0x9e37_79b9_7f4a_7c15;
    const B: u64 = 0xe703_7ed1_a0b4_28db;
    #[inline(always)]
    fn fold(left: u64, right: u64) -> u64 {
        let product = left as u128 * right as u128;
        product as u64 ^ (product >> 64) as u64
    }
    #[inline(always)]
    fn word(data: &[u8], at: usize) -> u64 {
        data.get(at..at + 8)
            .and_then(|eight| eight.try_into().ok())
            .map_or(0, u64::from_le_bytes)
    }
    #[inline(always)]
    fn half(data: &[u8], at: usize) -> u64 {
        data.get(at..at + 4)
            .and_then(|four| four.try_into().ok())
            .map_or(0, u32::from_le_bytes) as u64
    }
    let len = data.len();
    let mut state = A ^ len as u64;
    let (left, right) = match len {
        0 => return 0,
        1..4 => (
            (data[0] as u64) << 16 | (data[len / 2] as u64) << 8 | data[len - 1] as u64,
            0,
        ),
        4..8 => (half(data, 0), half(data, len - 4)),
        8..=16 => (word(data, 0), word(data, len - 8)),
        _ => {
            let mut at = 0;
            while at + 16 < len {
                state = fold(word(data, at) ^ B, word(data, at + 8) ^ state);
                at += 16;
            }
            (word(data, len - 16), word(data, len - 8))
        }
    };
    let hash = fold(B ^ len as u64, fold(left ^ B, right ^ state)) as i64;
    if hash == -1 { -2 } else { hash }
}

/// The text of a str without surrounding space and with every decimal digit as ASCII (`_PyUnicode_TransformDecimalAndSpaceToASCII`),
/// to be read as a number; other characters stay, and are no part of one.
pub fn decimal_text<'a>(string: Value) -> std::borrow::Cow<'a, str> {
    let text: String = match ascii(string) {
        // As it is: what reads the number strips C's space only.
        Some(text) => {
            return text.trim_matches(is_c_space).into();
        }
        None => chars(string)
            .iter()
            .map(|point| match unicode::decimal(point) {
                Some(digit) => (b'0' + digit as u8) as char,
                None if point >= 0x80 && unicode::is_space(point) => ' ',
                None => char::from_u32(point).unwrap_or('\u{fffd}'),
            })
            .collect(),
    };
    text.trim_matches(is_c_space).to_owned().into()
}

/// What C calls space, all of it ASCII: the text of numbers may have it at its ends.
pub fn is_c_space(point: char) -> bool {
    matches!(point, '\t'..='\r' | ' ')
}

impl Vm {
    /// The data of bytes, bytearray and their subclasses.
    pub fn bytes_like<'a>(&self, value: Value) -> Option<&'a [u8]> {
        let object = value.as_object()?;
        // SAFETY: typed.
        unsafe {
            match (*(*object).class).shape {
                crate::layout::Shape::Bytes => Some(bytes_data(value)),
                crate::layout::Shape::ByteArray => {
                    let array = object.cast::<crate::layout::ByteArrayObject>();
                    let body = (*array).body;
                    if body.is_null() {
                        return Some(&[]);
                    }
                    Some(core::slice::from_raw_parts(
                        (&raw const (*body).data).cast(),
                        (*array).len,
                    ))
                }
                _ if self.is_view(value) => self.view_data(value),
                _ => None,
            }
        }
    }
}
