//! The blocks of a graph, and their instructions.

use std::ops::Range;

use super::ENTRY;
use super::borrow::Simulation;
use super::exceptions::Stacks;
use crate::instr::{Instr, Loc, NO_BLOCK};
use crate::ops::Op;

pub(crate) type BlockId = u32;

/// Instructions that run one after the other. They stand side by side in the graph's list.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    start: u32,
    count: u32,
    /// The places it has. Behind its instructions are those that it has lost: CPython reuses the places, handlers
    /// included, for instructions that it appends.
    places: u32,
    /// The block that follows in the code.
    pub(crate) next: BlockId,
    pub(super) predecessors: u32,
    /// The stack's depth on entry; negative where it is unknown.
    pub(crate) start_depth: i32,
    /// Bit i: local i may be unbound on entry.
    pub(super) unsafe_locals: u64,
    /// Whether a jump of the generated code goes here.
    pub(super) labeled: bool,
    /// An exception handler starts here.
    pub(super) handler: bool,
    /// A handler that needs the offset of the raising instruction.
    pub(crate) preserve_lasti: bool,
    /// Some instruction pushes a handler.
    pub(super) pushes: bool,
    pub(super) cold: bool,
    pub(super) warm: bool,
    pub(super) visited: bool,
}

impl Block {
    /// A block of the graph's instructions from `start` on.
    fn new(start: usize, count: usize) -> Block {
        Block {
            start: start as u32,
            count: count as u32,
            places: count as u32,
            next: NO_BLOCK,
            predecessors: 0,
            start_depth: -1,
            unsafe_locals: 0,
            labeled: false,
            handler: false,
            preserve_lasti: false,
            pushes: false,
            cold: false,
            warm: false,
            visited: false,
        }
    }

    /// Where its instructions are in the graph's list.
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..(self.start + self.count) as usize
    }

    /// Where those of its instructions are that may name another block: its last, and those that push a handler.
    pub(super) fn branches(&self) -> Range<usize> {
        let range = self.range();
        if self.pushes || range.is_empty() {
            range
        } else {
            range.end - 1..range.end
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// Drops the instructions from `count` on.
    pub(super) fn truncate(&mut self, count: usize) {
        self.count = self.count.min(count as u32);
    }
}

/// The blocks, linked in the order of the code by `next`.
#[derive(Default)]
pub(crate) struct Graph {
    pub(super) instrs: Vec<Instr>,
    pub(crate) blocks: Vec<Block>,
    /// The memory of the passes' lists of blocks to be looked at; empty between passes.
    todo: Vec<BlockId>,
    /// The memory of the pass that follows what is on the stack.
    pub(super) simulation: Simulation,
    /// The memory of the pass that follows which handlers are in force.
    pub(super) stacks: Stacks,
}

impl Graph {
    pub(crate) fn ids(&self) -> Ids<'_> {
        Ids {
            blocks: &self.blocks,
            at: ENTRY,
        }
    }

    pub(crate) fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id as usize]
    }

    pub(super) fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id as usize]
    }

    /// The instructions of a block.
    pub(crate) fn instrs(&self, id: BlockId) -> &[Instr] {
        &self.instrs[self.block(id).range()]
    }

    pub(super) fn instrs_mut(&mut self, id: BlockId) -> &mut [Instr] {
        let range = self.block(id).range();
        &mut self.instrs[range]
    }

    pub(super) fn last_mut(&mut self, id: BlockId) -> Option<&mut Instr> {
        self.instrs_mut(id).last_mut()
    }

    pub(super) fn falls_through(&self, id: BlockId) -> bool {
        self.instrs(id)
            .last()
            .is_none_or(|last| !(last.op.is_scope_exit() || last.op.is_unconditional_jump()))
    }

    pub(super) fn exits_scope(&self, id: BlockId) -> bool {
        self.instrs(id)
            .last()
            .is_some_and(|last| last.op.is_scope_exit())
    }

    pub(super) fn has_no_line(&self, id: BlockId) -> bool {
        self.instrs(id).iter().all(|instr| instr.loc.line < 0)
    }

    /// A new block, of copies of some instructions of the list.
    pub(super) fn add(&mut self, instrs: Range<usize>) -> BlockId {
        let block = Block::new(self.instrs.len(), instrs.len());
        self.instrs.extend_from_within(instrs);
        self.blocks.push(block);
        self.blocks.len() as u32 - 1
    }

    /// A new block, with room for `room` instructions more.
    pub(super) fn add_with_room(&mut self, instrs: &[Instr], room: u32) -> &mut Block {
        let mut block = Block::new(self.instrs.len(), instrs.len());
        block.places += room;
        self.instrs.extend_from_slice(instrs);
        for _ in 0..room {
            self.instrs.push(Instr::BLANK);
        }
        self.blocks.push(block);
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// The next place of a block, which becomes its last instruction.
    fn place(&mut self, id: BlockId) -> &mut Instr {
        let block = &mut self.blocks[id as usize];
        if block.count == block.places {
            if block.range().end != self.instrs.len() {
                let range = block.range();
                block.start = self.instrs.len() as u32;
                self.instrs.extend_from_within(range);
            }
            self.instrs.push(Instr::BLANK);
            block.places += 1;
        }
        block.count += 1;
        &mut self.instrs[block.range().end - 1]
    }

    pub(super) fn push(&mut self, id: BlockId, instr: Instr) {
        *self.place(id) = instr;
    }

    /// Appends an instruction; its handler is that of the instruction that stood in its place.
    pub(super) fn append(&mut self, id: BlockId, op: Op, target: BlockId, loc: Loc) {
        let place = self.place(id);
        *place = Instr {
            target,
            except: place.except,
            ..Instr::new(op, 0, loc)
        };
    }

    /// Puts instructions in the place of some of a block's. The places behind them stay as they are.
    pub(super) fn splice(&mut self, id: BlockId, replaced: Range<usize>, instrs: &[Instr]) {
        let Block { start, places, .. } = *self.block(id);
        let own = self.block(id).range();
        if let Some(fewer) = replaced.len().checked_sub(instrs.len()) {
            let at = own.start + replaced.start;
            self.instrs[at..at + instrs.len()].copy_from_slice(instrs);
            self.instrs
                .copy_within(own.start + replaced.end..own.end, at + instrs.len());
            self.block_mut(id).count -= fewer as u32;
            return;
        }
        let new = self.instrs.len();
        self.instrs
            .extend_from_within(own.start..own.start + replaced.start);
        self.instrs.extend_from_slice(instrs);
        self.instrs
            .extend_from_within(own.start + replaced.end..own.end);
        let count = self.instrs.len() - new;
        let (behind, end) = (start as usize + count, (start + places) as usize);
        if behind < end {
            self.instrs.extend_from_within(behind..end);
        }
        let block = self.block_mut(id);
        block.start = new as u32;
        block.count = count as u32;
        block.places = places.max(block.count);
    }

    /// The block, or the next one that is not empty.
    pub(super) fn nonempty(&self, mut id: BlockId) -> Option<BlockId> {
        while id != NO_BLOCK {
            let block = self.block(id);
            if !block.is_empty() {
                return Some(id);
            }
            id = block.next;
        }
        None
    }

    pub(super) fn clear_visited(&mut self) {
        for block in &mut self.blocks {
            block.visited = false;
        }
    }

    /// An empty list of blocks, to be given back.
    pub(super) fn take_todo(&mut self) -> Vec<BlockId> {
        std::mem::take(&mut self.todo)
    }

    pub(super) fn give_todo(&mut self, mut todo: Vec<BlockId>) {
        todo.clear();
        self.todo = todo;
    }

    /// Marks a block as visited; true the first time.
    pub(super) fn visit(&mut self, id: BlockId) -> bool {
        !std::mem::replace(&mut self.block_mut(id).visited, true)
    }
}

/// Blocks in the order of the code.
pub(crate) struct Ids<'a> {
    blocks: &'a [Block],
    at: BlockId,
}

impl Iterator for Ids<'_> {
    type Item = BlockId;

    fn next(&mut self) -> Option<BlockId> {
        if self.at == NO_BLOCK {
            return None;
        }
        let id = self.at;
        self.at = self.blocks[id as usize].next;
        Some(id)
    }
}
