//! Expressions, as far as they define and use names.

use ruff_python_ast::{
    Arguments, Expr, ExprCall, ExprContext, ExprNamed, FStringPart, Identifier,
    InterpolatedStringElement, InterpolatedStringElements, Keyword,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::build::{Access, Builder, Result, Spot};
use super::{
    Comprehension, DEF_COMP_ITER, DEF_GLOBAL, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, Key, Role,
    ScopeKind, USE,
};
use crate::instr::Loc;
use crate::names::{Sym, known};

impl Builder<'_, '_> {
    pub(super) fn exprs(&mut self, exprs: &[Expr]) -> Result {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    pub(super) fn opt_expr(&mut self, expr: Option<&Expr>) -> Result {
        expr.map_or(Ok(()), |expr| self.expr(expr))
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result {
        match expr {
            Expr::Name(node) => {
                let access = match node.ctx {
                    ExprContext::Store => Access::Store,
                    ExprContext::Del => Access::Del,
                    _ => Access::Load,
                };
                let name = self.name_sym(node);
                self.name(name, access, node.range)
            }
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
            _ => self.recurse(|own| own.source.loc(expr), |own| own.expr_inner(expr)),
        }
    }

    fn name(&mut self, name: Sym, access: Access, at: impl Spot) -> Result {
        if self.cur().in_unevaluated_annotation || access == Access::Load && name == known::DEBUG {
            return Ok(());
        }
        self.define_as(
            name,
            if access == Access::Load {
                USE
            } else {
                DEF_LOCAL
            },
            at,
            access,
        )?;
        // super() without arguments needs the class that the function stands in.
        if access == Access::Load && name == known::SUPER && self.cur().is_function_like() {
            self.define_as(known::CLASS, USE, at, access)?;
        }
        Ok(())
    }

    fn expr_inner(&mut self, expr: &Expr) -> Result {
        match expr {
            Expr::Named(node) => self.named(node),
            Expr::BoolOp(node) => self.exprs(&node.values),
            Expr::BinOp(node) => {
                self.expr(&node.left)?;
                self.expr(&node.right)
            }
            Expr::UnaryOp(node) => self.expr(&node.operand),
            Expr::Lambda(node) => {
                self.lambda_defaults(node.parameters.as_deref())?;
                let loc = self.source.loc(node);
                self.enter_new(
                    known::LAMBDA,
                    ScopeKind::Function,
                    Key::new(node, Role::Body),
                    loc,
                )?;
                if let Some(parameters) = &node.parameters {
                    self.parameters(parameters)?;
                }
                self.expr(&node.body)?;
                self.leave();
                Ok(())
            }
            Expr::If(node) => {
                self.expr(&node.test)?;
                self.expr(&node.body)?;
                self.expr(&node.orelse)
            }
            Expr::Dict(node) => {
                node.items
                    .iter()
                    .try_for_each(|item| self.opt_expr(item.key.as_ref()))?;
                node.items
                    .iter()
                    .try_for_each(|item| self.expr(&item.value))
            }
            Expr::Set(node) => self.exprs(&node.elts),
            Expr::ListComp(node) => {
                let key = Key::new(node, Role::Body);
                self.comprehension(
                    Comprehension::List,
                    key,
                    &node.generators,
                    &node.elt,
                    None,
                    self.source.loc(node),
                )
            }
            Expr::SetComp(node) => {
                let key = Key::new(node, Role::Body);
                self.comprehension(
                    Comprehension::Set,
                    key,
                    &node.generators,
                    &node.elt,
                    None,
                    self.source.loc(node),
                )
            }
            Expr::DictComp(node) => {
                let loc = self.source.loc(node);
                let Some(element) = &node.key else {
                    let start = node.range.start();
                    let stars = self.source.text[node.range].find("**").unwrap_or(0);
                    let start = start + TextSize::new(stars as u32);
                    let stars = self.source.range(TextRange::at(start, TextSize::new(2)));
                    return self
                        .error(stars, "dict unpacking cannot be used in dict comprehension");
                };
                let key = Key::new(node, Role::Body);
                self.comprehension(
                    Comprehension::Dict,
                    key,
                    &node.generators,
                    element,
                    Some(&node.value),
                    loc,
                )
            }
            Expr::Generator(node) => {
                let loc = if node.parenthesized {
                    self.source.loc(node)
                } else {
                    self.call_parens
                };
                let key = Key::new(node, Role::Body);
                self.comprehension(
                    Comprehension::Generator,
                    key,
                    &node.generators,
                    &node.elt,
                    None,
                    loc,
                )
            }
            Expr::Yield(node) => {
                self.no_annotation("yield expression", expr)?;
                self.opt_expr(node.value.as_deref())?;
                self.yields(expr)
            }
            Expr::YieldFrom(node) => {
                self.no_annotation("yield expression", expr)?;
                self.expr(&node.value)?;
                self.yields(expr)
            }
            Expr::Await(node) => {
                self.no_annotation("await expression", expr)?;
                let id = self.cur_id();
                let scope = self.table.get(id);
                if !scope.is_function_like() {
                    return self.error(self.source.loc(node), "'await' outside function");
                }
                if !(scope.coroutine && scope.kind == ScopeKind::Function)
                    && scope.comprehension == Comprehension::None
                {
                    return self.error(self.source.loc(node), "'await' outside async function");
                }
                self.expr(&node.value)?;
                self.cur().coroutine = true;
                Ok(())
            }
            Expr::Compare(node) => {
                self.expr(&node.left)?;
                self.exprs(&node.comparators)
            }
            Expr::Call(node) => self.call(node),
            Expr::FString(node) => node.value.iter().try_for_each(|part| match part {
                FStringPart::Literal(_) => Ok(()),
                FStringPart::FString(part) => self.interpolated(&part.elements),
            }),
            Expr::TString(node) => node
                .value
                .iter()
                .try_for_each(|part| self.interpolated(&part.elements)),
            Expr::Attribute(node) => {
                let access = if node.ctx.is_load() {
                    Access::Load
                } else {
                    Access::Store
                };
                let access = if node.ctx.is_del() {
                    Access::Del
                } else {
                    access
                };
                if node.attr.as_str() == "__debug__" {
                    self.check_name(known::DEBUG, self.source.loc(node), access)?;
                }
                self.expr(&node.value)
            }
            Expr::Subscript(node) => {
                self.expr(&node.value)?;
                self.expr(&node.slice)
            }
            Expr::Starred(node) => self.expr(&node.value),
            Expr::Slice(node) => {
                self.opt_expr(node.lower.as_deref())?;
                self.opt_expr(node.upper.as_deref())?;
                self.opt_expr(node.step.as_deref())
            }
            Expr::List(node) => self.exprs(&node.elts),
            Expr::Tuple(node) => self.exprs(&node.elts),
            _ => Ok(()),
        }
    }

    fn call(&mut self, node: &ExprCall) -> Result {
        self.expr(&node.func)?;
        self.arguments(&node.arguments)
    }

    /// The parser takes `f((x)=1)`; CPython's grammar does not.
    fn check_bare(&self, name: &Identifier, keyword: &Keyword) -> Result {
        let between = TextRange::new(name.end(), keyword.value.start());
        let text = &self.source.text[between];
        match text.find('=') {
            Some(equals) if text[..equals].contains(')') => {
                let end = name.end() + TextSize::new(equals as u32 + 1);
                let loc = self.source.range(TextRange::new(name.start(), end));
                self.error(
                    loc,
                    "expression cannot contain assignment, perhaps you meant \"==\"?",
                )
            }
            _ => Ok(()),
        }
    }

    /// The arguments of a call, or the bases and keywords of a class.
    pub(super) fn arguments(&mut self, arguments: &Arguments) -> Result {
        for argument in &arguments.args {
            if let Expr::Generator(generator) = argument
                && !generator.parenthesized
            {
                self.call_parens = self.source.range(arguments.range);
            }
            self.expr(argument)?;
        }
        for keyword in &arguments.keywords {
            if let Some(name) = &keyword.arg {
                self.check_bare(name, keyword)?;
                self.check_keyword(name, self.source.loc(keyword))?;
            }
        }
        arguments
            .keywords
            .iter()
            .try_for_each(|keyword| self.expr(&keyword.value))
    }

    fn interpolated(&mut self, elements: &InterpolatedStringElements) -> Result {
        elements.iter().try_for_each(|element| match element {
            InterpolatedStringElement::Literal(_) => Ok(()),
            InterpolatedStringElement::Interpolation(element) => {
                self.expr(&element.expression)?;
                element
                    .format_spec
                    .as_ref()
                    .map_or(Ok(()), |spec| self.interpolated(&spec.elements))
            }
        })
    }

    fn yields(&mut self, expr: &Expr) -> Result {
        let scope = self.cur();
        scope.generator = true;
        let message = match scope.comprehension {
            Comprehension::None => return Ok(()),
            Comprehension::List => "'yield' inside list comprehension",
            Comprehension::Set => "'yield' inside set comprehension",
            Comprehension::Dict => "'yield' inside dict comprehension",
            Comprehension::Generator => "'yield' inside generator expression",
        };
        self.error(self.source.loc(expr), message)
    }

    fn no_annotation(&self, what: &str, expr: &Expr) -> Result {
        let scope = self.table.get(self.cur_id());
        let message = match scope.kind {
            ScopeKind::Annotation => format!("{what} cannot be used within an annotation"),
            ScopeKind::TypeVariable => format!("{what} cannot be used within {}", scope.info),
            ScopeKind::TypeAlias => format!("{what} cannot be used within a type alias"),
            ScopeKind::TypeParameters => {
                format!("{what} cannot be used within the definition of a generic")
            }
            _ => return Ok(()),
        };
        self.error(self.source.loc(expr), message)
    }

    fn named(&mut self, node: &ExprNamed) -> Result {
        let loc = self.source.loc(node);
        let id = self.cur_id();
        let scope = self.table.get(id);
        if !scope.is_function_like() || matches!(scope.kind, ScopeKind::Function) {
        } else {
            let what = "named expression";
            let message = match scope.kind {
                ScopeKind::Annotation => format!("{what} cannot be used within an annotation"),
                ScopeKind::TypeVariable => format!("{what} cannot be used within {}", scope.info),
                ScopeKind::TypeAlias => format!("{what} cannot be used within a type alias"),
                _ => format!("{what} cannot be used within the definition of a generic"),
            };
            return self.error(loc, message);
        }
        if scope.comp_iter_expr > 0 {
            return self.error(
                loc,
                "assignment expression cannot be used in a comprehension iterable expression",
            );
        }
        if scope.comprehension != Comprehension::None {
            self.extend_named_scope(&node.target)?;
        }
        self.expr(&node.value)?;
        self.expr(&node.target)
    }

    /// A named expression in a comprehension binds in the nearest scope that is no comprehension.
    fn extend_named_scope(&mut self, target: &Expr) -> Result {
        let Expr::Name(target) = target else {
            return Ok(());
        };
        let name = self.name_sym(target);
        let loc = self.source.loc(target);
        for id in self.stack.clone().into_iter().rev() {
            let mangled = self.mangle(id, name);
            let scope = self.table.get(id);
            let flags = scope.symbols.flags(mangled);
            if scope.comprehension != Comprehension::None {
                if flags & DEF_COMP_ITER != 0 && flags & DEF_LOCAL != 0 {
                    let message = format!(
                        "assignment expression cannot rebind comprehension iteration variable '{}'",
                        target.id
                    );
                    return self.error(loc, message);
                }
                continue;
            }
            let message = match scope.kind {
                ScopeKind::Function => {
                    let flag = if flags & DEF_GLOBAL != 0 {
                        DEF_GLOBAL
                    } else {
                        DEF_NONLOCAL
                    };
                    self.define(name, flag, loc)?;
                    self.record_directive(name, loc);
                    return self.define_in(id, name, DEF_LOCAL, loc);
                }
                ScopeKind::Module => {
                    self.define(name, DEF_GLOBAL, loc)?;
                    self.record_directive(name, loc);
                    return self.define_in(id, name, DEF_GLOBAL, loc);
                }
                ScopeKind::Class => {
                    "assignment expression within a comprehension cannot be used in a class body"
                }
                ScopeKind::TypeParameters => {
                    "assignment expression within a comprehension cannot be used within the definition of a generic"
                }
                ScopeKind::TypeAlias => {
                    "assignment expression within a comprehension cannot be used in a type alias"
                }
                ScopeKind::TypeVariable => {
                    "assignment expression within a comprehension cannot be used in a TypeVar bound"
                }
                ScopeKind::Annotation => continue,
            };
            return self.error(loc, message);
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        kind: Comprehension,
        key: Key,
        generators: &[ruff_python_ast::Comprehension],
        element: &Expr,
        value: Option<&Expr>,
        loc: Loc,
    ) -> Result {
        let [outermost, rest @ ..] = generators else {
            return Ok(());
        };
        if element.is_starred_expr() {
            let message = "iterable unpacking cannot be used in comprehension";
            return self.error(self.source.loc(element), message);
        }
        self.cur().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur().comp_iter_expr -= 1;
        let name = match kind {
            Comprehension::List => known::LISTCOMP,
            Comprehension::Set => known::SETCOMP,
            Comprehension::Dict => known::DICTCOMP,
            _ => known::GENEXPR,
        };
        self.enter_new(name, ScopeKind::Function, key, loc)?;
        let scope = self.cur();
        scope.comprehension = kind;
        scope.coroutine |= outermost.is_async;
        self.define(known::DOT_ZERO, DEF_PARAM, loc)?;
        self.cur().comp_iter_target = true;
        self.expr(&outermost.target)?;
        self.cur().comp_iter_target = false;
        self.exprs(&outermost.ifs)?;
        for generator in rest {
            self.cur().comp_iter_target = true;
            self.expr(&generator.target)?;
            let scope = self.cur();
            scope.comp_iter_target = false;
            scope.comp_iter_expr += 1;
            self.expr(&generator.iter)?;
            self.cur().comp_iter_expr -= 1;
            self.exprs(&generator.ifs)?;
            self.cur().coroutine |= generator.is_async;
        }
        self.opt_expr(value)?;
        self.expr(element)?;
        let is_generator = kind == Comprehension::Generator;
        let scope = self.cur();
        scope.generator = is_generator;
        let is_async = scope.coroutine && !is_generator;
        self.leave();
        if is_async {
            let scope = self.cur();
            let in_async = scope.coroutine && scope.kind == ScopeKind::Function;
            if !in_async && scope.comprehension == Comprehension::None {
                return self.error(
                    loc,
                    "asynchronous comprehension outside of an asynchronous function",
                );
            }
            self.cur().coroutine = true;
        }
        Ok(())
    }
}
