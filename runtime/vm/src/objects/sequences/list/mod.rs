//! list: storage and growth (CPython's `Objects/listobject.c`).

mod methods;
mod order;
mod slices;
mod sort;

use core::ptr;

use super::tuple::MAX_ITEMS;
use crate::layout::{Class, List, Object, ValueArray, class_flags};
use crate::{Result, Value, Vm};

pub use methods::init;

/// The items of a list; do not hold across anything that may change the list.
#[inline(always)]
pub fn items<'a>(list: Value) -> &'a [Value] {
    let list = list.pointer::<List>();
    // SAFETY: typed and bodies: callers pass lists only; the body holds at least `len` items.
    unsafe {
        if (*list).len == 0 {
            return &[];
        }
        core::slice::from_raw_parts(data((*list).body), (*list).len)
    }
}

/// How many items a list has.
#[inline(always)]
pub fn len(list: Value) -> usize {
    // SAFETY: typed: callers pass lists only.
    unsafe { (*list.pointer::<List>()).len }
}

/// How many items fit a list's body.
#[inline(always)]
pub(crate) fn capacity(list: Value) -> usize {
    // SAFETY: typed and bodies.
    unsafe {
        let body = (*list.pointer::<List>()).body;
        if body.is_null() { 0 } else { (*body).capacity }
    }
}

/// The first item of a body.
///
/// # Safety
/// `body` is a live body.
#[inline(always)]
unsafe fn data(body: *mut ValueArray) -> *mut Value {
    // SAFETY: the caller's.
    unsafe { ptr::addr_of_mut!((*body).items).cast::<Value>() }
}

/// The items for changing; nothing else may look at the list meanwhile.
#[inline(always)]
pub fn items_mut<'a>(list: Value) -> &'a mut [Value] {
    let list = list.pointer::<List>();
    // SAFETY: as in `items`.
    unsafe {
        if (*list).len == 0 {
            return &mut [];
        }
        core::slice::from_raw_parts_mut(data((*list).body), (*list).len)
    }
}

/// CPython's growth pattern: 0, 4, 8, 16, 24, 32, 40, 52, 64, 76, ...
fn grown(wanted: usize, now: usize) -> usize {
    let over = (wanted + (wanted >> 3) + 6) & !3;
    if wanted > now && wanted - now > over - wanted {
        (wanted + 3) & !3
    } else {
        over
    }
}

impl Vm {
    /// A list.
    #[inline]
    pub fn new_list(&mut self, items: &[Value]) -> Value {
        let list = Value::object(self.alloc_plain(self.types.list, size_of::<List>()));
        if !items.is_empty() {
            let size = size_of::<ValueArray>() + size_of_val(items);
            let class = self.types.value_array;
            let body = if size <= crate::memory::LINEAR_BYTES {
                self.alloc_plain(class, size)
            } else {
                self.alloc_uninit(class, size)
            };
            let body = body.cast::<ValueArray>();
            // SAFETY: a fresh body of that size, a fresh list.
            unsafe {
                (*body).capacity = items.len();
                ptr::copy_nonoverlapping(items.as_ptr(), data(body), items.len());
                let list = list.pointer::<List>();
                (*list).body = body;
                (*list).len = items.len();
            }
        }
        list
    }

    /// A list of exactly so many items, which `fill` writes. It must write all of them, and allocate nothing.
    pub(crate) fn new_list_filled(&mut self, len: usize, fill: impl FnOnce(*mut Value)) -> Result {
        let list = Value::object(self.alloc_plain(self.types.list, size_of::<List>()));
        if len == 0 {
            return Ok(list);
        }
        if len > MAX_ITEMS {
            return Err(self.no_memory());
        }
        let size = size_of::<ValueArray>() + len * size_of::<Value>();
        let class = self.types.value_array;
        let body = if size <= crate::memory::LINEAR_BYTES {
            self.alloc_plain(class, size)
        } else {
            self.try_alloc_uninit(class, size)?
        };
        let body = body.cast::<ValueArray>();
        // SAFETY: a fresh body of that size, filled before anything else is allocated; a fresh list.
        unsafe {
            (*body).capacity = len;
            fill(data(body));
            let list = list.pointer::<List>();
            (*list).body = body;
            (*list).len = len;
        }
        Ok(list)
    }

    /// A list of the items of one slice, then of another.
    pub(crate) fn new_list_of_both(&mut self, first: &[Value], second: &[Value]) -> Result {
        self.new_list_filled(first.len() + second.len(), |to| {
            // SAFETY: room for both.
            unsafe {
                ptr::copy_nonoverlapping(first.as_ptr(), to, first.len());
                ptr::copy_nonoverlapping(second.as_ptr(), to.add(first.len()), second.len());
            }
        })
    }

    /// The same, raising MemoryError where the size is out of reach. The items must be rooted elsewhere.
    pub fn try_new_list(&mut self, items: &[Value]) -> Result {
        self.new_list_of_both(items, &[])
    }

    /// An empty list of a class.
    #[inline]
    pub fn new_empty_list(&mut self, class: *mut Class) -> Value {
        Value::object(self.alloc(class, size_of::<List>()))
    }

    /// An empty list with room.
    pub fn new_list_with_capacity(&mut self, capacity: usize) -> Result {
        let list = self.new_empty_list(self.types.list);
        if capacity > 0 {
            self.list_reserve_exactly(list, capacity)?;
        }
        Ok(list)
    }

    /// A body of values, all NULL; MemoryError if it is too large.
    pub(crate) fn try_new_value_array(&mut self, capacity: usize) -> Result<*mut ValueArray> {
        if capacity > MAX_ITEMS {
            return Err(self.no_memory());
        }
        let size = size_of::<ValueArray>() + capacity * size_of::<Value>();
        let body = self
            .try_alloc(self.types.value_array, size)?
            .cast::<ValueArray>();
        // SAFETY: a fresh object of that size.
        unsafe { (*body).capacity = capacity };
        Ok(body)
    }

    /// Gives the list a body of exactly that capacity, which must be at least its length.
    pub(crate) fn list_reserve_exactly(&mut self, list: Value, capacity: usize) -> Result<()> {
        let body = self.try_new_value_array(capacity)?;
        let pointer = list.pointer::<List>();
        // SAFETY: typed and bodies; the new body has room for the items.
        unsafe {
            let len = (*pointer).len.min(capacity);
            if len > 0 {
                ptr::copy_nonoverlapping(data((*pointer).body), data(body), len);
            }
            (*pointer).body = body;
        }
        Ok(())
    }

    /// Makes room for `more` further items.
    #[inline]
    pub(crate) fn list_reserve(&mut self, list: Value, more: usize) -> Result<()> {
        let wanted = len(list).saturating_add(more);
        if wanted <= capacity(list) {
            Ok(())
        } else {
            self.list_grow(list, wanted)
        }
    }

    /// Gives a list that never had a body one for so many items (CPython's `list_preallocate_exact`).
    fn list_reserve_first(&mut self, list: Value, count: usize) -> Result<()> {
        if capacity(list) > 0 || count == 0 {
            return Ok(());
        }
        self.list_reserve_exactly(list, count.saturating_add(count & 1))
    }

    #[cold]
    #[inline(never)]
    fn list_grow(&mut self, list: Value, wanted: usize) -> Result<()> {
        if wanted > MAX_ITEMS {
            return Err(self.no_memory());
        }
        self.list_reserve_exactly(list, grown(wanted, len(list)))
    }

    /// `list.append(item)`. Past the hard limit of memory the error is raised at the next check.
    #[inline(always)]
    pub fn list_append(&mut self, list: Value, item: Value) {
        if self.list_push(list, item).is_err() {
            self.list_append_anyway(list, item);
        }
    }

    #[cold]
    fn list_append_anyway(&mut self, list: Value, item: Value) {
        self.raised = Value::NULL;
        let (old, wanted) = (items(list), grown(len(list) + 1, len(list)));
        let body = self.new_value_array(wanted);
        let pointer = list.pointer::<List>();
        // SAFETY: the new body has room for the items and one more.
        unsafe {
            ptr::copy_nonoverlapping(old.as_ptr(), data(body), old.len());
            *data(body).add(old.len()) = item;
            (*pointer).body = body;
            (*pointer).len += 1;
        }
    }

    /// `list.append(item)`.
    #[inline(always)]
    pub fn list_push(&mut self, list: Value, item: Value) -> Result<()> {
        let pointer = list.pointer::<List>();
        // SAFETY: typed and bodies; the index is below the capacity after `list_grow`.
        unsafe {
            let body = (*pointer).body;
            let len = (*pointer).len;
            if body.is_null() || len >= (*body).capacity {
                self.list_grow(list, len + 1)?;
            }
            let body = (*pointer).body;
            self.write_field(body.cast::<Object>(), data(body).add(len), item);
            (*pointer).len = len + 1;
        }
        Ok(())
    }

    /// `list.insert(index, item)`, at the end where the index is beyond it.
    pub fn list_insert(&mut self, list: Value, index: usize, item: Value) -> Result<()> {
        let at = index.min(len(list));
        self.list_splice(list, at, at, &[item])
    }

    /// Shortens a list and forgets what was beyond, giving memory back as CPython does (`list_resize`).
    pub(crate) fn list_truncate(&mut self, list: Value, new_len: usize) {
        let old = len(list);
        if new_len >= old {
            return;
        }
        items_mut(list)[new_len..].fill(Value::NULL);
        let pointer = list.pointer::<List>();
        // SAFETY: typed; the length goes down only.
        unsafe {
            (*pointer).len = new_len;
            if new_len == 0 {
                (*pointer).body = ptr::null_mut();
                return;
            }
        }
        if new_len < capacity(list) >> 1
            && capacity(list) > 8
            && self
                .list_reserve_exactly(list, grown(new_len, old))
                .is_err()
        {
            // The old, larger body is as good.
            self.raised = Value::NULL;
        }
    }

    /// Removes and gives the last item; NULL if the list is empty.
    #[inline]
    pub fn list_pop_last(&mut self, list: Value) -> Value {
        let Some((last, rest)) = items(list).split_last() else {
            return Value::NULL;
        };
        let last = *last;
        let (new_len, capacity) = (rest.len(), capacity(list));
        if new_len < capacity >> 1 && capacity > 8 {
            self.list_truncate(list, new_len);
        } else {
            items_mut(list)[new_len] = Value::NULL;
            // SAFETY: typed; the length goes down only.
            unsafe { (*list.pointer::<List>()).len = new_len };
        }
        last
    }

    /// Whether the value is a list or an instance of a subclass.
    #[inline]
    pub fn is_list(&self, value: Value) -> bool {
        self.has_flag(value, class_flags::LIST_SUBCLASS)
    }

    /// Appends many items, which must not lie in this list's body.
    pub(crate) fn list_extend_slice(&mut self, list: Value, more: &[Value]) -> Result<()> {
        if more.is_empty() {
            return Ok(());
        }
        self.list_reserve(list, more.len())?;
        let pointer = list.pointer::<List>();
        // SAFETY: the body has room; `more` is elsewhere, or (a list extended by itself) before the items written.
        unsafe {
            ptr::copy(
                more.as_ptr(),
                data((*pointer).body).add((*pointer).len),
                more.len(),
            );
            (*pointer).len += more.len();
        }
        core::hint::black_box(list);
        Ok(())
    }

    /// Appends so many items, each made of its number without allocating.
    pub(crate) fn list_extend_with(
        &mut self,
        list: Value,
        count: usize,
        item: impl Fn(usize) -> Value,
    ) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        self.list_reserve(list, count)?;
        let pointer = list.pointer::<List>();
        // SAFETY: typed and bodies: the body has room.
        unsafe {
            let to = data((*pointer).body).add((*pointer).len);
            (0..count).for_each(|index| *to.add(index) = item(index));
            (*pointer).len += count;
        }
        Ok(())
    }

    /// `list.extend(iterable)`.
    pub fn list_extend(&mut self, list: Value, iterable: Value) -> Result<()> {
        let class = self.class_of(iterable);
        if class == self.types.list || class == self.types.tuple {
            // A growing body of a list that is extended by itself leaves the old body, which the slice keeps alive.
            let more = if class == self.types.list {
                items(iterable)
            } else {
                super::tuple::items(iterable)
            };
            self.list_reserve_first(list, more.len())?;
            return self.list_extend_slice(list, more);
        }
        if let Some(done) = self.list_extend_dict(list, iterable) {
            return done;
        }
        let iterator = self.iter(iterable)?;
        let hint = self.length_hint(iterable, 8)?;
        // A hint that lies must not cost the program its memory.
        if self.list_reserve_first(list, hint.min(1 << 20)).is_err() {
            self.raised = Value::NULL;
        }
        if self.class_of(iterator) == self.types.range_iterator {
            return super::range::extend_list(self, list, iterator);
        }
        let class = self.class_of(iterator);
        let Some(next) = self.slots(class).next else {
            while let Some(item) = self.next_item(iterator)? {
                self.list_push(list, item)?;
            }
            return Ok(());
        };
        loop {
            let item = match next(self, iterator) {
                Ok(item) => item,
                Err(raised) => return self.end_of_iteration(raised),
            };
            if item.is_null() {
                return Ok(());
            }
            self.list_push(list, item)?;
            self.check_memory()?;
        }
    }

    /// The items of any iterable as a new list object (so that they stay rooted).
    pub fn list_from(&mut self, iterable: Value) -> Result {
        let list = self.new_empty_list(self.types.list);
        self.list_extend(list, iterable)?;
        Ok(list)
    }

    /// The same, and what else to say where it is not iterable (CPython's `PySequence_Fast`).
    pub fn list_or(&mut self, iterable: Value, refusal: &str) -> Result {
        let iterator = self.iter_or(iterable, |_| refusal.to_owned())?;
        self.list_from(iterator)
    }
}
