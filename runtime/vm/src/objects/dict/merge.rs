//! Merging: `dict.update`, `|`, `**` in calls and literals (CPython's `dict_merge` and `PyDict_MergeFromSeq2`).

use super::{len, next_entry, str_hash, table};
use crate::layout::Dict;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Result, Value, Vm};

/// What a merge does about a key that is already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Its value stays.
    Keep,
    /// The other's value takes its place.
    Replace,
    /// KeyError, with the key.
    Raise,
}

impl Vm {
    /// `dict.update(other)` of a mapping (CPython's `_PyDict_MergeEx`).
    pub fn dict_merge(&mut self, dict: *mut Dict, other: Value, how: Existing) -> Result<()> {
        if self.is_dict(other) && self.iterates_as_dict(other) {
            let source = other.pointer::<Dict>();
            if source == dict || len(source) == 0 {
                return Ok(());
            }
            if len(dict) == 0 && table(dict).is_none() {
                // SAFETY: typed.
                if unsafe { (*dict).watched } {
                    self.dict_modified(dict, Value::NULL);
                }
                return self.dict_copy_table(dict, source);
            }
            return self.dict_merge_entries(dict, source, how);
        }
        let name = self.intern("keys");
        let keys = self.get_attr(other, name)?;
        let keys = self.call_pos(keys, &[])?;
        let iterator = match self.iter(keys) {
            Err(_) if self.is_exception(self.raised, self.types.type_error) => {
                let (class, keys) = (self.class_name(other), self.class_name(keys));
                return Err(self.type_error(format!(
                    "{class}.keys() returned a non-iterable (type {keys})"
                )));
            }
            iterator => iterator?,
        };
        // All keys come first, then the values (`PyMapping_Keys`).
        let keys = self.list_from(iterator)?;
        let mut index = 0;
        while let Some(&key) = list::items(keys).get(index) {
            index += 1;
            let hash = self.key_hash(key)?;
            if how != Existing::Replace && self.dict_find(dict, key, hash)?.is_some() {
                if how == Existing::Raise {
                    return Err(self.key_error(key));
                }
                continue;
            }
            let value = self.get_item(other, key)?;
            self.dict_set_hashed(dict, key, hash, value)?;
        }
        Ok(())
    }

    /// Whether iterating a dict gives its own entries: a subclass may define `__iter__`.
    fn iterates_as_dict(&mut self, dict: Value) -> bool {
        let class = self.class_of(dict);
        class == self.types.dict
            || self.slots(class).iter.map(|f| f as usize)
                == self.slots(self.types.dict).iter.map(|f| f as usize)
    }

    fn dict_merge_entries(
        &mut self,
        dict: *mut Dict,
        source: *mut Dict,
        how: Existing,
    ) -> Result<()> {
        // One growth for all, as CPython does where the other dict is at least as large.
        if len(source) > len(dict) {
            self.dict_reserve(dict, len(dict) + len(source))?;
        }
        let size = len(source);
        let mut position = 0;
        while let Some((number, key, value)) = next_entry(source, position) {
            let hash = match table(source) {
                Some(table) => table.hash_at(number),
                None => str_hash(key),
            };
            position = number + 1;
            if how == Existing::Replace {
                self.dict_set_hashed(dict, key, hash, value)?;
            } else {
                match self.dict_find(dict, key, hash)? {
                    None => self.dict_insert(dict, key, hash, value)?,
                    Some(_) if how == Existing::Raise => return Err(self.key_error(key)),
                    Some(_) => {}
                }
            }
            if len(source) != size {
                return Err(self.runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    /// `dict.update(pairs)` of an iterable of pairs (CPython's `PyDict_MergeFromSeq2`).
    pub(crate) fn dict_merge_pairs(&mut self, dict: *mut Dict, pairs: Value) -> Result<()> {
        let iterator = self.iter(pairs)?;
        let mut index = 0usize;
        while let Some(item) = self.next_item(iterator)? {
            let pair = if self.class_of(item) == self.types.tuple
                || self.class_of(item) == self.types.list
            {
                item
            } else {
                match self.list_from(item) {
                    Ok(list) => list,
                    Err(raised) => return Err(self.not_a_pair(raised)),
                }
            };
            let items = if self.is_tuple(pair) {
                tuple::items(pair)
            } else {
                list::items(pair)
            };
            let &[key, value] = items else {
                let length = items.len();
                return Err(self.value_error(format!(
                    "dictionary update sequence element #{index} has length {length}; 2 is required"
                )));
            };
            self.dict_set(dict, key, value)?;
            index += 1;
        }
        Ok(())
    }

    #[cold]
    fn not_a_pair(&mut self, raised: crate::Raised) -> crate::Raised {
        if self.is_exception(self.raised, self.types.type_error) {
            self.type_error("object is not iterable")
        } else {
            raised
        }
    }

    /// `dict.update(...)` and `dict(...)`: a mapping or pairs, then keywords.
    pub fn dict_update(&mut self, dict: *mut Dict, name: &str, args: Args<'_>) -> Result<()> {
        let positional = args.pos();
        self.check_positional(name, positional.len(), 0, 1)?;
        if let Some(&other) = positional.first() {
            if self.class_of(other) == self.types.dict {
                self.dict_merge(dict, other, Existing::Replace)?;
            } else {
                let keys = self.intern("keys");
                match self.get_attr_opt(other, keys)? {
                    Some(_) => self.dict_merge(dict, other, Existing::Replace)?,
                    None => self.dict_merge_pairs(dict, other)?,
                }
            }
        }
        for (name, value) in args.keywords() {
            self.dict_set(dict, name, value)?;
        }
        Ok(())
    }
}
