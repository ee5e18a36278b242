//! Where a program comes from: its project, the environment whose packages it imports, the module that its file is. What follows
//! from that for a run is decided here, for the command line and for editors alike.

mod copy;
mod environment;
mod folder;
mod module;
mod search;

use std::path::{Path, PathBuf};

use runtime::Search;

pub use copy::copy;
pub use folder::{folder, is_narrow, of_file};

use crate::sandbox::{DISK_LIMIT, Policy, Temporary, readable};
use crate::worker::Program;
use environment::Environment;

/// What surrounds a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The places where its modules are looked for.
    pub search: Search,
    /// The module that it runs as, if not `__main__` alone.
    pub module: Option<String>,
    /// What there is of its project: a folder, or the file alone.
    pub project: Option<PathBuf>,
    /// What it may read for that: its project and its packages.
    pub readable: Vec<PathBuf>,
}

impl Surroundings {
    /// What a process that runs it may do.
    pub fn policy(&self, temporary: &Temporary, memory: u64, cpu_seconds: Option<u64>) -> Policy {
        Policy {
            readable: readable(&self.readable),
            temporary: temporary.files(),
            memory,
            disk: DISK_LIMIT,
            interpreter: None,
            cpu_seconds,
        }
    }

    /// The Python of its environment, if it has one.
    pub fn python(&self) -> Option<PathBuf> {
        let python = self.search.prefix.as_ref()?.join("bin/python");
        python.exists().then_some(python)
    }
}

/// How a program is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// As `python` starts it.
    Plain,
    /// As one that belongs to a project: what the project installs is found, and a file of a package is a module of that package.
    InProject,
}

/// The surroundings of a program that starts in `directory`, whose project may not reach beyond the folder or file `project`.
pub fn surroundings(
    program: &Program,
    directory: &Path,
    project: Option<PathBuf>,
    start: Start,
) -> Surroundings {
    let file = match program {
        Program::File(path) | Program::Text { path, .. } => Some(directory.join(path)),
        Program::Module(_) | Program::Command(_) => None,
    };
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    let top = project.as_deref().filter(|project| project.is_dir());
    let near = match &file {
        Some(file) => file.parent().and_then(|folder| folder.canonicalize().ok()),
        None => directory.canonicalize().ok(),
    };
    let environment =
        Environment::active().or_else(|| Environment::of_project(near.as_deref()?, top?));
    let mut search = search::search(directory, environment.as_ref(), home.as_deref());
    let mut readable: Vec<PathBuf> = project.iter().cloned().collect();
    readable.extend(search::readable(
        &search,
        environment.as_ref(),
        top,
        home.as_deref(),
    ));
    let mut module = None;
    if start == Start::InProject {
        search
            .last
            .extend(top.map(search::of_project).unwrap_or_default());
        module = file.and_then(|file| module::name(&file, top?));
    }
    Surroundings {
        search,
        module,
        project,
        readable,
    }
}

/// What a program started from the command line may read as its project.
pub fn of_program(program: &Program, directory: &Path) -> Option<PathBuf> {
    match program {
        Program::File(file) | Program::Text { path: file, .. } => {
            of_file(&directory.join(file), None)
        }
        // These find their modules where they are started.
        Program::Module(_) | Program::Command(_) => folder(&directory.canonicalize().ok()?, None),
    }
}
