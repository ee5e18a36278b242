//! Bound methods.

use crate::layout::{BoundMethod, Class, Shape, class_flags};
use crate::native::{Call, Def};
use crate::objects::cast;
use crate::objects::class::slots::Comparison;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::read_only;
use crate::objects::instance;
use crate::{Args, Result, Value, Vm};

fn method<'a>(this: Value) -> &'a mut BoundMethod {
    // SAFETY: typed: this is used for bound methods, whose class cannot be subclassed.
    unsafe { cast::get(this) }
}

impl Vm {
    /// A bound method.
    pub fn new_method(&mut self, function: Value, this: Value) -> Value {
        let class = self.types.method;
        let method: *mut BoundMethod = self.alloc_plain(class, size_of::<BoundMethod>()).cast();
        // SAFETY: `alloc_plain` has given an object of the size.
        unsafe { ((*method).function, (*method).this) = (function, this) };
        Value::object(method)
    }
}

/// A bound method's attributes are its own and its function's.
fn getattr(vm: &mut Vm, this: Value, name: Value) -> Result {
    let class = vm.types.method;
    let own = vm.lookup(class, name);
    if !own.is_null() && &*vm.text(name) != "__doc__" {
        return instance::attributes::generic_getattr(vm, this, name);
    }
    vm.get_attr(method(this).function, name)
}

fn repr(vm: &mut Vm, this: Value) -> Result {
    let key = vm.intern("__qualname__");
    let mut name = vm.get_attr_opt(method(this).function, key)?;
    if name.is_none() {
        let key = vm.intern("__name__");
        name = vm.get_attr_opt(method(this).function, key)?;
    }
    let name = name
        .filter(|name| vm.is_str(*name))
        .map_or_else(|| String::from("?"), |name| vm.text(name).into_owned());
    let owner = vm.repr(method(this).this)?;
    let text = format!("<bound method {name} of {}>", vm.text(owner));
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    let Some(other) = vm
        .as_method(right)
        .filter(|_| matches!(op, Comparison::Eq | Comparison::Ne))
    else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = vm.equal(method(left).function, other.function)? && method(left).this == other.this;
    Ok(Value::bool(same == (op == Comparison::Eq)))
}

fn hash(vm: &mut Vm, this: Value) -> Result<i64> {
    let function = vm.hash(method(this).function)?;
    let owner = instance::object::hash(vm, method(this).this)?;
    Ok(match owner ^ function {
        -1 => -2,
        hash => hash,
    })
}

fn new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    vm.no_keywords("method", args)?;
    vm.check_positional("method", args.values.len(), 2, 2)?;
    let [callable, owner] = [args.values[0], args.values[1]];
    if !vm.is_callable(callable) {
        return Err(vm.type_error("first argument must be callable"));
    }
    if owner.is_none() {
        return Err(vm.type_error("instance must not be None"));
    }
    Ok(vm.new_method(callable, owner))
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let key = vm.intern("getattr");
    let getattr = vm.dict_get_str(vm.builtins, key);
    let key = vm.intern("__name__");
    let name = vm.get_attr(method(this).function, key)?;
    let arguments = vm.new_tuple(&[method(this).this, name]);
    Ok(vm.new_tuple(&[getattr, arguments]))
}

static GETSET: &[GetSet] = &[
    read_only(
        "__func__",
        |_, this| Ok(method(this).function),
        "the function (or other callable) implementing a method",
    ),
    read_only(
        "__self__",
        |_, this| Ok(method(this).this),
        "the instance to which a method is bound",
    ),
];
static METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(reduce))];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("method", Shape::BoundMethod);
    spec.flags = class_flags::WEAK_REFERENCES;
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec.slots.repr = Some(repr);
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(hash);
    spec.slots.getattr = Some(getattr);
    spec.slots.call =
        Some(|vm, this, args| vm.call_with_self(method(this).function, method(this).this, args));
    spec.slots.descr_get = Some(|_, this, _, _| Ok(this));
    spec.slots.new = Some(new);
    spec.slots.init = Some(|_, _, _| Ok(()));
    vm.define_class(vm.types.method, spec);
}
