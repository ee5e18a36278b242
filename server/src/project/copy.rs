//! A copy of a project, to try something in.

use std::io::{Error, Result};
use std::path::Path;

/// At most so many files are copied.
const MOST_FILES: usize = 5_000;
/// At most so many bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Copies what programs of a project may need: not its history, and not its environments, to which links lead.
///
/// # Errors
///
/// That the project is too large to be copied; those of the system.
pub fn copy(project: &Path, to: &Path) -> Result<()> {
    let mut left = Left {
        files: MOST_FILES,
        bytes: MOST_BYTES,
    };
    copy_folder(project, to, &mut left)
}

struct Left {
    files: usize,
    bytes: u64,
}

impl Left {
    fn take(&mut self, bytes: u64) -> Result<()> {
        let files = self.files.checked_sub(1);
        match (files, self.bytes.checked_sub(bytes)) {
            (Some(files), Some(bytes)) => {
                *self = Left { files, bytes };
                Ok(())
            }
            _ => Err(Error::other(format!(
                "the project is too large to be copied: more than {MOST_FILES} files or {} MiB",
                MOST_BYTES >> 20
            ))),
        }
    }
}

fn copy_folder(from: &Path, to: &Path, left: &mut Left) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        let kind = entry.file_type()?;
        if kind.is_dir() && path.join("pyvenv.cfg").exists() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(&path, &target)?;
        } else if kind.is_dir() {
            if !["__pycache__", "node_modules", ".git", ".hg", ".svn", ".jj"]
                .iter()
                .any(|skipped| name == *skipped)
            {
                copy_folder(&path, &target, left)?;
            }
        } else if kind.is_file() {
            left.take(entry.metadata()?.len())?;
            std::fs::copy(&path, &target)?;
        }
        // A link may lead anywhere; what is a pipe or a device is no part of a project.
    }
    Ok(())
}
