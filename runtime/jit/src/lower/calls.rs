//! Calls of Python functions: elided frames where the whole callee is native, real ones otherwise.

use std::mem::offset_of;

use uops::layout::{BoundMethod, Function};
use uops::{Uncompiled, Uop, Value};
use vm::Vm;
use vm::layout::Code as PyCode;

use super::state::{FrameSym, Slot};
use super::{Done, Lowering, is_native};
use crate::builder::Space;
use crate::ir::Ref;
use crate::ops::{Op, Ty};

const NULL: i64 = Value::NULL.bits() as i64;

impl Lowering<'_> {
    /// The code object that the next `_PUSH_FRAME` enters, if it is known.
    fn callee(&self) -> Option<*mut PyCode> {
        let push = self.trace.uops[self.at..]
            .iter()
            .find(|uop| uop.uop == Uop::_PUSH_FRAME)?;
        (push.operand1 != 0).then_some(push.operand1 as *mut PyCode)
    }

    fn version_is(&mut self, function: Ref, version: u32, exit: u32) {
        let found = self.load_u32(Space::Stable, function, offset_of!(Function, version));
        self.guard_equal(found, i64::from(version), exit);
    }

    pub(super) fn check_function_version(&mut self) -> Done {
        let exit = self.exit();
        let callable = self.peek(self.uop.oparg as usize + 2);
        let callable = self.class_or(callable, self.vm.types.function, exit);
        self.version_is(callable, self.uop.operand as u32, exit);
        Ok(())
    }

    pub(super) fn check_function_version_inline(&mut self) -> Done {
        let exit = self.exit();
        let function = self.b.constant(Ty::Value, self.uop.operand as i64);
        self.version_is(function, self.uop.oparg, exit);
        Ok(())
    }

    pub(super) fn check_method_version(&mut self) -> Done {
        let exit = self.exit();
        let depth = self.uop.oparg as usize + 2;
        self.guard_slot(depth - 1, true, exit);
        let method = self.peek(depth);
        let method = self.class_or(method, self.vm.types.method, exit);
        let function = self.load(
            Space::Fixed,
            method,
            offset_of!(BoundMethod, function),
            Ty::Value,
        );
        let function = self.class_or(function, self.vm.types.function, exit);
        self.version_is(function, self.uop.operand as u32, exit);
        Ok(())
    }

    /// Stays while the stack slot is empty, or is not.
    pub(super) fn guard_slot(&mut self, depth: usize, empty: bool, exit: u32) {
        let value = self.peek(depth);
        if self.ty(value) != Ty::Value {
            // Unboxed, so not empty.
            if empty {
                let value = self.boxed(value);
                self.b.guard_with(Op::guard_is, value, NULL, exit);
            }
            return;
        }
        self.b.guard_with(
            if empty {
                Op::guard_is
            } else {
                Op::guard_is_not
            },
            value,
            NULL,
            exit,
        );
    }

    /// Whether `self` counts as an argument follows from how many parameters there are.
    pub(super) fn check_exact_args(&mut self) -> Done {
        let Some(code) = self.callee() else {
            return self.helper();
        };
        // SAFETY: pinned: the trace keeps its code objects alive.
        let (parameters, given) = unsafe { ((*code).argcount, self.uop.oparg) };
        if parameters != given && parameters != given + 1 {
            return Err(Uncompiled::Arguments);
        }
        let exit = self.exit();
        self.guard_slot(self.uop.oparg as usize + 1, parameters == given, exit);
        Ok(())
    }

    pub(super) fn check_bound_method(&mut self) -> Done {
        let exit = self.exit();
        let depth = self.uop.oparg as usize + 2;
        self.guard_slot(depth - 1, true, exit);
        let method = self.peek(depth);
        self.class_or(method, self.vm.types.method, exit);
        Ok(())
    }

    /// Stays while a few more frames are allowed.
    pub(super) fn check_recursion(&mut self) -> Done {
        let exit = self.exit();
        let vm = self
            .b
            .constant(Ty::Raw, core::ptr::from_ref::<Vm>(self.vm) as i64);
        let depth = self.load(Space::Stable, vm, offset_of!(Vm, depth), Ty::Raw);
        let limit = self.load(Space::Stable, vm, offset_of!(Vm, recursion_limit), Ty::Raw);
        let elided = self.state.frames.len() - 1 - self.state.real;
        let elided = self.raw(elided as i64);
        let depth = self.b.pure(Op::add, [depth, elided]);
        self.b.op(Op::guard_lt, [depth, limit], exit);
        Ok(())
    }

    /// Whether the callee whose frame is made here runs natively until it returns, or the trace ends.
    fn can_elide(&self) -> bool {
        let mut depth = 0;
        for uop in &self.trace.uops[self.at + 1..] {
            match uop.uop {
                Uop::_PUSH_FRAME => {
                    if uop.operand1 == 0 {
                        return false;
                    }
                    depth += 1;
                }
                Uop::_RETURN_VALUE if depth == 1 => return true,
                Uop::_RETURN_VALUE => depth -= 1,
                _ if !is_native(uop.uop) => return false,
                _ => {}
            }
        }
        true
    }

    pub(super) fn init_call(&mut self) -> Done {
        let elided = self.state.frames.len() - 1 > self.state.real;
        let code = match self.callee() {
            Some(code) if self.elide && (elided || self.can_elide()) => code,
            _ => return self.helper(),
        };
        let count = self.uop.oparg as usize;
        // SAFETY: pinned: the trace keeps its code objects alive.
        let parameters = unsafe { (*code).argcount } as usize;
        let with_self = parameters == count + 1;
        if !with_self && parameters != count {
            return Err(Uncompiled::Arguments);
        }
        if !with_self
            || self.ty(self.state.current().slots[self.state.current().depth - count - 1].value)
                == Ty::Value
        {
            let exit = self.own_exit()?;
            self.guard_slot(count + 1, !with_self, exit);
        }
        let bound = count + usize::from(with_self);
        let args: Vec<Ref> = (1..=bound).rev().map(|depth| self.peek(depth)).collect();
        let function = self.peek(count + 2);
        let function = self.boxed(function);
        let mut frame = FrameSym::real(code, 0);
        frame.depth = frame.locals();
        frame.function = function;
        let null = self.b.constant(Ty::Value, NULL);
        for index in 0..frame.depth {
            frame.slots[index] = Slot {
                value: args.get(index).copied().unwrap_or(null),
                dirty: true,
            };
        }
        self.drop(count + 2);
        // What `_PUSH_FRAME` takes.
        self.push(null);
        self.new_frame = Some(frame);
        Ok(())
    }

    pub(super) fn save_return_offset(&mut self) -> Done {
        if self.new_frame.is_none() {
            return self.helper();
        }
        let (unit, offset) = (self.uop.origin + self.uop.extended, self.uop.oparg as u16);
        let top = self.state.top();
        (top.unit, top.return_offset) = (unit, offset);
        Ok(())
    }

    pub(super) fn push_frame(&mut self) -> Done {
        if let Some(frame) = self.new_frame.take() {
            self.drop(1);
            self.state.frames.push(frame);
            return Ok(());
        }
        let code = self.uop.operand1 as *mut PyCode;
        self.helper()?;
        if code.is_null() {
            // A `_DYNAMIC_EXIT` follows, which asks nothing of the state.
            return Ok(());
        }
        let mut frame = FrameSym::real(code, 0);
        frame.depth = frame.locals();
        self.state.frames.push(frame);
        self.state.real = self.state.frames.len() - 1;
        Ok(())
    }

    pub(super) fn return_value(&mut self) -> Done {
        let elided = self.state.frames.len() - 1 > self.state.real;
        if elided {
            let value = self.pop();
            self.state.frames.pop();
            self.push(value);
            return Ok(());
        }
        if self.state.frames.len() == 1 {
            return Err(Uncompiled::EntryFrameLeft);
        }
        self.helper()?;
        self.state.frames.pop();
        self.state.real -= 1;
        // The result is in the caller's memory.
        let top = self.state.top();
        top.slots[top.depth] = super::state::IN_MEMORY;
        top.depth += 1;
        Ok(())
    }
}
