//! The control-flow graph of a code object, and the passes over it. Each file is one pass, or a few that are one idea.

mod borrow;
mod build;
mod checks;
mod cold;
mod constants;
mod depth;
mod exceptions;
mod fold;
mod graph;
mod inline;
mod jumps;
mod lines;
mod locals;
mod nops;
mod peephole;
mod superinstructions;
mod swaps;
mod text;
mod unreachable;
mod unused;

use crate::consts::{ConstPool, ConstTable};
pub(crate) use build::Spare;
pub(crate) use graph::{Block, BlockId, Graph};
pub(crate) use text::Recorder;

/// The block that code starts in.
const ENTRY: BlockId = 0;

/// What the passes must know of the code object.
pub(crate) struct Shape {
    pub(crate) locals: u32,
    pub(crate) parameters: u32,
}

/// The fast slots, as far as code must know them.
pub(crate) struct Slots {
    pub(crate) locals: u32,
    /// For each cell the local that it is, if it is one.
    pub(crate) cells: Vec<Option<u32>>,
    pub(crate) frees: u32,
}

impl Slots {
    /// The slot of each cell and free variable.
    pub(crate) fn cell_slots(&self) -> Vec<u32> {
        let mut next = self.locals;
        let mut fresh = || {
            next += 1;
            next - 1
        };
        let mut slots: Vec<u32> = self
            .cells
            .iter()
            .map(|local| local.unwrap_or_else(&mut fresh))
            .collect();
        slots.extend((0..self.frees).map(|_| fresh()));
        slots
    }
}

/// Code ready to be assembled.
pub(crate) struct Finished {
    pub(crate) graph: Graph,
    pub(crate) stacksize: u32,
}

/// The names of the passes, in the order in which they run.
pub(crate) const PASSES: &[&str] = &[
    "build",
    "exceptions",
    "inline-exits",
    "unreachable",
    "lines",
    "constants",
    "peephole",
    "nops",
    "unused-constants",
    "unbound-checks",
    "superinstructions",
    "cold-blocks",
    "conditional-jumps",
    "stack-depth",
    "slots",
    "pseudo-instructions",
    "jumps",
    "borrowed-loads",
];

impl Graph {
    pub(crate) fn optimize(
        &mut self,
        consts: &mut ConstTable,
        pool: &mut ConstPool,
        shape: &Shape,
        recorder: Option<&Recorder>,
        qualname: &str,
    ) {
        let after = |graph: &Graph, pass: &str| {
            if let Some(recorder) = recorder {
                recorder.after(pass, qualname, graph);
            }
        };
        after(self, "build");
        self.mark_handlers();
        self.label_handlers();
        after(self, "exceptions");
        self.inline_small_exits();
        after(self, "inline-exits");
        self.remove_unreachable();
        after(self, "unreachable");
        self.resolve_lines();
        after(self, "lines");
        self.optimize_const_loads(consts, pool);
        after(self, "constants");
        self.optimize_blocks(consts, pool);
        after(self, "peephole");
        self.remove_redundant_nops_and_pairs();
        self.remove_unreachable();
        self.remove_redundant_nops_and_jumps();
        after(self, "nops");
        self.remove_unused_consts(consts);
        after(self, "unused-constants");
        self.check_unbound_locals(shape.locals, shape.parameters);
        after(self, "unbound-checks");
        self.insert_superinstructions();
        after(self, "superinstructions");
        self.push_cold_blocks_to_end();
        self.resolve_lines();
        after(self, "cold-blocks");
    }

    pub(crate) fn finish(
        mut self,
        slots: &Slots,
        flags: u32,
        firstlineno: u32,
        recorder: Option<&Recorder>,
        qualname: &str,
    ) -> Finished {
        let after = |graph: &Graph, pass: &str| {
            if let Some(recorder) = recorder {
                recorder.after(pass, qualname, graph);
            }
        };
        self.convert_conditional_jumps();
        after(&self, "conditional-jumps");
        let stacksize = self.stack_depth();
        after(&self, "stack-depth");
        self.place_slots(slots, flags, firstlineno);
        after(&self, "slots");
        self.convert_pseudo_instructions();
        after(&self, "pseudo-instructions");
        self.normalize_jumps();
        after(&self, "jumps");
        self.borrow_loads();
        after(&self, "borrowed-loads");
        Finished {
            graph: self,
            stacksize,
        }
    }
}
