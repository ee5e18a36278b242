//! The micro-ops' bodies: one function each, named as in the table, with the machine, the instruction's argument and the
//! operand from the inline cache or the optimizer. Tier 1 and the traces run the same bodies.
#![expect(non_snake_case, reason = "CPython's names of micro-ops")]
#![expect(missing_docs, reason = "the micro-op table documents them")]

/// A body that is a plain expression over the machine, the argument and the operand.
macro_rules! body {
    ($($name:ident($m:ident $(, $oparg:ident $(, $operand:ident)?)?) $block:block)+) => {
        $(#[inline(always)]
        pub fn $name($m: &mut $crate::interpreter::Machine<'_>, _oparg: u32, _operand: u64) -> $crate::interpreter::Flow {
            $(let $oparg = _oparg; $(let $operand = _operand;)?)?
            $block
        })+
    };
}
/// A guard: leaves unless the condition holds.
macro_rules! guard {
    ($($name:ident($m:ident $(, $oparg:ident $(, $operand:ident)?)?) $condition:block)+) => {
        $(#[inline(always)]
        pub fn $name($m: &mut $crate::interpreter::Machine<'_>, _oparg: u32, _operand: u64) -> $crate::interpreter::Flow {
            $(let $oparg = _oparg; $(let $operand = _operand;)?)?
            if $condition { $crate::interpreter::Flow::Next } else { $crate::interpreter::Flow::Deopt }
        })+
    };
}

mod arithmetic;
mod attributes;
mod build;
mod calls;
mod control;
mod events;
mod exceptions;
mod globals;
mod guards;
pub(super) mod iteration;
mod patterns;
mod stack;
mod subscript;
mod trace;

pub use arithmetic::*;
pub use attributes::*;
pub use build::*;
pub use calls::*;
pub use control::*;
pub use events::*;
pub use exceptions::*;
pub use globals::*;
pub use guards::*;
pub use iteration::*;
pub use patterns::*;
pub use stack::*;
pub use subscript::*;
pub use trace::*;
