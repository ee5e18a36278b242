//! One run of a document.

use std::fs::File;
use std::io::{ErrorKind, Read, Result};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use runtime::Shown;
use runtime::report::{Ending, Report, Tier};

use super::snapshot::{Insight, Known};
use super::text::Text;
use super::trust::Place;
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::project::{self, Start};
use crate::sandbox::{DISK_LIMIT, Policy, Temporary, readable};
use crate::worker::{self, Action, Input, Output, Program, Request, Stopped};

/// What is to be run.
pub struct Job {
    pub place: Place,
    pub source: Arc<Text>,
    pub time_limit: Duration,
    pub unsandboxed: bool,
    /// Variables of the environment that it gets beside the usual.
    pub environment: Vec<String>,
}

/// Runs a job. None when it was cancelled.
pub fn execute(run: u64, job: Job, stopped: Stopped) -> Option<Known> {
    let file = job.place.path.to_string_lossy().into_owned();
    let report = match prepare(&job) {
        Ok((request, _temporary)) => worker::execute(
            &request,
            job.time_limit,
            Input::Empty,
            Output::Dropped,
            stopped,
        ),
        Err(error) => Report {
            ending: Ending::Refused {
                reason: error.to_string(),
            },
            ..Report::new(file.clone(), Tier::Jit)
        },
    };
    (report.ending != Ending::Cancelled)
        .then(|| Known::new(Insight::new(run, report, file, job.source)))
}

fn prepare(job: &Job) -> Result<(Request, Temporary)> {
    let temporary = Temporary::new()?;
    let path = &job.place.path;
    // What the editor shows is what runs, saved or not. But bytes that are no UTF-8 only the file has.
    let is_utf8 = read_regular(path).map_or(true, |bytes| str::from_utf8(&bytes).is_ok());
    let program = if is_utf8 {
        Program::Text {
            path: path.clone(),
            text: job.source.as_str().into(),
        }
    } else {
        Program::File(path.clone())
    };
    let place = &job.place;
    let project = Some(place.readable.clone());
    let around = project::surroundings(&program, &place.directory, project, Start::InProject);
    let time_limit = job.time_limit.as_secs();
    let policy = Policy {
        readable: readable(&around.readable),
        temporary: temporary.files(),
        memory: memory_limit(HEAP_LIMIT),
        disk: DISK_LIMIT,
        interpreter: None,
        cpu_seconds: Some(time_limit.saturating_mul(4).saturating_add(2)),
    };
    let request = Request {
        action: Action::Run,
        program,
        search: around.search,
        module: around.module,
        arguments: Vec::new(),
        tier: Tier::Jit,
        then: None,
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        shown: Shown {
            roots: vec![job.place.readable.clone()],
            include: Vec::new(),
            hidden: false,
        },
        policy: (!job.unsandboxed).then_some(policy),
        directory: Some(job.place.directory.clone()),
        environment: job.environment.clone(),
    };
    Ok((request, temporary))
}

/// The longest file that the server reads.
const MOST_BYTES: u64 = 16 << 20;

/// Reads a file that is one, and not too long: what lies in a workspace may be a pipe without an end, or a device.
fn read_regular(path: &Path) -> Result<Vec<u8>> {
    let mut options = File::options();
    options.read(true);
    // Opening a pipe would wait for somebody to write to it, and a terminal would become ours.
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return Err(ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_bounded_size_are_read() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = |name| directory.path().join(name);
        std::fs::write(path("file"), "text").expect("a file");
        assert_eq!(read_regular(&path("file")).expect("a file"), b"text");
        let long = File::create(path("long")).expect("a file");
        long.set_len(MOST_BYTES).expect("a file");
        assert!(read_regular(&path("long")).is_ok());
        long.set_len(MOST_BYTES + 1).expect("a file");
        let status = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(status.expect("mkfifo").success());
        for path in [
            path("long"),
            path("pipe"),
            path("none"),
            directory.path().into(),
            "/dev/zero".into(),
        ] {
            assert!(read_regular(&path).is_err(), "{}", path.display());
        }
    }
}
