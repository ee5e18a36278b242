//! How much a program has written to its temporary folder. The system has no limit for a folder, so the parent looks.

use std::fs::{File, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::Policy;

/// What a file or folder counts at least: there is no end of empty ones otherwise.
const LEAST: u64 = 4096;

/// How often to look, at most: a disk takes some 100 MiB meanwhile.
const INTERVAL: Duration = Duration::from_millis(50);
/// Looking takes at most one part in this many of the time.
const SHARE: u32 = 10;

/// Looks at one program's folder from time to time.
#[derive(Debug)]
pub struct Quota {
    folder: PathBuf,
    /// The process, whose open files may have no name any more.
    process: u32,
    limit: u64,
    next: Instant,
}

/// What a program's temporary folder may hold in all, if the user says nothing else.
pub const DISK_LIMIT: u64 = 1 << 30;

impl Quota {
    /// For the program of a process, which has just begun.
    pub fn new(policy: &Policy, process: u32) -> Quota {
        Quota {
            folder: policy.temporary.clone(),
            process,
            limit: policy.disk,
            next: Instant::now() + INTERVAL,
        }
    }

    /// When to look next.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// Whether the program has written more than it may. Looks only when it is time.
    pub fn is_exceeded(&mut self) -> bool {
        let begun = Instant::now();
        if begun < self.next {
            return false;
        }
        let used = within(&self.folder, self.limit).saturating_add(nameless(self.process));
        self.next = begun + INTERVAL.max(begun.elapsed() * SHARE);
        used > self.limit
    }
}

/// Bytes that the files in a folder take up; once that is more than `limit`, some number above.
fn within(folder: &Path, limit: u64) -> u64 {
    let mut used = 0_u64;
    let mut folders = vec![Folder {
        path: folder.to_path_buf(),
        base: None,
    }];
    while let Some(folder) = folders.pop() {
        let entries = match folder.path.read_dir() {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound || is_closed(&folder.path) => {
                continue;
            }
            // Made so that nobody can look.
            Err(_) => return u64::MAX,
        };
        for entry in entries.flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            used = used.saturating_add(size(&metadata).max(LEAST));
            if metadata.is_dir() {
                folders.push(folder.within(entry.path()));
            }
        }
        if used > limit {
            break;
        }
    }
    used
}

/// A folder by a path that is not too long for the system, however deep it lies.
struct Folder {
    path: PathBuf,
    /// An open folder that `path` begins at; kept open by this.
    base: Option<Rc<File>>,
}

/// Half of what the system takes.
const LONG_PATH: usize = 2048;

impl Folder {
    fn within(&self, path: PathBuf) -> Folder {
        #[cfg(target_os = "linux")]
        if path.as_os_str().len() > LONG_PATH
            && let Ok(base) = File::open(&path)
        {
            let number = std::os::fd::AsRawFd::as_raw_fd(&base);
            return Folder {
                path: format!("/proc/self/fd/{number}").into(),
                base: Some(Rc::new(base)),
            };
        }
        Folder {
            path,
            base: self.base.clone(),
        }
    }
}

/// Whether a folder is one that its owner cannot put anything into.
fn is_closed(folder: &Path) -> bool {
    #[cfg(unix)]
    return std::fs::symlink_metadata(folder)
        .is_ok_and(|metadata| std::os::unix::fs::MetadataExt::mode(&metadata) & 0o300 != 0o300);
    #[cfg(not(unix))]
    {
        let _ = folder;
        true
    }
}

/// Bytes in files that a process has open and that have no name any more.
fn nameless(process: u32) -> u64 {
    let Ok(entries) = std::fs::read_dir(format!("/proc/{process}/fd")) else {
        return 0;
    };
    let open = entries
        .flatten()
        .filter_map(|entry| std::fs::metadata(entry.path()).ok());
    open.filter(is_nameless)
        .map(|metadata| size(&metadata))
        .sum()
}

#[cfg(unix)]
fn is_nameless(metadata: &Metadata) -> bool {
    metadata.is_file() && std::os::unix::fs::MetadataExt::nlink(metadata) == 0
}

#[cfg(not(unix))]
fn is_nameless(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn size(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata).saturating_mul(512)
}

#[cfg(not(unix))]
fn size(metadata: &Metadata) -> u64 {
    metadata.len()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_that_is_written_counts() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let folder = directory.path();
        assert_eq!(within(folder, DISK_LIMIT), 0);
        fs::write(folder.join("empty"), "").expect("a file");
        assert_eq!(within(folder, DISK_LIMIT), LEAST);
        fs::create_dir(folder.join("a")).expect("a folder");
        fs::write(folder.join("a/file"), vec![1; 100_000]).expect("a file");
        assert!(
            (100_000..200_000).contains(&within(folder, DISK_LIMIT)),
            "{}",
            within(folder, DISK_LIMIT)
        );
        fs::create_dir_all(folder.join("b/c")).expect("folders");
        // As much as it may be is not more than that: what lies deeper is looked at.
        assert_eq!(within(&folder.join("b"), LEAST), LEAST);
        fs::write(folder.join("b/c/empty"), "").expect("a file");
        assert_eq!(within(&folder.join("b"), LEAST), 2 * LEAST);
        let before = nameless(std::process::id());
        let file = fs::File::open(folder.join("a/file")).expect("there");
        assert_eq!(nameless(std::process::id()), before);
        fs::remove_file(folder.join("a/file")).expect("there");
        assert!(nameless(std::process::id()) >= before + 100_000);
        drop(file);
        let mut quota = Quota {
            folder: folder.to_path_buf(),
            process: 0,
            limit: 2 * LEAST,
            next: Instant::now() + Duration::from_secs(60),
        };
        fs::write(folder.join("file"), vec![1; 10_000]).expect("a file");
        assert!(!quota.is_exceeded(), "it is not time yet");
        quota.next = Instant::now();
        assert!(quota.is_exceeded());
        assert!(quota.next() > Instant::now());
    }

    #[test]
    fn depth_hides_nothing() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let name = "n".repeat(250);
        let folder = directory.path().join(&name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("file"), vec![1; 1_000_000]).expect("a file");
        // Built from the inside out, for no path may be that long.
        for _ in 0..40 {
            let around = directory.path().join("around");
            fs::create_dir(&around).expect("a folder");
            fs::rename(&folder, around.join(&name)).expect("moved");
            fs::rename(&around, &folder).expect("moved");
        }
        let used = within(directory.path(), DISK_LIMIT);
        assert!((1_000_000..2_000_000).contains(&used), "{used}");
        super::super::removal::remove(directory.path()).expect("removed");
    }
}
