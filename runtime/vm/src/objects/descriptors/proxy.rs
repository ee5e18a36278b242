//! `types.MappingProxyType`: a read-only view of a mapping. Fields: `__dict__` (none), the mapping.

use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::BinaryOperator;
use crate::objects::fields::field;
use crate::objects::generic::class_getitem;
use crate::{Args, Call, Def, Result, Value, Vm};

const MAPPING: usize = 1;

impl Vm {
    /// `types.MappingProxyType(mapping)`.
    pub fn new_mappingproxy(&mut self, mapping: Value) -> Value {
        self.new_fields(self.types.mappingproxy, &[Value::NULL, mapping])
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let [mapping] = vm.bind_arguments("mappingproxy", args, &["mapping"], 0, 1, 1)?;
    let kind = vm.class_of(mapping);
    let slots = vm.slots(kind);
    let is_mapping = slots.getitem.is_some() && !vm.is_list(mapping) && !vm.is_tuple(mapping);
    if !is_mapping {
        let name = vm.class_name(mapping);
        return Err(vm.type_error(format!(
            "mappingproxy() argument must be a mapping, not {name}"
        )));
    }
    Ok(vm.new_fields(class, &[Value::NULL, mapping]))
}

/// The mapping behind a proxy; other values themselves.
fn unwrap(vm: &Vm, value: Value) -> Value {
    if vm.class_of(value) == vm.types.mappingproxy {
        field(value, MAPPING)
    } else {
        value
    }
}

fn delegate(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Result {
    vm.call_method(field(this, MAPPING), name, args)
}

fn get(vm: &mut Vm, this: Value, args: &[Value]) -> Result {
    vm.check_positional("get", args.len(), 1, 2)?;
    let arguments = [args[0], args.get(1).copied().unwrap_or(Value::NONE)];
    delegate(vm, this, "get", &arguments)
}

static METHODS: &[Def] = &[
    Def::new("get", Call::Fast(get)).doc("", "get($self, key, default=None, /)\n--\n\nReturn the value for key if key is in the mapping, else default."),
    Def::new("keys", Call::NoArgs(|vm, this| delegate(vm, this, "keys", &[]))).doc("", "D.keys() -> a set-like object providing a view on D's keys"),
    Def::new("values", Call::NoArgs(|vm, this| delegate(vm, this, "values", &[]))).doc("", "D.values() -> an object providing a view on D's values"),
    Def::new("items", Call::NoArgs(|vm, this| delegate(vm, this, "items", &[]))).doc("", "D.items() -> a set-like object providing a view on D's items"),
    Def::new("copy", Call::NoArgs(|vm, this| delegate(vm, this, "copy", &[]))).doc("", "D.copy() -> a shallow copy of D"),
    Def::new("__class_getitem__", Call::One(class_getitem)).doc("", "See PEP 585").class(),
    Def::new("__reversed__", Call::NoArgs(|vm, this| delegate(vm, this, "__reversed__", &[]))).doc("", "D.__reversed__() -> reverse iterator"),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("mappingproxy", Shape::Fields);
    spec.fields = 2;
    spec.flags = class_flags::MAPPING;
    spec.methods = METHODS;
    spec.slots.new = Some(new);
    spec.slots.repr = Some(|vm, this| {
        let inner = vm.repr(field(this, MAPPING))?;
        let text = format!("mappingproxy({})", vm.text(inner));
        Ok(vm.new_str(&text))
    });
    spec.slots.str = Some(|vm, this| vm.str(field(this, MAPPING)));
    spec.slots.hash = Some(|vm, this| vm.hash(field(this, MAPPING)));
    spec.slots.compare = Some(|vm, left, right, op| {
        let right = unwrap(vm, right);
        vm.compare(op, field(left, MAPPING), right)
    });
    spec.slots.iter = Some(|vm, this| vm.iter(field(this, MAPPING)));
    spec.slots.length = Some(|vm, this| vm.length(field(this, MAPPING)));
    spec.slots.getitem = Some(|vm, this, key| vm.get_item(field(this, MAPPING), key));
    spec.slots.contains = Some(|vm, this, key| vm.contains(field(this, MAPPING), key));
    spec.slots.binary[BinaryOperator::Or as usize] = Some(|vm, left, right| {
        let (left, right) = (unwrap(vm, left), unwrap(vm, right));
        vm.binary(BinaryOperator::Or, left, right)
    });
    spec.slots.inplace[BinaryOperator::Or as usize] = Some(|vm, left, _| {
        let left = vm.class_name(left);
        Err(vm.type_error(format!("'|=' is not supported by {left}; use '|' instead")))
    });
    spec.doc = "Read-only proxy of a mapping.";
    vm.define_class(vm.types.mappingproxy, spec);
}
