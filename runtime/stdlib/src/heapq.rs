//! `_heapq`: a list whose item at each index is not below those at twice the index plus one and plus two.
//!
//! Comparisons may do anything to the list: items are read anew after each, and a change of its length is an error.

use vm::objects::sequences::list;
use vm::{Call, Def, Raised, Result, Value, Vm};

use crate::support;

/// What is on top.
trait Order {
    /// The end of the functions' names.
    const SUFFIX: &'static str;

    /// Whether one item belongs nearer to the top than another.
    fn above(vm: &mut Vm, one: Value, other: Value) -> Result<bool>;
}

/// The smallest item is on top.
struct Min;

impl Order for Min {
    const SUFFIX: &'static str = "";

    fn above(vm: &mut Vm, one: Value, other: Value) -> Result<bool> {
        vm.items_less(one, other)
    }
}

/// The largest item is on top.
struct Max;

impl Order for Max {
    const SUFFIX: &'static str = "_max";

    fn above(vm: &mut Vm, one: Value, other: Value) -> Result<bool> {
        vm.items_less(other, one)
    }
}

#[cold]
fn out_of_range(vm: &mut Vm) -> Raised {
    vm.index_error("index out of range")
}

/// [`Order::above`] of two items, after which the list must be as long as before.
#[inline]
fn above<O: Order>(vm: &mut Vm, heap: Value, one: usize, other: usize) -> Result<bool> {
    let items = list::items(heap);
    let is_above = O::above(vm, items[one], items[other])?;
    if list::len(heap) == items.len() {
        Ok(is_above)
    } else {
        Err(vm.runtime_error("list changed size during iteration"))
    }
}

/// Moves the item at an index towards the top, no farther than to `start`, past those that it is above.
fn rise<O: Order>(vm: &mut Vm, heap: Value, start: usize, mut at: usize) -> Result<()> {
    while at > start {
        let parent = (at - 1) / 2;
        if !above::<O>(vm, heap, at, parent)? {
            break;
        }
        list::items_mut(heap).swap(at, parent);
        at = parent;
    }
    Ok(())
}

/// Makes a heap of the item at an index and the two heaps below it. The item sinks to a leaf before it rises to its place, since
/// it mostly belongs near the leaves: that takes fewer comparisons than to look at each step where it belongs.
fn settle<O: Order>(vm: &mut Vm, heap: Value, start: usize) -> Result<()> {
    let len = list::len(heap);
    if start >= len {
        return Err(out_of_range(vm));
    }
    let mut at = start;
    while at < len / 2 {
        let mut child = 2 * at + 1;
        if child + 1 < len && !above::<O>(vm, heap, child, child + 1)? {
            child += 1;
        }
        list::items_mut(heap).swap(at, child);
        at = child;
    }
    rise::<O>(vm, heap, start, at)
}

/// Puts an item in the place of the top one, which it gives.
fn replace_top<O: Order>(vm: &mut Vm, heap: Value, item: Value) -> Result {
    let Some(top) = list::items_mut(heap).first_mut() else {
        return Err(out_of_range(vm));
    };
    let old = core::mem::replace(top, item);
    settle::<O>(vm, heap, 0)?;
    Ok(old)
}

#[cold]
fn not_a_list<O: Order>(vm: &mut Vm, name: &str, argument: &str, value: Value) -> Raised {
    let (suffix, class) = (O::SUFFIX, vm.class_name(value));
    vm.type_error(format!(
        "{name}{suffix}() {argument} must be list, not {class}"
    ))
}

/// The argument of a function of a heap.
fn only<O: Order>(vm: &mut Vm, name: &str, heap: Value) -> Result {
    if vm.is_list(heap) {
        Ok(heap)
    } else {
        Err(not_a_list::<O>(vm, name, "argument", heap))
    }
}

/// The arguments of a function of a heap and an item.
fn both<O: Order>(vm: &mut Vm, name: &str, args: &[Value]) -> Result<(Value, Value)> {
    match *args {
        [heap, item] if vm.is_list(heap) => Ok((heap, item)),
        [heap, _] => Err(not_a_list::<O>(vm, name, "argument 1", heap)),
        _ => {
            let (suffix, given) = (O::SUFFIX, args.len());
            Err(vm.type_error(format!("{name}{suffix} expected 2 arguments, got {given}")))
        }
    }
}

fn push<O: Order>(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (heap, item) = both::<O>(vm, "heappush", args)?;
    vm.list_push(heap, item)?;
    rise::<O>(vm, heap, 0, list::len(heap) - 1)?;
    Ok(Value::NONE)
}

fn pop<O: Order>(vm: &mut Vm, _: Value, heap: Value) -> Result {
    let heap = only::<O>(vm, "heappop", heap)?;
    let last = vm.list_pop_last(heap);
    if last.is_null() {
        return Err(out_of_range(vm));
    }
    if list::len(heap) == 0 {
        return Ok(last);
    }
    replace_top::<O>(vm, heap, last)
}

fn replace<O: Order>(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (heap, item) = both::<O>(vm, "heapreplace", args)?;
    replace_top::<O>(vm, heap, item)
}

fn push_pop<O: Order>(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let (heap, item) = both::<O>(vm, "heappushpop", args)?;
    match list::items(heap).first() {
        Some(&top) if O::above(vm, top, item)? => replace_top::<O>(vm, heap, item),
        _ => Ok(item),
    }
}

/// From how many items on it matters that parents are settled soon after their children.
const LARGE: usize = 2501;

fn heapify<O: Order>(vm: &mut Vm, _: Value, heap: Value) -> Result {
    let heap = only::<O>(vm, "heapify", heap)?;
    let len = list::len(heap);
    // Those from here on have no children.
    let parents = len / 2;
    if len < LARGE {
        for at in (0..parents).rev() {
            settle::<O>(vm, heap, at)?;
        }
        return Ok(Value::NONE);
    }
    // The lowest parents may be of two rows, of which the lower one begins here: the upper one's are without grandchildren.
    let row = (1 << (parents + 1).ilog2()) - 1;
    for lowest in (parents / 2..row).rev().chain((row..parents).rev()) {
        let mut at = lowest;
        settle::<O>(vm, heap, at)?;
        // An odd index is the left child's, the later one of the two: their parent's turn has come.
        while at % 2 == 1 {
            at /= 2;
            settle::<O>(vm, heap, at)?;
        }
    }
    Ok(Value::NONE)
}

const OF_HEAP: &str = "($module, heap, /)";
const OF_HEAP_AND_ITEM: &str = "($module, heap, item, /)";

static FUNCTIONS: &[Def] = &[
    Def::new("heappush", Call::Fast(push::<Min>)).doc(OF_HEAP_AND_ITEM, "Adds an item to a heap."),
    Def::new("heappop", Call::One(pop::<Min>))
        .doc(OF_HEAP, "Removes the smallest item of a heap and gives it."),
    Def::new("heapreplace", Call::Fast(replace::<Min>)).doc(
        OF_HEAP_AND_ITEM,
        "Removes the smallest item of a heap and gives it, then adds another, in one step.",
    ),
    Def::new("heappushpop", Call::Fast(push_pop::<Min>)).doc(
        OF_HEAP_AND_ITEM,
        "Adds an item to a heap, then removes the smallest and gives it, in one step.",
    ),
    Def::new("heapify", Call::One(heapify::<Min>))
        .doc(OF_HEAP, "Orders a list as a heap, in linear time."),
    Def::new("heappush_max", Call::Fast(push::<Max>))
        .doc(OF_HEAP_AND_ITEM, "Adds an item to a max-heap."),
    Def::new("heappop_max", Call::One(pop::<Max>)).doc(
        OF_HEAP,
        "Removes the largest item of a max-heap and gives it.",
    ),
    Def::new("heapreplace_max", Call::Fast(replace::<Max>)).doc(
        OF_HEAP_AND_ITEM,
        "Removes the largest item of a max-heap and gives it, then adds another, in one step.",
    ),
    Def::new("heappushpop_max", Call::Fast(push_pop::<Max>)).doc(
        OF_HEAP_AND_ITEM,
        "Adds an item to a max-heap, then removes the largest and gives it, in one step.",
    ),
    Def::new("heapify_max", Call::One(heapify::<Max>))
        .doc(OF_HEAP, "Orders a list as a max-heap, in linear time."),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    Ok(support::module(vm, "_heapq", FUNCTIONS))
}
