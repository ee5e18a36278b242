//! `typing.NoDefault`, and evaluators of what was given as a value.

use vm::layout::Shape;
use vm::objects::class::ClassSpec;
use vm::objects::fields::field;
use vm::objects::sequences::tuple;
use vm::{Args, Call, Def, Result, Value, Vm};

use super::{class_spec, push_type};
use crate::support::{self, add, remember};

const NO_DEFAULT: &str = "typing.NoDefault";
/// `annotationlib.Format.STRING`.
const STRING: i64 = 4;

/// `typing.NoDefault`.
pub fn no_default(vm: &mut Vm) -> Value {
    support::recall(vm, NO_DEFAULT)
}

static METHODS: &[Def] = &[Def::new(
    "__reduce__",
    Call::NoArgs(|vm, _| Ok(vm.new_str("NoDefault"))),
)];

/// A function that gives a value, whatever it is called with; the format `STRING` gives its text.
pub fn constant(vm: &mut Vm, value: Value) -> Value {
    let class = support::recall_class(vm, "builtins.constevaluator");
    vm.new_fields(class, &[Value::NULL, value])
}

fn call_constant(vm: &mut Vm, this: Value, args: Args<'_>) -> Result {
    let [format] = vm.bind_arguments("constevaluator.__call__", args, &["format"], 1, 1, 1)?;
    let value = field(this, 1);
    if vm.index_argument(format)? != STRING {
        return Ok(value);
    }
    let mut text = String::new();
    if vm.is_tuple(value) {
        text.push('(');
        for (index, &item) in tuple::items(value).iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            push_type(vm, &mut text, item)?;
        }
        if tuple::items(value).len() == 1 {
            text.push(',');
        }
        text.push(')');
    } else {
        push_type(vm, &mut text, value)?;
    }
    Ok(vm.new_str(&text))
}

fn constant_repr(vm: &mut Vm, this: Value) -> Result {
    let mut text = String::from("<constevaluator ");
    vm::objects::repr::push_repr(vm, &mut text, field(this, 1))?;
    text.push('>');
    Ok(vm.new_str(&text))
}

/// Makes the classes and `NoDefault`.
pub fn init(vm: &mut Vm, module: Value) {
    let mut spec = class_spec("constevaluator", 2);
    spec.module = "builtins";
    spec.slots.call = Some(call_constant);
    spec.slots.repr = Some(constant_repr);
    support::class(vm, spec);
    let mut spec = ClassSpec::new("NoDefaultType", Shape::Fields);
    spec.fields = 1;
    spec.slots.new = Some(|vm, _, args| {
        if !args.values.is_empty() {
            return Err(vm.type_error("NoDefaultType takes no arguments"));
        }
        Ok(no_default(vm))
    });
    spec.slots.repr = Some(|vm, _| Ok(vm.new_str(NO_DEFAULT)));
    spec.methods = METHODS;
    let class = support::class(vm, spec);
    let no_default = vm.new_fields(class, &[]);
    remember(vm, NO_DEFAULT, no_default);
    add(vm, module, "NoDefault", no_default);
}
