//! The child process that runs the user's code, from both sides: [`child`] is the process, [`parent`] starts and ends it.
//!
//! Parent and child are the same binary. A request goes in over standard input, JSON lines come out over a pipe of their own;
//! `protocol.md` describes both.

mod child;
mod parent;
mod protocol;

pub use child::serve;
pub use parent::{Output, Stop, Stopped, execute, itself, stop_pair};
pub use protocol::{Action, Message, Program, Request};
