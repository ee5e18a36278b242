//! Type parameters.

use ruff_python_ast::{Expr, TypeParam, TypeParams};

use super::names::Access;
use super::{Compiler, Result};
use crate::instr::Loc;
use crate::names::Sym;
use crate::ops::{self, function, intrinsic};
use crate::symtable::Role;

impl<'a> Compiler<'a> {
    /// Makes and binds the parameters, and leaves a tuple of them on the stack.
    pub(super) fn type_params(&mut self, type_params: &'a TypeParams) -> Result {
        let mut seen_default = false;
        for param in &type_params.type_params {
            let loc = self.loc(param);
            let name = self.sym(param.name());
            self.load_sym(loc, name);
            let default = match param {
                TypeParam::TypeVar(var) => {
                    match var.bound.as_deref() {
                        Some(bound) => {
                            self.bound_or_default(bound, name, param, Role::Bound)?;
                            let kind = if bound.is_tuple_expr() {
                                intrinsic::TYPEVAR_WITH_CONSTRAINTS
                            } else {
                                intrinsic::TYPEVAR_WITH_BOUND
                            };
                            self.op_i(loc, ops::CALL_INTRINSIC_2, kind);
                        }
                        None => self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::TYPEVAR),
                    }
                    &var.default
                }
                TypeParam::TypeVarTuple(var) => {
                    self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::TYPEVARTUPLE);
                    &var.default
                }
                TypeParam::ParamSpec(var) => {
                    self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::PARAMSPEC);
                    &var.default
                }
            };
            if let Some(default) = default {
                seen_default = true;
                self.bound_or_default(default, name, param, Role::Default)?;
                self.op_i(loc, ops::CALL_INTRINSIC_2, intrinsic::SET_TYPEPARAM_DEFAULT);
            } else if seen_default {
                let message = format!(
                    "non-default type parameter '{}' follows default type parameter",
                    param.name()
                );
                return self.error(loc, message);
            }
            self.op_i(loc, ops::COPY, 1);
            self.name(loc, name, Access::Store)?;
        }
        let loc = type_params
            .type_params
            .first()
            .map_or(Loc::NONE, |first| self.loc(first));
        self.op_n(loc, ops::BUILD_TUPLE, type_params.type_params.len());
        Ok(())
    }

    fn bound_or_default(
        &mut self,
        expr: &'a Expr,
        name: Sym,
        param: &'a TypeParam,
        role: Role,
    ) -> Result {
        let loc = self.loc(expr);
        self.load_one_tuple(loc);
        let scope = self.lookup(param, role)?;
        self.enter_annotations(loc, scope, name)?;
        match expr {
            Expr::Starred(starred) if param.is_type_var_tuple() && role == Role::Default => {
                self.expr(&starred.value)?;
                self.op_i(loc, ops::UNPACK_SEQUENCE, 1);
            }
            _ => self.expr(expr)?,
        }
        self.op(loc, ops::RETURN_VALUE);
        let code = self.assemble(true)?;
        self.make_closure(loc, code, function::DEFAULTS)
    }
}
