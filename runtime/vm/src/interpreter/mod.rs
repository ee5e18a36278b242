//! Tier 1: the specializing adaptive interpreter. Its dispatch is made from the instruction table; the micro-ops'
//! bodies, shared with the traces, are in [`bodies`].

pub mod bodies;
mod intrinsics;
mod machine;
mod outline;
mod run;
mod unwind;

pub use machine::{Flow, Machine};
