//! `sys.monitoring`: tools, their names and callbacks. Events are not delivered, and who asks for some is told so.

use vm::objects::sequences::list;
use vm::{Call, Def, Result, Value, Vm};

use crate::support::{self, add, add_ints, recall, remember};
use crate::sys::namespace;

/// Events in the order of their numbers.
const EVENTS: [&str; 19] = [
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH_LEFT",
    "BRANCH_RIGHT",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
    "BRANCH",
];
/// The first events, which code objects may have of their own, and `BRANCH`.
const LOCAL: i64 = ((1 << 11) - 1) | BRANCH;
const CALL: i64 = 1 << 4;
const BRANCH: i64 = 1 << 18;
/// What is told of calls in C goes with CALL.
const C_EVENTS: i64 = 1 << 16 | 1 << 17;
const TOOLS: i64 = 6;

/// The names of the tools, None for free ones.
const NAMES: &str = "sys.monitoring.tools";
/// The callbacks, tool by tool.
const CALLBACKS: &str = "sys.monitoring.callbacks";

/// A C int.
fn int(vm: &mut Vm, value: Value) -> Result<i64> {
    let number = vm.index(value)?;
    match vm.int_as_i64(number).map(i32::try_from) {
        Some(Ok(number)) => Ok(number.into()),
        _ => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// The number of a tool.
fn tool(vm: &mut Vm, value: Value) -> Result<usize> {
    let number = int(vm, value)?;
    if (0..TOOLS).contains(&number) {
        return Ok(number as usize);
    }
    let last = TOOLS - 1;
    Err(vm.value_error(format!(
        "invalid tool {number} (must be between 0 and {last})"
    )))
}

/// The number of a tool that has a name.
fn used_tool(vm: &mut Vm, value: Value) -> Result<usize> {
    let number = tool(vm, value)?;
    if name_of(vm, number).is_none() {
        return Err(vm.value_error(format!("tool {number} is not in use")));
    }
    Ok(number)
}

fn name_of(vm: &mut Vm, tool: usize) -> Value {
    list::items(recall(vm, NAMES))[tool]
}

fn set_name(vm: &mut Vm, tool: usize, name: Value) -> Result<()> {
    let names = recall(vm, NAMES);
    vm.set_item(names, Value::int_unchecked(tool as i64), name)
}

fn use_tool_id(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("use_tool_id", args.len(), 2, 2)?;
    let number = tool(vm, args[0])?;
    if !support::is_str(vm, args[1]) {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !name_of(vm, number).is_none() {
        return Err(vm.value_error(format!("tool {number} is already in use")));
    }
    set_name(vm, number, args[1])?;
    Ok(Value::NONE)
}

fn clear_tool_id(vm: &mut Vm, _: Value, number: Value) -> Result {
    let number = tool(vm, number)?;
    let callbacks = recall(vm, CALLBACKS);
    for event in 0..EVENTS.len() {
        let place = Value::int_unchecked((number * EVENTS.len() + event) as i64);
        vm.set_item(callbacks, place, Value::NONE)?;
    }
    Ok(Value::NONE)
}

fn free_tool_id(vm: &mut Vm, module: Value, number: Value) -> Result {
    clear_tool_id(vm, module, number)?;
    let number = tool(vm, number)?;
    set_name(vm, number, Value::NONE)?;
    Ok(Value::NONE)
}

fn get_tool(vm: &mut Vm, _: Value, number: Value) -> Result {
    let number = tool(vm, number)?;
    Ok(name_of(vm, number))
}

fn register_callback(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("register_callback", args.len(), 3, 3)?;
    let number = tool(vm, args[0])?;
    let event = int(vm, args[1])?;
    if event <= 0 || !(event as u64).is_power_of_two() {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    let index = event.trailing_zeros() as usize;
    if index >= EVENTS.len() {
        return Err(vm.value_error(format!("invalid event {event}")));
    }
    let (callbacks, place) = (recall(vm, CALLBACKS), number * EVENTS.len() + index);
    let before = list::items(callbacks)[place];
    vm.set_item(callbacks, Value::int_unchecked(place as i64), args[2])?;
    Ok(before)
}

/// Checks a set of events, and says that there are none here.
fn check_events(vm: &mut Vm, events: i64, what: &str, allowed: i64) -> Result<()> {
    if events & C_EVENTS != 0 && events & (C_EVENTS | CALL) != C_EVENTS | CALL {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    if events & !allowed & !C_EVENTS != 0 {
        let events = events as u32;
        return Err(vm.value_error(format!("invalid {what} {events:#x}")));
    }
    if events != 0 {
        return Err(vm.runtime_error("tierlens does not deliver the events of sys.monitoring"));
    }
    Ok(())
}

fn set_events(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("set_events", args.len(), 2, 2)?;
    tool(vm, args[0])?;
    let events = int(vm, args[1])?;
    if events & !((1 << EVENTS.len()) - 1) != 0 {
        return Err(vm.value_error(format!("invalid event set {:#x}", events as u32)));
    }
    used_tool(vm, args[0])?;
    check_events(vm, events, "event set", (1 << EVENTS.len()) - 1)?;
    Ok(Value::NONE)
}

fn get_events(vm: &mut Vm, _: Value, number: Value) -> Result {
    tool(vm, number)?;
    Ok(Value::int_unchecked(0))
}

fn check_code(vm: &mut Vm, code: Value) -> Result<()> {
    if vm.class_of(code) == vm.types.code {
        return Ok(());
    }
    Err(vm.type_error("code must be a code object"))
}

fn get_local_events(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("get_local_events", args.len(), 2, 2)?;
    check_code(vm, args[1])?;
    tool(vm, args[0])?;
    Ok(Value::int_unchecked(0))
}

fn set_local_events(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("set_local_events", args.len(), 3, 3)?;
    check_code(vm, args[1])?;
    used_tool(vm, args[0])?;
    let events = int(vm, args[2])?;
    check_events(vm, events, "local event set", LOCAL)?;
    Ok(Value::NONE)
}

static FUNCTIONS: &[Def] = &[
    Def::new("use_tool_id", Call::Fast(use_tool_id)).doc("($module, tool_id, name, /)", ""),
    Def::new("clear_tool_id", Call::One(clear_tool_id)).doc("($module, tool_id, /)", ""),
    Def::new("free_tool_id", Call::One(free_tool_id)).doc("($module, tool_id, /)", ""),
    Def::new("get_tool", Call::One(get_tool)).doc("($module, tool_id, /)", ""),
    Def::new("register_callback", Call::Fast(register_callback))
        .doc("($module, tool_id, event, func, /)", ""),
    Def::new("get_events", Call::One(get_events)).doc("($module, tool_id, /)", ""),
    Def::new("set_events", Call::Fast(set_events)).doc("($module, tool_id, event_set, /)", ""),
    Def::new("get_local_events", Call::Fast(get_local_events))
        .doc("($module, tool_id, code, /)", ""),
    Def::new("set_local_events", Call::Fast(set_local_events))
        .doc("($module, tool_id, code, event_set, /)", ""),
    Def::new("restart_events", Call::NoArgs(|_, _| Ok(Value::NONE))).doc("($module, /)", ""),
    Def::new(
        "_all_events",
        Call::NoArgs(|vm, _| Ok(Value::object(vm.new_dict()))),
    )
    .doc("($module, /)", ""),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "sys.monitoring", FUNCTIONS);
    for (name, length) in [
        (NAMES, TOOLS as usize),
        (CALLBACKS, TOOLS as usize * EVENTS.len()),
    ] {
        let list = vm.new_list(&[]);
        remember(vm, name, list);
        for _ in 0..length {
            vm.list_append(list, Value::NONE);
        }
    }
    let ids = [
        ("DEBUGGER_ID", 0),
        ("COVERAGE_ID", 1),
        ("PROFILER_ID", 2),
        ("OPTIMIZER_ID", 5),
    ];
    add_ints(vm, module, &ids);
    for name in ["DISABLE", "MISSING"] {
        let mark = vm.call_pos(Value::object(vm.types.object), &[])?;
        add(vm, module, name, mark);
    }
    let mut events: Vec<(&str, Value)> = EVENTS
        .iter()
        .enumerate()
        .map(|(index, &name)| (name, Value::int_unchecked(1 << index)))
        .collect();
    events.push(("NO_EVENTS", Value::int_unchecked(0)));
    let events = namespace(vm, &events)?;
    add(vm, module, "events", events);
    Ok(module)
}
