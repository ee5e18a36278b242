//! The second pass: what each name is, given the scopes around it.

use super::build::Result;
use super::{
    Binding, Comprehension, DEF_BOUND, DEF_COMP_CELL, DEF_FREE_CLASS, DEF_GLOBAL, DEF_NONLOCAL,
    DEF_PARAM, DEF_TYPE_PARAM, NameSet, ScopeId, ScopeKind, SymbolTable,
};
use crate::error::SyntaxError;
use crate::names::{Interner, Sym, known};
use crate::source::Source;

struct Analyzer<'a> {
    table: &'a mut SymbolTable,
    source: &'a Source<'a>,
    names: &'a Interner,
    /// What each symbol is, in the order of the symbols: for a scope, after it for the one inside it, and so on.
    bindings: Vec<Binding>,
}

/// What a scope sees of the scopes around it.
#[derive(Clone, Default)]
struct Outer {
    /// Names bound in enclosing functions; none at module level.
    bound: Option<NameSet>,
    global: NameSet,
    type_params: NameSet,
}

impl Outer {
    /// A name of a scope hides those around it from the scopes inside.
    fn hide(&mut self, name: Sym, flags: u32) {
        if flags & DEF_GLOBAL != 0 {
            self.global.insert(name);
            if let Some(bound) = &mut self.bound {
                bound.remove(&name);
            }
        } else if flags & DEF_NONLOCAL == 0 && flags & DEF_BOUND != 0 {
            self.global.remove(&name);
            if flags & DEF_TYPE_PARAM != 0 {
                self.type_params.insert(name);
            } else {
                self.type_params.remove(&name);
            }
        }
    }
}

pub(super) fn analyze(table: &mut SymbolTable, source: &Source<'_>, names: &Interner) -> Result {
    let mut analyzer = Analyzer {
        table,
        source,
        names,
        bindings: Vec::new(),
    };
    analyzer
        .scope(SymbolTable::TOP, &Outer::default(), None)
        .map(|_| ())
}

impl Analyzer<'_> {
    fn error(&self, id: ScopeId, name: Sym, message: String) -> Box<SyntaxError> {
        let directives = &self.table.get(id).directives;
        let loc = directives
            .iter()
            .find(|(own, _)| *own == name)
            .map_or(self.table.get(id).loc, |(_, loc)| *loc);
        self.source.error(loc, message)
    }

    /// Decides on the names of a scope and the scopes in it; gives the names that are free in them.
    /// `class` is the class whose scope this one sees.
    fn scope(&mut self, id: ScopeId, outer: &Outer, class: Option<ScopeId>) -> Result<NameSet> {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
            self.scope_inner(id, outer, class)
        })
    }

    fn scope_inner(
        &mut self,
        id: ScopeId,
        outer: &Outer,
        class: Option<ScopeId>,
    ) -> Result<NameSet> {
        let kind = self.table.get(id).kind;
        let function_like = self.table.get(id).is_function_like();
        let first = self.bindings.len();
        let mut free = NameSet::default();
        // What the scopes in this one see; most have none.
        let is_leaf = self.table.get(id).children.is_empty();
        let mut inner = (!is_leaf).then(|| outer.clone());
        for at in 0..self.table.get(id).symbols.len() {
            let (name, flags) = self.table.get(id).symbols.at(at);
            let binding = self.name(id, name, flags, outer, class, &mut free)?;
            self.bindings.push(binding);
            if let Some(inner) = &mut inner {
                inner.hide(name, flags);
            }
        }
        if let Some(inner) = &mut inner {
            let bound = inner.bound.get_or_insert_default();
            if kind == ScopeKind::Class {
                // A class's names are not seen by the functions in it.
                inner.global.clone_from(&outer.global);
                *bound = outer.bound.clone().unwrap_or_default();
                bound.extend([
                    known::CLASS,
                    known::CLASSDICT,
                    known::CONDITIONAL_ANNOTATIONS,
                ]);
            } else if function_like {
                let names = self.table.get(id).symbols.iter();
                let local = names
                    .zip(&self.bindings[first..])
                    .filter(|(_, own)| **own == Binding::Local);
                bound.extend(local.map(|((name, _), _)| name));
            }
        }
        let inner = inner.unwrap_or_default();

        let mut inner_free = NameSet::default();
        let mut inlined_cells = NameSet::default();
        for at in 0..self.table.get(id).children.len() {
            let child = self.table.get(id).children[at];
            let sees = match kind {
                _ if !self.table.get(child).can_see_class_scope => None,
                ScopeKind::Class => Some(id),
                _ => class,
            };
            let mut child_free = self.scope(child, &inner, sees)?;
            let entry = self.table.get(child);
            let inline = entry.comprehension != Comprehension::None
                && !entry.generator
                && !self.table.get(id).can_see_class_scope;
            if inline {
                self.inline(id, child, &mut child_free, &mut inlined_cells);
                self.table.get_mut(child).comp_inlined = true;
            }
            inner_free.extend(child_free);
        }
        self.adopt_children_of_inlined(id);

        if function_like {
            let symbols = self.table.get(id).symbols.iter();
            for ((name, _), binding) in symbols.zip(&mut self.bindings[first..]) {
                if *binding == Binding::Local
                    && (inner_free.contains(&name) || inlined_cells.contains(&name))
                {
                    *binding = Binding::Cell;
                    inner_free.remove(&name);
                }
            }
        } else if kind == ScopeKind::Class {
            let scope = self.table.get_mut(id);
            scope.needs_class_closure |= inner_free.remove(&known::CLASS);
            scope.needs_classdict |= inner_free.remove(&known::CLASSDICT);
            scope.has_conditional_annotations |= inner_free.remove(&known::CONDITIONAL_ANNOTATIONS);
        }
        let bound = inner.bound.filter(|_| outer.bound.is_some());
        self.update(id, first, bound.as_ref(), &inner_free, &inlined_cells);
        self.bindings.truncate(first);
        free.extend(inner_free);
        Ok(free)
    }

    fn name(
        &self,
        id: ScopeId,
        name: Sym,
        flags: u32,
        outer: &Outer,
        class: Option<ScopeId>,
        free: &mut NameSet,
    ) -> Result<Binding> {
        let text = || self.names.text(name);
        if flags & DEF_GLOBAL != 0 {
            if flags & DEF_NONLOCAL != 0 {
                return Err(self.error(
                    id,
                    name,
                    format!("name '{}' is nonlocal and global", text()),
                ));
            }
            return Ok(Binding::GlobalExplicit);
        }
        if flags & DEF_NONLOCAL != 0 {
            let Some(bound) = &outer.bound else {
                let message = "nonlocal declaration not allowed at module level";
                return Err(self.error(id, name, message.to_owned()));
            };
            if !bound.contains(&name) {
                return Err(self.error(
                    id,
                    name,
                    format!("no binding for nonlocal '{}' found", text()),
                ));
            }
            if outer.type_params.contains(&name) {
                let message = format!(
                    "nonlocal binding not allowed for type parameter '{}'",
                    text()
                );
                return Err(self.error(id, name, message));
            }
            free.insert(name);
            return Ok(Binding::Free);
        }
        if flags & DEF_BOUND != 0 {
            return Ok(Binding::Local);
        }
        if let Some(class) = class {
            let flags = self.table.get(class).symbols.flags(name);
            if flags & DEF_GLOBAL != 0 {
                return Ok(Binding::GlobalExplicit);
            }
            if flags & DEF_BOUND != 0 && flags & DEF_NONLOCAL == 0 {
                return Ok(Binding::GlobalImplicit);
            }
        }
        if outer
            .bound
            .as_ref()
            .is_some_and(|bound| bound.contains(&name))
        {
            free.insert(name);
            return Ok(Binding::Free);
        }
        Ok(Binding::GlobalImplicit)
    }

    /// Makes the names of a comprehension names of the scope that it is inlined into.
    fn inline(
        &mut self,
        id: ScopeId,
        comprehension: ScopeId,
        comp_free: &mut NameSet,
        inlined_cells: &mut NameSet,
    ) {
        let symbols: Vec<(Sym, u32)> = self.table.get(comprehension).symbols.iter().collect();
        let in_class = self.table.get(id).kind == ScopeKind::Class;
        for (name, flags) in symbols {
            if flags & DEF_PARAM != 0 {
                continue;
            }
            let mut binding = Binding::of(flags);
            let plain = flags & ((1 << super::BINDING_SHIFT) - 1);
            if binding == Binding::Cell || plain & DEF_COMP_CELL != 0 {
                inlined_cells.insert(name);
            }
            let captured = |own: &Self| {
                let children = &own.table.get(comprehension).children;
                children
                    .iter()
                    .any(|&child| own.table.get(child).symbols.binding(name) == Binding::Free)
            };
            // The cells of a class are not seen in the class itself.
            let of_class = matches!(
                name,
                known::CLASS | known::CLASSDICT | known::CONDITIONAL_ANNOTATIONS
            );
            if binding == Binding::Free && in_class && of_class {
                binding = Binding::GlobalImplicit;
                if !captured(self) {
                    comp_free.remove(&name);
                }
                self.table.get_mut(comprehension).symbols.remove(name);
            }
            match self.table.get(id).symbols.get(name) {
                None => {
                    self.table.get_mut(id).symbols.set(name, plain);
                    self.bindings.push(binding);
                }
                // Free in the comprehension and local around it is simply local, unless a function inside captures it.
                Some(outer) if outer & DEF_BOUND != 0 && !in_class => {
                    if !captured(self) {
                        comp_free.remove(&name);
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn adopt_children_of_inlined(&mut self, id: ScopeId) {
        let children = &self.table.get(id).children;
        if !children
            .iter()
            .any(|&child| self.table.get(child).comp_inlined)
        {
            return;
        }
        let mut adopted = Vec::with_capacity(children.len());
        for &child in children {
            let scope = self.table.get(child);
            if scope.comp_inlined {
                adopted.extend_from_slice(&scope.children);
            } else {
                adopted.push(child);
            }
        }
        self.table.get_mut(id).children = adopted;
    }

    fn update(
        &mut self,
        id: ScopeId,
        first: usize,
        bound: Option<&NameSet>,
        free: &NameSet,
        inlined_cells: &NameSet,
    ) {
        let scope = self.table.get_mut(id);
        let class_flag = scope.kind == ScopeKind::Class || scope.can_see_class_scope;
        let symbols = scope.symbols.0.values_mut();
        for ((name, flags), binding) in symbols.zip(&self.bindings[first..]) {
            if inlined_cells.contains(&name) {
                *flags |= DEF_COMP_CELL;
            }
            *flags |= binding.bits();
        }
        let mut free: Vec<Sym> = free.iter().copied().collect();
        free.sort_unstable();
        for name in free {
            if let Some(flags) = scope.symbols.get(name) {
                if class_flag {
                    scope.symbols.set(name, flags | DEF_FREE_CLASS);
                }
            } else if bound.is_none_or(|bound| bound.contains(&name)) {
                scope.symbols.set(name, Binding::Free.bits());
            }
        }
    }
}
