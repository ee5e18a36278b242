//! Objects of native classes whose fields are values (shape `Fields`).

use core::ptr;

use crate::layout::{Class, Fields, Object};
use crate::{Value, Vm};

/// A value of a native object (field 0 is its `__dict__`).
#[inline(always)]
pub fn field(object: Value, index: usize) -> Value {
    let fields = object.pointer::<Fields>();
    // SAFETY: typed: callers pass objects of their own class, which has that many fields.
    unsafe { *ptr::addr_of!((*fields).values).cast::<Value>().add(index) }
}

/// Changes a value of a native object.
#[inline(always)]
pub fn set_field(vm: &mut Vm, object: Value, index: usize, value: Value) {
    let fields = object.pointer::<Fields>();
    // SAFETY: as in `field`.
    unsafe {
        vm.write_field(
            object.pointer::<Object>(),
            ptr::addr_of_mut!((*fields).values)
                .cast::<Value>()
                .add(index),
            value,
        )
    }
}

impl Vm {
    /// An object of native fields (shape `Fields`); those beyond `values` are NULL.
    #[inline]
    pub fn new_fields(&mut self, class: *mut Class, values: &[Value]) -> Value {
        // SAFETY: typed: the class is live.
        let count = unsafe { (*class).inline_size } as usize;
        let object = self
            .alloc(class, size_of::<Fields>() + count * size_of::<Value>())
            .cast::<Fields>();
        debug_assert!(values.len() <= count);
        // SAFETY: a fresh object of that size; more values than fields are not copied.
        unsafe {
            ptr::copy_nonoverlapping(
                values.as_ptr(),
                ptr::addr_of_mut!((*object).values).cast::<Value>(),
                values.len().min(count),
            )
        };
        Value::object(object)
    }
}
