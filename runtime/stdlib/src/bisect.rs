//! `_bisect`: where an item belongs in a sorted sequence.

use vm::layout::{Class, class_flags};
use vm::objects::class::slots::Comparison;
use vm::objects::sequences::list;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support;

/// Beside equal items an item belongs before them or after them.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// The arguments of each function.
struct Search {
    sequence: Value,
    item: Value,
    low: i64,
    /// None is the sequence's length.
    high: Option<i64>,
    /// None if items are compared themselves.
    key: Option<Value>,
}

fn bind(vm: &mut Vm, function: &str, args: Args<'_>) -> Result<Search> {
    let names = ["a", "x", "lo", "hi", "key"];
    let [sequence, item, low, high, key] = vm.bind_arguments(function, args, &names, 0, 4, 2)?;
    let low = if low.is_null() {
        0
    } else {
        vm.index_argument(low)?
    };
    let high = if high.is_null() || high.is_none() {
        None
    } else {
        Some(optional_index(vm, high)?)
    };
    Ok(Search {
        sequence,
        item,
        low,
        // CPython does not tell -1 from None.
        high: high.filter(|&high| high != -1),
        key: Some(key).filter(|key| !key.is_null() && !key.is_none()),
    })
}

fn optional_index(vm: &mut Vm, value: Value) -> Result<i64> {
    let class = vm.class_of(value);
    if vm.slots(class).index.is_none() {
        let name = vm.class_name(value);
        return Err(vm.type_error(format!("argument should be integer or None, not '{name}'")));
    }
    vm.index_i64(value, vm.types.overflow_error)
}

/// Whether values of a class have items by index, rather than by key or none.
fn has_indices(vm: &Vm, class: *mut Class) -> bool {
    let getitem = |vm: &Vm, class| vm.slots(class).getitem.map(|slot| slot as *const ());
    let Some(own) = getitem(vm, class) else {
        return false;
    };
    // SAFETY: typed: the class is a live value's.
    let flags = unsafe { (*class).flags };
    // A class of Python code may be a sequence, unless its items are those of the dict that it inherits from.
    flags & class_flags::HEAP_TYPE != 0 && Some(own) != getitem(vm, vm.types.dict)
        || flags & (class_flags::SEQUENCE | class_flags::STR_SUBCLASS | class_flags::BYTES_SUBCLASS)
            != 0
        || vm.is_subclass(class, vm.types.bytearray)
}

/// Raises TypeError for what is not a sequence.
fn expect_sequence(vm: &mut Vm, value: Value) -> Result<()> {
    let class = vm.class_of(value);
    if has_indices(vm, class) {
        return Ok(());
    }
    let name = vm.class_name(value);
    Err(vm.type_error(if vm.slots(class).getitem.is_some() {
        format!("{name} is not a sequence")
    } else {
        format!("'{name}' object does not support indexing")
    }))
}

/// The item of a sequence at an index.
#[inline]
fn item_at(vm: &mut Vm, sequence: Value, index: i64) -> Result {
    if vm.class_of(sequence) == vm.types.list
        && let Some(&item) = list::items(sequence).get(index as usize)
    {
        return Ok(item);
    }
    let index = vm.new_int(index);
    vm.get_item(sequence, index)
}

/// How the item that is looked for is compared.
struct Order {
    class: *mut Class,
    /// Whether values of this class are compared by its own method first, as CPython does until that knows no answer.
    directly: bool,
}

impl Order {
    fn of(vm: &Vm, item: Value) -> Order {
        let class = vm.class_of(item);
        // SAFETY: typed: every value has a class.
        let directly = unsafe { (*class).flags & class_flags::HEAP_TYPE != 0 };
        Order { class, directly }
    }

    fn less(&mut self, vm: &mut Vm, left: Value, right: Value) -> Result<bool> {
        if self.directly
            && vm.class_of(left) == vm.class_of(right)
            && let Some(compare) = vm.slots(self.class).compare
        {
            let result = compare(vm, left, right, Comparison::Lt)?;
            if result != Value::NOT_IMPLEMENTED {
                return vm.is_true(result);
            }
            self.directly = false;
        }
        vm.items_less(left, right)
    }
}

impl Search {
    /// The index where `wanted`, which is the item or its key, belongs.
    fn run(&self, vm: &mut Vm, side: Side, wanted: Value) -> Result<i64> {
        if self.low < 0 {
            return Err(vm.value_error("lo must be non-negative"));
        }
        if vm.is_dict(self.sequence) {
            // It has a length, but not one of indices.
            expect_sequence(vm, self.sequence)?;
        }
        let (mut low, mut high) = match self.high {
            Some(high) => (self.low, high),
            None => (self.low, vm.length(self.sequence)? as i64),
        };
        expect_sequence(vm, self.sequence)?;
        vm.check_native_stack()?;
        let mut order = Order::of(vm, wanted);
        while low < high {
            let middle = low + (high - low) / 2;
            let mut other = item_at(vm, self.sequence, middle)?;
            if let Some(key) = self.key {
                other = vm.call_pos(key, &[other])?;
            }
            let before = match side {
                Side::Left => !order.less(vm, other, wanted)?,
                Side::Right => order.less(vm, wanted, other)?,
            };
            if before {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    fn insert(&self, vm: &mut Vm, side: Side) -> Result {
        let wanted = match self.key {
            Some(key) => vm.call_pos(key, &[self.item])?,
            None => self.item,
        };
        let index = self.run(vm, side, wanted)?;
        if vm.class_of(self.sequence) == vm.types.list {
            vm.list_insert(self.sequence, index as usize, self.item)?;
        } else {
            let index = vm.new_int(index);
            vm.call_method(self.sequence, "insert", &[index, self.item])?;
        }
        Ok(Value::NONE)
    }
}

fn bisect(vm: &mut Vm, function: &str, side: Side, args: Args<'_>) -> Result {
    let search = bind(vm, function, args)?;
    let index = search.run(vm, side, search.item)?;
    Ok(vm.new_int(index))
}

fn bisect_left(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    bisect(vm, "bisect_left", Side::Left, args)
}

fn bisect_right(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    bisect(vm, "bisect_right", Side::Right, args)
}

fn insort_left(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    bind(vm, "insort_left", args)?.insert(vm, Side::Left)
}

fn insort_right(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    bind(vm, "insort_right", args)?.insert(vm, Side::Right)
}

const SIGNATURE: &str = "($module, /, a, x, lo=0, hi=None, *, key=None)";

static FUNCTIONS: &[Def] = &[
    Def::new("bisect_left", Call::FastKeywords(bisect_left)).doc(
        SIGNATURE,
        "The index where x belongs in the sorted sequence a, before items equal to it. Only items from lo to hi are looked at; key \
         gives what is compared of them.",
    ),
    Def::new("bisect_right", Call::FastKeywords(bisect_right)).doc(
        SIGNATURE,
        "The index where x belongs in the sorted sequence a, after items equal to it. Only items from lo to hi are looked at; key \
         gives what is compared of them.",
    ),
    Def::new("insort_left", Call::FastKeywords(insort_left)).doc(
        SIGNATURE,
        "Inserts x into the sorted list a, before items equal to it. Only items from lo to hi are looked at; key gives what is \
         compared.",
    ),
    Def::new("insort_right", Call::FastKeywords(insort_right)).doc(
        SIGNATURE,
        "Inserts x into the sorted list a, after items equal to it. Only items from lo to hi are looked at; key gives what is \
         compared.",
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    Ok(support::module(vm, "_bisect", FUNCTIONS))
}
