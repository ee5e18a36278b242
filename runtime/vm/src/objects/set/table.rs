//! The table behind a set: CPython's (`Objects/setobject.c`), slot for slot, so that a set of ints, of tuples of ints, ...
//! iterates in CPython's order.

use core::ptr;

use crate::layout::{Set, SetSlot, SetTable};
use crate::memory::LINEAR_BYTES;
use crate::objects::dict::str_hash;
use crate::objects::numbers::hash;
use crate::{Result, Value, Vm};

/// The smallest table.
const MIN_SLOTS: usize = 8;
/// Neighbours tried before the next jump.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// A borrowed look at a set's table.
#[derive(Clone, Copy)]
pub(crate) struct Table(*mut SetTable);

/// Where a key is, or belongs.
pub(crate) enum Found {
    At(usize),
    Free(usize),
}

/// The same, as far as it can be told without a call.
enum Seen {
    At(usize),
    Free(usize),
    /// `__eq__` has to be asked.
    Unsure,
}

impl Table {
    #[inline(always)]
    fn first(self) -> *mut SetSlot {
        // SAFETY: bodies: made of live tables only.
        unsafe { ptr::addr_of_mut!((*self.0).slots).cast::<SetSlot>() }
    }

    #[inline(always)]
    fn mask(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).mask as usize }
    }

    /// How many slots there are.
    #[inline(always)]
    pub(crate) fn slots(self) -> usize {
        self.mask() + 1
    }

    /// Slots taken, those of deleted items included.
    #[inline(always)]
    fn fill(self) -> usize {
        // SAFETY: bodies.
        unsafe { (*self.0).fill as usize }
    }

    #[inline(always)]
    fn set_fill(self, fill: usize) {
        // SAFETY: bodies.
        unsafe { (*self.0).fill = fill as u32 }
    }

    #[inline(always)]
    fn slot(self, slot: usize) -> SetSlot {
        debug_assert!(slot <= self.mask());
        // SAFETY: bodies and initialised; callers stay below the number of slots.
        unsafe { *self.first().add(slot) }
    }

    #[inline(always)]
    fn put(self, slot: usize, hash: i64, key: Value) {
        debug_assert!(slot <= self.mask());
        // SAFETY: as above.
        unsafe { *self.first().add(slot) = SetSlot { hash, key } }
    }

    /// Whether the next item is one too many (CPython's 3/5).
    #[inline(always)]
    fn is_crowded(self, fill: usize) -> bool {
        fill * 5 >= self.mask() * 3
    }

    /// Adds a key that is not in the table, which has no deleted entries and has room.
    #[inline]
    fn insert_clean(self, hash: i64, key: Value) {
        let mask = self.mask();
        let mut probe = Probe::new(hash, mask);
        while !self.slot(probe.slot).key.is_null() {
            probe.advance(mask);
        }
        self.put(probe.slot, hash, key);
    }

    /// The slots, none of which changes meanwhile.
    #[inline(always)]
    fn all<'a>(self) -> &'a [SetSlot] {
        // SAFETY: bodies and initialised: all slots are.
        unsafe { core::slice::from_raw_parts(self.first(), self.slots()) }
    }

    /// Adds the items of another table, in its order. This one has none of them, no deleted ones, and has room.
    #[inline]
    fn insert_all(self, other: Table) {
        for slot in other.all().iter().filter(|slot| slot.is_live()) {
            self.insert_clean(slot.hash, slot.key);
        }
    }

    /// Rebuilds a smallest table in place, without its deleted items.
    fn tidy_smallest(self) {
        debug_assert_eq!(self.slots(), MIN_SLOTS);
        let mut old = [SetSlot::EMPTY; MIN_SLOTS];
        old.copy_from_slice(self.all());
        // SAFETY: bodies.
        unsafe { ptr::write_bytes(self.first(), 0, MIN_SLOTS) };
        let live = || old.iter().filter(|slot| slot.is_live());
        live().for_each(|slot| self.insert_clean(slot.hash, slot.key));
        self.set_fill(live().count());
    }

    /// Looks a key up as long as nothing has to be called. `ADDS` wants to know where it belongs: in the slot of the last
    /// deleted item on the way, if there is one.
    #[inline(always)]
    fn look<const ADDS: bool>(self, vm: &Vm, key: Value, hash: i64) -> Seen {
        let mask = self.mask();
        let mut probe = Probe::new(hash, mask);
        let mut deleted = None;
        loop {
            let slot = self.slot(probe.slot);
            if slot.key == key {
                return Seen::At(probe.slot);
            }
            if slot.key.is_null() {
                return Seen::Free(deleted.unwrap_or(probe.slot));
            }
            if ADDS && slot.hash == SetSlot::DELETED_HASH {
                deleted = Some(probe.slot);
            }
            if slot.hash == hash && !slot.key.both_ints(key) {
                match seem_equal(vm, slot.key, key) {
                    Some(true) => return Seen::At(probe.slot),
                    Some(false) => {}
                    None => return Seen::Unsure,
                }
            }
            probe.advance(mask);
        }
    }
}

/// [`Vm::keys_equal`], for look-ups that are inlined in many places.
#[inline(never)]
fn seem_equal(vm: &Vm, item: Value, key: Value) -> Option<bool> {
    vm.keys_equal(item, key)
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

/// As many slots as a table has that must have more than so many.
fn slots_above(count: usize) -> usize {
    (count + 1).next_power_of_two().max(MIN_SLOTS)
}

/// The slots for which a table is exchanged that has become too crowded with so many items.
fn slots_when_crowded(items: usize) -> usize {
    slots_above(if items > 50_000 { items * 2 } else { items * 4 })
}

/// How many slots an empty set has after so many items were added, one by one.
fn slots_after(items: usize) -> usize {
    let mut slots = MIN_SLOTS;
    loop {
        let crowd = ((slots - 1) * 3).div_ceil(5);
        if items < crowd {
            return slots;
        }
        slots = slots_when_crowded(crowd);
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
    (from..table.slots()).find_map(|number| {
        let slot = table.slot(number);
        slot.is_live().then_some((number, slot.hash, slot.key))
    })
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
        if item.is_int() {
            return Ok(hash::of_word(item.int_payload()));
        }
        if self.is_exact_str(item) {
            return Ok(str_hash(item));
        }
        self.other_item_hash(item)
    }

    #[inline(never)]
    fn other_item_hash(&mut self, item: Value) -> Result<i64> {
        let hash = self.hash_of_compound(item);
        if hash.is_err() {
            Err(self.unhashable(item, "a set element"))
        } else {
            hash
        }
    }

    #[inline(always)]
    fn new_set_table(&mut self, slots: usize) -> Result<Table> {
        let size = size_of::<SetTable>() + slots * size_of::<SetSlot>();
        let table = if size <= LINEAR_BYTES {
            self.alloc_plain(self.types.set_table, size)
        } else if slots <= 1 << 31 {
            self.try_alloc(self.types.set_table, size)?
        } else {
            return Err(self.no_memory());
        };
        let table = table.cast::<SetTable>();
        // SAFETY: a fresh object of that size, its slots zero.
        unsafe { (*table).mask = (slots - 1) as u32 };
        Ok(Table(table))
    }

    /// Looks a key up. May call `__eq__`.
    #[inline(always)]
    fn set_find<const ADDS: bool>(
        &mut self,
        set: Value,
        key: Value,
        hash: i64,
    ) -> Result<Option<Found>> {
        let Some(table) = table(set) else {
            return Ok(None);
        };
        match table.look::<ADDS>(self, key, hash) {
            Seen::At(slot) => Ok(Some(Found::At(slot))),
            Seen::Free(slot) => Ok(Some(Found::Free(slot))),
            Seen::Unsure => self.set_find_any::<ADDS>(set, key, hash),
        }
    }

    /// The same for any key. Looks again if `__eq__` changes the set; a key to be added is there, though, if an item has said
    /// that it equals it, whatever became of the item.
    #[inline(never)]
    fn set_find_any<const ADDS: bool>(
        &mut self,
        set: Value,
        key: Value,
        hash: i64,
    ) -> Result<Option<Found>> {
        'again: loop {
            let mut deleted = None;
            let Some(table) = table(set) else {
                return Ok(None);
            };
            let mask = table.mask();
            let mut probe = Probe::new(hash, mask);
            loop {
                let slot = table.slot(probe.slot);
                if slot.key.is_null() {
                    return Ok(Some(Found::Free(deleted.unwrap_or(probe.slot))));
                }
                if ADDS && slot.hash == SetSlot::DELETED_HASH {
                    deleted = Some(probe.slot);
                }
                if slot.hash == hash {
                    if slot.key == key {
                        return Ok(Some(Found::At(probe.slot)));
                    }
                    let equal = self.items_equal(slot.key, key)?;
                    if ADDS && equal {
                        return Ok(Some(Found::At(probe.slot)));
                    }
                    if self::table(set).is_none_or(|now| now.0 != table.0)
                        || table.slot(probe.slot).key != slot.key
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
    #[inline(always)]
    pub(crate) fn set_contains_hashed(
        &mut self,
        set: Value,
        key: Value,
        hash: i64,
    ) -> Result<bool> {
        Ok(matches!(
            self.set_find::<false>(set, key, hash)?,
            Some(Found::At(_))
        ))
    }

    /// Whether every item of a set is in another, if that can be told without a call.
    pub(crate) fn set_seems_subset(&self, set: Value, other: Value) -> Option<bool> {
        let Some(items) = table(set) else {
            return Some(true);
        };
        let Some(other) = table(other) else {
            return Some(len(set) == 0);
        };
        for slot in items.all().iter().filter(|slot| slot.is_live()) {
            match other.look::<false>(self, slot.key, slot.hash) {
                Seen::At(_) => {}
                Seen::Free(_) => return Some(false),
                Seen::Unsure => return None,
            }
        }
        Some(true)
    }

    /// Adds a key of a known hash; whether it was new.
    #[inline(always)]
    pub(crate) fn set_add_hashed(&mut self, set: Value, key: Value, hash: i64) -> Result<bool> {
        let slot = match self.set_find::<true>(set, key, hash)? {
            Some(Found::At(_)) => return Ok(false),
            Some(Found::Free(slot)) => slot,
            None => {
                let fresh = self.new_set_table(MIN_SLOTS)?;
                // SAFETY: typed.
                unsafe { (*object(set)).table = fresh.0 };
                hash as usize & (MIN_SLOTS - 1)
            }
        };
        // SAFETY: typed and bodies: the look-up has found a table, or it was just made.
        let table = Table(unsafe { (*object(set)).table });
        let unused = table.slot(slot).key.is_null();
        table.put(slot, hash, key);
        // SAFETY: typed.
        unsafe { (*object(set)).len += 1 };
        if unused {
            let fill = table.fill() + 1;
            table.set_fill(fill);
            if table.is_crowded(fill) {
                self.set_resize_for(set)?;
            }
        }
        Ok(true)
    }

    #[inline(never)]
    fn set_resize_for(&mut self, set: Value) -> Result<()> {
        self.set_resize(set, slots_when_crowded(len(set)) - 1)
    }

    /// A table with more slots than `more_than`, without the deleted entries.
    fn set_resize(&mut self, set: Value, more_than: usize) -> Result<()> {
        let slots = slots_above(more_than);
        if slots == MIN_SLOTS
            && let Some(table) = table(set)
            && table.slots() == MIN_SLOTS
        {
            table.tidy_smallest();
            return Ok(());
        }
        let new = self.new_set_table(slots)?;
        if let Some(old) = table(set) {
            new.insert_all(old);
        }
        new.set_fill(len(set));
        // SAFETY: typed.
        unsafe { (*object(set)).table = new.0 };
        Ok(())
    }

    /// The slots that a set needs for `more` items, if it needs other ones (CPython looks so before it merges).
    #[inline]
    fn slots_for(set: Value, more: usize) -> Option<usize> {
        let (fill, mask) =
            table(set).map_or((0, MIN_SLOTS - 1), |table| (table.fill(), table.mask()));
        ((fill + more) * 5 >= mask * 3).then(|| slots_above((len(set) + more) * 2))
    }

    /// Makes room for `more` items as CPython does before it merges.
    pub(crate) fn set_prepare(&mut self, set: Value, more: usize) -> Result<()> {
        match Vm::slots_for(set, more) {
            Some(slots) => self.set_resize(set, slots - 1),
            None => Ok(()),
        }
    }

    /// Gives an empty set without a table the ints in `items`, if each of them gets the slot that it asks for first: then
    /// the tables on the way to the last one need not be made. Whether it was so.
    pub(crate) fn set_place_ints(&mut self, set: Value, items: &[Value]) -> Result<bool> {
        const MOST_SLOTS: usize = 2048;
        let slots = slots_after(items.len().min(MOST_SLOTS));
        if slots <= MIN_SLOTS || slots > MOST_SLOTS {
            return Ok(false);
        }
        let home = |item: Value| hash::of_word(item.int_payload()) as usize & (slots - 1);
        let mut taken = [0u64; MOST_SLOTS / 64];
        for &item in items {
            let home = home(item);
            if !item.is_int() || taken[home / 64] >> (home % 64) & 1 != 0 {
                return Ok(false);
            }
            taken[home / 64] |= 1 << (home % 64);
        }
        let table = self.new_set_table(slots)?;
        for &item in items {
            table.put(home(item), hash::of_word(item.int_payload()), item);
        }
        table.set_fill(items.len());
        // SAFETY: typed.
        unsafe {
            (*object(set)).table = table.0;
            (*object(set)).len = items.len();
        }
        Ok(true)
    }

    /// Gives an empty set without a table the items of `one`, in the slots that they have once those of `other` are to come:
    /// the copy of the table need not be made that would be exchanged at once.
    pub(crate) fn set_begin_union(&mut self, set: Value, one: Value, other: Value) -> Result<()> {
        let (Some(source), count) = (table(one), len(one)) else {
            return Ok(());
        };
        let copied = Vm::slots_for(set, count).unwrap_or(MIN_SLOTS);
        if count == 0 || len(other) == 0 || copied != source.slots() || source.fill() != count {
            return self.set_merge(set, one);
        }
        let Some(slots) = Vm::slots_for(one, len(other)) else {
            return self.set_merge(set, one);
        };
        let table = self.new_set_table(slots)?;
        table.insert_all(source);
        table.set_fill(count);
        // SAFETY: typed.
        unsafe {
            (*object(set)).table = table.0;
            (*object(set)).len = count;
        }
        Ok(())
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
                unsafe { ptr::copy_nonoverlapping(source.first(), target.first(), source.slots()) };
            } else {
                target.insert_all(source);
            }
            target.set_fill(len(other));
            // SAFETY: typed.
            unsafe {
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
        match self.set_find::<false>(set, key, hash)? {
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
        table.put(slot, SetSlot::DELETED_HASH, SetSlot::DELETED);
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
