//! The directory that a program may write to: made for one run, and removed after it.
//!
//! A process that is killed removes nothing. So that what it left can be told from what is in use, a directory is locked for
//! as long as its process lives.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

const PREFIX: &str = "tierlens-";

/// Older than any that was made and not yet locked.
const SETTLED: Duration = Duration::from_secs(60);

/// See the module's documentation.
#[derive(Debug)]
pub struct Temporary {
    directory: TempDir,
    _lock: File,
}

impl Temporary {
    /// A new one in the system's directory for such.
    pub fn new() -> std::io::Result<Temporary> {
        Temporary::within(&std::env::temp_dir())
    }

    fn within(parent: &Path) -> std::io::Result<Temporary> {
        let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let lock = File::open(directory.path())?;
        lock.lock()?;
        Ok(Temporary {
            directory,
            _lock: lock,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

/// Removes the directories that killed processes have left. Those of other users, or in use, stay.
pub fn sweep() {
    sweep_within(&std::env::temp_dir(), SETTLED);
}

fn sweep_within(parent: &Path, settled: Duration) {
    let Ok(entries) = parent.read_dir() else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        // What cannot be looked at, locked or removed is somebody else's.
        let _ = remove_if_left(&entry, settled);
    }
}

fn remove_if_left(entry: &std::fs::DirEntry, settled: Duration) -> std::io::Result<()> {
    let metadata = entry.metadata()?;
    let old = metadata
        .modified()?
        .elapsed()
        .is_ok_and(|age| age >= settled);
    if !metadata.is_dir() || !old {
        return Ok(());
    }
    let directory = File::open(entry.path())?;
    if directory.try_lock().is_ok() {
        std::fs::remove_dir_all(entry.path())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_stays_and_what_was_left_goes() {
        let parent = tempfile::tempdir().expect("a temporary directory");
        let used = Temporary::within(parent.path()).expect("a directory");
        let left = parent.path().join("tierlens-left");
        let foreign = parent.path().join("other");
        for directory in [&left, &foreign] {
            std::fs::create_dir(directory).expect("a directory");
            std::fs::write(directory.join("file"), "").expect("a file");
        }
        sweep_within(parent.path(), SETTLED);
        assert!(left.exists(), "it is not old yet");
        sweep_within(parent.path(), Duration::ZERO);
        assert!(used.path().exists() && foreign.exists() && !left.exists());
    }
}
