//! The folders that programs may write to: each made for one run, and removed after it.
//!
//! All of them lie in one private folder of ours, and only what has a name of our making in there is ever removed. A process that
//! is killed removes nothing. So that what it left can be told from what is in use, a run's folder is locked for as long as its
//! process lives.

use std::fs::{DirBuilder, File};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

use super::removal::remove;
use crate::token;

/// What the private folder's name begins with; the user's number follows.
const PREFIX: &str = "tierlens";
/// Somebody else may have a folder of that name, so there are a few more.
const NAMES: usize = 4;
/// The file that says that a folder is ours. Whoever makes or sweeps run folders holds its lock.
const MARKER: &str = ".tierlens-temporary";
const MARKER_TEXT: &[u8] =
    b"tierlens keeps its programs' temporary folders here, and removes them.\n";
/// What a run's folder is called; a token follows.
const RUN: &str = "run-";
/// What the program may write to. Beside it lies what it is not to see.
const FILES: &str = "files";
const REQUEST: &str = "request";

/// The folder of one run. It goes when this is dropped.
#[derive(Debug)]
pub struct Temporary {
    folder: PathBuf,
    _lock: File,
}

impl Temporary {
    /// A new one.
    pub fn new() -> Result<Temporary> {
        Temporary::within(&std::env::temp_dir())
    }

    fn within(base: &Path) -> Result<Temporary> {
        let failed = |error| {
            Error::other(format!(
                "no temporary folder in {}: {error}",
                base.display()
            ))
        };
        let parent = base
            .canonicalize()
            .and_then(|base| claim(&base))
            .map_err(failed)?;
        let marker = File::open(parent.join(MARKER))?;
        marker.lock()?;
        let folder = parent.join(format!("{RUN}{}", token::random()));
        make_private(&folder)?;
        let lock = File::open(&folder)?;
        lock.lock()?;
        let temporary = Temporary {
            folder,
            _lock: lock,
        };
        make_private(&temporary.files())?;
        Ok(temporary)
    }

    /// The folder that the program may write to.
    pub fn files(&self) -> PathBuf {
        self.folder.join(FILES)
    }

    /// Where a request for the worker can lie.
    pub fn request(&self) -> PathBuf {
        self.folder.join(REQUEST)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed now, the next sweep tries again.
        let _ = remove(&self.folder);
    }
}

/// Removes the run folders that killed processes have left.
pub fn sweep() {
    if let Ok(base) = std::env::temp_dir().canonicalize() {
        sweep_within(&base);
    }
}

fn sweep_within(base: &Path) {
    for parent in candidates(base).filter(|path| is_private(path) && has_marker(path)) {
        // A folder that cannot be looked at is as good as one with nothing left in it.
        for (folder, _lock) in left(&parent).unwrap_or_default() {
            let _ = remove(&folder);
        }
    }
}

/// The run folders whose process is gone, locked.
fn left(parent: &Path) -> Result<Vec<(PathBuf, File)>> {
    let marker = File::open(parent.join(MARKER))?;
    marker.lock()?;
    let mut found = Vec::new();
    for entry in parent.read_dir()?.flatten() {
        let name = entry.file_name();
        let ours = name
            .to_str()
            .and_then(|name| name.strip_prefix(RUN))
            .is_some_and(token::is_token);
        if !ours || !is_private(&entry.path()) {
            continue;
        }
        if let Ok(lock) = File::open(entry.path())
            && lock.try_lock().is_ok()
        {
            found.push((entry.path(), lock));
        }
    }
    Ok(found)
}

/// The private folder in `base`, made when it is not there.
fn claim(base: &Path) -> Result<PathBuf> {
    for path in candidates(base) {
        if own(&path)? {
            return Ok(path);
        }
    }
    let names: Vec<_> = candidates(base)
        .map(|path| path.display().to_string())
        .collect();
    Err(Error::other(format!(
        "none of {} is tierlens's own; remove one, or set TMPDIR to another folder",
        names.join(", ")
    )))
}

fn candidates(base: &Path) -> impl Iterator<Item = PathBuf> {
    (0..NAMES).map(move |n| {
        let user = user();
        base.join(match n {
            0 => format!("{PREFIX}-{user}"),
            n => format!("{PREFIX}-{user}-{n}"),
        })
    })
}

/// Whether a folder is ours, or can be made so: it is not there, or it is private and empty.
fn own(path: &Path) -> Result<bool> {
    match make_private(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if !is_private(path) {
        return Ok(false);
    }
    // In this order: another process may put its marker there, and then its run, while we look.
    if path.read_dir()?.next().is_some() {
        return Ok(has_marker(path));
    }
    match File::create_new(path.join(MARKER)) {
        Ok(mut marker) => marker.write_all(MARKER_TEXT).map(|()| true),
        Err(_) => Ok(has_marker(path)),
    }
}

fn has_marker(path: &Path) -> bool {
    path.join(MARKER)
        .symlink_metadata()
        .is_ok_and(|marker| marker.is_file())
}

/// Makes a folder for this user alone.
fn make_private(path: &Path) -> Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there is no mode to set"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether a path is a folder, not a link to one, that belongs to this user alone.
fn is_private(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            if metadata.uid() != rustix::process::geteuid().as_raw()
                || metadata.mode() & 0o777 != 0o700
            {
                return false;
            }
        }
        metadata.is_dir()
    })
}

fn user() -> String {
    #[cfg(unix)]
    return rustix::process::geteuid().as_raw().to_string();
    #[cfg(not(unix))]
    std::env::var("USERNAME").unwrap_or_default()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    fn base() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let base = directory.path().canonicalize().expect("there");
        (directory, base)
    }

    #[test]
    fn what_is_in_use_stays_and_what_was_left_goes() {
        let (_directory, base) = base();
        let used = Temporary::within(&base).expect("a folder");
        let parent = used
            .folder
            .parent()
            .expect("the private folder")
            .to_path_buf();
        assert_eq!(
            parent.file_name(),
            candidates(&base).next().expect("one").file_name()
        );
        assert_eq!(
            fs::metadata(&parent).expect("there").permissions().mode() & 0o777,
            0o700
        );
        let left = parent.join(format!("{RUN}{}", token::random()));
        // Names that we would not give.
        let foreign = ["run-1", "other", "run-0123456789ABCDEF0123456789ABCDEF"];
        for folder in foreign.map(|name| parent.join(name)).iter().chain([&left]) {
            make_private(folder).expect("a folder");
            fs::write(folder.join("file"), "").expect("a file");
        }
        sweep_within(&base);
        assert!(used.files().exists() && !left.exists());
        assert!(
            foreign
                .iter()
                .all(|name| parent.join(name).join("file").exists())
        );
        drop(used);
        let expected = [
            MARKER,
            "other",
            "run-0123456789ABCDEF0123456789ABCDEF",
            "run-1",
        ];
        assert_eq!(names(&parent), expected);
    }

    /// A folder that lies where ours would stays as it is, and runs have another.
    fn stays(make: impl Fn(&Path)) {
        let (_directory, base) = base();
        let foreign = candidates(&base).next().expect("one");
        make(&foreign);
        let left = foreign.join(format!("{RUN}{}", token::random()));
        fs::create_dir_all(&left).expect("a folder");
        fs::set_permissions(&left, fs::Permissions::from_mode(0o700)).expect("ours");
        sweep_within(&base);
        let temporary = Temporary::within(&base).expect("another name");
        assert!(!temporary.folder.starts_with(&foreign));
        assert!(left.exists(), "{} is not ours", foreign.display());
    }

    #[test]
    fn what_is_not_ours_stays() {
        let mode = |mode| {
            move |path: &Path| {
                fs::create_dir(path).expect("a folder");
                fs::write(path.join(MARKER), "").expect("a file");
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
            }
        };
        stays(mode(0o755));
        stays(mode(0o770));
        stays(|path| {
            mode(0o700)(path);
            fs::remove_file(path.join(MARKER)).expect("there");
            fs::write(path.join("notes"), "").expect("a file");
        });
        stays(|path| {
            mode(0o700)(path);
            fs::remove_file(path.join(MARKER)).expect("there");
            symlink("/etc/passwd", path.join(MARKER)).expect("a link");
        });
        stays(|path| {
            let target = path.with_file_name("target");
            mode(0o700)(&target);
            symlink(&target, path).expect("a link");
        });
    }

    #[test]
    fn without_a_name_of_ours_there_is_none() {
        let (_directory, base) = base();
        for path in candidates(&base) {
            fs::write(path, "").expect("a file");
        }
        let error = Temporary::within(&base)
            .expect_err("all are taken")
            .to_string();
        assert!(error.contains("tierlens's own"), "{error}");
        let error = Temporary::within(Path::new("/no/such/folder")).expect_err("not there");
        assert!(
            error
                .to_string()
                .contains("no temporary folder in /no/such/folder"),
            "{error}"
        );
    }
}
