//! Trying a change: two copies of a project, one of them changed, in which its workload runs by turns, on our tiers and under
//! another Python. What it prints must stay the same; what it takes says whether the change is one for the better.

mod lab;
mod verdict;

use std::path::{Path, PathBuf};
use std::time::Duration;

use runtime::Shown;
use runtime::report::{Ending, Report, Tier};

use crate::engine::{HEAP_LIMIT, memory_limit, processor_seconds};
use crate::project::{self, Start, Surroundings};
use crate::sandbox::{Interpreter, Temporary};
use crate::worker::{self, Action, Input, Output, Program, Request, Series};

pub use lab::{Step, attempt};
pub use verdict::{Outcome, is_good};

/// A project, and what runs in it.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The project's folder.
    pub project: PathBuf,
    /// The program.
    pub program: Program,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What is executed in its module afterwards.
    pub then: Option<String>,
    /// Variables of the environment that it gets beside the usual.
    pub environment: Vec<String>,
    /// How long a run may take.
    pub limit: Duration,
    /// Whether it runs confined.
    pub confined: bool,
}

/// A change of a project.
#[derive(Clone, Debug)]
pub struct Change {
    /// The file to be changed.
    pub file: PathBuf,
    /// Its text afterwards.
    pub text: String,
    /// Files of which an editor holds another text than the disk, before the change.
    pub held: Vec<(PathBuf, String)>,
}

impl Setting {
    /// Runs the program where it is, and looks at it.
    ///
    /// # Errors
    ///
    /// That it did not come to an end of its own.
    pub fn look(&self, runs: &Series) -> Result<Report, String> {
        let temporary = Temporary::new().map_err(|error| error.to_string())?;
        let (program, arguments) = (self.program.clone(), self.arguments.clone());
        let request = self.request(program, arguments, &self.project, &temporary);
        sound(worker::execute(
            &request,
            self.limit,
            Input::Empty,
            Output::Dropped,
            runs.next(),
        ))
    }

    /// The Python to run under beside ours: the one that is `named`, or that of the project's environment.
    ///
    /// # Errors
    ///
    /// Why it cannot be the one that is named.
    pub fn python(&self, named: Option<&Path>) -> Result<Option<Interpreter>, String> {
        if let Some(python) = named {
            let found = Interpreter::at(python);
            return found
                .map(Some)
                .map_err(|error| format!("{}: {error}", python.display()));
        }
        let python = self.surroundings(&self.program, &self.project).python();
        // One that is broken is no reason not to try.
        Ok(python.and_then(|python| Interpreter::at(&python).ok()))
    }

    fn surroundings(&self, program: &Program, root: &Path) -> Surroundings {
        project::surroundings(program, root, Some(root.to_path_buf()), Start::InProject)
    }

    /// The request to run a program in a folder, watched and as machine code.
    fn request(
        &self,
        program: Program,
        arguments: Vec<String>,
        root: &Path,
        temporary: &Temporary,
    ) -> Request {
        let surroundings = self.surroundings(&program, root);
        let policy = surroundings.policy(
            temporary,
            memory_limit(HEAP_LIMIT),
            Some(processor_seconds(self.limit)),
        );
        Request {
            action: Action::Run,
            program,
            arguments,
            search: surroundings.search,
            module: surroundings.module,
            then: self.then.clone(),
            tier: Tier::Jit,
            trace_after: None,
            heap_limit: Some(HEAP_LIMIT),
            gc_stress: None,
            shown: Shown {
                roots: vec![root.to_path_buf()],
                ..Shown::default()
            },
            time_limit: None,
            background: false,
            policy: self.confined.then_some(policy),
            directory: Some(root.to_path_buf()),
            environment: self.environment.clone(),
        }
    }
}

/// A report of a run that came to some end of its own.
fn sound(report: Report) -> Result<Report, String> {
    match report.ending {
        Ending::Refused { reason } => Err(reason),
        Ending::Cancelled => Err("it was cancelled".into()),
        Ending::TimeOut { seconds } => Err(format!("the workload takes longer than {seconds} s")),
        _ => Ok(report),
    }
}
