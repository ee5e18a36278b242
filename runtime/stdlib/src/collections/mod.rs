//! `_collections`: deque, defaultdict, OrderedDict, and helpers of namedtuple and Counter.

mod defaultdict;
mod deque;
mod ordered;

use vm::layout::{Class, Shape};
use vm::objects::class::slots::BinaryOperator;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::fields::{field, set_field};
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use crate::support::{self, add_class};

/// `Counter`'s loop: of a dict whose class has its `get` and `__setitem__`, or of any other mapping.
fn count_elements(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("_count_elements", args.len(), 2, 2)?;
    let mapping = args[0];
    let iterator = vm.iter(args[1])?;
    if vm.is_dict(mapping) && has_dicts(vm, mapping, "get") && has_dicts(vm, mapping, "__setitem__")
    {
        while let Some(item) = vm.next_item(iterator)? {
            vm.dict_count(mapping.pointer(), item)?;
        }
        return Ok(Value::NONE);
    }
    let (zero, one) = (Value::int_unchecked(0), Value::int_unchecked(1));
    let get = vm.intern("get");
    let get = vm.get_attr(mapping, get)?;
    while let Some(item) = vm.next_item(iterator)? {
        let old = vm.call_pos(get, &[item, zero])?;
        let new = vm.binary(BinaryOperator::Add, old, one)?;
        vm.set_item(mapping, item, new)?;
    }
    Ok(Value::NONE)
}

/// Whether a mapping's class has this method of `dict`.
fn has_dicts(vm: &mut Vm, mapping: Value, method: &str) -> bool {
    let method = vm.intern(method);
    let class = vm.class_of(mapping);
    vm.lookup(class, method) == vm.lookup(vm.types.dict, method)
}

/// Fields of a namedtuple's attribute: index, documentation.
fn tuplegetter_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    vm.check_positional("_tuplegetter", args.values.len(), 2, 2)?;
    let index = vm.index_argument(args.values[0])?;
    let index = vm.new_int(index);
    Ok(vm.new_fields(class, &[Value::NULL, index, args.values[1]]))
}

fn tuplegetter_get(vm: &mut Vm, getter: Value, instance: Value, _: Value) -> Result {
    if instance.is_null() || instance.is_none() {
        return Ok(getter);
    }
    let index = field(getter, 1).int_payload();
    if !vm.is_tuple(instance) {
        let name = vm.class_name(instance);
        let message = format!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{name}' object"
        );
        return Err(vm.type_error(message));
    }
    match tuple::items(instance).get(index as usize) {
        Some(&item) => Ok(item),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn tuplegetter_set(vm: &mut Vm, _: Value, _: Value, value: Value) -> Result<()> {
    Err(vm.attribute_error(if value.is_null() {
        "can't delete attribute"
    } else {
        "can't set attribute"
    }))
}

fn tuplegetter_reduce(vm: &mut Vm, getter: Value) -> Result {
    let class = Value::object(vm.class_of(getter));
    let arguments = vm.new_tuple(&[field(getter, 1), field(getter, 2)]);
    Ok(vm.new_tuple(&[class, arguments]))
}

fn set_doc(vm: &mut Vm, getter: Value, doc: Value) -> Result<()> {
    set_field(vm, getter, 2, if doc.is_null() { Value::NONE } else { doc });
    Ok(())
}

static TUPLEGETTER_GETSET: &[GetSet] = &[GetSet {
    name: "__doc__",
    get: |_, getter| Ok(field(getter, 2)),
    set: Some(set_doc),
    doc: "",
}];
static TUPLEGETTER_METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(tuplegetter_reduce))];

static FUNCTIONS: &[Def] = &[Def::new("_count_elements", Call::Fast(count_elements)).doc(
    "($module, mapping, iterable, /)",
    "Count elements in the iterable, updating the mapping",
)];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "_collections", FUNCTIONS);
    let mut spec = ClassSpec::new("_tuplegetter", Shape::Fields);
    spec.module = "collections";
    spec.fields = 3;
    spec.slots.new = Some(tuplegetter_new);
    spec.slots.descr_get = Some(tuplegetter_get);
    spec.slots.descr_set = Some(tuplegetter_set);
    spec.methods = TUPLEGETTER_METHODS;
    spec.getset = TUPLEGETTER_GETSET;
    add_class(vm, module, spec);
    deque::init(vm, module);
    defaultdict::init(vm, module);
    ordered::init(vm, module);
    Ok(module)
}
