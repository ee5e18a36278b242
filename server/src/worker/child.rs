//! The child: confines itself, runs the program, reports.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Result, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Action, Answers, Message, Request, panics};
use crate::engine::{self, Reported};
use crate::sandbox::{self, Interpreter};

/// The exit code of a child that could not begin.
const REFUSED: i32 = 125;

/// How far a process in the background stands back: half-way.
#[cfg(unix)]
const BACKGROUND: i32 = 10;

/// What follows the name of a request's file when the run is to be reported.
pub(super) const REPORTED: &str = "reported";

/// Runs one request and returns the exit code. One that comes in a file (`tierlens run`) leaves all three standard streams to
/// the program and reports nothing; one that comes over standard input is reported, and one in a file with [`REPORTED`]
/// behind it, which leaves standard input to the program.
pub fn serve(mut arguments: impl Iterator<Item = String>) -> i32 {
    let parent = arguments.next().and_then(|number| number.parse().ok());
    if !parent.is_some_and(die_with) {
        return REFUSED;
    }
    let file = arguments.next();
    let reported = file.is_none() || arguments.next().is_some_and(|word| word == REPORTED);
    let begun = match file {
        Some(file) if !reported => begin_alone(Path::new(&file)).map(|request| (request, None)),
        file => begin_reported(file.as_deref().map(Path::new))
            .map(|(request, answers)| (request, Some(answers))),
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
    #[cfg(unix)]
    if request.background {
        // Fails where the system keeps no order.
        let _ = rustix::process::nice(BACKGROUND);
    }
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
    let policy = request.policy.as_ref();
    let interpreter = policy.and_then(|policy| policy.interpreter.as_ref());
    match (answers, interpreter, request.action) {
        (Some(answers), ..) => run_reported(request, answers),
        (None, Some(interpreter), _) => become_other(request, interpreter),
        (None, None, Action::Run | Action::Time) => run_alone(request),
        (None, None, Action::Observe) => REFUSED,
        (None, None, _) => dump(request),
    }
}

fn run_reported(request: &Request, answers: Answers) -> i32 {
    let answers = Arc::new(answers);
    answers.send(&Message::Confined);
    panics::report(request, answers.clone());
    let reported = match request.action {
        Action::Time => Reported::Ending,
        _ => Reported::All,
    };
    let report = engine::run(request, reported).report;
    let exit_code = report.exit_code;
    answers.send(&Message::Report(Box::new(report)));
    exit_code
}

/// Runs a program that has the standard streams to itself, and returns its exit code.
pub fn run_alone(request: &Request) -> i32 {
    panics::print();
    engine::run(request, Reported::No).exit_code
}

/// Becomes the interpreter that the policy names.
#[cfg(unix)]
fn become_other(request: &Request, interpreter: &Interpreter) -> i32 {
    let error = super::foreign::become_interpreter(request, interpreter);
    eprintln!("tierlens: {}: {error}", interpreter.program.display());
    REFUSED
}

#[cfg(not(unix))]
fn become_other(_request: &Request, _interpreter: &Interpreter) -> i32 {
    REFUSED
}

fn dump(request: &Request) -> i32 {
    let dumped = claim_stdout("/dev/null").and_then(|stdout| {
        let mut out = BufWriter::new(stdout);
        engine::dump(request, &mut out)?;
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

/// Takes what the parent has put into a file that it has made for it. The program shall not find it.
fn take(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file)?;
    std::fs::remove_file(file)?;
    Ok(text)
}

fn begin_alone(file: &Path) -> Result<Request> {
    Ok(serde_json::from_str(&take(file)?)?)
}

/// Reads seal and request from a file, or from standard input, which is then empty; the program's output goes where errors go.
/// What was standard output, the parent's pipe, moves to a descriptor of its own.
fn begin_reported(file: Option<&Path>) -> Result<(Request, Answers)> {
    let text = match file {
        Some(file) => take(file)?,
        None => {
            let text = std::io::read_to_string(std::io::stdin())?;
            close_stdin()?;
            text
        }
    };
    let (seal, json) = text.split_once('\n').ok_or(ErrorKind::UnexpectedEof)?;
    let request = serde_json::from_str(json)?;
    let pipe = claim_stdout("/dev/stderr")?;
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
