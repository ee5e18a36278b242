//! Expressions.

use ruff_python_ast::{Expr, ExprAttribute, ExprSlice, ExprSubscript, Operator, UnaryOp};

use super::names::Access;
use super::unit::ScopeType;
use super::{Compiler, Result};
use crate::consts::{self, Const};
use crate::instr::Loc;
use crate::ops::{self, binary, intrinsic};
use crate::tree::is_constant;

impl<'a> Compiler<'a> {
    pub(super) fn exprs(&mut self, exprs: &'a [Expr]) -> Result {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Result {
        if let Expr::Name(node) = expr
            && !(node.id.as_str() == "__debug__" && node.ctx.is_load())
        {
            let name = self.name_sym(node);
            return self.name(self.loc(node), name, Access::of(node.ctx));
        }
        if is_constant(expr) {
            let constant = self.constant(expr)?;
            self.load(self.loc(expr), constant);
            return Ok(());
        }
        self.recurse(|own| own.loc(expr), |own| own.expr_inner(expr))
    }

    fn expr_inner(&mut self, expr: &'a Expr) -> Result {
        match expr {
            Expr::Named(node) => {
                self.expr(&node.value)?;
                self.op_i(self.loc(node), ops::COPY, 1);
                self.expr(&node.target)
            }
            Expr::BoolOp(node) => self.bool_op(node),
            Expr::BinOp(node) => {
                if let Some(pieces) = self.percent_format(node)? {
                    return self.joined(self.loc(node), pieces);
                }
                self.expr(&node.left)?;
                self.expr(&node.right)?;
                self.op_i(self.loc(node), ops::BINARY_OP, binary_arg(node.op));
                Ok(())
            }
            Expr::UnaryOp(node) => {
                self.expr(&node.operand)?;
                let loc = self.loc(node);
                match node.op {
                    UnaryOp::UAdd => {
                        self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::UNARY_POSITIVE)
                    }
                    UnaryOp::Not => {
                        self.op(loc, ops::TO_BOOL);
                        self.op(loc, ops::UNARY_NOT);
                    }
                    UnaryOp::Invert => self.op(loc, ops::UNARY_INVERT),
                    UnaryOp::USub => self.op(loc, ops::UNARY_NEGATIVE),
                }
                Ok(())
            }
            Expr::Lambda(node) => self.lambda(node),
            Expr::If(node) => self.if_expression(node),
            Expr::Dict(node) => self.dict(node),
            Expr::Set(node) => self.set(node),
            Expr::ListComp(node) => self.list_comprehension(node),
            Expr::SetComp(node) => self.set_comprehension(node),
            Expr::DictComp(node) => self.dict_comprehension(node),
            Expr::Generator(node) => self.generator(node),
            Expr::Yield(node) => {
                let loc = self.loc(node);
                if !self.scope().is_function_like() {
                    return self.error(loc, "'yield' outside function");
                }
                match &node.value {
                    Some(value) => self.expr(value)?,
                    None => self.load_none(loc),
                }
                self.yield_top(loc);
                Ok(())
            }
            Expr::YieldFrom(node) => {
                let loc = self.loc(node);
                if !self.scope().is_function_like() {
                    return self.error(loc, "'yield from' outside function");
                }
                if self.unit_ref().scope_type == ScopeType::AsyncFunction {
                    return self.error(loc, "'yield from' inside async function");
                }
                self.expr(&node.value)?;
                self.op(loc, ops::GET_YIELD_FROM_ITER);
                self.load_none(loc);
                self.yield_from(loc, false);
                Ok(())
            }
            Expr::Await(node) => {
                self.expr(&node.value)?;
                self.await_top(self.loc(node), 0);
                Ok(())
            }
            Expr::Compare(node) => self.compare(node),
            Expr::Call(node) => self.call(node),
            Expr::FString(node) => self.f_string(node),
            Expr::TString(node) => self.t_string(node),
            Expr::Attribute(node) => self.attribute(node),
            Expr::Subscript(node) => self.subscript(node),
            Expr::Starred(node) => {
                let message = if node.ctx.is_store() {
                    "starred assignment target must be in a list or tuple"
                } else {
                    "can't use starred expression here"
                };
                self.error(self.loc(node), message)
            }
            Expr::List(node) => self.list(node),
            Expr::Tuple(node) => self.tuple(node),
            Expr::Slice(node) => self.slice(node),
            _ => self.error(self.loc(expr), "invalid syntax"),
        }
    }

    pub(super) fn yield_top(&mut self, loc: Loc) {
        let scope = self.scope();
        if scope.generator && scope.coroutine {
            self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::ASYNC_GEN_WRAP);
        }
        self.op_i(loc, ops::YIELD_VALUE, 0);
        self.op_i(loc, ops::RESUME, 1);
    }

    /// An attribute on a later line than its object's start is placed at its name.
    pub(super) fn attribute_loc(&self, mut loc: Loc, node: &ExprAttribute) -> Loc {
        let own = self.loc(node);
        if loc.line != own.end_line {
            loc.line = own.end_line;
            let length = node.attr.len() as i32;
            if length <= own.end_col {
                loc.col = own.end_col - length;
            } else {
                loc.col = -1;
                loc.end_col = -1;
            }
            loc.end_line = loc.end_line.max(loc.line);
            if loc.line == loc.end_line {
                loc.end_col = loc.end_col.max(loc.col);
            }
        }
        loc
    }

    fn attribute(&mut self, node: &'a ExprAttribute) -> Result {
        let loc = self.loc(node);
        let name = self.sym(&node.attr);
        if node.ctx.is_load()
            && let Some(call) = self.super_call(node)
        {
            self.load_super_arguments(call)?;
            self.load_super_attr(loc, name, call, false);
            self.op(self.attribute_loc(loc, node), ops::NOP);
            return Ok(());
        }
        if node.ctx.is_store() {
            self.note_static_attribute(node, name);
        }
        self.expr(&node.value)?;
        let loc = self.attribute_loc(loc, node);
        match Access::of(node.ctx) {
            Access::Load => self.op_attr(loc, name, 0),
            Access::Store => self.op_name(loc, ops::STORE_ATTR, name),
            Access::Del => self.op_name(loc, ops::DELETE_ATTR, name),
        }
        Ok(())
    }

    fn note_static_attribute(&mut self, node: &ExprAttribute, name: crate::names::Sym) {
        if node
            .value
            .as_name_expr()
            .is_none_or(|own| own.id.as_str() != "self")
        {
            return;
        }
        let outer = self.units.len() - 1;
        let class = self.units[..outer]
            .iter_mut()
            .rev()
            .find(|unit| unit.scope_type == ScopeType::Class);
        if let Some(class) = class
            && !class.static_attributes.contains(&name)
        {
            class.static_attributes.push(name);
        }
    }

    fn subscript(&mut self, node: &'a ExprSubscript) -> Result {
        let loc = self.loc(node);
        if node.ctx.is_load() {
            self.check_subscript(&node.value, &node.slice);
        }
        self.expr(&node.value)?;
        let access = Access::of(node.ctx);
        if let Some(slice) = two_part_slice(&node.slice)
            && access != Access::Del
        {
            self.slice_bounds(slice)?;
            self.op(
                loc,
                if access == Access::Load {
                    ops::BINARY_SLICE
                } else {
                    ops::STORE_SLICE
                },
            );
            return Ok(());
        }
        self.expr(&node.slice)?;
        match access {
            Access::Load => self.op_i(loc, ops::BINARY_OP, binary::SUBSCR),
            Access::Store => self.op(loc, ops::STORE_SUBSCR),
            Access::Del => self.op(loc, ops::DELETE_SUBSCR),
        }
        Ok(())
    }

    pub(super) fn slice_bounds(&mut self, node: &'a ExprSlice) -> Result {
        let loc = self.loc(node);
        for bound in [&node.lower, &node.upper] {
            match bound {
                Some(bound) => self.expr(bound)?,
                None => self.load_none(loc),
            }
        }
        Ok(())
    }

    fn slice(&mut self, node: &'a ExprSlice) -> Result {
        let loc = self.loc(node);
        if is_constant_slice(node) {
            let mut parts = [consts::NONE; 3];
            for (part, bound) in parts.iter_mut().zip([&node.lower, &node.upper, &node.step]) {
                if let Some(bound) = bound {
                    *part = self.constant(bound)?;
                }
            }
            self.load_const(loc, Const::Slice(parts));
            return Ok(());
        }
        self.slice_bounds(node)?;
        if let Some(step) = &node.step {
            self.expr(step)?;
        }
        self.op_i(
            loc,
            ops::BUILD_SLICE,
            if node.step.is_some() { 3 } else { 2 },
        );
        Ok(())
    }
}

fn is_constant_slice(node: &ExprSlice) -> bool {
    [&node.lower, &node.upper, &node.step]
        .into_iter()
        .flatten()
        .all(|bound| is_constant(bound))
}

/// A slice of two bounds, not both constant, has instructions of its own.
pub(super) fn two_part_slice(expr: &Expr) -> Option<&ExprSlice> {
    expr.as_slice_expr()
        .filter(|slice| slice.step.is_none() && !is_constant_slice(slice))
}

pub(super) fn binary_arg(op: Operator) -> u32 {
    match op {
        Operator::Add => binary::ADD,
        Operator::Sub => binary::SUBTRACT,
        Operator::Mult => binary::MULTIPLY,
        Operator::MatMult => binary::MATRIX_MULTIPLY,
        Operator::Div => binary::TRUE_DIVIDE,
        Operator::Mod => binary::REMAINDER,
        Operator::Pow => binary::POWER,
        Operator::LShift => binary::LSHIFT,
        Operator::RShift => binary::RSHIFT,
        Operator::BitOr => binary::OR,
        Operator::BitXor => binary::XOR,
        Operator::BitAnd => binary::AND,
        Operator::FloorDiv => binary::FLOOR_DIVIDE,
    }
}
