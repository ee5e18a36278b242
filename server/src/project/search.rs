//! The places where a program's modules are looked for, and which of them it may read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use runtime::{Search, normal_path};

use super::environment::{CONFIGURATION, Environment, read_small};
use super::is_narrow;

/// Where systems keep what is installed for all users of Python 3.14.
const SYSTEM: &[&str] = &[
    "/usr/local/lib/python3.14/site-packages",
    "/usr/local/lib/python3.14/dist-packages",
    "/usr/lib/python3.14/site-packages",
];

/// What Debian installs for its own Python, and the folder that says whether that is 3.14.
const DEBIAN: (&str, &str) = ("/usr/lib/python3/dist-packages", "/usr/lib/python3.14");

/// The places that CPython would look in, but for the program's own folder and the library.
pub fn search(directory: &Path, environment: Option<&Environment>, home: Option<&Path>) -> Search {
    let mut search = Search {
        first: python_path(directory),
        ..Search::default()
    };
    if let Some(environment) = environment {
        search.prefix = Some(environment.folder.clone());
        search
            .site_packages
            .extend(environment.site_packages.clone());
    }
    if environment.is_none_or(|environment| environment.system) {
        search.user = is_unset("PYTHONNOUSERSITE");
        if search.user {
            search.site_packages.extend(user(home));
        }
        search
            .site_packages
            .extend(SYSTEM.iter().map(PathBuf::from));
        if Path::new(DEBIAN.1).is_dir() {
            search.site_packages.push(DEBIAN.0.into());
        }
    }
    search.site_packages.retain(|folder| folder.is_dir());
    search
}

/// What installing the project would make importable.
pub fn of_project(project: &Path) -> Vec<PathBuf> {
    let source = project.join("src");
    let source = source.is_dir().then_some(source);
    source.into_iter().chain([project.to_path_buf()]).collect()
}

/// Which of these places a program may read beside its project and the system's.
///
/// All of them are named by the user's own environment, and nothing in a project can add to that: of an environment that lies in the
/// project only what is in the project can be read, whatever its links and `.pth` files say.
pub fn readable(
    search: &Search,
    environment: Option<&Environment>,
    project: Option<&Path>,
    home: Option<&Path>,
) -> Vec<PathBuf> {
    let escapes = |path: &Path| project.is_some_and(|project| escapes(path, project));
    let named = search.first.iter().filter(|path| !escapes(path));
    let mut paths: Vec<PathBuf> = named.cloned().collect();
    paths.extend(user(home));
    if let Some(environment) = environment
        && let Ok(folder) = environment.folder.canonicalize()
        && project.is_none_or(|project| !folder.starts_with(project))
    {
        let own = ["lib", CONFIGURATION].map(|name| folder.join(name));
        paths.extend(own.into_iter().filter(|path| {
            path.canonicalize()
                .is_ok_and(|path| path.starts_with(&folder))
        }));
        if is_named(environment) {
            paths.extend(
                environment
                    .site_packages
                    .iter()
                    .flat_map(|folder| installed_elsewhere(folder)),
            );
        }
    }
    // None may be all that the user has.
    paths.retain(|path| path.canonicalize().is_ok_and(|path| is_narrow(&path, home)));
    paths
}

/// The folders of `PYTHONPATH`.
fn python_path(directory: &Path) -> Vec<PathBuf> {
    let Some(value) = std::env::var_os("PYTHONPATH").filter(|value| !value.is_empty()) else {
        return Vec::new();
    };
    std::env::split_paths(&value)
        .map(|path| normal_path(&directory.join(path)))
        .collect()
}

/// Whether a place is in the project, and a link of the project leads out of it.
fn escapes(path: &Path, project: &Path) -> bool {
    let is_inside = |path: &Path| {
        path.canonicalize()
            .is_ok_and(|path| path.starts_with(project))
    };
    path.ancestors().any(is_inside) && !is_inside(path)
}

/// Whether the user has named the environment, and not only its project.
fn is_named(environment: &Environment) -> bool {
    std::env::var_os("VIRTUAL_ENV").is_some_and(|named| environment.folder == *named)
}

/// The user's own packages.
fn user(home: Option<&Path>) -> Option<PathBuf> {
    Some(home?.join(".local/lib/python3.14/site-packages"))
}

fn is_unset(variable: &str) -> bool {
    std::env::var_os(variable).is_none_or(|value| value.is_empty())
}

/// The folders that the `.pth` files of installed packages name: packages that are worked on.
fn installed_elsewhere(site_packages: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(site_packages)
        .into_iter()
        .flatten()
        .flatten();
    files
        .map(|entry| entry.path())
        .filter(|file| file.extension() == Some(OsStr::new("pth")))
        .filter_map(|file| read_small(&file))
        .flat_map(|text| {
            text.lines()
                .map(|line| site_packages.join(line.trim_end()))
                .collect::<Vec<_>>()
        })
        .filter(|path| path.is_dir())
        .collect()
}
