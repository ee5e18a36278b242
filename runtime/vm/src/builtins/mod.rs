//! The `builtins` module's functions.

use crate::native::Call;
use crate::{Def, Result, Value, Vm};

fn print(vm: &mut Vm, _: Value, args: crate::Args<'_>) -> Result {
    let mut line = String::new();
    for (index, value) in args.pos().iter().enumerate() {
        if index > 0 {
            line.push(' ');
        }
        let text = vm.str(*value)?;
        line += &vm.text(text);
    }
    println!("{line}");
    Ok(Value::NONE)
}

static FUNCTIONS: &[Def] = &[Def::new("print", Call::FastKeywords(print)), Def::new("len", Call::One(|vm, _, value| vm.length(value).map(|length| Value::int_unchecked(length as i64))))];

/// Makes the module.
pub fn init(vm: &mut Vm) {
    let module = vm.new_module("builtins", FUNCTIONS);
    let Some(object) = vm.as_module(module) else { return };
    vm.builtins = object.dict;
    crate::objects::exceptions::add_to_builtins(vm, vm.builtins);
    crate::import::add_to_builtins(vm, vm.builtins);
    vm.dict_set_str(vm.modules, "builtins", module);
    crate::objects::exceptions::add_to_builtins(vm, vm.builtins);
    for (name, class) in [("range", vm.types.range), ("int", vm.types.int), ("str", vm.types.str), ("list", vm.types.list), ("object", vm.types.object), ("dict", vm.types.dict), ("tuple", vm.types.tuple), ("float", vm.types.float)] {
        vm.dict_set_str(vm.builtins, name, Value::object(class));
    }
}
