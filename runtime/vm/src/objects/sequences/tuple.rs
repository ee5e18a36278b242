//! tuple.

use core::ptr;

use super::item_at;
use crate::layout::{Class, Shape, Tuple, class_flags};
use crate::objects::cast::tuple_items;
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::Comparison;
use crate::objects::dict::str_hash;
use crate::objects::numbers::hash;
use crate::objects::repr::{ReprGuard, push_repr};
use crate::objects::{generic, strings};
use crate::{Args, Call, Def, Result, Value, Vm};

/// The items of a tuple (or of an instance of a subclass).
#[inline(always)]
pub fn items<'a>(tuple: Value) -> &'a [Value] {
    let tuple = tuple.pointer::<Tuple>();
    // SAFETY: typed and initialised: callers pass tuples only, `len` items follow the header; a tuple never changes.
    unsafe {
        core::slice::from_raw_parts(ptr::addr_of!((*tuple).items).cast::<Value>(), (*tuple).len)
    }
}

/// The most items that a tuple or list can have.
pub(crate) const MAX_ITEMS: usize = (isize::MAX as usize >> 4) / size_of::<Value>();

impl Vm {
    /// A tuple.
    pub fn new_tuple(&mut self, items: &[Value]) -> Value {
        if items.is_empty() {
            return self.empty_tuple();
        }
        let tuple = self
            .alloc_plain(self.types.tuple, size_of::<Tuple>() + size_of_val(items))
            .cast::<Tuple>();
        // SAFETY: a fresh object of that size.
        unsafe {
            (*tuple).len = items.len();
            ptr::copy_nonoverlapping(
                items.as_ptr(),
                ptr::addr_of_mut!((*tuple).items).cast::<Value>(),
                items.len(),
            );
        }
        Value::object(tuple)
    }

    /// The same, raising MemoryError where the size is out of reach. The items must be rooted elsewhere.
    pub fn try_new_tuple(&mut self, items: &[Value]) -> Result {
        self.ensure_room(size_of_val(items))?;
        Ok(self.new_tuple(items))
    }

    /// The one empty tuple.
    pub fn empty_tuple(&mut self) -> Value {
        if self.empty_tuple.is_null() {
            let class = self.types.tuple;
            self.empty_tuple = Value::object(self.alloc(class, size_of::<Tuple>()));
        }
        self.empty_tuple
    }

    /// A tuple of `len` items, all NULL, for the caller to fill (see [`set_fresh`]) before anyone sees it.
    pub fn new_tuple_uninit(&mut self, class: *mut Class, len: usize) -> Result {
        if len > MAX_ITEMS {
            return Err(self.no_memory());
        }
        if len == 0 && class == self.types.tuple {
            return Ok(self.empty_tuple());
        }
        let tuple = self
            .try_alloc(class, size_of::<Tuple>() + len * size_of::<Value>())?
            .cast::<Tuple>();
        // SAFETY: a fresh object of that size; NULL items are valid.
        unsafe { (*tuple).len = len };
        Ok(Value::object(tuple))
    }

    /// `tuple(iterable)`.
    pub fn tuple_from(&mut self, iterable: Value) -> Result {
        if self.class_of(iterable) == self.types.tuple {
            return Ok(iterable);
        }
        if self.class_of(iterable) == self.types.list {
            return self.tuple_from_list(iterable);
        }
        let list = self.list_from(iterable)?;
        self.tuple_from_list(list)
    }

    /// A tuple of a list's items (the list may be an instance of a subclass).
    pub fn tuple_from_list(&mut self, list: Value) -> Result {
        // The items stay where they are while the tuple is allocated: a collection moves nothing and runs no Python code.
        let result = self.try_new_tuple(super::list::items(list));
        core::hint::black_box(list);
        result
    }

    /// Whether the value is a tuple or an instance of a subclass.
    #[inline]
    pub fn is_tuple(&self, value: Value) -> bool {
        self.has_flag(value, class_flags::TUPLE_SUBCLASS)
    }

    /// Whether the class of the value has one of [`class_flags`].
    #[inline]
    pub fn has_flag(&self, value: Value, flag: u32) -> bool {
        let class = self.class_of(value);
        // SAFETY: typed: every value has a class.
        unsafe { (*class).flags & flag != 0 }
    }

    /// `a == b` for containers: identity first, then what can be told without a call.
    #[inline]
    pub fn items_equal(&mut self, left: Value, right: Value) -> Result<bool> {
        if left == right {
            return Ok(true);
        }
        if left.both_ints(right) {
            return Ok(false);
        }
        if self.is_exact_str(left) && self.is_exact_str(right) {
            return Ok(strings::equal(left, right));
        }
        match equal_by_ints(self, left, right) {
            Some(equal) => Ok(equal),
            None => self.equal(left, right),
        }
    }

    /// The truth of `left < right` for sorting and the like: without a call where the classes allow.
    pub fn items_less(&mut self, left: Value, right: Value) -> Result<bool> {
        if left.both_ints(right) {
            return Ok(left.int_payload() < right.int_payload());
        }
        if let (Some(left), Some(right)) = (left.as_float(), right.as_float()) {
            return Ok(left < right);
        }
        if self.is_exact_str(left) && self.is_exact_str(right) {
            return Ok(strings::compare(left, right).is_lt());
        }
        if self.class_of(left) == self.types.tuple && self.class_of(right) == self.types.tuple {
            let (left, right) = (items(left), items(right));
            for (&one, &other) in left.iter().zip(right) {
                if !self.items_equal(one, other)? {
                    return self.items_less(one, other);
                }
            }
            return Ok(left.len() < right.len());
        }
        let result = self.compare(Comparison::Lt, left, right)?;
        self.is_true(result)
    }
}

/// Whether two tuples are equal, if ints alone decide it: keys of sets and dicts often are such.
#[inline]
fn equal_by_ints(vm: &Vm, left: Value, right: Value) -> Option<bool> {
    let (left, right) = (vm.as_tuple(left)?, vm.as_tuple(right)?);
    let (left, right) = (tuple_items(left), tuple_items(right));
    // The items are compared before the lengths, as in CPython.
    for (&one, &other) in left.iter().zip(right) {
        if one != other {
            return if one.both_ints(other) {
                Some(false)
            } else {
                None
            };
        }
    }
    Some(left.len() == right.len())
}

/// Where the items of a tuple that nobody else has seen are stored.
fn first_item(tuple: Value) -> *mut Value {
    // SAFETY: typed: callers pass tuples only; computes a field's address.
    unsafe { ptr::addr_of_mut!((*tuple.pointer::<Tuple>()).items).cast() }
}

/// Stores an item of a tuple that nobody else has seen.
#[inline]
pub fn set_fresh(tuple: Value, index: usize, item: Value) {
    let tuple = tuple.pointer::<Tuple>();
    // SAFETY: typed; the index is checked.
    unsafe {
        assert!(index < (*tuple).len);
        *ptr::addr_of_mut!((*tuple).items).cast::<Value>().add(index) = item;
    }
}

/// The hash of a sequence of items (CPython's `tuple_hash`, a simplified xxHash).
pub(crate) fn hash_items(vm: &mut Vm, items: &[Value]) -> Result<i64> {
    let acc = mix_hashes(vm, items)?;
    Ok(finish(
        acc.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539)),
    ))
}

impl Vm {
    /// The hash of a key that is neither an int nor a str: often a tuple.
    #[inline]
    pub(crate) fn hash_of_compound(&mut self, key: Value) -> Result<i64> {
        match self.as_tuple(key) {
            Some(tuple) => hash_items(self, tuple_items(tuple)),
            None => self.hash(key),
        }
    }
}

/// The hash of a slice: a tuple's, without the length (CPython's `slice_hash`).
pub(crate) fn hash_slice(vm: &mut Vm, items: &[Value]) -> Result<i64> {
    Ok(finish(mix_hashes(vm, items)?))
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

fn mix_hashes(vm: &mut Vm, items: &[Value]) -> Result<u64> {
    let mut acc = PRIME_5;
    for &item in items {
        let lane = if item.is_int() {
            hash::of_word(item.int_payload())
        } else if vm.is_exact_str(item) {
            str_hash(item)
        } else {
            vm.check_native_stack()?;
            vm.hash(item)?
        } as u64;
        acc = acc
            .wrapping_add(lane.wrapping_mul(PRIME_2))
            .rotate_left(31)
            .wrapping_mul(PRIME_1);
    }
    Ok(acc)
}

fn finish(acc: u64) -> i64 {
    if acc == u64::MAX {
        1_546_275_796
    } else {
        acc as i64
    }
}

/// Compares two sequences as tuples and lists do; `items` are fetched again after every call of Python code.
pub(crate) fn compare_items(
    vm: &mut Vm,
    left: Value,
    right: Value,
    op: Comparison,
    items: fn(Value) -> &'static [Value],
) -> Result {
    let mut index = 0;
    while let (Some(&l), Some(&r)) = (items(left).get(index), items(right).get(index)) {
        if !vm.items_equal(l, r)? {
            return match op {
                Comparison::Eq => Ok(Value::FALSE),
                Comparison::Ne => Ok(Value::TRUE),
                _ => vm.compare(op, l, r),
            };
        }
        index += 1;
    }
    Ok(Value::bool(
        op.holds(items(left).len().cmp(&items(right).len())),
    ))
}

/// The indices of `index(value, start, stop)` for a length.
pub(crate) fn index_bounds(vm: &mut Vm, args: &[Value]) -> Result<(i64, i64)> {
    let bound = |vm: &mut Vm, position: usize, default: i64| match args.get(position) {
        None => Ok(default),
        Some(&value) => {
            if value.is_int() {
                return Ok(value.int_payload());
            }
            let class = vm.class_of(value);
            if vm.slots(class).index.is_none() {
                return Err(
                    vm.type_error("slice indices must be integers or have an __index__ method")
                );
            }
            vm.slice_index(value)
        }
    };
    Ok((bound(vm, 1, 0)?, bound(vm, 2, i64::MAX)?))
}

/// An index counted from the end where it is negative, not below 0.
pub(crate) fn from_end(index: i64, length: usize) -> usize {
    if index < 0 {
        usize::try_from(index.saturating_add(length as i64)).unwrap_or(0)
    } else {
        index as usize
    }
}

fn repr(vm: &mut Vm, tuple: Value) -> Result {
    if items(tuple).is_empty() {
        return Ok(vm.intern("()"));
    }
    let Some(_guard) = ReprGuard::enter(tuple) else {
        return Ok(vm.new_str("(...)"));
    };
    let mut text = String::from("(");
    for (index, &item) in items(tuple).iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        push_repr(vm, &mut text, item)?;
    }
    text.push_str(if items(tuple).len() == 1 { ",)" } else { ")" });
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if !vm.is_tuple(left) || !vm.is_tuple(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    compare_items(vm, left, right, op, items)
}

fn getitem(vm: &mut Vm, tuple: Value, sub: Value) -> Result {
    if let Some(index) = sub.as_int() {
        return item(vm, tuple, index);
    }
    if vm.class_of(sub) == vm.types.slice {
        if let Some((start, end)) = super::slice::plain_slice(sub, items(tuple).len()) {
            return slice(vm, tuple, start, end - start);
        }
        let (start, _, step, count) = vm.slice_indices(sub, items(tuple).len())?;
        if step == 1 {
            return slice(vm, tuple, start as usize, count);
        }
        if count == 0 {
            return Ok(vm.empty_tuple());
        }
        let result = vm.new_tuple_uninit(vm.types.tuple, count)?;
        for index in 0..count {
            set_fresh(
                result,
                index,
                items(tuple)[(start + index as i64 * step) as usize],
            );
        }
        return Ok(result);
    }
    match vm.subscript_index(sub)? {
        Some(index) => item(vm, tuple, index),
        None => {
            let name = vm.class_name(sub);
            Err(vm.type_error(format!(
                "tuple indices must be integers or slices, not {name}"
            )))
        }
    }
}

/// So many items of a tuple from a place on; the tuple itself where that is all of an exact tuple.
pub(crate) fn slice(vm: &mut Vm, tuple: Value, start: usize, count: usize) -> Result {
    if count == items(tuple).len() && vm.class_of(tuple) == vm.types.tuple {
        return Ok(tuple);
    }
    vm.try_new_tuple(&items(tuple)[start..start + count])
}

#[inline]
fn item(vm: &mut Vm, tuple: Value, index: i64) -> Result {
    item_at(items(tuple), index).ok_or_else(|| vm.index_error("tuple index out of range"))
}

fn contains(vm: &mut Vm, tuple: Value, value: Value) -> Result<bool> {
    for &item in items(tuple) {
        if vm.items_equal(item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn concat(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_tuple(right) {
        let name = vm.class_name(right);
        return Err(vm.type_error(format!(
            "can only concatenate tuple (not \"{name}\") to tuple"
        )));
    }
    let tuple = vm.types.tuple;
    let (l, r) = (items(left), items(right));
    if l.is_empty() && vm.class_of(right) == tuple {
        return Ok(right);
    }
    if r.is_empty() && vm.class_of(left) == tuple {
        return Ok(left);
    }
    let result = vm.new_tuple_uninit(tuple, l.len() + r.len())?;
    let to = first_item(result);
    // SAFETY: room for both.
    unsafe {
        ptr::copy_nonoverlapping(l.as_ptr(), to, l.len());
        ptr::copy_nonoverlapping(r.as_ptr(), to.add(l.len()), r.len());
    }
    Ok(result)
}

/// Fills memory by items again and again.
///
/// # Safety
/// Room for so many items, a multiple of the source's.
pub(crate) unsafe fn fill_by_copies(source: &[Value], to: *mut Value, total: usize) {
    // SAFETY: the caller's; what is copied again has been written.
    unsafe {
        if let [item] = *source {
            for index in 0..total {
                *to.add(index) = item;
            }
            return;
        }
        let mut done = source.len().min(total);
        ptr::copy_nonoverlapping(source.as_ptr(), to, done);
        while done < total {
            let more = done.min(total - done);
            ptr::copy_nonoverlapping(to, to.add(done), more);
            done += more;
        }
    }
}

fn repeat(vm: &mut Vm, tuple: Value, count: i64) -> Result {
    let source = items(tuple);
    let exact = vm.class_of(tuple) == vm.types.tuple;
    if exact && (source.is_empty() || count == 1) {
        return Ok(tuple);
    }
    if count <= 0 || source.is_empty() {
        return Ok(vm.empty_tuple());
    }
    let Some(len) = source
        .len()
        .checked_mul(count as usize)
        .filter(|&len| len <= MAX_ITEMS)
    else {
        return Err(vm.no_memory());
    };
    let result = vm.new_tuple_uninit(vm.types.tuple, len)?;
    // SAFETY: room for so many.
    unsafe { fill_by_copies(source, first_item(result), len) };
    Ok(result)
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let exact = class == vm.types.tuple;
    if exact {
        vm.no_keywords("tuple", args)?;
    }
    let values = args.pos();
    vm.check_positional("tuple", values.len(), 0, 1)?;
    let plain = match values.first() {
        Some(&iterable) => vm.tuple_from(iterable)?,
        None => vm.empty_tuple(),
    };
    if exact {
        return Ok(plain);
    }
    let result = vm.new_tuple_uninit(class, items(plain).len())?;
    for (index, &item) in items(plain).iter().enumerate() {
        set_fresh(result, index, item);
    }
    Ok(result)
}

fn count(vm: &mut Vm, tuple: Value, value: Value) -> Result {
    let mut count = 0;
    for &item in items(tuple) {
        count += i64::from(vm.items_equal(item, value)?);
    }
    Ok(vm.new_int(count))
}

fn index(vm: &mut Vm, tuple: Value, args: &[Value]) -> Result {
    vm.check_positional("index", args.len(), 1, 3)?;
    let (start, stop) = index_bounds(vm, args)?;
    let items = items(tuple);
    let (start, stop) = (from_end(start, items.len()), from_end(stop, items.len()));
    for (index, &item) in items.iter().enumerate().take(stop).skip(start) {
        if vm.items_equal(item, args[0])? {
            return Ok(vm.new_int(index as i64));
        }
    }
    Err(vm.value_error("tuple.index(x): x not in tuple"))
}

fn getnewargs(vm: &mut Vm, tuple: Value) -> Result {
    let plain = vm.try_new_tuple(items(tuple))?;
    Ok(vm.new_tuple(&[plain]))
}

static METHODS: &[Def] = &[
    Def::new("count", Call::One(count)).doc(
        "($self, value, /)",
        "Return number of occurrences of value.",
    ),
    Def::new("index", Call::Fast(index)).doc(
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
    ),
    Def::new("__getnewargs__", Call::NoArgs(getnewargs)),
    Def::new("__class_getitem__", Call::One(generic::class_getitem))
        .doc("", "See PEP 585")
        .class(),
];

/// Defines `tuple`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("tuple", Shape::Tuple);
    spec.flags = class_flags::BASE_TYPE
        | class_flags::TUPLE_SUBCLASS
        | class_flags::SEQUENCE
        | class_flags::MATCH_SELF
        | class_flags::VECTORCALL;
    spec.slots.repr = Some(repr);
    spec.slots.hash = Some(|vm, tuple| hash_items(vm, items(tuple)));
    spec.slots.compare = Some(compare);
    spec.slots.length = Some(|_, tuple| Ok(items(tuple).len()));
    spec.slots.getitem = Some(getitem);
    spec.slots.contains = Some(contains);
    spec.slots.concat = Some(concat);
    spec.slots.repeat = Some(repeat);
    spec.slots.iter = Some(|vm, tuple| Ok(vm.new_seq_iter(vm.types.tuple_iterator, tuple, 0)));
    spec.slots.new = Some(new);
    spec.methods = METHODS;
    spec.doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.";
    vm.define_class(vm.types.tuple, spec);
}
