//! Machine code for traces: register IR, register allocation, and copy-and-patch of stencils that rustc compiled.

mod backend;
mod bridge;
mod builder;
mod context;
mod emit;
mod exits;
mod fold;
mod ir;
mod lower;
mod memory;
mod moves;
pub mod ops;
mod ranges;
mod regalloc;
mod stencil;
mod text;

pub use backend::Jit;

/// Whether there are stencils for this machine.
pub fn available() -> bool {
    cfg!(stencils)
}

#[cfg(test)]
mod tests;
