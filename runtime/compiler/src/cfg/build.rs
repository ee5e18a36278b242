//! From the sequence of instructions to basic blocks.

use super::{Block, Graph};
use crate::instr::{Instr, NO_BLOCK, Sequence};
use crate::ops;

/// Memory of graphs that are done with, for the next ones.
#[derive(Default)]
pub(crate) struct Spare {
    lists: Vec<Vec<Instr>>,
    blocks: Vec<Block>,
    sequences: Vec<Vec<Instr>>,
}

impl Spare {
    fn list(&mut self, instrs: &[Instr]) -> Vec<Instr> {
        let mut list = self.lists.pop().unwrap_or_default();
        list.extend_from_slice(instrs);
        list
    }

    pub(crate) fn sequence(&mut self) -> Sequence {
        Sequence {
            instrs: self.sequences.pop().unwrap_or_default(),
            ..Sequence::default()
        }
    }

    pub(crate) fn keep(&mut self, graph: Graph) {
        self.blocks = graph.blocks;
        for mut block in self.blocks.drain(..) {
            block.instrs.clear();
            self.lists.push(block.instrs);
        }
    }
}

impl Graph {
    pub(crate) fn from_sequence(
        sequence: Sequence,
        spare: &mut Spare,
    ) -> Result<Graph, &'static str> {
        let Sequence {
            mut instrs,
            labels,
            annotations,
        } = sequence;
        let count = instrs.len();
        let mut is_target = vec![false; count + 1];
        let place = |arg: u32| {
            labels
                .get(arg as usize)
                .map(|&at| at as usize)
                .filter(|&at| at <= count)
        };
        for instr in instrs.iter().filter(|instr| instr.op.has_target()) {
            let at = place(instr.arg).ok_or("jump to a label that stands nowhere")?;
            is_target[at] = true;
        }
        let mut graph = Graph {
            blocks: std::mem::take(&mut spare.blocks),
        };
        let mut block_at = vec![NO_BLOCK; count + 1];
        let mut start = 0;
        while start < count || start == 0 {
            let id = graph.blocks.len() as u32;
            let rest = instrs.get(start + 1..).unwrap_or_default();
            // A block ends before a jump's target and after a jump.
            let ended = |at: usize| is_target[at] || instrs[at - 1].op.is_terminator();
            let end = (start + 1..start + 1 + rest.len())
                .find(|&at| ended(at))
                .unwrap_or(count);
            let mut block = Block::new();
            if start > 0 {
                graph.blocks[id as usize - 1].next = id;
            }
            if is_target[start] {
                block.labeled = true;
                block_at[start] = id;
            }
            block.instrs = spare.list(&instrs[start..end]);
            if let Some(at) = block
                .instrs
                .iter()
                .position(|instr| instr.op == ops::ANNOTATIONS_PLACEHOLDER)
            {
                block.instrs.splice(at..=at, annotations.iter().copied());
            }
            for instr in &mut block.instrs {
                if instr.op.has_target() {
                    // The place, until all blocks are known.
                    instr.target = place(instr.arg).map_or(0, |at| at as u32);
                    instr.arg = 0;
                }
            }
            graph.blocks.push(block);
            start = end.max(start + 1);
        }
        instrs.clear();
        spare.sequences.push(instrs);
        for block in &mut graph.blocks {
            for instr in &mut block.instrs {
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
