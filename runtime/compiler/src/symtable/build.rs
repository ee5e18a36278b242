//! The first pass: scopes, and what is defined and used in each.

use ruff_python_ast::ExprName;
use ruff_text_size::TextRange;
use rustc_hash::FxHashSet;

use super::finally::Surroundings;
use super::{
    Comprehension, DEF_COMP_ITER, DEF_GLOBAL, DEF_IMPORT, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM,
    DEF_TYPE_PARAM, Key, Scope, ScopeId, ScopeKind, SymbolTable, Symbols, USE,
};
use crate::error::SyntaxError;
use crate::instr::Loc;
use crate::names::{Interner, Sym, known};
use crate::source::Source;
use crate::tree::{Tree, docstring};

pub(super) type Result<T = ()> = std::result::Result<T, Box<SyntaxError>>;

/// What happens to a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Load,
    Store,
    Del,
}

pub(super) struct Builder<'a, 'n> {
    pub(super) table: SymbolTable,
    pub(super) source: &'a Source<'a>,
    pub(super) names: &'n mut Interner,
    pub(super) stack: Vec<ScopeId>,
    /// The class whose name private names are mangled with.
    pub(super) class: Option<Sym>,
    pub(super) future_annotations: bool,
    /// The end of the last `from __future__` import that stands where it may.
    pub(super) future_end: (i32, i32),
    /// The parentheses of the call whose only argument is a bare generator expression.
    pub(super) call_parens: Loc,
    pub(super) surroundings: Surroundings,
    /// Scopes entered but not yet left, to limit their number.
    pub(super) depth: u32,
}

/// A place in the source; what it takes to find the line is done only for an error.
pub(super) trait Spot: Copy {
    fn loc(self, source: &Source<'_>) -> Loc;
}

impl Spot for Loc {
    fn loc(self, _: &Source<'_>) -> Loc {
        self
    }
}

impl Spot for TextRange {
    fn loc(self, source: &Source<'_>) -> Loc {
        source.range(self)
    }
}

impl<'a, 'n> Builder<'a, 'n> {
    pub(super) fn new(
        table: SymbolTable,
        source: &'a Source<'a>,
        names: &'n mut Interner,
        future_annotations: bool,
        future_end: (i32, i32),
    ) -> Self {
        Builder {
            table,
            source,
            names,
            stack: Vec::new(),
            class: None,
            future_annotations,
            future_end,
            call_parens: Loc::NONE,
            surroundings: Surroundings::default(),
            depth: 0,
        }
    }

    pub(super) fn finish(self) -> SymbolTable {
        self.table
    }

    pub(super) fn module(&mut self, tree: &Tree<'_>) -> Result {
        let loc = Loc::new(0, 0, 0, 0);
        let id = self.new_scope(known::MODULE_NAME, ScopeKind::Module, None, loc);
        self.enter(id, true);
        match tree {
            Tree::Module(body) => {
                self.cur().has_docstring = docstring(body).is_some();
                self.statements(body)?;
            }
            Tree::Interactive(body) => self.statements(body)?,
            Tree::Expression(expr) => self.expr(expr)?,
        }
        self.leave();
        Ok(())
    }

    pub(super) fn cur_id(&self) -> ScopeId {
        self.stack.last().copied().unwrap_or(SymbolTable::TOP)
    }

    pub(super) fn cur(&mut self) -> &mut Scope {
        let id = self.cur_id();
        self.table.get_mut(id)
    }

    pub(super) fn kind(&self) -> ScopeKind {
        self.table.get(self.cur_id()).kind
    }

    pub(super) fn sym(&mut self, text: &str) -> Sym {
        self.names.intern(text)
    }

    pub(super) fn name_sym(&mut self, name: &ExprName) -> Sym {
        self.names.intern_name(name)
    }

    pub(super) fn error<T>(&self, loc: Loc, message: impl Into<String>) -> Result<T> {
        Err(self.source.error(loc, message))
    }

    pub(super) fn new_scope(
        &mut self,
        name: Sym,
        kind: ScopeKind,
        key: Option<Key>,
        loc: Loc,
    ) -> ScopeId {
        let parent = self.stack.last().map(|&id| self.table.get(id));
        let nested = parent.is_some_and(|parent| parent.nested || parent.is_function_like());
        let method = kind == ScopeKind::Function
            && parent.is_some_and(|parent| parent.kind == ScopeKind::Class);
        let id = ScopeId(self.table.scopes.len() as u32);
        self.table.scopes.push(Scope {
            kind,
            name,
            symbols: Symbols::default(),
            children: Vec::new(),
            loc,
            nested,
            method,
            generator: false,
            coroutine: false,
            varargs: false,
            varkeywords: false,
            has_docstring: false,
            needs_class_closure: false,
            needs_classdict: false,
            can_see_class_scope: false,
            comprehension: Comprehension::None,
            comp_inlined: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            annotations_used: false,
            in_conditional_block: false,
            in_unevaluated_annotation: false,
            has_conditional_annotations: false,
            annotation_block: None,
            mangled_names: None,
            directives: Vec::new(),
            info: "",
        });
        if let Some(key) = key {
            self.table.keys.insert(key, id);
        }
        id
    }

    /// Goes into a scope, a new child of the current one or one that was entered before.
    pub(super) fn enter(&mut self, id: ScopeId, add_to_children: bool) {
        if let Some(&parent) = self.stack.last() {
            let (iter_expr, mangled) = {
                let parent = self.table.get(parent);
                (parent.comp_iter_expr, parent.mangled_names)
            };
            let scope = self.table.get_mut(id);
            scope.comp_iter_expr = iter_expr;
            if mangled.is_some() && scope.kind != ScopeKind::Class {
                scope.mangled_names = mangled;
            }
            let ignored = self.future_annotations && scope.kind == ScopeKind::Annotation;
            if add_to_children && !ignored {
                self.table.get_mut(parent).children.push(id);
            }
        }
        self.stack.push(id);
    }

    pub(super) fn enter_new(
        &mut self,
        name: Sym,
        kind: ScopeKind,
        key: Key,
        loc: Loc,
    ) -> Result<ScopeId> {
        let id = self.new_scope(name, kind, Some(key), loc);
        self.enter(id, true);
        if matches!(
            kind,
            ScopeKind::Annotation | ScopeKind::TypeVariable | ScopeKind::TypeAlias
        ) {
            self.define(known::DOT_FORMAT, DEF_PARAM, loc)?;
            self.define(known::DOT_FORMAT, USE, loc)?;
        }
        Ok(id)
    }

    pub(super) fn leave(&mut self) {
        self.stack.pop();
    }

    pub(super) fn mangle(&mut self, scope: ScopeId, name: Sym) -> Sym {
        self.table.maybe_mangle(self.names, self.class, scope, name)
    }

    /// The flags that a name has so far in the current scope.
    pub(super) fn flags_of(&mut self, name: Sym) -> u32 {
        let id = self.cur_id();
        let name = self.mangle(id, name);
        self.table.get(id).symbols.flags(name)
    }

    pub(super) fn define(&mut self, name: Sym, flag: u32, at: impl Spot) -> Result {
        self.define_as(
            name,
            flag,
            at,
            if flag == USE {
                Access::Load
            } else {
                Access::Store
            },
        )
    }

    pub(super) fn define_as(
        &mut self,
        name: Sym,
        flag: u32,
        at: impl Spot,
        access: Access,
    ) -> Result {
        if flag & (DEF_PARAM | DEF_LOCAL | DEF_IMPORT) != 0 {
            self.check_name(name, at, access)?;
        }
        if flag & DEF_TYPE_PARAM != 0
            && let Some(set) = self.table.get(self.cur_id()).mangled_names
        {
            self.table.mangled[set].insert(name);
        }
        self.define_in(self.cur_id(), name, flag, at)
    }

    pub(super) fn define_in(&mut self, id: ScopeId, name: Sym, flag: u32, at: impl Spot) -> Result {
        let mangled = self.mangle(self.cur_id(), name);
        let scope = self.table.get_mut(id);
        let flags = scope.symbols.0.entry(mangled);
        let twice = flag & *flags;
        *flags |= flag;
        let rebinds = scope.comp_iter_target && *flags & (DEF_GLOBAL | DEF_NONLOCAL) != 0;
        if scope.comp_iter_target {
            *flags |= DEF_COMP_ITER;
        }
        if twice & (DEF_PARAM | DEF_TYPE_PARAM) != 0 || rebinds {
            let text = self.names.text(name);
            let message = if twice & DEF_PARAM != 0 {
                format!("duplicate argument '{text}' in function definition")
            } else if twice & DEF_TYPE_PARAM != 0 {
                format!("duplicate type parameter '{text}'")
            } else {
                format!(
                    "comprehension inner loop cannot rebind assignment expression target '{text}'"
                )
            };
            return self.error(at.loc(self.source), message);
        }
        if flag & DEF_GLOBAL != 0 {
            let top = self.table.get_mut(SymbolTable::TOP);
            *top.symbols.0.entry(mangled) |= flag;
        }
        Ok(())
    }

    pub(super) fn check_name(&self, name: Sym, at: impl Spot, access: Access) -> Result {
        let message = match access {
            Access::Store if name == known::DEBUG => "cannot assign to __debug__",
            Access::Del if name == known::DEBUG => "cannot delete __debug__",
            _ => return Ok(()),
        };
        self.error(at.loc(self.source), message)
    }

    pub(super) fn record_directive(&mut self, name: Sym, loc: Loc) {
        let id = self.cur_id();
        let name = self.mangle(id, name);
        self.table.get_mut(id).directives.push((name, loc));
    }

    /// From here on only type parameters are mangled in this scope.
    pub(super) fn mangle_only_type_params(&mut self) {
        self.table.mangled.push(FxHashSet::default());
        let set = self.table.mangled.len() - 1;
        self.cur().mangled_names = Some(set);
    }
}
