//! Express ways: what hot instructions do in the case that they are made for.
//!
//! A handler that may call something saves registers before it knows whether it will. So where the usual case needs no
//! call, that comes first, and changes nothing in any other: then the instruction's row of micro-ops runs, in a handler of
//! its own that is reached by a jump (see [`super::dispatch`]). Where only the row's failures would call something, the row
//! itself comes first; else a function here, which must accept nothing that the row does not. `hurried` ones also do what the
//! next instruction would, where one always follows: nobody counts then.

mod arithmetic;
mod attributes;
mod calls;
mod choices;
mod items;
mod iteration;
pub(super) mod superinstructions;

use uops::opcode::Part;
use uops::{Opcode, Uop};

use super::machine::Machine;
use crate::Value;
use crate::specialize::Backoff;

/// The machine, the instruction's argument, and whether the next instruction may be done as well. Whether it was done.
pub(super) type Express = fn(&mut Machine<'_>, u32, bool) -> bool;

macro_rules! express_ways {
    (rows: $($row:ident)+; $($opcode:ident => $way:expr,)+) => {
        /// Whether the row itself is the express way: in the usual case none of its micro-ops calls anything.
        pub(super) const fn is_row(opcode: Opcode) -> bool {
            matches!(opcode, $(Opcode::$row)|+)
        }

        /// The function that is an instruction's express way, where it has one.
        pub(super) const fn function(opcode: Opcode) -> Option<Express> {
            match opcode {
                $(Opcode::$opcode => Some($way),)+
                _ => None,
            }
        }
    };
}
express_ways! {
    rows:
    BINARY_OP_ADD_FLOAT BINARY_OP_SUBTRACT_FLOAT BINARY_OP_MULTIPLY_FLOAT BINARY_OP_EXTEND
    LOAD_GLOBAL_MODULE LOAD_GLOBAL_BUILTIN CALL_TYPE_1 RESUME_CHECK LOAD_ATTR_MODULE LOAD_ATTR_CLASS;
    BINARY_OP => arithmetic::binary_op,
    BINARY_OP_ADD_INT => arithmetic::add_int,
    BINARY_OP_SUBTRACT_INT => arithmetic::subtract_int,
    BINARY_OP_MULTIPLY_INT => arithmetic::multiply_int,
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
    FOR_ITER => iteration::next_of_any,
    FOR_ITER_GEN => iteration::next_of_generator,
    SEND_GEN => iteration::send_to_generator,
    YIELD_VALUE => iteration::yield_value,
    LIST_APPEND => items::append_to_display,
    FOR_ITER_RANGE => items::next_of_range,
    FOR_ITER_LIST => items::next_of_list,
    FOR_ITER_TUPLE => items::next_of_tuple,
    LOAD_ATTR => attributes::load_any,
    STORE_ATTR => attributes::store_any,
    LOAD_ATTR_INSTANCE_VALUE => attributes::load_value,
    LOAD_ATTR_SLOT => attributes::load_slot,
    LOAD_ATTR_METHOD_WITH_VALUES => attributes::load_method_with_values,
    LOAD_ATTR_METHOD_NO_DICT => attributes::load_method,
    STORE_ATTR_INSTANCE_VALUE => attributes::store_value,
    STORE_ATTR_SLOT => attributes::store_slot,
    CALL => calls::call_any,
    CALL_PY_EXACT_ARGS => calls::call_function,
    CALL_BOUND_METHOD_EXACT_ARGS => calls::call_method,
    CALL_LEN => calls::call_len,
    CALL_LIST_APPEND => items::append,
    CALL_ISINSTANCE => calls::call_isinstance,
    RETURN_VALUE => calls::return_value,
    JUMP_BACKWARD_NO_JIT => choices::jump_backward,
    LOAD_DEREF => attributes::load_deref,
    UNPACK_SEQUENCE_TWO_TUPLE => items::unpack_two,
    UNPACK_SEQUENCE_TUPLE => items::unpack_tuple,
}

/// The micro-op's part of a row, where it has an operand.
#[inline(always)]
const fn part_of(row: &'static [Part], uop: Uop) -> Option<&'static Part> {
    let mut index = 0;
    while index < row.len() {
        if row[index].uop as u16 == uop as u16 && row[index].units != 0 {
            return Some(&row[index]);
        }
        index += 1;
    }
    None
}

/// The operand that the row of an instruction has for a micro-op. The optimizer knows the row; with the place as a constant from
/// the start it takes one instruction more.
#[inline(always)]
fn operand_of(m: &Machine<'_>, row: &'static [Part], uop: Uop) -> u64 {
    match part_of(row, uop) {
        Some(part) => super::dispatch::operand(m.this, part.offset as usize, part.units as usize),
        None => 0,
    }
}

macro_rules! operand {
    ($m:ident, $opcode:ident, $uop:ident) => {{
        use uops::{Opcode, Uop};
        use $crate::interpreter::express::{operand_of, part_of};
        const { assert!(part_of(Opcode::$opcode.parts(), Uop::$uop).is_some()) };
        operand_of($m, const { Opcode::$opcode.parts() }, Uop::$uop)
    }};
}
use operand;

/// An adaptive instruction has run once more: its counter was so.
#[inline(always)]
fn advance(this: *mut u16, counter: u16) {
    // SAFETY: adaptive instructions have their counter in the unit after them, which this thread alone writes.
    unsafe { *this.add(1) = Backoff(counter).advance().0 };
}

/// The next instruction's opcode and argument.
#[inline(always)]
fn following(m: &Machine<'_>) -> (u8, u32) {
    // SAFETY: `ip` points to an instruction of the running code object.
    let unit = unsafe { *m.ip };
    (unit as u8, u32::from(unit >> 8))
}

/// Pushes a value, or stores it at once where a STORE_FAST follows, alone or with a LOAD_FAST.
#[inline(always)]
fn give(m: &mut Machine<'_>, value: Value, hurried: bool) {
    if hurried {
        let (opcode, oparg) = following(m);
        if opcode == Opcode::STORE_FAST as u8 {
            m.set_local(oparg, value);
            m.jump(1);
            return;
        }
        if opcode == Opcode::STORE_FAST_LOAD_FAST as u8 {
            m.set_local(oparg >> 4, value);
            m.push(m.local(oparg & 15));
            m.jump(1);
            return;
        }
    }
    m.push(value);
}
