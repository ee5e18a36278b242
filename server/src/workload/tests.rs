//! The tests that import a file.

use std::path::{Path, PathBuf};

use runtime::outline;

use super::{Origin, Workload};
use crate::worker::Program;

/// Runs test files: by pytest where that is installed and can run, else by unittest and by calling plain functions.
const DRIVER: &str = concat!(include_str!("load.py"), include_str!("driver.py"));

/// At most so many files are run.
const MOST_TESTS: usize = 5;
/// At most so many files and folders of a project are looked at.
const MOST_ENTRIES: usize = 20_000;
/// Longer files are no tests that a person wrote.
const MOST_BYTES: u64 = 1 << 20;

/// The run of test files.
pub fn workload(files: Vec<PathBuf>) -> Workload {
    Workload {
        program: Program::Command(format!("PYTEST = {:?}\n{DRIVER}", super::words::PYTEST)),
        arguments: files
            .iter()
            .map(|file| file.display().to_string())
            .collect(),
        then: None,
        origin: Origin::Tests(files),
    }
}

/// The test files of a project that import the module that a file is, the nearest to it first.
pub fn importing(path: &Path, project: &Path) -> Vec<PathBuf> {
    let Some(name) = module(path) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = test_files(project)
        .into_iter()
        .filter(|file| file != path && imports(file, &name))
        .collect();
    let shared = |file: &PathBuf| {
        file.components()
            .zip(path.components())
            .take_while(|(one, other)| one == other)
            .count()
    };
    found.sort_by(|one, other| shared(other).cmp(&shared(one)).then_with(|| one.cmp(other)));
    found.truncate(MOST_TESTS);
    found
}

/// The last part of the name by which a file is imported.
fn module(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    match stem {
        "__init__" => Some(path.parent()?.file_name()?.to_str()?.to_owned()),
        stem => Some(stem.to_owned()),
    }
}

fn imports(file: &Path, name: &str) -> bool {
    let short = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() <= MOST_BYTES);
    let Some(text) = short.then(|| std::fs::read_to_string(file).ok()).flatten() else {
        return false;
    };
    // Reading the tree takes much longer than this.
    text.contains(name)
        && outline(&text)
            .imports
            .iter()
            .any(|import| import.split('.').any(|part| part == name))
}

/// The files of a project that are named as tests are, but those of its environments.
fn test_files(project: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![project.to_path_buf()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            looked_at += 1;
            if looked_at > MOST_ENTRIES {
                return found;
            }
            let (name, path) = (entry.file_name(), entry.path());
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            // A link may lead anywhere, also back here.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && may_have_tests(name, &path) => folders.push(path),
                Ok(kind) if kind.is_file() && is_test(name) => found.push(path),
                _ => {}
            }
        }
    }
    found
}

fn may_have_tests(name: &str, folder: &Path) -> bool {
    !NO_TESTS.contains(&name) && !folder.join("pyvenv.cfg").exists()
}

/// Folders that have no tests of a project.
const NO_TESTS: &[&str] = &[
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "site-packages",
];

/// As pytest finds them.
fn is_test(name: &str) -> bool {
    let stem = name.strip_suffix(".py");
    stem.is_some_and(|stem| stem.starts_with("test_") || stem.ends_with("_test"))
}
