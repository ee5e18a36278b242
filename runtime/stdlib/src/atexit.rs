//! `atexit`: what is called at the end.

use vm::objects::sequences::{list, tuple};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, recall, remember};

/// Tuples of function, arguments and keywords' names.
fn exit_functions(vm: &mut Vm) -> Value {
    let known = recall(vm, "atexit");
    if !known.is_null() {
        return known;
    }
    let list = vm.new_list(&[]);
    remember(vm, "atexit", list);
    list
}

fn register(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let Some(&function) = args.pos().first() else {
        return Err(vm.type_error("register() takes at least 1 argument (0 given)"));
    };
    let values = vm.new_tuple(&args.values[1..]);
    let names = if args.kwnames.is_null() {
        Value::NONE
    } else {
        args.kwnames
    };
    let entry = vm.new_tuple(&[function, values, names]);
    let list = exit_functions(vm);
    vm.list_push(list, entry)?;
    Ok(function)
}

fn unregister(vm: &mut Vm, _: Value, function: Value) -> Result {
    let entries = exit_functions(vm);
    let kept = vm.new_list(&[]);
    for index in 0..list::len(entries) {
        let entry = list::items(entries)[index];
        if !vm.items_equal(tuple::items(entry)[0], function)? {
            vm.list_push(kept, entry)?;
        }
    }
    remember(vm, "atexit", kept);
    Ok(Value::NONE)
}

fn run_exitfuncs(vm: &mut Vm, _: Value) -> Result {
    run_at_exit(vm).map(|()| Value::NONE)
}

/// Calls what `atexit` has registered, the latest first. Their exceptions are told, and nothing comes of them.
pub fn run_at_exit(vm: &mut Vm) -> Result<()> {
    loop {
        let entries = exit_functions(vm);
        if list::len(entries) == 0 {
            return Ok(());
        }
        let entry = vm.call_method(entries, "pop", &[])?;
        let &[function, values, names] = tuple::items(entry) else {
            continue;
        };
        let kwnames = if names.is_none() { Value::NULL } else { names };
        let args = Args {
            values: tuple::items(values),
            kwnames,
        };
        if vm.call(function, args).is_err() {
            vm.unraisable("in atexit callback", function);
        }
    }
}

static FUNCTIONS: &[Def] = &[
    Def::new("register", Call::VarKeywords(register)),
    Def::new("unregister", Call::One(unregister)),
    Def::new("_run_exitfuncs", Call::NoArgs(run_exitfuncs)),
    Def::new(
        "_clear",
        Call::NoArgs(|vm, _| {
            let list = vm.new_list(&[]);
            remember(vm, "atexit", list);
            Ok(Value::NONE)
        }),
    ),
    Def::new(
        "_ncallbacks",
        Call::NoArgs(|vm, _| {
            let list = exit_functions(vm);
            Ok(vm.new_int(list::len(list) as i64))
        }),
    ),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    Ok(support::module(vm, "atexit", FUNCTIONS))
}
