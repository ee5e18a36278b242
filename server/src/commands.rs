//! The commands that run once and end; each returns the process's exit code.

mod dump;
mod explain;
mod json_layout;
mod report;
mod run;

pub use dump::dump;
pub use explain::explain;
pub use report::report;
pub use run::run;

use std::path::Path;

use crate::sandbox::{Policy, readable_for};

/// The exit code for a wrong command line or a file that is not there.
const USAGE: i32 = 2;

fn complain(message: impl std::fmt::Display) -> i32 {
    eprintln!("tierlens: {message}");
    USAGE
}

/// The exit code of a command that has printed, or complained.
fn printed(done: std::io::Result<i32>) -> i32 {
    match done {
        Ok(code) => code,
        // The reader of a pipe may leave early: `tierlens report a.py | head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(error) => complain(error),
    }
}

/// The policy for a program started from the command line: it reads the working directory and its own.
fn policy_here(
    file: Option<&Path>,
    temporary: &Path,
    memory: u64,
    cpu_seconds: Option<u64>,
) -> Policy {
    let here = std::env::current_dir().unwrap_or_else(|_| Path::new(".").to_path_buf());
    let mut readable = readable_for(&here);
    let beside = file.and_then(|file| file.canonicalize().ok());
    readable.extend(
        beside
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_path_buf),
    );
    Policy {
        readable,
        temporary: temporary.to_path_buf(),
        memory,
        cpu_seconds,
    }
}
