//! Loads, stores and deletions of names.

use ruff_python_ast::ExprContext;

use super::{Compiler, Result};
use crate::instr::Loc;
use crate::names::{Sym, known};
use crate::ops::{self, Op};
use crate::symtable::{Binding, ScopeKind};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    Load,
    Store,
    Del,
}

impl Access {
    pub(super) fn of(context: ExprContext) -> Access {
        match context {
            ExprContext::Store => Access::Store,
            ExprContext::Del => Access::Del,
            _ => Access::Load,
        }
    }
}

enum Place {
    Fast,
    Deref(u32),
    Global(u32),
    Name(u32),
}

/// LOAD_ATTR that pushes a method and its receiver.
pub(super) const METHOD: u32 = 1;

impl Compiler<'_> {
    pub(super) fn mangle(&mut self, name: Sym) -> Sym {
        let (scope, private) = (self.unit_ref().scope, self.unit_ref().private);
        self.table
            .maybe_mangle(&mut self.names, private, scope, name)
    }

    /// An instruction whose argument is a name of `co_names`.
    pub(super) fn op_name(&mut self, loc: Loc, op: Op, name: Sym) {
        let at = self.name_index(name);
        self.op_i(loc, op, at);
    }

    pub(super) fn name_index(&mut self, name: Sym) -> u32 {
        let name = self.mangle(name);
        self.unit().names.add(name)
    }

    pub(super) fn op_attr(&mut self, loc: Loc, name: Sym, method: u32) {
        let at = self.name_index(name);
        self.op_i(loc, ops::LOAD_ATTR, at << 1 | method);
    }

    /// The place of a cell or free variable among both.
    pub(super) fn cell_index(&self, name: Sym) -> Option<u32> {
        self.unit_ref().cellvars.get(name)
    }

    pub(super) fn free_index(&self, name: Sym) -> Option<u32> {
        let unit = self.unit_ref();
        unit.freevars.get(name).map(|at| at + unit.cellvars.len())
    }

    fn resolve(&mut self, name: Sym, binding: Binding) -> Place {
        let function_like = self.scope().is_function_like();
        match binding {
            Binding::Free => match self.free_index(name) {
                Some(at) => Place::Deref(at),
                None => Place::Name(self.unit().names.add(name)),
            },
            Binding::Cell => match self.cell_index(name) {
                Some(at) => Place::Deref(at),
                None => Place::Name(self.unit().names.add(name)),
            },
            Binding::Local if function_like => Place::Fast,
            Binding::Local if self.unit_ref().fast_hidden.get(&name) == Some(&true) => Place::Fast,
            Binding::GlobalImplicit if function_like => Place::Global(self.unit().names.add(name)),
            Binding::GlobalExplicit => Place::Global(self.unit().names.add(name)),
            _ => Place::Name(self.unit().names.add(name)),
        }
    }

    fn load_classdict(&mut self, loc: Loc) {
        if let Some(at) = self.free_index(known::CLASSDICT) {
            self.op_i(loc, ops::LOAD_DEREF, at);
        }
    }

    pub(super) fn name(&mut self, loc: Loc, name: Sym, access: Access) -> Result {
        let name = self.mangle(name);
        let scope = self.scope();
        let binding = scope.symbols.binding(name);
        let in_class = scope.kind == ScopeKind::Class;
        let sees_class = scope.can_see_class_scope;
        let inlined = self.unit_ref().in_inlined_comprehension > 0;
        let (op, arg) = match (self.resolve(name, binding), access) {
            (Place::Deref(at), Access::Load) => {
                let op = if in_class && !inlined {
                    self.op(loc, ops::LOAD_LOCALS);
                    ops::LOAD_FROM_DICT_OR_DEREF
                } else if sees_class {
                    self.load_classdict(loc);
                    ops::LOAD_FROM_DICT_OR_DEREF
                } else {
                    ops::LOAD_DEREF
                };
                (op, at)
            }
            (Place::Deref(at), Access::Store) => (ops::STORE_DEREF, at),
            (Place::Deref(at), Access::Del) => (ops::DELETE_DEREF, at),
            (Place::Fast, access) => {
                let at = self.unit().varnames.add(name);
                let op = match access {
                    Access::Load => ops::LOAD_FAST,
                    Access::Store => ops::STORE_FAST,
                    Access::Del => ops::DELETE_FAST,
                };
                (op, at)
            }
            (Place::Global(at), Access::Load) => {
                if sees_class && binding == Binding::GlobalImplicit {
                    self.load_classdict(loc);
                    (ops::LOAD_FROM_DICT_OR_GLOBALS, at)
                } else {
                    (ops::LOAD_GLOBAL, at << 1)
                }
            }
            (Place::Global(at), Access::Store) => (ops::STORE_GLOBAL, at),
            (Place::Global(at), Access::Del) => (ops::DELETE_GLOBAL, at),
            (Place::Name(at), Access::Load) if in_class && inlined => (ops::LOAD_GLOBAL, at << 1),
            (Place::Name(at), Access::Load) => (ops::LOAD_NAME, at),
            (Place::Name(at), Access::Store) => (ops::STORE_NAME, at),
            (Place::Name(at), Access::Del) => (ops::DELETE_NAME, at),
        };
        self.op_i(loc, op, arg);
        Ok(())
    }
}
