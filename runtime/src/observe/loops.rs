//! Loops in bytecode, so that an exit that ends one is told from one that stays in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use uops::Opcode;
use uops::opcode::Jump;
use vm::Vm;
use vm::layout::Code;

use super::{code, instructions, jump_target};

/// The loops of the code objects that were asked about.
pub(super) struct Loops<'a> {
    vm: &'a Vm,
    of: HashMap<*mut Code, Graph>,
}

impl<'a> Loops<'a> {
    pub(super) fn new(vm: &'a Vm) -> Loops<'a> {
        Loops {
            vm,
            of: HashMap::new(),
        }
    }

    /// Whether going from one code unit to another leaves a loop.
    pub(super) fn is_left(&mut self, pointer: *mut Code, from: u32, to: u32) -> bool {
        let vm = self.vm;
        let graph = self.of.entry(pointer).or_insert_with(|| {
            let handlers = vm.codes[code(pointer).id as usize].handlers.iter();
            Graph::new(
                &instructions(vm, pointer),
                handlers.map(|handler| (handler.start..handler.end, handler.target)),
            )
        });
        graph.leaves(from, to)
    }
}

/// The instructions of a code object, by their places in the list, and its loops.
struct Graph {
    units: Vec<u32>,
    loops: Vec<HashSet<usize>>,
}

impl Graph {
    fn new(
        instructions: &[(usize, Opcode, u32)],
        handlers: impl Iterator<Item = (Range<u32>, u32)>,
    ) -> Graph {
        let units: Vec<u32> = instructions.iter().map(|(unit, ..)| *unit as u32).collect();
        let mut before = vec![Vec::new(); units.len() + 1];
        let mut back = Vec::new();
        for (index, &(unit, opcode, oparg)) in instructions.iter().enumerate() {
            if !opcode.diverts() {
                before[index + 1].push(index);
            }
            if let Some(target) = jump_target(unit as u32, opcode, oparg) {
                let target = place(&units, target);
                before[target].push(index);
                if opcode.jump() == Some(Jump::Backward) {
                    back.push((index, target));
                }
            }
        }
        for (covered, handler) in handlers {
            let covered = place(&units, covered.start)..place(&units, covered.end);
            before[place(&units, handler)].extend(covered);
        }
        let mut loops: HashMap<usize, HashSet<usize>> = HashMap::new();
        for (from, head) in back {
            let inside = reaching(&before, from, head);
            // A handler's way back to the code behind it is a backward jump, but no loop: one comes to it from elsewhere.
            if head == 0 || !inside.contains(&0) {
                loops.entry(head).or_default().extend(inside);
            }
        }
        Graph {
            units,
            loops: loops.into_values().collect(),
        }
    }

    fn leaves(&self, from: u32, to: u32) -> bool {
        let (from, to) = (place(&self.units, from), place(&self.units, to));
        let mut loops = self.loops.iter();
        loops.any(|inside| inside.contains(&from) && !inside.contains(&to))
    }
}

/// The index of the instruction at a code unit, or behind its EXTENDED_ARGs there.
fn place(units: &[u32], unit: u32) -> usize {
    units.partition_point(|start| *start < unit)
}

/// What reaches an instruction other than through the head: a loop, if it is the head's. An `if` whose body lies behind the
/// loop's first backward jump is in it.
fn reaching(before: &[Vec<usize>], from: usize, head: usize) -> HashSet<usize> {
    let mut found = HashSet::from([head]);
    let mut open = vec![from];
    while let Some(index) = open.pop() {
        if found.insert(index) {
            open.extend(&before[index]);
        }
    }
    found
}
