//! Iteration and generators.

use uops::Opcode;

use crate::frames::generator::Resumed;
use crate::interpreter::{Flow, Machine};
use crate::layout::{Generator, GeneratorState, RangeIter, SeqIter, code_flags};
use crate::objects::cast;
use crate::{Raised, Value, Vm};

guard! {
    _ITER_CHECK_LIST(m) { cast::is_exactly(m.peek(1), m.vm.types.list_iterator) }
    _ITER_CHECK_TUPLE(m) { cast::is_exactly(m.peek(1), m.vm.types.tuple_iterator) }
    _ITER_CHECK_RANGE(m) { cast::is_exactly(m.peek(1), m.vm.types.range_iterator) }
    _GUARD_NOT_EXHAUSTED_LIST(m) { list_has_next(m) }
    _GUARD_NOT_EXHAUSTED_TUPLE(m) { tuple_has_next(m) }
    _GUARD_NOT_EXHAUSTED_RANGE(m) { range_iter(m).remaining > 0 }
}

#[inline(always)]
fn seq_iter<'a>(m: &Machine<'_>) -> &'a mut SeqIter {
    // SAFETY: typed: the check before has found this class of iterator.
    unsafe { cast::get(m.peek(1)) }
}

#[inline(always)]
fn range_iter<'a>(m: &Machine<'_>) -> &'a mut RangeIter {
    // SAFETY: typed: the check before has found a range's iterator.
    unsafe { cast::get(m.peek(1)) }
}

#[inline(always)]
fn list_has_next(m: &Machine<'_>) -> bool {
    let iter = seq_iter(m);
    // SAFETY: typed: a list iterator's sequence is a list, or NULL.
    !iter.seq.is_null() && iter.index < unsafe { (*iter.seq.pointer::<crate::layout::List>()).len }
}

#[inline(always)]
fn tuple_has_next(m: &Machine<'_>) -> bool {
    let iter = seq_iter(m);
    // SAFETY: typed: a tuple iterator's sequence is a tuple, or NULL.
    !iter.seq.is_null() && iter.index < unsafe { (*iter.seq.pointer::<crate::layout::Tuple>()).len }
}

/// At a loop's end: past the END_FOR, whose value was never pushed, to the POP_ITER.
#[inline(always)]
fn jump_past_loop(m: &mut Machine<'_>, oparg: u32) -> Flow {
    m.jump(oparg as isize + 1);
    Flow::Jumped
}

body! {
    _GET_ITER(m) {
        let result = m.vm.iter(m.peek(1));
        m.finish(1, result)
    }
    _GET_YIELD_FROM_ITER(m) {
        let value = m.peek(1);
        let class = m.vm.class_of(value);
        if class == m.vm.types.coroutine {
            if m.code().flags & (code_flags::COROUTINE | code_flags::ITERABLE_COROUTINE) == 0 {
                m.vm.type_error("cannot 'yield from' a coroutine object in a non-coroutine generator");
                return Flow::Raised;
            }
            return Flow::Next;
        }
        if class == m.vm.types.generator {
            return Flow::Next;
        }
        let result = m.vm.iter(value);
        m.finish(1, result)
    }
    _FOR_ITER(m, oparg) {
        match m.vm.next(m.peek(1)) {
            Ok(value) if value.is_null() => jump_past_loop(m, oparg),
            Ok(value) => { m.push(value); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
    _FOR_ITER_TIER_TWO(m) {
        match m.vm.next(m.peek(1)) {
            Ok(value) if value.is_null() => Flow::Jumped,
            Ok(value) => { m.push(value); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
    _ITER_JUMP_LIST(m, oparg) {
        if list_has_next(m) {
            return Flow::Next;
        }
        seq_iter(m).seq = Value::NULL;
        jump_past_loop(m, oparg)
    }
    _ITER_NEXT_LIST(m) { next_of_list(m) }
    _ITER_NEXT_LIST_TIER_TWO(m) { next_of_list(m) }
    _ITER_JUMP_TUPLE(m, oparg) {
        if tuple_has_next(m) {
            return Flow::Next;
        }
        seq_iter(m).seq = Value::NULL;
        jump_past_loop(m, oparg)
    }
    _ITER_NEXT_TUPLE(m) {
        let iter = seq_iter(m);
        let item = cast::tuple_items(iter.seq.pointer())[iter.index];
        iter.index += 1;
        m.push(item);
        Flow::Next
    }
    _ITER_JUMP_RANGE(m, oparg) {
        if range_iter(m).remaining > 0 { Flow::Next } else { jump_past_loop(m, oparg) }
    }
    _ITER_NEXT_RANGE(m) {
        let iter = range_iter(m);
        let value = iter.next;
        iter.next += iter.step;
        iter.remaining -= 1;
        m.push(Value::int_unchecked(value));
        Flow::Next
    }
    _FOR_ITER_GEN_FRAME(m, oparg) {
        let Some(generator) = suspended(m, 1) else { return Flow::Deopt };
        let frame = m.vm.enter_generator(generator);
        // SAFETY: a suspended frame's stack has room for the value that is sent; initialised: the running frame is live.
        unsafe {
            *(*frame).sp = Value::NONE;
            (*frame).sp = (*frame).sp.add(1);
            (*m.frame).return_offset = (2 + oparg) as u16;
        }
        m.push(Value::from_bits(frame as u64));
        enter_generator_frame(m)
    }
    _SEND(m, oparg) {
        let (receiver, value) = (m.peek(2), m.peek(1));
        match m.vm.send_value(receiver, value) {
            Ok(Resumed::Yielded(value)) => { m.replace(1, value); Flow::Next }
            Ok(Resumed::Returned(value)) => {
                m.replace(1, value);
                m.jump(oparg as isize);
                Flow::Jumped
            }
            Err(Raised) => Flow::Raised,
        }
    }
    _SEND_GEN_FRAME(m, oparg) {
        let Some(generator) = suspended(m, 2) else { return Flow::Deopt };
        let value = m.pop();
        let frame = m.vm.enter_generator(generator);
        // SAFETY: as in `_FOR_ITER_GEN_FRAME`.
        unsafe {
            *(*frame).sp = value;
            (*frame).sp = (*frame).sp.add(1);
            (*m.frame).return_offset = (2 + oparg) as u16;
        }
        m.push(Value::from_bits(frame as u64));
        enter_generator_frame(m)
    }
    _YIELD_VALUE(m) {
        let entry = m.frame == m.vm.entry;
        let value = suspend(m);
        if entry {
            return Flow::Leave(value);
        }
        back_to_caller(m);
        m.push(value);
        Flow::Jumped
    }
    _RETURN_GENERATOR(m) {
        let flags = m.code().flags;
        let class = if flags & code_flags::COROUTINE != 0 {
            m.vm.types.coroutine
        } else if flags & code_flags::ASYNC_GENERATOR != 0 {
            m.vm.types.async_generator
        } else {
            m.vm.types.generator
        };
        let frame = m.frame;
        let generator = m.vm.make_generator(class, frame);
        // SAFETY: initialised: `make_generator` gives a generator with a frame; it resumes after this instruction.
        unsafe { (*generator.pointer::<Generator>()).frame.ip = m.ip };
        let flow = m.leave_frame(generator);
        m.vm.discard_frame(frame);
        match flow {
            Flow::Next => Flow::Jumped,
            flow => flow,
        }
    }
    _GET_AWAITABLE(m, oparg) {
        let result = m.vm.awaitable(m.peek(1), oparg);
        m.finish(1, result)
    }
    _GET_AITER(m) {
        let result = m.vm.async_iter(m.peek(1));
        m.finish(1, result)
    }
    _GET_ANEXT(m) {
        match m.vm.async_next(m.peek(1)) {
            Ok(value) => { m.push(value); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
    _END_ASYNC_FOR(m) {
        let exception = m.peek(1);
        if m.vm.is_exception(exception, m.vm.types.stop_async_iteration) {
            m.drop(2);
            return Flow::Next;
        }
        m.vm.raised = exception;
        Flow::Raised
    }
    _CLEANUP_THROW(m) {
        let exception = m.peek(1);
        if m.vm.is_exception(exception, m.vm.types.stop_iteration) {
            let value = m.vm.stop_iteration_value(exception);
            m.drop(3);
            m.push(Value::NONE);
            m.push(value);
            return Flow::Next;
        }
        m.vm.raised = exception;
        Flow::Raised
    }
    _GET_LEN(m) {
        match m.vm.length(m.peek(1)) {
            Ok(length) => { m.push(Value::int_unchecked(length as i64)); Flow::Next }
            Err(Raised) => Flow::Raised,
        }
    }
}

#[inline(always)]
fn next_of_list(m: &mut Machine<'_>) -> Flow {
    let iter = seq_iter(m);
    // SAFETY: typed: a list iterator's sequence is a list; the check before has found it longer than the index.
    let item = cast::list_items(unsafe { cast::get(iter.seq) })[iter.index];
    iter.index += 1;
    m.push(item);
    Flow::Next
}

/// Suspends the running generator, whose caller's frame is the running one then. The value that it yields.
#[inline(always)]
pub(in crate::interpreter) fn suspend(m: &mut Machine<'_>) -> Value {
    let value = m.pop();
    let frame = m.frame;
    // SAFETY: initialised: the running frame is a generator's, live as long as it runs.
    unsafe {
        (*frame).ip = m.ip;
        (*frame).sp = m.sp;
    }
    let generator = Vm::generator_of(frame);
    let delegates = {
        // SAFETY: YIELD_VALUE is followed by RESUME, whose argument says what kind of suspension it is.
        let resume = unsafe { *m.ip } >> 8;
        resume & 3 >= 2
    };
    let state = if delegates {
        GeneratorState::SuspendedYieldFrom
    } else {
        GeneratorState::Suspended
    };
    m.vm.leave_generator(generator, state);
    // SAFETY: initialised: the generator's frame runs until it is left here, and its caller until that has returned.
    unsafe {
        m.vm.frame = (*frame).previous;
        (*frame).previous = core::ptr::null_mut();
    }
    m.vm.depth -= 1;
    value
}

/// Goes on behind the FOR_ITER or SEND at which the caller of a suspended generator waits.
#[inline(always)]
pub(in crate::interpreter) fn back_to_caller(m: &mut Machine<'_>) {
    m.frame = m.vm.frame;
    // SAFETY: initialised: no entry, so the caller is a frame of this run; both instructions have one cache unit.
    unsafe {
        m.sp = (*m.frame).sp;
        m.ip = (*m.frame).ip.add(2);
    }
}

/// The generator `depth` below the top, if it can be resumed directly.
#[inline(always)]
pub(in crate::interpreter) fn suspended<'a>(
    m: &Machine<'_>,
    depth: usize,
) -> Option<&'a mut Generator> {
    let value = m.peek(depth);
    if !(cast::is_exactly(value, m.vm.types.generator)
        || cast::is_exactly(value, m.vm.types.coroutine))
    {
        return None;
    }
    // SAFETY: typed: both classes have shape `Generator`.
    let generator: &mut Generator = unsafe { cast::get(value) };
    let resumable = matches!(
        generator.state,
        GeneratorState::Created | GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom
    );
    (resumable && m.vm.depth < m.vm.recursion_limit).then_some(generator)
}

/// The micro-op table's `_PUSH_FRAME` sets the return offset to the next instruction; generators return past the loop, so
/// their frame is entered here, and `_PUSH_FRAME` is skipped.
#[inline(always)]
fn enter_generator_frame(m: &mut Machine<'_>) -> Flow {
    if m.this.is_null() {
        return Flow::Next;
    }
    let frame = m.pop().bits() as *mut crate::layout::Frame;
    m.enter_frame(frame);
    Flow::Jumped
}

/// That the caller of a generator waits at an instruction with one cache unit.
const _: () = assert!(Opcode::FOR_ITER.cache_units() == 1 && Opcode::SEND.cache_units() == 1);
