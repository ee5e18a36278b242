//! FOR_ITER, SEND, UNPACK_SEQUENCE.

use uops::{Opcode, Refusal};

use super::Reason;
use crate::layout::Frame;
use crate::objects::cast;
use crate::objects::sequences::{list, tuple};
use crate::{Value, Vm};

/// FOR_ITER.
#[cold]
pub(crate) fn for_iter(vm: &mut Vm, frame: *mut Frame, this: *mut u16, oparg: u32, iter: Value) {
    let class = vm.class_of(iter);
    let outcome = if class == vm.types.list_iterator {
        Ok(Opcode::FOR_ITER_LIST)
    } else if class == vm.types.tuple_iterator {
        Ok(Opcode::FOR_ITER_TUPLE)
    } else if class == vm.types.range_iterator {
        Ok(Opcode::FOR_ITER_RANGE)
    } else if class == vm.types.generator && oparg <= i16::MAX as u32 {
        Ok(Opcode::FOR_ITER_GEN)
    } else {
        Err(Reason::new(Refusal::Iterator, vm.class_name(iter)))
    };
    vm.settle(frame, this, outcome);
}

/// SEND.
#[cold]
pub(crate) fn send(vm: &mut Vm, frame: *mut Frame, this: *mut u16, receiver: Value) {
    let class = vm.class_of(receiver);
    let outcome = if class == vm.types.generator || class == vm.types.coroutine {
        Ok(Opcode::SEND_GEN)
    } else {
        Err(Reason::new(Refusal::Sent, vm.class_name(receiver)))
    };
    vm.settle(frame, this, outcome);
}

/// UNPACK_SEQUENCE.
#[cold]
pub(crate) fn unpack_sequence(
    vm: &mut Vm,
    frame: *mut Frame,
    this: *mut u16,
    oparg: u32,
    seq: Value,
) {
    let count = oparg as usize;
    let outcome = if cast::is_exactly(seq, vm.types.tuple) {
        match tuple::items(seq).len() {
            len if len != count => Err(Reason::new(Refusal::TupleLength, format!("{len} items"))),
            2 => Ok(Opcode::UNPACK_SEQUENCE_TWO_TUPLE),
            _ => Ok(Opcode::UNPACK_SEQUENCE_TUPLE),
        }
    } else if cast::is_exactly(seq, vm.types.list) {
        match list::items(seq).len() {
            len if len != count => Err(Reason::new(Refusal::ListLength, format!("{len} items"))),
            _ => Ok(Opcode::UNPACK_SEQUENCE_LIST),
        }
    } else {
        Err(Reason::new(Refusal::Unpacked, vm.class_name(seq)))
    };
    vm.settle(frame, this, outcome);
}
