//! The class `bool`.

use super::int;
use crate::layout::{Class, Shape, class_flags};
use crate::objects::class::ClassSpec;
use crate::objects::class::slots::BinaryOperator as Op;
use crate::{Args, Result, Slots, Value, Vm};

/// Fills `bool`.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("bool", Shape::BigInt);
    spec.base = vm.types.int;
    spec.flags = class_flags::INT_SUBCLASS
        | class_flags::MATCH_SELF
        | class_flags::IMMUTABLE
        | class_flags::VECTORCALL;
    let mut slots = Slots {
        repr: Some(repr),
        new: Some(new),
        ..Slots::default()
    };
    slots.binary[Op::And as usize] = Some(|vm, a, b| logic(vm, a, b, Op::And));
    slots.binary[Op::Or as usize] = Some(|vm, a, b| logic(vm, a, b, Op::Or));
    slots.binary[Op::Xor as usize] = Some(|vm, a, b| logic(vm, a, b, Op::Xor));
    spec.slots = slots;
    spec.doc = "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.";
    vm.define_class(vm.types.bool, spec);
}

fn repr(vm: &mut Vm, value: Value) -> Result {
    Ok(vm.intern(if value == Value::TRUE {
        "True"
    } else {
        "False"
    }))
}

fn new(vm: &mut Vm, _class: *mut Class, args: Args<'_>) -> Result {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("bool() takes no keyword arguments"));
    }
    match *args.pos() {
        [] => Ok(Value::FALSE),
        [value] => Ok(Value::bool(vm.is_true(value)?)),
        ref many => Err(vm.type_error(format!(
            "bool expected at most 1 argument, got {}",
            many.len()
        ))),
    }
}

fn logic(vm: &mut Vm, left: Value, right: Value, op: Op) -> Result {
    if left.is_bool() && right.is_bool() {
        let (a, b) = (left == Value::TRUE, right == Value::TRUE);
        return Ok(Value::bool(match op {
            Op::And => a & b,
            Op::Or => a | b,
            _ => a ^ b,
        }));
    }
    match int::slots().binary[op as usize] {
        Some(of_ints) => of_ints(vm, left, right),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}
