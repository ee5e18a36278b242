//! dict: lookup, versions, watchers.
use crate::layout::Dict;
use crate::{Result, Value, Vm};
impl Vm {
    /// An empty dict.
    pub fn new_dict(&mut self) -> *mut Dict { todo!() }
    /// `dict.get(key)`; NULL if absent. May call `__hash__` and `__eq__`.
    pub fn dict_get(&mut self, dict: *mut Dict, key: Value) -> Result { todo!("{dict:?}{key:?}") }
    /// `dict[key] = value`.
    pub fn dict_set(&mut self, dict: *mut Dict, key: Value, value: Value) -> Result<()> { todo!("{dict:?}{key:?}{value:?}") }
    /// Removes a key and gives its value; NULL if absent.
    pub fn dict_remove(&mut self, dict: *mut Dict, key: Value) -> Result { todo!("{dict:?}{key:?}") }
    /// `dict_get` for a str key: cannot raise.
    pub fn dict_get_str(&mut self, dict: *mut Dict, key: Value) -> Value { todo!("{dict:?}{key:?}") }
    /// Sets a str key.
    pub fn dict_set_str(&mut self, dict: *mut Dict, key: &str, value: Value) { todo!("{dict:?}{key:?}{value:?}") }
    /// The entry number of a str key, if present (for caches).
    pub fn dict_index_of(&mut self, dict: *mut Dict, key: Value) -> Option<usize> { todo!("{dict:?}{key:?}") }
    /// The dict's keys version, given one if it has none; 0 if it cannot have one.
    pub fn keys_version(&mut self, dict: *mut Dict) -> u32 { todo!("{dict:?}") }
    /// `dict.update(other)`; with `merge` false existing keys are kept... see CPython's `_PyDict_MergeEx`: 2 raises KeyError on duplicates.
    pub fn dict_merge(&mut self, dict: *mut Dict, other: Value, how: u32) -> Result<()> { todo!("{dict:?}{other:?}{how}") }
}
/// The live entries in order: key, value. Do not hold across a change.
pub fn entries<'a>(dict: *mut Dict) -> impl Iterator<Item = (Value, Value)> + 'a { let _ = dict; [].into_iter() }
