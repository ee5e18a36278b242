//! `Generic`.

use vm::layout::{Shape, class_flags};
use vm::memory::RootedVec;
use vm::objects::class::ClassSpec;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::call_typing;
use crate::support::{import_attr, recall_class};

/// `Unpack[value]`.
pub fn unpack(vm: &mut Vm, value: Value) -> Result {
    let unpack = import_attr(vm, "typing", "Unpack")?;
    vm.get_item(unpack, value)
}

/// Type parameters, those that are tuples unpacked.
pub fn unpacked(vm: &mut Vm, parameters: Value) -> Result {
    let class = recall_class(vm, "typing.TypeVarTuple");
    let mut all = RootedVec::new();
    for &parameter in tuple::items(parameters) {
        let parameter = if vm.class_of(parameter) == class {
            unpack(vm, parameter)?
        } else {
            parameter
        };
        all.push(vm, parameter);
    }
    Ok(vm.new_tuple(&all))
}

/// The base `Generic[T]` that `class C[T]` has.
pub fn base(vm: &mut Vm, _: Value, parameters: Value) -> Result {
    let generic = Value::object(recall_class(vm, "typing.Generic"));
    let parameters = unpacked(vm, parameters)?;
    call_typing(vm, "_GenericAlias", &[generic, parameters])
}

fn class_getitem(vm: &mut Vm, class: Value, args: Args<'_>) -> Result {
    forward(vm, "_generic_class_getitem", class, args)
}

fn init_subclass(vm: &mut Vm, class: Value, args: Args<'_>) -> Result {
    forward(vm, "_generic_init_subclass", class, args)
}

/// Calls a function of `typing` with the class before the arguments.
fn forward(vm: &mut Vm, function: &str, class: Value, args: Args<'_>) -> Result {
    let function = import_attr(vm, "typing", function)?;
    let mut values = RootedVec::from_slice(vm, &[class]);
    values.extend_from_slice(vm, args.values);
    vm.call(
        function,
        Args {
            values: &values,
            kwnames: args.kwnames,
        },
    )
}

static METHODS: &[Def] = &[
    Def::new("__class_getitem__", Call::VarKeywords(class_getitem)).class(),
    Def::new("__init_subclass__", Call::VarKeywords(init_subclass)).class(),
];

/// The class.
pub fn class() -> ClassSpec {
    let mut spec = ClassSpec::new("Generic", Shape::Instance);
    spec.module = "typing";
    spec.flags = class_flags::BASE_TYPE;
    spec.methods = METHODS;
    spec.doc = "Abstract base class for generic types";
    spec
}
