//! Layout and tables shared by the interpreter, the optimizer, the compiler and the stencils: values, objects,
//! instructions, micro-ops. No dependencies, no allocation.
#![no_std]

pub mod assumption;
pub mod effects;
pub mod instructions;
pub mod layout;
pub mod opcode;
pub mod prims;
pub mod refusal;
pub mod superinstructions;
pub mod uncompiled;
pub mod uops;
pub mod value;

pub use assumption::Assumption;
pub use effects::{Effects, Space};
pub use opcode::Opcode;
pub use refusal::Refusal;
pub use uncompiled::Uncompiled;
pub use uops::Uop;
pub use value::Value;
