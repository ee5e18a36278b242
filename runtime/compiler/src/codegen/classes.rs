//! Classes and type aliases.

use ruff_python_ast::{Expr, StmtClassDef, StmtTypeAlias};
use ruff_text_size::{Ranged, TextRange};

use super::names::Access;
use super::unit::{Counts, ScopeType};
use super::{Compiler, Result};
use crate::consts::Const;
use crate::instr::Loc;
use crate::names::{Sym, known};
use crate::ops::{self, function, intrinsic};
use crate::symtable::Role;
use crate::tree::definition_start;

impl<'a> Compiler<'a> {
    pub(super) fn class(&mut self, node: &'a StmtClassDef) -> Result {
        self.decorators(&node.decorator_list)?;
        let range = node.range();
        let start = definition_start(self.source.text, range, &node.decorator_list);
        let loc = self.source.block(TextRange::new(start, range.end()));
        let firstlineno = self.first_line(loc, &node.decorator_list);
        let name = self.sym(&node.name);
        if let Some(type_params) = node.type_params.as_deref() {
            let generic = self.sym(&format!("<generic parameters of {}>", node.name));
            let scope = self.lookup(type_params, Role::TypeParams)?;
            self.enter_scope(
                generic,
                ScopeType::Annotations,
                scope,
                firstlineno,
                Some(name),
                Counts::default(),
            )?;
            self.type_params(type_params)?;
            self.name(loc, known::DOT_TYPE_PARAMS, Access::Store)?;
            self.class_body(node, loc, name, firstlineno)?;
            self.name(loc, known::DOT_TYPE_PARAMS, Access::Load)?;
            self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::SUBSCRIPT_GENERIC);
            self.name(loc, known::DOT_GENERIC_BASE, Access::Store)?;
            self.call_arguments(
                loc,
                2,
                node.arguments.as_deref(),
                Some(known::DOT_GENERIC_BASE),
            )?;
            let code = self.assemble(false)?;
            self.make_closure(loc, code, 0)?;
            self.op(loc, ops::PUSH_NULL);
            self.op_i(loc, ops::CALL, 0);
        } else {
            self.class_body(node, loc, name, firstlineno)?;
            self.call_arguments(loc, 2, node.arguments.as_deref(), None)?;
        }
        self.apply_decorators(&node.decorator_list);
        self.name(loc, name, Access::Store)
    }

    fn store_cell(&mut self, loc: Loc, name: Sym) -> Result {
        match self.cell_index(name) {
            Some(at) => self.op_i(loc, ops::STORE_DEREF, at),
            None => return self.error(loc, "cell expected"),
        }
        Ok(())
    }

    /// The class body as a code object, and what `__build_class__` needs of it, on the stack.
    fn class_body(
        &mut self,
        node: &'a StmtClassDef,
        class_loc: Loc,
        name: Sym,
        firstlineno: u32,
    ) -> Result {
        let scope = self.lookup(node, Role::Body)?;
        self.enter_scope(
            name,
            ScopeType::Class,
            scope,
            firstlineno,
            Some(name),
            Counts::default(),
        )?;
        let line = firstlineno as i32;
        let loc = Loc::new(line, line, 0, 0);
        self.name(loc, known::NAME, Access::Load)?;
        self.name(loc, known::MODULE, Access::Store)?;
        let qualname = self.unit_ref().qualname.clone();
        self.load_str(loc, &qualname);
        self.name(loc, known::QUALNAME, Access::Store)?;
        self.load_const(loc, Const::Int(i64::from(firstlineno)));
        self.name(loc, known::FIRSTLINENO, Access::Store)?;
        if node.type_params.is_some() {
            self.name(loc, known::DOT_TYPE_PARAMS, Access::Load)?;
            self.name(loc, known::TYPE_PARAMS, Access::Store)?;
        }
        if self.scope().needs_classdict {
            self.op(loc, ops::LOAD_LOCALS);
            self.store_cell(loc, known::CLASSDICT)?;
        }
        if self.scope().has_conditional_annotations {
            self.op_i(loc, ops::BUILD_SET, 0);
            self.store_cell(loc, known::CONDITIONAL_ANNOTATIONS)?;
        }
        self.body(loc, &node.body)?;
        let mut attributes = std::mem::take(&mut self.unit().static_attributes);
        attributes.sort_by(|left, right| self.names.text(*left).cmp(self.names.text(*right)));
        let attributes = attributes
            .iter()
            .map(|name| self.consts.add_str(self.names.text(*name)))
            .collect();
        self.load_const(Loc::NONE, Const::Tuple(attributes));
        self.name(Loc::NONE, known::STATIC_ATTRIBUTES, Access::Store)?;
        if self.scope().needs_classdict
            && let Some(cell) = self.cell_index(known::CLASSDICT)
        {
            self.op_i(Loc::NONE, ops::LOAD_CLOSURE, cell);
            self.name(Loc::NONE, known::CLASSDICTCELL, Access::Store)?;
        }
        match self
            .cell_index(known::CLASS)
            .filter(|_| self.scope().needs_class_closure)
        {
            Some(cell) => {
                self.op_i(Loc::NONE, ops::LOAD_CLOSURE, cell);
                self.op_i(Loc::NONE, ops::COPY, 1);
                self.name(Loc::NONE, known::CLASSCELL, Access::Store)?;
            }
            None => self.load_none(Loc::NONE),
        }
        self.op(Loc::NONE, ops::RETURN_VALUE);
        let code = self.assemble(true)?;
        self.op(class_loc, ops::LOAD_BUILD_CLASS);
        self.op(class_loc, ops::PUSH_NULL);
        self.make_closure(class_loc, code, 0)?;
        self.load_sym(class_loc, name);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, node: &'a StmtTypeAlias) -> Result {
        let loc = self.loc(node);
        let Expr::Name(target) = &*node.name else {
            return self.error(loc, "invalid syntax");
        };
        let name = self.name_sym(target);
        if let Some(type_params) = node.type_params.as_deref() {
            let generic = self.sym(&format!("<generic parameters of {}>", target.id));
            let scope = self.lookup(type_params, Role::TypeParams)?;
            self.enter_scope(
                generic,
                ScopeType::Annotations,
                scope,
                loc.line as u32,
                None,
                Counts::default(),
            )?;
            self.load_sym(loc, name);
            self.type_params(type_params)?;
            self.type_alias_body(node, loc, name)?;
            let code = self.assemble(false)?;
            self.make_closure(loc, code, 0)?;
            self.op(loc, ops::PUSH_NULL);
            self.op_i(loc, ops::CALL, 0);
        } else {
            self.load_sym(loc, name);
            self.load_none(loc);
            self.type_alias_body(node, loc, name)?;
        }
        self.name(loc, name, Access::Store)
    }

    fn type_alias_body(&mut self, node: &'a StmtTypeAlias, loc: Loc, name: Sym) -> Result {
        self.load_one_tuple(loc);
        let scope = self.lookup(node, Role::Body)?;
        self.enter_annotations(loc, scope, name)?;
        self.expr(&node.value)?;
        self.op(loc, ops::RETURN_VALUE);
        let code = self.assemble(false)?;
        self.make_closure(loc, code, function::DEFAULTS)?;
        self.op_i(loc, ops::BUILD_TUPLE, 3);
        self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::TYPEALIAS);
        Ok(())
    }

    /// `(1,)`: the default of the parameter `format`.
    pub(super) fn load_one_tuple(&mut self, loc: Loc) {
        let one = self.consts.add(Const::Int(1));
        self.load_const(loc, Const::Tuple(Box::new([one])));
    }
}
