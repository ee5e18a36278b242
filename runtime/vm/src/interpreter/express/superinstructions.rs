//! What superinstructions do: their first instruction, and the second where it has a form that is listed here. Nobody counts then.

use uops::Opcode;

use super::{Express, arithmetic, attributes, choices, following, items};
use crate::interpreter::bodies;
use crate::interpreter::machine::Machine;

/// Does what an express way does, if the instruction at `ip` has that form and it is the case that the way is made for.
#[inline(always)]
fn at_once(m: &mut Machine<'_>, form: Opcode, units: isize, way: Express) -> bool {
    let (opcode, oparg) = following(m);
    if opcode != form as u8 {
        return false;
    }
    let (this, ip) = (m.this, m.ip);
    m.this = ip;
    m.jump(units);
    let done = way(m, oparg, true);
    if !done {
        (m.this, m.ip) = (this, ip);
    }
    done
}

/// Does at once what one of the forms does; whether it did.
macro_rules! at_once {
    ($m:ident, $($form:ident => $way:expr),+) => {{
        // Its units as a constant: the optimizer does not see through the table here.
        let done = $(at_once($m, Opcode::$form, const { 1 + Opcode::$form.cache_units() as isize }, $way))||+;
        done
    }};
}

/// Where the result is a local's new value, that too.
#[inline(always)]
fn stored(m: &mut Machine<'_>) {
    let (opcode, oparg) = following(m);
    if opcode == Opcode::STORE_FAST as u8 {
        let value = m.pop();
        m.set_local(oparg, value);
        m.jump(1);
        at_once!(m, JUMP_BACKWARD_NO_JIT => choices::jump_backward);
    }
}

#[inline(always)]
fn add(m: &mut Machine<'_>) {
    let done = at_once!(m, BINARY_OP_ADD_INT => arithmetic::add_int, BINARY_OP_ADD_FLOAT => arithmetic::add_float);
    if done {
        stored(m);
    }
}

#[inline(always)]
fn subtract(m: &mut Machine<'_>) {
    let done = at_once!(m, BINARY_OP_SUBTRACT_INT => arithmetic::subtract_int, BINARY_OP_SUBTRACT_FLOAT => arithmetic::subtract_float);
    if done {
        stored(m);
    }
}

#[inline(always)]
fn multiply(m: &mut Machine<'_>) {
    let done = at_once!(m, BINARY_OP_MULTIPLY_INT => arithmetic::multiply_int, BINARY_OP_MULTIPLY_FLOAT => arithmetic::multiply_float);
    if done {
        stored(m);
    }
}

#[inline(always)]
fn subscr(m: &mut Machine<'_>) {
    let done = at_once!(m, BINARY_OP_SUBSCR_LIST_INT => items::item_of_list, BINARY_OP_SUBSCR_TUPLE_INT => items::item_of_tuple);
    if done {
        stored(m);
    }
}

macro_rules! superinstructions {
    ($($name:ident($m:ident, $oparg:ident) $body:block)+) => {
        /// A function for each superinstruction, by its name. The first instruction is always done.
        #[expect(non_snake_case, reason = "the names of the table")]
        pub(in crate::interpreter) mod ways {
            use super::*;
            $(#[inline(always)]
            pub(in crate::interpreter) fn $name($m: &mut Machine<'_>, $oparg: u32) $body)+
        }
    };
}
superinstructions! {
    LOAD_FAST_BORROW__LOAD_SMALL_INT(m, oparg) {
        bodies::_LOAD_FAST_BORROW(m, oparg, 0);
        let small = following(m).1;
        m.jump(1);
        bodies::_LOAD_SMALL_INT(m, small, 0);
        if at_once!(m,
            BINARY_OP_ADD_INT => arithmetic::add_int,
            BINARY_OP_SUBTRACT_INT => arithmetic::subtract_int,
            BINARY_OP_SUBSCR_LIST_INT => items::item_of_list)
        {
            stored(m);
        } else {
            at_once!(m, COMPARE_OP_INT => choices::compare_ints);
        }
    }
    LOAD_FAST_BORROW__LOAD_ATTR(m, oparg) {
        bodies::_LOAD_FAST_BORROW(m, oparg, 0);
        at_once!(m,
            LOAD_ATTR_INSTANCE_VALUE => attributes::load_value,
            LOAD_ATTR_METHOD_WITH_VALUES => attributes::load_method_with_values,
            LOAD_ATTR_SLOT => attributes::load_slot);
    }
    LOAD_FAST_BORROW__LOAD_CONST(m, oparg) {
        bodies::_LOAD_FAST_BORROW(m, oparg, 0);
        let (opcode, number) = following(m);
        if opcode == Opcode::LOAD_CONST_IMMORTAL as u8 {
            m.jump(1);
            bodies::_LOAD_CONST_IMMORTAL(m, number, 0);
            at_once!(m, COMPARE_OP_STR => choices::compare_strs);
        }
    }
    LOAD_FAST_BORROW__ADD(m, oparg) { bodies::_LOAD_FAST_BORROW(m, oparg, 0); add(m); }
    LOAD_FAST_BORROW__SUBTRACT(m, oparg) { bodies::_LOAD_FAST_BORROW(m, oparg, 0); subtract(m); }
    LOAD_FAST_BORROW__MULTIPLY(m, oparg) { bodies::_LOAD_FAST_BORROW(m, oparg, 0); multiply(m); }
    LOAD_FAST_BORROW__SUBSCR(m, oparg) { bodies::_LOAD_FAST_BORROW(m, oparg, 0); subscr(m); }
    LOAD_SMALL_INT__ADD(m, oparg) { bodies::_LOAD_SMALL_INT(m, oparg, 0); add(m); }
    LOAD_SMALL_INT__SUBTRACT(m, oparg) { bodies::_LOAD_SMALL_INT(m, oparg, 0); subtract(m); }
    LOAD_SMALL_INT__SUBSCR(m, oparg) { bodies::_LOAD_SMALL_INT(m, oparg, 0); subscr(m); }
    LOAD_SMALL_INT__COMPARE_OP(m, oparg) {
        bodies::_LOAD_SMALL_INT(m, oparg, 0);
        at_once!(m, COMPARE_OP_INT => choices::compare_ints);
    }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__ADD(m, oparg) { bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0); add(m); }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__SUBTRACT(m, oparg) { bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0); subtract(m); }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__MULTIPLY(m, oparg) { bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0); multiply(m); }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__SUBSCR(m, oparg) { bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0); subscr(m); }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__COMPARE_OP(m, oparg) {
        bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0);
        at_once!(m, COMPARE_OP_INT => choices::compare_ints, COMPARE_OP_FLOAT => choices::compare_floats);
    }
    LOAD_FAST_BORROW_LOAD_FAST_BORROW__STORE_ATTR(m, oparg) {
        bodies::_LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg, 0);
        at_once!(m,
            STORE_ATTR_INSTANCE_VALUE => attributes::store_value,
            STORE_ATTR_SLOT => attributes::store_slot);
    }
    COPY__COPY(m, oparg) {
        bodies::_COPY(m, oparg, 0);
        let second = following(m).1;
        m.jump(1);
        bodies::_COPY(m, second, 0);
        at_once!(m, BINARY_OP_SUBSCR_LIST_INT => items::item_of_list);
    }
    SWAP__SWAP(m, oparg) {
        bodies::_SWAP(m, oparg, 0);
        let second = following(m).1;
        m.jump(1);
        bodies::_SWAP(m, second, 0);
        at_once!(m, STORE_SUBSCR_LIST_INT => items::store_item_of_list);
    }
}
