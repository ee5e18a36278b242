//! How the generic LOAD_ATTR and STORE_ATTR reach an attribute where instances of several classes meet.

use super::attribute::{Descriptor, classify, keys_version};
use crate::layout::{Holds, class_flags};
use crate::objects::class::method_cache::Way;
use crate::objects::instance::{how_kept, shared_index};
use crate::{Value, Vm};

/// Finds it out for a class of instances and a name, unless it is known; whoever comes next looks there first.
#[inline]
pub(crate) fn note_way(vm: &mut Vm, owner: Value, name: Value) {
    let class = vm.class_of(owner);
    let Some(entry) = vm.method_cache.find(class, name) else {
        return;
    };
    let stale = match entry.way {
        Way::Unknown => true,
        // Names may have been added to those that the instances share.
        Way::Method | Way::Plain => {
            // SAFETY: bodies: keys were found in the class.
            entry.keys != 0 && unsafe { (*(*class).keys).version } != entry.keys
        }
        _ => false,
    };
    if stale {
        find_way(vm, owner, name);
    }
}

#[cold]
#[inline(never)]
fn find_way(vm: &mut Vm, owner: Value, name: Value) {
    let class = vm.class_of(owner);
    let (way, index, keys) = way(vm, owner, name);
    if let Some(entry) = vm.method_cache.find(class, name) {
        (entry.way, entry.index, entry.keys) = (way, index, keys);
    }
}

fn way(vm: &mut Vm, owner: Value, name: Value) -> (Way, u16, u32) {
    const GENERAL: (Way, u16, u32) = (Way::General, 0, 0);
    if !owner.is_object() || !vm.uses_generic_getattr(vm.class_of(owner)) {
        return GENERAL;
    }
    let class = vm.class_of(owner);
    let (kind, _) = classify(vm, class, name, false);
    // SAFETY: pinned: every value's class is live.
    let object = unsafe { &*class };
    if let Descriptor::Slot(index) = kind {
        return (Way::Slot, index, 0);
    }
    let of_class = match kind {
        Descriptor::Absent => None,
        Descriptor::Method => Some(Way::Method),
        Descriptor::PlainValue => Some(Way::Plain),
        _ => return GENERAL,
    };
    let keeps = object.flags & class_flags::MANAGED_DICT != 0;
    let inline = object.flags & class_flags::INLINE_VALUES != 0;
    let shared = shared_index(object, name).map(|index| index + object.slot_count as usize);
    match (shared, of_class) {
        (Some(at), None) if inline && at < object.inline_size as usize => {
            let way = if vm.uses_generic_setattr(class) {
                Way::InlineStored
            } else {
                Way::Inline
            };
            (way, at as u16, 0)
        }
        (None, Some(way)) if !keeps => (way, 0, 0),
        (None, Some(way)) if inline && how_kept(object) == Holds::Inline => {
            match keys_version(vm, object.keys) {
                0 => GENERAL,
                keys => (way, 0, keys),
            }
        }
        _ => GENERAL,
    }
}
