//! The table behind a dict: ordered entries and an open-addressed index of them.
//!
//! As CPython's combined table (`Objects/dictobject.c`), with its sizes of entries and indexes, and one difference: an index
//! slot of a deleted entry goes on naming it, and the entry keeps its hash. So deletions at the end can be undone in the index, and the number of used
//! slots is always `used`, whatever is deleted in which order.

use core::ptr;

use crate::layout::{Dict, DictTable, Entry, Str, StrEntry};
use crate::memory::LINEAR_BYTES;
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
    #[inline(always)]
    fn first(self) -> *mut u8 {
        // SAFETY: bodies: a `Table` is made of live tables only.
        unsafe { ptr::addr_of_mut!((*self.0).entries).cast::<u8>() }
    }

    /// An entry by number, where the keys are strs.
    #[inline(always)]
    fn str_entry(self, number: usize) -> *mut StrEntry {
        debug_assert!(self.all_str() && number < self.capacity());
        // SAFETY: bodies; callers pass numbers below the capacity.
        unsafe { self.first().cast::<StrEntry>().add(number) }
    }

    /// An entry by number, where they are not.
    #[inline(always)]
    fn any_entry(self, number: usize) -> *mut Entry {
        debug_assert!(!self.all_str() && number < self.capacity());
        // SAFETY: as above.
        unsafe { self.first().cast::<Entry>().add(number) }
    }

    /// The key, NULL where it was deleted, and the value of an entry.
    #[inline(always)]
    pub(crate) fn pair(self, number: usize) -> (Value, Value) {
        debug_assert!(number < self.used());
        // SAFETY: initialised: entries below `used` are.
        unsafe {
            if self.all_str() {
                let entry = *self.str_entry(number);
                (entry.key, entry.value)
            } else {
                let entry = *self.any_entry(number);
                (entry.key, entry.value)
            }
        }
    }

    /// The hash of an entry, a deleted one too.
    #[inline(always)]
    pub(crate) fn hash_at(self, number: usize) -> i64 {
        debug_assert!(number < self.used());
        // SAFETY: initialised: entries below `used` are.
        unsafe {
            if !self.all_str() {
                return (*self.any_entry(number)).hash;
            }
            let entry = *self.str_entry(number);
            if entry.key.is_null() {
                entry.value.bits() as i64
            } else {
                str_hash(entry.key)
            }
        }
    }

    #[inline(always)]
    fn value_mut(self, number: usize) -> *mut Value {
        // SAFETY: initialised: callers pass numbers of entries.
        unsafe {
            if self.all_str() {
                &raw mut (*self.str_entry(number)).value
            } else {
                &raw mut (*self.any_entry(number)).value
            }
        }
    }

    #[inline(always)]
    fn index(self) -> *mut u8 {
        // SAFETY: bodies: the index follows the entries.
        unsafe {
            self.first()
                .add(self.capacity() * entry_size(self.all_str()))
        }
    }

    /// Bytes of a slot of the index.
    #[inline(always)]
    fn width(self) -> u8 {
        // SAFETY: bodies.
        unsafe { (*self.0).index_width }
    }

    #[inline(always)]
    pub(crate) fn used(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).used as usize }
    }

    #[inline(always)]
    fn set_used(self, used: usize) {
        // SAFETY: bodies.
        unsafe { (*self.0).used = used as u32 }
    }

    #[inline(always)]
    pub(crate) fn capacity(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).capacity as usize }
    }

    /// Slots of the index.
    #[inline(always)]
    pub(crate) fn slots(self) -> usize {
        self.mask() + 1
    }

    #[inline(always)]
    fn mask(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).mask as usize }
    }

    #[inline(always)]
    pub(crate) fn all_str(self) -> bool {
        // SAFETY: bodies.
        unsafe { (*self.0).all_str }
    }

    /// How many bytes it has.
    pub(crate) fn size(self) -> usize {
        table_size(self.slots(), self.all_str())
    }

    /// The entry number in a slot of the index; none where it is free.
    #[inline(always)]
    fn slot(self, slot: usize) -> Option<usize> {
        let index = self.index();
        // SAFETY: callers mask the slot; every index has `slots` of them, of that width.
        let number = unsafe {
            match self.width() {
                1 => i32::from(*index.cast::<i8>().add(slot)),
                2 => i32::from(*index.cast::<i16>().add(slot)),
                _ => *index.cast::<i32>().add(slot),
            }
        };
        (number >= 0).then_some(number as usize)
    }

    /// Sets a slot of the index; -1 frees it.
    #[inline(always)]
    fn set_slot(self, slot: usize, number: i32) {
        let index = self.index();
        // SAFETY: as above; the numbers of a table fit the width.
        unsafe {
            match self.width() {
                1 => *index.cast::<i8>().add(slot) = number as i8,
                2 => *index.cast::<i16>().add(slot) = number as i16,
                _ => *index.cast::<i32>().add(slot) = number,
            }
        }
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

    /// Names an entry in the first free slot for its hash.
    #[inline(always)]
    fn name(self, hash: i64, number: usize) {
        match self.width() {
            1 => self.name_in::<i8>(hash, number as i8),
            2 => self.name_in::<i16>(hash, number as i16),
            _ => self.name_in::<i32>(hash, number as i32),
        }
    }

    #[inline(always)]
    fn name_in<N: Copy + Into<i32>>(self, hash: i64, number: N) {
        let index = self.index().cast::<N>();
        let mut probe = self.probe(hash);
        // SAFETY: the slot is masked; callers pass the type of the index's width.
        unsafe {
            while (*index.add(probe.slot)).into() >= 0 {
                probe.advance();
            }
            *index.add(probe.slot) = number;
        }
    }

    /// Adds an entry at the end; there must be room, and a table of strs takes strs only.
    #[inline]
    fn push(self, hash: i64, key: Value, value: Value) {
        let number = self.used();
        self.name(hash, number);
        // SAFETY: callers see to it that `used` is below the capacity.
        unsafe {
            if self.all_str() {
                *self.str_entry(number) = StrEntry { key, value };
            } else {
                *self.any_entry(number) = Entry { hash, key, value };
            }
        }
        self.set_used(number + 1);
    }

    /// Adds the live entries of another table; this one is empty, and has room.
    fn push_all(self, other: Table) {
        debug_assert_eq!(self.used(), 0);
        if self.all_str() == other.all_str() && self.copy_entries(other) {
            return;
        }
        for number in 0..other.used() {
            let (key, value) = other.pair(number);
            if !key.is_null() {
                self.push(other.hash_at(number), key, value);
            }
        }
    }

    /// The same for a table with entries of the same kind, if none of them is deleted.
    fn copy_entries(self, other: Table) -> bool {
        let used = other.used();
        let any_deleted = (0..used).any(|number| other.pair(number).0.is_null());
        if any_deleted {
            return false;
        }
        // SAFETY: bodies: as many entries, of one size, for which there is room.
        unsafe {
            ptr::copy_nonoverlapping(
                other.first(),
                self.first(),
                used * entry_size(self.all_str()),
            );
        }
        self.set_used(used);
        match self.width() {
            1 => self.name_all::<i8>(),
            2 => self.name_all::<i16>(),
            _ => self.name_all::<i32>(),
        }
        true
    }

    /// Names all entries in an index that is empty.
    #[inline(always)]
    fn name_all<N: Copy + Into<i32> + TryFrom<usize> + Default>(self) {
        for number in 0..self.used() {
            let number_in_index = N::try_from(number).unwrap_or_default();
            self.name_in::<N>(self.hash_at(number), number_in_index);
        }
    }

    /// Looks for a str by identity, then by content. Never calls Python code: keys that are not exactly str do not match.
    #[inline(always)]
    fn find_str(self, vm: &Vm, key: Value, hash: i64) -> Option<usize> {
        if !self.all_str() {
            return self.find_str_among_any(vm, key, hash);
        }
        match self.width() {
            1 => self.find_str_in::<i8>(key, hash),
            2 => self.find_str_in::<i16>(key, hash),
            _ => self.find_str_in_large(key, hash),
        }
    }

    #[inline(always)]
    fn find_str_in<N: Copy + Into<i32>>(self, key: Value, hash: i64) -> Option<usize> {
        self.find_in::<N>(hash, |number| {
            // SAFETY: initialised: the index names used entries.
            let found = unsafe { (*self.str_entry(number)).key };
            found == key
                || (!found.is_null() && str_hash(found) == hash && strings::equal(found, key))
        })
    }

    #[inline(never)]
    fn find_str_in_large(self, key: Value, hash: i64) -> Option<usize> {
        self.find_str_in::<i32>(key, hash)
    }

    #[inline(never)]
    fn find_str_among_any(self, vm: &Vm, key: Value, hash: i64) -> Option<usize> {
        self.find(hash, |number| {
            // SAFETY: initialised: the index names used entries.
            let entry = unsafe { *self.any_entry(number) };
            entry.key == key
                || (entry.hash == hash
                    && !entry.key.is_null()
                    && vm.is_exact_str(entry.key)
                    && strings::equal(entry.key, key))
        })
    }

    /// Looks for any key where the keys are any, as long as `__eq__` need not be asked; `None` where it must.
    #[inline(always)]
    fn look_in<N: Copy + Into<i32>>(self, vm: &Vm, key: Value, hash: i64) -> Option<Option<usize>> {
        let mut unsure = false;
        let found = self.find_in::<N>(hash, |number| {
            // SAFETY: initialised: the index names used entries.
            let entry = unsafe { *self.any_entry(number) };
            if entry.key == key {
                return true;
            }
            if entry.hash != hash || entry.key.is_null() {
                return false;
            }
            vm.keys_equal(entry.key, key).unwrap_or_else(|| {
                unsure = true;
                true
            })
        });
        (!unsure).then_some(found)
    }

    /// The first entry along a hash's chain that is what is looked for.
    #[inline(always)]
    fn find(self, hash: i64, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        match self.width() {
            1 => self.find_in::<i8>(hash, is_it),
            2 => self.find_in::<i16>(hash, is_it),
            _ => self.find_in::<i32>(hash, is_it),
        }
    }

    /// The same in an index of `N`s.
    #[inline(always)]
    fn find_in<N: Copy + Into<i32>>(
        self,
        hash: i64,
        mut is_it: impl FnMut(usize) -> bool,
    ) -> Option<usize> {
        let index = self.index().cast::<N>();
        let mut probe = self.probe(hash);
        loop {
            // SAFETY: the slot is masked; callers pass the type of the index's width.
            let number: i32 = unsafe { *index.add(probe.slot) }.into();
            if number < 0 {
                return None;
            }
            if is_it(number as usize) {
                return Some(number as usize);
            }
            probe.advance();
        }
    }

    /// Drops deleted entries at the end, so that `popitem` finds the last live one there.
    fn trim(self) {
        while let Some(last) = self.used().checked_sub(1) {
            if !self.pair(last).0.is_null() {
                return;
            }
            let mut probe = self.probe(self.hash_at(last));
            while self.slot(probe.slot) != Some(last) {
                probe.advance();
            }
            // Every chain that passes here is of a later entry, and those are gone: the slot was free before this one.
            self.set_slot(probe.slot, -1);
            self.set_used(last);
        }
    }
}

/// Bytes of an entry.
#[inline(always)]
const fn entry_size(all_str: bool) -> usize {
    if all_str {
        size_of::<StrEntry>()
    } else {
        size_of::<Entry>()
    }
}

/// Bytes of a slot of an index.
#[inline(always)]
const fn index_width(slots: usize) -> usize {
    match slots {
        0..=128 => 1,
        129..=32768 => 2,
        _ => 4,
    }
}

/// How many entries an index is for.
#[inline(always)]
const fn capacity_of(slots: usize) -> usize {
    slots * 2 / 3
}

const fn table_size(slots: usize, all_str: bool) -> usize {
    size_of::<DictTable>() + capacity_of(slots) * entry_size(all_str) + slots * index_width(slots)
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
        if !table.all_str() && table.width() == 1 {
            // No call as long as a key is told by its identity, or its hash is another's.
            let found = table.find_in::<i8>(hash, |number| {
                // SAFETY: initialised: the index names used entries.
                let entry = unsafe { *table.any_entry(number) };
                entry.key == key
                    || (entry.hash == hash && !entry.key.is_null() && !entry.key.both_ints(key))
            });
            let Some(number) = found else {
                return Ok(None);
            };
            // SAFETY: as above.
            let seen = unsafe { *table.any_entry(number) }.key;
            return if seen == key {
                Ok(found)
            } else {
                self.dict_find_like(dict, (key, hash), (seen, number))
            };
        }
        self.dict_find_any(dict, key, hash)
    }

    /// The same where the first entry with the key's hash is seen to be of another object.
    #[inline(never)]
    fn dict_find_like(
        &mut self,
        dict: *mut Dict,
        (key, hash): (Value, i64),
        (seen, number): (Value, usize),
    ) -> Result<Option<usize>> {
        match self.keys_equal(seen, key) {
            Some(true) => Ok(Some(number)),
            Some(false) => self.dict_find_any(dict, key, hash),
            None => self.dict_find_asking(dict, key, hash),
        }
    }

    /// The same for any key.
    #[inline(never)]
    fn dict_find_any(&mut self, dict: *mut Dict, key: Value, hash: i64) -> Result<Option<usize>> {
        let Some(table) = table(dict) else {
            return Ok(None);
        };
        if !table.all_str() {
            let seen = match table.width() {
                1 => table.look_in::<i8>(self, key, hash),
                2 => table.look_in::<i16>(self, key, hash),
                _ => table.look_in::<i32>(self, key, hash),
            };
            if let Some(found) = seen {
                return Ok(found);
            }
        }
        self.dict_find_asking(dict, key, hash)
    }

    #[inline(never)]
    fn dict_find_asking(
        &mut self,
        dict: *mut Dict,
        key: Value,
        hash: i64,
    ) -> Result<Option<usize>> {
        'again: loop {
            let Some(table) = table(dict) else {
                return Ok(None);
            };
            let mut probe = table.probe(hash);
            loop {
                let Some(number) = table.slot(probe.slot) else {
                    return Ok(None);
                };
                let (found, _) = table.pair(number);
                if found == key {
                    return Ok(Some(number));
                }
                if !found.is_null() && !found.both_ints(key) && table.hash_at(number) == hash {
                    let equal = self.items_equal(found, key)?;
                    // `__eq__` may have changed the dict.
                    if self::table(dict).is_none_or(|now| now.0 != table.0)
                        || number >= table.used()
                        || table.pair(number).0 != found
                    {
                        continue 'again;
                    }
                    if equal {
                        return Ok(Some(number));
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
        self.value_change(dict, table.pair(number).0);
        // SAFETY: the number comes from a lookup, and nothing has run since.
        unsafe { self.write_field(table.0.cast(), table.value_mut(number), value) };
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
        let is_str = self.is_exact_str(key);
        let table = match table(dict) {
            Some(table) if table.used() < table.capacity() && (is_str || !table.all_str()) => table,
            _ => self.dict_grow(dict, is_str)?,
        };
        table.push(hash, key, value);
        // SAFETY: typed.
        unsafe { (*dict).len += 1 };
        Ok(())
    }

    /// Deletes an entry and gives its value.
    pub(crate) fn dict_delete_entry(&mut self, dict: *mut Dict, number: usize) -> Value {
        let Some(table) = table(dict) else {
            return Value::NULL;
        };
        let ((key, value), hash) = (table.pair(number), table.hash_at(number));
        self.keys_change(dict, key);
        // SAFETY: the number comes from a lookup, and nothing has run since.
        unsafe {
            if table.all_str() {
                let value = Value::from_bits(hash as u64);
                *table.str_entry(number) = StrEntry {
                    key: Value::NULL,
                    value,
                };
            } else {
                let (key, value) = (Value::NULL, Value::NULL);
                *table.any_entry(number) = Entry { hash, key, value };
            }
            (*dict).len -= 1;
        }
        table.trim();
        value
    }

    /// A table with room for one more key, a str or not.
    #[cold]
    #[inline(never)]
    fn dict_grow(&mut self, dict: *mut Dict, is_str: bool) -> Result<Table> {
        let index_len = match table(dict) {
            // Room that was asked for stays.
            Some(table) if len(dict) == 0 => table.slots(),
            _ => (len(dict) * 3)
                .checked_next_power_of_two()
                .unwrap_or(usize::MAX),
        };
        self.dict_resize(dict, index_len, is_str)
    }

    /// Makes room for that many entries in all.
    pub(crate) fn dict_reserve(&mut self, dict: *mut Dict, entries: usize) -> Result<()> {
        let room = table(dict).map_or(0, Table::capacity);
        if entries <= room {
            return Ok(());
        }
        // SAFETY: typed.
        unsafe { (*dict).keys_version = 0 };
        self.dict_resize(dict, index_len_for(entries).unwrap_or(usize::MAX), true)
            .map(|_| ())
    }

    /// Rebuilds the table with an index of that size, without the deleted entries, for strs alone if it was and `all_str`.
    fn dict_resize(&mut self, dict: *mut Dict, index_len: usize, all_str: bool) -> Result<Table> {
        let old = table(dict);
        let all_str = all_str && old.is_none_or(Table::all_str);
        let new = self.new_table(index_len, all_str)?;
        if let Some(old) = old {
            new.push_all(old);
        }
        // SAFETY: typed.
        unsafe { (*dict).table = new.0 };
        Ok(new)
    }

    fn new_table(&mut self, index_len: usize, all_str: bool) -> Result<Table> {
        let slots = index_len.max(MIN_INDEX);
        if slots > 1 << 31 {
            return Err(self.no_memory());
        }
        let size = table_size(slots, all_str);
        let class = self.types.dict_table;
        let table = if size <= LINEAR_BYTES {
            self.alloc_plain(class, size)
        } else {
            self.try_alloc_uninit(class, size)?
        };
        let table = Table(table.cast::<DictTable>());
        // SAFETY: a fresh object of that size; entries from `used` on are never read.
        unsafe {
            (*table.0).used = 0;
            (*table.0).capacity = capacity_of(slots) as u32;
            (*table.0).mask = (slots - 1) as u32;
            (*table.0).index_width = index_width(slots) as u8;
            (*table.0).all_str = all_str;
            if slots == MIN_INDEX {
                // Eight slots of a byte: a store, where a length that is not known makes a call.
                table
                    .index()
                    .cast::<[u8; MIN_INDEX]>()
                    .write([0xff; MIN_INDEX]);
            } else {
                ptr::write_bytes(table.index(), 0xff, slots * index_width(slots));
            }
        }
        Ok(table)
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
                let new = self.new_table(source.slots(), source.all_str())?;
                let head = size_of::<crate::layout::Object>();
                ptr::copy_nonoverlapping(
                    source.0.cast::<u8>().add(head),
                    new.0.cast::<u8>().add(head),
                    source.size() - head,
                );
                (*dict).table = new.0;
            } else {
                let slots = index_len_for(count).unwrap_or(usize::MAX);
                let new = self.new_table(slots, source.all_str())?;
                new.push_all(source);
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
