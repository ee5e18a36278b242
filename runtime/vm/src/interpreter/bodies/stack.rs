//! Locals, constants, cells and the stack.

use uops::Opcode;

use crate::Value;
use crate::interpreter::{Flow, Machine};
use crate::objects::sequences::tuple;

body! {
    _CACHE(m) { let _ = m; Flow::Next }
    _NOP(m) { let _ = m; Flow::Next }
    _LOAD_FAST(m, oparg) { m.push(m.local(oparg)); Flow::Next }
    _LOAD_FAST_BORROW(m, oparg) { m.push(m.local(oparg)); Flow::Next }
    _LOAD_FAST_CHECK(m, oparg) {
        let value = m.local(oparg);
        if value.is_null() {
            return unbound_local(m, oparg);
        }
        m.push(value);
        Flow::Next
    }
    _LOAD_FAST_AND_CLEAR(m, oparg) {
        m.push(m.local(oparg));
        m.set_local(oparg, Value::NULL);
        Flow::Next
    }
    _LOAD_FAST_LOAD_FAST(m, oparg) {
        m.push(m.local(oparg >> 4));
        m.push(m.local(oparg & 15));
        Flow::Next
    }
    _LOAD_FAST_BORROW_LOAD_FAST_BORROW(m, oparg) {
        m.push(m.local(oparg >> 4));
        m.push(m.local(oparg & 15));
        Flow::Next
    }
    _LOAD_CONST(m, oparg) {
        let value = m.constant(oparg);
        m.push(value);
        if !m.this.is_null() {
            let opcode = if m.vm.is_immortal(value) { Opcode::LOAD_CONST_IMMORTAL } else { Opcode::LOAD_CONST_MORTAL };
            m.rewrite(opcode);
        }
        Flow::Next
    }
    _LOAD_CONST_MORTAL(m, oparg) { m.push(m.constant(oparg)); Flow::Next }
    _LOAD_CONST_IMMORTAL(m, oparg) { m.push(m.constant(oparg)); Flow::Next }
    _LOAD_CONST_INLINE(m, _oparg, operand) { m.push(Value::from_bits(operand)); Flow::Next }
    _LOAD_CONST_INLINE_BORROW(m, _oparg, operand) { m.push(Value::from_bits(operand)); Flow::Next }
    _POP_TOP_LOAD_CONST_INLINE(m, _oparg, operand) { m.replace(1, Value::from_bits(operand)); Flow::Next }
    _POP_TOP_LOAD_CONST_INLINE_BORROW(m, _oparg, operand) { m.replace(1, Value::from_bits(operand)); Flow::Next }
    _POP_TWO_LOAD_CONST_INLINE_BORROW(m, _oparg, operand) { m.replace(2, Value::from_bits(operand)); Flow::Next }
    _LOAD_SMALL_INT(m, oparg) { m.push(Value::int_unchecked(i64::from(oparg))); Flow::Next }
    _STORE_FAST(m, oparg) { let value = m.pop(); m.set_local(oparg, value); Flow::Next }
    _STORE_FAST_LOAD_FAST(m, oparg) {
        let value = m.pop();
        m.set_local(oparg >> 4, value);
        m.push(m.local(oparg & 15));
        Flow::Next
    }
    _STORE_FAST_STORE_FAST(m, oparg) {
        let value = m.pop();
        m.set_local(oparg >> 4, value);
        let value = m.pop();
        m.set_local(oparg & 15, value);
        Flow::Next
    }
    _DELETE_FAST(m, oparg) {
        if m.local(oparg).is_null() {
            return unbound_local(m, oparg);
        }
        m.set_local(oparg, Value::NULL);
        Flow::Next
    }
    _MAKE_CELL(m, oparg) {
        let content = m.local(oparg);
        let cell = m.vm.new_cell(content);
        m.set_local(oparg, cell);
        Flow::Next
    }
    _COPY_FREE_VARS(m, oparg) {
        // SAFETY: initialised: code with free variables runs only in a function with that many cells.
        let function: &crate::layout::Function = unsafe { crate::objects::cast::get((*m.frame).function) };
        let closure = tuple::items(function.closure);
        let first = m.code().first_free;
        for index in 0..oparg {
            m.set_local(first + index, closure[index as usize]);
        }
        Flow::Next
    }
    _LOAD_DEREF(m, oparg) {
        let value = cell(m, oparg).content;
        if value.is_null() {
            return unbound_cell(m, oparg);
        }
        m.push(value);
        Flow::Next
    }
    _STORE_DEREF(m, oparg) {
        let value = m.pop();
        cell(m, oparg).content = value;
        Flow::Next
    }
    _DELETE_DEREF(m, oparg) {
        if cell(m, oparg).content.is_null() {
            return unbound_cell(m, oparg);
        }
        cell(m, oparg).content = Value::NULL;
        Flow::Next
    }
    _LOAD_FROM_DICT_OR_DEREF(m, oparg) {
        let (namespace, name) = (m.peek(1), m.vm.local_name_value(m.code(), oparg));
        match m.vm.namespace_get(namespace, name) {
            Ok(value) if value.is_null() => {
                let value = cell(m, oparg).content;
                if value.is_null() {
                    return unbound_cell(m, oparg);
                }
                m.replace(1, value);
                Flow::Next
            }
            result => m.finish(1, result),
        }
    }
    _POP_TOP(m) { m.drop(1); Flow::Next }
    _PUSH_NULL(m) { m.push(Value::NULL); Flow::Next }
    _PUSH_NULL_CONDITIONAL(m, oparg) {
        if oparg & 1 != 0 {
            m.push(Value::NULL);
        }
        Flow::Next
    }
    _INSERT_NULL(m) {
        let value = m.pop();
        m.push(Value::NULL);
        m.push(value);
        Flow::Next
    }
    _COPY(m, oparg) { m.push(m.peek(oparg as usize)); Flow::Next }
    _SWAP(m, oparg) {
        let (top, bottom) = (m.peek(1), m.peek(oparg as usize));
        m.set_peek(1, bottom);
        m.set_peek(oparg as usize, top);
        Flow::Next
    }
    _END_FOR(m) { m.drop(1); Flow::Next }
    _END_SEND(m) { let value = m.pop(); m.replace(1, value); Flow::Next }
}

#[inline(always)]
fn cell<'a>(m: &Machine<'_>, index: u32) -> &'a mut crate::layout::Cell {
    // SAFETY: the compiler makes a cell of every local that a *_DEREF names, before it runs.
    unsafe { crate::objects::cast::get(m.local(index)) }
}

#[cold]
fn unbound_local_of(vm: &mut crate::Vm, code: *mut crate::layout::Code, index: u32) {
    let name = vm.local_name(code, index as usize);
    let class = vm.types.unbound_local_error;
    vm.raise_name(
        class,
        format!("cannot access local variable '{name}' where it is not associated with a value"),
        &name,
    );
}

#[inline(always)]
fn unbound_local(m: &mut Machine<'_>, index: u32) -> Flow {
    // SAFETY: initialised: the running frame is live.
    unbound_local_of(m.vm, unsafe { (*m.frame).code }, index);
    Flow::Raised
}

#[cold]
fn unbound_cell_of(vm: &mut crate::Vm, code: *mut crate::layout::Code, index: u32) {
    let name = vm.local_name(code, index as usize);
    // SAFETY: pinned: the running code is live.
    if index < unsafe { (*code).first_free } {
        let class = vm.types.unbound_local_error;
        vm.raise_name(
            class,
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
            &name,
        );
    } else {
        let class = vm.types.name_error;
        vm.raise_name(class, format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"), &name);
    }
}

#[inline(always)]
fn unbound_cell(m: &mut Machine<'_>, index: u32) -> Flow {
    // SAFETY: initialised: the running frame is live.
    unbound_cell_of(m.vm, unsafe { (*m.frame).code }, index);
    Flow::Raised
}
