//! BINARY_OP_EXTEND's extensions: operations between pairs of types without an instruction of their own (CPython's
//! `binaryop_extend_descrs`).

use crate::Value;
use crate::interpreter::bodies::is_compact;
use crate::objects::class::slots::{BinaryOperator, INPLACE_FROM};

/// The operands that an extension takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Operands {
    /// Two ints of at most 30 bits.
    Ints,
    /// A float and an int of at most 30 bits.
    FloatInt,
    /// An int of at most 30 bits and a float.
    IntFloat,
}

/// An extension: what is done with which operands. In the inline cache as `operator << 8 | operands`, plus 1 << 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The operator.
    pub operator: BinaryOperator,
    /// The operands.
    pub operands: Operands,
}

impl Extension {
    /// The extension for BINARY_OP's argument and these operands.
    pub fn find(oparg: u32, left: Value, right: Value) -> Option<Extension> {
        use BinaryOperator::*;
        let inplace = oparg >= INPLACE_FROM;
        let operator = *BinaryOperator::ALL
            .get((if inplace { oparg - INPLACE_FROM } else { oparg }) as usize)?;
        let candidates: &[Operands] = match operator {
            And | Or | Xor => &[Operands::Ints],
            Add | Subtract | TrueDivide | Multiply if !inplace => {
                &[Operands::FloatInt, Operands::IntFloat]
            }
            _ => &[],
        };
        candidates
            .iter()
            .map(|&operands| Extension { operator, operands })
            .find(|extension| extension.accepts(left, right))
    }

    /// The inline cache's form.
    pub fn operand(self) -> u64 {
        1 << 16 | (self.operator as u64) << 8 | self.operands as u64
    }

    /// The reverse of [`Extension::operand`].
    #[inline(always)]
    pub fn from_operand(operand: u64) -> Option<Extension> {
        if operand >> 16 != 1 {
            return None;
        }
        let operator = *BinaryOperator::ALL.get((operand >> 8 & 0xff) as usize)?;
        let operands = match operand & 0xff {
            0 => Operands::Ints,
            1 => Operands::FloatInt,
            _ => Operands::IntFloat,
        };
        Some(Extension { operator, operands })
    }

    /// Whether the extension's guard lets the operands pass.
    #[inline(always)]
    pub fn accepts(self, left: Value, right: Value) -> bool {
        let divides = self.operator == BinaryOperator::TrueDivide;
        match self.operands {
            Operands::Ints => is_compact(left) && is_compact(right),
            Operands::FloatInt => {
                is_number(left) && is_compact(right) && !(divides && right.int_payload() == 0)
            }
            Operands::IntFloat => {
                is_compact(left) && is_number(right) && !(divides && right.float_payload() == 0.0)
            }
        }
    }

    /// The operation, for operands that pass.
    #[inline(always)]
    pub fn apply(self, left: Value, right: Value) -> Value {
        let (l, r) = match self.operands {
            Operands::Ints => {
                let (l, r) = (left.int_payload(), right.int_payload());
                return Value::int_unchecked(match self.operator {
                    BinaryOperator::And => l & r,
                    BinaryOperator::Or => l | r,
                    _ => l ^ r,
                });
            }
            Operands::FloatInt => (left.float_payload(), right.int_payload() as f64),
            Operands::IntFloat => (left.int_payload() as f64, right.float_payload()),
        };
        Value::float(match self.operator {
            BinaryOperator::Add => l + r,
            BinaryOperator::Subtract => l - r,
            BinaryOperator::Multiply => l * r,
            _ => l / r,
        })
    }
}

/// A float that is no NaN.
#[inline(always)]
fn is_number(value: Value) -> bool {
    matches!(value.as_float(), Some(float) if !float.is_nan())
}
