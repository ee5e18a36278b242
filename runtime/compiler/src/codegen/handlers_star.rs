//! `try` with `except*`.

use ruff_python_ast::{ExceptHandlerExceptHandler, StmtTry};

use ruff_text_size::Ranged;

use super::exceptions::plain;
use super::names::Access;
use super::unit::{BlockKind, Datum};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::ops::{self, intrinsic};

impl<'a> Compiler<'a> {
    pub(super) fn try_except_star(&mut self, node: &'a StmtTry) -> Result {
        let loc = self.source.block(node.range());
        let (body, except) = self.label_pair();
        let (orelse, end) = self.label_pair();
        let (cleanup, reraise_star) = self.label_pair();
        self.jump(loc, ops::SETUP_FINALLY, except);
        self.place(body);
        self.push_block(loc, BlockKind::TryExcept, body, Label::NONE, Datum::None)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, orelse);
        self.place(except);
        self.jump(Loc::NONE, ops::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, ops::PUSH_EXC_INFO);
        self.push_block(
            loc,
            BlockKind::ExceptionGroupHandler,
            Label::NONE,
            Label::NONE,
            Datum::None,
        )?;
        for (at, handler) in node.handlers.iter().enumerate() {
            let handler = plain(handler);
            if at == 0 {
                // The list of what the handlers raise, and a copy of the group to split.
                let loc = self.source.block(handler.range());
                self.op_i(loc, ops::BUILD_LIST, 0);
                self.op_i(loc, ops::COPY, 2);
            }
            self.star_handler(handler)?;
            if at + 1 == node.handlers.len() {
                self.op_i(Loc::NONE, ops::LIST_APPEND, 1);
                self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, reraise_star);
            }
        }
        self.pop_block();
        let reraise = self.new_label();
        self.place(reraise_star);
        self.op_i(
            Loc::NONE,
            ops::CALL_INTRINSIC_2,
            intrinsic::PREP_RERAISE_STAR,
        );
        self.op_i(Loc::NONE, ops::COPY, 1);
        self.jump(Loc::NONE, ops::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(Loc::NONE, ops::POP_TOP);
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.op(Loc::NONE, ops::POP_EXCEPT);
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, end);
        self.place(reraise);
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.op_i(Loc::NONE, ops::SWAP, 2);
        self.op(Loc::NONE, ops::POP_EXCEPT);
        self.op_i(Loc::NONE, ops::RERAISE, 0);
        self.place(cleanup);
        self.pop_except_and_reraise(Loc::NONE);
        self.place(orelse);
        self.statements(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    fn star_handler(&mut self, handler: &'a ExceptHandlerExceptHandler) -> Result {
        let loc = self.source.block(handler.range());
        let (except, with_error) = self.label_pair();
        let no_match = self.new_label();
        if let Some(kind) = &handler.type_ {
            self.expr(kind)?;
            self.op(loc, ops::CHECK_EG_MATCH);
            self.op_i(loc, ops::COPY, 1);
            self.jump(loc, ops::POP_JUMP_IF_NONE, no_match);
        }
        let (cleanup, body) = self.label_pair();
        let name = handler.name.as_ref().map(|name| self.sym(name));
        match name {
            Some(name) => self.name(loc, name, Access::Store)?,
            None => self.op(loc, ops::POP_TOP),
        }
        self.jump(loc, ops::SETUP_CLEANUP, cleanup);
        self.place(body);
        let datum = name.map_or(Datum::None, Datum::Name);
        self.push_block(loc, BlockKind::HandlerCleanup, body, Label::NONE, datum)?;
        self.statements(&handler.body)?;
        self.pop_block();
        self.op(Loc::NONE, ops::POP_BLOCK);
        if let Some(name) = name {
            self.unbind(name)?;
        }
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, except);
        self.place(cleanup);
        if let Some(name) = name {
            self.unbind(name)?;
        }
        self.op_i(Loc::NONE, ops::LIST_APPEND, 3);
        self.op(Loc::NONE, ops::POP_TOP);
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, with_error);
        self.place(except);
        self.op(Loc::NONE, ops::NOP);
        self.jump(Loc::NONE, ops::JUMP_NO_INTERRUPT, with_error);
        self.place(no_match);
        self.op(loc, ops::POP_TOP);
        self.place(with_error);
        Ok(())
    }
}
