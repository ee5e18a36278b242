//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! Fields: pools or pool, the last tuple given (NULL before the first), indices as a list of ints (NULL at the end), and
//! for permutations the cycles.

use vm::layout::Class;
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::{list, tuple};
use vm::{Args, Result, Value, Vm};

use super::{define, pool};

const POOL: usize = 1;
const STARTED: usize = 2;
const INDICES: usize = 3;
const CYCLES: usize = 4;

fn index(indices: Value, at: usize) -> usize {
    list::items(indices)
        .get(at)
        .map_or(0, |index| index.int_payload() as usize)
}

fn set_index(vm: &mut Vm, indices: Value, at: usize, value: usize) -> Result<()> {
    vm.set_item(
        indices,
        Value::int_unchecked(at as i64),
        Value::int_unchecked(value as i64),
    )
}

fn int_list(vm: &mut Vm, ints: impl Iterator<Item = usize>) -> Result {
    let result = vm.new_list(&[]);
    for int in ints {
        vm.list_push(result, Value::int_unchecked(int as i64))?;
    }
    Ok(result)
}

fn started(vm: &mut Vm, this: Value) -> bool {
    let started = field(this, STARTED) == Value::TRUE;
    set_field(vm, this, STARTED, Value::TRUE);
    started
}

fn end(vm: &mut Vm, this: Value) -> Result {
    set_field(vm, this, INDICES, Value::NULL);
    Ok(Value::NULL)
}

/// The items of one pool at the first `count` indices.
fn pick(vm: &mut Vm, pool: Value, indices: Value, count: usize) -> Result {
    let result = vm.new_tuple_uninit(vm.types.tuple, count)?;
    for at in 0..count {
        if let Some(&item) = tuple::items(pool).get(index(indices, at)) {
            tuple::set_fresh(result, at, item);
        }
    }
    Ok(result)
}

fn product_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let mut repeat = 1;
    for (name, value) in args.keywords() {
        if &*vm.text(name) != "repeat" {
            let message = format!(
                "product() got an unexpected keyword argument '{}'",
                vm.text(name)
            );
            return Err(vm.type_error(message));
        }
        repeat = vm.index_argument(value)?;
        if repeat < 0 {
            return Err(vm.value_error("repeat argument cannot be negative"));
        }
    }
    let once = vm.new_list(&[]);
    for &iterable in args.pos() {
        let pool = pool(vm, iterable)?;
        vm.list_push(once, pool)?;
    }
    let pools = vm.new_list(&[]);
    if list::len(once)
        .checked_mul(repeat as usize)
        .is_none_or(|total| total > 1 << 30)
    {
        return Err(vm.overflow_error("repeat argument too large"));
    }
    let repeat = if list::len(once) == 0 { 0 } else { repeat };
    for _ in 0..repeat {
        vm.list_extend(pools, once)?;
    }
    let pools = vm.tuple_from_list(pools)?;
    let indices = int_list(vm, tuple::items(pools).iter().map(|_| 0))?;
    Ok(vm.new_fields(class, &[Value::NULL, pools, Value::FALSE, indices]))
}

fn product_next(vm: &mut Vm, this: Value) -> Result {
    let (pools, indices) = (field(this, POOL), field(this, INDICES));
    if indices.is_null() {
        return Ok(Value::NULL);
    }
    let pools = tuple::items(pools);
    if !started(vm, this) {
        if pools.iter().any(|&pool| tuple::items(pool).is_empty()) {
            return end(vm, this);
        }
    } else {
        let mut at = pools.len();
        loop {
            let Some(before) = at.checked_sub(1) else {
                return end(vm, this);
            };
            at = before;
            let next = index(indices, at) + 1;
            if next < tuple::items(pools[at]).len() {
                set_index(vm, indices, at, next)?;
                break;
            }
            set_index(vm, indices, at, 0)?;
        }
    }
    let result = vm.new_tuple_uninit(vm.types.tuple, pools.len())?;
    for (at, &pool) in pools.iter().enumerate() {
        if let Some(&item) = tuple::items(pool).get(index(indices, at)) {
            tuple::set_fresh(result, at, item);
        }
    }
    Ok(result)
}

/// The pool and how many are taken of it.
fn pool_and_size(
    vm: &mut Vm,
    name: &str,
    args: Args<'_>,
    optional: bool,
) -> Result<(Value, usize)> {
    let [iterable, size] = vm.bind_arguments(
        name,
        args,
        &["iterable", "r"],
        0,
        2,
        if optional { 1 } else { 2 },
    )?;
    let pool = pool(vm, iterable)?;
    if size.is_null() || (optional && size.is_none()) {
        return Ok((pool, tuple::items(pool).len()));
    }
    if optional && vm.int_view(size).is_none() {
        return Err(vm.type_error("Expected int as r"));
    }
    let size = vm.index_argument(size)?;
    if size < 0 {
        return Err(vm.value_error("r must be non-negative"));
    }
    Ok((pool, size as usize))
}

fn combinations_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let (pool, size) = pool_and_size(vm, "combinations", args, false)?;
    let indices = if size > tuple::items(pool).len() {
        Value::NULL
    } else {
        int_list(vm, 0..size)?
    };
    Ok(vm.new_fields(class, &[Value::NULL, pool, Value::FALSE, indices]))
}

fn combinations_next(vm: &mut Vm, this: Value) -> Result {
    let (pool, indices) = (field(this, POOL), field(this, INDICES));
    if indices.is_null() {
        return Ok(Value::NULL);
    }
    let (n, r) = (tuple::items(pool).len(), list::len(indices));
    if started(vm, this) {
        let Some(at) = (0..r).rev().find(|&at| index(indices, at) != at + n - r) else {
            return end(vm, this);
        };
        let first = index(indices, at) + 1;
        for next in at..r {
            set_index(vm, indices, next, first + next - at)?;
        }
    }
    pick(vm, pool, indices, r)
}

fn with_replacement_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let (pool, size) = pool_and_size(vm, "combinations_with_replacement", args, false)?;
    let indices = if tuple::items(pool).is_empty() && size > 0 {
        Value::NULL
    } else {
        int_list(vm, core::iter::repeat_n(0, size))?
    };
    Ok(vm.new_fields(class, &[Value::NULL, pool, Value::FALSE, indices]))
}

fn with_replacement_next(vm: &mut Vm, this: Value) -> Result {
    let (pool, indices) = (field(this, POOL), field(this, INDICES));
    if indices.is_null() {
        return Ok(Value::NULL);
    }
    let (n, r) = (tuple::items(pool).len(), list::len(indices));
    if started(vm, this) {
        let Some(at) = (0..r).rev().find(|&at| index(indices, at) + 1 < n) else {
            return end(vm, this);
        };
        let value = index(indices, at) + 1;
        for next in at..r {
            set_index(vm, indices, next, value)?;
        }
    }
    pick(vm, pool, indices, r)
}

fn permutations_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let (pool, size) = pool_and_size(vm, "permutations", args, true)?;
    let n = tuple::items(pool).len();
    if size > n {
        return Ok(vm.new_fields(
            class,
            &[Value::NULL, pool, Value::FALSE, Value::NULL, Value::NULL],
        ));
    }
    let indices = int_list(vm, 0..n)?;
    let cycles = int_list(vm, (0..size).map(|at| n - at))?;
    Ok(vm.new_fields(class, &[Value::NULL, pool, Value::FALSE, indices, cycles]))
}

fn permutations_next(vm: &mut Vm, this: Value) -> Result {
    let [pool, indices, cycles] = [POOL, INDICES, CYCLES].map(|at| field(this, at));
    if indices.is_null() {
        return Ok(Value::NULL);
    }
    let (n, r) = (tuple::items(pool).len(), list::len(cycles));
    if started(vm, this) {
        let mut at = r;
        loop {
            let Some(before) = at.checked_sub(1) else {
                return end(vm, this);
            };
            at = before;
            let left = index(cycles, at) - 1;
            set_index(vm, cycles, at, left)?;
            if left == 0 {
                // Rotate what is beyond, and start its cycle again.
                let first = index(indices, at);
                for next in at..n - 1 {
                    let moved = index(indices, next + 1);
                    set_index(vm, indices, next, moved)?;
                }
                set_index(vm, indices, n - 1, first)?;
                set_index(vm, cycles, at, n - at)?;
            } else {
                let (a, b) = (index(indices, at), index(indices, n - left));
                set_index(vm, indices, at, b)?;
                set_index(vm, indices, n - left, a)?;
                break;
            }
        }
    }
    pick(vm, pool, indices, r)
}

pub(super) fn init(vm: &mut Vm, module: Value) {
    define(vm, module, "product", 4, product_new, product_next, &[]);
    define(
        vm,
        module,
        "combinations",
        4,
        combinations_new,
        combinations_next,
        &[],
    );
    define(
        vm,
        module,
        "combinations_with_replacement",
        4,
        with_replacement_new,
        with_replacement_next,
        &[],
    );
    define(
        vm,
        module,
        "permutations",
        5,
        permutations_new,
        permutations_next,
        &[],
    );
}
