//! Functions and lambdas.

use ruff_python_ast::{Decorator, ExprLambda, Parameters, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::names::Access;
use super::unit::{BlockKind, Counts, Datum, ScopeType};
use super::{Compiler, Result};
use crate::code::CodeObject;
use crate::instr::{Label, Loc};
use crate::names::known;
use crate::ops::{self, function, intrinsic};
use crate::symtable::{Binding, Role};
use crate::tree::{definition_start, docstring};

fn counts(parameters: &Parameters) -> Counts {
    Counts {
        argcount: parameters.args.len() as u32,
        posonly: parameters.posonlyargs.len() as u32,
        kwonly: parameters.kwonlyargs.len() as u32,
    }
}

impl<'a> Compiler<'a> {
    /// Makes a function of a code object, with the attributes that are on the stack.
    pub(super) fn make_closure(
        &mut self,
        loc: Loc,
        code: Box<CodeObject>,
        mut attributes: u32,
    ) -> Result {
        let free: Vec<String> = code.freevars().map(str::to_owned).collect();
        for name in &free {
            let name = self.sym(name);
            let is_class_cell = matches!(
                name,
                known::CLASS | known::CLASSDICT | known::CONDITIONAL_ANNOTATIONS
            );
            let cell = self.unit_ref().scope_type == ScopeType::Class && is_class_cell
                || self.scope().symbols.binding(name) == Binding::Cell;
            let at = if cell {
                self.cell_index(name)
            } else {
                self.free_index(name)
            };
            match at {
                Some(at) => self.op_i(loc, ops::LOAD_CLOSURE, at),
                None => return self.error(loc, "free variable without a cell"),
            }
        }
        if !free.is_empty() {
            attributes |= function::CLOSURE;
            self.op_n(loc, ops::BUILD_TUPLE, free.len());
        }
        let code = self.consts.add_code(code);
        self.load(loc, code);
        self.op(loc, ops::MAKE_FUNCTION);
        for attribute in [
            function::CLOSURE,
            function::ANNOTATE,
            function::KWDEFAULTS,
            function::DEFAULTS,
        ] {
            if attributes & attribute != 0 {
                self.op_i(loc, ops::SET_FUNCTION_ATTRIBUTE, attribute);
            }
        }
        Ok(())
    }

    pub(super) fn decorators(&mut self, decorators: &'a [Decorator]) -> Result {
        decorators
            .iter()
            .try_for_each(|decorator| self.expr(&decorator.expression))
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Decorator]) {
        for decorator in decorators.iter().rev() {
            self.op_i(self.loc(&decorator.expression), ops::CALL, 0);
        }
    }

    /// The line where a definition begins, decorators included.
    pub(super) fn first_line(&self, loc: Loc, decorators: &[Decorator]) -> u32 {
        decorators
            .first()
            .map_or(loc.line, |first| self.loc(&first.expression).line) as u32
    }

    /// Pushes the defaults of parameters; gives the attributes that they make.
    fn default_arguments(&mut self, loc: Loc, parameters: &'a Parameters) -> Result<u32> {
        let mut attributes = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let mut count = 0;
        for default in positional.filter_map(|own| own.default.as_deref()) {
            self.expr(default)?;
            count += 1;
        }
        if count > 0 {
            self.op_i(loc, ops::BUILD_TUPLE, count);
            attributes |= function::DEFAULTS;
        }
        count = 0;
        for parameter in &parameters.kwonlyargs {
            let Some(default) = &parameter.default else {
                continue;
            };
            let name = self.sym(&parameter.parameter.name);
            let name = self.mangle(name);
            self.load_sym(loc, name);
            self.expr(default)?;
            count += 1;
        }
        if count > 0 {
            self.op_i(loc, ops::BUILD_MAP, count);
            attributes |= function::KWDEFAULTS;
        }
        Ok(attributes)
    }

    pub(super) fn function(&mut self, node: &'a StmtFunctionDef) -> Result {
        self.decorators(&node.decorator_list)?;
        let range = node.range();
        let start = definition_start(self.source.text, range, &node.decorator_list);
        let loc = self.source.block(TextRange::new(start, range.end()));
        let firstlineno = self.first_line(loc, &node.decorator_list);
        let mut attributes = self.default_arguments(loc, &node.parameters)?;
        let type_params = node.type_params.as_deref();
        let defaults = [function::DEFAULTS, function::KWDEFAULTS];
        let passed = defaults
            .iter()
            .filter(|&&attribute| attributes & attribute != 0)
            .count() as u32;
        if let Some(type_params) = type_params {
            if passed == 2 {
                self.op_i(loc, ops::SWAP, 2);
            }
            let name = self.sym(&format!("<generic parameters of {}>", node.name));
            let scope = self.lookup(type_params, Role::TypeParams)?;
            let counts = Counts {
                argcount: passed,
                ..Counts::default()
            };
            self.enter_scope(
                name,
                ScopeType::Annotations,
                scope,
                firstlineno,
                None,
                counts,
            )?;
            self.type_params(type_params)?;
            for at in 0..passed {
                self.op_i(loc, ops::LOAD_FAST, at);
            }
        }
        attributes |= self.function_annotations(loc, node)?;
        self.function_body(node, loc, attributes, firstlineno)?;
        if type_params.is_some() {
            self.op_i(loc, ops::SWAP, 2);
            self.op_i(
                loc,
                ops::CALL_INTRINSIC_2,
                intrinsic::SET_FUNCTION_TYPE_PARAMS,
            );
            let code = self.assemble(false)?;
            self.make_closure(loc, code, 0)?;
            if passed > 0 {
                self.op_i(loc, ops::SWAP, passed + 1);
                self.op_i(loc, ops::CALL, passed - 1);
            } else {
                self.op(loc, ops::PUSH_NULL);
                self.op_i(loc, ops::CALL, 0);
            }
        }
        self.apply_decorators(&node.decorator_list);
        let name = self.sym(&node.name);
        self.name(loc, name, Access::Store)
    }

    fn function_body(
        &mut self,
        node: &'a StmtFunctionDef,
        loc: Loc,
        attributes: u32,
        firstlineno: u32,
    ) -> Result {
        let name = self.sym(&node.name);
        let scope_type = if node.is_async {
            ScopeType::AsyncFunction
        } else {
            ScopeType::Function
        };
        let scope = self.lookup(node, Role::Body)?;
        self.enter_scope(
            name,
            scope_type,
            scope,
            firstlineno,
            None,
            counts(&node.parameters),
        )?;
        let mut body: &'a [_] = &node.body;
        if let Some(docstring) = docstring(body) {
            body = &body[1..];
            if self.optimize < 2 {
                let doc = self.clean_docstring(docstring);
                self.unit().consts.add(doc);
            } else if body.is_empty() {
                self.op(self.pass_instead_of(docstring), ops::NOP);
            }
        }
        let start = self.new_label();
        self.place(start);
        let entry = self.table.get(scope);
        let suspends = entry.coroutine || entry.generator;
        if suspends {
            self.push_block(
                Loc::NONE,
                BlockKind::StopIteration,
                start,
                Label::NONE,
                Datum::None,
            )?;
        }
        self.statements(body)?;
        if suspends {
            self.stop_iteration_handler();
            self.pop_block();
        }
        let code = self.assemble(true)?;
        self.make_closure(loc, code, attributes)
    }

    /// StopIteration that leaves a generator's code becomes RuntimeError.
    pub(super) fn stop_iteration_handler(&mut self) {
        let handler = self.new_label();
        self.unit()
            .seq
            .insert_first(ops::SETUP_CLEANUP, handler.0, Loc::NONE);
        self.load_none(Loc::NONE);
        self.op(Loc::NONE, ops::RETURN_VALUE);
        self.place(handler);
        self.op_i(
            Loc::NONE,
            ops::CALL_INTRINSIC_1,
            intrinsic::STOPITERATION_ERROR,
        );
        self.op_i(Loc::NONE, ops::RERAISE, 1);
    }

    pub(super) fn lambda(&mut self, node: &'a ExprLambda) -> Result {
        let loc = self.loc(node);
        let parameters = node.parameters.as_deref();
        let attributes = match parameters {
            Some(parameters) => self.default_arguments(loc, parameters)?,
            None => 0,
        };
        let counts = parameters.map(counts).unwrap_or_default();
        let scope = self.lookup(node, Role::Body)?;
        self.enter_scope(
            known::LAMBDA,
            ScopeType::Lambda,
            scope,
            loc.line as u32,
            None,
            counts,
        )?;
        self.expr(&node.body)?;
        let code = if self.scope().generator {
            self.assemble(false)?
        } else {
            self.op(self.loc(&*node.body), ops::RETURN_VALUE);
            self.assemble(true)?
        };
        self.make_closure(loc, code, attributes)
    }
}
