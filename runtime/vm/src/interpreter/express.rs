//! Express ways: what hot instructions do in the case that they are made for.
//!
//! A handler that may call something saves registers before it knows whether it will. So where the usual case needs no
//! call, a function here does it, and says false in any other, having changed nothing: then the instruction's row of
//! micro-ops runs, in a handler of its own that is reached by a jump (see [`super::dispatch`]). What a row does and an express
//! way does is the same; `hurried` ones also do what the next instruction would, where one always follows: nobody counts then.

use uops::value::INT_TAG;
use uops::{Opcode, Uop};

use super::bodies::{is_compact, quick_binary};
use super::machine::Machine;
use crate::Value;
use crate::frames::{frame_values, locals};
use crate::layout::{
    Code, FrameOwner, Function, Instance, List, RangeIter, SeqIter, Str, StrKind, code_flags,
};
use crate::objects::cast;
use crate::specialize::attribute::IN_DICT;
use crate::specialize::extend::Extension;

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
    BINARY_OP => binary_op,
    BINARY_OP_ADD_INT => add_int,
    BINARY_OP_SUBTRACT_INT => subtract_int,
    BINARY_OP_MULTIPLY_INT => multiply_int,
    BINARY_OP_ADD_FLOAT => add_float,
    BINARY_OP_SUBTRACT_FLOAT => subtract_float,
    BINARY_OP_MULTIPLY_FLOAT => multiply_float,
    BINARY_OP_EXTEND => extended,
    BINARY_OP_SUBSCR_LIST_INT => item_of_list,
    BINARY_OP_SUBSCR_TUPLE_INT => item_of_tuple,
    BINARY_OP_SUBSCR_STR_INT => char_of_str,
    STORE_SUBSCR_LIST_INT => store_item_of_list,
    COMPARE_OP_INT => compare_ints,
    COMPARE_OP_FLOAT => compare_floats,
    COMPARE_OP_STR => compare_strs,
    IS_OP => is_op,
    TO_BOOL_BOOL => truth_of_bool,
    TO_BOOL_INT => truth_of_int,
    TO_BOOL_LIST => truth_of_list,
    TO_BOOL_STR => truth_of_str,
    TO_BOOL_NONE => truth_of_none,
    POP_JUMP_IF_TRUE => jump_if_true,
    POP_JUMP_IF_FALSE => jump_if_false,
    POP_JUMP_IF_NONE => jump_if_none,
    POP_JUMP_IF_NOT_NONE => jump_if_not_none,
    FOR_ITER_RANGE => next_of_range,
    FOR_ITER_LIST => next_of_list,
    FOR_ITER_TUPLE => next_of_tuple,
    LOAD_ATTR_INSTANCE_VALUE => load_value,
    LOAD_ATTR_SLOT => load_slot,
    LOAD_ATTR_METHOD_WITH_VALUES => load_method_with_values,
    LOAD_ATTR_METHOD_NO_DICT => load_method,
    STORE_ATTR_INSTANCE_VALUE => store_value,
    STORE_ATTR_SLOT => store_slot,
    LOAD_GLOBAL_MODULE => load_global,
    LOAD_GLOBAL_BUILTIN => load_builtin,
    CALL_PY_EXACT_ARGS => call_function,
    CALL_BOUND_METHOD_EXACT_ARGS => call_method,
    CALL_LEN => call_len,
    CALL_LIST_APPEND => append,
    CALL_ISINSTANCE => call_isinstance,
    CALL_TYPE_1 => call_type,
    RETURN_VALUE => return_value,
    RESUME_CHECK => resume,
    JUMP_BACKWARD_NO_JIT => jump_backward,
    LOAD_DEREF => load_deref,
    LOAD_ATTR_MODULE => load_of_module,
    LOAD_ATTR_CLASS => load_of_class,
    UNPACK_SEQUENCE_TWO_TUPLE => unpack_pair,
    UNPACK_SEQUENCE_TUPLE => unpack_tuple,
}

/// The operand that the row of an instruction has for a micro-op.
#[inline(always)]
fn operand<const OPCODE: u8>(m: &Machine<'_>, uop: Uop) -> u64 {
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
        operand::<{ Opcode::$opcode as u8 }>($m, Uop::$uop)
    };
}

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

/// Pushes a truth, or jumps by it at once where a conditional jump follows.
#[inline(always)]
fn decide(m: &mut Machine<'_>, truth: bool, hurried: bool) {
    if hurried {
        let (opcode, oparg) = following(m);
        let taken = if opcode == Opcode::POP_JUMP_IF_FALSE as u8 {
            !truth
        } else if opcode == Opcode::POP_JUMP_IF_TRUE as u8 {
            truth
        } else {
            m.push(Value::bool(truth));
            return;
        };
        let jump = m.ip;
        m.jump(const { 1 + Opcode::POP_JUMP_IF_FALSE.cache_units() as isize });
        branch(m, jump, oparg, taken, hurried);
        return;
    }
    m.push(Value::bool(truth));
}

/// A conditional jump, from behind its cache.
#[inline(always)]
fn branch(m: &mut Machine<'_>, jump: *mut u16, oparg: u32, taken: bool, hurried: bool) {
    // SAFETY: conditional jumps have one cache unit after them, which this thread alone writes.
    unsafe {
        let history = jump.add(1);
        *history = *history << 1 | u16::from(taken);
    }
    if taken {
        m.jump(oparg as isize);
    } else if hurried && following(m).0 == Opcode::NOT_TAKEN as u8 {
        m.jump(1);
    }
}

#[inline(always)]
fn pop_jump(m: &mut Machine<'_>, oparg: u32, hurried: bool, takes: fn(Value) -> bool) -> bool {
    let taken = takes(m.pop());
    branch(m, m.this, oparg, taken, hurried);
    true
}

#[inline(always)]
fn jump_if_true(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value == Value::TRUE)
}

#[inline(always)]
fn jump_if_false(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value == Value::FALSE)
}

#[inline(always)]
fn jump_if_none(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| value.is_none())
}

#[inline(always)]
fn jump_if_not_none(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    pop_jump(m, oparg, hurried, |value| !value.is_none())
}

#[inline(always)]
fn binary_op(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let counter = operand!(m, BINARY_OP, _SPECIALIZE_BINARY_OP) as u16;
    if crate::specialize::Backoff(counter).triggers() {
        return false;
    }
    let Some(value) = quick_binary(oparg, m.peek(2), m.peek(1)) else {
        return false;
    };
    // SAFETY: adaptive instructions have their counter in the unit after them, which this thread alone writes.
    unsafe { *m.this.add(1) = crate::specialize::Backoff(counter).advance().0 };
    m.replace(2, value);
    true
}

/// The payloads in the upper 48 bits, where the overflow flag tells whether the result fits.
#[inline(always)]
fn int_operation(m: &mut Machine<'_>, operation: fn(i64, i64) -> (i64, bool)) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !left.both_ints(right) {
        return false;
    }
    let (result, over) = operation((left.bits() << 16) as i64, (right.bits() << 16) as i64);
    if over {
        return false;
    }
    m.replace(2, Value::from_bits(INT_TAG | result as u64 >> 16));
    true
}

#[inline(always)]
fn add_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, i64::overflowing_add)
}

#[inline(always)]
fn subtract_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, i64::overflowing_sub)
}

#[inline(always)]
fn multiply_int(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    int_operation(m, |left, right| left.overflowing_mul(right >> 16))
}

#[inline(always)]
fn float_operation(m: &mut Machine<'_>, operation: fn(f64, f64) -> f64) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(left.is_float() && right.is_float()) {
        return false;
    }
    let result = operation(left.float_payload(), right.float_payload());
    m.replace(2, Value::float(result));
    true
}

#[inline(always)]
fn add_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, uops::prims::float_add)
}

#[inline(always)]
fn subtract_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, uops::prims::float_sub)
}

#[inline(always)]
fn multiply_float(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    float_operation(m, uops::prims::float_mul)
}

#[inline(always)]
fn extended(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    match Extension::from_operand(operand!(m, BINARY_OP_EXTEND, _BINARY_OP_EXTEND)) {
        Some(extension) if extension.accepts(left, right) => {
            m.replace(2, extension.apply(left, right));
            true
        }
        _ => false,
    }
}

/// An index from 0 below a length.
#[inline(always)]
fn index_below(value: Value, len: usize) -> Option<usize> {
    let index = value.int_payload() as usize;
    (value.is_int() && index < len).then_some(index)
}

#[inline(always)]
fn item_of_list(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), list.len) else {
        return false;
    };
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    let item = unsafe { *(*list.body).items.as_ptr().add(index) };
    m.replace(2, item);
    true
}

#[inline(always)]
fn item_of_tuple(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), tuple.len) else {
        return false;
    };
    // SAFETY: initialised: `len` items follow the struct.
    let item = unsafe { *tuple.items.as_ptr().add(index) };
    m.replace(2, item);
    true
}

#[inline(always)]
fn char_of_str(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let value = m.peek(2);
    let Some(string) = m.vm.as_str(value) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), string.len) else {
        return false;
    };
    if string.kind > StrKind::Latin1 {
        return false;
    }
    let byte = crate::objects::strings::raw(value)[index];
    let char = m.vm.char_str(Some(byte));
    m.replace(2, char);
    true
}

#[inline(always)]
fn store_item_of_list(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    let Some(index) = index_below(m.peek(1), list.len) else {
        return false;
    };
    let (body, value) = (list.body, m.peek(3));
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    unsafe {
        let field = (*body).items.as_mut_ptr().add(index);
        m.vm.write_field(body.cast(), field, value);
    }
    m.drop(3);
    true
}

/// CPython's masks of comparisons: the low bits of COMPARE_OP's argument.
mod mask {
    pub const UNORDERED: u32 = 1;
    pub const LESS: u32 = 2;
    pub const GREATER: u32 = 4;
    pub const EQUAL: u32 = 8;
}

#[inline(always)]
fn compare_ints(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(is_compact(left) && is_compact(right)) {
        return false;
    }
    let (left, right) = ((left.bits() << 16) as i64, (right.bits() << 16) as i64);
    // Less: 1 << 1, greater: 1 << 2, equal: 1 << 3, without a jump.
    let order = 1 << (2 * u32::from(left >= right) + u32::from(left <= right));
    const { assert!(mask::LESS == 1 << 1 && mask::GREATER == 1 << 2 && mask::EQUAL == 1 << 3) };
    m.drop(2);
    decide(m, oparg & order != 0, hurried);
    true
}

#[inline(always)]
fn compare_floats(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    if !(left.is_float() && right.is_float()) {
        return false;
    }
    let (left, right) = (left.float_payload(), right.float_payload());
    let order = u32::from(left < right) * mask::LESS
        + u32::from(left > right) * mask::GREATER
        + u32::from(left == right) * mask::EQUAL;
    let order = if order == 0 { mask::UNORDERED } else { order };
    m.drop(2);
    decide(m, oparg & order != 0, hurried);
    true
}

#[inline(always)]
fn compare_strs(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let (left, right) = (m.peek(2), m.peek(1));
    let (Some(one), Some(other)) = (m.vm.as_str(left), m.vm.as_str(right)) else {
        return false;
    };
    let equal = if left == right {
        true
    } else if one.len != other.len || one.kind != other.kind {
        false
    } else if one.kind <= StrKind::Latin1 && one.len > 0 {
        // SAFETY: the characters follow the header, and there are some.
        let same = unsafe { *one.data.as_ptr() == *other.data.as_ptr() };
        if same && one.len > 1 {
            return false;
        }
        same
    } else {
        return false;
    };
    m.drop(2);
    decide(m, equal == (oparg & mask::EQUAL != 0), hurried);
    true
}

#[inline(always)]
fn is_op(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let same = m.vm.is_identical(m.peek(2), m.peek(1));
    m.drop(2);
    decide(m, same ^ (oparg != 0), hurried);
    true
}

#[inline(always)]
fn truth_of_bool(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    m.peek(1).is_bool()
}

#[inline(always)]
fn truth_of_int(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let value = m.peek(1);
    if !value.is_int() {
        return false;
    }
    m.drop(1);
    decide(m, value != Value::int_unchecked(0), hurried);
    true
}

#[inline(always)]
fn truth_of_list(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let Some(list) = m.vm.as_list(m.peek(1)) else {
        return false;
    };
    m.drop(1);
    decide(m, list.len != 0, hurried);
    true
}

#[inline(always)]
fn truth_of_str(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let Some(string) = m.vm.as_str(m.peek(1)) else {
        return false;
    };
    m.drop(1);
    decide(m, string.len != 0, hurried);
    true
}

#[inline(always)]
fn truth_of_none(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    if !m.peek(1).is_none() {
        return false;
    }
    m.drop(1);
    decide(m, false, hurried);
    true
}

/// At a loop's end: past the END_FOR, whose value was never pushed, to the POP_ITER.
#[inline(always)]
fn end_loop(m: &mut Machine<'_>, oparg: u32) -> bool {
    m.jump(oparg as isize + 1);
    true
}

#[inline(always)]
fn next_of_range(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_range_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut RangeIter = iter;
    if iter.remaining <= 0 {
        return end_loop(m, oparg);
    }
    let value = iter.next;
    iter.next += iter.step;
    iter.remaining -= 1;
    give(m, Value::int_unchecked(value), hurried);
    true
}

#[inline(always)]
fn next_of_list(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_list_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut SeqIter = iter;
    if iter.seq.is_null() {
        return end_loop(m, oparg);
    }
    // SAFETY: typed: a list iterator's sequence is a list.
    let list: &List = unsafe { cast::get(iter.seq) };
    if iter.index >= list.len {
        iter.seq = Value::NULL;
        return end_loop(m, oparg);
    }
    // SAFETY: bodies: a list's body holds at least `len` initialised items.
    let item = unsafe { *(*list.body).items.as_ptr().add(iter.index) };
    iter.index += 1;
    give(m, item, hurried);
    true
}

#[inline(always)]
fn next_of_tuple(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let Some(iter) = m.vm.as_tuple_iter(m.peek(1)) else {
        return false;
    };
    let iter: &mut SeqIter = iter;
    if iter.seq.is_null() {
        return end_loop(m, oparg);
    }
    let items = cast::tuple_items(iter.seq.pointer());
    let Some(&item) = items.get(iter.index) else {
        iter.seq = Value::NULL;
        return end_loop(m, oparg);
    };
    iter.index += 1;
    give(m, item, hurried);
    true
}

/// The instance `depth` below the top, if its class has the version.
#[inline(always)]
fn instance_of<'a>(m: &Machine<'_>, version: u64) -> Option<&'a mut Instance> {
    let value = m.peek(1);
    if !value.is_object() {
        return None;
    }
    // SAFETY: pinned: an object's class is live.
    if unsafe { (*cast::class_of_object(value)).version } != version as u32 {
        return None;
    }
    // SAFETY: typed: the versions that these instructions cache are of classes whose instances have that shape.
    Some(unsafe { cast::get(value) })
}

/// Pushes NULL above an attribute that is to be called.
#[inline(always)]
fn push_null_if(m: &mut Machine<'_>, oparg: u32) {
    if oparg & 1 != 0 {
        m.push(Value::NULL);
    }
}

#[inline(always)]
fn load_value(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_INSTANCE_VALUE, _GUARD_TYPE_VERSION);
    let index = operand!(m, LOAD_ATTR_INSTANCE_VALUE, _LOAD_ATTR_INSTANCE_VALUE);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    if !instance.dict.is_null() || index & u64::from(IN_DICT) != 0 {
        return false;
    }
    // SAFETY: typed: the version is of a class with that many inline values.
    let value = unsafe { *instance.values.as_ptr().add(index as usize) };
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
fn load_slot(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_SLOT, _GUARD_TYPE_VERSION);
    let index = operand!(m, LOAD_ATTR_SLOT, _LOAD_ATTR_SLOT) as i16;
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with a value there.
    let value = unsafe { *instance.values.as_ptr().offset(index as isize) };
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
fn load_method_with_values(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_METHOD_WITH_VALUES, _GUARD_TYPE_VERSION);
    let keys = operand!(m, LOAD_ATTR_METHOD_WITH_VALUES, _GUARD_KEYS_VERSION);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with shared keys.
    if !instance.dict.is_null() || unsafe { (*(*instance.head.class).keys).version } != keys as u32
    {
        return false;
    }
    let method = operand!(
        m,
        LOAD_ATTR_METHOD_WITH_VALUES,
        _LOAD_ATTR_METHOD_WITH_VALUES
    );
    push_method(m, method)
}

#[inline(always)]
fn load_method(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_METHOD_NO_DICT, _GUARD_TYPE_VERSION);
    if instance_of(m, version).is_none() {
        return false;
    }
    let method = operand!(m, LOAD_ATTR_METHOD_NO_DICT, _LOAD_ATTR_METHOD_NO_DICT);
    push_method(m, method)
}

#[inline(always)]
fn push_method(m: &mut Machine<'_>, method: u64) -> bool {
    let owner = m.peek(1);
    m.set_peek(1, Value::from_bits(method));
    m.push(owner);
    true
}

#[inline(always)]
fn store_value(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, STORE_ATTR_INSTANCE_VALUE, _GUARD_TYPE_VERSION_AND_LOCK);
    let index = operand!(m, STORE_ATTR_INSTANCE_VALUE, _STORE_ATTR_INSTANCE_VALUE);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    if !instance.dict.is_null() || index & u64::from(IN_DICT) != 0 {
        return false;
    }
    let Some([value, after @ ..]) = cast::inline_values(instance).get_mut(index as usize..) else {
        return false;
    };
    // The order of the values is that of assignment.
    if value.is_null() && after.iter().any(|later| !later.is_null()) {
        return false;
    }
    store(m, value)
}

#[inline(always)]
fn store_slot(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let version = operand!(m, STORE_ATTR_SLOT, _GUARD_TYPE_VERSION);
    let index = operand!(m, STORE_ATTR_SLOT, _STORE_ATTR_SLOT);
    let Some(instance) = instance_of(m, version) else {
        return false;
    };
    // SAFETY: typed: the version is of a class with a value there.
    store(m, unsafe {
        instance.values.as_mut_ptr().add(index as usize)
    })
}

/// Stores the value below the object on top into a field of it.
#[inline(always)]
fn store(m: &mut Machine<'_>, field: *mut Value) -> bool {
    let (owner, value) = (m.peek(1), m.peek(2));
    // SAFETY: callers pass a field of the object on top.
    unsafe { m.vm.write_field(owner.pointer(), field, value) };
    m.drop(2);
    true
}

/// Pushes the value of a dict's entry, if the dict's keys have the version that the entry was found under.
#[inline(always)]
fn load_entry(
    m: &mut Machine<'_>,
    dict: *mut crate::layout::Dict,
    version: u16,
    index: usize,
    oparg: u32,
) -> bool {
    // SAFETY: pinned: the frame's dicts are live.
    let dict = unsafe { &*dict };
    if dict.keys_version as u16 != version || version == 0 {
        return false;
    }
    // SAFETY: bodies: under an unchanged keys version the table still has the entry.
    let value = unsafe { (*(*dict.table).entries.as_ptr().add(index)).value };
    if value.is_null() {
        return false;
    }
    m.push(value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
fn load_global(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let entry = operand!(m, LOAD_GLOBAL_MODULE, _LOAD_GLOBAL_MODULE);
    load_entry(m, m.globals(), entry as u16, (entry >> 32) as usize, oparg)
}

#[inline(always)]
fn load_builtin(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_GLOBAL_BUILTIN, _GUARD_GLOBALS_VERSION) as u16;
    // SAFETY: pinned: the frame's globals are live.
    if unsafe { (*m.globals()).keys_version } as u16 != version || version == 0 {
        return false;
    }
    let entry = operand!(m, LOAD_GLOBAL_BUILTIN, _LOAD_GLOBAL_BUILTINS);
    load_entry(m, m.builtins(), entry as u16, (entry >> 16) as usize, oparg)
}

#[inline(always)]
fn call_function(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let version = operand!(m, CALL_PY_EXACT_ARGS, _CHECK_FUNCTION_VERSION) as u32;
    let count = oparg as usize;
    let Some(function) = m.vm.as_function(m.peek(count + 2)) else {
        return false;
    };
    let with_self = !m.peek(count + 1).is_null();
    function.version == version
        && enter(m, function, count, count + usize::from(with_self), hurried)
}

#[inline(always)]
fn call_method(m: &mut Machine<'_>, oparg: u32, hurried: bool) -> bool {
    let version = operand!(m, CALL_BOUND_METHOD_EXACT_ARGS, _CHECK_FUNCTION_VERSION) as u32;
    let count = oparg as usize;
    let Some(method) = m.vm.as_method(m.peek(count + 2)) else {
        return false;
    };
    let Some(function) = m.vm.as_function(method.function) else {
        return false;
    };
    if !m.peek(count + 1).is_null() || function.version != version {
        return false;
    }
    m.set_peek(count + 1, method.this);
    if enter(m, function, count, count + 1, hurried) {
        return true;
    }
    m.set_peek(count + 1, Value::NULL);
    false
}

/// Makes and enters the frame of a call with so many positional arguments, which lie on top of the stack.
#[inline(always)]
fn enter(
    m: &mut Machine<'_>,
    function: &Function,
    count: usize,
    given: usize,
    hurried: bool,
) -> bool {
    // SAFETY: pinned: a function's code object is live.
    let code: &Code = unsafe { &*function.code };
    if code.argcount as usize != given
        || code.flags & code_flags::OPTIMIZED == 0
        || m.vm.depth >= m.vm.recursion_limit
        || !m.vm.stack.has_room(frame_values(code))
    {
        return false;
    }
    let args = m.above(given);
    let frame =
        m.vm.push_bare_frame(function.code, function.globals, function.builtins);
    // SAFETY: the frame has room for the locals, of which the parameters come first. Volatile, so that no loop of a few
    // values becomes a call of memcpy or memset.
    unsafe {
        (*frame).function = Value::object(core::ptr::from_ref(function).cast_mut());
        let slots = locals(frame);
        for index in 0..given {
            slots.add(index).write_volatile(*args.add(index));
        }
        for index in given..code.nlocalsplus as usize {
            slots.add(index).write_volatile(Value::NULL);
        }
        (*m.frame).ip = m.this;
        (*m.frame).return_offset = m.ip.offset_from(m.this) as u16;
    }
    m.drop(count + 2);
    m.enter_frame(frame);
    if hurried && following(m).0 == Opcode::RESUME_CHECK as u8 && !m.vm.events.is_pending() {
        m.jump(1);
    }
    true
}

#[inline(always)]
fn return_value(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let frame = m.frame;
    // SAFETY: initialised: the running frame is live.
    let plain = unsafe { (*frame).owner == FrameOwner::Thread && (*frame).object.is_null() };
    if !plain || frame == m.vm.entry {
        return false;
    }
    let value = m.pop();
    // No entry, so it does not leave the interpreter.
    let _ = m.leave_frame(value);
    m.vm.stack.pop(frame);
    true
}

#[inline(always)]
fn call_len(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    if m.peek(3) != m.vm.callables.len || !m.peek(2).is_null() {
        return false;
    }
    let value = m.peek(1);
    let len = if let Some(list) = m.vm.as_list(value) {
        list.len
    } else if let Some(string) = m.vm.as_str(value) {
        let string: &Str = string;
        string.len
    } else if let Some(tuple) = m.vm.as_tuple(value) {
        tuple.len
    } else {
        return false;
    };
    m.replace(3, Value::int_unchecked(len as i64));
    true
}

#[inline(always)]
fn append(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    if m.peek(3) != m.vm.callables.list_append {
        return false;
    }
    let Some(list) = m.vm.as_list(m.peek(2)) else {
        return false;
    };
    let body = list.body;
    // SAFETY: bodies: a list's body has room for `capacity` items.
    if body.is_null() || list.len >= unsafe { (*body).capacity } {
        return false;
    }
    let item = m.peek(1);
    // SAFETY: as above.
    unsafe {
        let field = (*body).items.as_mut_ptr().add(list.len);
        m.vm.write_field(body.cast(), field, item);
    }
    list.len += 1;
    m.drop(3);
    // The POP_TOP that follows, checked at specialization, has nothing to drop.
    m.jump(1);
    true
}

#[inline(always)]
fn call_isinstance(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    if m.peek(4) != m.vm.callables.isinstance || !m.peek(3).is_null() {
        return false;
    }
    if Value::object(m.vm.class_of(m.peek(2))) != m.peek(1) {
        return false;
    }
    m.drop(4);
    decide(m, true, hurried);
    true
}

#[inline(always)]
fn call_type(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    if m.peek(3) != Value::object(m.vm.types.type_) || !m.peek(2).is_null() {
        return false;
    }
    let class = m.vm.class_of(m.peek(1));
    m.replace(3, Value::object(class));
    true
}

#[inline(always)]
fn resume(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    !m.vm.events.is_pending()
}

#[inline(always)]
fn jump_backward(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    if m.vm.events.is_pending() {
        return false;
    }
    m.jump(-(oparg as isize));
    true
}

#[inline(always)]
fn load_deref(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    // SAFETY: the compiler makes a cell of every local that a *_DEREF names, before it runs.
    let cell: &crate::layout::Cell = unsafe { cast::get(m.local(oparg)) };
    if cell.content.is_null() {
        return false;
    }
    m.push(cell.content);
    true
}

#[inline(always)]
fn load_of_module(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let entry = operand!(m, LOAD_ATTR_MODULE, _LOAD_ATTR_MODULE);
    let Some(module) = m.vm.as_module(m.peek(1)) else {
        return false;
    };
    // SAFETY: pinned: a module's dict is live.
    let dict = unsafe { &*module.dict };
    if dict.keys_version != entry as u32 || entry as u32 == 0 {
        return false;
    }
    // SAFETY: bodies: under an unchanged keys version the table still has the entry.
    let value = unsafe { (*(*dict.table).entries.as_ptr().add((entry >> 32) as usize)).value };
    if value.is_null() {
        return false;
    }
    m.set_peek(1, value);
    push_null_if(m, oparg);
    true
}

#[inline(always)]
fn load_of_class(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let version = operand!(m, LOAD_ATTR_CLASS, _CHECK_ATTR_CLASS);
    match cast::as_class(m.peek(1)) {
        Some(class) if class.version == version as u32 && version != 0 => {}
        _ => return false,
    }
    let value = operand!(m, LOAD_ATTR_CLASS, _LOAD_ATTR_CLASS);
    m.set_peek(1, Value::from_bits(value));
    push_null_if(m, oparg);
    true
}

#[inline(always)]
fn unpack_pair(m: &mut Machine<'_>, _: u32, _: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(1)) else {
        return false;
    };
    let &[first, second] = cast::tuple_items(tuple) else {
        return false;
    };
    m.set_peek(1, second);
    m.push(first);
    true
}

#[inline(always)]
fn unpack_tuple(m: &mut Machine<'_>, oparg: u32, _: bool) -> bool {
    let Some(tuple) = m.vm.as_tuple(m.peek(1)) else {
        return false;
    };
    let items = cast::tuple_items(tuple);
    if items.len() != oparg as usize {
        return false;
    }
    m.drop(1);
    for &item in items.iter().rev() {
        m.push(item);
    }
    true
}
