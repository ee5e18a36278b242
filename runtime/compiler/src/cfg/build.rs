//! From the sequence of instructions to basic blocks.

use super::{BlockId, ENTRY, Graph};
use crate::instr::{Instr, NO_BLOCK, Sequence};
use crate::ops::{self, Op};

/// Memory of graphs that are done with, for the next ones.
#[derive(Default)]
pub(crate) struct Spare {
    graph: Graph,
    block_at: Vec<BlockId>,
    sequences: Vec<(Vec<Instr>, Vec<u32>)>,
}

impl Spare {
    pub(crate) fn sequence(&mut self) -> Sequence {
        let (instrs, labels) = self.sequences.pop().unwrap_or_default();
        Sequence {
            instrs,
            labels,
            annotations: Vec::new(),
        }
    }

    pub(crate) fn keep(&mut self, graph: Graph) {
        self.graph = graph;
    }
}

/// How many instructions the passes will append to a block that ends so.
fn room(last: Op) -> u32 {
    match last {
        ops::JUMP_IF_FALSE | ops::JUMP_IF_TRUE => 3,
        _ => last.is_conditional_jump().into(),
    }
}

impl Graph {
    pub(crate) fn from_sequence(
        sequence: Sequence,
        spare: &mut Spare,
    ) -> Result<Graph, &'static str> {
        let Sequence {
            mut instrs,
            mut labels,
            annotations,
        } = sequence;
        let count = instrs.len();
        // The block that starts at each place; before they are made, anything but NO_BLOCK where one must.
        let block_at = &mut spare.block_at;
        block_at.clear();
        block_at.resize(count + 1, NO_BLOCK);
        for instr in instrs.iter_mut().filter(|instr| instr.op.has_target()) {
            let place = labels.get(instr.arg as usize).copied();
            let at = place.filter(|&at| at as usize <= count);
            instr.target = at.ok_or("jump to a label that stands nowhere")?;
            instr.arg = 0;
            block_at[instr.target as usize] = 0;
        }
        let mut graph = std::mem::take(&mut spare.graph);
        graph.instrs.clear();
        graph.blocks.clear();
        let mut start = 0;
        let mut pushes = false;
        for end in 1..=count {
            let last = instrs[end - 1].op;
            pushes |= last.is_block_push();
            // A block ends before a jump's target and after a jump.
            let ended = block_at[end] != NO_BLOCK || last.is_terminator();
            if !ended && end < count {
                continue;
            }
            let id = graph.blocks.len() as u32;
            let labeled = block_at[start] != NO_BLOCK;
            if labeled {
                block_at[start] = id;
            }
            let block = graph.add_with_room(&instrs[start..end], room(last));
            block.next = if end < count { id + 1 } else { NO_BLOCK };
            block.labeled = labeled;
            block.pushes = std::mem::take(&mut pushes);
            start = end;
        }
        block_at[count] = NO_BLOCK;
        let placeholder = |instr: &Instr| instr.op == ops::ANNOTATIONS_PLACEHOLDER;
        if !graph.blocks.is_empty()
            && let Some(at) = graph.instrs(ENTRY).iter().position(placeholder)
        {
            graph.splice(ENTRY, at..at + 1, &annotations);
        }
        instrs.clear();
        labels.clear();
        spare.sequences.push((instrs, labels));
        for block in &graph.blocks {
            for instr in &mut graph.instrs[block.branches()] {
                if instr.op.has_target() {
                    instr.target = block_at[instr.target as usize];
                    if instr.target == NO_BLOCK {
                        return Err("jump past the end of the code");
                    }
                }
            }
        }
        Ok(graph)
    }
}
