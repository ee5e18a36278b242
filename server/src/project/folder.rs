//! What of the user's files a program may read: the project that it belongs to.

use std::path::{Path, PathBuf};

use super::module::top_package;

/// What lies at the top of a project: the folder of a version control system, or Python's own file.
const MARKERS: &[&str] = &[
    ".git",
    ".hg",
    ".jj",
    ".svn",
    ".bzr",
    "_darcs",
    ".fslckout",
    "pyproject.toml",
];

/// The project's folder of what lies in `folder`: the nearest with a marker, at most the folder `within`, which is a project
/// itself; else the folder that its top package lies in, that package, or `folder`. None when that would be the whole of the user's files. `folder` and `within` are resolved paths.
pub fn folder(folder: &Path, within: Option<&Path>) -> Option<PathBuf> {
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    let narrow = |folder: &&Path| is_narrow(folder, home.as_deref());
    let inside = |folder: &&Path| within.is_none_or(|within| folder.starts_with(within));
    let top = top_package(folder);
    folder
        .ancestors()
        .take_while(narrow)
        .take_while(inside)
        .find(|folder| has_marker(folder))
        .or(within.filter(narrow))
        .or(top.and_then(Path::parent).filter(narrow))
        .or(top.filter(narrow))
        .or(Some(folder).filter(narrow))
        .map(Path::to_path_buf)
}

/// What a program may read of the user's files when it is this file: its project, or nothing but itself. None when it is not there.
pub fn of_file(file: &Path, within: Option<&Path>) -> Option<PathBuf> {
    let file = file.canonicalize().ok()?;
    folder(file.parent()?, within).or(Some(file))
}

/// Whether a folder is neither the whole system nor the home folder, nor one that holds it.
pub fn is_narrow(folder: &Path, home: Option<&Path>) -> bool {
    folder.parent().is_some() && !home.is_some_and(|home| home.starts_with(folder))
}

/// What anybody can put into a folder says nothing about it.
fn has_marker(folder: &Path) -> bool {
    #[cfg(unix)]
    if !std::fs::metadata(folder)
        .is_ok_and(|metadata| std::os::unix::fs::MetadataExt::mode(&metadata) & 0o002 == 0)
    {
        return false;
    }
    MARKERS
        .iter()
        .any(|marker| folder.join(marker).symlink_metadata().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_marked_folder_is_the_project() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let top = directory.path().canonicalize().expect("there");
        let check = |from: &str, within: Option<&str>, expected: &str| {
            let within = within.map(|within| top.join(within));
            let found = folder(&top.join(from), within.as_deref());
            assert_eq!(found, Some(top.join(expected)), "{from} within {within:?}");
        };
        std::fs::create_dir_all(top.join("a/b/c")).expect("folders");
        check("a/b/c", None, "a/b/c");
        check("a/b/c", Some("a"), "a");
        // The modules of a package are found from above it.
        for package in ["q/p", "q/p/s"] {
            std::fs::create_dir_all(top.join(package)).expect("folders");
            std::fs::write(top.join(package).join("__init__.py"), "").expect("a file");
        }
        check("q/p/s", None, "q");
        check("q/p/s", Some("q/p"), "q/p");
        std::fs::create_dir(top.join("a/.git")).expect("a folder");
        check("a/b/c", None, "a");
        check("a", None, "a");
        check("a/b/c", Some("a/b"), "a/b");
        std::fs::write(top.join("a/b/pyproject.toml"), "").expect("a file");
        check("a/b/c", None, "a/b");
        check("a/b/c", Some("a"), "a/b");
        #[cfg(unix)]
        {
            let anybody = std::os::unix::fs::PermissionsExt::from_mode(0o777);
            std::fs::set_permissions(top.join("a/b"), anybody).expect("ours");
            check("a/b/c", None, "a");
        }
    }

    #[test]
    fn nobody_reads_all_there_is() {
        let home = Some(Path::new("/home/me"));
        for folder in ["/", "/home", "/home/me"] {
            assert!(!is_narrow(Path::new(folder), home), "{folder}");
        }
        for folder in ["/home/me/work", "/home/you", "/tmp"] {
            assert!(is_narrow(Path::new(folder), home), "{folder}");
        }
        assert_eq!(folder(Path::new("/"), None), None);
    }
}
