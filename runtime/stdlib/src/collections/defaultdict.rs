//! `defaultdict`. The factory is kept with the attributes of the instance.

use vm::layout::{Dict, Shape, class_flags};
use vm::objects::class::slots::BinaryOperator;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::dict::Existing;
use vm::objects::generic::class_getitem;
use vm::objects::repr::{ReprGuard, push_repr};
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

const FACTORY: &str = "default_factory";

fn attributes(dict: Value) -> *mut Dict {
    // SAFETY: typed: instances of defaultdict have the shape of dict; their attributes are a dict or NULL.
    unsafe { (*dict.pointer::<Dict>()).dict.pointer() }
}

fn factory(vm: &mut Vm, dict: Value) -> Result {
    let attributes = attributes(dict);
    if attributes.is_null() {
        return Ok(Value::NONE);
    }
    let name = vm.intern(FACTORY);
    let factory = vm.dict_get_str(attributes, name);
    Ok(if factory.is_null() {
        Value::NONE
    } else {
        factory
    })
}

fn set_factory(vm: &mut Vm, dict: Value, factory: Value) -> Result<()> {
    if attributes(dict).is_null() {
        let new = Value::object(vm.new_dict());
        // SAFETY: as in `attributes`.
        unsafe { vm.write_field(dict.pointer(), &raw mut (*dict.pointer::<Dict>()).dict, new) };
    }
    vm.dict_set_str(
        attributes(dict),
        FACTORY,
        if factory.is_null() {
            Value::NONE
        } else {
            factory
        },
    );
    Ok(())
}

fn init_dict(vm: &mut Vm, dict: Value, args: Args<'_>) -> Result<()> {
    let positional = args.pos();
    let mut first = Value::NONE;
    let mut rest = args;
    if let Some(&given) = positional.first() {
        first = given;
        rest = Args {
            values: &args.values[1..],
            kwnames: args.kwnames,
        };
        let class = vm.class_of(first);
        if !first.is_none() && vm.slots(class).call.is_none() {
            return Err(vm.type_error("first argument must be callable or None"));
        }
    }
    set_factory(vm, dict, first)?;
    vm.dict_update(dict.pointer(), "dict", rest)
}

fn missing(vm: &mut Vm, dict: Value, key: Value) -> Result {
    let factory = factory(vm, dict)?;
    if factory.is_none() {
        return Err(vm.key_error(key));
    }
    let value = vm.call_pos(factory, &[])?;
    vm.set_item(dict, key, value)?;
    Ok(value)
}

fn copy(vm: &mut Vm, dict: Value) -> Result {
    let class = Value::object(vm.class_of(dict));
    let factory = factory(vm, dict)?;
    vm.call_pos(class, &[factory, dict])
}

fn reduce(vm: &mut Vm, dict: Value) -> Result {
    let class = Value::object(vm.class_of(dict));
    let factory = factory(vm, dict)?;
    let arguments = if factory.is_none() {
        vm.empty_tuple()
    } else {
        vm.new_tuple(&[factory])
    };
    let items = vm.call_method(dict, "items", &[])?;
    let items = vm.iter(items)?;
    Ok(vm.new_tuple(&[class, arguments, Value::NONE, Value::NONE, items]))
}

fn repr(vm: &mut Vm, dict: Value) -> Result {
    let mut text = format!("{}(", vm.class_name(dict));
    let factory = factory(vm, dict)?;
    match ReprGuard::enter(factory) {
        Some(_guard) => push_repr(vm, &mut text, factory)?,
        None => text.push_str("..."),
    }
    text.push_str(", ");
    if let Some(repr) = vm.slots(vm.types.dict).repr {
        let items = repr(vm, dict)?;
        text.push_str(&vm.text(items));
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !vm.is_dict(left) || !vm.is_dict(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let base = support::recall_class(vm, "collections.defaultdict");
    let class = vm.class_of(left);
    let result = if vm.is_subclass(class, base) {
        copy(vm, left)?
    } else {
        let class = Value::object(vm.class_of(right));
        let factory = factory(vm, right)?;
        vm.call_pos(class, &[factory, left])?
    };
    vm.dict_merge(result.pointer(), right, Existing::Replace)?;
    Ok(result)
}

static METHODS: &[Def] = &[
    Def::new("__missing__", Call::One(missing)),
    Def::new("copy", Call::NoArgs(copy)),
    Def::new("__copy__", Call::NoArgs(copy)),
    Def::new("__reduce__", Call::NoArgs(reduce)),
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
];
static GETSET: &[GetSet] = &[GetSet {
    name: FACTORY,
    get: factory,
    set: Some(set_factory),
    doc: "Factory for default value called by __missing__().",
}];

pub(super) fn init(vm: &mut Vm, module: Value) {
    let mut spec = ClassSpec::new("defaultdict", Shape::Dict);
    spec.module = "collections";
    spec.base = vm.types.dict;
    spec.flags = class_flags::BASE_TYPE
        | class_flags::DICT_SUBCLASS
        | class_flags::MAPPING
        | class_flags::MATCH_SELF;
    spec.slots.init = Some(init_dict);
    spec.slots.repr = Some(repr);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.methods = METHODS;
    spec.getset = GETSET;
    add_class(vm, module, spec);
}
