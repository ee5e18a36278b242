//! What a confined process may read, write and use up.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

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
    /// The most seconds of processor time, a backstop for the parent's clock.
    pub cpu_seconds: Option<u64>,
}

/// What a program of `workspace` may read: the workspace itself, the directories where Python finds libraries, and what
/// the C library reads on its own account.
pub fn readable_for(workspace: &Path) -> Vec<PathBuf> {
    let mut paths = vec![workspace.to_path_buf()];
    paths.extend(
        [
            "/usr/lib/python3",
            "/usr/lib/python3.14",
            "/usr/local/lib/python3.14",
            "/usr/share/zoneinfo",
            "/etc/localtime",
        ]
        .map(PathBuf::from),
    );
    // The stack's bounds and the number of processors, of this process alone.
    paths.extend(
        [
            "/proc/self",
            "/sys/fs/cgroup",
            "/dev/null",
            "/dev/zero",
            "/dev/urandom",
        ]
        .map(PathBuf::from),
    );
    if let Some(home) = std::env::home_dir() {
        paths.push(home.join(".local/lib/python3.14/site-packages"));
    }
    // From the user's own environment: nothing in a workspace can set these.
    if let Some(environment) = std::env::var_os("VIRTUAL_ENV") {
        paths.push(Path::new(&environment).join("lib"));
    }
    if let Some(path) = std::env::var_os("PYTHONPATH") {
        paths.extend(std::env::split_paths(&path).filter(|path| path.is_absolute()));
    }
    paths
}
