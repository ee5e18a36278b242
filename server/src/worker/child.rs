//! The child: confines itself, runs the program, reports.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Result, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Action, Answers, Message, Request, panics};
use crate::sandbox;

/// The exit code of a child that could not begin.
const REFUSED: i32 = 125;

/// Runs one request and returns the exit code. One that comes in a file (`tierlens run`) leaves all three standard streams to
/// the program and reports nothing; one that comes over standard input is reported.
pub fn serve(mut arguments: impl Iterator<Item = String>) -> i32 {
    let parent = arguments.next().and_then(|number| number.parse().ok());
    if !parent.is_some_and(die_with) {
        return REFUSED;
    }
    let begun = match arguments.next() {
        Some(file) => begin_alone(Path::new(&file)).map(|request| (request, None)),
        None => begin_reported().map(|(request, answers)| (request, Some(answers))),
    };
    match begun {
        Ok((request, answers)) => run(&request, answers),
        Err(error) => {
            eprintln!("tierlens: the worker cannot begin: {error}");
            REFUSED
        }
    }
}

fn run(request: &Request, answers: Option<Answers>) -> i32 {
    let confined = match &request.policy {
        Some(policy) => sandbox::confine(policy),
        None => Ok(()),
    };
    if let Err(reason) = confined {
        match &answers {
            Some(answers) => answers.send(&Message::Refused(reason)),
            None => eprintln!(
                "tierlens: this system cannot confine the program ({reason}), so it was not run; \
                 --unsandboxed runs it with all your rights"
            ),
        }
        return REFUSED;
    }
    match (answers, request.action) {
        (Some(answers), _) => run_reported(request, answers),
        (None, Action::Run) => run_alone(request),
        (None, Action::DumpSpecialization | Action::DumpTraces) => dump(request),
    }
}

fn run_reported(request: &Request, answers: Answers) -> i32 {
    let answers = Arc::new(answers);
    answers.send(&Message::Confined);
    panics::report(request, answers.clone());
    let report = crate::engine::run(request, true).report;
    let exit_code = report.exit_code;
    answers.send(&Message::Report(Box::new(report)));
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

/// Reads the request from a file that the parent has made for it. The program shall not find it.
fn begin_alone(file: &Path) -> Result<Request> {
    let json = std::fs::read(file)?;
    std::fs::remove_file(file)?;
    Ok(serde_json::from_slice(&json)?)
}

/// Reads seal and request from standard input, then gives the standard streams to the program: input is empty, output goes where
/// errors go. What was standard output, the parent's pipe, moves to a descriptor of its own.
fn begin_reported() -> Result<(Request, Answers)> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let (seal, json) = text.split_once('\n').ok_or(ErrorKind::UnexpectedEof)?;
    let request = serde_json::from_str(json)?;
    let pipe = claim_stdout("/dev/stderr")?;
    close_stdin()?;
    let seal = seal.into();
    Ok((request, Answers { pipe, seal }))
}

/// Moves standard output to a descriptor of our own, and lets what the program prints go to `instead`.
#[cfg(unix)]
fn claim_stdout(instead: &str) -> Result<File> {
    let ours = rustix::io::fcntl_dupfd_cloexec(std::io::stdout(), 3)?;
    match instead {
        "/dev/stderr" => rustix::stdio::dup2_stdout(std::io::stderr())?,
        path => rustix::stdio::dup2_stdout(File::options().write(true).open(path)?)?,
    }
    Ok(ours.into())
}

#[cfg(unix)]
fn close_stdin() -> Result<()> {
    Ok(rustix::stdio::dup2_stdin(File::open("/dev/null")?)?)
}

#[cfg(not(unix))]
fn claim_stdout(_instead: &str) -> Result<File> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn close_stdin() -> Result<()> {
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
