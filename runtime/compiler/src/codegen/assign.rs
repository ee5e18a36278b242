//! Augmented and annotated assignments.

use ruff_python_ast::{Expr, StmtAnnAssign, StmtAugAssign};

use super::expressions::{binary_arg, two_part_slice};
use super::names::Access;
use super::unit::ScopeType;
use super::{Compiler, Result};
use crate::consts::Const;
use crate::names::known;
use crate::ops::{self, binary};

impl<'a> Compiler<'a> {
    pub(super) fn augmented_assignment(&mut self, node: &'a StmtAugAssign) -> Result {
        let loc = self.loc(&*node.target);
        match &*node.target {
            Expr::Attribute(target) => {
                self.expr(&target.value)?;
                self.op_i(loc, ops::COPY, 1);
                let name = self.sym(&target.attr);
                self.op_attr(self.attribute_loc(loc, target), name, 0);
            }
            Expr::Subscript(target) => {
                self.expr(&target.value)?;
                if let Some(slice) = two_part_slice(&target.slice) {
                    self.slice_bounds(slice)?;
                    for _ in 0..3 {
                        self.op_i(loc, ops::COPY, 3);
                    }
                    self.op(loc, ops::BINARY_SLICE);
                } else {
                    self.expr(&target.slice)?;
                    self.op_i(loc, ops::COPY, 2);
                    self.op_i(loc, ops::COPY, 2);
                    self.op_i(loc, ops::BINARY_OP, binary::SUBSCR);
                }
            }
            Expr::Name(target) => {
                let name = self.name_sym(target);
                self.name(loc, name, Access::Load)?;
            }
            _ => return self.error(loc, "illegal expression for augmented assignment"),
        }
        self.expr(&node.value)?;
        self.op_i(
            self.loc(node),
            ops::BINARY_OP,
            binary_arg(node.op) + binary::INPLACE,
        );
        match &*node.target {
            Expr::Attribute(target) => {
                let loc = self.attribute_loc(loc, target);
                self.op_i(loc, ops::SWAP, 2);
                let name = self.sym(&target.attr);
                self.op_name(loc, ops::STORE_ATTR, name);
            }
            Expr::Subscript(target) => {
                if two_part_slice(&target.slice).is_some() {
                    for depth in [4, 3, 2] {
                        self.op_i(loc, ops::SWAP, depth);
                    }
                    self.op(loc, ops::STORE_SLICE);
                } else {
                    self.op_i(loc, ops::SWAP, 3);
                    self.op_i(loc, ops::SWAP, 2);
                    self.op(loc, ops::STORE_SUBSCR);
                }
            }
            Expr::Name(target) => {
                let name = self.name_sym(target);
                self.name(loc, name, Access::Store)?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn annotated_assignment(&mut self, node: &'a StmtAnnAssign) -> Result {
        let loc = self.loc(node);
        let scope_type = self.unit_ref().scope_type;
        let evaluated = matches!(scope_type, ScopeType::Module | ScopeType::Class);
        if let Some(value) = &node.value {
            self.expr(value)?;
            self.expr(&node.target)?;
        }
        match &*node.target {
            Expr::Name(target) => {
                if node.simple && evaluated {
                    if self.future_annotations() {
                        self.annotation_text(&node.annotation);
                        self.op_name(loc, ops::LOAD_NAME, known::ANNOTATIONS);
                        let name = self.name_sym(target);
                        let name = self.mangle(name);
                        self.load_sym(loc, name);
                        self.op(loc, ops::STORE_SUBSCR);
                    } else {
                        self.defer_annotation(node);
                    }
                }
            }
            Expr::Attribute(target) if node.value.is_none() => self.evaluate(&target.value)?,
            Expr::Subscript(target) if node.value.is_none() => {
                self.evaluate(&target.value)?;
                self.evaluate_subscript(&target.slice)?;
            }
            Expr::Attribute(_) | Expr::Subscript(_) => {}
            _ => return self.error(loc, "illegal target for annotation"),
        }
        Ok(())
    }

    fn defer_annotation(&mut self, node: &'a StmtAnnAssign) {
        let loc = self.loc(node);
        let unit = self.unit();
        let conditional = unit.scope_type == ScopeType::Module || unit.in_conditional_block > 0;
        if !conditional {
            unit.deferred_annotations.push((node, None));
            return;
        }
        let number = unit.next_conditional_annotation;
        unit.next_conditional_annotation += 1;
        unit.deferred_annotations.push((node, Some(number)));
        let at = unit.cellvars.add(known::CONDITIONAL_ANNOTATIONS);
        if unit.scope_type == ScopeType::Class {
            self.op_i(loc, ops::LOAD_DEREF, at);
        } else {
            self.op_i(loc, ops::LOAD_NAME, at);
        }
        self.load_const(loc, Const::Int(i64::from(number)));
        self.op_i(loc, ops::SET_ADD, 1);
        self.op(loc, ops::POP_TOP);
    }

    /// Evaluates for the effect: that all of it is defined.
    fn evaluate(&mut self, expr: &'a Expr) -> Result {
        self.expr(expr)?;
        self.op(self.loc(expr), ops::POP_TOP);
        Ok(())
    }

    fn evaluate_subscript(&mut self, expr: &'a Expr) -> Result {
        match expr {
            Expr::Slice(slice) => {
                let bounds = [&slice.lower, &slice.upper, &slice.step];
                bounds
                    .into_iter()
                    .flatten()
                    .try_for_each(|bound| self.evaluate(bound))
            }
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .try_for_each(|element| self.evaluate_subscript(element)),
            _ => self.evaluate(expr),
        }
    }
}
