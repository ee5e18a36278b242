//! `try` with `except`, `else` and `finally`.

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, StmtTry};

use ruff_text_size::Ranged;

use super::names::Access;
use super::unit::{BlockKind, Datum};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::names::Sym;
use crate::ops;

pub(super) fn plain(handler: &ExceptHandler) -> &ExceptHandlerExceptHandler {
    let ExceptHandler::ExceptHandler(handler) = handler;
    handler
}

impl<'a> Compiler<'a> {
    pub(super) fn try_statement(&mut self, node: &'a StmtTry) -> Result {
        if node.finalbody.is_empty() {
            self.try_except(node)
        } else {
            self.try_finally(node)
        }
    }

    fn try_except(&mut self, node: &'a StmtTry) -> Result {
        if node.is_star {
            self.try_except_star(node)
        } else {
            self.try_except_plain(node)
        }
    }

    fn try_finally(&mut self, node: &'a StmtTry) -> Result {
        let loc = self.source.block(node.range());
        let (body, end) = self.label_pair();
        let (exit, cleanup) = self.label_pair();
        self.jump(loc, ops::SETUP_FINALLY, end);
        self.place(body);
        self.push_block(
            loc,
            BlockKind::FinallyTry,
            body,
            end,
            Datum::Body(&node.finalbody),
        )?;
        if node.handlers.is_empty() {
            self.statements(&node.body)?;
        } else {
            self.try_except(node)?;
        }
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.pop_block();
        self.statements(&node.finalbody)?;
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, exit);
        self.place(end);
        self.jump(Loc::NONE, ops::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, ops::PUSH_EXC_INFO);
        self.push_block(
            Loc::NONE,
            BlockKind::FinallyEnd,
            end,
            Label::NONE,
            Datum::None,
        )?;
        let again = std::mem::replace(&mut self.again, true);
        self.statements(&node.finalbody)?;
        self.again = again;
        self.pop_block();
        self.op_i(Loc::NONE, ops::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(Loc::NONE);
        self.place(exit);
        Ok(())
    }

    pub(super) fn pop_except_and_reraise(&mut self, loc: Loc) {
        self.op_i(loc, ops::COPY, 3);
        self.op(loc, ops::POP_EXCEPT);
        self.op_i(loc, ops::RERAISE, 1);
    }

    /// `name = None; del name`, at the end of a handler that binds a name.
    pub(super) fn unbind(&mut self, name: Sym) -> Result {
        self.load_none(Loc::NONE);
        self.name(Loc::NONE, name, Access::Store)?;
        self.name(Loc::NONE, name, Access::Del)
    }

    fn try_except_plain(&mut self, node: &'a StmtTry) -> Result {
        let loc = self.source.block(node.range());
        let (body, except) = self.label_pair();
        let (end, cleanup) = self.label_pair();
        self.jump(loc, ops::SETUP_FINALLY, except);
        self.place(body);
        self.push_block(loc, BlockKind::TryExcept, body, Label::NONE, Datum::None)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.statements(&node.orelse)?;
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        self.place(except);
        self.jump(Loc::NONE, ops::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, ops::PUSH_EXC_INFO);
        self.push_block(
            loc,
            BlockKind::ExceptionHandler,
            Label::NONE,
            Label::NONE,
            Datum::None,
        )?;
        for (at, handler) in node.handlers.iter().enumerate() {
            self.handler(plain(handler), at + 1 == node.handlers.len(), end)?;
        }
        self.pop_block();
        self.op_i(Loc::NONE, ops::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(Loc::NONE);
        self.place(end);
        Ok(())
    }

    fn handler(
        &mut self,
        handler: &'a ExceptHandlerExceptHandler,
        last: bool,
        end: Label,
    ) -> Result {
        let loc = self.source.block(handler.range());
        let next = self.new_label();
        match &handler.type_ {
            Some(kind) => {
                self.expr(kind)?;
                self.op(loc, ops::CHECK_EXC_MATCH);
                self.jump(loc, ops::POP_JUMP_IF_FALSE, next);
            }
            None if !last => return self.error(loc, "default 'except:' must be last"),
            None => {}
        }
        let body = self.new_label();
        if let Some(name) = &handler.name {
            let cleanup = self.new_label();
            let name = self.sym(name);
            self.name(loc, name, Access::Store)?;
            self.jump(loc, ops::SETUP_CLEANUP, cleanup);
            self.place(body);
            self.push_block(
                loc,
                BlockKind::HandlerCleanup,
                body,
                Label::NONE,
                Datum::Name(name),
            )?;
            self.statements(&handler.body)?;
            self.pop_block();
            self.op(Loc::NONE, ops::POP_BLOCK);
            self.op(Loc::NONE, ops::POP_BLOCK);
            self.op(Loc::NONE, ops::POP_EXCEPT);
            self.unbind(name)?;
            self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
            self.place(cleanup);
            self.unbind(name)?;
            self.op_i(Loc::NONE, ops::RERAISE, 1);
        } else {
            self.op(loc, ops::POP_TOP);
            self.place(body);
            self.push_block(
                loc,
                BlockKind::HandlerCleanup,
                body,
                Label::NONE,
                Datum::None,
            )?;
            self.statements(&handler.body)?;
            self.pop_block();
            self.op(Loc::NONE, ops::POP_BLOCK);
            self.op(Loc::NONE, ops::POP_EXCEPT);
            self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        }
        self.place(next);
        Ok(())
    }
}
