//! Comprehensions: inlined into the code around them, and generator expressions, which are functions.

use ruff_python_ast::{
    Comprehension, Expr, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp,
};

use super::unit::{BlockKind, Counts, Datum, ScopeType};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::names::{Sym, known};
use crate::ops::{self, Op};
use crate::symtable::{Binding, DEF_LOCAL, DEF_NONLOCAL, Role, ScopeId};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Generator,
    List,
    Set,
    Dict,
}

#[derive(Clone, Copy)]
struct Parts<'a> {
    kind: Kind,
    loc: Loc,
    generators: &'a [Comprehension],
    element: &'a Expr,
    value: Option<&'a Expr>,
}

/// What is to be undone after an inlined comprehension.
#[derive(Default)]
struct Inlined {
    pushed: Vec<Sym>,
    symbols: Vec<(Sym, u32)>,
    hidden: Vec<Sym>,
    cleanup: Option<Label>,
}

impl<'a> Compiler<'a> {
    pub(super) fn list_comprehension(&mut self, node: &'a ExprListComp) -> Result {
        let scope = self.lookup(node, Role::Body)?;
        let loc = self.loc(node);
        let parts = Parts {
            kind: Kind::List,
            loc,
            generators: &node.generators,
            element: &node.elt,
            value: None,
        };
        self.comprehension(scope, parts, known::LISTCOMP)
    }

    pub(super) fn set_comprehension(&mut self, node: &'a ExprSetComp) -> Result {
        let scope = self.lookup(node, Role::Body)?;
        let loc = self.loc(node);
        let parts = Parts {
            kind: Kind::Set,
            loc,
            generators: &node.generators,
            element: &node.elt,
            value: None,
        };
        self.comprehension(scope, parts, known::SETCOMP)
    }

    pub(super) fn dict_comprehension(&mut self, node: &'a ExprDictComp) -> Result {
        let scope = self.lookup(node, Role::Body)?;
        let loc = self.loc(node);
        let Some(element) = &node.key else {
            return self.error(loc, "dict unpacking cannot be used in dict comprehension");
        };
        let value = Some(&*node.value);
        let parts = Parts {
            kind: Kind::Dict,
            loc,
            generators: &node.generators,
            element,
            value,
        };
        self.comprehension(scope, parts, known::DICTCOMP)
    }

    pub(super) fn generator(&mut self, node: &'a ExprGenerator) -> Result {
        let scope = self.lookup(node, Role::Body)?;
        let loc = if node.parenthesized {
            self.loc(node)
        } else {
            self.call_parens
        };
        let parts = Parts {
            kind: Kind::Generator,
            loc,
            generators: &node.generators,
            element: &node.elt,
            value: None,
        };
        self.comprehension(scope, parts, known::GENEXPR)
    }

    /// Evaluates the outermost iterable, which the code around the comprehension does.
    fn outermost_iterator(&mut self, outermost: &'a Comprehension) -> Result {
        self.expr(&outermost.iter)?;
        let op = if outermost.is_async {
            ops::GET_AITER
        } else {
            ops::GET_ITER
        };
        self.op(self.loc(&outermost.iter), op);
        Ok(())
    }

    fn comprehension(&mut self, scope: ScopeId, parts: Parts<'a>, name: Sym) -> Result {
        let Some(outermost) = parts.generators.first() else {
            return Ok(());
        };
        let loc = parts.loc;
        let entry = self.table.get(scope);
        let (is_inlined, is_async) = (entry.comp_inlined, entry.coroutine);
        let mut inlined = Inlined::default();
        if is_inlined {
            self.outermost_iterator(outermost)?;
            self.enter_inlined(loc, scope, &mut inlined);
        } else {
            let counts = Counts {
                argcount: 1,
                ..Counts::default()
            };
            self.enter_scope(
                name,
                ScopeType::Comprehension,
                scope,
                loc.line as u32,
                None,
                counts,
            )?;
        }
        let build = match parts.kind {
            Kind::Generator => None,
            Kind::List => Some(ops::BUILD_LIST),
            Kind::Set => Some(ops::BUILD_SET),
            Kind::Dict => Some(ops::BUILD_MAP),
        };
        if let Some(build) = build {
            self.op_i(loc, build, 0);
            if is_inlined {
                self.op_i(loc, ops::SWAP, 2);
            }
        }
        self.generators(parts, 0, 0, is_inlined)?;
        if is_inlined {
            self.leave_inlined(loc, inlined);
            return Ok(());
        }
        if parts.kind == Kind::Generator {
            self.stop_iteration_handler();
        } else {
            self.op(loc, ops::RETURN_VALUE);
        }
        let code = self.assemble(true)?;
        self.make_closure(loc, code, 0)?;
        self.outermost_iterator(outermost)?;
        self.op_i(loc, ops::CALL, 0);
        if is_async && parts.kind != Kind::Generator {
            self.await_top(loc, 0);
        }
        Ok(())
    }

    fn generators(&mut self, parts: Parts<'a>, at: usize, depth: u32, on_stack: bool) -> Result {
        let loc = parts.loc;
        self.recurse(
            |_| loc,
            |own| {
                if parts.generators[at].is_async {
                    own.async_generator(parts, at, depth, on_stack)
                } else {
                    own.sync_generator(parts, at, depth, on_stack)
                }
            },
        )
    }

    fn sync_generator(
        &mut self,
        parts: Parts<'a>,
        at: usize,
        mut depth: u32,
        on_stack: bool,
    ) -> Result {
        let (start, if_cleanup) = self.label_pair();
        let anchor = self.new_label();
        let generator = &parts.generators[at];
        let mut looping = true;
        if !on_stack {
            if at == 0 {
                self.op_i(parts.loc, ops::LOAD_FAST, 0);
            } else {
                // `for y in [f(x)]` is an assignment.
                let only = match &generator.iter {
                    Expr::List(list) => only_element(&list.elts),
                    Expr::Tuple(tuple) => only_element(&tuple.elts),
                    _ => None,
                };
                if let Some(only) = only.filter(|only| !only.is_starred_expr()) {
                    self.expr(only)?;
                    looping = false;
                } else {
                    self.expr(&generator.iter)?;
                    self.op(self.loc(&generator.iter), ops::GET_ITER);
                }
            }
        }
        if looping {
            depth += 1;
            self.place(start);
            self.jump(self.loc(&generator.iter), ops::FOR_ITER, anchor);
        }
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(parts.loc, condition, if_cleanup, false)?;
        }
        let element_loc = self.innermost(parts, at, depth)?;
        self.place(if_cleanup);
        if looping {
            self.jump(element_loc, ops::JUMP, start);
            self.place(anchor);
            self.op(Loc::NONE, ops::END_FOR);
            self.op(Loc::NONE, ops::POP_ITER);
        }
        Ok(())
    }

    fn async_generator(
        &mut self,
        parts: Parts<'a>,
        at: usize,
        depth: u32,
        on_stack: bool,
    ) -> Result {
        let loc = parts.loc;
        let (start, send) = self.label_pair();
        let (except, if_cleanup) = self.label_pair();
        let generator = &parts.generators[at];
        if !on_stack {
            if at == 0 {
                self.op_i(loc, ops::LOAD_FAST, 0);
            } else {
                self.expr(&generator.iter)?;
                self.op(self.loc(&generator.iter), ops::GET_AITER);
            }
        }
        self.place(start);
        self.push_block(
            loc,
            BlockKind::AsyncComprehension,
            start,
            Label::NONE,
            Datum::None,
        )?;
        self.jump(loc, ops::SETUP_FINALLY, except);
        self.op(loc, ops::GET_ANEXT);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.op(loc, ops::POP_BLOCK);
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(loc, condition, if_cleanup, false)?;
        }
        let element_loc = self.innermost(parts, at, depth + 1)?;
        self.place(if_cleanup);
        self.jump(element_loc, ops::JUMP, start);
        self.pop_block();
        self.place(except);
        self.jump(loc, ops::END_ASYNC_FOR, send);
        Ok(())
    }

    /// The next `for`, or after the last one the element.
    fn innermost(&mut self, parts: Parts<'a>, at: usize, depth: u32) -> Result<Loc> {
        let mut loc = self.loc(parts.element);
        if at + 1 < parts.generators.len() {
            self.generators(parts, at + 1, depth, false)?;
            return Ok(loc);
        }
        self.expr(parts.element)?;
        let add = |own: &mut Self, loc: Loc, op: Op| own.op_i(loc, op, depth + 1);
        match (parts.kind, parts.value) {
            (Kind::Generator, _) => {
                self.yield_top(loc);
                self.op(loc, ops::POP_TOP);
            }
            (Kind::List, _) => add(self, loc, ops::LIST_APPEND),
            (Kind::Set, _) => add(self, loc, ops::SET_ADD),
            (Kind::Dict, Some(value)) => {
                self.expr(value)?;
                let value = self.loc(value);
                loc = Loc::new(loc.line, value.end_line, loc.col, value.end_col);
                add(self, loc, ops::MAP_ADD);
            }
            (Kind::Dict, None) => {}
        }
        Ok(loc)
    }

    fn enter_inlined(&mut self, loc: Loc, comprehension: ScopeId, state: &mut Inlined) {
        let outer = self.unit_ref().scope;
        let in_class = self.in_class_body();
        let function_like = self.scope().is_function_like();
        self.unit().in_inlined_comprehension += 1;
        let symbols: Vec<(Sym, u32)> = self.table.get(comprehension).symbols.iter().collect();
        let own = |flags: u32| flags & DEF_LOCAL != 0 && flags & DEF_NONLOCAL == 0;
        for &(name, flags) in &symbols {
            let binding = Binding::of(flags);
            let outer_flags = self.table.get(outer).symbols.flags(name);
            let outer_binding = Binding::of(outer_flags);
            let differs = binding != outer_binding
                && binding != Binding::Free
                && !(binding == Binding::Cell && outer_binding == Binding::Free);
            if differs || in_class {
                self.table.get_mut(outer).symbols.set(name, flags);
                state.symbols.push((name, outer_flags));
            }
            if own(flags)
                && !function_like
                && self.unit().fast_hidden.insert(name, true) != Some(true)
            {
                state.hidden.push(name);
            }
        }
        for &(name, flags) in &symbols {
            if !own(flags) {
                continue;
            }
            let mangled = self.mangle(name);
            let at = self.unit().varnames.add(mangled);
            self.op_i(loc, ops::LOAD_FAST_AND_CLEAR, at);
            if Binding::of(flags) == Binding::Cell {
                let outer_binding = self.table.get(outer).symbols.binding(name);
                let cell = if outer_binding == Binding::Free {
                    self.free_index(name)
                } else {
                    self.cell_index(name)
                };
                if let Some(cell) = cell {
                    self.op_i(loc, ops::MAKE_CELL, cell);
                }
            }
            state.pushed.push(name);
        }
        if !state.pushed.is_empty() {
            self.op_n(loc, ops::SWAP, state.pushed.len() + 1);
            let cleanup = self.new_label();
            state.cleanup = Some(cleanup);
            self.jump(loc, ops::SETUP_FINALLY, cleanup);
        }
    }

    fn restore_locals(&mut self, loc: Loc, pushed: &[Sym]) {
        self.op_n(loc, ops::SWAP, pushed.len() + 1);
        for &name in pushed.iter().rev() {
            let mangled = self.mangle(name);
            let at = self.unit().varnames.add(mangled);
            self.op_i(loc, ops::STORE_FAST_MAYBE_NULL, at);
        }
    }

    fn leave_inlined(&mut self, loc: Loc, state: Inlined) {
        if let Some(cleanup) = state.cleanup {
            self.op(Loc::NONE, ops::POP_BLOCK);
            let end = self.new_label();
            self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
            self.place(cleanup);
            self.op_i(Loc::NONE, ops::SWAP, 2);
            self.op(Loc::NONE, ops::POP_TOP);
            self.restore_locals(loc, &state.pushed);
            self.op_i(Loc::NONE, ops::RERAISE, 0);
            self.place(end);
            self.restore_locals(loc, &state.pushed);
        }
        self.unit().in_inlined_comprehension -= 1;
        let outer = self.unit_ref().scope;
        for (name, flags) in state.symbols {
            self.table.get_mut(outer).symbols.set(name, flags);
        }
        for name in state.hidden {
            self.unit().fast_hidden.insert(name, false);
        }
    }
}

fn only_element(elements: &[Expr]) -> Option<&Expr> {
    match elements {
        [only] => Some(only),
        _ => None,
    }
}
