//! From the sequence of instructions to basic blocks.

use super::{Block, Graph};
use crate::instr::{NO_BLOCK, Sequence};
use crate::ops;

impl Graph {
    pub(crate) fn from_sequence(sequence: Sequence) -> Result<Graph, &'static str> {
        let Sequence {
            instrs,
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
            blocks: vec![Block::new()],
        };
        let mut block_at = vec![NO_BLOCK; count + 1];
        let mut current = 0;
        for (at, mut instr) in instrs.into_iter().enumerate() {
            let block = graph.block(current);
            let ended = block
                .instrs
                .last()
                .is_some_and(|last| last.op.is_terminator());
            let occupied = !block.instrs.is_empty() || block.labeled;
            if ended || is_target[at] && occupied {
                let next = graph.add(Block::new());
                graph.block_mut(current).next = next;
                current = next;
            }
            if is_target[at] {
                graph.block_mut(current).labeled = true;
                block_at[at] = current;
            }
            if instr.op == ops::ANNOTATIONS_PLACEHOLDER {
                for &instr in &annotations {
                    graph.block_mut(current).instrs.push(instr);
                }
                continue;
            }
            if instr.op.has_target() {
                // The place, until all blocks are known.
                instr.target = place(instr.arg).map_or(0, |at| at as u32);
                instr.arg = 0;
            }
            graph.block_mut(current).instrs.push(instr);
        }
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
