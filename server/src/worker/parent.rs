//! The parent: starts a child, listens, and ends it when its time is up.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use runtime::report::{Ending, Report};

use super::child::REPORTED;
use super::{COMMAND, Message, Request};
use crate::sandbox::{Quota, passed};
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

enum Event {
    Message(Message),
    Closed,
    Stop,
}

/// Ends a run from elsewhere.
#[derive(Clone, Debug)]
pub struct Stop(Sender<Event>);

/// The other end of a [`Stop`], for [`execute`].
#[derive(Debug)]
pub struct Stopped(Stop, Receiver<Event>);

impl Stop {
    /// Ends the run; one that is over already does not mind.
    pub fn stop(&self) {
        let _ = self.0.send(Event::Stop);
    }
}

/// A handle that stops a run, and what [`execute`] takes for that run.
pub fn stop_pair() -> (Stop, Stopped) {
    let (sender, receiver) = channel();
    let stop = Stop(sender);
    (stop.clone(), Stopped(stop, receiver))
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
    let policy = request.policy.as_ref();
    let mut quota = policy.map(|policy| Quota::new(policy, child.id()));
    loop {
        let wake = quota
            .as_ref()
            .map_or(deadline, |quota| deadline.min(quota.next()));
        let ending = match events.recv_timeout(wake.saturating_duration_since(Instant::now())) {
            Ok(Event::Message(Message::Confined)) => continue,
            Ok(Event::Message(Message::Report(report))) => {
                end(child);
                return *report;
            }
            Ok(Event::Message(Message::Refused(reason))) => Ending::Refused { reason },
            Ok(Event::Stop) => Ending::Cancelled,
            Ok(Event::Closed) => {
                let status = wait_briefly(&mut child).or_else(|| end(child));
                return ended(ending_of(status, limit));
            }
            Err(_) if quota.as_mut().is_some_and(Quota::is_exceeded) => Ending::DiskLimit {
                bytes: policy.map_or(0, |policy| policy.disk),
            },
            Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => continue,
            Err(_) => Ending::TimeOut {
                seconds: limit.as_secs_f64(),
            },
        };
        end(child);
        return ended(ending);
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
