//! Imports.

use ruff_python_ast::{StmtImport, StmtImportFrom};

use super::names::Access;
use super::{Compiler, Result};
use crate::consts::Const;
use crate::instr::Loc;
use crate::ops::{self, intrinsic};

impl<'a> Compiler<'a> {
    pub(super) fn import(&mut self, node: &'a StmtImport) -> Result {
        let loc = self.loc(node);
        if node.is_lazy {
            return self.error(loc, "invalid syntax");
        }
        for alias in &node.names {
            self.load_int(loc, 0);
            self.load_none(loc);
            let name = self.sym(&alias.name);
            self.op_name(loc, ops::IMPORT_NAME, name);
            let mut parts = alias.name.split('.');
            let first = parts.next().unwrap_or_default();
            let Some(asname) = &alias.asname else {
                let first = self.sym(first);
                self.name(loc, first, Access::Store)?;
                continue;
            };
            let mut dotted = false;
            for part in parts {
                if dotted {
                    self.op_i(loc, ops::SWAP, 2);
                    self.op(loc, ops::POP_TOP);
                }
                dotted = true;
                let part = self.sym(part);
                let at = self.unit().names.add(part);
                self.op_i(loc, ops::IMPORT_FROM, at);
            }
            let asname = self.sym(asname);
            self.name(loc, asname, Access::Store)?;
            if dotted {
                self.op(loc, ops::POP_TOP);
            }
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, node: &'a StmtImportFrom) -> Result {
        let loc = self.loc(node);
        if node.is_lazy {
            return self.error(loc, "invalid syntax");
        }
        self.load_const(loc, Const::Int(i64::from(node.level)));
        let names = self.sym_tuple(node.names.iter().map(|alias| alias.name.as_str()));
        self.load(loc, names);
        let module = self.sym(node.module.as_deref().unwrap_or_default());
        self.op_name(loc, ops::IMPORT_NAME, module);
        for alias in &node.names {
            if alias.name.as_str() == "*" {
                self.op_i(loc, ops::CALL_INTRINSIC_1, intrinsic::IMPORT_STAR);
                self.op(Loc::NONE, ops::POP_TOP);
                return Ok(());
            }
            let name = self.sym(&alias.name);
            self.op_name(loc, ops::IMPORT_FROM, name);
            let bound = alias
                .asname
                .as_ref()
                .map_or(name, |asname| self.names.intern(asname));
            self.name(loc, bound, Access::Store)?;
        }
        self.op(loc, ops::POP_TOP);
        Ok(())
    }
}
