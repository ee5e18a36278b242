//! `super().name` without making the super object.

use ruff_python_ast::{ExprAttribute, ExprCall};

use super::names::Access;
use super::{Compiler, Result};
use crate::instr::Loc;
use crate::names::{Sym, known};
use crate::ops;
use crate::symtable::{Binding, SymbolTable};

impl<'a> Compiler<'a> {
    /// The `super(...)` call that the attribute is looked up on, if its form allows the short way.
    pub(super) fn super_call(&self, node: &'a ExprAttribute) -> Option<&'a ExprCall> {
        let call = node.value.as_call_expr()?;
        let function = call.func.as_name_expr()?;
        if function.id.as_str() != "super"
            || node.attr.as_str() == "__class__"
            || !call.arguments.keywords.is_empty()
            || self.scope().symbols.binding(known::SUPER) != Binding::GlobalImplicit
            || self
                .table
                .get(SymbolTable::TOP)
                .symbols
                .binding(known::SUPER)
                != Binding::Unknown
        {
            return None;
        }
        let unit = self.unit_ref();
        let fits = match &*call.arguments.args {
            [first, second] => !first.is_starred_expr() && !second.is_starred_expr(),
            [] => {
                (unit.argcount > 0 || unit.posonlyargcount > 0)
                    && self.scope().symbols.binding(known::CLASS) == Binding::Free
            }
            _ => false,
        };
        fits.then_some(call)
    }

    pub(super) fn load_super_arguments(&mut self, call: &'a ExprCall) -> Result {
        let loc = self.loc(call);
        self.name(self.loc(&*call.func), known::SUPER, Access::Load)?;
        if let [first, second] = &*call.arguments.args {
            self.expr(first)?;
            return self.expr(second);
        }
        self.name(loc, known::CLASS, Access::Load)?;
        let first = self.unit_ref().varnames.names().next();
        match first {
            Some(first) => self.name(loc, first, Access::Load),
            None => self.error(loc, "super(): no arguments"),
        }
    }

    pub(super) fn load_super_attr(&mut self, loc: Loc, name: Sym, call: &ExprCall, method: bool) {
        let at = self.name_index(name);
        let explicit = if call.arguments.args.is_empty() { 0 } else { 2 };
        self.op_i(
            loc,
            ops::LOAD_SUPER_ATTR,
            at << 2 | explicit | u32::from(method),
        );
    }
}
