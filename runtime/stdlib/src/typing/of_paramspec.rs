//! `P.args` and `P.kwargs` of a `ParamSpec`.

use vm::objects::class::slots::Comparison;
use vm::objects::class::{ClassSpec, GetSet};
use vm::objects::descriptors::read_only;
use vm::objects::fields::field;
use vm::{Def, Result, Value, Vm};

use super::class_spec;
use super::params::MRO_ENTRIES;
use crate::support::recall_class;

const ORIGIN: usize = 1;

/// `origin.args` or `origin.kwargs`.
pub fn new(vm: &mut Vm, args: bool, origin: Value) -> Value {
    let class = recall_class(
        vm,
        if args {
            "typing.ParamSpecArgs"
        } else {
            "typing.ParamSpecKwargs"
        },
    );
    vm.new_fields(class, &[Value::NULL, origin])
}

fn repr(vm: &mut Vm, this: Value, attribute: &str) -> Result {
    let origin = field(this, ORIGIN);
    let class = vm.class_of(origin);
    let name = if class == recall_class(vm, "typing.ParamSpec") {
        field(origin, super::params::NAME)
    } else {
        vm.repr(origin)?
    };
    let text = format!("{}.{attribute}", vm.text(name));
    Ok(vm.new_str(&text))
}

fn compare(vm: &mut Vm, left: Value, right: Value, op: Comparison) -> Result {
    if vm.class_of(left) != vm.class_of(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match op {
        Comparison::Eq | Comparison::Ne => {
            vm.compare(op, field(left, ORIGIN), field(right, ORIGIN))
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

static GETSET: &[GetSet] = &[read_only(
    "__origin__",
    |_, this| Ok(field(this, ORIGIN)),
    "",
)];
static METHODS: &[Def] = &[MRO_ENTRIES];

/// `ParamSpecArgs` or `ParamSpecKwargs`.
pub fn class(args: bool) -> ClassSpec {
    let mut spec = class_spec(
        if args {
            "ParamSpecArgs"
        } else {
            "ParamSpecKwargs"
        },
        2,
    );
    spec.slots.new = Some(if args {
        |vm, class, args| {
            let [origin] = vm.bind_arguments("paramspecargs", args, &["origin"], 0, 1, 1)?;
            Ok(vm.new_fields(class, &[Value::NULL, origin]))
        }
    } else {
        |vm, class, args| {
            let [origin] = vm.bind_arguments("paramspeckwargs", args, &["origin"], 0, 1, 1)?;
            Ok(vm.new_fields(class, &[Value::NULL, origin]))
        }
    });
    spec.slots.repr = Some(if args {
        |vm, this| repr(vm, this, "args")
    } else {
        |vm, this| repr(vm, this, "kwargs")
    });
    spec.slots.compare = Some(compare);
    spec.slots.hash = Some(vm::objects::class::slotdefs::unhashable);
    spec.getset = GETSET;
    spec.methods = METHODS;
    spec
}
