//! A code object under construction.

use ruff_python_ast::{Stmt, StmtAnnAssign};
use rustc_hash::FxHashMap;

use super::{Compiler, Result};
use crate::cfg::Slots;
use crate::consts::ConstTable;
use crate::instr::{Label, Loc, Sequence};
use crate::names::{NameTable, Sym, known};
use crate::ops;
use crate::symtable::{Binding, DEF_COMP_CELL, DEF_FREE_CLASS, ScopeId, ScopeKind, Symbols};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ScopeType {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    Annotations,
}

/// What code runs when control leaves a block early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BlockKind {
    WhileLoop,
    ForLoop,
    TryExcept,
    FinallyTry,
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup,
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

#[derive(Clone, Copy)]
pub(crate) enum Datum<'a> {
    None,
    /// The `finally` body.
    Body(&'a [Stmt]),
    /// The name bound by `except ... as name`.
    Name(Sym),
}

#[derive(Clone, Copy)]
pub(crate) struct FrameBlock<'a> {
    pub(crate) kind: BlockKind,
    pub(crate) block: Label,
    pub(crate) exit: Label,
    pub(crate) loc: Loc,
    pub(crate) datum: Datum<'a>,
}

/// Nesting that CPython allows.
const MAX_BLOCKS: usize = 21;

pub(crate) struct Unit<'a> {
    pub(crate) scope: ScopeId,
    pub(crate) scope_type: ScopeType,
    pub(crate) name: Sym,
    pub(crate) qualname: String,
    pub(crate) argcount: u32,
    pub(crate) posonlyargcount: u32,
    pub(crate) kwonlyargcount: u32,
    pub(crate) firstlineno: u32,
    /// The class whose name private names are mangled with.
    pub(crate) private: Option<Sym>,
    pub(crate) varnames: NameTable,
    pub(crate) cellvars: NameTable,
    pub(crate) freevars: NameTable,
    pub(crate) names: NameTable,
    pub(crate) consts: ConstTable,
    /// Names of inlined comprehensions that are fast locals outside functions; whether they are right now.
    pub(crate) fast_hidden: FxHashMap<Sym, bool>,
    pub(crate) seq: Sequence,
    pub(crate) blocks: Vec<FrameBlock<'a>>,
    pub(crate) in_inlined_comprehension: u32,
    pub(crate) static_attributes: Vec<Sym>,
    /// Annotated assignments, with their number where they run under a condition.
    pub(crate) deferred_annotations: Vec<(&'a StmtAnnAssign, Option<u32>)>,
    pub(crate) next_conditional_annotation: u32,
    pub(crate) in_conditional_block: u32,
    /// The parameter `.format` of an annotation function shows as `format`.
    pub(crate) rename_format: bool,
}

/// Counts of a function's parameters.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) argcount: u32,
    pub(crate) posonly: u32,
    pub(crate) kwonly: u32,
}

impl Unit<'_> {
    pub(crate) fn slots(&self) -> Slots {
        let locals = self.varnames.len();
        let same = |name| self.varnames.get(name);
        Slots {
            locals,
            cells: self.cellvars.names().map(same).collect(),
            frees: self.freevars.len(),
        }
    }
}

/// The names of some binding or with some flag, sorted by text.
fn names_by(
    symbols: &Symbols,
    binding: Binding,
    flag: u32,
    text: impl Fn(Sym) -> String,
) -> NameTable {
    let fits = |flags: u32| Binding::of(flags) == binding || flags & flag != 0;
    let mut found: Vec<Sym> = symbols
        .iter()
        .filter(|(_, flags)| fits(*flags))
        .map(|(name, _)| name)
        .collect();
    if found.len() > 1 {
        found.sort_by_cached_key(|name| text(*name));
    }
    found.into_iter().collect()
}

impl<'a> Compiler<'a> {
    pub(super) fn enter_unit(
        &mut self,
        name: Sym,
        scope_type: ScopeType,
        scope: ScopeId,
        firstlineno: u32,
        private: Option<Sym>,
    ) -> Result {
        let entry = self.table.get(scope);
        let text = |name: Sym| self.names.text(name).to_owned();
        let mut cellvars = names_by(&entry.symbols, Binding::Cell, DEF_COMP_CELL, text);
        if entry.needs_class_closure {
            cellvars.add(known::CLASS);
        }
        if entry.needs_classdict {
            cellvars.add(known::CLASSDICT);
        }
        if entry.has_conditional_annotations {
            cellvars.add(known::CONDITIONAL_ANNOTATIONS);
        }
        let freevars = names_by(&entry.symbols, Binding::Free, DEF_FREE_CLASS, text);
        let private = private.or_else(|| self.units.last().and_then(|unit| unit.private));
        let unit = Unit {
            scope,
            scope_type,
            name,
            qualname: String::new(),
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            firstlineno,
            private,
            varnames: entry.symbols.parameters().collect(),
            cellvars,
            freevars,
            names: NameTable::default(),
            consts: ConstTable::default(),
            fast_hidden: FxHashMap::default(),
            seq: self.spare.sequence(),
            blocks: Vec::new(),
            in_inlined_comprehension: 0,
            static_attributes: Vec::new(),
            deferred_annotations: Vec::new(),
            next_conditional_annotation: 0,
            in_conditional_block: 0,
            rename_format: false,
        };
        self.units.push(unit);
        let qualname = self.qualname();
        self.unit().qualname = qualname;
        Ok(())
    }

    /// Enters the code object of a scope, with its first instruction.
    pub(super) fn enter_scope(
        &mut self,
        name: Sym,
        scope_type: ScopeType,
        scope: ScopeId,
        firstlineno: u32,
        private: Option<Sym>,
        counts: Counts,
    ) -> Result {
        self.enter_unit(name, scope_type, scope, firstlineno, private)?;
        let unit = self.unit();
        unit.argcount = counts.argcount;
        unit.posonlyargcount = counts.posonly;
        unit.kwonlyargcount = counts.kwonly;
        let line = firstlineno as i32;
        self.op_i(Loc::new(line, line, 0, 0), ops::RESUME, 0);
        Ok(())
    }

    fn qualname(&mut self) -> String {
        let name = self.unit_ref().name;
        let own = self.names.text(name).to_owned();
        let size = self.units.len();
        if size == 1 {
            return own;
        }
        let scope_type = self.unit_ref().scope_type;
        let mut parent = size - 2;
        if self.units[parent].scope_type == ScopeType::Annotations {
            if parent == 1 {
                return own;
            }
            parent -= 1;
        }
        if parent == 0 && self.units[0].scope_type == ScopeType::Module {
            return own;
        }
        if matches!(
            scope_type,
            ScopeType::Function | ScopeType::AsyncFunction | ScopeType::Class
        ) {
            let mangled = self.names.mangle(self.units[parent].private, name);
            let symbols = &self.table.get(self.units[parent].scope).symbols;
            if symbols.binding(mangled) == Binding::GlobalExplicit {
                return own;
            }
        }
        let parent = &self.units[parent];
        let locals = matches!(
            parent.scope_type,
            ScopeType::Function | ScopeType::AsyncFunction | ScopeType::Lambda
        );
        let inside = if locals { ".<locals>." } else { "." };
        [&parent.qualname, inside, &own].concat()
    }

    pub(super) fn push_block(
        &mut self,
        loc: Loc,
        kind: BlockKind,
        block: Label,
        exit: Label,
        datum: Datum<'a>,
    ) -> Result {
        if self.unit().blocks.len() >= MAX_BLOCKS {
            return self.error(loc, "too many statically nested blocks");
        }
        self.unit().blocks.push(FrameBlock {
            kind,
            block,
            exit,
            loc,
            datum,
        });
        Ok(())
    }

    pub(super) fn pop_block(&mut self) {
        self.unit().blocks.pop();
    }

    pub(super) fn in_class_body(&self) -> bool {
        self.scope().kind == ScopeKind::Class && self.unit_ref().in_inlined_comprehension == 0
    }
}
