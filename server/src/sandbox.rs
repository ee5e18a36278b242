//! What confines the process that runs the user's code.
//!
//! The process confines itself before it reads a line of that code, and nothing it does later can undo it. A denied
//! operation fails with `EPERM` or `EACCES`, so that Python sees a `PermissionError` and not a dead process.

mod environment;
#[cfg(target_os = "linux")]
mod files;
mod interpreter;
mod policy;
mod quota;
mod removal;
#[cfg(target_os = "linux")]
mod resources;
#[cfg(target_os = "linux")]
mod syscalls;
mod temporary;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

pub use environment::passed;
pub use interpreter::Interpreter;
pub use policy::{Policy, readable};
pub use quota::{DISK_LIMIT, Quota};
pub use temporary::{Temporary, sweep};

/// Confines this process for good. On failure the caller must not run user code.
#[cfg(target_os = "linux")]
pub fn confine(policy: &Policy) -> Result<(), String> {
    resources::limit(policy).map_err(|error| format!("resource limits: {error}"))?;
    // Sets no_new_privs too.
    files::restrict(policy).map_err(|error| format!("Landlock: {error}"))?;
    // Last, for it denies what the steps before it need.
    syscalls::filter(policy.interpreter.is_some()).map_err(|error| format!("seccomp: {error}"))
}

/// Confines this process for good. On failure the caller must not run user code.
#[cfg(not(target_os = "linux"))]
pub fn confine(_policy: &Policy) -> Result<(), String> {
    Err("only Linux is supported".into())
}
