//! Attributes of instances, and cells.

use super::{advance, operand};
use crate::Value;
use crate::interpreter::machine::Machine;
use crate::layout::Instance;
use crate::objects::cast;
use crate::objects::class::method_cache::{Entry, Way};
use crate::specialize::Backoff;
use crate::specialize::attribute::IN_DICT;

/// The instance on top, if its class has the version.
#[inline(always)]
fn instance_of<'a>(m: &Machine<'_>, version: u64) -> Option<&'a mut Instance> {
    let value = m.peek(1);
    if !value.is_object() {
        return None;
    }
    // SAFETY: pinned: an object's class is live.
    if unsafe { (*cast::class_of_object(value)).version } != version as u32 {
        return None;
    }
    // SAFETY: typed: the versions that these instructions cache are of classes whose instances have that shape.
    Some(unsafe { cast::get(value) })
}

/// Puts an attribute in its owner's place, where it is set, and NULL above one that is to be called.
#[inline(always)]
fn replace(m: &mut Machine<'_>, value: Value, oparg: u32) -> bool {
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    if oparg & 1 != 0 {
        m.push(Value::NULL);
    }
    true
}

/// What is known of a name in the class of the object on top, and that object: see [`Way`].
#[inline(always)]
fn known<'a>(m: &'a mut Machine<'_>, name: Value) -> Option<(&'a Entry, &'a Instance)> {
    let owner = m.peek(1);
    if !owner.is_object() {
        return None;
    }
    let entry = m.vm.method_cache.find(cast::class_of_object(owner), name)?;
    // SAFETY: typed: only classes whose instances have that shape, or values at that place, have another way than the general one,
    // in which nothing of the instance is read.
    Some((entry, unsafe { cast::get(owner) }))
}

/// LOAD_ATTR where several classes meet.
#[inline(always)]
pub(super) fn load_any(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let counter = operand!(m, LOAD_ATTR, _SPECIALIZE_LOAD_ATTR) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let name = m.name(oparg >> 1);
    let Some((entry, instance)) = known(m, name) else {
        return false;
    };
    let lacks_name = || {
        // SAFETY: bodies: keys are checked of classes that have some.
        entry.keys == 0
            || instance.dict.is_null()
                && unsafe { (*(*instance.head.class).keys).version } == entry.keys
    };
    let done = match entry.way {
        Way::Inline | Way::InlineStored if instance.dict.is_null() => {
            // SAFETY: typed: the class has that many inline values.
            let value = unsafe { *instance.values.as_ptr().add(entry.index as usize) };
            replace(m, value, oparg)
        }
        Way::Slot => {
            // SAFETY: typed: the class has a value there.
            let value = unsafe {
                let index = entry.index as i16;
                *instance.values.as_ptr().offset(index as isize)
            };
            replace(m, value, oparg)
        }
        Way::Method if oparg & 1 != 0 && lacks_name() => {
            let method = entry.value.bits();
            push_method(m, method)
        }
        Way::Plain if lacks_name() => {
            let value = entry.value;
            replace(m, value, oparg)
        }
        _ => false,
    };
    if done {
        advance(m.this, counter);
    }
    done
}

/// STORE_ATTR where several classes meet.
#[inline(always)]
pub(super) fn store_any(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let counter = operand!(m, STORE_ATTR, _SPECIALIZE_STORE_ATTR) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let name = m.name(oparg);
    let Some((entry, instance)) = known(m, name) else {
        return false;
    };
    if entry.way != Way::InlineStored || !instance.dict.is_null() {
        return false;
    }
    // SAFETY: typed: the class has that many inline values.
    let field = unsafe { instance.values.as_ptr().add(entry.index as usize) }.cast_mut();
    // SAFETY: as above. The first assignment counts in more than one way: see `share_name`.
    if unsafe { *field }.is_null() {
        return false;
    }
    advance(m.this, counter);
    store(m, field)
}

#[inline(always)]
pub(super) fn load_value(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_INSTANCE_VALUE, _GUARD_TYPE_VERSION);
    let index = operand!(m, LOAD_ATTR_INSTANCE_VALUE, _LOAD_ATTR_INSTANCE_VALUE);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    if !instance.dict.is_null() || index & u64::from(IN_DICT) != 0 {
        return false;
    }
    // SAFETY: typed: the version is of a class with that many inline values.
    let value = unsafe { *instance.values.as_ptr().add(index as usize) };
    replace(m, value, oparg)
}

#[inline(always)]
pub(super) fn load_slot(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_SLOT, _GUARD_TYPE_VERSION);
    let index = operand!(m, LOAD_ATTR_SLOT, _LOAD_ATTR_SLOT) as i16;
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with a value there.
    let value = unsafe { *instance.values.as_ptr().offset(index as isize) };
    replace(m, value, oparg)
}

#[inline(always)]
pub(super) fn load_method_with_values(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_METHOD_WITH_VALUES, _GUARD_TYPE_VERSION);
    let keys = operand!(m, LOAD_ATTR_METHOD_WITH_VALUES, _GUARD_KEYS_VERSION);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with shared keys.
    if !instance.dict.is_null() || unsafe { (*(*instance.head.class).keys).version } != keys as u32
    {
        return false;
    }
    let method = operand!(
        m,
        LOAD_ATTR_METHOD_WITH_VALUES,
        _LOAD_ATTR_METHOD_WITH_VALUES
    );
    push_method(m, method)
}

#[inline(always)]
pub(super) fn load_method(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_METHOD_NO_DICT, _GUARD_TYPE_VERSION);
    if instance_of(m, version).is_none() {
        return false;
    }
    let method = operand!(m, LOAD_ATTR_METHOD_NO_DICT, _LOAD_ATTR_METHOD_NO_DICT);
    push_method(m, method)
}

#[inline(always)]
fn push_method(m: &mut Machine<'_>, method: u64) -> bool {
    let owner = m.peek(1);
    m.set_peek(1, Value::from_bits(method));
    m.push(owner);
    true
}

#[inline(always)]
pub(super) fn store_value(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, STORE_ATTR_INSTANCE_VALUE, _GUARD_TYPE_VERSION_AND_LOCK);
    let index = operand!(m, STORE_ATTR_INSTANCE_VALUE, _STORE_ATTR_INSTANCE_VALUE);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    if !instance.dict.is_null() || index & u64::from(IN_DICT) != 0 {
        return false;
    }
    let Some([value, after @ ..]) = cast::inline_values(instance).get_mut(index as usize..) else {
        return false;
    };
    // The order of the values is that of assignment.
    if value.is_null() && after.iter().any(|later| !later.is_null()) {
        return false;
    }
    store(m, value)
}

#[inline(always)]
pub(super) fn store_slot(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, STORE_ATTR_SLOT, _GUARD_TYPE_VERSION);
    let index = operand!(m, STORE_ATTR_SLOT, _STORE_ATTR_SLOT);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with a value there.
    store(m, unsafe {
        instance.values.as_mut_ptr().add(index as usize)
    })
}

/// Stores the value below the object on top into a field of it.
#[inline(always)]
fn store(m: &mut Machine<'_>, field: *mut Value) -> bool {
    let (owner, value) = (m.peek(1), m.peek(2));
    // SAFETY: callers pass a field of the object on top.
    unsafe { m.vm.write_field(owner.pointer(), field, value) };
    m.drop(2);
    true
}

#[inline(always)]
pub(super) fn load_deref(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    // SAFETY: the compiler makes a cell of every local that a *_DEREF names, before it runs.
    let cell: &crate::layout::Cell = unsafe { cast::get(m.local(oparg)) };
    if cell.content.is_null() {
        return false;
    }
    m.push(cell.content);
    true
}
