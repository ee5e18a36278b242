//! Statements.

use ruff_python_ast::{Expr, ExprStringLiteral, Stmt, StmtAssert, StmtReturn};
use ruff_text_size::{Ranged, TextRange};

use super::names::Access;
use super::{Compiler, Result};
use crate::consts::ConstId;
use crate::instr::Loc;
use crate::names::known;
use crate::ops::{self, common, intrinsic};
use crate::tree::{definition_start, docstring, is_constant};

impl<'a> Compiler<'a> {
    /// Where a statement stands; a definition starts after its decorators.
    pub(super) fn statement_loc(&self, statement: &Stmt) -> Loc {
        let decorators = match statement {
            Stmt::FunctionDef(node) => &node.decorator_list,
            Stmt::ClassDef(node) => &node.decorator_list,
            Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_) => {
                return self.source.block(statement.range());
            }
            _ => return self.loc(statement),
        };
        let range = statement.range();
        let start = definition_start(self.source.text, range, decorators);
        self.source.block(TextRange::new(start, range.end()))
    }

    /// The body of a module or class: its docstring, its statements, its annotations.
    pub(super) fn body(&mut self, loc: Loc, body: &'a [Stmt]) -> Result {
        if self.future_annotations() && self.scope().annotations_used {
            self.op(loc, ops::SETUP_ANNOTATIONS);
        }
        if body.is_empty() {
            return Ok(());
        }
        let mut rest = body;
        if !self.interactive
            && let Some(docstring) = docstring(body)
        {
            rest = &body[1..];
            if self.optimize < 2 {
                let doc = self.clean_docstring(docstring);
                self.load(self.loc(docstring), doc);
                self.name(Loc::NONE, known::DOC, Access::Store)?;
            } else if rest.is_empty() {
                self.op(self.pass_instead_of(docstring), ops::NOP);
            }
        }
        self.statements(rest)?;
        if !self.future_annotations() {
            self.deferred_annotations(loc)?;
        }
        Ok(())
    }

    /// With docstrings left out, a body of nothing else becomes `pass`.
    pub(super) fn pass_instead_of(&self, docstring: &ExprStringLiteral) -> Loc {
        let loc = self.loc(docstring);
        Loc::new(loc.line, loc.line, loc.col, loc.col + 4)
    }

    pub(super) fn clean_docstring(&mut self, docstring: &ExprStringLiteral) -> ConstId {
        let value = super::literals::string_value(self.source.text, docstring);
        self.consts
            .add_wtf8(&super::literals::clean_docstring(value))
    }

    pub(super) fn statements(&mut self, body: &'a [Stmt]) -> Result {
        body.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &'a Stmt) -> Result {
        self.recurse(
            |own| own.loc(statement),
            |own| own.statement_inner(statement),
        )
    }

    fn conditionally(&mut self, generate: impl FnOnce(&mut Self) -> Result) -> Result {
        self.unit().in_conditional_block += 1;
        generate(self)?;
        self.unit().in_conditional_block -= 1;
        Ok(())
    }

    fn statement_inner(&mut self, statement: &'a Stmt) -> Result {
        let loc = self.loc(statement);
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.return_statement(node),
            Stmt::Delete(node) => self.exprs(&node.targets),
            Stmt::Assign(node) => {
                self.expr(&node.value)?;
                for (at, target) in node.targets.iter().enumerate() {
                    if at + 1 < node.targets.len() {
                        self.op_i(loc, ops::COPY, 1);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            Stmt::AugAssign(node) => self.augmented_assignment(node),
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) if node.is_async => self.conditionally(|own| own.async_for_loop(node)),
            Stmt::For(node) => self.conditionally(|own| own.for_loop(node)),
            Stmt::While(node) => self.conditionally(|own| own.while_loop(node)),
            Stmt::If(node) => self.conditionally(|own| {
                own.if_statement(
                    loc,
                    &node.test,
                    &node.body,
                    &node.elif_else_clauses,
                    node.range().end(),
                )
            }),
            Stmt::Match(node) => self.conditionally(|own| own.match_statement(node)),
            Stmt::Raise(node) => {
                let mut count = 0;
                for expr in node.exc.iter().chain(&node.cause) {
                    self.expr(expr)?;
                    count += 1;
                }
                self.op_i(loc, ops::RAISE_VARARGS, count);
                Ok(())
            }
            Stmt::Try(node) => self.conditionally(|own| own.try_statement(node)),
            Stmt::Assert(node) => self.assert_statement(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Expr(node) => self.expression_statement(loc, &node.value),
            Stmt::Pass(_) => {
                self.op(loc, ops::NOP);
                Ok(())
            }
            Stmt::Break(_) => self.break_statement(loc),
            Stmt::Continue(_) => self.continue_statement(loc),
            Stmt::With(node) => self.conditionally(|own| own.with_statement(node, 0)),
            Stmt::IpyEscapeCommand(_) => self.error(loc, "invalid syntax"),
        }
    }

    fn expression_statement(&mut self, loc: Loc, value: &'a Expr) -> Result {
        if self.interactive && self.units.len() == 1 {
            self.expr(value)?;
            self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::PRINT);
            self.op(Loc::NONE, ops::POP_TOP);
        } else if is_constant(value) {
            self.op(loc, ops::NOP);
        } else {
            self.expr(value)?;
            self.op(Loc::NONE, ops::POP_TOP);
        }
        Ok(())
    }

    fn return_statement(&mut self, node: &'a StmtReturn) -> Result {
        let mut loc = self.loc(node);
        let scope = self.scope();
        if !scope.is_function_like() {
            return self.error(loc, "'return' outside function");
        }
        if node.value.is_some() && scope.coroutine && scope.generator {
            return self.error(loc, "'return' with value in async generator");
        }
        let value = node.value.as_deref();
        let constant = value.filter(|value| is_constant(value));
        let preserve = value.is_some() && constant.is_none();
        let mut value_line = None;
        if let Some(value) = value {
            let value_loc = self.loc(value);
            value_line = Some(value_loc.line);
            if preserve {
                self.expr(value)?;
            } else {
                loc = value_loc;
                self.op(loc, ops::NOP);
            }
        }
        let statement = self.loc(node);
        if value_line != Some(statement.line) {
            loc = statement;
            self.op(loc, ops::NOP);
        }
        self.unwind_all(&mut loc, preserve)?;
        match (value, constant) {
            (None, _) => self.load_none(loc),
            (_, Some(constant)) => {
                let constant = self.constant(constant)?;
                self.load(loc, constant);
            }
            _ => {}
        }
        self.op(loc, ops::RETURN_VALUE);
        Ok(())
    }

    fn assert_statement(&mut self, node: &'a StmtAssert) -> Result {
        self.check_assert(node);
        if self.optimize > 0 {
            return Ok(());
        }
        let loc = self.loc(node);
        let end = self.new_label();
        self.jump_if(loc, &node.test, end, true)?;
        self.op_i(loc, ops::LOAD_COMMON_CONSTANT, common::ASSERTION_ERROR);
        if let Some(message) = &node.msg {
            self.expr(message)?;
            self.op_i(loc, ops::CALL, 0);
        }
        self.op_i(self.loc(&*node.test), ops::RAISE_VARARGS, 1);
        self.place(end);
        Ok(())
    }
}
