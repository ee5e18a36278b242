//! `with` and `async with`.

use ruff_python_ast::StmtWith;

use super::unit::{BlockKind, Datum};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::ops;

/// Arguments of LOAD_SPECIAL.
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const AENTER: u32 = 2;
const AEXIT: u32 = 3;

impl<'a> Compiler<'a> {
    /// The item at `at`, with the items after it and the body inside it.
    pub(super) fn with_statement(&mut self, node: &'a StmtWith, at: usize) -> Result {
        let Some(item) = node.items.get(at) else {
            return self.statements(&node.body);
        };
        let (block, last) = self.label_pair();
        let (exit, cleanup) = self.label_pair();
        self.expr(&item.context_expr)?;
        let loc = self.loc(&item.context_expr);
        let (enter, leave) = if node.is_async {
            (AENTER, AEXIT)
        } else {
            (ENTER, EXIT)
        };
        self.op_i(loc, ops::COPY, 1);
        self.op_i(loc, ops::LOAD_SPECIAL, leave);
        self.op_i(loc, ops::SWAP, 2);
        self.op_i(loc, ops::SWAP, 3);
        self.op_i(loc, ops::LOAD_SPECIAL, enter);
        self.op_i(loc, ops::CALL, 0);
        if node.is_async {
            self.await_top(loc, 1);
        }
        self.jump(loc, ops::SETUP_WITH, last);
        self.place(block);
        let kind = if node.is_async {
            BlockKind::AsyncWith
        } else {
            BlockKind::With
        };
        self.push_block(loc, kind, block, last, Datum::None)?;
        match &item.optional_vars {
            Some(target) => self.expr(target)?,
            None => self.op(loc, ops::POP_TOP),
        }
        self.recurse(|_| loc, |own| own.with_statement(node, at + 1))?;
        self.pop_block();
        self.op(if node.is_async { loc } else { Loc::NONE }, ops::POP_BLOCK);
        self.call_exit_with_nones(loc);
        if node.is_async {
            self.await_top(loc, 2);
        }
        self.op(loc, ops::POP_TOP);
        self.jump(loc, ops::JUMP, exit);
        self.place(last);
        self.jump(loc, ops::SETUP_CLEANUP, cleanup);
        self.op(loc, ops::PUSH_EXC_INFO);
        self.op(loc, ops::WITH_EXCEPT_START);
        if node.is_async {
            self.await_top(loc, 2);
        }
        self.with_except_finish(cleanup);
        self.place(exit);
        Ok(())
    }

    fn with_except_finish(&mut self, cleanup: Label) {
        let (suppress, exit) = self.label_pair();
        self.op(Loc::NONE, ops::TO_BOOL);
        self.jump(Loc::NONE, ops::POP_JUMP_IF_TRUE, suppress);
        self.op_i(Loc::NONE, ops::RERAISE, 2);
        self.place(suppress);
        self.op(Loc::NONE, ops::POP_TOP);
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.op(Loc::NONE, ops::POP_EXCEPT);
        for _ in 0..3 {
            self.op(Loc::NONE, ops::POP_TOP);
        }
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, exit);
        self.place(cleanup);
        self.pop_except_and_reraise(Loc::NONE);
        self.place(exit);
    }
}
