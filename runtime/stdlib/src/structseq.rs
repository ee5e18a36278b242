//! Tuples whose items have names (CPython's `PyStructSequence`): `sys.version_info`, `os.stat_result`, ...

use vm::layout::{Class, Shape, class_flags};
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::repr::{push_repr, push_text};
use vm::objects::sequences::{list, tuple};
use vm::{Args, Result, Value, Vm};

/// The getter of an item.
pub fn item<const INDEX: usize>(_: &mut Vm, sequence: Value) -> Result {
    Ok(tuple::items(sequence)
        .get(INDEX)
        .copied()
        .unwrap_or(Value::NONE))
}

/// The getters of names, in order.
#[macro_export]
macro_rules! structseq_fields {
    ($($index:literal $name:literal),+ $(,)?) => {
        &[$(::vm::objects::class::GetSet { name: $name, get: $crate::structseq::item::<$index>, set: None, doc: "" }),+]
    };
}

fn repr(vm: &mut Vm, sequence: Value) -> Result {
    let class = vm.class_of(sequence);
    // SAFETY: typed: a class of this module, whose names are strs.
    let (name, module) = unsafe {
        (
            (*class).name,
            crate::support::recall(vm, "structseq.modules"),
        )
    };
    let module = if module.is_null() {
        Value::NULL
    } else {
        vm.dict_get(module.pointer(), name)?
    };
    let mut text = String::new();
    if !module.is_null() {
        push_text(vm, &mut text, module);
        text.push('.');
    }
    push_text(vm, &mut text, name);
    text.push('(');
    let names = vm.intern("__match_args__");
    let names = vm.lookup(class, names);
    for (index, &item) in tuple::items(sequence).iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        if !names.is_null()
            && let Some(&name) = tuple::items(names).get(index)
        {
            push_text(vm, &mut text, name);
            text.push('=');
        }
        push_repr(vm, &mut text, item)?;
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let Some(&values) = args.pos().first() else {
        return Err(vm.type_error("a sequence is required"));
    };
    let values = vm.tuple_from(values)?;
    make(vm, class, tuple::items(values))
}

/// A tuple of one of these classes.
pub fn make(vm: &mut Vm, class: *mut Class, items: &[Value]) -> Result {
    let result = vm.new_tuple_uninit(class, items.len())?;
    for (index, &item) in items.iter().enumerate() {
        tuple::set_fresh(result, index, item);
    }
    Ok(result)
}

/// Makes a class of named tuples.
pub fn class(
    vm: &mut Vm,
    module: &'static str,
    name: &'static str,
    fields: &'static [GetSet],
) -> *mut Class {
    let mut spec = ClassSpec::new(name, Shape::Tuple);
    spec.module = module;
    spec.base = vm.types.tuple;
    spec.flags = class_flags::TUPLE_SUBCLASS | class_flags::SEQUENCE | class_flags::MANAGED_DICT;
    spec.slots.repr = Some(repr);
    spec.slots.new = Some(new);
    spec.getset = fields;
    let class = crate::support::class(vm, spec);
    let names = vm.new_list(&[]);
    for field in fields {
        let name = vm.intern(field.name);
        vm.list_append(names, name);
    }
    let names = vm.new_tuple(list::items(names));
    // SAFETY: typed: the class was just made.
    let dict = unsafe { (*class).dict };
    vm.dict_set_str(dict, "__match_args__", names);
    for key in ["n_fields", "n_sequence_fields", "n_unnamed_fields"] {
        let count = if key == "n_unnamed_fields" {
            0
        } else {
            fields.len() as i64
        };
        let count = vm.new_int(count);
        vm.dict_set_str(dict, key, count);
    }
    let mut modules = crate::support::recall(vm, "structseq.modules");
    if modules.is_null() {
        modules = Value::object(vm.new_dict());
        crate::support::remember(vm, "structseq.modules", modules);
    }
    let module = vm.intern(module);
    vm.dict_set_str(modules.pointer(), name, module);
    class
}
