//! Attributes that lie in an object at a fixed place: `__slots__`, and the members of native classes that CPython loads by
//! LOAD_ATTR_SLOT too.

use core::mem::offset_of;

use crate::layout::{Class, Fields, Instance, Object, Shape, Slice, class_flags};

use crate::objects::descriptors::{
    MEMBER_CLASS, MEMBER_INDEX, PROPERTY_DELETER, PROPERTY_GETTER, PROPERTY_SETTER, builtin,
    getset_of,
};
use crate::objects::exceptions::STOP_ITERATION_VALUE;
use crate::objects::fields::field;
use crate::{Types, Value, Vm};

/// Bytes from an object's start to a field.
const fn field_offset(index: usize) -> usize {
    offset_of!(Fields, values) + size_of::<Value>() * index
}

/// A native class's attribute, and where its instances have it.
type Member = (fn(&Types) -> *mut Class, &'static str, usize);

/// The members of native classes that are values in our objects as in CPython's.
const MEMBERS: &[Member] = &[
    (|types| types.object, "__class__", offset_of!(Object, class)),
    (|types| types.slice, "start", offset_of!(Slice, start)),
    (|types| types.slice, "stop", offset_of!(Slice, stop)),
    (|types| types.slice, "step", offset_of!(Slice, step)),
    (
        |types| types.property,
        "fget",
        field_offset(PROPERTY_GETTER),
    ),
    (
        |types| types.property,
        "fset",
        field_offset(PROPERTY_SETTER),
    ),
    (
        |types| types.property,
        "fdel",
        field_offset(PROPERTY_DELETER),
    ),
    (
        |types| types.stop_iteration,
        "value",
        field_offset(STOP_ITERATION_VALUE),
    ),
];

impl Vm {
    /// The index of a slot's descriptor (`__slots__`) among an instance's inline values, if the class has that slot.
    pub(super) fn slot_index(&self, class: *mut Class, descriptor: Value) -> Option<u16> {
        if !self.is_subclass(class, field(descriptor, MEMBER_CLASS).pointer()) {
            return None;
        }
        let index = field(descriptor, MEMBER_INDEX).as_int()?;
        // SAFETY: pinned: callers pass a live class.
        let shape = unsafe { (*class).shape };
        // The first value of a `Fields` lies where an `Instance` has its dict.
        let before = i64::from(shape != Shape::Instance);
        u16::try_from(index - before).ok()
    }

    /// The same of a native class's member: how many values from the first inline one on, which may be less than none.
    pub(super) fn member_index(&self, class: *mut Class, descriptor: Value) -> Option<i16> {
        // SAFETY: pinned: callers pass a live class.
        let flags = unsafe { (*class).flags };
        let owner = builtin(descriptor).owner.pointer::<Class>();
        let name = getset_of(descriptor).name;
        let mut members = MEMBERS.iter();
        let (.., offset) = members.find(|(of, member, _)| {
            let class = of(&self.types);
            class == owner && *member == name
        })?;
        // Small ints, floats and other values without an object have a class, but no header.
        if owner == self.types.object && flags & class_flags::HEAP_TYPE == 0 {
            return None;
        }
        let words = *offset as isize - offset_of!(Instance, values) as isize;
        i16::try_from(words / size_of::<Value>() as isize).ok()
    }
}
