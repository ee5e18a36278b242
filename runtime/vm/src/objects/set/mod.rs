//! set and frozenset (CPython's `Objects/setobject.c`).

mod methods;
mod operations;
mod table;

use crate::layout::{Class, Set, class_flags};
use crate::{Result, Value, Vm};

pub use methods::init;
pub(crate) use methods::quick_item;
pub(crate) use table::next_item;
pub use table::{items, len};

impl Vm {
    /// An empty set or frozenset of a class.
    #[inline]
    pub fn new_empty_set(&mut self, class: *mut Class) -> Value {
        let set = self.alloc(class, size_of::<Set>()).cast::<Set>();
        if class != self.types.set {
            // SAFETY: a fresh object. -1: a frozenset's hash is unknown; for a set it is where `pop` starts, any number will do.
            unsafe { (*set).hash = -1 };
        }
        Value::object(set)
    }

    /// A set of items.
    pub fn new_set(&mut self, items: &[Value]) -> Result {
        let set = self.new_empty_set(self.types.set);
        for &item in items {
            self.set_add(set, item)?;
        }
        Ok(set)
    }

    /// A frozenset of items.
    pub fn new_frozenset(&mut self, items: &[Value]) -> Result {
        let set = self.new_empty_set(self.types.frozenset);
        for &item in items {
            self.set_add(set, item)?;
        }
        Ok(set)
    }

    /// `set.add(item)`.
    #[inline]
    pub fn set_add(&mut self, set: Value, item: Value) -> Result<()> {
        let hash = self.item_hash(item)?;
        self.set_add_hashed(set, item, hash).map(|_| ())
    }

    /// `set.update(iterable)`.
    pub fn set_update(&mut self, set: Value, iterable: Value) -> Result<()> {
        operations::update(self, set, iterable)
    }

    /// `item in set`. Not inlined: what it keeps in memory would stand in the way of the interpreter's tail calls.
    #[inline(never)]
    pub fn set_contains(&mut self, set: Value, item: Value) -> Result<bool> {
        let (key, hash) = methods::lookup_key(self, item)?;
        self.set_contains_hashed(set, key, hash)
    }

    /// Whether the value is a set, a frozenset or an instance of a subclass.
    #[inline]
    pub fn is_any_set(&self, value: Value) -> bool {
        self.has_flag(value, class_flags::SET_SUBCLASS)
    }
}
