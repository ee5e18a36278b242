//! Iteration that has no specialized form: over dicts and their items, strs, sets, `enumerate`, `zip`, backwards.

use uops::Opcode;

use super::{advance, following, give, operand};
use crate::interpreter::machine::Machine;
use crate::specialize::Backoff;

#[inline(always)]
pub(super) fn next_of_any(m: &mut Machine<'_>, _: u32, hurried: bool) -> bool {
    let counter = operand!(m, FOR_ITER, _SPECIALIZE_FOR_ITER) as u16;
    if Backoff(counter).triggers() {
        return false;
    }
    let iterator = m.peek(1);
    if let Some(item) = m.vm.quick_item(iterator) {
        advance(m.this, counter);
        give(m, item, hurried);
        return true;
    }
    // A pair that is unpacked at once need not be made.
    if !hurried || following(m).0 != Opcode::UNPACK_SEQUENCE_TWO_TUPLE as u8 {
        return false;
    }
    let Some((first, second)) = m.vm.quick_pair(iterator) else {
        return false;
    };
    advance(m.this, counter);
    m.jump(const { 1 + Opcode::UNPACK_SEQUENCE.cache_units() as isize });
    m.push(second);
    m.push(first);
    true
}
