//! BINARY_OP, COMPARE_OP, CONTAINS_OP, STORE_SUBSCR, TO_BOOL.

use uops::{Opcode, Refusal};

use super::extend::Extension;
use super::{Outcome, Reason, write_cache};
use crate::interpreter::bodies::is_compact;
use crate::layout::{Frame, Function, code_flags};
use crate::objects::cast;
use crate::objects::class::slots::{BinaryOperator, Comparison, INPLACE_FROM, SUBSCR};
use crate::{Value, Vm};

#[inline]
/// Whether it is exactly an int, of more than one of CPython's digits.
pub(super) fn is_big(vm: &Vm, value: Value) -> bool {
    vm.is_exact_int(value) && !is_compact(value)
}

/// The value, a small int in place of a big one: what would have been specialized for that failed for its size alone.
fn small(vm: &Vm, value: Value) -> Value {
    if is_big(vm, value) {
        Value::int_unchecked(1)
    } else {
        value
    }
}

fn big_int(vm: &mut Vm, left: Value, sign: &str, right: Value) -> Reason {
    let [left, right] = [left, right].map(|value| match is_big(vm, value) {
        true => String::from("big int"),
        false => vm.class_name(value),
    });
    Reason::new(Refusal::BigInt, format!("{left} {sign} {right}"))
}

fn non_negative(value: Value) -> bool {
    is_compact(value) && value.int_payload() >= 0
}

/// BINARY_OP.
#[cold]
pub(crate) fn binary_op(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    left: Value,
    right: Value,
) {
    let outcome = binary_outcome(vm, frame, this, oparg, left, right);
    vm.settle(frame, this, outcome);
}

fn binary_outcome(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    left: Value,
    right: Value,
) -> Outcome {
    const ADD: u32 = BinaryOperator::Add as u32;
    const MULTIPLY: u32 = BinaryOperator::Multiply as u32;
    const SUBTRACT: u32 = BinaryOperator::Subtract as u32;
    if oparg == SUBSCR {
        return subscript_outcome(vm, left, right);
    }
    let operator = if oparg >= INPLACE_FROM {
        oparg - INPLACE_FROM
    } else {
        oparg
    };
    let ints = vm.is_exact_int(left) && vm.is_exact_int(right);
    let floats = left.is_float() && right.is_float();
    let specialized = match operator {
        ADD if vm.is_exact_str(left) && vm.is_exact_str(right) => {
            // SAFETY: BINARY_OP has five cache units; an instruction follows them.
            let next = unsafe { *this.add(1 + Opcode::BINARY_OP.cache_units()) };
            let stores = next as u8 == Opcode::STORE_FAST as u8;
            // SAFETY: the compiler's indexes of locals are within the frame.
            let in_place = stores
                && unsafe { *crate::frames::locals(frame).add((next >> 8) as usize) } == left;
            Some(if in_place {
                Opcode::BINARY_OP_INPLACE_ADD_UNICODE
            } else {
                Opcode::BINARY_OP_ADD_UNICODE
            })
        }
        ADD if ints => Some(Opcode::BINARY_OP_ADD_INT),
        ADD if floats => Some(Opcode::BINARY_OP_ADD_FLOAT),
        MULTIPLY if ints => Some(Opcode::BINARY_OP_MULTIPLY_INT),
        MULTIPLY if floats => Some(Opcode::BINARY_OP_MULTIPLY_FLOAT),
        SUBTRACT if ints => Some(Opcode::BINARY_OP_SUBTRACT_INT),
        SUBTRACT if floats => Some(Opcode::BINARY_OP_SUBTRACT_FLOAT),
        _ => None,
    };
    if let Some(opcode) = specialized {
        return Ok(opcode);
    }
    if let Some(extension) = Extension::find(oparg, left, right) {
        write_cache(this, 2, 4, extension.operand());
        return Ok(Opcode::BINARY_OP_EXTEND);
    }
    let sign = BinaryOperator::ALL[operator as usize].sign();
    let sign = if sign.starts_with("**") { "**" } else { sign };
    if Extension::find(oparg, small(vm, left), small(vm, right)).is_some() {
        return Err(big_int(vm, left, sign, right));
    }
    let witness = vm.type_pair(left, sign, right);
    let why = match operator {
        ADD | MULTIPLY | SUBTRACT if vm.class_of(left) != vm.class_of(right) => Refusal::Operands,
        ADD | MULTIPLY | SUBTRACT => Refusal::Type,
        _ if ints || floats => Refusal::OperatorOfTypes,
        _ => Refusal::Operator,
    };
    Err(Reason::new(why, witness))
}

fn subscript_outcome(vm: &mut Vm, container: Value, sub: Value) -> Outcome {
    if non_negative(sub) {
        if vm.as_tuple(container).is_some() {
            return Ok(Opcode::BINARY_OP_SUBSCR_TUPLE_INT);
        }
        if vm.as_list(container).is_some() {
            return Ok(Opcode::BINARY_OP_SUBSCR_LIST_INT);
        }
        if vm.is_exact_str(container) {
            return Ok(Opcode::BINARY_OP_SUBSCR_STR_INT);
        }
    }
    if vm.as_dict(container).is_some() {
        return Ok(Opcode::BINARY_OP_SUBSCR_DICT);
    }
    if vm.as_list(container).is_some() && vm.as_slice(sub).is_some() {
        return Ok(Opcode::BINARY_OP_SUBSCR_LIST_SLICE);
    }
    let class = vm.class_of(container);
    let name = vm.intern("__getitem__");
    let method = vm.lookup(class, name);
    if let Some(function) = vm.as_function(method) {
        if !is_simple(function, 2) {
            return Err(Reason::new(
                Refusal::GetitemParameters,
                format!("{}.__getitem__", vm.class_name(container)),
            ));
        }
        if vm.class_version(class) != 0 && vm.function_version(method) != 0 {
            // SAFETY: pinned: every value's class is live.
            unsafe { (*class).cached_getitem = method };
            return Ok(Opcode::BINARY_OP_SUBSCR_GETITEM);
        }
    }
    let witness = format!("{}[{}]", vm.class_name(container), vm.class_name(sub));
    let indexed = vm.as_list(container).is_some()
        || vm.as_tuple(container).is_some()
        || vm.is_exact_str(container);
    if indexed && is_big(vm, sub) {
        return Err(Reason::new(
            Refusal::BigInt,
            format!("{}[big int]", vm.class_name(container)),
        ));
    }
    if indexed && sub.is_int() && sub.int_payload() < 0 {
        return Err(Reason::new(Refusal::NegativeIndex, witness));
    }
    Err(Reason::new(Refusal::Subscript, witness))
}

/// Whether a function takes exactly so many plain parameters.
pub(crate) fn is_simple(function: &Function, parameters: u32) -> bool {
    // SAFETY: pinned: a function's code object is live.
    let code = unsafe { &*function.code };
    is_simple_code(code) && code.argcount == parameters
}

/// Whether a code object has plain parameters only (CPython's `SIMPLE_FUNCTION`).
pub(crate) fn is_simple_code(code: &crate::layout::Code) -> bool {
    code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) == 0
        && code.kwonlyargcount == 0
        && code.flags & code_flags::OPTIMIZED != 0
}

/// COMPARE_OP.
#[cold]
pub(crate) fn compare_op(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    left: Value,
    right: Value,
) {
    let comparison = Comparison::from_index(oparg >> 5);
    let outcome = if left.is_float() && right.is_float() {
        Ok(Opcode::COMPARE_OP_FLOAT)
    } else if is_compact(left) && is_compact(right) {
        Ok(Opcode::COMPARE_OP_INT)
    } else if vm.is_exact_str(left)
        && vm.is_exact_str(right)
        && matches!(comparison, Comparison::Eq | Comparison::Ne)
    {
        Ok(Opcode::COMPARE_OP_STR)
    } else if small(vm, left).is_int() && small(vm, right).is_int() {
        Err(big_int(vm, left, comparison.sign(), right))
    } else {
        let witness = vm.type_pair(left, comparison.sign(), right);
        let why = if vm.class_of(left) != vm.class_of(right) {
            Refusal::Operands
        } else {
            Refusal::Comparison
        };
        Err(Reason::new(why, witness))
    };
    vm.settle(frame, this, outcome);
}

/// CONTAINS_OP.
#[cold]
pub(crate) fn contains_op(vm: &mut Vm, frame: *mut Frame, this: *mut u16, container: Value) {
    let outcome = if vm.as_dict(container).is_some() {
        Ok(Opcode::CONTAINS_OP_DICT)
    } else if vm.as_set(container).is_some() {
        Ok(Opcode::CONTAINS_OP_SET)
    } else {
        let items = vm.as_list(container).map_or(0, |list| list.len);
        let witness = format!("in {}", vm.class_name(container));
        Err(Reason::new(Refusal::Container, witness).of_items(items))
    };
    vm.settle(frame, this, outcome);
}

/// STORE_SUBSCR.
#[cold]
pub(crate) fn store_subscr(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    container: Value,
    sub: Value,
) {
    let outcome = match vm.as_list(container) {
        Some(list) if non_negative(sub) && (sub.int_payload() as usize) < list.len => {
            Ok(Opcode::STORE_SUBSCR_LIST_INT)
        }
        _ if vm.as_dict(container).is_some() => Ok(Opcode::STORE_SUBSCR_DICT),
        _ => Err(Reason::new(
            Refusal::StoredSubscript,
            format!("{}[{}] = ...", vm.class_name(container), vm.class_name(sub)),
        )),
    };
    vm.settle(frame, this, outcome);
}

/// TO_BOOL.
#[cold]
pub(crate) fn to_bool(vm: &mut Vm, frame: *mut Frame, this: *mut u16, value: Value) {
    let class = vm.class_of(value);
    let outcome = if value.is_bool() {
        Ok(Opcode::TO_BOOL_BOOL)
    } else if vm.is_exact_int(value) {
        Ok(Opcode::TO_BOOL_INT)
    } else if vm.as_list(value).is_some() {
        Ok(Opcode::TO_BOOL_LIST)
    } else if value.is_none() {
        Ok(Opcode::TO_BOOL_NONE)
    } else if cast::is_exactly(value, vm.types.str) {
        Ok(Opcode::TO_BOOL_STR)
    } else {
        let slots = vm.slots(class);
        // SAFETY: pinned: every value's class is live.
        let heap_type = unsafe { (*class).flags } & crate::layout::class_flags::HEAP_TYPE != 0;
        if heap_type && slots.bool.is_none() && slots.length.is_none() {
            match vm.class_version(class) {
                0 => Err(Reason::new(Refusal::ClassChanged, vm.class_name(value))),
                version => {
                    write_cache(this, 2, 2, u64::from(version));
                    Ok(Opcode::TO_BOOL_ALWAYS_TRUE)
                }
            }
        } else {
            Err(Reason::new(Refusal::Truth, vm.class_name(value)))
        }
    };
    vm.settle(frame, this, outcome);
}
