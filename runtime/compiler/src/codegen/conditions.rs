//! Conditions: jumps that depend on an expression, and what is built of them.

use ruff_python_ast::{
    BoolOp, CmpOp, ElifElseClause, Expr, ExprBoolOp, ExprCompare, ExprIf, Stmt, UnaryOp,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::ops::{self, Op};

/// `<`, in COMPARE_OP's argument.
const LESS: u32 = 2;
const LESS_EQUAL: u32 = 1 << 5 | 2 | 8;
pub(super) const EQUAL: u32 = 2 << 5 | 8;
const NOT_EQUAL: u32 = 3 << 5 | 1 | 2 | 4;
pub(super) const GREATER: u32 = 4 << 5 | 4;
pub(super) const GREATER_EQUAL: u32 = 5 << 5 | 4 | 8;

impl<'a> Compiler<'a> {
    pub(super) fn compare_op(&mut self, loc: Loc, op: CmpOp) {
        let (op, arg) = match op {
            CmpOp::Eq => (ops::COMPARE_OP, EQUAL),
            CmpOp::NotEq => (ops::COMPARE_OP, NOT_EQUAL),
            CmpOp::Lt => (ops::COMPARE_OP, LESS),
            CmpOp::LtE => (ops::COMPARE_OP, LESS_EQUAL),
            CmpOp::Gt => (ops::COMPARE_OP, GREATER),
            CmpOp::GtE => (ops::COMPARE_OP, GREATER_EQUAL),
            CmpOp::Is => (ops::IS_OP, 0),
            CmpOp::IsNot => (ops::IS_OP, 1),
            CmpOp::In => (ops::CONTAINS_OP, 0),
            CmpOp::NotIn => (ops::CONTAINS_OP, 1),
        };
        self.op_i(loc, op, arg);
    }

    /// Jumps to the label if the expression's truth is `condition`, goes on otherwise.
    pub(super) fn jump_if(
        &mut self,
        loc: Loc,
        expr: &'a Expr,
        next: Label,
        condition: bool,
    ) -> Result {
        self.recurse(|_| loc, |own| own.jump_if_inner(loc, expr, next, condition))
    }

    fn jump_if_inner(&mut self, loc: Loc, expr: &'a Expr, next: Label, condition: bool) -> Result {
        match expr {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                return self.jump_if(loc, &node.operand, next, !condition);
            }
            Expr::BoolOp(node) => {
                let short = node.op == BoolOp::Or;
                let skip = if short == condition {
                    next
                } else {
                    self.new_label()
                };
                let Some((last, first)) = node.values.split_last() else {
                    return Ok(());
                };
                for value in first {
                    self.jump_if(loc, value, skip, short)?;
                }
                self.jump_if(loc, last, next, condition)?;
                if skip != next {
                    self.place(skip);
                }
                return Ok(());
            }
            Expr::If(node) => {
                let end = self.new_label();
                let orelse = self.new_label();
                self.jump_if(loc, &node.test, orelse, false)?;
                self.jump_if(loc, &node.body, next, condition)?;
                self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
                self.place(orelse);
                self.jump_if(loc, &node.orelse, next, condition)?;
                self.place(end);
                return Ok(());
            }
            Expr::Compare(node) if node.ops.len() > 1 => {
                return self.jump_if_chain(node, next, condition);
            }
            _ => {}
        }
        self.expr(expr)?;
        let loc = self.loc(expr);
        self.op(loc, ops::TO_BOOL);
        self.jump(loc, jump_on(condition), next);
        Ok(())
    }

    fn jump_if_chain(&mut self, node: &'a ExprCompare, next: Label, condition: bool) -> Result {
        self.check_compare(node);
        let loc = self.loc(node);
        let cleanup = self.new_label();
        self.expr(&node.left)?;
        let last = node.ops.len() - 1;
        for (op, value) in node.ops.iter().zip(&node.comparators).take(last) {
            self.expr(value)?;
            self.op_i(loc, ops::SWAP, 2);
            self.op_i(loc, ops::COPY, 2);
            self.compare_op(loc, *op);
            self.op(loc, ops::TO_BOOL);
            self.jump(loc, ops::POP_JUMP_IF_FALSE, cleanup);
        }
        self.expr(&node.comparators[last])?;
        self.compare_op(loc, node.ops[last]);
        self.op(loc, ops::TO_BOOL);
        self.jump(loc, jump_on(condition), next);
        let end = self.new_label();
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op(loc, ops::POP_TOP);
        if !condition {
            self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, next);
        }
        self.place(end);
        Ok(())
    }

    pub(super) fn compare(&mut self, node: &'a ExprCompare) -> Result {
        self.check_compare(node);
        let loc = self.loc(node);
        self.expr(&node.left)?;
        let last = node.ops.len() - 1;
        if last == 0 {
            self.expr(&node.comparators[0])?;
            self.compare_op(loc, node.ops[0]);
            return Ok(());
        }
        let cleanup = self.new_label();
        for (op, value) in node.ops.iter().zip(&node.comparators).take(last) {
            self.expr(value)?;
            self.op_i(loc, ops::SWAP, 2);
            self.op_i(loc, ops::COPY, 2);
            self.compare_op(loc, *op);
            self.op_i(loc, ops::COPY, 1);
            self.op(loc, ops::TO_BOOL);
            self.jump(loc, ops::POP_JUMP_IF_FALSE, cleanup);
            self.op(loc, ops::POP_TOP);
        }
        self.expr(&node.comparators[last])?;
        self.compare_op(loc, node.ops[last]);
        let end = self.new_label();
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        self.place(cleanup);
        self.op_i(loc, ops::SWAP, 2);
        self.op(loc, ops::POP_TOP);
        self.place(end);
        Ok(())
    }

    pub(super) fn bool_op(&mut self, node: &'a ExprBoolOp) -> Result {
        let loc = self.loc(node);
        let op = if node.op == BoolOp::And {
            ops::JUMP_IF_FALSE
        } else {
            ops::JUMP_IF_TRUE
        };
        let end = self.new_label();
        let Some((last, first)) = node.values.split_last() else {
            return Ok(());
        };
        for value in first {
            self.expr(value)?;
            self.jump(loc, op, end);
            self.op(loc, ops::POP_TOP);
        }
        self.expr(last)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn if_expression(&mut self, node: &'a ExprIf) -> Result {
        let end = self.new_label();
        let next = self.new_label();
        self.jump_if(self.loc(node), &node.test, next, false)?;
        self.expr(&node.body)?;
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        self.place(next);
        self.expr(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    /// An `if`, or an `elif`: CPython's tree has an If in the else branch of another.
    pub(super) fn if_statement(
        &mut self,
        loc: Loc,
        test: &'a Expr,
        body: &'a [Stmt],
        clauses: &'a [ElifElseClause],
        end_offset: TextSize,
    ) -> Result {
        let end = self.new_label();
        let next = if clauses.is_empty() {
            end
        } else {
            self.new_label()
        };
        self.jump_if(loc, test, next, false)?;
        self.statements(body)?;
        if let Some((first, rest)) = clauses.split_first() {
            self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
            self.place(next);
            match &first.test {
                Some(test) => {
                    let loc = self
                        .source
                        .range(TextRange::new(first.range().start(), end_offset));
                    self.unit().in_conditional_block += 1;
                    self.recurse(
                        |_| loc,
                        |own| own.if_statement(loc, test, &first.body, rest, end_offset),
                    )?;
                    self.unit().in_conditional_block -= 1;
                }
                None => self.statements(&first.body)?,
            }
        }
        self.place(end);
        Ok(())
    }
}

fn jump_on(condition: bool) -> Op {
    if condition {
        ops::POP_JUMP_IF_TRUE
    } else {
        ops::POP_JUMP_IF_FALSE
    }
}
