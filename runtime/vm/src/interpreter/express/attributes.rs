//! Attributes, globals, cells.

use uops::Uop;

use super::operand;
use crate::Value;
use crate::interpreter::machine::Machine;
use crate::layout::{Dict, Instance};
use crate::objects::cast;
use crate::specialize::attribute::IN_DICT;

/// The instance `depth` below the top, if its class has the version.
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

/// Pushes NULL above an attribute that is to be called.
#[inline(always)]
fn push_null_if(m: &mut Machine<'_>, oparg: u32) {
    if oparg & 1 != 0 {
        m.push(Value::NULL);
    }
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
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
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
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
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

/// Pushes the value of a dict's entry, if the dict's keys have the version that the entry was found under.
#[inline(always)]
fn load_entry(
    m: &mut Machine<'_>,
    dict: *mut Dict,
    version: u16,
    index: usize,
    oparg: u32,
) -> bool {
    // SAFETY: pinned: the frame's dicts are live.
    let dict = unsafe { &*dict };
    if dict.keys_version as u16 != version || version == 0 {
        return false;
    }
    // SAFETY: bodies: under an unchanged keys version the table still has the entry.
    let value = unsafe { (*(*dict.table).entries.as_ptr().add(index)).value };
    if value.is_null() {
        return false;
    }
    m.push(value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
pub(super) fn load_global(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let entry = operand!(m, LOAD_GLOBAL_MODULE, _LOAD_GLOBAL_MODULE);
    load_entry(m, m.globals(), entry as u16, (entry >> 32) as usize, oparg)
}

#[inline(always)]
pub(super) fn load_builtin(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_GLOBAL_BUILTIN, _GUARD_GLOBALS_VERSION) as u16;
    // SAFETY: pinned: the frame's globals are live.
    if unsafe { (*m.globals()).keys_version } as u16 != version || version == 0 {
        return false;
    }
    let entry = operand!(m, LOAD_GLOBAL_BUILTIN, _LOAD_GLOBAL_BUILTINS);
    load_entry(m, m.builtins(), entry as u16, (entry >> 16) as usize, oparg)
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

#[inline(always)]
pub(super) fn load_of_module(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let entry = operand!(m, LOAD_ATTR_MODULE, _LOAD_ATTR_MODULE);
    let Some(module) = m.vm.as_module(m.peek(1)) else {
        return false;
    };
    // SAFETY: pinned: a module's dict is live.
    let dict = unsafe { &*module.dict };
    if dict.keys_version != entry as u32 || entry as u32 == 0 {
        return false;
    }
    // SAFETY: bodies: under an unchanged keys version the table still has the entry.
    let value = unsafe { (*(*dict.table).entries.as_ptr().add((entry >> 32) as usize)).value };
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
pub(super) fn load_of_class(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_CLASS, _CHECK_ATTR_CLASS);
    match cast::as_class(m.peek(1)) {
        Some(class) if class.version == version as u32 && version != 0 => {}
        _ => return false,
    }
    let value = operand!(m, LOAD_ATTR_CLASS, _LOAD_ATTR_CLASS);
    m.set_peek(1, Value::from_bits(value));
    push_null_if(m, oparg);
    true
}
