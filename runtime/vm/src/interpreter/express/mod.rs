//! Express ways: what hot instructions do in the case that they are made for.
//!
//! A handler that may call something saves registers before it knows whether it will. So where the usual case needs no
//! call, a function here does it, and says false in any other, having changed nothing: then the instruction's row of
//! micro-ops runs, in a handler of its own that is reached by a jump (see [`super::dispatch`]). What a row does and an express
//! way does is the same; `hurried` ones also do what the next instruction would, where one always follows: nobody counts then.

mod arithmetic;
mod attributes;
mod calls;
mod choices;
mod items;

use uops::{Opcode, Uop};

use super::machine::Machine;
use crate::Value;

/// The machine, the instruction's argument, and whether the next instruction may be done as well. Whether it was done.
pub(super) type Express = fn(&mut Machine<'_>, u32, bool) -> bool;

macro_rules! express_ways {
    ($($($opcode:ident)|+ => $way:expr,)+) => {
        /// The express way of an instruction, where it has one.
        pub(super) const fn of(opcode: Opcode) -> Option<Express> {
            match opcode {
                $($(Opcode::$opcode)|+ => Some($way),)+
                _ => None,
            }
        }
    };
}
express_ways! {
    BINARY_OP => arithmetic::binary_op,
    BINARY_OP_ADD_INT => arithmetic::add_int,
    BINARY_OP_SUBTRACT_INT => arithmetic::subtract_int,
    BINARY_OP_MULTIPLY_INT => arithmetic::multiply_int,
    BINARY_OP_ADD_FLOAT => arithmetic::add_float,
    BINARY_OP_SUBTRACT_FLOAT => arithmetic::subtract_float,
    BINARY_OP_MULTIPLY_FLOAT => arithmetic::multiply_float,
    BINARY_OP_EXTEND => arithmetic::extended,
    BINARY_OP_SUBSCR_LIST_INT => items::item_of_list,
    BINARY_OP_SUBSCR_TUPLE_INT => items::item_of_tuple,
    BINARY_OP_SUBSCR_STR_INT => items::char_of_str,
    STORE_SUBSCR_LIST_INT => items::store_item_of_list,
    COMPARE_OP_INT => choices::compare_ints,
    COMPARE_OP_FLOAT => choices::compare_floats,
    COMPARE_OP_STR => choices::compare_strs,
    IS_OP => choices::is_op,
    TO_BOOL_BOOL => choices::truth_of_bool,
    TO_BOOL_INT => choices::truth_of_int,
    TO_BOOL_LIST => choices::truth_of_list,
    TO_BOOL_STR => choices::truth_of_str,
    TO_BOOL_NONE => choices::truth_of_none,
    POP_JUMP_IF_TRUE => choices::jump_if_true,
    POP_JUMP_IF_FALSE => choices::jump_if_false,
    POP_JUMP_IF_NONE => choices::jump_if_none,
    POP_JUMP_IF_NOT_NONE => choices::jump_if_not_none,
    FOR_ITER_RANGE => items::next_of_range,
    FOR_ITER_LIST => items::next_of_list,
    FOR_ITER_TUPLE => items::next_of_tuple,
    LOAD_ATTR_INSTANCE_VALUE => attributes::load_value,
    LOAD_ATTR_SLOT => attributes::load_slot,
    LOAD_ATTR_METHOD_WITH_VALUES => attributes::load_method_with_values,
    LOAD_ATTR_METHOD_NO_DICT => attributes::load_method,
    STORE_ATTR_INSTANCE_VALUE => attributes::store_value,
    STORE_ATTR_SLOT => attributes::store_slot,
    LOAD_GLOBAL_MODULE => attributes::load_global,
    LOAD_GLOBAL_BUILTIN => attributes::load_builtin,
    CALL_PY_EXACT_ARGS => calls::call_function,
    CALL_BOUND_METHOD_EXACT_ARGS => calls::call_method,
    CALL_LEN => calls::call_len,
    CALL_LIST_APPEND => items::append,
    CALL_ISINSTANCE => calls::call_isinstance,
    CALL_TYPE_1 => calls::call_type,
    RETURN_VALUE => calls::return_value,
    RESUME_CHECK => choices::resume,
    JUMP_BACKWARD_NO_JIT => choices::jump_backward,
    LOAD_DEREF => attributes::load_deref,
    LOAD_ATTR_MODULE => attributes::load_of_module,
    LOAD_ATTR_CLASS => attributes::load_of_class,
    UNPACK_SEQUENCE_TWO_TUPLE => items::unpack_pair,
    UNPACK_SEQUENCE_TUPLE => items::unpack_tuple,
}

/// The operand that the row of an instruction has for a micro-op.
#[inline(always)]
pub(super) fn operand_of<const OPCODE: u8>(m: &Machine<'_>, uop: Uop) -> u64 {
    let row = const { Opcode::from_u8(OPCODE).expect("an instruction").parts() };
    let mut index = 0;
    // The optimizer knows the row.
    while index < row.len() {
        let part = &row[index];
        if part.uop as u16 == uop as u16 && part.units != 0 {
            return super::dispatch::operand(m.this, part.offset as usize, part.units as usize);
        }
        index += 1;
    }
    0
}

macro_rules! operand {
    ($m:ident, $opcode:ident, $uop:ident) => {
        $crate::interpreter::express::operand_of::<{ uops::Opcode::$opcode as u8 }>($m, Uop::$uop)
    };
}
use operand;

/// The next instruction's opcode and argument.
#[inline(always)]
fn following(m: &Machine<'_>) -> (u8, u32) {
    // SAFETY: `ip` points to an instruction of the running code object.
    let unit = unsafe { *m.ip };
    (unit as u8, u32::from(unit >> 8))
}

/// Pushes a value, or stores it at once where a STORE_FAST follows.
#[inline(always)]
fn give(m: &mut Machine<'_>, value: Value, hurried: bool) {
    if hurried {
        let (opcode, oparg) = following(m);
        if opcode == Opcode::STORE_FAST as u8 {
            m.set_local(oparg, value);
            m.jump(1);
            return;
        }
    }
    m.push(value);
}
