//! The methods and slots of list.

use uops::{Effects, Space};

use super::slices::{getitem, sequence, setitem};
use super::{capacity, items, items_mut, len, sort};
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slotdefs::unhashable;
use crate::objects::class::slots::Comparison;
use crate::objects::generic;
use crate::objects::repr::{ReprGuard, push_reprs};
use crate::objects::sequences::tuple::{self, MAX_ITEMS};
use crate::{Args, Call, Def, Result, Value, Vm};

fn repr(vm: &mut Vm, list: Value) -> Result {
    if len(list) == 0 {
        return Ok(vm.intern("[]"));
    }
    let Some(_guard) = ReprGuard::enter(list) else {
        return Ok(vm.new_str("[...]"));
    };
    let mut text = String::from("[");
    push_reprs(vm, &mut text, list)?;
    text.push(']');
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !vm.is_list(left) || !vm.is_list(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if len(left) != len(right) && matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::bool(op == Comparison::Ne));
    }
    tuple::compare_items(vm, left, right, op, items)
}

/// The index of the first item equal to a value, from one index to another.
fn find(
    vm: &mut Vm,
    list: Value,
    value: Value,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    let mut index = start;
    while index < stop {
        let Some(&item) = items(list).get(index) else {
            break;
        };
        if vm.items_equal(item, value)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

fn contains(vm: &mut Vm, list: Value, value: Value) -> Result<bool> {
    Ok(find(vm, list, value, 0, usize::MAX)?.is_some())
}

fn concat(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_list(right) {
        let name = vm.class_name(right);
        return Err(vm.type_error(format!(
            "can only concatenate list (not \"{name}\") to list"
        )));
    }
    vm.new_list_of_both(items(left), items(right))
}

fn repeated_len(vm: &mut Vm, list: Value, count: i64) -> Result<usize> {
    let count = usize::try_from(count).unwrap_or(0);
    match len(list)
        .checked_mul(count)
        .filter(|&total| total <= MAX_ITEMS)
    {
        Some(total) => Ok(total),
        None => Err(vm.no_memory()),
    }
}

fn repeat(vm: &mut Vm, list: Value, count: i64) -> Result {
    let total = repeated_len(vm, list, count)?;
    // SAFETY: room for the total.
    vm.new_list_filled(total, |to| unsafe {
        tuple::fill_by_copies(items(list), to, total)
    })
}

fn inplace_repeat(vm: &mut Vm, list: Value, count: i64) -> Result {
    let once = len(list);
    let total = repeated_len(vm, list, count)?;
    if total == 0 {
        vm.list_truncate(list, 0);
        return Ok(list);
    }
    vm.list_reserve(list, total - once)?;
    for _ in 1..count {
        vm.list_extend_slice(list, &items(list)[..once])?;
    }
    Ok(list)
}

fn inplace_concat(vm: &mut Vm, list: Value, other: Value) -> Result {
    vm.list_extend(list, other)?;
    Ok(list)
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_empty_list(class))
}

fn init_list(vm: &mut Vm, list: Value, args: Args<'_>) -> Result<()> {
    if vm.class_of(list) == vm.types.list {
        vm.no_keywords("list", args)?;
    }
    let values = args.pos();
    vm.check_positional("list", values.len(), 0, 1)?;
    vm.list_truncate(list, 0);
    match values.first() {
        Some(&iterable) => vm.list_extend(list, iterable),
        None => Ok(()),
    }
}

fn append(vm: &mut Vm, list: Value, item: Value) -> Result {
    vm.list_push(list, item)?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, list: Value) -> Result {
    vm.list_truncate(list, 0);
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, list: Value) -> Result {
    vm.try_new_list(items(list))
}

fn count(vm: &mut Vm, list: Value, value: Value) -> Result {
    let (mut index, mut count) = (0, 0);
    while let Some(&item) = items(list).get(index) {
        count += i64::from(vm.items_equal(item, value)?);
        index += 1;
    }
    Ok(vm.new_int(count))
}

fn extend(vm: &mut Vm, list: Value, iterable: Value) -> Result {
    vm.list_extend(list, iterable)?;
    Ok(Value::NONE)
}

fn index(vm: &mut Vm, list: Value, args: &[Value]) -> Result {
    vm.check_positional("index", args.len(), 1, 3)?;
    let (start, stop) = tuple::index_bounds(vm, args)?;
    let (start, stop) = (
        tuple::from_end(start, len(list)),
        tuple::from_end(stop, len(list)),
    );
    match find(vm, list, args[0], start, stop)? {
        Some(index) => Ok(vm.new_int(index as i64)),
        None => Err(vm.value_error("list.index(x): x not in list")),
    }
}

fn insert(vm: &mut Vm, list: Value, args: &[Value]) -> Result {
    vm.check_positional("insert", args.len(), 2, 2)?;
    let index = vm.index_argument(args[0])?;
    vm.list_insert(list, tuple::from_end(index, len(list)), args[1])?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, list: Value, args: &[Value]) -> Result {
    vm.check_positional("pop", args.len(), 0, 1)?;
    let index = match args.first() {
        Some(&index) => vm.index_argument(index)?,
        None => -1,
    };
    let count = len(list) as i64;
    if count == 0 {
        return Err(vm.index_error("pop from empty list"));
    }
    let index = if index < 0 {
        index.saturating_add(count)
    } else {
        index
    };
    if index < 0 || index >= count {
        return Err(vm.index_error("pop index out of range"));
    }
    if index == count - 1 {
        return Ok(vm.list_pop_last(list));
    }
    let item = items(list)[index as usize];
    vm.list_splice(list, index as usize, index as usize + 1, &[])?;
    Ok(item)
}

fn remove(vm: &mut Vm, list: Value, value: Value) -> Result {
    match find(vm, list, value, 0, usize::MAX)? {
        Some(index) => {
            if index < len(list) {
                vm.list_splice(list, index, index + 1, &[])?;
            }
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("list.remove(x): x not in list")),
    }
}

fn reverse(_: &mut Vm, list: Value) -> Result {
    items_mut(list).reverse();
    Ok(Value::NONE)
}

fn sort_method(vm: &mut Vm, list: Value, args: Args<'_>) -> Result {
    let [key, reverse] = vm.bind_arguments("sort", args, &["key", "reverse"], 0, 0, 0)?;
    let reverse = !reverse.is_null() && vm.is_true(reverse)?;
    vm.list_sort(list, if key.is_null() { Value::NONE } else { key }, reverse)?;
    Ok(Value::NONE)
}

fn reversed(vm: &mut Vm, list: Value) -> Result {
    let next = vm.new_int(len(list) as i64 - 1);
    Ok(vm.new_fields(vm.types.list_reverseiterator, &[Value::NULL, list, next]))
}

fn sizeof(vm: &mut Vm, list: Value) -> Result {
    Ok(vm.new_int(40 + 8 * capacity(list) as i64))
}

impl Vm {
    /// `list.sort(key=key, reverse=reverse)`; `key` may be None.
    pub fn list_sort(&mut self, list: Value, key: Value, reverse: bool) -> Result<()> {
        sort::sort(self, list, key, reverse)
    }

    /// The items of a tuple or list, or of their subclasses.
    pub fn sequence_items<'a>(&self, sequence_value: Value) -> &'a [Value] {
        sequence(self, sequence_value)
    }
}

static METHODS: &[Def] = &[
    Def::new("__getitem__", Call::One(getitem)).doc("($self, index, /)", "Return self[index]."),
    Def::new("__reversed__", Call::NoArgs(reversed)).doc("($self, /)", "Return a reverse iterator over the list."),
    Def::new("__sizeof__", Call::NoArgs(sizeof)).doc("($self, /)", "Return the size of the list in memory, in bytes."),
    Def::new("clear", Call::NoArgs(clear)).doc("($self, /)", "Remove all items from list.")
        .effects(Effects::QUIET.writing(Space::Items)),
    Def::new("copy", Call::NoArgs(copy)).doc("($self, /)", "Return a shallow copy of the list.")
        .effects(Effects::QUIET),
    Def::new("append", Call::One(append)).doc("($self, object, /)", "Append object to the end of the list.")
        .effects(Effects::QUIET.writing(Space::Items)),
    Def::new("insert", Call::Fast(insert)).doc("($self, index, object, /)", "Insert object before index."),
    Def::new("extend", Call::One(extend)).doc("($self, iterable, /)", "Extend list by appending elements from the iterable."),
    Def::new("pop", Call::Fast(pop)).doc(
        "($self, index=-1, /)",
        "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.",
    ),
    Def::new("remove", Call::One(remove)).doc(
        "($self, value, /)",
        "Remove first occurrence of value.\n\nRaises ValueError if the value is not present.",
    ),
    Def::new("index", Call::Fast(index)).doc(
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
    ),
    Def::new("count", Call::One(count)).doc("($self, value, /)", "Return number of occurrences of value."),
    Def::new("reverse", Call::NoArgs(reverse)).doc("($self, /)", "Reverse *IN PLACE*.")
        .effects(Effects::QUIET.writing(Space::Items)),
    Def::new("sort", Call::FastKeywords(sort_method)).doc(
        "($self, /, *, key=None, reverse=False)",
        "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order.",
    ),
    Def::new("__class_getitem__", Call::One(generic::class_getitem)).doc("", "See PEP 585").class(),
];

/// Defines `list`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("list", Shape::List);
    spec.flags = class_flags::BASE_TYPE
        | class_flags::LIST_SUBCLASS
        | class_flags::SEQUENCE
        | class_flags::MATCH_SELF
        | class_flags::VECTORCALL;
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(unhashable);
    spec.slots.compare = Some(compare);
    spec.slots.length = Some(|_, list| Ok(len(list)));
    spec.slots.getitem = Some(getitem);
    spec.slots.setitem = Some(setitem);
    spec.slots.contains = Some(contains);
    spec.slots.concat = Some(concat);
    spec.slots.repeat = Some(repeat);
    spec.slots.inplace_concat = Some(inplace_concat);
    spec.slots.inplace_repeat = Some(inplace_repeat);
    spec.slots.iter = Some(|vm, list| Ok(vm.new_seq_iter(vm.types.list_iterator, list, 0)));
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_list);
    spec.methods = METHODS;
    spec.doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.";
    vm.define_class(vm.types.list, spec);
}
