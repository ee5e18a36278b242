//! Loops, `break` and `continue`.

use ruff_python_ast::{StmtFor, StmtWhile};

use super::unit::{BlockKind, Datum};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::ops;

impl<'a> Compiler<'a> {
    pub(super) fn for_loop(&mut self, node: &'a StmtFor) -> Result {
        let start = self.new_label();
        let cleanup = self.new_label();
        let end = self.new_label();
        self.push_block(self.loc(node), BlockKind::ForLoop, start, end, Datum::None)?;
        self.expr(&node.iter)?;
        let loc = self.loc(&*node.iter);
        self.op(loc, ops::GET_ITER);
        self.place(start);
        self.jump(loc, ops::FOR_ITER, cleanup);
        // Lets a trace show the `for` line again; removed where it is redundant.
        self.op(self.loc(&*node.target), ops::NOP);
        self.expr(&node.target)?;
        self.statements(&node.body)?;
        self.jump(Loc::NONE, ops::JUMP, start);
        self.place(cleanup);
        self.op(Loc::NONE, ops::END_FOR);
        self.op(Loc::NONE, ops::POP_ITER);
        self.pop_block();
        self.statements(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn async_for_loop(&mut self, node: &'a StmtFor) -> Result {
        let loc = self.loc(node);
        let start = self.new_label();
        let send = self.new_label();
        let except = self.new_label();
        let end = self.new_label();
        self.expr(&node.iter)?;
        self.op(self.loc(&*node.iter), ops::GET_AITER);
        self.place(start);
        self.push_block(loc, BlockKind::ForLoop, start, end, Datum::None)?;
        self.jump(loc, ops::SETUP_FINALLY, except);
        self.op(loc, ops::GET_ANEXT);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.op(loc, ops::POP_BLOCK);
        self.op(loc, ops::NOT_TAKEN);
        self.expr(&node.target)?;
        self.statements(&node.body)?;
        self.jump(Loc::NONE, ops::JUMP, start);
        self.pop_block();
        self.place(except);
        self.jump(self.loc(&*node.iter), ops::END_ASYNC_FOR, send);
        self.statements(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn while_loop(&mut self, node: &'a StmtWhile) -> Result {
        let start = self.new_label();
        let end = self.new_label();
        let anchor = self.new_label();
        self.place(start);
        let loc = self.loc(node);
        self.push_block(loc, BlockKind::WhileLoop, start, end, Datum::None)?;
        self.jump_if(loc, &node.test, anchor, false)?;
        self.statements(&node.body)?;
        self.jump(Loc::NONE, ops::JUMP, start);
        self.pop_block();
        self.place(anchor);
        self.statements(&node.orelse)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn break_statement(&mut self, origin: Loc) -> Result {
        let mut loc = origin;
        self.op(loc, ops::NOP);
        let Some(block) = self.unwind_to_loop(&mut loc)? else {
            return self.error(origin, "'break' outside loop");
        };
        self.unwind_block(&mut loc, &block, false)?;
        self.jump(loc, ops::JUMP, block.exit);
        Ok(())
    }

    pub(super) fn continue_statement(&mut self, origin: Loc) -> Result {
        let mut loc = origin;
        self.op(loc, ops::NOP);
        let Some(block) = self.unwind_to_loop(&mut loc)? else {
            return self.error(origin, "'continue' not properly in loop");
        };
        self.jump(loc, ops::JUMP, block.block);
        Ok(())
    }

    /// The loop that drives an awaitable or a sub-generator.
    pub(super) fn yield_from(&mut self, loc: Loc, awaited: bool) {
        let send = self.new_label();
        let fail = self.new_label();
        let exit = self.new_label();
        self.place(send);
        self.jump(loc, ops::SEND, exit);
        self.jump(loc, ops::SETUP_FINALLY, fail);
        self.op_i(loc, ops::YIELD_VALUE, 1);
        self.op(Loc::NONE, ops::POP_BLOCK);
        self.op_i(loc, ops::RESUME, if awaited { 3 } else { 2 });
        self.jump(loc, ops::JUMP_NO_INTERRUPT, send);
        self.place(fail);
        self.op(loc, ops::CLEANUP_THROW);
        self.place(exit);
        self.op(loc, ops::END_SEND);
    }

    /// Awaits what is on top of the stack.
    pub(super) fn await_top(&mut self, loc: Loc, why: u32) {
        self.op_i(loc, ops::GET_AWAITABLE, why);
        self.load_none(loc);
        self.yield_from(loc, true);
    }

    pub(super) fn label_pair(&mut self) -> (Label, Label) {
        (self.new_label(), self.new_label())
    }
}
