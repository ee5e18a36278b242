//! Instances: attributes inline by the class's shared names, or in a dict (CPython's managed dicts).

pub mod attributes;
pub mod methods;
pub mod object;

use super::class::get;
use crate::layout::{
    Class, Dict, Fields, FloatObject, Holds, Instance, Native, Object, Shape, SharedKeys,
    class_flags,
};
use crate::{Result, Value, Vm};

/// Bytes of an instance made by `object.__new__`.
#[inline(always)]
pub fn size_of_instance(class: &Class) -> usize {
    match class.shape {
        Shape::Fields => size_of::<Fields>() + 8 * class.inline_size as usize,
        Shape::Native => size_of::<Native>(),
        Shape::Float => size_of::<FloatObject>(),
        _ => size_of::<Instance>() + 8 * class.inline_size as usize,
    }
}

/// The word after the header: an instance's dict, in every shape that has one.
#[inline(always)]
fn dict_word<'a>(owner: Value) -> &'a mut Value {
    // SAFETY: typed: shapes of classes with MANAGED_DICT keep the dict right after the header.
    unsafe { &mut *owner.pointer::<Object>().add(1).cast::<Value>() }
}

fn keeps_inline(class: &Class) -> bool {
    class.flags & class_flags::INLINE_VALUES != 0
}

/// The index of a name among a class's shared names.
#[inline]
pub fn shared_index(class: &Class, name: Value) -> Option<usize> {
    // SAFETY: bodies: shared keys are null or live.
    let keys: &SharedKeys = unsafe { class.keys.as_ref()? };
    keys.names[..keys.len as usize]
        .iter()
        .position(|candidate| *candidate == name)
}

#[inline(always)]
fn values<'a>(owner: Value) -> &'a mut [Value] {
    super::cast::inline_values(owner.pointer())
}

impl Vm {
    /// Whether instances of the value's class may have attributes of their own.
    #[inline(always)]
    pub(crate) fn has_attributes(&self, owner: Value) -> bool {
        owner.is_object() && get(self.class_of(owner)).flags & class_flags::MANAGED_DICT != 0
    }

    /// An instance's own attribute; NULL if it has none of the name (interned).
    #[inline]
    pub(crate) fn instance_get(&mut self, owner: Value, name: Value) -> Result {
        let class = get(self.class_of(owner));
        let dict = *dict_word(owner);
        if !dict.is_null() {
            return self.dict_get(dict.pointer(), name);
        }
        if !keeps_inline(class) {
            return Ok(Value::NULL);
        }
        match shared_index(class, name).map(|index| index + class.slot_count as usize) {
            Some(at) if at < class.inline_size as usize => Ok(values(owner)[at]),
            _ => Ok(Value::NULL),
        }
    }

    /// Sets or (NULL) deletes an instance's own attribute. Whether there was one to delete.
    pub(crate) fn instance_set(&mut self, owner: Value, name: Value, value: Value) -> Result<bool> {
        let class = get(self.class_of(owner));
        if value.is_null() {
            return self.instance_delete(owner, class, name);
        }
        let shared = self.share_name(owner, class, name);
        if dict_word(owner).is_null()
            && keeps_inline(class)
            && let Some(index) = shared
        {
            let at = index + class.slot_count as usize;
            let values = values(owner);
            // Set in another order than the class's other instances, only a dict can tell.
            if at < values.len()
                && (!values[at].is_null() || values[at + 1..].iter().all(|later| later.is_null()))
            {
                // SAFETY: `slot` is one of the instance's values.
                unsafe { self.write_field(owner.pointer(), &mut values[at], value) };
                return Ok(true);
            }
        }
        let dict = self.own_dict(owner);
        if shared.is_none() {
            // Too many names to share: CPython gives the instance a dict of its own.
            dict.holds = Holds::Own;
        }
        self.dict_set(dict, name, value).map(|()| true)
    }

    fn instance_delete(&mut self, owner: Value, class: &Class, name: Value) -> Result<bool> {
        let dict = *dict_word(owner);
        if !dict.is_null() {
            return Ok(!self.dict_remove(dict.pointer(), name)?.is_null());
        }
        let index = shared_index(class, name).map(|index| index + class.slot_count as usize);
        let slot = match index {
            Some(at) if keeps_inline(class) => values(owner).get_mut(at),
            _ => None,
        };
        Ok(slot.is_some_and(|slot| !std::mem::replace(slot, Value::NULL).is_null()))
    }

    /// Makes a name known to the instances of a class, when one of them gets the attribute: its index among the shared names,
    /// or none if there is no room for it, or the instance does not share them.
    fn share_name(&mut self, owner: Value, class: &Class, name: Value) -> Option<usize> {
        let dict = *dict_word(owner);
        if !dict.is_null() {
            // SAFETY: typed: what holds an instance's attributes is a dict.
            let dict = unsafe { &*dict.pointer::<Dict>() };
            if dict.holds == Holds::Own {
                return None;
            }
        }
        // SAFETY: bodies: shared keys are null or live.
        let keys = unsafe { class.keys.as_mut()? };
        let index = shared_index(class, name).unwrap_or(keys.len as usize);
        let bit = 1u32.checked_shl(index as u32)?;
        if keys.known & bit != 0 {
            return Some(index);
        }
        if keys.room == 0 || index == SharedKeys::CAPACITY {
            return None;
        }
        keys.room -= 1;
        keys.known |= bit;
        keys.version = 0;
        if index == keys.len as usize {
            keys.names[index] = name;
            keys.len += 1;
        }
        Some(index)
    }

    /// An instance's `__dict__`: made, and given its inline attributes, when it is first asked for.
    pub fn instance_dict(&mut self, owner: Value) -> Value {
        let dict = self.own_dict(owner);
        if dict.holds == Holds::Inline {
            dict.holds = Holds::Shared;
        }
        Value::object(dict)
    }

    /// The dict that holds an instance's attributes from now on.
    fn own_dict<'a>(&mut self, owner: Value) -> &'a mut Dict {
        let word = *dict_word(owner);
        if !word.is_null() {
            // SAFETY: typed: what holds an instance's attributes is a dict.
            return unsafe { &mut *word.pointer::<Dict>() };
        }
        let made = self.new_dict();
        let class = get(self.class_of(owner));
        // SAFETY: bodies: shared keys are null or live.
        if let Some(keys) = unsafe { class.keys.as_ref() } {
            // SAFETY: `new_dict` gives a dict.
            unsafe { (*made).holds = how_kept(class) };
            let count = if keeps_inline(class) { keys.len } else { 0 };
            for index in 0..count as usize {
                let at = index + class.slot_count as usize;
                let value = values(owner).get(at).copied().unwrap_or(Value::NULL);
                if !value.is_null() && self.dict_set(made, keys.names[index], value).is_err() {
                    // Setting a str key fails for lack of memory only, which the next check reports.
                    self.take_raised();
                }
            }
        }
        self.set_instance_dict(owner, Value::object(made));
        // SAFETY: as above.
        unsafe { &mut *made }
    }

    /// Replaces an instance's `__dict__`.
    pub fn set_instance_dict(&mut self, owner: Value, dict: Value) {
        let class = get(self.class_of(owner));
        if keeps_inline(class) {
            // From now on the dict holds the attributes.
            values(owner)[class.slot_count as usize..].fill(Value::NULL);
        }
        class.flags |= class_flags::DICTS;
        // SAFETY: the word after the header is a field of the instance.
        unsafe { self.write_field(owner.pointer(), dict_word(owner), dict) };
    }

    /// Whether some instances of a class have got a dict; not of none.
    pub fn have_dicts(&self, class: *mut Class) -> bool {
        !class.is_null() && get(class).flags & class_flags::DICTS != 0
    }

    /// Where CPython would have an instance's attributes.
    pub(crate) fn attributes_held(&self, owner: Value) -> Holds {
        let class = get(self.class_of(owner));
        let Some(dict) = self.as_dict(self.dict_of(owner)) else {
            return how_kept(class);
        };
        // A key that is no str, or a deleted one, is nothing that names could be shared for.
        let shared = dict.holds != Holds::Own
            && dict.len <= SharedKeys::CAPACITY
            && super::dict::has_str_keys(self, dict);
        if shared { dict.holds } else { Holds::Own }
    }
}

/// Where CPython keeps the attributes of a class's instances before anybody asks for their dict: inline, unless they are of
/// variable size.
pub(crate) fn how_kept(class: &Class) -> Holds {
    match class.shape {
        _ if class.keys.is_null() => Holds::Own,
        Shape::BigInt | Shape::Bytes | Shape::Tuple => Holds::Shared,
        _ => Holds::Inline,
    }
}
