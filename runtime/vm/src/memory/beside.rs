//! Memory beside the heap: what native code keeps in vectors and strings of its own, as much as the program says. Where it
//! ends is MemoryError: when the heap's limit has no room for it, and when the system gives no more.
//!
//! `tests/tests/allocations.rs` finds places that grow in another way.

use std::collections::TryReserveError;
use std::collections::VecDeque;

use crate::{Result, Vm};

/// Less than this is not worth asking for.
const SMALL: usize = 1 << 12;

/// What other code takes is asked for from here on: less is there when the heap is not full.
const PROBED: usize = 1 << 20;

/// A collection that grows.
pub trait Grows {
    /// Bytes of an item.
    const ITEM: usize;
    /// Items that are in it.
    fn held(&self) -> usize;
    /// Items that fit without growing.
    fn room(&self) -> usize;
    /// Grows, as it would by itself, for more items.
    fn try_grow(&mut self, more: usize) -> core::result::Result<(), TryReserveError>;
}

macro_rules! grows {
    ($($kind:ty, $item:ty, ($($parameter:ident)?);)+) => { $(
        impl$(<$parameter>)? Grows for $kind {
            const ITEM: usize = size_of::<$item>();
            fn held(&self) -> usize { self.len() }
            fn room(&self) -> usize { self.capacity() }
            fn try_grow(&mut self, more: usize) -> core::result::Result<(), TryReserveError> { self.try_reserve(more) }
        }
    )+ };
}
grows! {
    Vec<T>, T, (T);
    VecDeque<T>, T, (T);
    String, u8, ();
}

impl Vm {
    /// Room for more items, before they are put in.
    #[inline]
    pub fn reserve(&mut self, collection: &mut impl Grows, more: usize) -> Result<()> {
        if collection.room() - collection.held() >= more {
            return Ok(());
        }
        self.reserve_slow(collection, more)
    }

    #[cold]
    fn reserve_slow<G: Grows>(&mut self, collection: &mut G, more: usize) -> Result<()> {
        let bytes = more.max(collection.held()).saturating_mul(G::ITEM);
        if bytes >= SMALL {
            self.check_room(bytes)?;
        }
        match collection.try_grow(more) {
            Ok(()) => Ok(()),
            Err(_) => Err(self.no_memory()),
        }
    }

    /// Whether there is room for what other code is about to take, which would end the process where there is none (big
    /// ints, the compiler): MemoryError if not.
    pub fn probe(&mut self, bytes: usize) -> Result<()> {
        if bytes < PROBED {
            return Ok(());
        }
        self.ensure_room(bytes)?;
        self.probe_system(bytes)
    }

    /// The same for what is gone soon: the heap's limit is not for it, the system's is.
    pub fn probe_system(&mut self, bytes: usize) -> Result<()> {
        let mut taken: Vec<u8> = Vec::new();
        match taken.try_reserve_exact(bytes) {
            Ok(()) => Ok(()),
            Err(_) => Err(self.no_memory()),
        }
    }

    /// An empty collection with room for so many items.
    pub fn with_room<G: Grows + Default>(&mut self, items: usize) -> Result<G> {
        let mut collection = G::default();
        self.reserve(&mut collection, items)?;
        Ok(collection)
    }

    /// A copy of a slice.
    pub fn copied<T: Copy>(&mut self, items: &[T]) -> Result<Vec<T>> {
        let mut copy: Vec<T> = self.with_room(items.len())?;
        copy.extend_from_slice(items);
        Ok(copy)
    }

    /// So many of the same item.
    pub fn filled<T: Copy>(&mut self, item: T, count: usize) -> Result<Vec<T>> {
        let mut items: Vec<T> = self.with_room(count)?;
        items.resize(count, item);
        Ok(items)
    }

    /// A copy of a text.
    pub fn copied_text(&mut self, text: &str) -> Result<String> {
        let mut copy: String = self.with_room(text.len())?;
        copy.push_str(text);
        Ok(copy)
    }
}
