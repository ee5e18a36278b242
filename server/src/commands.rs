//! The commands that run once and end; each returns the process's exit code.

mod attempt;
mod dump;
mod explain;
mod json_layout;
mod query;
mod report;
mod run;

pub use attempt::attempt;
pub use dump::{dump, stats};
pub use explain::explain;
pub use query::query;
pub use report::report;
pub use run::run;

use crate::project::{self, Start, Surroundings};
use crate::sandbox::{Policy, Temporary};
use crate::worker::Program;

/// The exit code for a wrong command line or a file that is not there.
const USAGE: i32 = 2;

fn complain(message: impl std::fmt::Display) -> i32 {
    eprintln!("tierlens: {message}");
    USAGE
}

/// The exit code of a command that has printed, or complained.
fn printed(done: std::io::Result<i32>) -> i32 {
    match done {
        Ok(code) => code,
        // The reader of a pipe may leave early: `tierlens report a.py | head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(error) => complain(error),
    }
}

/// The surroundings of a program started from the command line.
fn surroundings_here(program: &Program, start: Start) -> std::io::Result<Surroundings> {
    let directory = std::env::current_dir()?;
    let project = project::of_program(program, &directory);
    Ok(project::surroundings(program, &directory, project, start))
}

/// The policy for a program started from the command line.
fn policy_here(
    surroundings: &Surroundings,
    temporary: &Temporary,
    memory: u64,
    disk: Option<u64>,
    cpu_seconds: Option<u64>,
) -> Policy {
    let policy = surroundings.policy(temporary, memory, cpu_seconds);
    Policy {
        disk: disk.unwrap_or(policy.disk),
        ..policy
    }
}

/// What is wrong with the names of variables to pass on.
fn check_names(names: &[String]) -> Result<(), String> {
    match names
        .iter()
        .find(|name| name.is_empty() || name.contains('='))
    {
        Some(name) => Err(format!(
            "--env {name}: this is no variable's name; its value is taken from the environment"
        )),
        None => Ok(()),
    }
}
