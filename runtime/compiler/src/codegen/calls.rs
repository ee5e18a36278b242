//! Calls.

use ruff_python_ast::{Arguments, Expr, ExprAttribute, ExprCall, Keyword};

use super::names::{Access, METHOD};
use super::sequences::TUPLE;
use super::{Compiler, Result, STACK_USE_GUIDELINE};
use crate::consts;
use crate::instr::{Label, Loc};
use crate::names::Sym;
use crate::ops::{self, common, intrinsic};
use crate::symtable::{DEF_IMPORT, Role, SymbolTable};

impl<'a> Compiler<'a> {
    /// A bare generator expression stands where the call's parentheses stand.
    fn note_parens(&mut self, arguments: &'a Arguments) {
        if let [Expr::Generator(generator)] = &*arguments.args
            && !generator.parenthesized
        {
            self.call_parens = self.source.range(arguments.range);
        }
    }

    pub(super) fn call(&mut self, node: &'a ExprCall) -> Result {
        self.no_repeated_keywords(&node.arguments.keywords)?;
        if let Expr::Attribute(method) = &*node.func
            && self.method_call(node, method)?
        {
            return Ok(());
        }
        self.check_call(&node.func);
        let skip = self.new_label();
        self.expr(&node.func)?;
        self.builtin_over_generator(node, skip)?;
        self.op(self.loc(&*node.func), ops::PUSH_NULL);
        self.call_arguments(self.loc(node), 0, Some(&node.arguments), None)?;
        self.place(skip);
        Ok(())
    }

    fn no_repeated_keywords(&self, keywords: &[Keyword]) -> Result {
        for (at, keyword) in keywords.iter().enumerate() {
            let Some(name) = &keyword.arg else { continue };
            let repeated = keywords[at + 1..]
                .iter()
                .find(|other| other.arg.as_deref() == Some(name.as_str()));
            if let Some(other) = repeated {
                return self.error(
                    self.loc(other),
                    format!("keyword argument repeated: {name}"),
                );
            }
        }
        Ok(())
    }

    /// A method call that needs no bound method object, if this call can be one.
    fn method_call(&mut self, node: &'a ExprCall, method: &'a ExprAttribute) -> Result<bool> {
        let arguments = &node.arguments;
        if !method.ctx.is_load() || self.is_imported(&method.value) {
            return Ok(false);
        }
        let (positional, keywords) = (arguments.args.len(), arguments.keywords.len());
        if positional + keywords + usize::from(keywords > 0) >= STACK_USE_GUIDELINE
            || arguments.args.iter().any(Expr::is_starred_expr)
            || arguments
                .keywords
                .iter()
                .any(|keyword| keyword.arg.is_none())
        {
            return Ok(false);
        }
        let mut loc = self.loc(method);
        let name = self.sym(&method.attr);
        if let Some(call) = self.super_call(method) {
            self.load_super_arguments(call)?;
            self.load_super_attr(loc, name, call, true);
            loc = self.attribute_loc(loc, method);
            self.op(loc, ops::NOP);
        } else {
            self.expr(&method.value)?;
            loc = self.attribute_loc(loc, method);
            self.op_attr(loc, name, METHOD);
        }
        self.note_parens(arguments);
        self.exprs(&arguments.args)?;
        let call = self.attribute_loc(self.loc(node), method);
        if keywords > 0 {
            arguments
                .keywords
                .iter()
                .try_for_each(|keyword| self.expr(&keyword.value))?;
            self.keyword_names(loc, &arguments.keywords);
            self.op_n(call, ops::CALL_KW, positional + keywords);
        } else {
            self.op_n(call, ops::CALL, positional);
        }
        Ok(true)
    }

    /// Whether the expression is a name that the module imports.
    fn is_imported(&mut self, expr: &Expr) -> bool {
        let Expr::Name(node) = expr else { return false };
        let name = self.name_sym(node);
        self.table.get(SymbolTable::TOP).symbols.flags(name) & DEF_IMPORT != 0
    }

    fn keyword_names(&mut self, loc: Loc, keywords: &'a [Keyword]) {
        let names = self.sym_tuple(
            keywords
                .iter()
                .map(|keyword| keyword.arg.as_deref().unwrap_or_default()),
        );
        self.load(loc, names);
    }

    /// `all`, `any` and `tuple` of a generator expression, run as a loop if they still are the built-ins.
    fn builtin_over_generator(&mut self, node: &'a ExprCall, end: Label) -> Result {
        let (Expr::Name(function), [argument @ Expr::Generator(generator)], true) = (
            &*node.func,
            &*node.arguments.args,
            node.arguments.keywords.is_empty(),
        ) else {
            return Ok(());
        };
        let loc = self.loc(function);
        let (builtin, result, go_on) = match function.id.as_str() {
            "all" => (common::ALL, Some(true), ops::POP_JUMP_IF_TRUE),
            "any" => (common::ANY, Some(false), ops::POP_JUMP_IF_FALSE),
            "tuple" => (common::TUPLE, None, ops::JUMP),
            _ => return Ok(()),
        };
        let scope = self.lookup(generator, Role::Body)?;
        if self.table.get(scope).coroutine {
            return Ok(());
        }
        let skip = self.new_label();
        self.op_i(loc, ops::COPY, 1);
        self.op_i(loc, ops::LOAD_COMMON_CONSTANT, builtin);
        self.op_i(loc, ops::IS_OP, 0);
        self.jump(loc, ops::POP_JUMP_IF_FALSE, skip);
        self.op(loc, ops::POP_TOP);
        if result.is_none() {
            self.op_i(loc, ops::BUILD_LIST, 0);
        }
        self.note_parens(&node.arguments);
        self.expr(argument)?;
        let (start, cleanup) = self.label_pair();
        self.place(start);
        self.jump(loc, ops::FOR_ITER, cleanup);
        if result.is_none() {
            self.op_i(loc, ops::LIST_APPEND, 2);
        } else {
            self.op(loc, ops::TO_BOOL);
        }
        self.jump(loc, go_on, start);
        let truth = |value: bool| if value { consts::TRUE } else { consts::FALSE };
        self.op(Loc::NONE, ops::POP_ITER);
        if let Some(result) = result {
            self.load(loc, truth(!result));
        }
        self.jump(loc, ops::JUMP, end);
        self.place(cleanup);
        self.op(Loc::NONE, ops::END_FOR);
        self.op(Loc::NONE, ops::POP_ITER);
        match result {
            Some(result) => self.load(loc, truth(result)),
            None => self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE),
        }
        self.jump(loc, ops::JUMP, end);
        self.place(skip);
        Ok(())
    }

    /// The arguments and the call itself; `pushed` arguments are on the stack already.
    pub(super) fn call_arguments(
        &mut self,
        loc: Loc,
        pushed: usize,
        arguments: Option<&'a Arguments>,
        injected: Option<Sym>,
    ) -> Result {
        let (args, keywords): (&'a [Expr], &'a [Keyword]) = match arguments {
            Some(arguments) => (&arguments.args, &arguments.keywords),
            None => (&[], &[]),
        };
        if let Some(arguments) = arguments {
            self.no_repeated_keywords(keywords)?;
            self.note_parens(arguments);
        }
        let plain = args.len() + keywords.len() * 2 <= STACK_USE_GUIDELINE
            && !args.iter().any(Expr::is_starred_expr)
            && keywords.iter().all(|keyword| keyword.arg.is_some());
        if !plain {
            return self.call_ex(loc, pushed, args, keywords, injected);
        }
        self.exprs(args)?;
        let mut count = pushed + args.len();
        if let Some(name) = injected {
            self.name(loc, name, Access::Load)?;
            count += 1;
        }
        if keywords.is_empty() {
            self.op_n(loc, ops::CALL, count);
        } else {
            keywords
                .iter()
                .try_for_each(|keyword| self.expr(&keyword.value))?;
            self.keyword_names(loc, keywords);
            self.op_n(loc, ops::CALL_KW, count + keywords.len());
        }
        Ok(())
    }

    fn call_ex(
        &mut self,
        loc: Loc,
        pushed: usize,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        injected: Option<Sym>,
    ) -> Result {
        match args {
            [Expr::Starred(starred)] if pushed == 0 => self.expr(&starred.value)?,
            _ => self.display(loc, args, injected, pushed, TUPLE)?,
        }
        if keywords.is_empty() {
            self.op(loc, ops::PUSH_NULL);
        } else {
            let mut have_dict = false;
            let mut pending = 0;
            for (at, keyword) in keywords.iter().enumerate() {
                if keyword.arg.is_some() {
                    pending += 1;
                    continue;
                }
                if pending > 0 {
                    self.keyword_dict(loc, &keywords[at - pending..at])?;
                    if have_dict {
                        self.op_i(loc, ops::DICT_MERGE, 1);
                    }
                    have_dict = true;
                    pending = 0;
                }
                if !have_dict {
                    self.op_i(loc, ops::BUILD_MAP, 0);
                    have_dict = true;
                }
                self.expr(&keyword.value)?;
                self.op_i(loc, ops::DICT_MERGE, 1);
            }
            if pending > 0 {
                self.keyword_dict(loc, &keywords[keywords.len() - pending..])?;
                if have_dict {
                    self.op_i(loc, ops::DICT_MERGE, 1);
                }
            }
        }
        self.op(loc, ops::CALL_FUNCTION_EX);
        Ok(())
    }

    fn keyword_dict(&mut self, loc: Loc, keywords: &'a [Keyword]) -> Result {
        let big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.op_i(Loc::NONE, ops::BUILD_MAP, 0);
        }
        for keyword in keywords {
            self.load_str(loc, keyword.arg.as_deref().unwrap_or_default());
            self.expr(&keyword.value)?;
            if big {
                self.op_i(Loc::NONE, ops::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_n(loc, ops::BUILD_MAP, keywords.len());
        }
        Ok(())
    }
}
