//! What a confined process may read, write and use up.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Interpreter;

/// The limits of a confined process. There is no network, no other program and no write outside `temporary` in any of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Directories and files that may be read.
    pub readable: Vec<PathBuf>,
    /// The one directory that may be written.
    pub temporary: PathBuf,
    /// The most bytes of private memory beyond what the process has when it is confined. The heap has a limit of its own,
    /// below this one, that raises `MemoryError`.
    pub memory: u64,
    /// The most bytes in `temporary`. It is the parent that looks.
    pub disk: u64,
    /// Another Python that the process may become; it may execute nothing else.
    #[serde(default)]
    pub interpreter: Option<Interpreter>,
    /// The most seconds of processor time, a backstop for the parent's clock.
    pub cpu_seconds: Option<u64>,
}

/// What a program may read: its own things, the directories where the system keeps libraries, and what the C library reads on its
/// own account.
pub fn readable(own: &[PathBuf]) -> Vec<PathBuf> {
    let system = SYSTEM.iter().map(PathBuf::from);
    own.iter().cloned().chain(system).collect()
}

const SYSTEM: &[&str] = &[
    "/usr/lib/python3",
    "/usr/lib/python3.14",
    "/usr/local/lib/python3.14",
    "/usr/share/zoneinfo",
    "/etc/localtime",
    // The stack's bounds, and what a program can know of itself. Not all of /proc/self: its memory holds the request.
    "/proc/self/maps",
    "/proc/self/stat",
    "/proc/self/statm",
    "/proc/self/status",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
];
