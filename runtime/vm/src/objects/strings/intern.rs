//! Interned strings: of equal ones, a single object.
//!
//! Names that native code interns live forever; those interned for Python code are forgotten when nothing refers to them.

use std::sync::LazyLock;

use super::{equal, hash, hash_bytes, raw};
use crate::layout::{Interning, Str, StrKind};
use crate::{Value, Vm};

/// The interned strings.
pub struct Interned {
    /// Open addressing; NULL is free, [`DELETED`] was forgotten. The length is a power of two.
    table: Vec<Value>,
    /// Slots that are not free.
    used: usize,
    /// Those that live forever.
    forever: Vec<Value>,
    /// The strs of one Latin-1 character, then that of none.
    pub(super) singles: [Value; 257],
}

const DELETED: Value = Value::NONE;

impl Default for Interned {
    fn default() -> Interned {
        Interned {
            table: vec![Value::NULL; 4096],
            used: 0,
            forever: Vec::new(),
            singles: [Value::NULL; 257],
        }
    }
}

impl Interned {
    /// The slot of the string for which `matches` holds, or the one to put it into.
    fn find(
        &self,
        hash: i64,
        matches: impl Fn(Value) -> bool,
    ) -> core::result::Result<Value, usize> {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        let mut free = None;
        loop {
            let known = self.table[slot];
            if known.is_null() {
                return Err(free.unwrap_or(slot));
            }
            if known == DELETED {
                free.get_or_insert(slot);
            } else if matches(known) {
                return Ok(known);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn insert(&mut self, slot: usize, string: Value) {
        if self.table[slot].is_null() {
            self.used += 1;
        }
        self.table[slot] = string;
        if self.used * 2 > self.table.len() {
            let live: Vec<Value> = self
                .table
                .iter()
                .copied()
                .filter(|known| known.is_object())
                .collect();
            let len = if live.len() * 3 > self.table.len() {
                self.table.len() * 2
            } else {
                self.table.len()
            };
            self.table.clear();
            self.table.resize(len, Value::NULL);
            self.used = live.len();
            for string in live {
                if let Err(slot) = self.find(hash(string), |_| false) {
                    self.table[slot] = string;
                }
            }
        }
    }

    /// Visits the strings that live forever.
    pub fn visit(&self, visit: &mut dyn FnMut(Value)) {
        self.forever
            .iter()
            .chain(&self.singles)
            .for_each(|&string| visit(string));
    }

    /// Forgets strings that a collection has not reached. Whether there were some.
    pub(crate) fn forget_dead(&mut self) -> bool {
        let mut some = false;
        for slot in &mut self.table {
            if slot.is_object() && !crate::memory::is_marked(*slot) {
                *slot = DELETED;
                some = true;
            }
        }
        some
    }
}

/// Names that CPython 3.14 has interned for ever before a program runs, one a line, sorted; `tests/record.py` writes them.
/// Only constants have to be told from others by them.
static START_UP_NAMES: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("immortal.txt").lines().collect());

/// Whether a str of this text is immortal in CPython whatever the program is.
pub(crate) fn is_start_up_name(text: &str) -> bool {
    START_UP_NAMES.binary_search(&text).is_ok()
}

impl Vm {
    /// The interned str of a text. It lives forever: for names in native code.
    pub fn intern(&mut self, text: &str) -> Value {
        let string = self.intern_text(text);
        self.intern_forever(string)
    }

    /// The interned str of a name in a code object: what CPython would have made immortal, yet it dies with its last code.
    pub fn intern_name(&mut self, text: &str) -> Value {
        let string = self.intern_text(text);
        self.mark_immortal(string)
    }

    fn intern_text(&mut self, text: &str) -> Value {
        if text.is_ascii() && text.len() > 1 {
            let bytes = text.as_bytes();
            let known = self.interned.find(hash_bytes(bytes), |known| {
                super::header(known).kind == StrKind::Ascii && raw(known) == bytes
            });
            if let Ok(known) = known {
                return known;
            }
        }
        let string = self.new_str(text);
        self.intern_str(string)
    }

    /// The interned str equal to a str; it lives forever.
    pub fn intern_forever(&mut self, string: Value) -> Value {
        let known = self.mark_immortal(string);
        // SAFETY: typed: `mark_immortal` gives a str.
        let header = unsafe { &mut *known.pointer::<Str>() };
        if header.interned != Interning::Rooted {
            header.interned = Interning::Rooted;
            self.interned.forever.push(known);
        }
        known
    }

    /// The interned str equal to a str, one that CPython would have made immortal.
    pub(crate) fn mark_immortal(&mut self, string: Value) -> Value {
        let known = self.intern_str(string);
        // SAFETY: typed: `intern_str` gives a str.
        let header = unsafe { &mut *known.pointer::<Str>() };
        header.interned = header.interned.max(Interning::Immortal);
        known
    }

    /// The interned str equal to a str. Of a subclass's instance, an exact str.
    pub fn intern_str(&mut self, string: Value) -> Value {
        let header = super::header(string);
        if header.interned != Interning::None {
            return string;
        }
        match self
            .interned
            .find(hash(string), |known| equal(known, string))
        {
            Ok(known) => known,
            Err(slot) if self.is_exact_str(string) => {
                // SAFETY: a str.
                unsafe { (*string.pointer::<Str>()).interned = Interning::Mortal };
                self.interned.insert(slot, string);
                string
            }
            Err(_) => {
                let (copy, data) = self.new_str_uninit(header.kind, header.len);
                // SAFETY: room for the same characters.
                unsafe {
                    core::ptr::copy_nonoverlapping(raw(string).as_ptr(), data, raw(string).len())
                };
                self.intern_str(copy)
            }
        }
    }
}
