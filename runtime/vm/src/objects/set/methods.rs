//! The methods and slots of set and frozenset.

use super::operations::{
    base_class, difference, difference_update, from, intersection, is_disjoint, is_subset,
    is_superset, symmetric_difference, symmetric_difference_update, union, update,
};
use super::{len, next_item, table};
use crate::layout::{Class, Set, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slotdefs::unhashable;
use crate::objects::class::slots::{BinaryOperator, Comparison, Slots};
use crate::objects::fields::{field, set_field};
use crate::objects::repr::{ReprGuard, push_reprs};
use crate::objects::{generic, iterators};
use crate::{Args, Call, Def, Raised, Result, Value, Vm};

fn repr(vm: &mut Vm, set: Value) -> Result {
    let class = vm.class_of(set);
    let name = vm.class_name(set);
    if len(set) == 0 {
        return Ok(vm.new_str(&format!("{name}()")));
    }
    let Some(_guard) = ReprGuard::enter(set) else {
        return Ok(vm.new_str(&format!("{name}(...)")));
    };
    let exact = class == vm.types.set;
    let mut text = if exact {
        String::from("{")
    } else {
        format!("{name}({{")
    };
    let list = vm.list_from(set)?;
    push_reprs(vm, &mut text, list)?;
    text.push_str(if exact { "}" } else { "})" });
    Ok(vm.new_str(&text))
}

fn hash_frozen(vm: &mut Vm, set: Value) -> Result<i64> {
    let object = set.pointer::<Set>();
    // SAFETY: typed: the slot of frozenset.
    let known = unsafe { (*object).hash };
    if known != -1 {
        return Ok(known);
    }
    let _ = vm;
    let mut hash = 0u64;
    for (item, _) in table::hashed_items(set) {
        let item = item as u64;
        hash ^= ((item ^ 89_869_747) ^ (item << 16)).wrapping_mul(3_644_798_167);
    }
    hash ^= (len(set) as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    let hash = if hash == u64::MAX {
        590_923_713
    } else {
        hash as i64
    };
    // SAFETY: as above.
    unsafe { (*object).hash = hash };
    Ok(hash)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !vm.is_any_set(left) || !vm.is_any_set(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (l, r) = (len(left), len(right));
    let holds = match op {
        Comparison::Eq => l == r && is_subset(vm, left, right)?,
        Comparison::Ne => !(l == r && is_subset(vm, left, right)?),
        Comparison::Le => is_subset(vm, left, right)?,
        Comparison::Ge => is_subset(vm, right, left)?,
        Comparison::Lt => l < r && is_subset(vm, left, right)?,
        Comparison::Gt => l > r && is_subset(vm, right, left)?,
    };
    Ok(Value::bool(holds))
}

/// A set that is looked for stands for the frozenset of its items (CPython's `set_contains`).
#[inline(always)]
pub(super) fn lookup_key(vm: &mut Vm, item: Value) -> Result<(Value, i64)> {
    match vm.item_hash(item) {
        Ok(hash) => Ok((item, hash)),
        Err(raised) => frozen_key(vm, item, raised),
    }
}

#[cold]
fn frozen_key(vm: &mut Vm, item: Value, raised: Raised) -> Result<(Value, i64)> {
    let class = vm.class_of(item);
    if !vm.is_subclass(class, vm.types.set) || vm.class_of(vm.raised) != vm.types.type_error {
        return Err(raised);
    }
    vm.take_raised();
    let frozen = from(vm, vm.types.frozenset, item)?;
    let hash = hash_frozen(vm, frozen)?;
    Ok((frozen, hash))
}

fn add(vm: &mut Vm, set: Value, item: Value) -> Result {
    vm.set_add(set, item)?;
    Ok(Value::NONE)
}

fn discard(vm: &mut Vm, set: Value, item: Value) -> Result {
    let (key, hash) = lookup_key(vm, item)?;
    vm.set_discard_hashed(set, key, hash)?;
    Ok(Value::NONE)
}

fn remove(vm: &mut Vm, set: Value, item: Value) -> Result {
    let (key, hash) = lookup_key(vm, item)?;
    if vm.set_discard_hashed(set, key, hash)? {
        return Ok(Value::NONE);
    }
    Err(vm.key_error(item))
}

fn pop(vm: &mut Vm, set: Value) -> Result {
    let item = vm.set_pop_any(set);
    if item.is_null() {
        let message = vm.new_str("pop from an empty set");
        return Err(vm.key_error(message));
    }
    Ok(item)
}

fn clear(_: &mut Vm, set: Value) -> Result {
    table::clear(set);
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, set: Value) -> Result {
    let class = vm.class_of(set);
    if class == vm.types.frozenset {
        return Ok(set);
    }
    let class = base_class(vm, set);
    from(vm, class, set)
}

fn union_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    let class = base_class(vm, set);
    let (result, rest) = match others {
        [] => (from(vm, class, set)?, others),
        [first, rest @ ..] => (union(vm, class, set, *first)?, rest),
    };
    for &other in rest {
        if other != set {
            update(vm, result, other)?;
        }
    }
    Ok(result)
}

fn update_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    for &other in others {
        update(vm, set, other)?;
    }
    Ok(Value::NONE)
}

fn intersection_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    let mut result = set;
    for &other in others {
        result = intersection(vm, result, other)?;
    }
    if others.is_empty() {
        copy(vm, set)
    } else {
        Ok(result)
    }
}

fn intersection_update_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    let common = intersection_method(vm, set, others)?;
    table::swap(set, common);
    Ok(Value::NONE)
}

fn difference_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    let Some((&first, rest)) = others.split_first() else {
        return copy(vm, set);
    };
    let result = difference(vm, set, first)?;
    for &other in rest {
        difference_update(vm, result, other)?;
    }
    Ok(result)
}

fn difference_update_method(vm: &mut Vm, set: Value, others: &[Value]) -> Result {
    for &other in others {
        difference_update(vm, set, other)?;
    }
    Ok(Value::NONE)
}

fn symmetric_difference_update_method(vm: &mut Vm, set: Value, other: Value) -> Result {
    symmetric_difference_update(vm, set, other)?;
    Ok(Value::NONE)
}

fn issubset(vm: &mut Vm, set: Value, other: Value) -> Result {
    is_subset(vm, set, other).map(Value::bool)
}

fn issuperset(vm: &mut Vm, set: Value, other: Value) -> Result {
    is_superset(vm, set, other).map(Value::bool)
}

fn isdisjoint(vm: &mut Vm, set: Value, other: Value) -> Result {
    is_disjoint(vm, set, other).map(Value::bool)
}

fn contains_method(vm: &mut Vm, set: Value, item: Value) -> Result {
    vm.set_contains(set, item).map(Value::bool)
}

fn reduce(vm: &mut Vm, set: Value) -> Result {
    let class = Value::object(vm.class_of(set));
    let list = vm.list_from(set)?;
    let arguments = vm.new_tuple(&[list]);
    let state = vm.call_method(set, "__getstate__", &[])?;
    Ok(vm.new_tuple(&[class, arguments, state]))
}

fn sizeof(vm: &mut Vm, set: Value) -> Result {
    let slots = table::table(set).map_or(8, table::Table::slots);
    Ok(vm.new_int(200 + if slots > 8 { slots as i64 * 16 } else { 0 }))
}

macro_rules! operator {
    ($($name:ident: $f:expr;)+) => { $(
        fn $name(vm: &mut Vm, left: Value, right: Value) -> Result {
            if !vm.is_any_set(left) || !vm.is_any_set(right) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let f: fn(&mut Vm, Value, Value) -> Result = $f;
            f(vm, left, right)
        }
    )+ };
}
operator! {
    and: intersection;
    or: |vm, left, right| union_method(vm, left, &[right]);
    sub: difference;
    xor: symmetric_difference;
    inplace_and: |vm, left, right| intersection_update_method(vm, left, &[right]).map(|_| left);
    inplace_or: |vm, left, right| update(vm, left, right).map(|()| left);
    inplace_sub: |vm, left, right| difference_update(vm, left, right).map(|()| left);
    inplace_xor: |vm, left, right| symmetric_difference_update(vm, left, right).map(|()| left);
}

fn new_set(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_empty_set(class))
}

fn init_set(vm: &mut Vm, set: Value, args: Args<'_>) -> Result<()> {
    if vm.class_of(set) == vm.types.set {
        vm.no_keywords("set", args)?;
    }
    let values = args.pos();
    vm.check_positional("set", values.len(), 0, 1)?;
    table::clear(set);
    match values.first() {
        Some(&iterable) => update(vm, set, iterable),
        None => Ok(()),
    }
}

fn new_frozenset(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let exact = class == vm.types.frozenset;
    if exact {
        vm.no_keywords("frozenset", args)?;
    }
    let values = args.pos();
    vm.check_positional("frozenset", values.len(), 0, 1)?;
    match values.first() {
        Some(&iterable) if exact && vm.class_of(iterable) == class => Ok(iterable),
        Some(&iterable) => from(vm, class, iterable),
        None => Ok(vm.new_empty_set(class)),
    }
}

/// `iter(set)`: fields: dict, the set (NULL at the end), its length at the start, the next slot.
fn iter(vm: &mut Vm, set: Value) -> Result {
    let size = vm.new_int(len(set) as i64);
    Ok(vm.new_fields(
        vm.types.set_iterator,
        &[Value::NULL, set, size, Value::int_unchecked(0)],
    ))
}

/// The next item, where nothing is raised for it and the iteration goes on.
#[inline(always)]
pub(crate) fn quick_item(vm: &mut Vm, iterator: Value) -> Option<Value> {
    let (set, size) = (field(iterator, 1), field(iterator, 2));
    if set.is_null() || size.int_payload() != len(set) as i64 {
        return None;
    }
    let position = field(iterator, 3).int_payload() as usize;
    let (slot, _, key) = next_item(set, position)?;
    set_field(vm, iterator, 3, Value::int_unchecked(slot as i64 + 1));
    Some(key)
}

fn iterator_next(vm: &mut Vm, iterator: Value) -> Result {
    let [set, size, position] = [1, 2, 3].map(|index| field(iterator, index));
    if set.is_null() {
        return Ok(Value::NULL);
    }
    if size.int_payload() != len(set) as i64 {
        set_field(vm, iterator, 2, Value::int_unchecked(-1));
        return Err(vm.runtime_error("Set changed size during iteration"));
    }
    match next_item(set, position.int_payload() as usize) {
        Some((slot, _, key)) => {
            set_field(vm, iterator, 3, Value::int_unchecked(slot as i64 + 1));
            Ok(key)
        }
        None => {
            set_field(vm, iterator, 1, Value::NULL);
            Ok(Value::NULL)
        }
    }
}

fn iterator_hint(vm: &mut Vm, iterator: Value) -> Result {
    let [set, size, position] = [1, 2, 3].map(|index| field(iterator, index));
    if set.is_null() || size.int_payload() != len(set) as i64 {
        return Ok(vm.new_int(0));
    }
    let (mut position, mut left) = (position.int_payload() as usize, 0);
    while let Some((slot, ..)) = next_item(set, position) {
        position = slot + 1;
        left += 1;
    }
    Ok(vm.new_int(left))
}

fn iterator_reduce(vm: &mut Vm, iterator: Value) -> Result {
    let list = vm.new_empty_list(vm.types.list);
    let set = field(iterator, 1);
    if !set.is_null() {
        let mut position = field(iterator, 3).int_payload() as usize;
        while let Some((slot, _, key)) = next_item(set, position) {
            vm.list_push(list, key)?;
            position = slot + 1;
        }
    }
    iterators::reduce_to_iter(vm, &[list])
}

const fn shared(name: &'static str, call: Call, signature: &'static str, doc: &'static str) -> Def {
    Def::new(name, call).doc(signature, doc)
}

const COPY: Def = shared(
    "copy",
    Call::NoArgs(copy),
    "($self, /)",
    "Return a shallow copy of a set.",
);
const DIFFERENCE: Def = shared(
    "difference",
    Call::Fast(difference_method),
    "($self, /, *others)",
    "Return a new set with elements in the set that are not in the others.",
);
const INTERSECTION: Def = shared(
    "intersection",
    Call::Fast(intersection_method),
    "($self, /, *others)",
    "Return a new set with elements common to the set and all others.",
);
const ISDISJOINT: Def = shared(
    "isdisjoint",
    Call::One(isdisjoint),
    "($self, other, /)",
    "Return True if two sets have a null intersection.",
);
const ISSUBSET: Def = shared(
    "issubset",
    Call::One(issubset),
    "($self, other, /)",
    "Report whether another set contains this set.",
);
const ISSUPERSET: Def = shared(
    "issuperset",
    Call::One(issuperset),
    "($self, other, /)",
    "Report whether this set contains another set.",
);
const SYMMETRIC_DIFFERENCE: Def = shared(
    "symmetric_difference",
    Call::One(symmetric_difference),
    "($self, other, /)",
    "Return a new set with elements in either the set or other but not both.",
);
const UNION: Def = shared(
    "union",
    Call::Fast(union_method),
    "($self, /, *others)",
    "Return a new set with elements from the set and all others.",
);
const CONTAINS: Def = shared(
    "__contains__",
    Call::One(contains_method),
    "($self, object, /)",
    "x.__contains__(y) <==> y in x.",
);
const REDUCE: Def = shared(
    "__reduce__",
    Call::NoArgs(reduce),
    "($self, /)",
    "Return state information for pickling.",
);
const SIZEOF: Def = shared(
    "__sizeof__",
    Call::NoArgs(sizeof),
    "($self, /)",
    "S.__sizeof__() -> size of S in memory, in bytes.",
);
const CLASS_GETITEM: Def = Def::new("__class_getitem__", Call::One(generic::class_getitem))
    .doc("", "See PEP 585")
    .class();

static SET_METHODS: &[Def] = &[
    shared(
        "add",
        Call::One(add),
        "($self, object, /)",
        "Add an element to a set.\n\nThis has no effect if the element is already present.",
    ),
    shared(
        "clear",
        Call::NoArgs(clear),
        "($self, /)",
        "Remove all elements from this set.",
    ),
    CONTAINS,
    COPY,
    shared(
        "discard",
        Call::One(discard),
        "($self, object, /)",
        "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set.",
    ),
    DIFFERENCE,
    shared(
        "difference_update",
        Call::Fast(difference_update_method),
        "($self, /, *others)",
        "Update the set, removing elements found in others.",
    ),
    INTERSECTION,
    shared(
        "intersection_update",
        Call::Fast(intersection_update_method),
        "($self, /, *others)",
        "Update the set, keeping only elements found in it and all others.",
    ),
    ISDISJOINT,
    ISSUBSET,
    ISSUPERSET,
    shared(
        "pop",
        Call::NoArgs(pop),
        "($self, /)",
        "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty.",
    ),
    REDUCE,
    shared(
        "remove",
        Call::One(remove),
        "($self, object, /)",
        "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError.",
    ),
    SIZEOF,
    SYMMETRIC_DIFFERENCE,
    shared(
        "symmetric_difference_update",
        Call::One(symmetric_difference_update_method),
        "($self, other, /)",
        "Update the set, keeping only elements found in either set, but not in both.",
    ),
    UNION,
    shared(
        "update",
        Call::Fast(update_method),
        "($self, /, *others)",
        "Update the set, adding elements from all others.",
    ),
    CLASS_GETITEM,
];

static FROZENSET_METHODS: &[Def] = &[
    CONTAINS,
    COPY,
    DIFFERENCE,
    INTERSECTION,
    ISDISJOINT,
    ISSUBSET,
    ISSUPERSET,
    REDUCE,
    SIZEOF,
    SYMMETRIC_DIFFERENCE,
    UNION,
    CLASS_GETITEM,
];

static ITERATOR_METHODS: &[Def] = &[
    Def::new("__length_hint__", Call::NoArgs(iterator_hint)),
    Def::new("__reduce__", Call::NoArgs(iterator_reduce)),
];

fn common_slots() -> Slots {
    let mut slots = Slots {
        repr: Some(repr),
        compare: Some(compare),
        length: Some(|_, set| Ok(len(set))),
        contains: Some(|vm, set, item| vm.set_contains(set, item)),
        iter: Some(iter),
        ..Slots::default()
    };
    slots.binary[BinaryOperator::And as usize] = Some(and);
    slots.binary[BinaryOperator::Or as usize] = Some(or);
    slots.binary[BinaryOperator::Subtract as usize] = Some(sub);
    slots.binary[BinaryOperator::Xor as usize] = Some(xor);
    slots
}

/// Defines `set`, `frozenset` and their iterator.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("set", Shape::Set);
    spec.flags = class_flags::BASE_TYPE
        | class_flags::SET_SUBCLASS
        | class_flags::MATCH_SELF
        | class_flags::VECTORCALL;
    spec.slots = common_slots();
    spec.slots.hash = Some(unhashable);
    spec.slots.new = Some(new_set);
    spec.slots.init = Some(init_set);
    spec.slots.inplace[BinaryOperator::And as usize] = Some(inplace_and);
    spec.slots.inplace[BinaryOperator::Or as usize] = Some(inplace_or);
    spec.slots.inplace[BinaryOperator::Subtract as usize] = Some(inplace_sub);
    spec.slots.inplace[BinaryOperator::Xor as usize] = Some(inplace_xor);
    spec.methods = SET_METHODS;
    spec.doc = "Build an unordered collection of unique elements.";
    vm.define_class(vm.types.set, spec);

    let mut spec = ClassSpec::new("frozenset", Shape::Set);
    spec.flags = class_flags::BASE_TYPE
        | class_flags::SET_SUBCLASS
        | class_flags::MATCH_SELF
        | class_flags::VECTORCALL;
    spec.slots = common_slots();
    spec.slots.hash = Some(hash_frozen);
    spec.slots.new = Some(new_frozenset);
    spec.methods = FROZENSET_METHODS;
    spec.doc = "Build an immutable unordered collection of unique elements.";
    vm.define_class(vm.types.frozenset, spec);

    let mut spec = ClassSpec::new("set_iterator", Shape::Fields);
    spec.fields = 4;
    spec.slots.iter = Some(iterators::itself);
    spec.slots.next = Some(iterator_next);
    spec.methods = ITERATOR_METHODS;
    vm.define_class(vm.types.set_iterator, spec);
}
