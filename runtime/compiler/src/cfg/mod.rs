//! The control-flow graph of a code object, and the passes over it. Each file is one pass, or a few that are one idea.

mod borrow;
mod build;
mod checks;
mod cold;
mod constants;
mod depth;
mod exceptions;
mod fold;
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
use crate::instr::{Instr, Loc, NO_BLOCK};
use crate::ops::Op;
pub(crate) use build::Spare;
pub(crate) use text::Recorder;

pub(crate) type BlockId = u32;

/// The block that code starts in.
const ENTRY: BlockId = 0;

#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) instrs: Vec<Instr>,
    /// The block that follows in the code.
    pub(crate) next: BlockId,
    /// Whether a jump of the generated code goes here.
    labeled: bool,
    /// An exception handler starts here.
    handler: bool,
    /// A handler that needs the offset of the raising instruction.
    pub(crate) preserve_lasti: bool,
    cold: bool,
    warm: bool,
    visited: bool,
    predecessors: u32,
    /// The stack's depth on entry; negative where it is unknown.
    pub(crate) start_depth: i32,
    /// Bit i: local i may be unbound on entry.
    unsafe_locals: u64,
    /// The handlers of instructions that stood here before others were removed. CPython reuses the places, handlers
    /// included, for instructions that it appends.
    stale: Vec<BlockId>,
}

impl Block {
    fn new() -> Block {
        Block {
            instrs: Vec::new(),
            next: NO_BLOCK,
            labeled: false,
            handler: false,
            preserve_lasti: false,
            cold: false,
            warm: false,
            visited: false,
            predecessors: 0,
            start_depth: -1,
            unsafe_locals: 0,
            stale: Vec::new(),
        }
    }

    fn falls_through(&self) -> bool {
        self.instrs
            .last()
            .is_none_or(|last| !(last.op.is_scope_exit() || last.op.is_unconditional_jump()))
    }

    fn exits_scope(&self) -> bool {
        self.instrs
            .last()
            .is_some_and(|last| last.op.is_scope_exit())
    }

    fn has_no_line(&self) -> bool {
        self.instrs.iter().all(|instr| instr.loc.line < 0)
    }

    /// Appends an instruction; its handler is that of the instruction that stood in its place.
    fn append(&mut self, op: Op, target: BlockId, loc: Loc) {
        let except = self
            .stale
            .get(self.instrs.len())
            .copied()
            .unwrap_or(NO_BLOCK);
        self.instrs.push(Instr {
            target,
            except,
            ..Instr::new(op, 0, loc)
        });
    }

    /// Drops the instructions from `count` on.
    fn truncate(&mut self, count: usize) {
        let length = self.instrs.len();
        let handled = |instr: &Instr| instr.except != NO_BLOCK;
        if self.stale.is_empty() && !self.instrs[count..].iter().any(handled) {
            self.instrs.truncate(count);
            return;
        }
        if self.stale.len() < length {
            self.stale.resize(length, NO_BLOCK);
        }
        for at in count..length {
            self.stale[at] = self.instrs[at].except;
        }
        self.instrs.truncate(count);
    }
}

/// The blocks, linked in the order of the code by `next`.
pub(crate) struct Graph {
    pub(crate) blocks: Vec<Block>,
}

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
    pub(crate) fn ids(&self) -> Ids<'_> {
        Ids {
            graph: self,
            at: ENTRY,
        }
    }

    /// The order of blocks, for loops that change them.
    fn order(&self) -> Vec<BlockId> {
        self.ids().collect()
    }

    pub(crate) fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id as usize]
    }

    fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id as usize]
    }

    fn add(&mut self, block: Block) -> BlockId {
        self.blocks.push(block);
        self.blocks.len() as u32 - 1
    }

    /// The block, or the next one that is not empty.
    fn nonempty(&self, mut id: BlockId) -> Option<BlockId> {
        while id != NO_BLOCK {
            let block = self.block(id);
            if !block.instrs.is_empty() {
                return Some(id);
            }
            id = block.next;
        }
        None
    }

    fn clear_visited(&mut self) {
        for block in &mut self.blocks {
            block.visited = false;
        }
    }

    /// Marks a block as visited; true the first time.
    fn visit(&mut self, id: BlockId) -> bool {
        !std::mem::replace(&mut self.block_mut(id).visited, true)
    }

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

/// Blocks in the order of the code.
pub(crate) struct Ids<'a> {
    graph: &'a Graph,
    at: BlockId,
}

impl Iterator for Ids<'_> {
    type Item = BlockId;

    fn next(&mut self) -> Option<BlockId> {
        if self.at == NO_BLOCK {
            return None;
        }
        let id = self.at;
        self.at = self.graph.block(id).next;
        Some(id)
    }
}
