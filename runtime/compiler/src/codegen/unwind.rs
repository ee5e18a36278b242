//! Leaving blocks early: `return`, `break` and `continue` run what `finally` and `with` ask for.

use super::names::Access;
use super::unit::{BlockKind, Datum, FrameBlock};
use super::{Compiler, Result};
use crate::instr::{Label, Loc};
use crate::ops;

impl<'a> Compiler<'a> {
    pub(super) fn call_exit_with_nones(&mut self, loc: Loc) {
        for _ in 0..3 {
            self.load_none(loc);
        }
        self.op_i(loc, ops::CALL, 3);
    }

    fn swap_if(&mut self, loc: Loc, preserve: bool) {
        if preserve {
            self.op_i(loc, ops::SWAP, 2);
        }
    }

    /// Leaves one block. `preserve` keeps the value on top of the stack, to be returned.
    pub(super) fn unwind_block(
        &mut self,
        loc: &mut Loc,
        block: &FrameBlock<'a>,
        preserve: bool,
    ) -> Result {
        match block.kind {
            BlockKind::WhileLoop
            | BlockKind::ExceptionHandler
            | BlockKind::ExceptionGroupHandler
            | BlockKind::AsyncComprehension
            | BlockKind::StopIteration => {}
            BlockKind::ForLoop => {
                self.swap_if(*loc, preserve);
                self.op(*loc, ops::POP_TOP);
            }
            BlockKind::TryExcept => self.op(*loc, ops::POP_BLOCK),
            BlockKind::FinallyTry => {
                self.op(*loc, ops::POP_BLOCK);
                if preserve {
                    self.push_block(
                        *loc,
                        BlockKind::PopValue,
                        Label::NONE,
                        Label::NONE,
                        Datum::None,
                    )?;
                }
                if let Datum::Body(body) = block.datum {
                    self.statements(body)?;
                }
                if preserve {
                    self.pop_block();
                }
                *loc = Loc::NONE;
            }
            BlockKind::FinallyEnd => {
                self.swap_if(*loc, preserve);
                self.op(*loc, ops::POP_TOP);
                self.swap_if(*loc, preserve);
                self.op(*loc, ops::POP_BLOCK);
                self.op(*loc, ops::POP_EXCEPT);
            }
            BlockKind::With | BlockKind::AsyncWith => {
                *loc = block.loc;
                self.op(*loc, ops::POP_BLOCK);
                if preserve {
                    self.op_i(*loc, ops::SWAP, 3);
                    self.op_i(*loc, ops::SWAP, 2);
                }
                self.call_exit_with_nones(*loc);
                if block.kind == BlockKind::AsyncWith {
                    self.await_top(*loc, 2);
                }
                self.op(*loc, ops::POP_TOP);
                *loc = Loc::NONE;
            }
            BlockKind::HandlerCleanup => {
                let name = match block.datum {
                    Datum::Name(name) => Some(name),
                    _ => None,
                };
                if name.is_some() {
                    self.op(*loc, ops::POP_BLOCK);
                }
                self.swap_if(*loc, preserve);
                self.op(*loc, ops::POP_BLOCK);
                self.op(*loc, ops::POP_EXCEPT);
                if let Some(name) = name {
                    self.load_none(*loc);
                    self.name(*loc, name, Access::Store)?;
                    self.name(*loc, name, Access::Del)?;
                }
            }
            BlockKind::PopValue => {
                self.swap_if(*loc, preserve);
                self.op(*loc, ops::POP_TOP);
            }
        }
        Ok(())
    }

    /// Leaves all blocks of the code object.
    pub(super) fn unwind_all(&mut self, loc: &mut Loc, preserve: bool) -> Result {
        self.unwind(loc, preserve, false).map(|_| ())
    }

    /// Leaves the blocks inside the innermost loop, and gives the loop.
    pub(super) fn unwind_to_loop(&mut self, loc: &mut Loc) -> Result<Option<FrameBlock<'a>>> {
        self.unwind(loc, false, true)
    }

    fn unwind(
        &mut self,
        loc: &mut Loc,
        preserve: bool,
        to_loop: bool,
    ) -> Result<Option<FrameBlock<'a>>> {
        // While a block is being left it is off the stack: its `finally` body stands outside it.
        let mut left = Vec::new();
        let found = loop {
            let Some(&top) = self.unit().blocks.last() else {
                break None;
            };
            if top.kind == BlockKind::ExceptionGroupHandler {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                return self.error(*loc, message);
            }
            if to_loop && matches!(top.kind, BlockKind::WhileLoop | BlockKind::ForLoop) {
                break Some(top);
            }
            self.pop_block();
            self.unwind_block(loc, &top, preserve)?;
            left.push(top);
        };
        while let Some(block) = left.pop() {
            self.unit().blocks.push(block);
        }
        Ok(found)
    }
}
