//! How much room the instances of a new class have.

use super::get;
use crate::layout::{Class, Holds, Shape, SharedKeys, class_flags};
use crate::objects::cast;
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::{Result, Value, Vm};

/// What attributes of its own and weak references take in an instance.
pub(super) const ATTRIBUTES: u32 = class_flags::MANAGED_DICT | class_flags::WEAK_REFERENCES;
/// Room for attributes at least.
const HEADROOM: usize = 4;
/// Room for attributes where no method of the class is seen to set any: others will.
const UNSEEN: usize = 6;

impl Vm {
    /// Slots, inline attributes, `__dict__` and `__weakref__`.
    pub(super) fn lay_out_instances(&mut self, class: *mut Class, base: *mut Class) -> Result<()> {
        let object = get(class);
        let dict = object.dict;
        let base_has_dict = get(base).flags & class_flags::MANAGED_DICT != 0;
        object.slot_count = get(base).slot_count;
        let slots_name = name!(self, "__slots__");
        let declared = self.dict_get_str(dict, slots_name);
        let mut wants_dict = declared.is_null();
        let mut names = Vec::new();
        if !declared.is_null() {
            let listed = if self.is_instance_of(declared, self.types.str) {
                self.new_list(&[declared])
            } else {
                self.list_from(declared)?
            };
            for name in list::items(listed) {
                if !self.is_instance_of(*name, self.types.str) {
                    let got = self.class_name(*name);
                    return Err(
                        self.type_error(format!("__slots__ items must be strings, not '{got}'"))
                    );
                }
                match &*self.text(*name).into_owned() {
                    "__dict__" => wants_dict = true,
                    "__weakref__" => get(class).flags |= class_flags::WEAK_REFERENCES,
                    name => names.push(mangle(&self.text(get(class).name), name)),
                }
            }
        }
        let instance_shape = object.shape == Shape::Instance;
        if !names.is_empty()
            && matches!(
                object.shape,
                Shape::Str | Shape::List | Shape::Dict | Shape::Set
            )
        {
            // These have no room for slots: attributes of the same names are kept in a dict.
            names.clear();
            wants_dict = true;
        }
        if !names.is_empty() && !matches!(object.shape, Shape::Instance | Shape::Fields) {
            let name = self.text(get(base).name).into_owned();
            return Err(self.type_error(format!(
                "nonempty __slots__ not supported for subtype of '{name}'"
            )));
        }
        // Classes and modules have a dict whatever their class is.
        let is_namespace = matches!(object.shape, Shape::Class | Shape::Module);
        if wants_dict && !is_namespace {
            object.flags |= ATTRIBUTES;
        }
        crate::objects::descriptors::add_instance_attributes(self, class, get(base).flags);
        let first = if instance_shape {
            object.slot_count as usize
        } else {
            get(base).inline_size as usize
        };
        for (index, name) in names.iter().enumerate() {
            let key = self.intern(name);
            if !self.dict_get_str(dict, key).is_null() && name != "__slots__" {
                return Err(self.value_error(format!(
                    "'{name}' in __slots__ conflicts with class variable"
                )));
            }
            let descriptor = self.new_member_descriptor(class, key, first + index);
            self.dict_set_str(dict, name, descriptor);
        }
        object.slot_count = (first + names.len()) as u16;
        object.inline_size = if instance_shape {
            object.slot_count
        } else {
            object.slot_count.max(get(base).inline_size)
        };
        let new_dict = wants_dict && !base_has_dict && !is_namespace;
        if new_dict || !get(base).keys.is_null() {
            let keys = self.new_shared_keys();
            object.keys = keys;
            let attributes = self.static_attributes(class)?;
            // SAFETY: `new_shared_keys` gives a zeroed body.
            let keys = unsafe { &mut *keys };
            for name in list::items(attributes).iter().take(SharedKeys::CAPACITY) {
                keys.names[keys.len as usize] = *name;
                keys.len += 1;
            }
            keys.known = self.own_static_attributes(class, keys);
            keys.room = SharedKeys::CAPACITY as u32 - keys.known.count_ones();
            if !instance_shape {
                if crate::objects::instance::how_kept(object) == Holds::Inline {
                    // The first instance takes one, as in `new_instance`.
                    keys.room -= 1;
                }
                return Ok(());
            }
            object.flags |= class_flags::INLINE_VALUES;
            let seen = keys.len as usize;
            let expected = if seen > 0 {
                seen + 1 + seen / 4
            } else {
                UNSEEN.max(self.annotated_names(class))
            };
            let room = object.inline_size as usize + expected.clamp(HEADROOM, SharedKeys::CAPACITY);
            // Cells are multiples of two words: an odd value would leave one unused.
            object.inline_size = room.next_multiple_of(2) as u16;
        }
        Ok(())
    }

    /// The bits of the names that the class's own methods are seen to set.
    fn own_static_attributes(&mut self, class: *mut Class, keys: &SharedKeys) -> u32 {
        let attributes = self.dict_get_str(get(class).dict, name!(self, "__static_attributes__"));
        let own: &[Value] = if self.as_tuple(attributes).is_some() {
            tuple::items(attributes)
        } else {
            &[]
        };
        let names = keys.names[..keys.len as usize].iter().enumerate();
        names
            .filter(|(_, name)| own.contains(name))
            .fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The attributes that the methods of a class and its ancestors are seen to set, interned: the ancestors' first, of each
    /// class what `__init__` names in its order (CPython sorts `__static_attributes__`, but keeps each instance's order
    /// beside its values; here the keys' order is the instances', so it should be that of the assignments).
    fn static_attributes(&mut self, class: *mut Class) -> Result {
        let listed = self.new_list(&[]);
        let ancestors = tuple::items(get(class).mro);
        for ancestor in ancestors
            .iter()
            .rev()
            .map(|ancestor| get(ancestor.pointer::<Class>()))
        {
            let attributes = self.dict_get_str(ancestor.dict, name!(self, "__static_attributes__"));
            if self.as_tuple(attributes).is_none() {
                continue;
            }
            let known = tuple::items(attributes);
            let init = self.dict_get_str(ancestor.dict, name!(self, "__init__"));
            let named: &[Value] = match self.as_function(init) {
                // SAFETY: pinned: a function's code and its names are live.
                Some(function) => cast::tuple_items(unsafe { (*function.code).names }),
                None => &[],
            };
            for name in named
                .iter()
                .filter(|name| known.contains(name))
                .chain(known)
            {
                if self.is_exact_str(*name) {
                    let name = self.intern_str(*name);
                    if !list::items(listed).contains(&name) {
                        self.list_append(listed, name);
                    }
                }
            }
        }
        Ok(listed)
    }

    /// How many names a class and its ancestors annotate: a dataclass gives its instances as many attributes.
    fn annotated_names(&mut self, class: *mut Class) -> usize {
        let mut count = 0;
        for ancestor in super::mro(class) {
            let annotate = self.dict_get_str(get(ancestor).dict, name!(self, "__annotate_func__"));
            if let Some(function) = self.as_function(annotate) {
                // SAFETY: pinned: a function's code and its constants are live.
                let constants = cast::tuple_items(unsafe { (*function.code).consts });
                count += constants
                    .iter()
                    .filter(|constant| self.is_exact_str(**constant))
                    .count();
            }
        }
        count
    }
}

/// A private name as the class's methods see it.
fn mangle(class: &str, name: &str) -> String {
    let stripped = class.trim_start_matches('_');
    if name.starts_with("__")
        && !name.ends_with("__")
        && !name.contains('.')
        && !stripped.is_empty()
    {
        format!("_{stripped}{name}")
    } else {
        name.to_owned()
    }
}
