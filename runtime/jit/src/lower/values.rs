//! Between representations: boxing, unboxing, and the guards that unboxing needs.

use uops::{Uncompiled, Value};
use vm::layout::Class;

use super::Lowering;
use crate::builder::Space;
use crate::ir::Ref;
use crate::ops::{Op, Ty};

impl Lowering<'_> {
    pub(super) fn ty(&self, at: Ref) -> Ty {
        self.b.ir.get(at).ty
    }

    /// A constant in the representation that arithmetic likes.
    pub(super) fn constant(&mut self, value: Value) -> Ref {
        if let Some(int) = value.as_int() {
            self.b.int(int)
        } else if let Some(float) = value.as_float() {
            self.b.constant(Ty::Float, float.to_bits() as i64)
        } else if value.is_bool() {
            self.b.constant(Ty::Bool, i64::from(value == Value::TRUE))
        } else {
            self.b.constant(Ty::Value, value.bits() as i64)
        }
    }

    /// The value, boxed.
    pub(super) fn boxed(&mut self, at: Ref) -> Ref {
        match self.ty(at) {
            Ty::Int => self.b.unary(Op::box_int, at),
            Ty::Float => self.b.unary(Op::box_float, at),
            Ty::Bool => self.b.unary(Op::box_bool, at),
            _ => at,
        }
    }

    /// The value as an int; leaves by the given exit if it is none.
    pub(super) fn int_or(&mut self, at: Ref, exit: u32) -> Ref {
        if self.ty(at) == Ty::Int {
            return at;
        }
        let value = self.boxed(at);
        self.b.op(Op::guard_int, [value, Ref::NONE], exit);
        self.b.unary(Op::unbox_int, value)
    }

    /// The value as an int.
    pub(super) fn int(&mut self, at: Ref) -> Result<Ref, Uncompiled> {
        if self.ty(at) == Ty::Int {
            return Ok(at);
        }
        let exit = self.own_exit()?;
        Ok(self.int_or(at, exit))
    }

    /// The value as a float; leaves by the given exit if it is none.
    pub(super) fn float_or(&mut self, at: Ref, exit: u32) -> Ref {
        if self.ty(at) == Ty::Float {
            return at;
        }
        let value = self.boxed(at);
        self.b.op(Op::guard_float, [value, Ref::NONE], exit);
        self.b.unary(Op::unbox_float, value)
    }

    /// The value as a float.
    pub(super) fn float(&mut self, at: Ref) -> Result<Ref, Uncompiled> {
        if self.ty(at) == Ty::Float {
            return Ok(at);
        }
        let exit = self.own_exit()?;
        Ok(self.float_or(at, exit))
    }

    /// The representation that a value is known to have.
    pub(super) fn known(&self, at: Ref) -> Ty {
        if self.ty(at) != Ty::Value {
            return self.ty(at);
        }
        match () {
            () if self.b.is_guarded(Op::guard_int, at) => Ty::Int,
            () if self.b.is_guarded(Op::guard_float, at) => Ty::Float,
            () => Ty::Value,
        }
    }

    /// Checks that a value is an object of exactly this class; the boxed value.
    pub(super) fn class_or(&mut self, at: Ref, class: *mut Class, exit: u32) -> Ref {
        let value = self.boxed(at);
        self.b.op(Op::guard_object, [value, Ref::NONE], exit);
        self.b
            .guard_memory(Op::guard_class, Space::Fixed, value, class as i64, exit);
        value
    }

    /// The same, leaving to the start of the instruction.
    pub(super) fn class(&mut self, at: Ref, class: *mut Class) -> Result<Ref, Uncompiled> {
        let exit = self.own_exit()?;
        Ok(self.class_or(at, class, exit))
    }

    /// A field that holds a value, or a pointer (`ty` says which).
    pub(super) fn load(&mut self, space: Space, base: Ref, offset: usize, ty: Ty) -> Ref {
        self.b.load(Op::load, space, [base, Ref::NONE], offset, ty)
    }

    pub(super) fn load_u32(&mut self, space: Space, base: Ref, offset: usize) -> Ref {
        self.b
            .load(Op::load_u32, space, [base, Ref::NONE], offset, Ty::Raw)
    }

    pub(super) fn raw(&mut self, value: i64) -> Ref {
        self.b.constant(Ty::Raw, value)
    }

    /// Stays while a number is a constant.
    pub(super) fn guard_equal(&mut self, at: Ref, value: i64, exit: u32) {
        let constant = self.raw(value);
        self.b.op(Op::guard_eq, [at, constant], exit);
    }
}
