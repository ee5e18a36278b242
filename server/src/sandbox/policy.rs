//! What a confined process may read, write and use up.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::project;

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
    /// The most seconds of processor time, a backstop for the parent's clock.
    pub cpu_seconds: Option<u64>,
}

/// What a program may read: what there is of its project, the directories where Python finds libraries, and what the C library reads
/// on its own account.
pub fn readable(project: Option<PathBuf>) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = project.into_iter().collect();
    paths.extend(SYSTEM.iter().map(PathBuf::from));
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    // From the user's own environment: nothing in a project can set these. But none may be all that the user has.
    let mut libraries = Vec::new();
    if let Some(home) = &home {
        libraries.push(home.join(".local/lib/python3.14/site-packages"));
    }
    if let Some(environment) = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from)
        && environment.join(VIRTUAL_ENVIRONMENT).is_file()
    {
        libraries.extend(["lib", VIRTUAL_ENVIRONMENT].map(|name| environment.join(name)));
    }
    if let Some(path) = std::env::var_os("PYTHONPATH") {
        libraries.extend(std::env::split_paths(&path).filter(|path| path.is_absolute()));
    }
    paths.extend(libraries.into_iter().filter(|path| {
        path.canonicalize()
            .is_ok_and(|path| project::is_narrow(&path, home.as_deref()))
    }));
    paths
}

/// The file that makes a folder a virtual environment.
const VIRTUAL_ENVIRONMENT: &str = "pyvenv.cfg";

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
