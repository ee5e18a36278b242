//! A child that has this process's standard streams: it gets the signals that this process gets, and its temporary folder is
//! looked after.

use std::io::Result;
use std::process::{Child, ExitStatus};

use super::{Request, parent};
use crate::sandbox::{Policy, Quota, Temporary};

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// We ended it, for it wrote more than so many bytes.
    DiskLimit(u64),
    /// The system does not say.
    Unknown,
}

/// Does `request` under `policy` in a child, and waits until that has ended.
pub fn attend(mut request: Request, policy: Policy, temporary: &Temporary) -> Result<Ended> {
    request.policy = Some(policy.clone());
    let file = temporary.request();
    std::fs::write(&file, serde_json::to_vec(&request)?)?;
    let mut command = parent::command(&request);
    command.arg(&file);
    // Before the child starts: it is not to outlive a signal that comes now.
    #[cfg(unix)]
    let events = unix::listen()?;
    let mut child = command.spawn()?;
    let mut quota = Quota::new(&policy, child.id());
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(ended(status));
        }
        #[cfg(unix)]
        unix::wait(&events, &child, quota.next());
        #[cfg(not(unix))]
        std::thread::sleep(quota.next() - std::time::Instant::now());
        if quota.is_exceeded() {
            end(child);
            return Ok(Ended::DiskLimit(policy.disk));
        }
    }
}

fn end(mut child: Child) {
    // Fails when it has ended by itself, which is as well.
    let _ = child.kill();
    let _ = child.wait();
}

fn ended(status: ExitStatus) -> Ended {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Ended::Signal(signal);
    }
    status.code().map_or(Ended::Unknown, Ended::Code)
}

#[cfg(unix)]
mod unix {
    use std::io::Result;
    use std::process::Child;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Instant;

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::SIGCHLD;
    use signal_hook::iterator::SignalsInfo;
    use signal_hook::iterator::exfiltrator::WithOrigin;
    use signal_hook::low_level::siginfo::{Cause, Origin};

    use crate::signals;

    /// The signals that this process gets from now on: those that ask it to end, and that of a child's end.
    pub fn listen() -> Result<Receiver<Origin>> {
        let heeded = signals::heeded().into_iter().chain([SIGCHLD]);
        let mut signals = SignalsInfo::<WithOrigin>::new(heeded)?;
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for origin in signals.forever() {
                // Fails when the child is gone: so will we be soon.
                let _ = sender.send(origin);
            }
        });
        Ok(events)
    }

    /// Waits until `deadline` or a signal, which is passed on to the child.
    pub fn wait(events: &Receiver<Origin>, child: &Child, deadline: Instant) {
        let wait = deadline.saturating_duration_since(Instant::now());
        let Ok(origin) = events.recv_timeout(wait) else {
            return;
        };
        // What the terminal sends, it sends to the child as well.
        let passed = origin.signal != SIGCHLD && origin.cause != Cause::Kernel;
        if let Some(signal) = Signal::from_named_raw(origin.signal).filter(|_| passed) {
            // Fails when it has ended by itself, which is as well.
            let _ = kill_process(Pid::from_child(child), signal);
        }
    }
}
