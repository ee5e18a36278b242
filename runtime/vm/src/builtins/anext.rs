//! `anext(iterator, default)`: an awaitable whose StopAsyncIteration becomes the default (CPython's `anext_awaitable`).
//! Fields: `__dict__` (none), the awaitable, the default.

use crate::layout::Shape;
use crate::native::{Call, Def};
use crate::objects::class::ClassSpec;
use crate::objects::fields::field;
use crate::objects::iterators::itself;
use crate::{Raised, Result, Value, Vm};

const AWAITABLE: usize = 1;
const DEFAULT: usize = 2;

/// Makes the awaitable.
pub fn with_default(vm: &mut Vm, awaitable: Value, default: Value) -> Value {
    vm.new_fields(vm.types.anext_awaitable, &[Value::NULL, awaitable, default])
}

/// Calls a method of what the awaitable awaits.
fn step(vm: &mut Vm, this: Value, method: &str, args: &[Value]) -> Result {
    let inner = vm.awaitable(field(this, AWAITABLE), 0)?;
    let is_coroutine = vm.class_of(inner) == vm.types.coroutine;
    let result = if method == "__next__" && is_coroutine {
        vm.call_method(inner, "send", &[Value::NONE])
    } else {
        vm.call_method(inner, method, args)
    };
    match result {
        Err(Raised) if vm.is_exception(vm.raised, vm.types.stop_async_iteration) => {
            vm.take_raised();
            let class = vm.types.stop_iteration;
            let stop = vm.new_exception(class, &[field(this, DEFAULT)])?;
            Err(vm.raise_value(stop))
        }
        result => result,
    }
}

static METHODS: &[Def] = &[
    Def::new(
        "send",
        Call::One(|vm, this, value| step(vm, this, "send", &[value])),
    ),
    Def::new(
        "throw",
        Call::Varargs(|vm, this, args| step(vm, this, "throw", args)),
    ),
    Def::new(
        "close",
        Call::NoArgs(|vm, this| step(vm, this, "close", &[])),
    ),
];

/// Defines the class.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("anext_awaitable", Shape::Fields);
    spec.fields = 3;
    spec.methods = METHODS;
    spec.slots.await_ = Some(itself);
    spec.slots.iter = Some(itself);
    spec.slots.next = Some(|vm, this| step(vm, this, "__next__", &[]));
    vm.define_class(vm.types.anext_awaitable, spec);
}
