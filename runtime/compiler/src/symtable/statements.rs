//! Statements, as far as they define and use names.

use ruff_python_ast::{
    Alias, Expr, Identifier, Parameters, Stmt, StmtAnnAssign, StmtClassDef, StmtFunctionDef,
    StmtIf, StmtTypeAlias, TypeParam, TypeParams,
};
use ruff_text_size::Ranged;

use super::build::{Access, Builder, Result};
use super::{
    DEF_ANNOT, DEF_GLOBAL, DEF_IMPORT, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, DEF_TYPE_PARAM, Key,
    Role, ScopeKind, SymbolTable, USE,
};
use crate::error::ErrorKind;
use crate::instr::Loc;
use crate::names::{Sym, known};
use crate::room;
use crate::tree::{definition_start, docstring};

/// As deep as trees may be; CPython's own limit depends on the size of the C stack.
pub(crate) const MAX_DEPTH: u32 = 12_000;

impl Builder<'_, '_> {
    pub(super) fn statements(&mut self, body: &[Stmt]) -> Result {
        body.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    pub(super) fn recurse(
        &mut self,
        loc: impl FnOnce(&Self) -> Loc,
        visit: impl FnOnce(&mut Self) -> Result,
    ) -> Result {
        if self.depth >= MAX_DEPTH {
            let message = "maximum recursion depth exceeded during compilation";
            return Err(self
                .source
                .error_of(ErrorKind::Recursion, loc(self), message));
        }
        self.depth += 1;
        let result = room::deeper(self.depth, || visit(self));
        self.depth -= 1;
        result
    }

    fn statement(&mut self, statement: &Stmt) -> Result {
        self.recurse(
            |own| own.source.loc(statement),
            |own| own.statement_inner(statement),
        )
    }

    /// Visits what runs only under a condition.
    fn conditionally(&mut self, visit: impl FnOnce(&mut Self) -> Result) -> Result {
        let before = std::mem::replace(&mut self.cur().in_conditional_block, true);
        visit(self)?;
        self.cur().in_conditional_block = before;
        Ok(())
    }

    fn statement_inner(&mut self, statement: &Stmt) -> Result {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class_definition(class),
            Stmt::TypeAlias(alias) => self.type_alias(alias),
            Stmt::Return(node) => {
                self.check_jump(statement, "return");
                self.opt_expr(node.value.as_deref())
            }
            Stmt::Delete(node) => self.exprs(&node.targets),
            Stmt::Assign(node) => {
                self.exprs(&node.targets)?;
                self.expr(&node.value)
            }
            Stmt::AugAssign(node) => {
                self.expr(&node.target)?;
                self.expr(&node.value)
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) => {
                if node.is_async {
                    self.need_coroutine(
                        "'async for' outside async function",
                        self.source.loc(node),
                    )?;
                }
                self.expr(&node.target)?;
                self.expr(&node.iter)?;
                self.conditionally(|own| {
                    own.loop_body(&node.body)?;
                    own.statements(&node.orelse)
                })
            }
            Stmt::While(node) => {
                self.expr(&node.test)?;
                self.conditionally(|own| {
                    own.loop_body(&node.body)?;
                    own.statements(&node.orelse)
                })
            }
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => {
                if node.is_async {
                    self.need_coroutine(
                        "'async with' outside async function",
                        self.source.loc(node),
                    )?;
                }
                self.conditionally(|own| {
                    for item in &node.items {
                        own.expr(&item.context_expr)?;
                        own.opt_expr(item.optional_vars.as_deref())?;
                    }
                    own.statements(&node.body)
                })
            }
            Stmt::Match(node) => {
                self.expr(&node.subject)?;
                self.conditionally(|own| {
                    node.cases.iter().try_for_each(|case| {
                        own.pattern(&case.pattern)?;
                        own.opt_expr(case.guard.as_deref())?;
                        own.statements(&case.body)
                    })
                })
            }
            Stmt::Raise(node) => {
                self.opt_expr(node.exc.as_deref())?;
                self.opt_expr(node.cause.as_deref())
            }
            Stmt::Try(node) => self.conditionally(|own| {
                own.statements(&node.body)?;
                for handler in &node.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    own.opt_expr(handler.type_.as_deref())?;
                    if let Some(name) = &handler.name {
                        let name = own.sym(name);
                        own.define(name, DEF_LOCAL, handler.range())?;
                    }
                    own.statements(&handler.body)?;
                }
                own.statements(&node.orelse)?;
                own.final_body(&node.finalbody)
            }),
            Stmt::Assert(node) => {
                self.expr(&node.test)?;
                self.opt_expr(node.msg.as_deref())
            }
            Stmt::Import(node) => node.names.iter().try_for_each(|alias| self.alias(alias)),
            Stmt::ImportFrom(node) => {
                node.names.iter().try_for_each(|alias| self.alias(alias))?;
                let late = self.source.line_column(node.range().start()) > self.future_end;
                if late && node.level == 0 && node.module.as_deref() == Some("__future__") {
                    let message = "from __future__ imports must occur at the beginning of the file";
                    return self.error(self.source.loc(node), message);
                }
                Ok(())
            }
            Stmt::Global(node) => self.declare(&node.names, DEF_GLOBAL, self.source.loc(node)),
            Stmt::Nonlocal(node) => self.declare(&node.names, DEF_NONLOCAL, self.source.loc(node)),
            Stmt::Expr(node) => self.expr(&node.value),
            Stmt::Break(_) => {
                self.check_jump(statement, "break");
                Ok(())
            }
            Stmt::Continue(_) => {
                self.check_jump(statement, "continue");
                Ok(())
            }
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn need_coroutine(&mut self, message: &str, loc: Loc) -> Result {
        if self.cur().coroutine {
            Ok(())
        } else {
            self.error(loc, message)
        }
    }

    fn if_statement(&mut self, node: &StmtIf) -> Result {
        self.expr(&node.test)?;
        self.conditionally(|own| {
            own.statements(&node.body)?;
            for clause in &node.elif_else_clauses {
                own.opt_expr(clause.test.as_ref())?;
                own.statements(&clause.body)?;
            }
            Ok(())
        })
    }

    fn declare(&mut self, names: &[Identifier], flag: u32, loc: Loc) -> Result {
        let word = if flag == DEF_GLOBAL {
            "global"
        } else {
            "nonlocal"
        };
        for name in names {
            let sym = self.sym(name);
            let flags = self.flags_of(sym);
            let before = flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT);
            if before != 0 {
                let message = if before & DEF_PARAM != 0 {
                    format!("name '{name}' is parameter and {word}")
                } else if before & USE != 0 {
                    format!("name '{name}' is used prior to {word} declaration")
                } else if before & DEF_ANNOT != 0 {
                    format!("annotated name '{name}' can't be {word}")
                } else {
                    format!("name '{name}' is assigned to before {word} declaration")
                };
                return self.error(loc, message);
            }
            self.define(sym, flag, loc)?;
            self.record_directive(sym, loc);
        }
        Ok(())
    }

    fn alias(&mut self, alias: &Alias) -> Result {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        if name.as_str() == "*" {
            if self.kind() != ScopeKind::Module {
                let loc = self.source.loc(alias);
                return self.error(loc, "import * only allowed at module level");
            }
            return Ok(());
        }
        let first = name.split('.').next().unwrap_or_default();
        let sym = self.sym(first);
        self.define(sym, DEF_IMPORT, alias.range())
    }

    fn annotated_assignment(&mut self, node: &StmtAnnAssign) -> Result {
        self.cur().annotations_used = true;
        if let Expr::Name(target) = &*node.target {
            let name = self.name_sym(target);
            let flags = self.flags_of(name);
            let declared = flags & (DEF_GLOBAL | DEF_NONLOCAL);
            if declared != 0 && self.cur_id() != SymbolTable::TOP && node.simple {
                let word = if flags & DEF_GLOBAL != 0 {
                    "global"
                } else {
                    "nonlocal"
                };
                let message = format!("annotated name '{}' can't be {word}", target.id);
                return self.error(self.source.loc(node), message);
            }
            if node.simple {
                self.define(name, DEF_ANNOT | DEF_LOCAL, target.range())?;
            }
            if node.value.is_some() {
                self.define(name, DEF_LOCAL, target.range())?;
            }
        } else {
            self.expr(&node.target)?;
        }
        self.annotation(&node.annotation)?;
        self.opt_expr(node.value.as_deref())
    }

    fn defaults(&mut self, parameters: &Parameters) -> Result {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for parameter in positional.chain(&parameters.kwonlyargs) {
            self.opt_expr(parameter.default.as_deref())?;
        }
        Ok(())
    }

    pub(super) fn lambda_defaults(&mut self, parameters: Option<&Parameters>) -> Result {
        parameters.map_or(Ok(()), |parameters| self.defaults(parameters))
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) -> Result {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        for parameter in positional.chain(&parameters.kwonlyargs) {
            let name = self.sym(&parameter.parameter.name);
            self.define(name, DEF_PARAM, parameter.parameter.range())?;
        }
        if let Some(parameter) = &parameters.vararg {
            let name = self.sym(&parameter.name);
            self.define(name, DEF_PARAM, parameter.range())?;
            self.cur().varargs = true;
        }
        if let Some(parameter) = &parameters.kwarg {
            let name = self.sym(&parameter.name);
            self.define(name, DEF_PARAM, parameter.range())?;
            self.cur().varkeywords = true;
        }
        Ok(())
    }

    fn function(&mut self, node: &StmtFunctionDef) -> Result {
        let range = node.range();
        let start = definition_start(self.source.text, range, &node.decorator_list);
        let loc = self
            .source
            .block(ruff_text_size::TextRange::new(start, range.end()));
        let name = self.sym(&node.name);
        self.define(name, DEF_LOCAL, loc)?;
        self.defaults(&node.parameters)?;
        for decorator in &node.decorator_list {
            self.expr(&decorator.expression)?;
        }
        let type_params = node.type_params.as_deref();
        if let Some(type_params) = type_params {
            let kwdefaults = node
                .parameters
                .kwonlyargs
                .iter()
                .any(|own| own.default.is_some());
            // CPython's test for positional defaults is always true.
            self.type_param_scope(name, type_params, true, kwdefaults, false, loc)?;
            self.type_params(type_params)?;
        }
        let key = Key::new(node, Role::Body);
        let id = self.new_scope(name, ScopeKind::Function, Some(key), loc);
        self.table.get_mut(id).has_docstring = docstring(&node.body).is_some();
        self.function_annotations(&node.parameters, node.returns.as_deref(), loc)?;
        self.enter(id, true);
        self.cur().coroutine = node.is_async;
        self.parameters(&node.parameters)?;
        self.own_body(&node.body)?;
        self.leave();
        if type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    fn class_definition(&mut self, node: &StmtClassDef) -> Result {
        let range = node.range();
        let start = definition_start(self.source.text, range, &node.decorator_list);
        let loc = self
            .source
            .block(ruff_text_size::TextRange::new(start, range.end()));
        let name = self.sym(&node.name);
        self.define(name, DEF_LOCAL, loc)?;
        for decorator in &node.decorator_list {
            self.expr(&decorator.expression)?;
        }
        let outer_class = self.class;
        let type_params = node.type_params.as_deref();
        if let Some(type_params) = type_params {
            self.type_param_scope(name, type_params, false, false, true, loc)?;
            self.class = Some(name);
            self.mangle_only_type_params();
            self.type_params(type_params)?;
        }
        if let Some(arguments) = node.arguments.as_deref() {
            self.arguments(arguments)?;
        }
        self.enter_new(name, ScopeKind::Class, Key::new(node, Role::Body), loc)?;
        self.class = Some(name);
        if type_params.is_some() {
            self.define(known::TYPE_PARAMS, DEF_LOCAL, loc)?;
            self.define(known::DOT_TYPE_PARAMS, USE, loc)?;
        }
        self.cur().has_docstring = docstring(&node.body).is_some();
        self.own_body(&node.body)?;
        self.leave();
        if type_params.is_some() {
            self.leave();
        }
        self.class = outer_class;
        Ok(())
    }

    fn type_alias(&mut self, node: &StmtTypeAlias) -> Result {
        self.expr(&node.name)?;
        let loc = self.source.loc(node);
        let name = match &*node.name {
            Expr::Name(name) => self.name_sym(name),
            _ => known::EMPTY,
        };
        let in_class = self.kind() == ScopeKind::Class;
        if let Some(type_params) = node.type_params.as_deref() {
            self.type_param_scope(name, type_params, false, false, false, loc)?;
            self.type_params(type_params)?;
        }
        self.enter_new(name, ScopeKind::TypeAlias, Key::new(node, Role::Body), loc)?;
        if in_class {
            self.see_class(self.source.loc(&*node.value))?;
        }
        self.expr(&node.value)?;
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    fn type_param_scope(
        &mut self,
        name: Sym,
        type_params: &TypeParams,
        defaults: bool,
        kwdefaults: bool,
        of_class: bool,
        loc: Loc,
    ) -> Result {
        let in_class = self.kind() == ScopeKind::Class;
        self.enter_new(
            name,
            ScopeKind::TypeParameters,
            Key::new(type_params, Role::TypeParams),
            loc,
        )?;
        if in_class {
            self.see_class(loc)?;
        }
        if of_class {
            for hidden in [known::DOT_TYPE_PARAMS, known::DOT_GENERIC_BASE] {
                self.define(hidden, DEF_LOCAL, loc)?;
                self.define(hidden, USE, loc)?;
            }
        }
        if defaults {
            self.define(known::DOT_DEFAULTS, DEF_PARAM, loc)?;
        }
        if kwdefaults {
            self.define(known::DOT_KWDEFAULTS, DEF_PARAM, loc)?;
        }
        Ok(())
    }

    fn type_params(&mut self, type_params: &TypeParams) -> Result {
        for param in &type_params.type_params {
            let loc = self.source.loc(param);
            let name = self.sym(param.name());
            self.define(name, DEF_TYPE_PARAM | DEF_LOCAL, loc)?;
            if name == known::CLASSDICT {
                return self.error(
                    loc,
                    "reserved name '__classdict__' cannot be used for type parameter",
                );
            }
            let default = match param {
                TypeParam::TypeVar(var) => {
                    if let Some(bound) = var.bound.as_deref() {
                        let info = if bound.is_tuple_expr() {
                            "a TypeVar constraint"
                        } else {
                            "a TypeVar bound"
                        };
                        self.bound_or_default(bound, name, Key::new(param, Role::Bound), info)?;
                    }
                    var.default
                        .as_deref()
                        .map(|default| (default, "a TypeVar default"))
                }
                TypeParam::TypeVarTuple(var) => var
                    .default
                    .as_deref()
                    .map(|own| (own, "a TypeVarTuple default")),
                TypeParam::ParamSpec(var) => var
                    .default
                    .as_deref()
                    .map(|own| (own, "a ParamSpec default")),
            };
            if let Some((default, info)) = default {
                self.bound_or_default(default, name, Key::new(param, Role::Default), info)?;
            }
        }
        Ok(())
    }

    fn bound_or_default(&mut self, expr: &Expr, name: Sym, key: Key, info: &'static str) -> Result {
        let in_class = self.cur().can_see_class_scope;
        let loc = self.source.loc(expr);
        self.enter_new(name, ScopeKind::TypeVariable, key, loc)?;
        if in_class {
            self.see_class(loc)?;
        }
        self.cur().info = info;
        self.expr(expr)?;
        self.leave();
        Ok(())
    }

    pub(super) fn check_keyword(&mut self, name: &Identifier, loc: Loc) -> Result {
        let name = self.sym(name);
        self.check_name(name, loc, Access::Store)
    }
}
