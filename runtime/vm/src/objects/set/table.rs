//! The table behind a set: CPython's (`Objects/setobject.c`), slot for slot, so that a set of ints, of tuples of ints, ...
//! iterates in CPython's order.
//!
//! The body is a `DictTable` whose entries are the hash table itself: `used` and `capacity` are the number of slots (so
//! the collector sees all of them), `index_len` is the number of slots taken, deleted ones included.

use core::ptr;

use crate::layout::{DictTable, Entry, Set};
use crate::{Result, Value, Vm};

/// The smallest table.
const MIN_SLOTS: usize = 8;
/// Neighbours tried before the next jump.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
/// The key of a deleted entry: neither an object nor any value that Python sees.
const DUMMY: Value = Value::from_bits(0x30);

/// A borrowed look at a set's table.
#[derive(Clone, Copy)]
pub(crate) struct Table(*mut DictTable);

/// Where a key is, or belongs.
pub(crate) enum Found {
    At(usize),
    Free(usize),
}

impl Table {
    #[inline(always)]
    fn entries(self) -> *mut Entry {
        // SAFETY: bodies: made of live tables only.
        unsafe { ptr::addr_of_mut!((*self.0).entries).cast::<Entry>() }
    }

    #[inline(always)]
    pub(crate) fn slots(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).capacity }
    }

    #[inline(always)]
    fn fill(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).index_len }
    }

    #[inline(always)]
    fn entry(self, slot: usize) -> Entry {
        debug_assert!(slot < self.slots());
        // SAFETY: bodies and initialised; callers stay below the number of slots.
        unsafe { *self.entries().add(slot) }
    }

    #[inline(always)]
    fn put(self, slot: usize, hash: i64, key: Value) {
        // SAFETY: as above.
        unsafe {
            *self.entries().add(slot) = Entry {
                hash,
                key,
                value: Value::NULL,
            }
        }
    }

    /// Adds a key that is not in the table, which has no deleted entries and has room.
    fn insert_clean(self, hash: i64, key: Value) {
        let mask = self.slots() - 1;
        let mut probe = Probe::new(hash, mask);
        while !self.entry(probe.slot).key.is_null() {
            probe.advance(mask);
        }
        self.put(probe.slot, hash, key);
    }
}

struct Probe {
    slot: usize,
    start: usize,
    left: usize,
    perturb: u64,
}

impl Probe {
    #[inline(always)]
    fn new(hash: i64, mask: usize) -> Probe {
        let mut probe = Probe {
            slot: 0,
            start: hash as usize & mask,
            left: 0,
            perturb: hash as u64,
        };
        probe.begin(mask);
        probe
    }

    #[inline(always)]
    fn begin(&mut self, mask: usize) {
        self.slot = self.start;
        self.left = if self.start + LINEAR_PROBES <= mask {
            LINEAR_PROBES
        } else {
            0
        };
    }

    #[inline(always)]
    fn advance(&mut self, mask: usize) {
        if self.left > 0 {
            self.left -= 1;
            self.slot += 1;
        } else {
            self.perturb >>= PERTURB_SHIFT;
            self.start = self
                .start
                .wrapping_mul(5)
                .wrapping_add(1)
                .wrapping_add(self.perturb as usize)
                & mask;
            self.begin(mask);
        }
    }
}

#[inline(always)]
fn object(set: Value) -> *mut Set {
    set.pointer::<Set>()
}

/// A set's table, if it has one.
#[inline(always)]
pub(crate) fn table(set: Value) -> Option<Table> {
    // SAFETY: typed: callers pass sets only.
    let table = unsafe { (*object(set)).table };
    if table.is_null() {
        None
    } else {
        Some(Table(table))
    }
}

/// How many items a set has.
#[inline(always)]
pub fn len(set: Value) -> usize {
    // SAFETY: typed: callers pass sets only.
    unsafe { (*object(set)).len }
}

/// The item at or after a slot: its slot, hash and key. For iteration that survives changes of the set.
#[inline]
pub(crate) fn next_item(set: Value, from: usize) -> Option<(usize, i64, Value)> {
    let table = table(set)?;
    let mut slot = from;
    while slot < table.slots() {
        let entry = table.entry(slot);
        if !entry.key.is_null() && entry.key != DUMMY {
            return Some((slot, entry.hash, entry.key));
        }
        slot += 1;
    }
    None
}

/// The items in order. Do not hold across a change.
pub fn items(set: Value) -> impl Iterator<Item = Value> {
    hashed_items(set).map(|(_, key)| key)
}

/// The items in order, with their hashes. Do not hold across a change.
pub(crate) fn hashed_items(set: Value) -> impl Iterator<Item = (i64, Value)> {
    let mut position = 0;
    core::iter::from_fn(move || {
        let (slot, hash, key) = next_item(set, position)?;
        position = slot + 1;
        Some((hash, key))
    })
}

/// Where `set.pop` looks next (a set has no hash, so the field is free for it).
fn finger(set: Value) -> *mut i64 {
    // SAFETY: typed.
    unsafe { &raw mut (*object(set)).hash }
}

impl Vm {
    /// The hash of an item of a set.
    #[inline(always)]
    pub fn item_hash(&mut self, item: Value) -> Result<i64> {
        if item.is_int() || self.is_exact_str(item) {
            return self.key_hash(item);
        }
        let hash = self.hash(item);
        if hash.is_err() {
            Err(self.unhashable(item, "a set element"))
        } else {
            hash
        }
    }

    fn new_set_table(&mut self, slots: usize) -> Result<Table> {
        if slots > 1 << 40 {
            return Err(self.no_memory());
        }
        let size = size_of::<DictTable>() + slots * size_of::<Entry>();
        let table = self
            .try_alloc(self.types.dict_table, size)?
            .cast::<DictTable>();
        // SAFETY: a fresh object of that size, its entries zero.
        unsafe {
            (*table).used = slots;
            (*table).capacity = slots;
        }
        Ok(Table(table))
    }

    /// Looks a key up. May call `__eq__`; looks again if that changes the set.
    #[inline]
    pub(crate) fn set_find(&mut self, set: Value, key: Value, hash: i64) -> Result<Option<Found>> {
        'again: loop {
            let Some(table) = table(set) else {
                return Ok(None);
            };
            let mask = table.slots() - 1;
            let mut probe = Probe::new(hash, mask);
            loop {
                let entry = table.entry(probe.slot);
                if entry.key.is_null() {
                    return Ok(Some(Found::Free(probe.slot)));
                }
                if entry.hash == hash && entry.key != DUMMY {
                    if entry.key == key {
                        return Ok(Some(Found::At(probe.slot)));
                    }
                    let equal = self.items_equal(entry.key, key)?;
                    if self::table(set).is_none_or(|now| now.0 != table.0)
                        || table.entry(probe.slot).key != entry.key
                    {
                        continue 'again;
                    }
                    if equal {
                        return Ok(Some(Found::At(probe.slot)));
                    }
                }
                probe.advance(mask);
            }
        }
    }

    /// Whether a key of a known hash is in the set.
    #[inline]
    pub(crate) fn set_contains_hashed(
        &mut self,
        set: Value,
        key: Value,
        hash: i64,
    ) -> Result<bool> {
        Ok(matches!(self.set_find(set, key, hash)?, Some(Found::At(_))))
    }

    /// Adds a key of a known hash; whether it was new.
    #[inline]
    pub(crate) fn set_add_hashed(&mut self, set: Value, key: Value, hash: i64) -> Result<bool> {
        let (table, slot) = match self.set_find(set, key, hash)? {
            Some(Found::At(_)) => return Ok(false),
            Some(Found::Free(slot)) => (table(set), slot),
            None => {
                let fresh = self.new_set_table(MIN_SLOTS)?;
                // SAFETY: typed.
                unsafe { (*object(set)).table = fresh.0 };
                (Some(fresh), hash as usize & (MIN_SLOTS - 1))
            }
        };
        let Some(table) = table else { return Ok(false) };
        table.put(slot, hash, key);
        // SAFETY: typed and bodies.
        unsafe {
            (*table.0).index_len += 1;
            (*object(set)).len += 1;
        }
        if table.fill() * 5 < (table.slots() - 1) * 3 {
            Ok(true)
        } else {
            self.set_resize_for(set).map(|()| true)
        }
    }

    #[cold]
    fn set_resize_for(&mut self, set: Value) -> Result<()> {
        let len = len(set);
        self.set_resize(set, if len > 50_000 { len * 2 } else { len * 4 })
    }

    /// A table with more slots than `more_than`, without the deleted entries.
    fn set_resize(&mut self, set: Value, more_than: usize) -> Result<()> {
        let slots = (more_than + 1).next_power_of_two().max(MIN_SLOTS);
        let new = self.new_set_table(slots)?;
        for (hash, key) in hashed_items(set) {
            new.insert_clean(hash, key);
        }
        // SAFETY: typed and bodies.
        unsafe {
            (*new.0).index_len = len(set);
            (*object(set)).table = new.0;
        }
        Ok(())
    }

    /// Makes room for `more` items as CPython does before it merges.
    pub(crate) fn set_prepare(&mut self, set: Value, more: usize) -> Result<()> {
        let (fill, mask) = table(set).map_or((0, MIN_SLOTS - 1), |table| {
            (table.fill(), table.slots() - 1)
        });
        if (fill + more) * 5 >= mask * 3 {
            self.set_resize(set, (len(set) + more) * 2)
        } else {
            Ok(())
        }
    }

    /// Adds the items of another set (CPython's `set_merge`).
    pub(crate) fn set_merge(&mut self, set: Value, other: Value) -> Result<()> {
        if set == other || len(other) == 0 {
            return Ok(());
        }
        self.set_prepare(set, len(other))?;
        if table(set).is_none_or(|table| table.fill() == 0) {
            let Some(source) = table(other) else {
                return Ok(());
            };
            let target = match table(set) {
                Some(target) => target,
                None => self.new_set_table(MIN_SLOTS)?,
            };
            if target.slots() == source.slots() && source.fill() == len(other) {
                // SAFETY: bodies: two tables of the same size.
                unsafe {
                    ptr::copy_nonoverlapping(source.entries(), target.entries(), source.slots())
                };
            } else {
                for (hash, key) in hashed_items(other) {
                    target.insert_clean(hash, key);
                }
            }
            // SAFETY: typed and bodies.
            unsafe {
                (*target.0).index_len = len(other);
                (*object(set)).table = target.0;
                (*object(set)).len = len(other);
            }
            return Ok(());
        }
        let mut position = 0;
        while let Some((slot, hash, key)) = next_item(other, position) {
            self.set_add_hashed(set, key, hash)?;
            position = slot + 1;
        }
        Ok(())
    }

    /// Removes a key of a known hash; whether it was there.
    pub(crate) fn set_discard_hashed(&mut self, set: Value, key: Value, hash: i64) -> Result<bool> {
        match self.set_find(set, key, hash)? {
            Some(Found::At(slot)) => {
                delete(set, slot);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Removes and gives some item; NULL if there is none.
    pub(crate) fn set_pop_any(&mut self, set: Value) -> Value {
        let Some(table) = table(set) else {
            return Value::NULL;
        };
        // SAFETY: typed: the field of this set.
        let start = unsafe { *finger(set) } as usize & (table.slots() - 1);
        let Some((slot, _, key)) = next_item(set, start).or_else(|| next_item(set, 0)) else {
            return Value::NULL;
        };
        delete(set, slot);
        // SAFETY: as above.
        unsafe { *finger(set) = slot as i64 + 1 };
        key
    }

    /// Rebuilds a table of which more than a quarter is deleted entries.
    pub(crate) fn set_tidy(&mut self, set: Value) -> Result<()> {
        match table(set) {
            Some(table) if table.fill() - len(set) > (table.slots() - 1) / 4 => {
                self.set_resize_for(set)
            }
            _ => Ok(()),
        }
    }
}

/// Deletes the item in a slot.
fn delete(set: Value, slot: usize) {
    if let Some(table) = table(set) {
        table.put(slot, -1, DUMMY);
        // SAFETY: typed.
        unsafe { (*object(set)).len -= 1 };
    }
}

/// Empties a set.
pub(crate) fn clear(set: Value) {
    // SAFETY: typed.
    unsafe {
        (*object(set)).table = ptr::null_mut();
        (*object(set)).len = 0;
    }
}

/// Exchanges the content of two sets.
pub(crate) fn swap(left: Value, right: Value) {
    // SAFETY: typed.
    unsafe {
        core::mem::swap(&mut (*object(left)).table, &mut (*object(right)).table);
        core::mem::swap(&mut (*object(left)).len, &mut (*object(right)).len);
    }
}
