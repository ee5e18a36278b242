//! bytes and bytearray. Their common methods take data and give objects of the kind they were called on.

mod array;
mod case;
mod class;
mod construct;
mod hex;
mod memoryview;
mod methods;
pub mod pack;
mod percent;
mod split;

use crate::layout::{ByteArrayObject, Bytes, Class, Object, RawBytes, Shape};
use crate::{Result, Value, Vm};

/// Fills the classes.
pub fn init(vm: &mut Vm) {
    class::init(vm);
    array::init(vm);
    memoryview::init(vm);
}

/// Whether it is a bytearray or of a subclass.
fn is_array(value: Value) -> bool {
    // SAFETY: typed: callers pass bytes or bytearrays.
    unsafe { (*(*value.pointer::<Object>()).class).shape == Shape::ByteArray }
}

/// The data of a method's `self`.
fn own<'a>(vm: &Vm, this: Value) -> &'a [u8] {
    vm.bytes_like(this).unwrap_or_default()
}

/// The struct of a bytearray.
fn array<'a>(this: Value) -> &'a mut ByteArrayObject {
    // SAFETY: typed: callers pass bytearrays; nothing else refers to the struct meanwhile.
    unsafe { &mut *this.pointer::<ByteArrayObject>() }
}

/// The data of a bytearray, to be changed.
fn array_data<'a>(this: Value) -> &'a mut [u8] {
    let array = array(this);
    if array.body.is_null() {
        return &mut [];
    }
    // SAFETY: bodies: `len` bytes of the body are in use.
    unsafe { core::slice::from_raw_parts_mut((&raw mut (*array.body).data).cast(), array.len) }
}

/// A new object of the kind of `like` (bytes or bytearray, never a subclass).
fn make(vm: &mut Vm, like: Value, data: &[u8]) -> Result {
    if is_array(like) {
        vm.new_bytearray(data)
    } else {
        vm.try_new_bytes(data)
    }
}

/// The object itself if it is exactly bytes and unchanged; a copy otherwise.
fn same(vm: &mut Vm, this: Value) -> Result {
    if vm.class_of(this) == vm.types.bytes {
        Ok(this)
    } else {
        make(vm, this, own(vm, this))
    }
}

impl Vm {
    /// Bytes, raising MemoryError where the size is out of reach.
    pub fn try_new_bytes(&mut self, data: &[u8]) -> Result {
        if data.len() < 64 << 10 {
            return Ok(self.new_bytes(data));
        }
        let class = self.types.bytes;
        self.new_bytes_of(class, data)
    }

    /// So many zero bytes.
    pub(crate) fn new_zero_bytes(&mut self, len: usize) -> Result {
        let Some(size) = len.checked_add(size_of::<Bytes>() + 1) else {
            return Err(self.no_memory());
        };
        let bytes = self.try_alloc(self.types.bytes, size)?.cast::<Bytes>();
        // SAFETY: a fresh zeroed object of that size.
        unsafe {
            (*bytes).len = len;
            (*bytes).hash = -1;
        }
        Ok(Value::object(bytes))
    }

    /// Bytes of a class.
    pub(crate) fn new_bytes_of(&mut self, class: *mut Class, data: &[u8]) -> Result {
        let bytes = self
            .try_alloc(class, size_of::<Bytes>() + data.len() + 1)?
            .cast::<Bytes>();
        // SAFETY: a fresh zeroed object, large enough for the data and the zero after them.
        unsafe {
            (*bytes).len = data.len();
            (*bytes).hash = -1;
            core::ptr::copy_nonoverlapping(
                data.as_ptr(),
                (&raw mut (*bytes).data).cast(),
                data.len(),
            );
        }
        Ok(Value::object(bytes))
    }

    /// A bytearray.
    pub fn new_bytearray(&mut self, data: &[u8]) -> Result {
        let object = self.alloc(self.types.bytearray, size_of::<ByteArrayObject>());
        let this = Value::object(object);
        self.array_set_len(this, data.len())?;
        array_data(this).copy_from_slice(data);
        Ok(this)
    }

    /// Makes a bytearray so long; new bytes are zero.
    pub(crate) fn array_set_len(&mut self, this: Value, len: usize) -> Result<()> {
        let old = array(this).len;
        // SAFETY: null or a body.
        let capacity = unsafe { array(this).body.as_ref() }.map_or(0, |body| body.capacity);
        if len > capacity {
            let wanted = if old == 0 {
                len
            } else {
                len.saturating_add(len / 8 + 8)
            };
            let size = crate::memory::good_size(
                wanted
                    .saturating_add(size_of::<RawBytes>())
                    .min(isize::MAX as usize / 2),
            );
            let body = self
                .try_alloc_uninit(self.types.raw_bytes, size)?
                .cast::<RawBytes>();
            // SAFETY: a fresh body of that size, larger than the old one.
            unsafe {
                (*body).capacity = size - size_of::<RawBytes>();
                core::ptr::copy_nonoverlapping(
                    array_data(this).as_ptr(),
                    (&raw mut (*body).data).cast(),
                    old,
                );
            }
            array(this).body = body;
        }
        array(this).len = len;
        if len > old {
            array_data(this)[old..].fill(0);
        }
        Ok(())
    }

    /// The data of a bytes-like argument.
    pub fn expect_bytes<'a>(&mut self, value: Value) -> Result<&'a [u8]> {
        match self.bytes_like(value) {
            Some(data) => Ok(data),
            None => {
                let name = self.class_name(value);
                Err(self.type_error(format!("a bytes-like object is required, not '{name}'")))
            }
        }
    }

    /// A byte argument.
    fn expect_byte(&mut self, value: Value) -> Result<u8> {
        let index = self.index(value)?;
        match self
            .int_as_i64(index)
            .and_then(|byte| u8::try_from(byte).ok())
        {
            Some(byte) => Ok(byte),
            None => Err(self.value_error("byte must be in range(0, 256)")),
        }
    }
}
