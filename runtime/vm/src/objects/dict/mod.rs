//! dict: lookup, versions, watchers (CPython's `Objects/dictobject.c`).

mod iterators;
mod merge;
mod methods;
mod table;
mod views;

use crate::layout::{Class, Dict, class_flags};
use crate::{Result, Value, Vm};

pub(crate) use iterators::quick_entry;
pub use merge::Existing;
pub use methods::init;
pub use table::len;
pub(crate) use table::{Table, str_hash, table};

impl Vm {
    /// An empty dict.
    #[inline]
    pub fn new_dict(&mut self) -> *mut Dict {
        self.new_dict_of(self.types.dict)
    }

    /// An empty dict of a class.
    #[inline]
    pub fn new_dict_of(&mut self, class: *mut Class) -> *mut Dict {
        self.alloc(class, size_of::<Dict>()).cast::<Dict>()
    }

    /// An empty dict with room for some entries (BUILD_MAP).
    pub fn new_dict_with_capacity(&mut self, entries: usize) -> Result<*mut Dict> {
        let dict = self.new_dict();
        if entries > 0 {
            self.dict_reserve(dict, entries)?;
        }
        Ok(dict)
    }

    /// `dict.get(key)`; NULL if absent. May call `__hash__` and `__eq__`.
    #[inline]
    pub fn dict_get(&mut self, dict: *mut Dict, key: Value) -> Result {
        let hash = self.key_hash(key)?;
        let found = self.dict_find(dict, key, hash)?;
        Ok(value_at(dict, found))
    }

    /// `dict[key] = value`.
    #[inline]
    pub fn dict_set(&mut self, dict: *mut Dict, key: Value, value: Value) -> Result<()> {
        let hash = self.key_hash(key)?;
        self.dict_set_hashed(dict, key, hash, value)
    }

    /// Removes a key and gives its value; NULL if absent.
    pub fn dict_remove(&mut self, dict: *mut Dict, key: Value) -> Result {
        let hash = self.key_hash(key)?;
        match self.dict_find(dict, key, hash)? {
            Some(number) => Ok(self.dict_delete_entry(dict, number)),
            None => Ok(Value::NULL),
        }
    }

    /// `dict_get` for a str key: cannot raise.
    #[inline]
    pub fn dict_get_str(&self, dict: *mut Dict, key: Value) -> Value {
        let found = self.dict_find_str(dict, key);
        value_at(dict, found)
    }

    /// Sets a str key.
    pub fn dict_set_str(&mut self, dict: *mut Dict, key: &str, value: Value) {
        let key = self.intern(key);
        // An exact str calls no Python code; only a lack of memory can fail, which shows at the next check.
        if self.dict_set(dict, key, value).is_err() {
            self.raised = Value::NULL;
        }
    }

    /// The entry number of a str key, if present (for caches).
    #[inline]
    pub fn dict_index_of(&mut self, dict: *mut Dict, key: Value) -> Option<usize> {
        self.dict_find_str(dict, key)
    }

    /// The dict's keys version, given one if it has none; 0 if it cannot have one (keys that are not all str, or no
    /// versions left).
    pub fn keys_version(&mut self, dict: *mut Dict) -> u32 {
        if table(dict).is_some_and(|table| !table.all_str()) {
            return 0;
        }
        // SAFETY: typed.
        unsafe {
            if (*dict).keys_version == 0 && self.next_version != 0 {
                (*dict).keys_version = self.next_version;
                self.next_version = self.next_version.wrapping_add(1);
            }
            (*dict).keys_version
        }
    }

    /// Whether the value is a dict or an instance of a subclass.
    #[inline]
    pub fn is_dict(&self, value: Value) -> bool {
        self.has_flag(value, class_flags::DICT_SUBCLASS)
    }

    /// A copy: always exactly a `dict`.
    pub fn dict_copy(&mut self, dict: *mut Dict) -> Result<*mut Dict> {
        let copy = self.new_dict();
        self.dict_copy_table(copy, dict)?;
        Ok(copy)
    }
}

#[inline(always)]
fn value_at(dict: *mut Dict, number: Option<usize>) -> Value {
    match (number, table(dict)) {
        (Some(number), Some(table)) => table.pair(number).1,
        _ => Value::NULL,
    }
}

/// Whether all keys are exactly str.
pub(crate) fn has_str_keys(vm: &Vm, dict: *mut Dict) -> bool {
    table(dict).is_none_or(Table::all_str) || entries(dict).all(|(key, _)| vm.is_exact_str(key))
}

/// The live entry at or after a position: its number, key and value. For iteration that survives changes of the dict.
#[inline(always)]
pub fn next_entry(dict: *mut Dict, from: usize) -> Option<(usize, Value, Value)> {
    let table = table(dict)?;
    let mut number = from;
    while number < table.used() {
        let (key, value) = table.pair(number);
        if !key.is_null() {
            return Some((number, key, value));
        }
        number += 1;
    }
    None
}

/// The live entries in order: key, value. Do not hold across a change.
pub fn entries<'a>(dict: *mut Dict) -> impl Iterator<Item = (Value, Value)> + 'a {
    let mut position = 0;
    core::iter::from_fn(move || {
        let (number, key, value) = next_entry(dict, position)?;
        position = number + 1;
        Some((key, value))
    })
}

/// The last key; NULL if the dict is empty.
pub fn last_key(dict: *mut Dict) -> Value {
    // Deleted entries at the end are dropped, so the last one used is live.
    match table(dict) {
        Some(table) if table.used() > 0 => table.pair(table.used() - 1).0,
        _ => Value::NULL,
    }
}
