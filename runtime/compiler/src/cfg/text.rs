//! The control-flow graph as text.

use std::cell::RefCell;
use std::fmt::{self, Write};

use super::Graph;
use crate::instr::NO_BLOCK;

/// Keeps the text of the graphs as they are after one pass.
pub(crate) struct Recorder {
    pass: String,
    text: RefCell<String>,
}

impl Recorder {
    pub(crate) fn new(pass: &str) -> Recorder {
        Recorder {
            pass: pass.to_owned(),
            text: RefCell::default(),
        }
    }

    pub(super) fn after(&self, pass: &str, qualname: &str, graph: &Graph) {
        if pass == self.pass {
            // Writing to a String cannot fail.
            let _ = graph.write(qualname, &mut self.text.borrow_mut());
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text.into_inner()
    }
}

impl Graph {
    fn write(&self, qualname: &str, out: &mut String) -> fmt::Result {
        writeln!(out, "code {qualname}")?;
        for id in self.ids() {
            let block = self.block(id);
            let cold = if block.cold { " cold" } else { "" };
            let handler = if block.handler { " handler" } else { "" };
            writeln!(out, "  block {id}{handler}{cold}")?;
            for instr in self.instrs(id) {
                write!(out, "    {:<34}", instr.op.name())?;
                if instr.op.has_target() {
                    write!(out, " -> {:<6}", instr.target)?;
                } else {
                    write!(out, " {:<9}", instr.arg)?;
                }
                if instr.loc.line >= 0 {
                    let loc = instr.loc;
                    write!(
                        out,
                        " {}:{}-{}:{}",
                        loc.line, loc.col, loc.end_line, loc.end_col
                    )?;
                }
                if instr.except != NO_BLOCK {
                    write!(out, " except {}", instr.except)?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }
}
