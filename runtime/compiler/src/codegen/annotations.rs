//! Annotations: functions that evaluate them when they are asked for.

use ruff_python_ast::{Expr, Parameter, StmtFunctionDef};

use super::conditions::GREATER;
use super::names::Access;
use super::unit::{Counts, ScopeType};
use super::{Compiler, Result, unparse};
use crate::consts::Const;
use crate::instr::Loc;
use crate::names::{Sym, known};
use crate::ops::{self, common, function};
use crate::symtable::{Role, ScopeId};

/// `annotationlib.Format.VALUE_WITH_FAKE_GLOBALS`
const VALUE_WITH_FAKE_GLOBALS: i64 = 2;

impl<'a> Compiler<'a> {
    /// Enters a function of the parameter `format` that refuses formats it does not know.
    pub(super) fn enter_annotations(&mut self, loc: Loc, scope: ScopeId, name: Sym) -> Result {
        let counts = Counts {
            posonly: 1,
            ..Counts::default()
        };
        self.enter_scope(
            name,
            ScopeType::Annotations,
            scope,
            loc.line as u32,
            None,
            counts,
        )?;
        self.op_i(loc, ops::LOAD_FAST, 0);
        self.load_const(loc, Const::Int(VALUE_WITH_FAKE_GLOBALS));
        self.op_i(loc, ops::COMPARE_OP, GREATER);
        let body = self.new_label();
        self.jump(loc, ops::POP_JUMP_IF_FALSE, body);
        self.op_i(
            loc,
            ops::LOAD_COMMON_CONSTANT,
            common::NOT_IMPLEMENTED_ERROR,
        );
        self.op_i(loc, ops::RAISE_VARARGS, 1);
        self.place(body);
        Ok(())
    }

    fn leave_annotations(&mut self, loc: Loc) -> Result {
        self.op(loc, ops::RETURN_VALUE);
        self.unit().rename_format = true;
        let code = self.assemble(true)?;
        self.make_closure(loc, code, 0)
    }

    /// `__annotate__` of a module or class, from the annotated assignments seen in it.
    pub(super) fn deferred_annotations(&mut self, loc: Loc) -> Result {
        let deferred = std::mem::take(&mut self.unit().deferred_annotations);
        if deferred.is_empty() {
            return Ok(());
        }
        let outer = self.unit_ref().scope_type;
        // A module's __annotate__ is made before its first statement.
        let stashed = (outer == ScopeType::Module).then(|| std::mem::take(&mut self.unit().seq));
        let Some(scope) = self.scope().annotation_block else {
            return self.error(loc, "annotation scope expected");
        };
        let name = self.table.get(scope).name;
        self.enter_annotations(loc, scope, name)?;
        self.op_i(loc, ops::BUILD_MAP, 0);
        for (node, condition) in deferred {
            let Expr::Name(target) = &*node.target else {
                continue;
            };
            let target = self.name_sym(target);
            let mangled = self.names.mangle(self.unit_ref().private, target);
            let own = self.loc(node);
            let not_set = self.new_label();
            if let Some(number) = condition {
                self.load_const(own, Const::Int(i64::from(number)));
                if outer == ScopeType::Class {
                    // The symbol table does not know that this scope captures the set.
                    let unit = self.unit();
                    let free =
                        unit.freevars.add(known::CONDITIONAL_ANNOTATIONS) + unit.cellvars.len();
                    self.op_i(own, ops::LOAD_DEREF, free);
                } else {
                    let at = self.name_index(known::CONDITIONAL_ANNOTATIONS);
                    self.op_i(own, ops::LOAD_GLOBAL, at << 1);
                }
                self.op_i(own, ops::CONTAINS_OP, 0);
                self.jump(own, ops::POP_JUMP_IF_FALSE, not_set);
            }
            self.expr(&node.annotation)?;
            self.op_i(own, ops::COPY, 2);
            self.load_sym(own, mangled);
            self.op(loc, ops::STORE_SUBSCR);
            self.place(not_set);
        }
        self.leave_annotations(loc)?;
        let name = if outer == ScopeType::Class {
            known::ANNOTATE_FUNC
        } else {
            known::ANNOTATE
        };
        self.name(loc, name, Access::Store)?;
        if let Some(stashed) = stashed {
            let annotations = std::mem::replace(&mut self.unit().seq, stashed);
            self.unit().seq.annotations = annotations.instrs;
        }
        Ok(())
    }

    /// Pushes `__annotate__` of a function, if it has annotations.
    pub(super) fn function_annotations(
        &mut self,
        loc: Loc,
        node: &'a StmtFunctionDef,
    ) -> Result<u32> {
        let scope = self.lookup(&*node.parameters, Role::Annotations)?;
        if !self.table.get(scope).annotations_used {
            return Ok(0);
        }
        let name = self.table.get(scope).name;
        self.enter_annotations(loc, scope, name)?;
        let parameters = &node.parameters;
        let plain = parameters
            .args
            .iter()
            .chain(&parameters.posonlyargs)
            .map(|own| &own.parameter);
        let keywords = parameters.kwonlyargs.iter().map(|own| &own.parameter);
        let all = plain
            .chain(parameters.vararg.as_deref())
            .chain(keywords)
            .chain(parameters.kwarg.as_deref());
        let mut count = 0;
        for parameter in all {
            let Parameter {
                name,
                annotation: Some(annotation),
                ..
            } = parameter
            else {
                continue;
            };
            let name = self.sym(name);
            self.argument_annotation(loc, name, annotation)?;
            count += 1;
        }
        if let Some(returns) = &node.returns {
            self.argument_annotation(loc, known::RETURN, returns)?;
            count += 1;
        }
        self.op_i(loc, ops::BUILD_MAP, count);
        self.leave_annotations(loc)?;
        Ok(function::ANNOTATE)
    }

    fn argument_annotation(&mut self, loc: Loc, name: Sym, annotation: &'a Expr) -> Result {
        let name = self.mangle(name);
        self.load_sym(loc, name);
        if self.future_annotations() {
            self.annotation_text(annotation);
        } else if let Expr::Starred(starred) = annotation {
            self.expr(&starred.value)?;
            self.op_i(loc, ops::UNPACK_SEQUENCE, 1);
        } else {
            self.expr(annotation)?;
        }
        Ok(())
    }

    /// The annotation as its source, normalized: `from __future__ import annotations`.
    pub(super) fn annotation_text(&mut self, annotation: &'a Expr) {
        let text = unparse::expression(annotation, self.source);
        self.load_const(self.loc(annotation), Const::Str(text));
    }
}
