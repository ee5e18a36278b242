//! `typing.Union`: `int | str` (PEP 604; CPython's `Objects/unionobject.c`). Fields: `__dict__` (none), the arguments.

use crate::layout::{Class, Shape};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::{BinaryOperator, Comparison};
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::{full_name, read_only};
use crate::objects::fields::field;
use crate::objects::sequences::{list, tuple};
use crate::{Result, Value, Vm};

const ARGUMENTS: usize = 1;

/// Whether a value can be part of `a | b` by itself.
fn is_unionable(vm: &mut Vm, value: Value) -> bool {
    let class = vm.class_of(value);
    value.is_none()
        || vm.is_subclass(class, vm.types.generic_alias)
        || class == vm.types.union
        || cast::as_class(value).is_some()
        || vm.text(crate::objects::class::get(class).name) == "TypeAliasType"
}

/// `left | right` of types.
pub fn or(vm: &mut Vm, left: Value, right: Value) -> Result {
    if !is_unionable(vm, left) || !is_unionable(vm, right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    vm.new_union(&[left, right])
}

impl Vm {
    /// `typing.Union[..]`: flat, without repetitions; a single type stays itself.
    pub fn new_union(&mut self, parts: &[Value]) -> Result {
        let flat = self.new_list(&[]);
        for &part in parts {
            if self.class_of(part) == self.types.union {
                for &inner in tuple::items(field(part, ARGUMENTS)) {
                    self.add_to_union(flat, inner)?;
                }
            } else {
                let part = if part.is_none() {
                    Value::object(self.types.none)
                } else {
                    part
                };
                self.add_to_union(flat, part)?;
            }
        }
        if let &[single] = list::items(flat) {
            return Ok(single);
        }
        let arguments = self.tuple_from_list(flat)?;
        Ok(self.new_fields(self.types.union, &[Value::NULL, arguments]))
    }

    fn add_to_union(&mut self, flat: Value, part: Value) -> Result<()> {
        for index in 0..list::len(flat) {
            let Some(&known) = list::items(flat).get(index) else {
                break;
            };
            if self.items_equal(known, part)? {
                return Ok(());
            }
        }
        self.list_push(flat, part)
    }
}

fn class_getitem(vm: &mut Vm, _: Value, parts: Value) -> Result {
    if vm.is_tuple(parts) {
        if tuple::items(parts).is_empty() {
            return Err(vm.type_error("Cannot take a Union of no types."));
        }
        return vm.new_union(tuple::items(parts));
    }
    vm.new_union(&[parts])
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let mut text = String::new();
    for (index, &part) in tuple::items(field(this, ARGUMENTS)).iter().enumerate() {
        if index > 0 {
            text.push_str(" | ");
        }
        if part == Value::object(vm.types.none) {
            text.push_str("None");
        } else if let Some(class) = cast::as_class(part) {
            text.push_str(&full_name(vm, class));
        } else {
            crate::objects::repr::push_repr(vm, &mut text, part)?;
        }
    }
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(right) != vm.types.union || !matches!(op, Comparison::Eq | Comparison::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (
        tuple::items(field(left, ARGUMENTS)),
        tuple::items(field(right, ARGUMENTS)),
    );
    let mut same = a.len() == b.len();
    for &part in a {
        if !same {
            break;
        }
        let mut found = false;
        for &other in b {
            found = found || vm.items_equal(part, other)?;
        }
        same = found;
    }
    Ok(Value::bool(same == (op == Comparison::Eq)))
}

fn hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let set = vm.new_frozenset(tuple::items(field(this, ARGUMENTS)))?;
    vm.hash(set)
}

fn instance_check(vm: &mut Vm, this: Value, value: Value) -> Result {
    for &part in tuple::items(field(this, ARGUMENTS)) {
        if vm.is_subclass(vm.class_of(part), vm.types.generic_alias) {
            return Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"));
        }
    }
    for &part in tuple::items(field(this, ARGUMENTS)) {
        if vm.is_instance(value, part)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn subclass_check(vm: &mut Vm, this: Value, class: Value) -> Result {
    for &part in tuple::items(field(this, ARGUMENTS)) {
        if vm.is_subclass(vm.class_of(part), vm.types.generic_alias) {
            return Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"));
        }
    }
    for &part in tuple::items(field(this, ARGUMENTS)) {
        if vm.is_subclass_of(class, part)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn mro_entries(vm: &mut Vm, this: Value, _: Value) -> Result {
    let shown = vm.repr(this)?;
    let text = format!("Cannot subclass {}", vm.text(shown));
    Err(vm.type_error(text))
}

/// The type variables among the arguments.
fn parameters(vm: &mut Vm, this: Value) -> Result {
    let found = vm.new_list(&[]);
    for &part in tuple::items(field(this, ARGUMENTS)) {
        let key = vm.intern("__typing_subst__");
        if cast::as_class(part).is_none() && vm.get_attr_opt(part, key)?.is_some() {
            vm.add_to_union(found, part)?;
            continue;
        }
        let key = vm.intern("__parameters__");
        if cast::as_class(part).is_none()
            && let Some(inner) = vm.get_attr_opt(part, key)?
            && vm.is_tuple(inner)
        {
            for &inner in tuple::items(inner) {
                vm.add_to_union(found, inner)?;
            }
        }
    }
    vm.tuple_from_list(found)
}

/// `(T | int)[str]`: through a generic alias of the same arguments, whose parts then make a union again.
fn getitem(vm: &mut Vm, this: Value, arguments: Value) -> Result {
    let alias = vm.new_generic_alias(Value::object(vm.types.union), field(this, ARGUMENTS));
    let substituted = vm.get_item(alias, arguments)?;
    let key = vm.intern("__args__");
    let parts = vm.get_attr(substituted, key)?;
    vm.new_union(tuple::items(parts))
}

static METHODS: &[Def] = &[
    Def::new("__class_getitem__", Call::One(class_getitem)).class(),
    Def::new("__mro_entries__", Call::One(mro_entries)),
    Def::new("__instancecheck__", Call::One(instance_check)),
    Def::new("__subclasscheck__", Call::One(subclass_check)),
];
static GETSET: &[GetSet] = &[
    read_only("__args__", |_, this| Ok(field(this, ARGUMENTS)), ""),
    read_only(
        "__origin__",
        |vm, _| Ok(Value::object(vm.types.union)),
        "Always returns the type",
    ),
    read_only(
        "__parameters__",
        parameters,
        "Type variables in the types.UnionType.",
    ),
    read_only(
        "__name__",
        |vm, _| Ok(vm.intern("Union")),
        "Name of the type",
    ),
    read_only(
        "__qualname__",
        |vm, _| Ok(vm.intern("Union")),
        "Qualified name of the type",
    ),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("Union", Shape::Fields);
    spec.module = "typing";
    spec.fields = 2;
    spec.methods = METHODS;
    spec.getset = GETSET;
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(hash);
    spec.slots.getitem = Some(getitem);
    spec.slots.binary[BinaryOperator::Or as usize] = Some(or);
    spec.slots.new = Some(|vm: &mut Vm, class: *mut Class, _| {
        let name = vm.text(crate::objects::class::get(class).name).into_owned();
        Err(vm.type_error(format!("cannot create 'typing.{name}' instances")))
    });
    spec.doc = "Represent a union type\n\nE.g. for int | str";
    vm.define_class(vm.types.union, spec);
}
