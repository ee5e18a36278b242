//! One run of a document.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use insight::measured::Runtime;
use runtime::Shown;
use runtime::report::{Ending, Report, Tier, content_hash};

use super::snapshot::Insight;
use super::text::Text;
use super::trust;
use super::work::Work;
use crate::engine::{HEAP_LIMIT, memory_limit, processor_seconds};
use crate::project::{self, Start};
use crate::sandbox::Temporary;
use crate::worker::{self, Action, Input, Output, Program, Request, Stopped};

/// What is to be run.
pub struct Job {
    pub work: Work,
    /// The text of its file, where an editor holds it.
    pub source: Option<Arc<Text>>,
    pub time_limit: Duration,
    pub unsandboxed: bool,
    /// Variables of the environment that it gets beside the usual.
    pub environment: Vec<String>,
    /// The runtime that its costs will be asked for.
    pub runtime: Runtime,
}

/// Runs a job. None when it was stopped.
pub fn execute(run: u64, job: &Job, stopped: Stopped) -> Option<Insight> {
    let report = match prepare(job) {
        Ok(Prepared {
            request,
            temporary: _temporary,
            ..
        }) => worker::execute(
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
            ..Report::new(job.work.name(), Tier::Jit)
        },
    };
    if report.ending == Ending::Cancelled {
        return None;
    }
    let files = reached(job, &report);
    let insight = Insight::new(run, job.work.clone(), report, files);
    // Whoever asks shall not wait for it.
    insight.overview(job.runtime);
    Some(insight)
}

/// The user's files that a run has reached, as they were when it did.
fn reached(job: &Job, report: &Report) -> Vec<(String, PathBuf, Arc<Text>)> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    // Its own file even where that did not compile.
    if let (Some(path), Some(text)) = (job.work.file(), &job.source) {
        let name = path.to_string_lossy().into_owned();
        if let Some(path) = trust::resolve(path) {
            seen.insert(name.clone());
            files.push((name, path, text.clone()));
        }
    }
    for code in &report.code {
        // A module's hash is that of its whole file, which may have changed since.
        if code.qualname != "<module>" || !seen.insert(code.file.clone()) {
            continue;
        }
        let path = Path::new(&code.file).canonicalize().ok();
        let Some(path) = path.filter(|path| path.starts_with(&job.work.readable)) else {
            continue;
        };
        let bytes = read_regular(&path).ok();
        let bytes = bytes.filter(|bytes| content_hash(bytes) == code.hash);
        if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            files.push((code.file.clone(), path, Text::new(text).into()));
        }
    }
    files
}

/// A job that is ready.
pub struct Prepared {
    pub request: Request,
    /// Where it can write; gone with this.
    pub temporary: Temporary,
    /// The Python of its environment.
    pub python: Option<PathBuf>,
}

pub fn prepare(job: &Job) -> Result<Prepared> {
    let temporary = Temporary::new()?;
    let work = &job.work;
    let program = match (work.file(), &job.source) {
        // What the editor shows is what runs, saved or not. But bytes that are no UTF-8 only the file has.
        (Some(path), Some(source)) if is_utf8(path) => Program::Text {
            path: path.into(),
            text: source.as_str().into(),
        },
        _ => work.program.clone(),
    };
    let project = Some(work.readable.clone());
    let around = project::surroundings(&program, &work.directory, project, Start::InProject);
    let policy = around.policy(
        &temporary,
        memory_limit(HEAP_LIMIT),
        Some(processor_seconds(job.time_limit)),
    );
    let python = around.python();
    let request = Request {
        action: Action::Run,
        program,
        search: around.search,
        module: around.module,
        arguments: work.arguments.clone(),
        tier: Tier::Jit,
        then: work.then.clone(),
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        shown: Shown {
            roots: vec![work.readable.clone()],
            include: Vec::new(),
            hidden: work.is_ours,
        },
        time_limit: Some(job.time_limit),
        background: false,
        policy: (!job.unsandboxed).then_some(policy),
        directory: Some(work.directory.clone()),
        environment: job.environment.clone(),
    };
    Ok(Prepared {
        request,
        temporary,
        python,
    })
}

/// Whether a file is, if there is one.
fn is_utf8(path: &Path) -> bool {
    read_regular(path).map_or(true, |bytes| str::from_utf8(&bytes).is_ok())
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
