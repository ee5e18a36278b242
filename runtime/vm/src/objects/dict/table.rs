//! The table behind a dict: ordered entries and an open-addressed index of them.
//!
//! As CPython's combined table (`Objects/dictobject.c`), with one difference: an index slot of a deleted entry goes on
//! naming it, and the entry keeps its hash. So deletions at the end can be undone in the index, and the number of used
//! slots is always `used`, whatever is deleted in which order.

use core::ptr;

use crate::layout::{Dict, DictTable, Entry, Str};
use crate::objects::numbers::hash;
use crate::objects::strings;
use crate::{Result, Value, Vm};

/// The smallest index.
const MIN_INDEX: usize = 8;
/// How a key's hash is used up while probing (CPython's `PERTURB_SHIFT`).
const PERTURB_SHIFT: u32 = 5;

/// A borrowed look at a table; valid until the dict changes.
#[derive(Clone, Copy)]
pub(crate) struct Table(pub(crate) *mut DictTable);

impl Table {
    /// The first entry.
    #[inline(always)]
    pub(crate) fn entries(self) -> *mut Entry {
        // SAFETY: bodies: a `Table` is made of live tables only.
        unsafe { ptr::addr_of_mut!((*self.0).entries).cast::<Entry>() }
    }

    /// An entry by number.
    #[inline(always)]
    pub(crate) fn entry(self, number: usize) -> Entry {
        debug_assert!(number < self.capacity());
        // SAFETY: bodies and initialised: entries below `used` are initialised.
        unsafe { *self.entries().add(number) }
    }

    #[inline(always)]
    fn entry_mut(self, number: usize) -> *mut Entry {
        // SAFETY: as above; callers pass numbers up to the capacity.
        unsafe { self.entries().add(number) }
    }

    #[inline(always)]
    fn index(self) -> *mut u32 {
        self.entry_mut(self.capacity()).cast::<u32>()
    }

    #[inline(always)]
    pub(crate) fn used(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).used }
    }

    #[inline(always)]
    pub(crate) fn capacity(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).capacity }
    }

    /// Slots of the index.
    pub(crate) fn slots(self) -> usize {
        self.mask() + 1
    }

    #[inline(always)]
    fn mask(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).index_len - 1 }
    }

    #[inline(always)]
    pub(crate) fn all_str(self) -> bool {
        // SAFETY: bodies.
        unsafe { (*self.0).all_str }
    }

    #[inline(always)]
    fn slot(self, slot: usize) -> u32 {
        // SAFETY: callers mask the slot; every index has `mask + 1` slots.
        unsafe { *self.index().add(slot) }
    }

    #[inline(always)]
    fn set_slot(self, slot: usize, number: u32) {
        // SAFETY: as above.
        unsafe { *self.index().add(slot) = number }
    }

    /// The slots where a hash may be, in order.
    #[inline(always)]
    fn probe(self, hash: i64) -> Probe {
        Probe {
            slot: hash as usize & self.mask(),
            perturb: hash as u64,
            mask: self.mask(),
        }
    }

    /// The first free slot for a hash.
    #[inline]
    fn free_slot(self, hash: i64) -> usize {
        let mut probe = self.probe(hash);
        while self.slot(probe.slot) != DictTable::FREE {
            probe.advance();
        }
        probe.slot
    }

    /// Adds an entry at the end; there must be room.
    #[inline]
    fn push(self, entry: Entry) {
        let number = self.used();
        self.set_slot(self.free_slot(entry.hash), number as u32);
        // SAFETY: `grow` keeps `used` below the capacity before a push.
        unsafe {
            *self.entry_mut(number) = entry;
            (*self.0).used = number + 1;
        }
    }

    /// Looks for a str by identity, then by content. Never calls Python code: keys that are not exactly str do not match.
    #[inline(always)]
    fn find_str(self, vm: &Vm, key: Value, hash: i64) -> Option<usize> {
        let mut probe = self.probe(hash);
        loop {
            let number = self.slot(probe.slot);
            if number == DictTable::FREE {
                return None;
            }
            let entry = self.entry(number as usize);
            if entry.key == key {
                return Some(number as usize);
            }
            if entry.hash == hash
                && !entry.key.is_null()
                && (self.all_str() || vm.is_exact_str(entry.key))
                && strings::equal(entry.key, key)
            {
                return Some(number as usize);
            }
            probe.advance();
        }
    }

    /// Drops deleted entries at the end, so that `popitem` finds the last live one there.
    fn trim(self) {
        while self.used() > 0 {
            let last = self.used() - 1;
            let entry = self.entry(last);
            if !entry.key.is_null() {
                return;
            }
            let mut probe = self.probe(entry.hash);
            while self.slot(probe.slot) != last as u32 {
                probe.advance();
            }
            // Every chain that passes here is of a later entry, and those are gone: the slot was free before this one.
            self.set_slot(probe.slot, DictTable::FREE);
            // SAFETY: bodies.
            unsafe { (*self.0).used = last };
        }
    }
}

struct Probe {
    slot: usize,
    perturb: u64,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn advance(&mut self) {
        self.perturb >>= PERTURB_SHIFT;
        self.slot = self
            .slot
            .wrapping_mul(5)
            .wrapping_add(self.perturb as usize)
            .wrapping_add(1)
            & self.mask;
    }
}

/// The hash of an exact str.
#[inline(always)]
pub(crate) fn str_hash(key: Value) -> i64 {
    // SAFETY: typed: callers pass strs only.
    let known = unsafe { (*key.pointer::<Str>()).hash };
    if known != -1 {
        known
    } else {
        strings::hash(key)
    }
}

/// A dict's table, if it has one.
#[inline(always)]
pub(crate) fn table(dict: *mut Dict) -> Option<Table> {
    // SAFETY: typed: callers pass dicts only.
    let table = unsafe { (*dict).table };
    if table.is_null() {
        None
    } else {
        Some(Table(table))
    }
}

/// How many entries a dict has.
#[inline(always)]
pub fn len(dict: *mut Dict) -> usize {
    // SAFETY: typed: callers pass dicts only.
    unsafe { (*dict).len }
}

/// The size of an index for that many entries (of which two thirds of the slots are used).
fn index_len_for(entries: usize) -> Option<usize> {
    entries
        .checked_mul(3)?
        .div_ceil(2)
        .max(MIN_INDEX)
        .checked_next_power_of_two()
}

impl Vm {
    /// The hash of a key of a dict.
    #[inline(always)]
    pub fn key_hash(&mut self, key: Value) -> Result<i64> {
        if key.is_int() {
            return Ok(hash::of_word(key.int_payload()));
        }
        if self.is_exact_str(key) {
            return Ok(str_hash(key));
        }
        self.other_key_hash(key)
    }

    #[inline(never)]
    fn other_key_hash(&mut self, key: Value) -> Result<i64> {
        let hash = self.hash_of_compound(key);
        if hash.is_err() {
            Err(self.unhashable(key, "a dict key"))
        } else {
            hash
        }
    }

    /// Rewords the TypeError of an unhashable key (CPython's `dict_unhashable_type`).
    #[cold]
    pub(crate) fn unhashable(&mut self, key: Value, role: &str) -> crate::Raised {
        let raised = self.raised;
        if self.class_of(raised) != self.types.type_error {
            return crate::Raised;
        }
        let Ok(reason) = self.str(raised) else {
            return crate::Raised;
        };
        // SAFETY: typed: every value has a class, and a class has a name.
        let name = unsafe { (*self.class_of(key)).name };
        let message = format!(
            "cannot use '{}' as {role} ({})",
            self.text(name),
            self.text(reason)
        );
        self.type_error(message)
    }

    /// The entry number of a key of a known hash. May call `__eq__`.
    #[inline(always)]
    pub(crate) fn dict_find(
        &mut self,
        dict: *mut Dict,
        key: Value,
        hash: i64,
    ) -> Result<Option<usize>> {
        let Some(table) = table(dict) else {
            return Ok(None);
        };
        if table.all_str() && self.is_exact_str(key) {
            return Ok(table.find_str(self, key, hash));
        }
        self.dict_find_any(dict, key, hash)
    }

    fn dict_find_any(&mut self, dict: *mut Dict, key: Value, hash: i64) -> Result<Option<usize>> {
        'again: loop {
            let Some(table) = table(dict) else {
                return Ok(None);
            };
            let mut probe = table.probe(hash);
            loop {
                let number = table.slot(probe.slot);
                if number == DictTable::FREE {
                    return Ok(None);
                }
                let entry = table.entry(number as usize);
                if entry.key == key {
                    return Ok(Some(number as usize));
                }
                if entry.hash == hash && !entry.key.is_null() && !entry.key.both_ints(key) {
                    let equal = self.items_equal(entry.key, key)?;
                    // `__eq__` may have changed the dict.
                    if self::table(dict).is_none_or(|now| now.0 != table.0)
                        || table.entry(number as usize).key != entry.key
                    {
                        continue 'again;
                    }
                    if equal {
                        return Ok(Some(number as usize));
                    }
                }
                probe.advance();
            }
        }
    }

    /// The entry number of an exact str. Calls no Python code.
    #[inline(always)]
    pub(crate) fn dict_find_str(&self, dict: *mut Dict, key: Value) -> Option<usize> {
        table(dict)?.find_str(self, key, str_hash(key))
    }

    /// Says that a dict is about to change: forgets the keys version and tells those who watch.
    #[inline(always)]
    fn keys_change(&mut self, dict: *mut Dict, key: Value) {
        // SAFETY: typed.
        unsafe { (*dict).keys_version = 0 };
        self.value_change(dict, key);
    }

    #[inline(always)]
    fn value_change(&mut self, dict: *mut Dict, key: Value) {
        // SAFETY: typed.
        if unsafe { (*dict).watched } {
            self.dict_modified(dict, key);
        }
    }

    /// `dict[key] = value` with the key's hash known.
    #[inline(always)]
    pub(crate) fn dict_set_hashed(
        &mut self,
        dict: *mut Dict,
        key: Value,
        hash: i64,
        value: Value,
    ) -> Result<()> {
        match self.dict_find(dict, key, hash)? {
            Some(number) => {
                self.dict_replace(dict, number, value);
                Ok(())
            }
            None => self.dict_insert(dict, key, hash, value),
        }
    }

    /// Replaces the value of an entry.
    #[inline(always)]
    pub(crate) fn dict_replace(&mut self, dict: *mut Dict, number: usize, value: Value) {
        let Some(table) = table(dict) else { return };
        self.value_change(dict, table.entry(number).key);
        // SAFETY: the number comes from a lookup, and nothing has run since.
        unsafe {
            self.write_field(
                table.0.cast(),
                &raw mut (*table.entry_mut(number)).value,
                value,
            )
        };
    }

    /// Adds an entry for a key that is not in the dict.
    #[inline]
    pub(crate) fn dict_insert(
        &mut self,
        dict: *mut Dict,
        key: Value,
        hash: i64,
        value: Value,
    ) -> Result<()> {
        self.keys_change(dict, key);
        let table = match table(dict) {
            Some(table) if table.used() < table.capacity() => table,
            _ => self.dict_grow(dict)?,
        };
        table.push(Entry { hash, key, value });
        if table.all_str() && !self.is_exact_str(key) {
            // SAFETY: bodies.
            unsafe { (*table.0).all_str = false };
        }
        // SAFETY: typed.
        unsafe { (*dict).len += 1 };
        Ok(())
    }

    /// Deletes an entry and gives its value.
    pub(crate) fn dict_delete_entry(&mut self, dict: *mut Dict, number: usize) -> Value {
        let Some(table) = table(dict) else {
            return Value::NULL;
        };
        let old = table.entry(number);
        self.keys_change(dict, old.key);
        // SAFETY: the number comes from a lookup, and nothing has run since.
        unsafe {
            let entry = table.entry_mut(number);
            (*entry).key = Value::NULL;
            (*entry).value = Value::NULL;
            (*dict).len -= 1;
        }
        table.trim();
        old.value
    }

    #[cold]
    #[inline(never)]
    fn dict_grow(&mut self, dict: *mut Dict) -> Result<Table> {
        self.dict_resize(
            dict,
            (len(dict) * 3)
                .checked_next_power_of_two()
                .unwrap_or(usize::MAX),
        )
    }

    /// Makes room for that many entries in all.
    pub(crate) fn dict_reserve(&mut self, dict: *mut Dict, entries: usize) -> Result<()> {
        let room = table(dict).map_or(0, Table::capacity);
        if entries <= room {
            return Ok(());
        }
        // SAFETY: typed.
        unsafe { (*dict).keys_version = 0 };
        self.dict_resize(dict, index_len_for(entries).unwrap_or(usize::MAX))
            .map(|_| ())
    }

    /// Rebuilds the table with an index of that size, without the deleted entries.
    fn dict_resize(&mut self, dict: *mut Dict, index_len: usize) -> Result<Table> {
        let index_len = index_len.max(MIN_INDEX);
        if index_len > 1 << 31 {
            return Err(self.no_memory());
        }
        let new = self.new_table(index_len)?;
        if let Some(old) = table(dict) {
            // SAFETY: bodies.
            unsafe { (*new.0).all_str = old.all_str() };
            for number in 0..old.used() {
                let entry = old.entry(number);
                if !entry.key.is_null() {
                    new.push(entry);
                }
            }
        }
        // SAFETY: typed.
        unsafe { (*dict).table = new.0 };
        Ok(new)
    }

    fn new_table(&mut self, index_len: usize) -> Result<Table> {
        let capacity = index_len * 2 / 3;
        let size =
            size_of::<DictTable>() + capacity * size_of::<Entry>() + index_len * size_of::<u32>();
        let table = self
            .try_alloc_uninit(self.types.dict_table, size)?
            .cast::<DictTable>();
        // SAFETY: a fresh object of that size; FREE is all ones; entries from `used` on are never read.
        unsafe {
            (*table).used = 0;
            (*table).capacity = capacity;
            (*table).index_len = index_len;
            (*table).all_str = true;
            ptr::write_bytes(
                Table(table).index().cast::<u8>(),
                0xff,
                index_len * size_of::<u32>(),
            );
        }
        Ok(Table(table))
    }

    /// Gives `dict`, which has no table, a copy of `other`'s, entries in order without the deleted ones.
    pub(crate) fn dict_copy_table(&mut self, dict: *mut Dict, other: *mut Dict) -> Result<()> {
        let Some(source) = table(other) else {
            return Ok(());
        };
        let count = len(other);
        if count == 0 {
            return Ok(());
        }
        // SAFETY: bodies; both tables have the same size and layout.
        unsafe {
            if source.used() == count && count * 3 >= source.capacity() {
                let new = self.new_table((*source.0).index_len)?;
                let size = size_of::<DictTable>()
                    + source.capacity() * size_of::<Entry>()
                    + (*source.0).index_len * size_of::<u32>();
                let head = size_of::<crate::layout::Object>();
                ptr::copy_nonoverlapping(
                    source.0.cast::<u8>().add(head),
                    new.0.cast::<u8>().add(head),
                    size - head,
                );
                (*dict).table = new.0;
            } else {
                let new = self.new_table(index_len_for(count).unwrap_or(usize::MAX))?;
                (*new.0).all_str = source.all_str();
                for number in 0..source.used() {
                    let entry = source.entry(number);
                    if !entry.key.is_null() {
                        new.push(entry);
                    }
                }
                (*dict).table = new.0;
            }
            (*dict).len = count;
            (*dict).keys_version = 0;
        }
        core::hint::black_box(source.0);
        Ok(())
    }

    /// Empties a dict.
    pub fn dict_clear(&mut self, dict: *mut Dict) {
        if len(dict) > 0 {
            self.keys_change(dict, Value::NULL);
        }
        // SAFETY: typed.
        unsafe {
            (*dict).table = ptr::null_mut();
            (*dict).len = 0;
            (*dict).keys_version = 0;
        }
    }
}
