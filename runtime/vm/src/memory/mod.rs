//! The heap: a non-moving mark-sweep collector with conservative native roots.
use crate::layout::{Class, Object};
use crate::Value;
/// The heap.
pub struct Heap {}
/// A growable array of values that the collector sees, for native code.
pub struct RootedVec {}
impl crate::Vm {
    /// Allocates an object of `size` bytes (header included), zeroed after the header. A safepoint. Past the hard limit a
    /// small reserve is used and MemoryError is raised at the next periodic check; sizes above 1 MiB should use `try_alloc`.
    pub fn alloc(&mut self, class: *mut Class, size: usize) -> *mut Object { todo!("{class:?}{size}") }
    /// The same, raising MemoryError at once if the limit is reached.
    pub fn try_alloc(&mut self, class: *mut Class, size: usize) -> crate::Result<*mut Object> { todo!("{class:?}{size}") }
    /// A full collection.
    pub fn collect(&mut self) { todo!() }
    /// Stores a value into a heap object (reserved for a write barrier).
    ///
    /// # Safety
    /// `field` points into `object`.
    #[inline(always)]
    pub unsafe fn write_field(&mut self, object: *mut Object, field: *mut Value, value: Value) { let _ = object; unsafe { *field = value } }
}
