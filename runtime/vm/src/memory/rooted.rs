//! [`RootedVec`]: a growable array of values for native code.

use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use crate::layout::ValueArray;
use crate::{Value, Vm};

/// A growable array of values that the collector sees, as long as the `RootedVec` itself is on the native stack: its
/// content is a heap object. In a struct on the Rust heap, visit [`RootedVec::body`] when the struct is traced.
#[derive(Debug)]
pub struct RootedVec {
    body: *mut ValueArray,
    len: usize,
    not_send: PhantomData<*mut ()>,
}

impl Default for RootedVec {
    fn default() -> RootedVec {
        RootedVec::new()
    }
}

impl RootedVec {
    /// An empty one.
    pub const fn new() -> RootedVec {
        RootedVec {
            body: core::ptr::null_mut(),
            len: 0,
            not_send: PhantomData,
        }
    }

    /// An empty one with room for values.
    pub fn with_capacity(vm: &mut Vm, capacity: usize) -> RootedVec {
        let mut new = RootedVec::new();
        if capacity > 0 {
            new.grow(vm, capacity);
        }
        new
    }

    /// A copy of values.
    pub fn from_slice(vm: &mut Vm, values: &[Value]) -> RootedVec {
        let mut new = RootedVec::new();
        new.extend_from_slice(vm, values);
        new
    }

    /// The heap object that holds the values, for tracing; NULL while there is none.
    pub fn body(&self) -> Value {
        Value::object(self.body)
    }

    /// Appends a value.
    #[inline]
    pub fn push(&mut self, vm: &mut Vm, value: Value) {
        if self.len == self.capacity() {
            // `value` is on the native stack meanwhile.
            self.grow(vm, self.len + 1);
            core::hint::black_box(value);
        }
        // SAFETY: below the capacity (bodies).
        unsafe { *self.start().add(self.len) = value };
        self.len += 1;
    }

    /// Appends values.
    pub fn extend_from_slice(&mut self, vm: &mut Vm, values: &[Value]) {
        let len = self.len + values.len();
        if len > self.capacity() {
            self.grow(vm, len);
        }
        // SAFETY: the capacity suffices, and a fresh or own body does not overlap the slice.
        unsafe { core::ptr::copy(values.as_ptr(), self.start().add(self.len), values.len()) };
        self.len = len;
    }

    /// Takes the last value.
    pub fn pop(&mut self) -> Option<Value> {
        self.len = self.len.checked_sub(1)?;
        // SAFETY: below the former length.
        Some(unsafe { core::ptr::replace(self.start().add(self.len), Value::NULL) })
    }

    fn capacity(&self) -> usize {
        // SAFETY: null or a body.
        unsafe { self.body.as_ref() }.map_or(0, |body| body.capacity)
    }

    fn start(&self) -> *mut Value {
        if self.body.is_null() {
            return core::ptr::NonNull::<Value>::dangling().as_ptr();
        }
        // SAFETY: a body.
        unsafe { (&raw mut (*self.body).items).cast() }
    }

    #[cold]
    fn grow(&mut self, vm: &mut Vm, least: usize) {
        let body = vm.new_value_array(least.max(self.len * 2).max(6));
        // SAFETY: a fresh body, larger than the old one.
        unsafe {
            core::ptr::copy_nonoverlapping(self.start(), (&raw mut (*body).items).cast(), self.len)
        };
        self.body = body;
    }
}

impl Deref for RootedVec {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        // SAFETY: `len` values of the body are initialised.
        unsafe { core::slice::from_raw_parts(self.start(), self.len) }
    }
}

impl DerefMut for RootedVec {
    fn deref_mut(&mut self) -> &mut [Value] {
        // SAFETY: as above; the body belongs to this vector alone.
        unsafe { core::slice::from_raw_parts_mut(self.start(), self.len) }
    }
}

impl Vm {
    /// A body for at least `capacity` values, all NULL; its `capacity` may be larger than asked for.
    pub fn new_value_array(&mut self, capacity: usize) -> *mut ValueArray {
        let bytes = heap::good_size(
            size_of::<ValueArray>().saturating_add(capacity.saturating_mul(size_of::<Value>())),
        );
        let array = self
            .alloc(self.types.value_array, bytes)
            .cast::<ValueArray>();
        // SAFETY: a fresh object of that shape and size.
        unsafe { (*array).capacity = (bytes - size_of::<ValueArray>()) / size_of::<Value>() };
        array
    }
}
