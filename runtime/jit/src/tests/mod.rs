//! Tests of the register IR from building to running.

mod bodies;
pub(crate) mod loops;

use crate::builder::Builder;
use crate::context::{Context, SLOTS};
use crate::emit::{Machine, emit};
use crate::ir::{Ir, Place, Ref, Snapshot};
use crate::regalloc::{Allocation, allocate};

/// Tests of machine code do nothing where there is none: that is for those who mean it.
#[test]
fn there_are_stencils_unless_it_is_meant_to_be_without() {
    const MEANT: &str = "TIERLENS_WITHOUT_STENCILS";
    assert!(
        crate::available() || std::env::var_os(MEANT).is_some(),
        "no stencils were made, so that no machine code is tested; the build's warning says why. With {MEANT}=1 that is no failure"
    );
}

/// A trace that can be run on memory that stands for a frame.
struct Compiled {
    ir: Ir,
    allocation: Allocation,
    machine: Machine,
}

fn compile(mut builder: Builder) -> Compiled {
    builder.ir.remove_dead();
    let ir = builder.ir;
    let allocation = allocate(&ir, SLOTS).expect("few values");
    let machine = emit(&allocation, 0).expect("memory for code");
    Compiled {
        ir,
        allocation,
        machine,
    }
}

impl Compiled {
    /// Runs it; the exit's number and the bits of its snapshot's values.
    fn run(&self, frame: &mut [u64]) -> (u32, Vec<u64>) {
        let mut context = Context::new(frame.as_mut_ptr() as usize, 0, 0, &[]);
        // SAFETY: the tests' traces only touch the slots that they are given.
        unsafe {
            self.machine
                .run(frame.as_mut_ptr() as usize, &raw mut context as usize)
        };
        let site = &self.allocation.exits[context.exit as usize];
        let values = site.locs.iter().map(|loc| context.read(*loc)).collect();
        (self.ir.snapshots[site.snapshot as usize].exit, values)
    }
}

/// A snapshot of some values for an exit.
fn snapshot(builder: &mut Builder, exit: u32, values: &[Ref]) -> u32 {
    let values = values
        .iter()
        .enumerate()
        .map(|(slot, value)| (Place::Slot(0, slot as u16), *value))
        .collect();
    builder.ir.snapshots.push(Snapshot {
        exit,
        values,
        ..Snapshot::default()
    });
    builder.ir.snapshots.len() as u32 - 1
}
