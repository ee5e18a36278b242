//! Bytes from other objects.

use crate::layout::class_flags;
use crate::objects::sequences::list;
use crate::{Args, Raised, Result, Value, Vm};

/// The content for `bytes(source, encoding, errors)`: the arguments' checks are common to bytes and bytearray.
pub(super) fn content(vm: &mut Vm, kind: &str, args: Args<'_>) -> Result<Vec<u8>> {
    let [source, encoding, errors] =
        vm.bind_arguments(kind, args, &["source", "encoding", "errors"], 0, 3, 0)?;
    for (name, value) in [("encoding", encoding), ("errors", errors)] {
        if !value.is_null() {
            vm.expect_str(kind, &format!("'{name}' "), value)?;
        }
    }
    if source.is_null() || (!encoding.is_null() || !errors.is_null()) && !vm.is_str(source) {
        return match (encoding.is_null(), errors.is_null()) {
            (true, true) => Ok(Vec::new()),
            (false, _) => Err(vm.type_error("encoding without a string argument")),
            (true, false) => Err(vm.type_error("errors without a string argument")),
        };
    }
    if vm.is_str(source) {
        if encoding.is_null() {
            return Err(vm.type_error("string argument without an encoding"));
        }
        let bytes = vm.encode(source, encoding, errors)?;
        return {
            let data = vm.bytes_like(bytes).unwrap_or_default();
            vm.copied(data)
        };
    }
    of_object(vm, source, kind)
}

/// The content of anything but a str.
pub(super) fn of_object(vm: &mut Vm, source: Value, kind: &str) -> Result<Vec<u8>> {
    if kind == "bytes"
        && let Some(bytes) = call_bytes(vm, source)?
    {
        return {
            let data = vm.bytes_like(bytes).unwrap_or_default();
            vm.copied(data)
        };
    }
    if let Some(count) = count(vm, source)? {
        let Ok(count) = usize::try_from(count) else {
            return Err(vm.value_error("negative count"));
        };
        if count > vm.heap.limit {
            return Err(vm.no_memory());
        }
        // What is beside the heap is not collected for; here everything that lives is where a collection sees it.
        vm.ensure_room(count)?;
        return vm.filled(0, count);
    }
    if let Some(data) = vm.bytes_like(source) {
        return vm.copied(data);
    }
    if let Some(view) = vm.buffer_of(source, super::memoryview::FULL_READ_ONLY)? {
        return super::memoryview::content(vm, view);
    }
    let items = items_of(vm, source, kind)?;
    let message = if kind == "bytes" {
        "bytes must be in range(0, 256)"
    } else {
        "byte must be in range(0, 256)"
    };
    of_iterable(vm, items, message)
}

/// The count that an object with `__index__` stands for. One whose `__index__` raises TypeError is not a count.
fn count(vm: &mut Vm, source: Value) -> Result<Option<i64>> {
    let class = vm.class_of(source);
    if vm.slots(class).index.is_none() {
        return Ok(None);
    }
    let overflow = vm.types.overflow_error;
    match vm.index_i64(source, overflow) {
        Err(Raised) if vm.is_exception(vm.raised, vm.types.type_error) => {
            vm.take_raised();
            Ok(None)
        }
        count => count.map(Some),
    }
}

/// The iterator of what bytes are made of.
fn items_of(vm: &mut Vm, source: Value, kind: &str) -> Result {
    let refusal = |class: &str| format!("cannot convert '{class}' object to {kind}");
    if vm.is_str(source) {
        let class = vm.class_name(source);
        return Err(vm.type_error(refusal(&class)));
    }
    vm.iter_or(source, refusal)
}

/// The ints of an iterable.
pub(super) fn of_iterable(vm: &mut Vm, source: Value, message: &str) -> Result<Vec<u8>> {
    let items = vm.list_from(source)?;
    let mut data: Vec<u8> = vm.with_room(list::items(items).len())?;
    let mut at = 0;
    while let Some(&item) = list::items(items).get(at) {
        let index = vm.index(item)?;
        match vm
            .int_as_i64(index)
            .and_then(|byte| u8::try_from(byte).ok())
        {
            Some(byte) => {
                vm.reserve(&mut data, 1)?;
                data.push(byte);
            }
            None => return Err(vm.value_error(message)),
        }
        at += 1;
    }
    Ok(data)
}

/// What `__bytes__` gives, if the object has it.
pub(super) fn call_bytes(vm: &mut Vm, value: Value) -> Result<Option<Value>> {
    if value.is_int() || value.is_float() || vm.class_of(value) == vm.types.bytes {
        return Ok(None);
    }
    let name = vm.intern("__bytes__");
    let Some((method, this)) = vm.get_special(value, name)? else {
        return Ok(None);
    };
    let result = if this.is_null() {
        vm.call_pos(method, &[])?
    } else {
        vm.call_pos(method, &[this])?
    };
    if !vm.has_class_flag(result, class_flags::BYTES_SUBCLASS) {
        let (owner, name) = (vm.class_name(value), vm.class_name(result));
        return Err(vm.type_error(format!(
            "{owner}.__bytes__() must return a bytes, not {name}"
        )));
    }
    Ok(Some(result))
}

impl Vm {
    /// `bytes(value)` for something that is not bytes-like (`PyObject_Bytes`): no count.
    pub fn bytes_of_object(&mut self, value: Value) -> Result {
        if let Some(bytes) = call_bytes(self, value)? {
            return Ok(bytes);
        }
        let items = items_of(self, value, "bytes")?;
        let data = of_iterable(self, items, "bytes must be in range(0, 256)")?;
        self.try_new_bytes(&data)
    }
}
