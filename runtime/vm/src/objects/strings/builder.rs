//! [`Builder`]: text under construction, in the narrowest kind so far.

use smallvec::SmallVec;

use super::{Chars, chars, kind_for, width};
use crate::layout::StrKind;
use crate::{Result, Value, Vm};

/// Bytes of a text that needs no memory beside the native stack's.
const SHORT: usize = 96;

/// Text under construction. It holds no values, so it may live across anything.
#[derive(Debug)]
pub struct Builder {
    kind: StrKind,
    len: usize,
    /// Short texts have no memory of their own.
    data: SmallVec<[u8; SHORT]>,
    /// Whether memory ended on the way: `finish` raises then, and the text is none.
    failed: bool,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

impl Builder {
    /// An empty text.
    pub fn new() -> Builder {
        Builder::with_capacity(0)
    }

    /// An empty text with room for ASCII.
    #[inline]
    pub fn with_capacity(bytes: usize) -> Builder {
        let mut builder = Builder {
            kind: StrKind::Ascii,
            len: 0,
            data: SmallVec::new(),
            failed: false,
        };
        builder.reserve(bytes);
        builder
    }

    /// Room for more bytes. Without it the text so far is given up, so that the rest has room again.
    #[inline]
    fn reserve(&mut self, bytes: usize) {
        if self.data.capacity() - self.data.len() < bytes {
            self.grow(bytes);
        }
    }

    #[cold]
    fn grow(&mut self, bytes: usize) {
        if self.failed || self.data.try_reserve(bytes).is_err() {
            self.failed = true;
            self.data.clear();
            self.len = 0;
        }
    }

    /// Characters so far.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a code point.
    #[inline]
    pub fn push(&mut self, point: u32) {
        self.reserve_kind(kind_for(point));
        self.reserve(width(self.kind));
        if self.failed {
            return;
        }
        self.len += 1;
        match self.kind {
            StrKind::Ascii | StrKind::Latin1 => self.data.push(point as u8),
            StrKind::Ucs2 => self.data.extend_from_slice(&(point as u16).to_ne_bytes()),
            StrKind::Ucs4 => self.data.extend_from_slice(&point.to_ne_bytes()),
        }
    }

    /// Appends a code point many times.
    pub fn push_times(&mut self, point: u32, times: usize) {
        self.reserve_kind(kind_for(point));
        self.reserve(times.saturating_mul(width(self.kind)));
        if self.failed {
            return;
        }
        if width(self.kind) == 1 {
            self.data.resize(self.data.len() + times, point as u8);
            self.len += times;
            return;
        }
        for _ in 0..times {
            if self.failed {
                return;
            }
            self.push(point);
        }
    }

    /// Appends ASCII or any other text.
    pub fn push_text(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_chars(Chars::Ascii(text.as_bytes()));
        } else {
            text.chars().for_each(|point| self.push(point as u32));
        }
    }

    /// Appends a str.
    #[inline]
    pub fn push_str(&mut self, string: Value) {
        self.push_chars(chars(string));
    }

    /// Appends characters.
    pub fn push_chars(&mut self, from: Chars<'_>) {
        if let Chars::Ascii(bytes) | Chars::Latin1(bytes) = from {
            self.reserve(bytes.len().saturating_mul(width(self.kind)));
        }
        if self.failed {
            return;
        }
        match from {
            Chars::Ascii(bytes) if width(self.kind) == 1 => {
                self.data.extend_from_slice(bytes);
                self.len += bytes.len();
            }
            Chars::Latin1(bytes) if width(self.kind) == 1 => {
                if !bytes.is_ascii() {
                    self.kind = StrKind::Latin1;
                }
                self.data.extend_from_slice(bytes);
                self.len += bytes.len();
            }
            _ => from.iter().for_each(|point| self.push(point)),
        }
    }

    #[inline]
    fn reserve_kind(&mut self, kind: StrKind) {
        if kind > self.kind {
            self.widen(kind);
        }
    }

    #[cold]
    fn widen(&mut self, kind: StrKind) {
        if width(kind) != width(self.kind) {
            let mut wider = SmallVec::new();
            if wider
                .try_reserve(self.data.capacity().max(self.len + 8) * width(kind))
                .is_err()
            {
                self.failed = true;
                self.data.clear();
                self.len = 0;
            }
            let old = width(self.kind);
            for at in 0..self.len {
                let point = if old == 1 {
                    self.data[at] as u32
                } else {
                    u16::from_ne_bytes([self.data[2 * at], self.data[2 * at + 1]]) as u32
                };
                if kind == StrKind::Ucs2 {
                    wider.extend_from_slice(&(point as u16).to_ne_bytes());
                } else {
                    wider.extend_from_slice(&point.to_ne_bytes());
                }
            }
            self.data = wider;
        }
        self.kind = kind;
    }

    /// The str.
    pub fn finish(self, vm: &mut Vm) -> Result {
        if self.failed {
            return Err(vm.no_memory());
        }
        if self.len <= 1 && width(self.kind) == 1 {
            return Ok(vm.char_str(self.data.first().copied()));
        }
        let (string, data) = vm.try_new_str_uninit(self.kind, self.len)?;
        // SAFETY: room for that many characters of that kind.
        unsafe { core::ptr::copy_nonoverlapping(self.data.as_ptr(), data, self.data.len()) };
        Ok(string)
    }
}
