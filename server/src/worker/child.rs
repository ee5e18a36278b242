//! The child: confines itself, runs the program, reports.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::sync::Arc;

use super::{Action, Message, Request, panics};
use crate::sandbox;

/// The exit code of a child that could not begin.
const REFUSED: i32 = 125;

/// Runs one request and returns the exit code. One that comes as an argument (`tierlens run`) leaves all three standard streams
/// to the program and reports nothing; one that comes over standard input is reported.
pub fn serve(mut arguments: impl Iterator<Item = String>) -> i32 {
    let parent = arguments.next().and_then(|number| number.parse().ok());
    if !parent.is_some_and(die_with) {
        return REFUSED;
    }
    let begun = match arguments.next() {
        Some(json) => serde_json::from_str(&json)
            .map(|request| (request, None))
            .map_err(|error| error.to_string()),
        None => begin_reported().map(|(request, pipe)| (request, Some(pipe))),
    };
    match begun {
        Ok((request, pipe)) => run(&request, pipe),
        Err(error) => {
            eprintln!("tierlens: the worker cannot begin: {error}");
            REFUSED
        }
    }
}

fn run(request: &Request, pipe: Option<File>) -> i32 {
    let confined = match &request.policy {
        Some(policy) => sandbox::confine(policy),
        None => Ok(()),
    };
    if let Err(reason) = confined {
        match &pipe {
            Some(pipe) => Message::Refused(reason).send(pipe),
            None => eprintln!(
                "tierlens: this system cannot confine the program ({reason}), so it was not run; \
                 --unsandboxed runs it with all your rights"
            ),
        }
        return REFUSED;
    }
    match (pipe, request.action) {
        (Some(pipe), _) => run_reported(request, pipe),
        (None, Action::Run) => run_alone(request),
        (None, Action::DumpSpecialization | Action::DumpTraces) => dump(request),
    }
}

fn run_reported(request: &Request, pipe: File) -> i32 {
    let pipe = Arc::new(pipe);
    Message::Confined.send(&pipe);
    panics::report(request, pipe.clone());
    let report = crate::engine::run(request, true).report;
    let exit_code = report.exit_code;
    Message::Report(Box::new(report)).send(&pipe);
    exit_code
}

/// Runs a program that has the standard streams to itself, and returns its exit code.
pub fn run_alone(request: &Request) -> i32 {
    panics::print();
    crate::engine::run(request, false).exit_code
}

fn dump(request: &Request) -> i32 {
    let dumped = claim_stdout("/dev/null").and_then(|stdout| {
        let mut out = BufWriter::new(stdout);
        crate::engine::dump(request, &mut out)?;
        out.flush()
    });
    match dumped {
        Ok(()) => 0,
        // The reader of the lines may leave early.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => {
            eprintln!("tierlens: {}: {error}", request.name());
            1
        }
    }
}

/// Reads the request from standard input, then gives the standard streams to the program: input is empty, output goes where
/// errors go. What was standard output, the parent's pipe, moves to a descriptor of its own.
fn begin_reported() -> Result<(Request, File), String> {
    let mut json = String::new();
    std::io::stdin()
        .read_to_string(&mut json)
        .map_err(|error| error.to_string())?;
    let request = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    let pipe = claim_stdout("/dev/stderr").map_err(|error| error.to_string())?;
    close_stdin().map_err(|error| error.to_string())?;
    Ok((request, pipe))
}

/// Moves standard output to a descriptor of our own, and lets what the program prints go to `instead`.
#[cfg(unix)]
fn claim_stdout(instead: &str) -> std::io::Result<File> {
    let ours = rustix::io::fcntl_dupfd_cloexec(std::io::stdout(), 3)?;
    match instead {
        "/dev/stderr" => rustix::stdio::dup2_stdout(std::io::stderr())?,
        path => rustix::stdio::dup2_stdout(File::options().write(true).open(path)?)?,
    }
    Ok(ours.into())
}

#[cfg(unix)]
fn close_stdin() -> std::io::Result<()> {
    Ok(rustix::stdio::dup2_stdin(File::open("/dev/null")?)?)
}

#[cfg(not(unix))]
fn claim_stdout(_instead: &str) -> std::io::Result<File> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn close_stdin() -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Binds this process's life to that of its parent; false when that has ended already.
#[cfg(target_os = "linux")]
fn die_with(parent: u32) -> bool {
    use rustix::process::{Signal, set_parent_process_death_signal};
    // A child that cannot ask for this is still ended by its limits.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    parent == std::os::unix::process::parent_id()
}

#[cfg(not(target_os = "linux"))]
fn die_with(_parent: u32) -> bool {
    true
}
