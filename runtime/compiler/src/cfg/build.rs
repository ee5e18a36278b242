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
        // The block that starts at each place; before they are made, anything but NO_BLOCK where one must.
        let mut block_at = vec![NO_BLOCK; count + 1];
        for instr in instrs.iter_mut().filter(|instr| instr.op.has_target()) {
            let place = labels.get(instr.arg as usize).copied();
            let at = place.filter(|&at| at as usize <= count);
            instr.target = at.ok_or("jump to a label that stands nowhere")?;
            instr.arg = 0;
            block_at[instr.target as usize] = 0;
        }
        let mut graph = Graph {
            blocks: std::mem::take(&mut spare.blocks),
        };
        let mut start = 0;
        for end in 1..=count {
            // A block ends before a jump's target and after a jump.
            let ended = block_at[end] != NO_BLOCK || instrs[end - 1].op.is_terminator();
            if !ended && end < count {
                continue;
            }
            let id = graph.blocks.len() as u32;
            let labeled = block_at[start] != NO_BLOCK;
            if labeled {
                block_at[start] = id;
            }
            graph.blocks.push(Block {
                instrs: spare.list(&instrs[start..end]),
                next: if end < count { id + 1 } else { NO_BLOCK },
                labeled,
                ..Block::new()
            });
            start = end;
        }
        block_at[count] = NO_BLOCK;
        if let Some(entry) = graph.blocks.first_mut() {
            let placeholder = |instr: &Instr| instr.op == ops::ANNOTATIONS_PLACEHOLDER;
            if let Some(at) = entry.instrs.iter().position(placeholder) {
                entry.instrs.splice(at..=at, annotations);
            }
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
