//! `deque`.

use std::collections::VecDeque;

use vm::layout::{Class, Shape, class_flags};
use vm::memory::Payload;
use vm::objects::class::slots::Comparison;
use vm::objects::class::{self, ClassSpec, GetSet};
use vm::objects::fields::{field, set_field};
use vm::objects::generic::class_getitem;
use vm::objects::iterators::itself;
use vm::objects::repr::{ReprGuard, push_repr};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

struct Deque {
    items: VecDeque<Value>,
    maxlen: Option<usize>,
    /// Counts changes, so that iterators notice them.
    changes: i64,
}

impl Payload for Deque {
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        self.items.iter().for_each(|&item| visit(item));
    }
}

impl Deque {
    fn trimmed(&mut self, from_left: bool) {
        self.changes += 1;
        if self.maxlen.is_some_and(|maxlen| self.items.len() > maxlen) {
            if from_left {
                self.items.pop_front()
            } else {
                self.items.pop_back()
            };
        }
    }

    fn push(&mut self, vm: &mut Vm, item: Value) -> Result<()> {
        vm.reserve(&mut self.items, 1)?;
        self.items.push_back(item);
        self.trimmed(true);
        Ok(())
    }

    fn push_left(&mut self, vm: &mut Vm, item: Value) -> Result<()> {
        vm.reserve(&mut self.items, 1)?;
        self.items.push_front(item);
        self.trimmed(false);
        Ok(())
    }
}

/// The deque behind a value of the class.
#[inline]
fn deque<'a>(vm: &mut Vm, value: Value) -> Result<&'a mut Deque> {
    match vm.payload::<Deque>(value) {
        Some(deque) => Ok(deque),
        None => Err(vm.type_error("deque expected")),
    }
}

fn is_deque(vm: &Vm, value: Value) -> bool {
    vm.payload::<Deque>(value).is_some()
}

fn new(vm: &mut Vm, class: *mut Class, _: Args<'_>) -> Result {
    Ok(vm.new_native(
        class,
        Box::new(Deque {
            items: VecDeque::new(),
            maxlen: None,
            changes: 0,
        }),
    ))
}

fn init_deque(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    let [iterable, maxlen] = vm.bind_arguments("deque", args, &["iterable", "maxlen"], 0, 2, 0)?;
    let limit = if maxlen.is_null() || maxlen.is_none() {
        None
    } else {
        if vm.int_view(maxlen).is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let limit = vm.index_argument(maxlen)?;
        if limit < 0 {
            return Err(vm.value_error("maxlen must be non-negative"));
        }
        Some(limit as usize)
    };
    let state = deque(vm, this)?;
    state.maxlen = limit;
    state.items.clear();
    if !iterable.is_null() {
        extend(vm, this, iterable)?;
    }
    Ok(())
}

/// A deque of the same class and limit.
fn like(vm: &mut Vm, this: Value, items: VecDeque<Value>) -> Result {
    let maxlen = deque(vm, this)?.maxlen;
    let class = vm.class_of(this);
    let base = support::recall_class(vm, "collections.deque");
    if class == base {
        return Ok(vm.new_native(
            class,
            Box::new(Deque {
                items,
                maxlen,
                changes: 0,
            }),
        ));
    }
    let result = vm.call_pos(Value::object(class), &[])?;
    let state = deque(vm, result)?;
    state.items = items;
    state.maxlen = maxlen;
    Ok(result)
}

fn append(vm: &mut Vm, this: Value, item: Value) -> Result {
    deque(vm, this)?.push(vm, item)?;
    Ok(Value::NONE)
}

fn appendleft(vm: &mut Vm, this: Value, item: Value) -> Result {
    deque(vm, this)?.push_left(vm, item)?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, this: Value) -> Result {
    let state = deque(vm, this)?;
    state.changes += 1;
    match state.items.pop_back() {
        Some(item) => Ok(item),
        None => Err(vm.index_error("pop from an empty deque")),
    }
}

fn popleft(vm: &mut Vm, this: Value) -> Result {
    let state = deque(vm, this)?;
    state.changes += 1;
    match state.items.pop_front() {
        Some(item) => Ok(item),
        None => Err(vm.index_error("pop from an empty deque")),
    }
}

/// The iterable to extend with: itself is copied first.
fn source(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    let iterable = if iterable == this {
        vm.list_from(iterable)?
    } else {
        iterable
    };
    vm.iter(iterable)
}

fn extend(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    let iterator = source(vm, this, iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        deque(vm, this)?.push(vm, item)?;
    }
    Ok(Value::NONE)
}

fn extendleft(vm: &mut Vm, this: Value, iterable: Value) -> Result {
    let iterator = source(vm, this, iterable)?;
    while let Some(item) = vm.next_item(iterator)? {
        deque(vm, this)?.push_left(vm, item)?;
    }
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm, this: Value) -> Result {
    let state = deque(vm, this)?;
    state.items.clear();
    state.changes += 1;
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, this: Value) -> Result {
    // Until the new deque has them, the old one keeps the items alive.
    let own = &deque(vm, this)?.items;
    let mut items: VecDeque<Value> = vm.with_room(own.len())?;
    items.extend(own);
    like(vm, this, items)
}

/// Calls a function with each item; stops where it gives something.
fn search<T>(
    vm: &mut Vm,
    this: Value,
    mut f: impl FnMut(&mut Vm, usize, Value) -> Result<Option<T>>,
) -> Result<Option<T>> {
    let changes = deque(vm, this)?.changes;
    let mut index = 0;
    while let Some(&item) = deque(vm, this)?.items.get(index) {
        if let Some(found) = f(vm, index, item)? {
            return Ok(Some(found));
        }
        if deque(vm, this)?.changes != changes {
            return Err(vm.runtime_error("deque mutated during iteration"));
        }
        index += 1;
    }
    Ok(None)
}

fn count(vm: &mut Vm, this: Value, value: Value) -> Result {
    let mut count = 0;
    search::<()>(vm, this, |vm, _, item| {
        count += i64::from(vm.items_equal(item, value)?);
        Ok(None)
    })?;
    Ok(vm.new_int(count))
}

fn contains(vm: &mut Vm, this: Value, value: Value) -> Result<bool> {
    Ok(search(vm, this, |vm, _, item| {
        Ok(vm.items_equal(item, value)?.then_some(()))
    })?
    .is_some())
}

fn index(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("index", args.len(), 1, 3)?;
    let len = deque(vm, this)?.items.len();
    let bound = |vm: &mut Vm, at: usize, default: i64| match args.get(at) {
        Some(&bound) => vm.slice_index(bound),
        None => Ok(default),
    };
    let (start, stop) = (bound(vm, 1, 0)?, bound(vm, 2, i64::MAX)?);
    let clip = |index: i64| {
        usize::try_from(if index < 0 {
            index.saturating_add(len as i64)
        } else {
            index
        })
        .unwrap_or(0)
    };
    let (start, stop) = (clip(start), clip(stop));
    let found = search(vm, this, |vm, index, item| {
        if index < start || index >= stop || !vm.items_equal(item, args[0])? {
            return Ok(None);
        }
        Ok(Some(index))
    })?;
    match found {
        Some(index) => Ok(vm.new_int(index as i64)),
        None => {
            let shown = vm.repr(args[0])?;
            let message = format!("{} is not in deque", vm.text(shown));
            Err(vm.value_error(message))
        }
    }
}

fn insert(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("insert", args.len(), 2, 2)?;
    let index = vm.index_argument(args[0])?;
    let state = deque(vm, this)?;
    if state
        .maxlen
        .is_some_and(|maxlen| state.items.len() >= maxlen)
    {
        return Err(vm.index_error("deque already at its maximum size"));
    }
    let len = state.items.len() as i64;
    let at = if index < 0 {
        (index.saturating_add(len)).max(0)
    } else {
        index.min(len)
    };
    vm.reserve(&mut state.items, 1)?;
    state.items.insert(at as usize, args[1]);
    state.changes += 1;
    Ok(Value::NONE)
}

fn remove(vm: &mut Vm, this: Value, value: Value) -> Result {
    let found = search(vm, this, |vm, index, item| {
        Ok(vm.items_equal(item, value)?.then_some(index))
    })?;
    match found {
        Some(index) => {
            let state = deque(vm, this)?;
            state.items.remove(index);
            state.changes += 1;
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("deque.remove(x): x not in deque")),
    }
}

fn reverse(vm: &mut Vm, this: Value) -> Result {
    deque(vm, this)?.items.make_contiguous().reverse();
    Ok(Value::NONE)
}

fn rotate(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("rotate", args.len(), 0, 1)?;
    let steps = match args.first() {
        Some(&steps) => vm.index_argument(steps)?,
        None => 1,
    };
    let state = deque(vm, this)?;
    let len = state.items.len() as i64;
    if len > 1 {
        state.items.rotate_right(steps.rem_euclid(len) as usize);
        state.changes += 1;
    }
    Ok(Value::NONE)
}

fn position(vm: &mut Vm, this: Value, sub: Value) -> Result<usize> {
    let Some(index) = vm.subscript_index(sub)? else {
        let name = vm.class_name(sub);
        return Err(vm.type_error(format!("sequence index must be integer, not '{name}'")));
    };
    let len = deque(vm, this)?.items.len() as i64;
    let index = if index < 0 {
        index.saturating_add(len)
    } else {
        index
    };
    if index < 0 || index >= len {
        Err(vm.index_error("deque index out of range"))
    } else {
        Ok(index as usize)
    }
}

fn getitem(vm: &mut Vm, this: Value, sub: Value) -> Result {
    let at = position(vm, this, sub)?;
    Ok(deque(vm, this)?.items[at])
}

fn setitem(vm: &mut Vm, this: Value, sub: Value, value: Value) -> Result<()> {
    let at = position(vm, this, sub)?;
    let state = deque(vm, this)?;
    if value.is_null() {
        state.items.remove(at);
        state.changes += 1;
    } else {
        state.items[at] = value;
    }
    Ok(())
}

fn concat(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !is_deque(vm, right) {
        let name = vm.class_name(right);
        return Err(vm.type_error(format!(
            "can only concatenate deque (not \"{name}\") to deque"
        )));
    }
    let result = copy(vm, left)?;
    extend(vm, result, right)?;
    Ok(result)
}

fn inplace_concat(vm: &mut Vm, this: Value, other: Value) -> Result {
    extend(vm, this, other)?;
    Ok(this)
}

fn inplace_repeat(vm: &mut Vm, this: Value, times: i64) -> Result {
    let state = deque(vm, this)?;
    let once = state.items.len();
    let times = usize::try_from(times).unwrap_or(0);
    if times == 0 {
        state.items.clear();
    } else {
        // What the limit drops on the left again is not made: as many items as it keeps, and their turn.
        let total = once.saturating_mul(times);
        let kept = state.maxlen.map_or(total, |maxlen| maxlen.min(total));
        vm.reserve(&mut state.items, kept.max(once) - once)?;
        if once > 0 {
            state.items.rotate_left((total - kept) % once);
        }
        for index in once..kept {
            state.items.push_back(state.items[index % once]);
        }
    }
    state.changes += 1;
    Ok(this)
}

fn repeat(vm: &mut Vm, this: Value, times: i64) -> Result {
    let result = copy(vm, this)?;
    inplace_repeat(vm, result, times)
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !is_deque(vm, left) || !is_deque(vm, right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (vm.list_from(left)?, vm.list_from(right)?);
    vm.compare(op, left, right)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let Some(_guard) = ReprGuard::enter(this) else {
        return Ok(vm.new_str("[...]"));
    };
    let items = vm.list_from(this)?;
    let mut text = format!("{}(", vm.class_name(this));
    push_repr(vm, &mut text, items)?;
    if let Some(maxlen) = deque(vm, this)?.maxlen {
        text.push_str(&format!(", maxlen={maxlen}"));
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn maxlen(vm: &mut Vm, this: Value) -> Result {
    match deque(vm, this)?.maxlen {
        Some(maxlen) => Ok(vm.new_int(maxlen as i64)),
        None => Ok(Value::NONE),
    }
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let class = Value::object(vm.class_of(this));
    let limit = maxlen(vm, this)?;
    let arguments = if limit.is_none() {
        vm.empty_tuple()
    } else {
        let empty = vm.empty_tuple();
        vm.new_tuple(&[empty, limit])
    };
    let items = vm.iter(this)?;
    Ok(vm.new_tuple(&[class, arguments, Value::NONE, items]))
}

/// Fields of an iterator: the deque, how many items were given, the changes at the start.
fn new_iterator(vm: &mut Vm, class: &str, this: Value) -> Result {
    let changes = deque(vm, this)?.changes;
    let class = support::recall_class(vm, class);
    let changes = vm.new_int(changes);
    Ok(vm.new_fields(
        class,
        &[Value::NULL, this, Value::int_unchecked(0), changes],
    ))
}

/// `_deque_iterator(deque, index)`, which pickling calls.
fn iterator_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let name = vm.text(class::get(class).name).into_owned();
    vm.no_keywords(&name, args)?;
    vm.check_positional(&name, args.values.len(), 1, 2)?;
    let this = args.values[0];
    let wanted = support::recall_class(vm, "collections.deque");
    if !vm.is_instance_of(this, wanted) {
        let got = vm.class_name(this);
        return Err(vm.type_error(format!(
            "{name}() argument 1 must be collections.deque, not {got}"
        )));
    }
    let skipped = match args.values.get(1) {
        Some(&index) => vm.index_argument(index)?.max(0),
        None => 0,
    };
    let state = deque(vm, this)?;
    let (skipped, changes) = (skipped.min(state.items.len() as i64), state.changes);
    let (skipped, changes) = (vm.new_int(skipped), vm.new_int(changes));
    Ok(vm.new_fields(class, &[Value::NULL, this, skipped, changes]))
}

fn iterate(vm: &mut Vm, this: Value) -> Result {
    new_iterator(vm, "collections._deque_iterator", this)
}

fn reversed(vm: &mut Vm, this: Value) -> Result {
    new_iterator(vm, "collections._deque_reverse_iterator", this)
}

fn advance(vm: &mut Vm, iterator: Value, backwards: bool) -> Result {
    let (this, given) = (
        field(iterator, 1),
        field(iterator, 2).int_payload() as usize,
    );
    if this.is_null() {
        return Ok(Value::NULL);
    }
    let state = deque(vm, this)?;
    if state.changes != field(iterator, 3).int_payload() {
        return Err(vm.runtime_error("deque mutated during iteration"));
    }
    let index = if backwards {
        state.items.len().checked_sub(given + 1)
    } else {
        Some(given)
    };
    match index.and_then(|index| state.items.get(index)) {
        Some(&item) => {
            set_field(vm, iterator, 2, Value::int_unchecked(given as i64 + 1));
            Ok(item)
        }
        None => {
            set_field(vm, iterator, 1, Value::NULL);
            Ok(Value::NULL)
        }
    }
}

fn hint(vm: &mut Vm, iterator: Value) -> Result {
    let this = field(iterator, 1);
    if this.is_null() {
        return Ok(Value::int_unchecked(0));
    }
    let left = deque(vm, this)?.items.len() as i64 - field(iterator, 2).int_payload();
    Ok(vm.new_int(left.max(0)))
}

static ITERATOR_METHODS: &[Def] = &[Def::new("__length_hint__", Call::NoArgs(hint))];

static METHODS: &[Def] = &[
    Def::new("append", Call::One(append)),
    Def::new("appendleft", Call::One(appendleft)),
    Def::new("clear", Call::NoArgs(clear)),
    Def::new("copy", Call::NoArgs(copy)),
    Def::new("__copy__", Call::NoArgs(copy)),
    Def::new("count", Call::One(count)),
    Def::new("extend", Call::One(extend)),
    Def::new("extendleft", Call::One(extendleft)),
    Def::new("index", Call::Fast(index)),
    Def::new("insert", Call::Fast(insert)),
    Def::new("pop", Call::NoArgs(pop)),
    Def::new("popleft", Call::NoArgs(popleft)),
    Def::new("__reduce__", Call::NoArgs(reduce)),
    Def::new("remove", Call::One(remove)),
    Def::new("__reversed__", Call::NoArgs(reversed)),
    Def::new("reverse", Call::NoArgs(reverse)),
    Def::new("rotate", Call::Fast(rotate)),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];
static GETSET: &[GetSet] = &[GetSet {
    name: "maxlen",
    get: maxlen,
    set: None,
    doc: "maximum size of a deque or None if unbounded",
}];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("deque", Shape::Native);
    spec.module = "collections";
    spec.flags = class_flags::BASE_TYPE | class_flags::SEQUENCE | class_flags::WEAK_REFERENCES;
    spec.slots.new = Some(new);
    spec.slots.init = Some(init_deque);
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.slots.compare = Some(compare);
    spec.slots.length = Some(|vm, this| Ok(deque(vm, this)?.items.len()));
    spec.slots.getitem = Some(getitem);
    spec.slots.setitem = Some(setitem);
    spec.slots.contains = Some(contains);
    spec.slots.concat = Some(concat);
    spec.slots.repeat = Some(repeat);
    spec.slots.inplace_concat = Some(inplace_concat);
    spec.slots.inplace_repeat = Some(inplace_repeat);
    spec.slots.iter = Some(iterate);
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.doc = "A list-like sequence optimized for data accesses near its endpoints.";
    add_class(vm, module, spec);
    for name in ["_deque_iterator", "_deque_reverse_iterator"] {
        let mut spec = ClassSpec::new(name, Shape::Fields);
        spec.module = "collections";
        spec.fields = 4;
        spec.slots.new = Some(iterator_new);
        spec.slots.iter = Some(itself);
        spec.slots.next = Some(if name == "_deque_iterator" {
            |vm, iterator| advance(vm, iterator, false)
        } else {
            |vm, iterator| advance(vm, iterator, true)
        });
        spec.methods = ITERATOR_METHODS;
        add_class(vm, module, spec);
    }
}
