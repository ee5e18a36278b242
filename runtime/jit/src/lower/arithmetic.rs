//! Arithmetic, comparison, truth.

use uops::Value;
use uops::layout::{List, Str};
use vm::objects::class::slots::{BinaryOperator, Comparison, INPLACE_FROM};
use vm::specialize::extend::{Extension, Operands};

use super::{Done, Lowering};
use crate::builder::Space;
use crate::ir::Ref;
use crate::ops::{Op, Ty};

impl Lowering<'_> {
    /// An operation on two ints that may leave on overflow.
    pub(super) fn int_op(&mut self, op: Op) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = (self.int(left)?, self.int(right)?);
        let exit = self.own_exit()?;
        let result = self.b.op(op, [left, right], exit);
        self.replace(2, result);
        Ok(())
    }

    pub(super) fn float_op(&mut self, op: Op) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = (self.float(left)?, self.float(right)?);
        let exit = self.own_exit()?;
        let result = self.b.op(op, [left, right], exit);
        self.replace(2, result);
        Ok(())
    }

    /// BINARY_OP without specialization, where both operands' representations are known.
    pub(super) fn binary_op(&mut self) -> Done {
        use BinaryOperator::*;
        let oparg = self.uop.oparg;
        let (left, right) = (self.peek(2), self.peek(1));
        let index = if oparg >= INPLACE_FROM {
            oparg - INPLACE_FROM
        } else {
            oparg
        };
        let Some(operator) = BinaryOperator::ALL.get(index as usize) else {
            return self.helper();
        };
        let (ints, floats) = match (self.known(left), self.known(right)) {
            (Ty::Int, Ty::Int) => (true, false),
            (Ty::Float, Ty::Float) => (false, true),
            (Ty::Float, Ty::Int) | (Ty::Int, Ty::Float)
                if matches!(operator, Add | Subtract | Multiply | TrueDivide) =>
            {
                return self.mixed(*operator);
            }
            _ => return self.helper(),
        };
        match operator {
            Add if ints => self.int_op(Op::int_add),
            Subtract if ints => self.int_op(Op::int_sub),
            Multiply if ints => self.int_op(Op::int_mul),
            And if ints => self.int_op(Op::and),
            Or if ints => self.int_op(Op::or),
            Xor if ints => self.int_op(Op::xor),
            Lshift if ints => self.int_op(Op::int_shl),
            Rshift if ints => self.int_op(Op::int_shr),
            FloorDivide if ints => self.int_op(Op::int_floordiv),
            Remainder if ints => self.int_op(Op::int_mod),
            Add if floats => self.float_op(Op::float_add),
            Subtract if floats => self.float_op(Op::float_sub),
            Multiply if floats => self.float_op(Op::float_mul),
            TrueDivide if floats => self.float_op(Op::float_div),
            // Two ints of 48 bits are floats exactly, so their quotient is rounded once.
            TrueDivide if ints => self.mixed(TrueDivide),
            _ => self.helper(),
        }
    }

    /// Float arithmetic where an operand may be an int.
    fn mixed(&mut self, operator: BinaryOperator) -> Done {
        let mut operands = [self.peek(2), self.peek(1)];
        for operand in &mut operands {
            *operand = if self.known(*operand) == Ty::Int {
                let int = self.int(*operand)?;
                self.b.unary(Op::float_of_int, int)
            } else {
                self.float(*operand)?
            };
        }
        let op = match operator {
            BinaryOperator::Add => Op::float_add,
            BinaryOperator::Subtract => Op::float_sub,
            BinaryOperator::Multiply => Op::float_mul,
            _ => Op::float_div,
        };
        let exit = self.own_exit()?;
        let result = self.b.op(op, operands, exit);
        self.replace(2, result);
        Ok(())
    }

    /// The guard of BINARY_OP_EXTEND: the operands' types.
    pub(super) fn guard_extend(&mut self) -> Done {
        let Some(extension) = Extension::from_operand(self.uop.operand) else {
            return self.helper();
        };
        let exit = self.exit();
        let (left, right) = (self.peek(2), self.peek(1));
        match extension.operands {
            Operands::Ints => {
                self.int_or(left, exit);
                self.int_or(right, exit);
            }
            Operands::FloatInt => {
                self.float_or(left, exit);
                self.int_or(right, exit);
            }
            Operands::IntFloat => {
                self.int_or(left, exit);
                self.float_or(right, exit);
            }
        }
        Ok(())
    }

    pub(super) fn extend(&mut self) -> Done {
        let Some(extension) = Extension::from_operand(self.uop.operand) else {
            return self.helper();
        };
        if extension.operands == Operands::Ints {
            return match extension.operator {
                BinaryOperator::And => self.int_op(Op::and),
                BinaryOperator::Or => self.int_op(Op::or),
                _ => self.int_op(Op::xor),
            };
        }
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = if extension.operands == Operands::FloatInt {
            (self.float(left)?, self.int(right)?)
        } else {
            (self.int(left)?, self.float(right)?)
        };
        self.set_peek(2, left);
        self.set_peek(1, right);
        self.mixed(extension.operator)
    }

    pub(super) fn negative(&mut self) -> Done {
        let value = self.peek(1);
        let result = match self.known(value) {
            Ty::Int => {
                let (int, exit) = (self.int(value)?, self.own_exit()?);
                self.b.op(Op::int_neg, [int, Ref::NONE], exit)
            }
            Ty::Float => {
                let float = self.float(value)?;
                self.b.unary(Op::float_neg, float)
            }
            _ => return self.helper(),
        };
        self.replace(1, result);
        Ok(())
    }

    pub(super) fn invert(&mut self) -> Done {
        let value = self.peek(1);
        if self.known(value) != Ty::Int {
            return self.helper();
        }
        let int = self.int(value)?;
        let result = self.b.unary(Op::int_invert, int);
        self.replace(1, result);
        Ok(())
    }

    pub(super) fn compare_ints(&mut self) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = (self.int(left)?, self.int(right)?);
        let (op, args) = match Comparison::from_index(self.uop.oparg >> 5) {
            Comparison::Lt => (Op::lt, [left, right]),
            Comparison::Le => (Op::le, [left, right]),
            Comparison::Eq => (Op::eq, [left, right]),
            Comparison::Ne => (Op::ne, [left, right]),
            Comparison::Gt => (Op::lt, [right, left]),
            Comparison::Ge => (Op::le, [right, left]),
        };
        let result = self.b.pure(op, args);
        self.replace(2, result);
        Ok(())
    }

    pub(super) fn compare_floats(&mut self) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = (self.float(left)?, self.float(right)?);
        let comparison = Comparison::from_index(self.uop.oparg >> 5);
        let (op, args) = match comparison {
            Comparison::Lt => (Op::float_lt, [left, right]),
            Comparison::Le => (Op::float_le, [left, right]),
            Comparison::Eq | Comparison::Ne => (Op::float_eq, [left, right]),
            Comparison::Gt => (Op::float_lt, [right, left]),
            Comparison::Ge => (Op::float_le, [right, left]),
        };
        let mask = self.b.pure(op, args);
        let mut result = self.b.unary(Op::bool_of_mask, mask);
        if comparison == Comparison::Ne {
            result = self.b.unary(Op::not, result);
        }
        self.replace(2, result);
        Ok(())
    }

    /// COMPARE_OP without specialization.
    pub(super) fn compare(&mut self) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        match (self.known(left), self.known(right)) {
            (Ty::Int, Ty::Int) => self.compare_ints(),
            (Ty::Float, Ty::Float) => self.compare_floats(),
            _ => self.helper(),
        }
    }

    /// Whether two values are the same bits.
    pub(super) fn is(&mut self, negated: bool) -> Done {
        let (left, right) = (self.peek(2), self.peek(1));
        let (left, right) = (self.boxed(left), self.boxed(right));
        let result = self
            .b
            .pure(if negated { Op::ne } else { Op::eq }, [left, right]);
        self.replace(2, result);
        Ok(())
    }

    pub(super) fn is_none(&mut self) -> Done {
        let value = self.peek(1);
        let value = self.boxed(value);
        let none = self.b.constant(Ty::Value, Value::NONE.bits() as i64);
        let result = self.b.pure(Op::eq, [value, none]);
        self.replace(1, result);
        Ok(())
    }

    /// The bool on top of the stack, by the given exit if it is none.
    fn bool_or(&mut self, at: Ref, exit: u32) -> Ref {
        if self.ty(at) == Ty::Bool {
            return at;
        }
        let value = self.boxed(at);
        self.b.op(Op::guard_bool, [value, Ref::NONE], exit);
        self.b.unary(Op::unbox_bool, value)
    }

    pub(super) fn truth_of_bool(&mut self) -> Done {
        let exit = self.exit();
        let value = self.peek(1);
        let flag = self.bool_or(value, exit);
        self.set_peek(1, flag);
        Ok(())
    }

    pub(super) fn truth_of_int(&mut self) -> Done {
        let exit = self.exit();
        let value = self.peek(1);
        let int = self.int_or(value, exit);
        let zero = self.b.int(0);
        let result = self.b.pure(Op::ne, [int, zero]);
        self.replace(1, result);
        Ok(())
    }

    /// TO_BOOL without specialization.
    pub(super) fn truth(&mut self) -> Done {
        let value = self.peek(1);
        match self.known(value) {
            Ty::Int => self.truth_of_int(),
            Ty::Bool => Ok(()),
            Ty::Float => {
                let float = self.float(value)?;
                let zero = self.b.constant(Ty::Float, 0);
                let mask = self.b.pure(Op::float_eq, [float, zero]);
                let is_zero = self.b.unary(Op::bool_of_mask, mask);
                let result = self.b.unary(Op::not, is_zero);
                self.replace(1, result);
                Ok(())
            }
            _ => self.helper(),
        }
    }

    pub(super) fn truth_of_len(&mut self, list: bool) -> Done {
        let value = self.peek(1);
        let (class, offset, space) = if list {
            (
                self.vm.types.list,
                core::mem::offset_of!(List, len),
                Space::ListHeader,
            )
        } else {
            (
                self.vm.types.str,
                core::mem::offset_of!(Str, len),
                Space::Fixed,
            )
        };
        let value = self.class(value, class)?;
        let len = self.load(space, value, offset, Ty::Raw);
        let zero = self.raw(0);
        let result = self.b.pure(Op::ne, [len, zero]);
        self.replace(1, result);
        Ok(())
    }

    pub(super) fn not(&mut self) -> Done {
        let value = self.peek(1);
        let exit = self.own_exit()?;
        let flag = self.bool_or(value, exit);
        let result = self.b.unary(Op::not, flag);
        self.replace(1, result);
        Ok(())
    }

    /// Stays while the bool that is popped is the wanted one.
    pub(super) fn guard_bool_pop(&mut self, wanted: bool) -> Done {
        let flag = self.pop();
        let exit = self.exit();
        if self.ty(flag) == Ty::Bool {
            self.b.op(
                if wanted {
                    Op::guard_true
                } else {
                    Op::guard_false
                },
                [flag, Ref::NONE],
                exit,
            );
        } else {
            let value = self.boxed(flag);
            self.b
                .guard_with(Op::guard_is, value, Value::bool(wanted).bits() as i64, exit);
        }
        Ok(())
    }

    pub(super) fn guard_none_pop(&mut self, none: bool) -> Done {
        let value = self.pop();
        let exit = self.exit();
        let value = self.boxed(value);
        self.b.guard_with(
            if none { Op::guard_is } else { Op::guard_is_not },
            value,
            Value::NONE.bits() as i64,
            exit,
        );
        Ok(())
    }
}
