//! The child process that runs the user's code, from both sides: [`child`] is the process, [`parent`] starts and ends it.
//!
//! Parent and child are the same binary. A request goes in over standard input, JSON lines come out over a pipe of their own;
//! `protocol.md` describes both.

/// What the binary is called with to be a child: then the number of the process that it must not outlive, then the file that the
/// request is in if that does not come over standard input, and what is wanted of that.
pub const COMMAND: &str = "worker";

mod attend;
mod child;
mod foreign;
mod panics;
mod parent;
mod protocol;
mod stop;

pub use attend::{Ended, attend};
pub use child::{run_alone, serve};
pub use foreign::{Foreign, Form as ForeignForm, observe};
pub use parent::{Input, Output, execute};
pub use protocol::{Action, Answers, Message, Program, Request};
pub use stop::{Series, Stopped};
