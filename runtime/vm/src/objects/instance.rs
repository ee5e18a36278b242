//! Instances: attributes inline by the class's shared names, or in a dict (CPython's managed dicts).

use super::class::get;
use crate::layout::{
    Class, Dict, Fields, FloatObject, Instance, Native, Object, Shape, SharedKeys, class_flags,
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
        if !dict_word(owner).is_null() {
            let dict: *mut Dict = dict_word(owner).pointer();
            return if value.is_null() {
                Ok(!self.dict_remove(dict, name)?.is_null())
            } else {
                self.dict_set(dict, name, value).map(|()| true)
            };
        }
        if keeps_inline(class) {
            let index = match shared_index(class, name) {
                None if value.is_null() => return Ok(false),
                None => self.add_shared_name(class, name),
                found => found,
            };
            if let Some(at) = index.map(|index| index + class.slot_count as usize)
                && at < class.inline_size as usize
            {
                let had = !values(owner)[at].is_null();
                if !had
                    && !value.is_null()
                    && values(owner)[at + 1..].iter().any(|later| !later.is_null())
                {
                    // Set in another order than the class's other instances: only a dict can tell.
                    let dict = self.instance_dict(owner);
                    return self.dict_set(dict.pointer(), name, value).map(|()| true);
                }
                let bit = 1 << (at - class.slot_count as usize);
                // SAFETY: bodies: a class whose instances keep attributes inline has shared keys.
                let keys = unsafe { &mut *class.keys };
                if keys.known & bit == 0 {
                    if keys.room == 0 {
                        let dict = self.instance_dict(owner);
                        return self.dict_set(dict.pointer(), name, value).map(|()| true);
                    }
                    keys.room -= 1;
                    keys.known |= bit;
                    keys.version = 0;
                }
                let slot = &mut values(owner)[at];
                // SAFETY: `slot` is one of the instance's values.
                unsafe { self.write_field(owner.pointer(), slot, value) };
                return Ok(had || !value.is_null());
            }
        } else if value.is_null() {
            return Ok(false);
        }
        let dict = self.instance_dict(owner);
        self.dict_set(dict.pointer(), name, value).map(|()| true)
    }

    /// A new name for the instances of a class, if there is room.
    fn add_shared_name(&mut self, class: &mut Class, name: Value) -> Option<usize> {
        // SAFETY: bodies: shared keys are null or live.
        let keys = unsafe { class.keys.as_mut()? };
        let index = keys.len as usize;
        if index == SharedKeys::CAPACITY || keys.room == 0 {
            return None;
        }
        keys.room -= 1;
        keys.names[index] = name;
        keys.len += 1;
        keys.known |= 1 << index;
        keys.version = 0;
        Some(index)
    }

    /// An instance's `__dict__`: made, and given its inline attributes, when it is first asked for.
    pub fn instance_dict(&mut self, owner: Value) -> Value {
        if !dict_word(owner).is_null() {
            return *dict_word(owner);
        }
        let dict = Value::object(self.new_dict());
        let class = get(self.class_of(owner));
        if keeps_inline(class) {
            // SAFETY: bodies: shared keys are null or live.
            if let Some(keys) = unsafe { class.keys.as_ref() } {
                for index in 0..keys.len as usize {
                    let at = index + class.slot_count as usize;
                    let value = values(owner).get(at).copied().unwrap_or(Value::NULL);
                    if !value.is_null()
                        && self
                            .dict_set(dict.pointer(), keys.names[index], value)
                            .is_err()
                    {
                        // Setting a str key fails for lack of memory only, which the next check reports.
                        self.take_raised();
                    }
                }
            }
        }
        self.set_instance_dict(owner, dict);
        dict
    }

    /// Replaces an instance's `__dict__`.
    pub fn set_instance_dict(&mut self, owner: Value, dict: Value) {
        let class = get(self.class_of(owner));
        if keeps_inline(class) {
            // From now on the dict holds the attributes.
            values(owner)[class.slot_count as usize..].fill(Value::NULL);
        }
        // SAFETY: the word after the header is a field of the instance.
        unsafe { self.write_field(owner.pointer(), dict_word(owner), dict) };
    }
}
