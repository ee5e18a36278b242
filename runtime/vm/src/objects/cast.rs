//! From values to the structs of [`crate::layout`].
//!
//! The lifetime of what these functions give is the caller's: the objects are **pinned**, and the collector frees only
//! what is neither on the frame stack nor on the native stack, where the value that was cast still is.

use crate::layout::*;
use crate::{Value, Vm};

/// The header's class of a heap object.
#[inline(always)]
pub fn class_of_object(value: Value) -> *mut Class {
    debug_assert!(value.is_object());
    // SAFETY: typed: an object value points to a live object, and every object starts with its header.
    unsafe { (*value.pointer::<Object>()).class }
}

/// Whether the value is a heap object of exactly this class.
#[inline(always)]
pub fn is_exactly(value: Value, class: *mut Class) -> bool {
    value.is_object() && class_of_object(value) == class
}

/// The struct behind a value, whose shape the caller has checked.
///
/// # Safety
/// The value is an object whose class's shape is `T`'s.
#[inline(always)]
pub unsafe fn get<'a, T>(value: Value) -> &'a mut T {
    // SAFETY: typed and pinned, by the caller's promise.
    unsafe { &mut *value.pointer::<T>() }
}

macro_rules! exact {
    ($($(#[doc = $doc:literal])+ $name:ident: $struct:ident = $($class:ident)|+;)+) => {
        impl Vm {
            $($(#[doc = $doc])+
            #[inline(always)]
            pub fn $name<'a>(&self, value: Value) -> Option<&'a mut $struct> {
                if $(is_exactly(value, self.types.$class))||+ {
                    // SAFETY: typed: instances of exactly this class have this struct's shape.
                    Some(unsafe { get(value) })
                } else {
                    None
                }
            })+
        }
    };
}
exact! {
    /// An exact list.
    as_list: List = list;
    /// An exact tuple.
    as_tuple: Tuple = tuple;
    /// An exact dict.
    as_dict: Dict = dict;
    /// An exact set or frozenset.
    as_set: Set = set | frozenset;
    /// An exact str.
    as_str: Str = str;
    /// A slice.
    as_slice: Slice = slice;
    /// A Python function.
    as_function: Function = function;
    /// A bound method.
    as_method: BoundMethod = method;
    /// A native function or bound native method.
    as_builtin: Builtin = builtin_function;
    /// A method of a native class.
    as_method_descriptor: Builtin = method_descriptor;
    /// A range iterator.
    as_range_iter: RangeIter = range_iterator;
    /// A list iterator.
    as_list_iter: SeqIter = list_iterator;
    /// A tuple iterator.
    as_tuple_iter: SeqIter = tuple_iterator;
    /// A cell.
    as_cell: Cell = cell;
    /// A code object.
    as_code: Code = code;
    /// An exact module.
    as_module: Module = module;
    /// A generator (no coroutine).
    as_generator: Generator = generator;
}

/// The class behind a value that is a class (an instance of `type` or of a metaclass).
#[inline(always)]
pub fn as_class<'a>(value: Value) -> Option<&'a mut Class> {
    if !value.is_object() {
        return None;
    }
    // SAFETY: typed: every object's class is a live `Class`.
    let class = unsafe { &*class_of_object(value) };
    // SAFETY: typed: TYPE_SUBCLASS marks the classes whose instances are `Class` structs.
    (class.flags & class_flags::TYPE_SUBCLASS != 0).then(|| unsafe { get(value) })
}

/// The items of a tuple struct.
#[inline(always)]
pub fn tuple_items<'a>(tuple: *mut Tuple) -> &'a [Value] {
    // SAFETY: initialised: `len` items follow the struct.
    unsafe { core::slice::from_raw_parts((*tuple).items.as_ptr(), (*tuple).len) }
}

/// The items of a list struct.
#[inline(always)]
pub fn list_items<'a>(list: &List) -> &'a mut [Value] {
    if list.body.is_null() {
        return &mut [];
    }
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    unsafe { core::slice::from_raw_parts_mut((*list.body).items.as_mut_ptr(), list.len) }
}

/// How many inline values an instance has. Once its attributes are in a dict only the slots are left: it may have been made by
/// another class, with less room (see `__class__`).
#[inline(always)]
pub fn inline_len(instance: &Instance, class: &Class) -> usize {
    usize::from(if instance.dict.is_null() {
        class.inline_size
    } else {
        class.slot_count
    })
}

/// The inline values of an instance: slots, then attributes.
#[inline(always)]
pub fn inline_values<'a>(instance: *mut Instance) -> &'a mut [Value] {
    // SAFETY: initialised: so many values follow the struct.
    unsafe {
        let len = inline_len(&*instance, &*(*instance).head.class);
        core::slice::from_raw_parts_mut((*instance).values.as_mut_ptr(), len)
    }
}

/// An entry of a dict by number: its key, NULL where it was deleted, and where its value is.
#[inline(always)]
pub fn dict_entry(dict: &Dict, number: usize) -> Option<(Value, *mut Value)> {
    let table = dict.table;
    // SAFETY: bodies: the table is null or holds `used` initialised entries after its header, of the kind that `all_str` says.
    unsafe {
        if table.is_null() || number >= (*table).used as usize {
            return None;
        }
        let first = &raw mut (*table).entries;
        if (*table).all_str {
            let entry = first.cast::<StrEntry>().add(number);
            Some(((*entry).key, &raw mut (*entry).value))
        } else {
            let entry = first.cast::<Entry>().add(number);
            Some(((*entry).key, &raw mut (*entry).value))
        }
    }
}

/// Where the value of an entry is in a table that has str keys alone.
///
/// # Safety
/// The table is live, has str keys alone and an entry of that number: it is a dict's with a keys version, under which the entry was found.
#[inline(always)]
pub unsafe fn str_value(table: *mut DictTable, number: usize) -> *mut Value {
    // SAFETY: the caller's.
    unsafe {
        let entry = (&raw mut (*table).entries).cast::<StrEntry>().add(number);
        &raw mut (*entry).value
    }
}
