//! Tier 1: the specializing adaptive interpreter. Its dispatch is made from the instruction table; the micro-ops'
//! bodies, shared with the traces, are in [`bodies`].

pub mod bodies;
mod dispatch;
mod express;
mod intrinsics;
mod machine;
pub(crate) mod outline;
mod pairs;
mod run;
mod unwind;

pub(crate) use dispatch::Registers;
pub use machine::{Flow, Machine};
pub(crate) use pairs::Pairs;
