//! Removing what a program has made: folders that nobody may enter, and nested deeper than a path can be long.

use std::fs;
use std::io::Result;
use std::path::Path;

use crate::token;

/// Removes a folder of ours and all that is in it; links are removed, not followed.
///
/// Folders move up into `root` until none is within another, so no path gets long and nothing recurs.
pub fn remove(root: &Path) -> Result<()> {
    let mut moved = Moved {
        root,
        token: token::random(),
        count: 0,
    };
    while moved.empty(root)? {}
    fs::remove_dir(root)
}

struct Moved<'a> {
    root: &'a Path,
    /// An attempt before may have left folders that it had moved.
    token: String,
    count: u64,
}

impl Moved<'_> {
    /// Removes what is in `root`, and moves up what is in its folders; whether there were any.
    fn empty(&mut self, root: &Path) -> Result<bool> {
        let mut folders = false;
        for entry in root.read_dir()? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders = true;
                self.remove_folder(&entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(folders)
    }

    fn remove_folder(&mut self, folder: &Path) -> Result<()> {
        open_up(folder)?;
        for entry in folder.read_dir()? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                // A folder that may not be written cannot be moved either.
                open_up(&entry.path())?;
                self.count += 1;
                let to = self.root.join(format!("{}-{}", self.token, self.count));
                fs::rename(entry.path(), to)?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        fs::remove_dir(folder)
    }
}

/// Lets us list and change a folder.
fn open_up(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn whatever_a_program_makes_goes_and_nothing_else() {
        let base = tempfile::tempdir().expect("a temporary directory");
        let kept = base.path().join("kept");
        fs::create_dir(&kept).expect("a folder");
        fs::write(kept.join("file"), "").expect("a file");
        let root = base.path().join("root");
        fs::create_dir(&root).expect("a folder");
        symlink(&kept, root.join("link")).expect("a link");
        symlink(&kept, root.join("files")).expect("a link");
        // Deeper than a path can be long.
        let name = "n".repeat(250);
        for _ in 0..40 {
            let top = root.join("top");
            fs::create_dir(&top).expect("a folder");
            fs::write(top.join("file"), "").expect("a file");
            symlink(&kept, top.join("link")).expect("a link");
            if root.join("deep").exists() {
                fs::rename(root.join("deep"), top.join(&name)).expect("moved");
            }
            fs::rename(&top, root.join("deep")).expect("moved");
        }
        let closed = root.join("closed");
        fs::create_dir(&closed).expect("a folder");
        fs::create_dir(closed.join("within")).expect("a folder");
        for folder in [closed.join("within"), closed] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o000)).expect("ours");
        }
        remove(&root).expect("removed");
        assert!(!root.exists() && kept.join("file").exists());
    }
}
