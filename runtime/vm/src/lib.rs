//! The virtual machine: objects, memory, frames, the specializing interpreter, traces and their optimizer.

#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![expect(
    incomplete_features,
    reason = "explicit_tail_calls: what is missing (other targets) is not used"
)]

pub mod builtins;
pub mod error;
pub mod events;
pub mod frames;
pub mod import;
pub mod interpreter;
pub mod lines;
pub mod memory;
pub mod native;
pub mod objects;
pub mod specialize;
pub mod trace;
mod vm;

pub use error::{Raised, Result};
pub use native::{Args, Call, Def};
pub use objects::class::builtin::Types;
pub use objects::class::slots::Slots;
pub use uops::layout;
pub use uops::value::Value;
pub use uops::{Effects, Space};
pub use vm::{Command, CompileOptions, Hooks, Vm};
