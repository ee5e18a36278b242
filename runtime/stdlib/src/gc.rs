//! `gc`: what Python code may ask of the collector.
//!
//! There are no reference counts here: objects that CPython would free at once are found by collections too. `collect` counts
//! what CPython's would find, though, and `disable` leaves collections that come late, since nothing else frees anything.

use vm::memory::Pace;
use vm::objects::sequences::list;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_ints, none, recall, remember};

static COLLECT: Def = Def::new("collect", Call::FastKeywords(collect)).doc(
    "($module, /, generation=2)",
    "Run the garbage collector.\n\nWith no arguments, run a full collection.  The optional argument\nmay be an integer specifying which generation to collect.  A ValueError\nis raised if the generation number is invalid.\n\nThe number of unreachable objects is returned.",
);

/// `gc.collect(generation=2)`. All generations are one.
fn collect(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [generation] = vm.bind_arguments("collect", args, &["generation"], 0, 1, 0)?;
    let number = if generation.is_null() {
        2
    } else {
        vm.index_i64(generation, vm.types.overflow_error)?
    };
    if !(0..=2).contains(&number) {
        return Err(vm.value_error("invalid generation"));
    }
    call_back(vm, "start", number, 0)?;
    let direct = vm.is_called_by_instruction(&COLLECT);
    let found = vm.collect_for_python(direct) as i64;
    vm.run_finalizers();
    call_back(vm, "stop", number, found)?;
    Ok(vm.new_int(found))
}

/// Calls `gc.callbacks`.
fn call_back(vm: &mut Vm, phase: &str, generation: i64, collected: i64) -> Result<()> {
    let callbacks = recall(vm, "gc.callbacks");
    let mut index = 0;
    while vm.is_list(callbacks) && index < list::len(callbacks) {
        let callback = list::items(callbacks)[index];
        let info = vm.new_dict();
        for (key, value) in [
            ("generation", generation),
            ("collected", collected),
            ("uncollectable", 0),
        ] {
            let value = vm.new_int(value);
            vm.dict_set_str(info, key, value);
        }
        let phase = vm.new_str(phase);
        vm.call_pos(callback, &[phase, Value::object(info)])?;
        index += 1;
    }
    Ok(())
}

fn set_enabled(vm: &mut Vm, enabled: bool) -> Result {
    let pace = vm.pace();
    vm.set_pace(Pace { enabled, ..pace });
    Ok(Value::NONE)
}

fn numbers(vm: &mut Vm, numbers: [i64; 3]) -> Result {
    let numbers = numbers.map(|number| vm.new_int(number));
    Ok(vm.new_tuple(&numbers))
}

fn set_threshold(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    if !(1..=3).contains(&args.len()) {
        return Err(vm.type_error("gc.set_threshold requires 1 to 3 arguments"));
    }
    let mut pace = vm.pace();
    for (threshold, value) in pace.thresholds.iter_mut().zip(args) {
        *threshold = vm.index_i64(*value, vm.types.overflow_error)?;
    }
    vm.set_pace(pace);
    Ok(Value::NONE)
}

/// The objects of the young generation: about as many as have been made since the last collection.
fn get_count(vm: &mut Vm, _: Value) -> Result {
    let made = vm.heap.allocated_bytes() / 64;
    numbers(vm, [made as i64, 0, 0])
}

fn get_objects(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [generation] = vm.bind_arguments("get_objects", args, &["generation"], 0, 1, 0)?;
    if !generation.is_null() && !generation.is_none() {
        let number = vm.index_i64(generation, vm.types.overflow_error)?;
        if !(0..3).contains(&number) {
            return Err(vm.value_error(
                "generation parameter must be less than the number of available generations (3)",
            ));
        }
    }
    let result = vm.new_list(&[]);
    vm.heap.paused += 1;
    for object in vm.live_containers() {
        vm.list_append(result, object);
    }
    vm.heap.paused -= 1;
    Ok(result)
}

fn get_referents(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let result = vm.new_list(&[]);
    for &object in args {
        for referent in vm.referents(object) {
            vm.list_push(result, referent)?;
        }
    }
    Ok(result)
}

fn get_referrers(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let result = vm.new_list(&[]);
    vm.heap.paused += 1;
    for object in vm.live_containers() {
        if object != result && vm.referents(object).iter().any(|held| args.contains(held)) {
            vm.list_append(result, object);
        }
    }
    vm.heap.paused -= 1;
    Ok(result)
}

fn get_stats(vm: &mut Vm, _: Value) -> Result {
    let collections = vm.heap.stats.collections as i64;
    let result = vm.new_list(&[]);
    for collections in [0, 0, collections] {
        let stats = vm.new_dict();
        for (key, value) in [
            ("collections", collections),
            ("collected", 0),
            ("uncollectable", 0),
        ] {
            let value = vm.new_int(value);
            vm.dict_set_str(stats, key, value);
        }
        vm.list_append(result, Value::object(stats));
    }
    Ok(result)
}

/// There is no debugging output of the collector here.
fn set_debug(vm: &mut Vm, _: Value, flags: Value) -> Result {
    if vm.index_i64(flags, vm.types.overflow_error)? != 0 {
        return Err(vm.not_implemented_error("debugging output of the collector"));
    }
    Ok(Value::NONE)
}

static GC: &[Def] = &[
    Def::new("enable", Call::NoArgs(|vm, _| set_enabled(vm, true))),
    Def::new("disable", Call::NoArgs(|vm, _| set_enabled(vm, false))),
    Def::new(
        "isenabled",
        Call::NoArgs(|vm, _| Ok(Value::bool(vm.pace().enabled))),
    ),
    Def::new(
        "get_threshold",
        Call::NoArgs(|vm, _| {
            let thresholds = vm.pace().thresholds;
            numbers(vm, thresholds)
        }),
    ),
    Def::new("set_threshold", Call::Varargs(set_threshold)),
    Def::new("get_count", Call::NoArgs(get_count)),
    Def::new("get_stats", Call::NoArgs(get_stats)),
    Def::new(
        "get_debug",
        Call::NoArgs(|_, _| Ok(Value::int_unchecked(0))),
    ),
    Def::new("set_debug", Call::One(set_debug)),
    Def::new("get_objects", Call::FastKeywords(get_objects)),
    Def::new("get_referrers", Call::Varargs(get_referrers)),
    Def::new("get_referents", Call::Varargs(get_referents)),
    Def::new(
        "is_tracked",
        Call::One(|vm, _, value| Ok(Value::bool(vm.is_tracked(value)))),
    ),
    Def::new(
        "is_finalized",
        Call::One(|vm, _, value| Ok(Value::bool(vm.is_finalized(value)))),
    ),
    // What is frozen is never looked at in CPython; here it costs nothing more to look.
    Def::new("freeze", Call::NoArgs(none)),
    Def::new("unfreeze", Call::NoArgs(none)),
    Def::new(
        "get_freeze_count",
        Call::NoArgs(|_, _| Ok(Value::int_unchecked(0))),
    ),
];

/// `gc`.
pub fn gc(vm: &mut Vm) -> Result {
    let module = support::module(vm, "gc", GC);
    let name = vm.intern("gc");
    let collect = vm.new_builtin(&COLLECT, module, name);
    add(vm, module, "collect", collect);
    for name in ["callbacks", "garbage"] {
        let list = vm.new_list(&[]);
        add(vm, module, name, list);
        if name == "callbacks" {
            remember(vm, "gc.callbacks", list);
        }
    }
    add_ints(
        vm,
        module,
        &[
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
        ],
    );
    Ok(module)
}
