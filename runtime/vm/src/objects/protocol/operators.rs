//! Operators of one and of two values.

use crate::objects::class::slots::{BinaryFn, BinaryOperator, UnaryFn};
use crate::{Result, Slots, Value, Vm};

impl Vm {
    /// `left OP right`.
    pub fn binary(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        let result = self.binary_opt(op, left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        Err(self.unsupported(op, op.sign(), left, right))
    }

    fn binary_opt(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        let result = self.binary_by(|slots| slots.binary[op as usize], left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        self.sequence_operation(op, left, right)
    }

    /// An operation that the left or the right operand's class may do; NotImplemented where neither does.
    pub(crate) fn binary_by(
        &mut self,
        slot: impl Fn(&Slots) -> Option<BinaryFn>,
        left: Value,
        right: Value,
    ) -> Result {
        self.check_native_stack()?;
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let first: Option<BinaryFn> = slot(self.slots(left_class));
        let mut second: Option<BinaryFn> = if left_class == right_class {
            None
        } else {
            slot(self.slots(right_class))
        };
        if let (Some(a), Some(b)) = (first, second)
            && core::ptr::fn_addr_eq(a, b)
        {
            second = None;
        }
        if let Some(function) = first {
            if let Some(reflected) = second
                && self.is_subclass(right_class, left_class)
            {
                let result = reflected(self, left, right)?;
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                second = None;
            }
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        if let Some(function) = second {
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    /// `+` and `*` of sequences, after the number protocol.
    fn sequence_operation(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        self.check_native_stack()?;
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        match op {
            BinaryOperator::Add => {
                if let Some(function) = self.slots(left_class).concat {
                    return function(self, left, right);
                }
            }
            BinaryOperator::Multiply => {
                if let Some(function) = self.slots(left_class).repeat {
                    return self.repeat(function, left, right);
                }
                if let Some(function) = self.slots(right_class).repeat {
                    return self.repeat(function, right, left);
                }
            }
            _ => {}
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    fn repeat(
        &mut self,
        function: fn(&mut Vm, Value, i64) -> Result,
        sequence: Value,
        count: Value,
    ) -> Result {
        let class = self.class_of(count);
        if self.slots(class).index.is_none() {
            let class = self.class_name(count);
            return Err(self.type_error(format!(
                "can't multiply sequence by non-int of type '{class}'"
            )));
        }
        let overflow = self.types.overflow_error;
        let count = self.index_i64(count, overflow)?;
        function(self, sequence, count)
    }

    #[cold]
    fn unsupported(
        &mut self,
        op: BinaryOperator,
        sign: &str,
        left: Value,
        right: Value,
    ) -> crate::Raised {
        let (l, r) = (self.class_name(left), self.class_name(right));
        if op == BinaryOperator::Rshift
            && let Some(builtin) = self.as_builtin(left)
        {
            // SAFETY: typed: the class was just checked.
            let def = unsafe { crate::objects::function::def_of(builtin) };
            if def.name == "print" {
                return self.type_error(format!("unsupported operand type(s) for {sign}: '{l}' and '{r}'. Did you mean \"print(<message>, file=<output_stream>)\"?"));
            }
        }
        self.type_error(format!(
            "unsupported operand type(s) for {sign}: '{l}' and '{r}'"
        ))
    }

    /// `left OP= right`.
    pub fn binary_inplace(&mut self, op: BinaryOperator, left: Value, right: Value) -> Result {
        self.check_native_stack()?;
        let class = self.class_of(left);
        let slots = self.slots(class);
        if let Some(function) = slots.inplace[op as usize] {
            let result = function(self, left, right)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
        match op {
            BinaryOperator::Add => {
                if let Some(function) = slots.inplace_concat {
                    return function(self, left, right);
                }
            }
            BinaryOperator::Multiply => {
                if let Some(function) = slots.inplace_repeat {
                    return self.repeat(function, left, right);
                }
            }
            _ => {}
        }
        let result = self.binary_opt(op, left, right)?;
        if result != Value::NOT_IMPLEMENTED {
            return Ok(result);
        }
        let sign = if op == BinaryOperator::Power {
            String::from("** or pow()=")
        } else {
            format!("{}=", op.sign())
        };
        let sign = if op == BinaryOperator::Power {
            "**="
        } else {
            &sign
        };
        Err(self.unsupported(op, sign, left, right))
    }

    fn unary(&mut self, value: Value, slot: Option<UnaryFn>, sign: &str) -> Result {
        match slot {
            Some(function) => function(self, value),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!("bad operand type for unary {sign}: '{class}'")))
            }
        }
    }

    /// `-value`.
    pub fn negative(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).negative, "-")
    }

    /// `+value`.
    pub fn positive(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).positive, "+")
    }

    /// `~value`.
    pub fn invert(&mut self, value: Value) -> Result {
        let class = self.class_of(value);
        self.unary(value, self.slots(class).invert, "~")
    }
}
