//! Cross-checks in the editor: when what has run is shown and nothing else is to be done, it runs under the project's own Python
//! too, and what its instructions become there is compared.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use runtime::report::Ending;

use super::run::{self, Job, Prepared};
use super::session::Session;
use super::snapshot::Insight;
use super::tasks::Task;
use super::work::Work;
use crate::cross_check::{Agreement, cross_check};
use crate::worker::Series;

/// How long nothing more of a program must have run: saves follow each other.
const QUIET: Duration = Duration::from_secs(1);

/// What another Python says, or why it says nothing.
pub type Checked = Result<Agreement, String>;

/// What is to be compared.
pub struct Check {
    pub job: Box<Job>,
    pub insight: Arc<Insight>,
    /// The Python to ask, if not that of the project's environment.
    pub python: Option<PathBuf>,
}

impl Check {
    /// Runs it there. None where there is no other Python.
    pub fn perform(self, runs: &Series) -> Option<Checked> {
        let Prepared {
            mut request,
            temporary,
            python,
        } = match run::prepare(&self.job) {
            Ok(prepared) => prepared,
            Err(error) => return Some(Err(error.to_string())),
        };
        request.background = true;
        let python = self.python.or(python)?;
        let name = python.strip_prefix(&self.job.work.readable);
        let name = name.unwrap_or(&python).display().to_string();
        let report = &self.insight.report;
        let limit = self.job.time_limit;
        let checked = cross_check(
            &python,
            name.clone(),
            request,
            report,
            &temporary,
            limit,
            runs,
        );
        Some(checked.map_err(|why| format!("{name}: {why}")))
    }
}

/// The checks that are to be made, and when, and those under way.
#[derive(Default)]
pub struct Checks {
    due: Vec<(Instant, Check)>,
    under_way: HashMap<u64, Arc<Insight>>,
}

impl Checks {
    /// When the next is due.
    pub fn next(&self) -> Option<Instant> {
        self.due.iter().map(|(due, _)| *due).min()
    }
}

impl Session {
    /// Has a run compared in a while, if that says something.
    pub fn check_later(&mut self, job: Box<Job>, insight: Arc<Insight>) {
        let ending = &insight.report.ending;
        let says_something = matches!(ending, Ending::Finished | Ending::Exception(_));
        if !self.settings.cross_check || job.unsandboxed || !says_something {
            return;
        }
        let python = self.settings.python.clone();
        let check = Check {
            job,
            insight,
            python,
        };
        self.checks.due.push((Instant::now() + QUIET, check));
    }

    /// Begins what is due.
    pub fn check_what_is_due(&mut self) {
        let now = Instant::now();
        let all = std::mem::take(&mut self.checks.due).into_iter();
        let (due, later): (Vec<_>, Vec<_>) = all.partition(|(due, _)| *due <= now);
        self.checks.due = later;
        for (_, check) in due {
            if !self.trusts(&check.job.work) {
                continue;
            }
            let insight = check.insight.clone();
            let task = self.tasks.add(Task::Check(check.into()));
            self.checks.under_way.insert(task, insight);
        }
    }

    /// Has no run of such work compared.
    pub fn drop_checks(&mut self, which: impl Fn(&Work) -> bool) {
        self.checks.due.retain(|(_, check)| !which(&check.job.work));
        for (task, insight) in &self.checks.under_way {
            if which(&insight.work) {
                self.tasks.stop(*task);
            }
        }
    }

    /// Takes over what a check has come to; nothing when it was stopped.
    pub fn checked(&mut self, task: u64, checked: Option<Checked>) {
        let Some(insight) = self.checks.under_way.remove(&task) else {
            return;
        };
        let Some(checked) = checked else {
            return;
        };
        let differs = checked
            .as_ref()
            .is_ok_and(|agreement| !agreement.mismatches.is_empty());
        // A run is checked once.
        let _ = insight.cross_check.set(checked);
        if differs {
            let knows = |document: &_| {
                let state = self.documents.get(document);
                state.is_some_and(|state| {
                    let mut known = state.snapshot.known.iter();
                    known.any(|known| known.insight.run == insight.run)
                })
            };
            let open = self.open_documents();
            let known: Vec<_> = open.into_iter().filter(knows).collect();
            for document in &known {
                self.publish(document);
            }
            self.refresh();
        }
    }
}
