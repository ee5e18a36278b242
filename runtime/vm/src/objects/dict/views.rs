//! `dict.keys()`, `dict.values()` and `dict.items()`. Fields: `__dict__`, the dict.

use super::iterators::{iterate, iterate_backwards};
use super::{len, next_entry};
use crate::layout::{Class, Dict, Shape};
use crate::objects::class::slots::{BinaryOperator, Comparison, Slots};
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::fields::field;
use crate::objects::repr::{ReprGuard, push_reprs};
use crate::objects::sequences::tuple;
use crate::{Call, Def, Result, Value, Vm};

fn dict_of(view: Value) -> Value {
    field(view, 1)
}

fn dict(view: Value) -> *mut Dict {
    dict_of(view).pointer()
}

pub(super) fn keys(vm: &mut Vm, dict: Value) -> Result {
    Ok(vm.new_fields(vm.types.dict_keys, &[Value::NULL, dict]))
}

pub(super) fn values(vm: &mut Vm, dict: Value) -> Result {
    Ok(vm.new_fields(vm.types.dict_values, &[Value::NULL, dict]))
}

pub(super) fn items(vm: &mut Vm, dict: Value) -> Result {
    Ok(vm.new_fields(vm.types.dict_items, &[Value::NULL, dict]))
}

impl Vm {
    /// `list.extend` of a dict or a view of one: nothing can change the dict meanwhile. None if it is something else.
    pub(crate) fn list_extend_dict(&mut self, list: Value, iterable: Value) -> Option<Result<()>> {
        let class = self.class_of(iterable);
        let types = &self.types;
        let pick: fn(&mut Vm, Value, Value) -> Value = if class == types.dict {
            return Some(self.list_extend_entries(list, iterable.pointer(), |_, key, _| key));
        } else if class == types.dict_keys {
            |_, key, _| key
        } else if class == types.dict_values {
            |_, _, value| value
        } else if class == types.dict_items {
            |vm, key, value| vm.new_tuple(&[key, value])
        } else {
            return None;
        };
        Some(self.list_extend_entries(list, dict(iterable), pick))
    }

    #[inline]
    fn list_extend_entries(
        &mut self,
        list: Value,
        dict: *mut Dict,
        pick: impl Fn(&mut Vm, Value, Value) -> Value,
    ) -> Result<()> {
        self.list_reserve(list, len(dict))?;
        let mut position = 0;
        while let Some((number, key, value)) = next_entry(dict, position) {
            let item = pick(self, key, value);
            self.list_push(list, item)?;
            position = number + 1;
        }
        Ok(())
    }
}

/// Whether the value is a view that is like a set: of keys or items.
fn is_set_view(vm: &Vm, value: Value) -> bool {
    let class = vm.class_of(value);
    class == vm.types.dict_keys || class == vm.types.dict_items
}

fn size(vm: &mut Vm, view: Value) -> Result<usize> {
    if is_set_view(vm, view) {
        Ok(len(dict(view)))
    } else {
        vm.length(view)
    }
}

fn repr(vm: &mut Vm, view: Value) -> Result {
    let Some(_guard) = ReprGuard::enter(view) else {
        return Ok(vm.new_str("..."));
    };
    let mut text = vm.class_name(view);
    text.push_str("([");
    let list = vm.list_from(view)?;
    push_reprs(vm, &mut text, list)?;
    text.push_str("])");
    Ok(vm.new_str(&text))
}

fn key_in(vm: &mut Vm, view: Value, key: Value) -> Result<bool> {
    Ok(!vm.dict_get(dict(view), key)?.is_null())
}

fn item_in(vm: &mut Vm, view: Value, item: Value) -> Result<bool> {
    if !vm.is_tuple(item) {
        return Ok(false);
    }
    let &[key, value] = tuple::items(item) else {
        return Ok(false);
    };
    let found = vm.dict_get(dict(view), key)?;
    if found.is_null() {
        Ok(false)
    } else {
        vm.items_equal(found, value)
    }
}

/// Whether everything in one collection is in the other.
fn all_in(vm: &mut Vm, one: Value, other: Value) -> Result<bool> {
    let iterator = vm.iter(one)?;
    while let Some(item) = vm.next_item(iterator)? {
        if !vm.contains(other, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !vm.is_any_set(right) && !is_set_view(vm, right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (l, r) = (size(vm, left)?, size(vm, right)?);
    let holds = match op {
        Comparison::Eq => l == r && all_in(vm, left, right)?,
        Comparison::Ne => !(l == r && all_in(vm, left, right)?),
        Comparison::Lt => l < r && all_in(vm, left, right)?,
        Comparison::Le => l <= r && all_in(vm, left, right)?,
        Comparison::Gt => l > r && all_in(vm, right, left)?,
        Comparison::Ge => l >= r && all_in(vm, right, left)?,
    };
    Ok(Value::bool(holds))
}

/// The set of what a collection has.
fn to_set(vm: &mut Vm, collection: Value) -> Result {
    let set = vm.new_set(&[])?;
    let keys = vm.class_of(collection) == vm.types.dict_keys
        && vm.class_of(dict_of(collection)) == vm.types.dict;
    vm.set_update(
        set,
        if keys {
            dict_of(collection)
        } else {
            collection
        },
    )?;
    Ok(set)
}

fn and(vm: &mut Vm, left: Value, right: Value) -> Result {
    let (mut view, mut other) = (left, right);
    if !is_set_view(vm, view) {
        (view, other) = (other, view);
    }
    if is_set_view(vm, other) && len(dict(other)) > len(dict(view)) {
        (view, other) = (other, view);
    }
    let result = vm.new_set(&[])?;
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next_item(iterator)? {
        if vm.contains(view, item)? {
            vm.set_add(result, item)?;
        }
    }
    Ok(result)
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    let set = to_set(vm, left)?;
    vm.set_update(set, right)?;
    Ok(set)
}

fn sub(vm: &mut Vm, left: Value, right: Value) -> Result {
    let set = to_set(vm, left)?;
    vm.call_method(set, "difference_update", &[right])?;
    Ok(set)
}

fn xor(vm: &mut Vm, left: Value, right: Value) -> Result {
    let set = to_set(vm, left)?;
    vm.call_method(set, "symmetric_difference_update", &[right])?;
    Ok(set)
}

fn isdisjoint(vm: &mut Vm, view: Value, other: Value) -> Result {
    if view == other {
        return Ok(Value::bool(len(dict(view)) == 0));
    }
    let (mut haystack, mut needles) = (view, other);
    if (vm.is_any_set(other) || is_set_view(vm, other)) && size(vm, other)? > len(dict(view)) {
        core::mem::swap(&mut haystack, &mut needles);
    }
    let iterator = vm.iter(needles)?;
    while let Some(item) = vm.next_item(iterator)? {
        if vm.contains(haystack, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn reversed_keys(vm: &mut Vm, view: Value) -> Result {
    iterate_backwards(vm, vm.types.dict_reversekeyiterator, dict_of(view))
}

fn reversed_values(vm: &mut Vm, view: Value) -> Result {
    iterate_backwards(vm, vm.types.dict_reversevalueiterator, dict_of(view))
}

fn reversed_items(vm: &mut Vm, view: Value) -> Result {
    iterate_backwards(vm, vm.types.dict_reverseitemiterator, dict_of(view))
}

/// A read-only proxy of the dict.
fn mapping(vm: &mut Vm, view: Value) -> Result {
    let (types, name) = (vm.intern("types"), vm.intern("MappingProxyType"));
    let types = vm.dict_get_str(vm.modules, types);
    if types.is_null() {
        return Ok(dict_of(view));
    }
    let class = vm.get_attr(types, name)?;
    vm.call_pos(class, &[dict_of(view)])
}

static GETSET: &[GetSet] = &[GetSet {
    name: "mapping",
    get: mapping,
    set: None,
    doc: "dictionary that this view refers to",
}];

const ISDISJOINT: Def = Def::new("isdisjoint", Call::One(isdisjoint)).doc(
    "",
    "Return True if the view and the given iterable have a null intersection.",
);

static KEYS_METHODS: &[Def] = &[
    ISDISJOINT,
    Def::new("__reversed__", Call::NoArgs(reversed_keys))
        .doc("", "Return a reverse iterator over the dict keys."),
];
static VALUES_METHODS: &[Def] = &[Def::new("__reversed__", Call::NoArgs(reversed_values))
    .doc("", "Return a reverse iterator over the dict values.")];
static ITEMS_METHODS: &[Def] = &[
    ISDISJOINT,
    Def::new("__reversed__", Call::NoArgs(reversed_items))
        .doc("", "Return a reverse iterator over the dict items."),
];

fn set_slots() -> Slots {
    let mut slots = Slots {
        compare: Some(compare),
        ..Slots::default()
    };
    slots.binary[BinaryOperator::And as usize] = Some(and);
    slots.binary[BinaryOperator::Or as usize] = Some(or);
    slots.binary[BinaryOperator::Subtract as usize] = Some(sub);
    slots.binary[BinaryOperator::Xor as usize] = Some(xor);
    slots
}

fn define(
    vm: &mut Vm,
    class: *mut Class,
    name: &'static str,
    slots: Slots,
    methods: &'static [Def],
) {
    let mut spec = ClassSpec::new(name, Shape::Fields);
    spec.fields = 2;
    spec.slots = slots;
    spec.slots.repr = Some(repr);
    spec.slots.length = Some(|_, view| Ok(len(dict(view))));
    spec.methods = methods;
    spec.getset = GETSET;
    vm.define_class(class, spec);
}

/// Defines the views' classes.
pub(super) fn init(vm: &mut Vm) {
    let mut slots = set_slots();
    slots.contains = Some(key_in);
    slots.hash = Some(crate::objects::class::slotdefs::unhashable);
    slots.iter = Some(|vm, view| iterate(vm, vm.types.dict_keyiterator, dict_of(view)));
    define(vm, vm.types.dict_keys, "dict_keys", slots, KEYS_METHODS);

    let mut slots = set_slots();
    slots.contains = Some(item_in);
    slots.hash = Some(crate::objects::class::slotdefs::unhashable);
    slots.iter = Some(|vm, view| iterate(vm, vm.types.dict_itemiterator, dict_of(view)));
    define(vm, vm.types.dict_items, "dict_items", slots, ITEMS_METHODS);

    let slots = Slots {
        iter: Some(|vm, view| iterate(vm, vm.types.dict_valueiterator, dict_of(view))),
        ..Slots::default()
    };
    define(
        vm,
        vm.types.dict_values,
        "dict_values",
        slots,
        VALUES_METHODS,
    );
}
