//! The parent: starts a child, listens, and ends it when its time is up.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use runtime::report::{Ending, Report};

use super::child::REPORTED;
use super::stop::{Event, Stop, Stopped};
use super::{Action, COMMAND, Message, Request};
use crate::sandbox::{Policy, Quota, passed};
use crate::token;

/// A report is data of the user's own making; this much of it is believed.
const MOST_REPORT_BYTES: u64 = 256 << 20;

/// How long a child may take, when its time is up, to end the program and report.
const GRACE: Duration = Duration::from_secs(1);

/// Where the program's output goes.
#[derive(Debug)]
pub enum Output {
    /// To this process's standard error.
    Shown,
    /// Into a file.
    File(std::fs::File),
    /// Nowhere.
    Dropped,
}

/// Where the program's input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// There is none.
    Empty,
    /// From where this process's comes. The request goes through this file, which the child removes.
    Shared(&'a Path),
}

impl Output {
    /// What a child has for its standard error.
    pub(super) fn stream(self) -> Stdio {
        match self {
            Output::Shown => Stdio::inherit(),
            Output::File(file) => file.into(),
            Output::Dropped => Stdio::null(),
        }
    }
}

/// The command that starts this binary once more.
fn itself() -> Command {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        // The file may have been replaced since this process started; this still names the same binary.
        let mut command = Command::new("/proc/self/exe");
        command.arg0("tierlens");
        command
    }
    #[cfg(not(target_os = "linux"))]
    Command::new(std::env::current_exe().unwrap_or_else(|_| "tierlens".into()))
}

/// What the order of a set of texts depends on in CPython.
const HASH_SEED: &str = "PYTHONHASHSEED";

/// The command that starts a worker, which ends when this process does.
///
/// A confined one gets no descriptor of ours, the standard three apart, and of our environment only what [`passed`] lets through.
pub fn command(request: &Request) -> Command {
    // Whoever started us may have left us some that a child would get.
    #[cfg(unix)]
    close_fds::set_fds_cloexec(3, &[]);
    let mut command = itself();
    command.args([COMMAND, &std::process::id().to_string()]);
    if let Some(policy) = &request.policy {
        command.env_clear().envs(passed(&request.environment));
        command.env("TMPDIR", &policy.temporary);
        // What runs are compared by must not be a matter of chance.
        if request.action == Action::Time && std::env::var_os(HASH_SEED).is_none() {
            command.env(HASH_SEED, "0");
        }
    }
    if let Some(directory) = &request.directory {
        command.current_dir(directory);
    }
    command
}

/// Runs `request` in a child and returns its report, whatever happened to it. Blocks, at most for `limit`.
pub fn execute(
    request: &Request,
    limit: Duration,
    input: Input<'_>,
    output: Output,
    stopped: Stopped,
) -> Report {
    let ended = |ending| Report {
        exit_code: 1,
        ending,
        ..Report::new(request.name(), request.tier)
    };
    let grace = request.time_limit.map_or(Duration::ZERO, |_| GRACE);
    let deadline = Instant::now() + limit.saturating_add(grace);
    let seal = token::random();
    let mut child = match start(request, &seal, input, output) {
        Ok(child) => child,
        Err(error) => {
            return ended(Ending::Refused {
                reason: format!("the worker did not start: {error}"),
            });
        }
    };
    let Stopped(Stop(sender), events) = stopped;
    listen(&mut child, seal, sender);
    let mut watch = Watch::new(&child, events, request.policy.as_ref(), deadline);
    loop {
        let ending = match watch.next() {
            Turn::Event(Event::Message(Message::Confined)) => continue,
            Turn::Event(Event::Message(Message::Report(report))) => {
                end(child);
                return *report;
            }
            Turn::Event(Event::Message(Message::Refused(reason))) => Ending::Refused { reason },
            Turn::Event(Event::Stop) => Ending::Cancelled,
            Turn::Event(Event::Closed) => {
                let status = wait_briefly(&mut child).or_else(|| end(child));
                return ended(ending_of(status, limit));
            }
            Turn::DiskLimit(bytes) => Ending::DiskLimit { bytes },
            Turn::TimeOut => Ending::TimeOut {
                seconds: limit.as_secs_f64(),
            },
        };
        end(child);
        return ended(ending);
    }
}

/// What happens to a child next.
pub(super) enum Turn {
    Event(Event),
    /// It has written more than so many bytes.
    DiskLimit(u64),
    TimeOut,
}

/// Looks after a child until its time is up.
pub(super) struct Watch {
    events: Receiver<Event>,
    quota: Option<(Quota, u64)>,
    deadline: Instant,
}

impl Watch {
    pub fn new(
        child: &Child,
        events: Receiver<Event>,
        policy: Option<&Policy>,
        deadline: Instant,
    ) -> Watch {
        Watch {
            events,
            quota: policy.map(|policy| (Quota::new(policy, child.id()), policy.disk)),
            deadline,
        }
    }

    pub fn next(&mut self) -> Turn {
        loop {
            let look = self.quota.as_ref().map(|(quota, _)| quota.next());
            let wake = look.map_or(self.deadline, |look| look.min(self.deadline));
            let wait = wake.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(wait) {
                Ok(event) => return Turn::Event(event),
                Err(RecvTimeoutError::Disconnected) => return Turn::TimeOut,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some((quota, limit)) = &mut self.quota
                && quota.is_exceeded()
            {
                return Turn::DiskLimit(*limit);
            }
            if Instant::now() >= self.deadline {
                return Turn::TimeOut;
            }
        }
    }
}

fn start(
    request: &Request,
    seal: &str,
    input: Input<'_>,
    output: Output,
) -> std::io::Result<Child> {
    let mut command = command(request);
    command.stdout(Stdio::piped());
    let text = format!("{seal}\n{}", serde_json::to_string(request)?);
    match input {
        Input::Empty => {
            command.stdin(Stdio::piped());
        }
        Input::Shared(file) => {
            std::fs::write(file, &text)?;
            command.arg(file).arg(REPORTED);
        }
    }
    command.stderr(output.stream());
    // In a group of its own a program could not read from the terminal.
    #[cfg(unix)]
    if !(matches!(input, Input::Shared(_)) && std::io::stdin().is_terminal()) {
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let mut child = command.spawn()?;
    // A child that ends before it has read its request says so by its exit.
    let _ = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(text.as_bytes()));
    Ok(child)
}

/// Reads the child's lines on a thread of its own, which ends when the pipe does.
fn listen(child: &mut Child, seal: String, sender: Sender<Event>) {
    let Some(pipe) = child.stdout.take() else {
        return;
    };
    std::thread::spawn(move || {
        let mut lines = BufReader::with_capacity(1 << 16, pipe.take(MOST_REPORT_BYTES));
        let mut line = Vec::new();
        while matches!(lines.read_until(b'\n', &mut line), Ok(read) if read > 0) {
            if let Some(message) = Message::read(&line, &seal)
                && sender.send(Event::Message(message)).is_err()
            {
                return;
            }
            line.clear();
        }
        let _ = sender.send(Event::Closed);
    });
}

/// The status of a child whose pipe has closed. It may have closed the pipe itself and go on, so the wait has an end.
fn wait_briefly(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..200 {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    None
}

/// Kills the child's process group where it has one, itself in any case, and reaps it. Until it is reaped its number cannot be
/// another process's.
pub(super) fn end(mut child: Child) -> Option<ExitStatus> {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        // Fails when it has ended by itself, which is as well.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    child.wait().ok()
}

/// What became of a child that ended without a report.
fn ending_of(status: Option<ExitStatus>, limit: Duration) -> Ending {
    #[cfg(unix)]
    if let Some(signal) =
        status.and_then(|status| std::os::unix::process::ExitStatusExt::signal(&status))
    {
        return if signal == rustix::process::Signal::XCPU.as_raw() {
            Ending::TimeOut {
                seconds: limit.as_secs_f64(),
            }
        } else {
            Ending::Killed { signal }
        };
    }
    let code = status.and_then(|status| status.code());
    Ending::Crashed {
        reason: code.map_or("the worker closed its pipe".into(), |code| {
            format!("the worker ended with code {code}")
        }),
    }
}
