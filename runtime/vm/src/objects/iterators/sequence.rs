//! Iterators of sequences by index, of callables with a sentinel, and `reversed`.

use super::{itself, reduce_to_iter};
use crate::layout::{Class, SeqIter, Shape, class_flags};
use crate::objects::class::{ClassSpec, get};
use crate::objects::fields::{field, set_field};
use crate::objects::names::name;
use crate::objects::sequences::{list, tuple};
use crate::objects::strings;
use crate::{Args, Call, Def, Result, Value, Vm};

impl Vm {
    /// An iterator of a sequence by index.
    #[inline]
    pub fn new_seq_iter(&mut self, class: *mut Class, sequence: Value, index: usize) -> Value {
        let iterator = self
            .alloc_plain(class, size_of::<SeqIter>())
            .cast::<SeqIter>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*iterator).seq = sequence;
            (*iterator).index = index;
        }
        Value::object(iterator)
    }

    /// `iter(callable, sentinel)`.
    pub fn new_callable_iterator(&mut self, callable: Value, sentinel: Value) -> Value {
        self.new_fields(
            self.types.callable_iterator,
            &[Value::NULL, callable, sentinel],
        )
    }
}

/// The sequence (NULL at the end) and next index.
#[inline(always)]
fn state(iterator: Value) -> (Value, usize) {
    let iterator = iterator.pointer::<SeqIter>();
    // SAFETY: typed: the slots and methods of classes of this shape.
    unsafe { ((*iterator).seq, (*iterator).index) }
}

#[inline(always)]
fn set_index(iterator: Value, index: usize) {
    // SAFETY: as above.
    unsafe { (*iterator.pointer::<SeqIter>()).index = index };
}

#[cold]
fn exhaust(iterator: Value) -> Result {
    // SAFETY: as above; NULL is no pointer to remember.
    unsafe { (*iterator.pointer::<SeqIter>()).seq = Value::NULL };
    Ok(Value::NULL)
}

macro_rules! next_of {
    ($($name:ident: $items:path;)+) => { $(
        fn $name(_: &mut Vm, iterator: Value) -> Result {
            let (sequence, index) = state(iterator);
            if sequence.is_null() {
                return Ok(Value::NULL);
            }
            match $items(sequence).get(index) {
                Some(&item) => {
                    set_index(iterator, index + 1);
                    Ok(item)
                }
                None => exhaust(iterator),
            }
        }
    )+ };
}
next_of! {
    list_next: list::items;
    tuple_next: tuple::items;
}

fn str_next(vm: &mut Vm, iterator: Value) -> Result {
    let (string, index) = state(iterator);
    if string.is_null() {
        return Ok(Value::NULL);
    }
    if index >= strings::len(string) {
        return exhaust(iterator);
    }
    set_index(iterator, index + 1);
    Ok(vm.str_char(string, index))
}

/// The next byte of a bytes or bytearray, which may have shrunk.
fn bytes_next(vm: &mut Vm, iterator: Value) -> Result {
    let (bytes, index) = state(iterator);
    if bytes.is_null() {
        return Ok(Value::NULL);
    }
    match vm.bytes_like(bytes).and_then(|data| data.get(index)) {
        Some(&byte) => {
            set_index(iterator, index + 1);
            Ok(Value::int_unchecked(byte.into()))
        }
        None => exhaust(iterator),
    }
}

/// The item of any sequence; NULL where IndexError or StopIteration says that there is none.
fn item_or_end(vm: &mut Vm, sequence: Value, index: i64) -> Result {
    let index = vm.new_int(index);
    match vm.get_item(sequence, index) {
        Err(raised) => {
            let end = vm.is_exception(vm.raised, vm.types.index_error)
                || vm.is_exception(vm.raised, vm.types.stop_iteration);
            if !end {
                return Err(raised);
            }
            vm.take_raised();
            Ok(Value::NULL)
        }
        item => item,
    }
}

fn sequence_next(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = state(iterator);
    if sequence.is_null() {
        return Ok(Value::NULL);
    }
    let item = item_or_end(vm, sequence, index as i64)?;
    if item.is_null() {
        return exhaust(iterator);
    }
    set_index(iterator, index + 1);
    Ok(item)
}

fn hint(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = state(iterator);
    if sequence.is_null() {
        return Ok(Value::int_unchecked(0));
    }
    let class = vm.class_of(sequence);
    if vm.slots(class).length.is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let length = vm.length(sequence)?;
    Ok(vm.new_int(length.saturating_sub(index) as i64))
}

fn reduce(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = state(iterator);
    if sequence.is_null() {
        let empty = if vm.class_of(iterator) == vm.types.list_iterator {
            vm.new_list(&[])
        } else {
            vm.empty_tuple()
        };
        return reduce_to_iter(vm, &[empty]);
    }
    let reduced = reduce_to_iter(vm, &[sequence])?;
    let index = vm.new_int(index as i64);
    let parts = tuple::items(reduced);
    Ok(vm.new_tuple(&[parts[0], parts[1], index]))
}

fn setstate(vm: &mut Vm, iterator: Value, index: Value) -> Result {
    let index = vm.index_argument(index)?;
    let (sequence, _) = state(iterator);
    if !sequence.is_null() {
        set_index(iterator, usize::try_from(index).unwrap_or(0));
    }
    Ok(Value::NONE)
}

static METHODS: &[Def] = &[
    Def::new("__length_hint__", Call::NoArgs(hint))
        .doc("", "Private method returning an estimate of len(list(it))."),
    Def::new("__reduce__", Call::NoArgs(reduce)).doc("", "Return state information for pickling."),
    Def::new("__setstate__", Call::One(setstate)).doc("", "Set state information for unpickling."),
];

fn callable_next(vm: &mut Vm, iterator: Value) -> Result {
    let (callable, sentinel) = (field(iterator, 1), field(iterator, 2));
    if callable.is_null() {
        return Ok(Value::NULL);
    }
    let end = |vm: &mut Vm| {
        set_field(vm, iterator, 1, Value::NULL);
        set_field(vm, iterator, 2, Value::NULL);
    };
    match vm.call_pos(callable, &[]) {
        Ok(item) => {
            if !vm.items_equal(item, sentinel)? {
                return Ok(item);
            }
            end(vm);
            Ok(Value::NULL)
        }
        Err(raised) => {
            vm.end_of_iteration(raised)?;
            end(vm);
            Ok(Value::NULL)
        }
    }
}

fn callable_reduce(vm: &mut Vm, iterator: Value) -> Result {
    let (callable, sentinel) = (field(iterator, 1), field(iterator, 2));
    if callable.is_null() {
        let empty = vm.empty_tuple();
        return reduce_to_iter(vm, &[empty]);
    }
    reduce_to_iter(vm, &[callable, sentinel])
}

static CALLABLE_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(callable_reduce))];

/// What goes backwards: fields: `__dict__`, the sequence (NULL at the end), the next index (-1 at the end).
fn backwards_state(iterator: Value) -> (Value, i64) {
    (field(iterator, 1), field(iterator, 2).int_payload())
}

fn backwards_end(vm: &mut Vm, iterator: Value) -> Result {
    set_field(vm, iterator, 1, Value::NULL);
    set_field(vm, iterator, 2, Value::int_unchecked(-1));
    Ok(Value::NULL)
}

fn list_reverse_next(vm: &mut Vm, iterator: Value) -> Result {
    let (list, index) = backwards_state(iterator);
    if list.is_null() {
        return Ok(Value::NULL);
    }
    match usize::try_from(index)
        .ok()
        .and_then(|index| list::items(list).get(index))
    {
        Some(&item) => {
            set_field(vm, iterator, 2, Value::int_unchecked(index - 1));
            Ok(item)
        }
        None => backwards_end(vm, iterator),
    }
}

fn reversed_next(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = backwards_state(iterator);
    if sequence.is_null() || index < 0 {
        return Ok(Value::NULL);
    }
    let item = item_or_end(vm, sequence, index)?;
    if item.is_null() {
        return backwards_end(vm, iterator);
    }
    set_field(vm, iterator, 2, Value::int_unchecked(index - 1));
    Ok(item)
}

fn reversed_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    if class == vm.types.reversed {
        vm.no_keywords("reversed", args)?;
    }
    let values = args.pos();
    vm.check_positional("reversed", values.len(), 1, 1)?;
    let sequence = values[0];
    let name = name!(vm, "__reversed__");
    let is_sequence = match vm.get_special(sequence, name)? {
        Some((Value::NONE, _)) => false,
        Some((method, this)) => return vm.call_with_self(method, this, Args::positional(&[])),
        None => {
            // Of native classes, those are sequences that have a length too.
            let of = vm.class_of(sequence);
            let slots = vm.slots(of);
            let by_python = get(of).flags & class_flags::HEAP_TYPE != 0;
            slots.getitem.is_some()
                && (slots.length.is_some() || by_python)
                && !vm.is_dict(sequence)
        }
    };
    if !is_sequence {
        let name = vm.class_name(sequence);
        return Err(vm.type_error(format!("'{name}' object is not reversible")));
    }
    let last = vm.length(sequence)? as i64 - 1;
    let last = vm.new_int(last);
    Ok(vm.new_fields(class, &[Value::NULL, sequence, last]))
}

fn backwards_hint(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = backwards_state(iterator);
    if sequence.is_null() {
        return Ok(Value::int_unchecked(0));
    }
    let length = vm.length(sequence)? as i64;
    Ok(vm.new_int(if index >= length { 0 } else { index + 1 }))
}

fn backwards_reduce(vm: &mut Vm, iterator: Value) -> Result {
    let (sequence, index) = backwards_state(iterator);
    if sequence.is_null() {
        let empty = vm.new_list(&[]);
        return reduce_to_iter(vm, &[empty]);
    }
    let arguments = vm.new_tuple(&[sequence]);
    let index = vm.new_int(index);
    Ok(vm.new_tuple(&[Value::object(vm.types.reversed), arguments, index]))
}

fn backwards_setstate(vm: &mut Vm, iterator: Value, index: Value) -> Result {
    let index = vm.index_argument(index)?;
    let (sequence, _) = backwards_state(iterator);
    if !sequence.is_null() {
        let length = vm.length(sequence)? as i64;
        let index = vm.new_int(index.clamp(-1, length - 1));
        set_field(vm, iterator, 2, index);
    }
    Ok(Value::NONE)
}

static BACKWARDS_METHODS: &[Def] = &[
    Def::new("__length_hint__", Call::NoArgs(backwards_hint))
        .doc("", "Private method returning an estimate of len(list(it))."),
    Def::new("__reduce__", Call::NoArgs(backwards_reduce))
        .doc("", "Return state information for pickling."),
    Def::new("__setstate__", Call::One(backwards_setstate))
        .doc("", "Set state information for unpickling."),
];

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    type Next = fn(&mut Vm, Value) -> Result;
    let types = &vm.types;
    let classes: [(*mut Class, &'static str, Next); 5] = [
        (types.list_iterator, "list_iterator", list_next),
        (types.tuple_iterator, "tuple_iterator", tuple_next),
        (types.str_iterator, "str_iterator", str_next),
        (types.bytes_iterator, "bytes_iterator", bytes_next),
        (types.seq_iterator, "iterator", sequence_next),
    ];
    for (class, name, next) in classes {
        let mut spec = ClassSpec::new(name, Shape::SeqIter);
        spec.slots.iter = Some(itself);
        spec.slots.next = Some(next);
        spec.methods = METHODS;
        vm.define_class(class, spec);
    }

    let mut spec = ClassSpec::new("callable_iterator", Shape::Fields);
    spec.fields = 3;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(callable_next);
    spec.methods = CALLABLE_METHODS;
    vm.define_class(vm.types.callable_iterator, spec);

    let mut spec = ClassSpec::new("list_reverseiterator", Shape::Fields);
    spec.fields = 3;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(list_reverse_next);
    spec.methods = BACKWARDS_METHODS;
    vm.define_class(vm.types.list_reverseiterator, spec);

    let mut spec = ClassSpec::new("reversed", Shape::Fields);
    spec.fields = 3;
    spec.flags = class_flags::BASE_TYPE | class_flags::VECTORCALL;
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(reversed_next);
    spec.slots.new = Some(reversed_new);
    spec.methods = BACKWARDS_METHODS;
    spec.doc = "Return a reverse iterator over the values of the given sequence.";
    vm.define_class(vm.types.reversed, spec);
}
