//! The symbol table: for each scope, its names and how they are bound.
//!
//! [`build`] walks the tree and records what is defined and used where; [`analyze`] then decides for each name
//! whether it is a local, a cell, free or global, and which comprehensions are inlined.

mod analyze;
mod annotations;
mod build;
mod expressions;
mod finally;
mod patterns;
mod statements;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::error::SyntaxError;
use crate::instr::Loc;
use crate::names::{Interner, NameTable, Sym};
use crate::source::Source;
use crate::tree::Tree;

pub(crate) const DEF_GLOBAL: u32 = 1;
pub(crate) const DEF_LOCAL: u32 = 2;
pub(crate) const DEF_PARAM: u32 = 4;
pub(crate) const DEF_NONLOCAL: u32 = 8;
pub(crate) const USE: u32 = 16;
/// A class's name that methods capture from outside the class.
pub(crate) const DEF_FREE_CLASS: u32 = 64;
pub(crate) const DEF_IMPORT: u32 = 128;
pub(crate) const DEF_ANNOT: u32 = 256;
/// The target of a comprehension's `for`.
pub(crate) const DEF_COMP_ITER: u32 = 512;
pub(crate) const DEF_TYPE_PARAM: u32 = 1024;
/// A cell because of an inlined comprehension.
pub(crate) const DEF_COMP_CELL: u32 = 2048;
pub(crate) const DEF_BOUND: u32 = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;

const BINDING_SHIFT: u32 = 12;

/// How a name is bound in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub(crate) enum Binding {
    Unknown = 0,
    Local = 1,
    GlobalExplicit = 2,
    GlobalImplicit = 3,
    Free = 4,
    Cell = 5,
}

impl Binding {
    fn bits(self) -> u32 {
        (self as u32) << BINDING_SHIFT
    }

    pub(crate) fn of(flags: u32) -> Binding {
        match flags >> BINDING_SHIFT {
            1 => Binding::Local,
            2 => Binding::GlobalExplicit,
            3 => Binding::GlobalImplicit,
            4 => Binding::Free,
            5 => Binding::Cell,
            _ => Binding::Unknown,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    /// The body of `__annotate__`.
    Annotation,
    TypeAlias,
    TypeParameters,
    /// The bound or default of a type parameter.
    TypeVariable,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Comprehension {
    None,
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ScopeId(pub(crate) u32);

/// Names with their flags, in the order in which they were first seen.
#[derive(Default)]
pub(crate) struct Symbols(NameTable<u32>);

impl Symbols {
    pub(crate) fn get(&self, name: Sym) -> Option<u32> {
        self.0.get(name).map(|at| self.at(at as usize).1)
    }

    pub(crate) fn flags(&self, name: Sym) -> u32 {
        self.get(name).unwrap_or(0)
    }

    pub(crate) fn binding(&self, name: Sym) -> Binding {
        Binding::of(self.flags(name))
    }

    fn len(&self) -> usize {
        self.0.entries().len()
    }

    fn at(&self, at: usize) -> (Sym, u32) {
        self.0.entries()[at]
    }

    pub(crate) fn set(&mut self, name: Sym, flags: u32) {
        *self.0.entry(name) = flags;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Sym, u32)> + '_ {
        self.0.entries().iter().copied()
    }

    /// The parameters, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = Sym> + '_ {
        self.iter()
            .filter(|(_, flags)| flags & DEF_PARAM != 0)
            .map(|(name, _)| name)
    }

    fn remove(&mut self, name: Sym) {
        let kept: Vec<(Sym, u32)> = self.iter().filter(|(own, _)| *own != name).collect();
        *self = Symbols::default();
        for (name, flags) in kept {
            self.set(name, flags);
        }
    }
}

pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) name: Sym,
    pub(crate) symbols: Symbols,
    pub(crate) children: Vec<ScopeId>,
    loc: Loc,
    pub(crate) nested: bool,
    pub(crate) method: bool,
    pub(crate) generator: bool,
    pub(crate) coroutine: bool,
    pub(crate) varargs: bool,
    pub(crate) varkeywords: bool,
    pub(crate) has_docstring: bool,
    pub(crate) needs_class_closure: bool,
    pub(crate) needs_classdict: bool,
    pub(crate) can_see_class_scope: bool,
    pub(crate) comprehension: Comprehension,
    pub(crate) comp_inlined: bool,
    comp_iter_target: bool,
    comp_iter_expr: u32,
    pub(crate) annotations_used: bool,
    in_conditional_block: bool,
    in_unevaluated_annotation: bool,
    pub(crate) has_conditional_annotations: bool,
    pub(crate) annotation_block: Option<ScopeId>,
    /// For the type parameters of a class: the names that are mangled with the class's (an index into the sets).
    mangled_names: Option<usize>,
    /// `global` and `nonlocal` statements, for the place of errors found later.
    directives: Vec<(Sym, Loc)>,
    /// What a type variable's scope is, for error messages.
    info: &'static str,
}

impl Scope {
    pub(crate) fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }
}

type NameSet = FxHashSet<Sym>;

pub(crate) use statements::MAX_DEPTH;

/// Which scope of a node: most nodes have one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Role {
    Body,
    Annotations,
    TypeParams,
    Bound,
    Default,
}

/// The identity of a tree node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key(usize, Role);

impl Key {
    /// The node's address tells it apart: the tree stands still while it is compiled.
    pub(crate) fn new<T>(node: &T, role: Role) -> Key {
        Key(std::ptr::from_ref(node) as usize, role)
    }
}

pub(crate) struct SymbolTable {
    pub(crate) scopes: Vec<Scope>,
    keys: FxHashMap<Key, ScopeId>,
    mangled: Vec<NameSet>,
}

impl SymbolTable {
    pub(crate) const TOP: ScopeId = ScopeId(0);

    pub(crate) fn get(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    pub(crate) fn lookup(&self, key: Key) -> Option<ScopeId> {
        self.keys.get(&key).copied()
    }

    /// The name as it is known in the scope: mangled where the scope lies in a class.
    pub(crate) fn maybe_mangle(
        &self,
        names: &mut Interner,
        class: Option<Sym>,
        scope: ScopeId,
        name: Sym,
    ) -> Sym {
        match self.get(scope).mangled_names {
            Some(set) if !self.mangled[set].contains(&name) => name,
            _ => names.mangle(class, name),
        }
    }
}

/// Makes the symbol table of a module, or finds what is wrong with its names.
pub(crate) fn make(
    tree: &Tree<'_>,
    source: &Source<'_>,
    names: &mut Interner,
    future_annotations: bool,
    future_end: (i32, i32),
) -> Result<SymbolTable, Box<SyntaxError>> {
    // One every eight lines or so.
    let scopes = source.lines() / 8 + 1;
    let table = SymbolTable {
        scopes: Vec::with_capacity(scopes),
        keys: FxHashMap::with_capacity_and_hasher(scopes, FxBuildHasher),
        mangled: Vec::new(),
    };
    let mut builder = build::Builder::new(table, source, names, future_annotations, future_end);
    builder.module(tree)?;
    let mut table = builder.finish();
    analyze::analyze(&mut table, source, names)?;
    Ok(table)
}
