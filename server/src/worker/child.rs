//! The child: confines itself, runs the program, reports.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use runtime::report::{Ending, Report};

use super::{Action, Message, Request};
use crate::sandbox;

/// The exit code of a child that could not begin.
const REFUSED: i32 = 125;

/// Runs one request and returns the exit code. A request that comes as an argument (`tierlens run`) leaves all three
/// standard streams to the program and reports nothing; one that comes over standard input is reported.
pub fn serve(argument: Option<&str>) -> i32 {
    die_with_parent();
    let begun = match argument {
        Some(json) => serde_json::from_str(json)
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

fn run(request: &Request, mut pipe: Option<File>) -> i32 {
    let confined = match &request.policy {
        Some(policy) => sandbox::confine(policy),
        None => Ok(()),
    };
    if let Err(reason) = confined {
        match &mut pipe {
            Some(pipe) => send(pipe, &Message::Refused(reason)),
            None => eprintln!(
                "tierlens: this system cannot confine the program ({reason}), so it was not run; \
                 --unsandboxed runs it with all your rights"
            ),
        }
        return REFUSED;
    }
    let Some(mut pipe) = pipe else {
        return match request.action {
            Action::Run => crate::engine::run(request, false).exit_code,
            Action::DumpSpecialization | Action::DumpTraces => dump(request),
        };
    };
    send(&mut pipe, &Message::Confined);
    let outcome = catch_unwind(AssertUnwindSafe(|| crate::engine::run(request, true)));
    let report = outcome.map_or_else(
        |panic| Report {
            exit_code: 1,
            ending: Ending::Crashed {
                reason: panic_text(panic.as_ref()),
            },
            ..Report::new(request.name(), request.tier)
        },
        |outcome| outcome.report,
    );
    let exit_code = report.exit_code;
    send(&mut pipe, &Message::Report(Box::new(report)));
    exit_code
}

fn dump(request: &Request) -> i32 {
    let dumped = claim_stdout("/dev/null").and_then(|stdout| {
        let mut out = BufWriter::new(stdout);
        crate::engine::dump(request, &mut out)?;
        out.flush()
    });
    match dumped {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("tierlens: {}: {error}", request.name());
            1
        }
    }
}

fn send(pipe: &mut File, message: &Message) {
    let mut out = BufWriter::new(pipe);
    // When nobody listens any more there is nobody to tell.
    let _ = serde_json::to_writer(&mut out, message)
        .map_err(std::io::Error::from)
        .and_then(|()| {
            out.write_all(b"\n")?;
            out.flush()
        });
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into())
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

#[cfg(target_os = "linux")]
fn die_with_parent() {
    use rustix::process::{Signal, set_parent_process_death_signal};
    // A child that cannot ask for this is still ended by its limits.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent() {}
