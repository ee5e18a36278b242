//! Code generation: from the tree to sequences of instructions, one code object at a time.

mod annotations;
mod assign;
mod calls;
mod classes;
mod comprehensions;
mod conditions;
mod exceptions;
mod expressions;
mod functions;
mod handlers_star;
mod imports;
mod literals;
mod loops;
mod mistakes;
mod names;
mod patterns;
mod sequences;
mod statements;
mod strings;
mod super_calls;
mod type_params;
mod unit;
mod unparse;
mod unwind;
mod with_blocks;

use ruff_python_ast::ExprName;

use crate::cfg;
use crate::code::{self, CodeObject};
use crate::consts::{self, Const, ConstId, ConstPool};
use crate::error::{ErrorKind, SyntaxError};
use crate::instr::{Label, Loc};
use crate::names::{Interner, Sym, known};
use crate::ops::{self, Op};
use crate::room;
use crate::source::Source;
use crate::symtable::{Key, Role, Scope, SymbolTable};
use crate::tree::Tree;
use unit::ScopeType;
pub(crate) use unit::Unit;

/// An error is boxed: what is returned for every node is small.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<SyntaxError>>;

/// From this many values on, they are not all put on the stack at once.
const STACK_USE_GUIDELINE: usize = 30;

pub(crate) struct Compiler<'a> {
    source: &'a Source<'a>,
    names: Interner,
    consts: ConstPool,
    table: SymbolTable,
    /// The code objects under construction, the innermost last.
    units: Vec<Unit<'a>>,
    flags: u32,
    optimize: u8,
    interactive: bool,
    /// Code is generated once more for the same tree, which is not warned of again.
    again: bool,
    /// The parentheses of the call whose only argument is a bare generator expression.
    call_parens: Loc,
    depth: u32,
    recorder: Option<&'a cfg::Recorder>,
    spare: cfg::Spare,
    assembler: crate::assemble::Assembler,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(
        source: &'a Source<'a>,
        names: Interner,
        table: SymbolTable,
        flags: u32,
        optimize: u8,
        recorder: Option<&'a cfg::Recorder>,
    ) -> Self {
        Compiler {
            source,
            names,
            consts: ConstPool::for_source(source.lines()),
            table,
            units: Vec::new(),
            flags,
            optimize,
            interactive: false,
            again: false,
            call_parens: Loc::NONE,
            depth: 0,
            recorder,
            spare: cfg::Spare::default(),
            assembler: crate::assemble::Assembler::new(source.filename),
        }
    }

    pub(crate) fn module(mut self, tree: &Tree<'a>) -> Result<Box<CodeObject>> {
        self.enter_unit(
            known::MODULE_NAME,
            ScopeType::Module,
            SymbolTable::TOP,
            1,
            None,
        )?;
        self.op_i(Loc::new(0, 1, 0, 0), ops::RESUME, 0);
        self.op(Loc::new(0, 1, 0, 0), ops::ANNOTATIONS_PLACEHOLDER);
        match *tree {
            Tree::Module(body) | Tree::Interactive(body) => {
                self.interactive = matches!(tree, Tree::Interactive(_));
                let loc = body
                    .first()
                    .map_or(Loc::new(1, 1, 0, 0), |first| self.statement_loc(first));
                if self.scope().has_conditional_annotations {
                    self.op_i(loc, ops::BUILD_SET, 0);
                    self.op_name(loc, ops::STORE_NAME, known::CONDITIONAL_ANNOTATIONS);
                }
                self.body(loc, body)?;
            }
            Tree::Expression(expr) => self.expr(expr)?,
        }
        self.assemble(!matches!(tree, Tree::Expression(_)))
    }

    fn unit(&mut self) -> &mut Unit<'a> {
        let last = self.units.len() - 1;
        &mut self.units[last]
    }

    fn unit_ref(&self) -> &Unit<'a> {
        &self.units[self.units.len() - 1]
    }

    fn scope(&self) -> &Scope {
        self.table.get(self.unit_ref().scope)
    }

    fn future_annotations(&self) -> bool {
        self.flags & code::CO_FUTURE_ANNOTATIONS != 0
    }

    fn error<T>(&self, loc: Loc, message: impl Into<String>) -> Result<T> {
        Err(self.source.error(loc, message))
    }

    fn loc(&self, node: &impl ruff_text_size::Ranged) -> Loc {
        self.source.loc(node)
    }

    fn sym(&mut self, text: &str) -> Sym {
        self.names.intern(text)
    }

    fn name_sym(&mut self, name: &ExprName) -> Sym {
        self.names.intern_name(name)
    }

    /// Guards the native stack: trees can be deep.
    fn recurse<T>(
        &mut self,
        loc: impl FnOnce(&Self) -> Loc,
        visit: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.depth >= crate::symtable::MAX_DEPTH {
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

    fn op(&mut self, loc: Loc, op: Op) {
        self.unit().seq.push(op, 0, loc);
    }

    fn op_i(&mut self, loc: Loc, op: Op, arg: u32) {
        self.unit().seq.push(op, arg, loc);
    }

    fn op_n(&mut self, loc: Loc, op: Op, arg: usize) {
        self.unit().seq.push(op, arg as u32, loc);
    }

    fn new_label(&mut self) -> Label {
        self.unit().seq.new_label()
    }

    fn place(&mut self, label: Label) {
        self.unit().seq.place(label);
    }

    fn jump(&mut self, loc: Loc, op: Op, label: Label) {
        self.unit().seq.push(op, label.0, loc);
    }

    fn load(&mut self, loc: Loc, constant: ConstId) {
        let at = self.unit().consts.add(constant);
        self.op_i(loc, ops::LOAD_CONST, at);
    }

    fn load_const(&mut self, loc: Loc, constant: Const) {
        let id = self.consts.add(constant);
        self.load(loc, id);
    }

    fn load_none(&mut self, loc: Loc) {
        self.load(loc, consts::NONE);
    }

    fn load_int(&mut self, loc: Loc, value: usize) {
        self.load_const(loc, Const::Int(value as i64));
    }

    fn load_sym(&mut self, loc: Loc, name: Sym) {
        let id = self.consts.add_str(self.names.text(name));
        self.load(loc, id);
    }

    fn load_str(&mut self, loc: Loc, text: &str) {
        let id = self.consts.add_str(text);
        self.load(loc, id);
    }

    fn sym_tuple(&mut self, names: impl Iterator<Item = &'a str>) -> ConstId {
        let items = names.map(|name| self.consts.add_str(name)).collect();
        self.consts.add(Const::Tuple(items))
    }

    /// Finishes the innermost code object: optimizes, assembles, and leaves it.
    fn assemble(&mut self, add_none: bool) -> Result<Box<CodeObject>> {
        if add_none {
            self.load_none(Loc::NONE);
        }
        self.op(Loc::NONE, ops::RETURN_VALUE);
        let flags = self.code_flags();
        let Some(mut unit) = self.units.pop() else {
            return self.error(Loc::NONE, "no code to assemble");
        };
        let parameters = self.table.get(unit.scope).symbols.parameters().count() as u32;
        let graph = cfg::Graph::from_sequence(std::mem::take(&mut unit.seq), &mut self.spare);
        let mut graph = match graph {
            Ok(graph) => graph,
            Err(message) => return self.error(Loc::NONE, message),
        };
        let shape = cfg::Shape {
            locals: unit.varnames.len(),
            parameters,
        };
        graph.optimize(
            &mut unit.consts,
            &mut self.consts,
            &shape,
            self.recorder,
            &unit.qualname,
        );
        let slots = unit.slots();
        let finished = graph.finish(
            &slots,
            flags,
            unit.firstlineno,
            self.recorder,
            &unit.qualname,
        );
        let code = crate::assemble::code_object(
            &mut self.assembler,
            unit,
            slots,
            &finished,
            flags,
            &mut self.consts,
            &self.names,
        );
        self.spare.keep(finished.graph);
        code.map_err(|message| self.source.error(Loc::NONE, message))
    }

    fn code_flags(&self) -> u32 {
        let scope = self.scope();
        let mut flags = self.flags;
        if scope.is_function_like() {
            flags |= code::CO_OPTIMIZED | code::CO_NEWLOCALS;
            for (set, flag) in [
                (scope.nested, code::CO_NESTED),
                (scope.generator && !scope.coroutine, code::CO_GENERATOR),
                (scope.generator && scope.coroutine, code::CO_ASYNC_GENERATOR),
                (scope.varargs, code::CO_VARARGS),
                (scope.varkeywords, code::CO_VARKEYWORDS),
                (
                    scope.has_docstring && self.optimize < 2,
                    code::CO_HAS_DOCSTRING,
                ),
                (scope.method, code::CO_METHOD),
            ] {
                if set {
                    flags |= flag;
                }
            }
        }
        if scope.coroutine && !scope.generator {
            flags |= code::CO_COROUTINE;
        }
        flags
    }

    fn lookup<T>(&self, node: &T, role: Role) -> Result<crate::symtable::ScopeId> {
        match self.table.lookup(Key::new(node, role)) {
            Some(id) => Ok(id),
            None => self.error(Loc::NONE, "unknown symbol table entry"),
        }
    }
}
