//! Attributes of classes, found fast by version and name (CPython's `type_cache`), and how instances are read by them.

use super::{get, mro};
use crate::layout::{Class, Interning};
use crate::{Value, Vm};

/// Entries of the method cache, of 32 bytes each.
const SIZE: usize = 4096;

/// How LOAD_ATTR and STORE_ATTR reach a name in instances of a class, while the class has its version. CPython's names are kept
/// where it specializes by one class; where several meet, this is what the generic instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Way {
    /// Nobody has asked.
    Unknown = 0,
    /// Only the general functions know.
    General,
    /// Inline in an instance without a dict, at `index`.
    Inline,
    /// The same, and STORE_ATTR may replace it.
    InlineStored,
    /// In a slot, at `index`: an [`i16`].
    Slot,
    /// The class's, a method, unless the instances have the name: they have not while their keys have the version `keys`.
    Method,
    /// The same, as it is.
    Plain,
}

/// An entry of the method cache: valid while the version is the class's.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Entry {
    /// The class's; 0 in an entry that is none.
    version: u32,
    /// See [`Way::Method`]; 0 where instances have nothing but slots.
    pub keys: u32,
    name: Value,
    /// What the class has; NULL where it has none of the name.
    pub value: Value,
    pub way: Way,
    pub index: u16,
}

/// The cache.
pub struct MethodCache {
    entries: Box<[Entry; SIZE]>,
}

impl Default for MethodCache {
    fn default() -> Self {
        // Fresh pages of zeros, of which few are ever written.
        let entries = Box::new_zeroed();
        MethodCache {
            // SAFETY: all bits zero are an entry: version 0, which no class has, NULLs, and an unknown way.
            entries: unsafe { entries.assume_init() },
        }
    }
}

impl MethodCache {
    #[inline(always)]
    fn at(version: u32, name: Value) -> usize {
        (version as usize)
            .wrapping_mul(31)
            .wrapping_add(name.bits() as usize >> 4)
            % SIZE
    }

    /// The entry of a class and a name (an interned str), if there is one.
    #[inline(always)]
    pub(crate) fn find(&mut self, class: *mut Class, name: Value) -> Option<&mut Entry> {
        // SAFETY: pinned: callers pass the class of a live object.
        let version = unsafe { (*class).version };
        let entry = &mut self.entries[MethodCache::at(version, name)];
        (entry.version == version && version != 0 && entry.name == name).then_some(entry)
    }

    /// Forgets all lookups. The collector calls it where a name has died: another one may get its address.
    pub(crate) fn forget(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| entry.version != 0) {
            entry.version = 0;
        }
    }
}

impl Vm {
    /// Looks a name (an interned str) up along the method resolution order; NULL if absent (CPython's `_PyType_Lookup`).
    #[inline]
    pub fn lookup(&mut self, class: *mut Class, name: Value) -> Value {
        match self.method_cache.find(class, name) {
            Some(entry) => entry.value,
            None => self.lookup_slow(class, name),
        }
    }

    #[inline(never)]
    fn lookup_slow(&mut self, class: *mut Class, name: Value) -> Value {
        let mut value = Value::NULL;
        for class in mro(class) {
            value = self.dict_get_str(get(class).dict, name);
            if !value.is_null() {
                break;
            }
        }
        let interned = self
            .as_str(name)
            .is_some_and(|name| name.interned != Interning::None);
        let version = if interned {
            self.class_version(class)
        } else {
            0
        };
        if version != 0 {
            self.method_cache.entries[MethodCache::at(version, name)] = Entry {
                version,
                keys: 0,
                name,
                value,
                way: Way::Unknown,
                index: 0,
            };
        }
        value
    }
}
