//! One run of a document, with progress.

use std::path::PathBuf;
use std::sync::Arc;

use runtime::report::{Ending, Report, Tier};
use tokio::sync::Semaphore;
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::Progress;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd,
};

use super::Options;
use super::snapshot::{Insight, Known};
use super::text::Text;
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::sandbox::{DISK_LIMIT, Policy, Temporary, readable};
use crate::worker::{self, Action, Output, Program, Request, Stopped};

/// What is to be run.
pub struct Job {
    /// Tells runs apart.
    pub run: u64,
    pub path: PathBuf,
    pub source: Arc<Text>,
    /// What the program may read, and where it starts.
    pub workspace: PathBuf,
    pub options: Options,
    pub stopped: Stopped,
}

/// The name of a run's progress.
pub fn token(run: u64) -> ProgressToken {
    NumberOrString::String(format!("tierlens-{run}"))
}

/// Runs a job. None when it was cancelled.
pub async fn perform(job: Job, client: Option<Client>, turn: Arc<Semaphore>) -> Option<Known> {
    let (run, name) = (
        job.run,
        job.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    );
    // Closed never: without a turn the run goes ahead all the same.
    let _turn = turn.acquire().await;
    let work = tokio::task::spawn_blocking(move || execute(job));
    // Beside the run and not before it: the client's answer must not delay the first hint.
    let progress = client.map(|client| tokio::spawn(begin(client, run, name)));
    let known = work.await.ok().flatten();
    if let Some(progress) = progress {
        let done = if known.is_some() { "done" } else { "cancelled" };
        tokio::spawn(async move {
            if let Ok(Some(client)) = progress.await {
                let end = WorkDoneProgress::End(WorkDoneProgressEnd {
                    message: Some(done.into()),
                });
                notify(&client, run, end).await;
            }
        });
    }
    known
}

async fn begin(client: Client, run: u64, name: String) -> Option<Client> {
    client
        .send_request::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token: token(run) })
        .await
        .ok()?;
    let begin = WorkDoneProgressBegin {
        title: format!("tierlens: running {name}"),
        cancellable: Some(true),
        ..WorkDoneProgressBegin::default()
    };
    notify(&client, run, WorkDoneProgress::Begin(begin)).await;
    Some(client)
}

async fn notify(client: &Client, run: u64, progress: WorkDoneProgress) {
    let value = ProgressParamsValue::WorkDone(progress);
    client
        .send_notification::<Progress>(ProgressParams {
            token: token(run),
            value,
        })
        .await;
}

fn execute(job: Job) -> Option<Known> {
    let file = job.path.to_string_lossy().into_owned();
    let report = match prepare(&job) {
        Ok((request, _temporary)) => worker::execute(
            &request,
            job.options.time_limit,
            Output::Dropped,
            job.stopped,
        ),
        Err(error) => Report {
            ending: Ending::Refused {
                reason: format!("no temporary directory: {error}"),
            },
            ..Report::new(file.clone(), Tier::Jit)
        },
    };
    (report.ending != Ending::Cancelled)
        .then(|| Known::new(Insight::new(job.run, report, file, job.source)))
}

fn prepare(job: &Job) -> std::io::Result<(Request, Temporary)> {
    let temporary = Temporary::new()?;
    // What the editor shows is what runs, saved or not. But bytes that are no UTF-8 only the file has.
    let is_utf8 =
        std::fs::read(&job.path).map_or(true, |bytes| std::str::from_utf8(&bytes).is_ok());
    let program = if is_utf8 {
        Program::Text {
            path: job.path.clone(),
            text: job.source.as_str().into(),
        }
    } else {
        Program::File(job.path.clone())
    };
    let policy = Policy {
        readable: readable(Some(job.workspace.clone())),
        temporary: temporary.files(),
        memory: memory_limit(HEAP_LIMIT),
        disk: DISK_LIMIT,
        cpu_seconds: Some(
            job.options
                .time_limit
                .as_secs()
                .saturating_mul(4)
                .saturating_add(2),
        ),
    };
    let request = Request {
        action: Action::Run,
        program,
        arguments: Vec::new(),
        tier: Tier::Jit,
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        policy: (!job.options.unsandboxed).then_some(policy),
        directory: Some(job.workspace.clone()),
        environment: Vec::new(),
    };
    Ok((request, temporary))
}
