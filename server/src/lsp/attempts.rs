//! Attempts in the editor: the edit of a finding's advice, tried as `tierlens try` does, on the document as it is edited.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::notification::ShowMessage;
use lsp_types::request::ApplyWorkspaceEdit;
use lsp_types::{
    ApplyWorkspaceEditParams, MessageType, NumberOrString, ProgressToken, Range, ShowMessageParams,
    TextDocumentIdentifier, Url, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fix::{Fix, sentence};
use super::rpc::{self, Error};
use super::session::Session;
use super::tasks::Task;
use super::text::Text;
use super::trust;
use super::work::Work;
use crate::attempt::{Change, Outcome, Setting, Step, is_good};
use crate::worker::Program;

/// What is to be tried.
pub struct Attempt {
    pub setting: Setting,
    pub change: Change,
    /// The Python to run under, if not that of the project's environment.
    pub python: Option<PathBuf>,
}

/// What the client asks for, as the parameters of `tierlens/try` and the argument of the command `tierlens.try`: the advice at a
/// place, which a fingerprint or a range names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    pub text_document: TextDocumentIdentifier,
    /// The version of the document that this is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_done_token: Option<ProgressToken>,
}

/// Who waits for an attempt.
#[derive(Debug)]
pub enum Asked {
    /// A request of this id, which is answered.
    Request(Value),
    /// A command: the user is told, and the edit applied where it is one for the better.
    Command,
}

/// An attempt that is under way.
pub struct Trial {
    document: Url,
    text: Arc<Text>,
    fix: Fix,
    asked: Asked,
    pub work: Work,
}

/// What came of an attempt.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    uri: Url,
    version: i32,
    advice: String,
    before: String,
    after: String,
    /// Whether it is better somewhere, and worse or different nowhere.
    good: bool,
    outcomes: Vec<Outcome>,
    edit: WorkspaceEdit,
}

const STALE: &str = "the document has changed since: this was not tried as it is now";

fn stale(message: &str) -> Error {
    Error::new(rpc::CONTENT_MODIFIED, message)
}

fn failed(message: impl ToString) -> Error {
    Error::new(rpc::REQUEST_FAILED, message)
}

impl Session {
    /// Begins what is asked for, or says why not.
    pub fn attempt(&mut self, wanted: Wanted, asked: Asked) {
        match self.prepare(&wanted) {
            Ok((attempt, mut trial)) => {
                trial.asked = asked;
                let title = format!("tierlens: trying {}", trial.fix.after.trim());
                let task = self.tasks.add(Task::Try(attempt.into()));
                self.trials.insert(task, trial);
                if let Some(token) = wanted.work_done_token {
                    self.progress.begin_as(&self.client, task, &title, token);
                } else if self.abilities.shows_progress {
                    self.progress.begin(&mut self.client, task, &title);
                }
            }
            Err(error) => self.report_failure(asked, error),
        }
    }

    fn prepare(&self, wanted: &Wanted) -> Result<(Attempt, Trial), Error> {
        let document = &wanted.text_document.uri;
        let place = self.place(document);
        let place = place.ok_or_else(|| {
            failed("the workspace is not trusted, or this is no file of it: nothing runs")
        })?;
        let state = self.documents.get(document);
        let snapshot = &state.ok_or_else(|| failed("it is not open"))?.snapshot;
        if wanted
            .version
            .is_some_and(|version| version != snapshot.version)
        {
            return Err(stale(STALE));
        }
        let range = wanted.range.map(|range| {
            let [start, end] = [range.start, range.end]
                .map(|position| snapshot.text.offset(position, self.abilities.encoding));
            start..end.max(start)
        });
        let view = &self.settings.view;
        let places = snapshot.places(view).filter(|(shown, at)| {
            let named = wanted.fingerprint.as_ref();
            named.is_none_or(|named| *named == shown.place.fingerprint)
                && (range.as_ref())
                    .is_none_or(|range| at.start <= range.end && range.start <= at.end)
        });
        let places: Vec<_> = places.collect();
        let found = places.iter().find_map(|(shown, _)| {
            let fix = Fix::of(shown, snapshot)?;
            Some((fix, shown.known))
        });
        let Some((fix, known)) = found else {
            let advice = places.iter().find_map(|(shown, _)| shown.advice());
            let at = range.map_or(0, |range| range.start);
            let mut known = snapshot.known.iter();
            return Err(match advice {
                Some(advice) => failed(format!("this is for you to do: {advice}")),
                None if known.any(|known| known.is_stale_at(at)) => {
                    stale("this code has changed since it ran")
                }
                None => failed("there is no advice here that is known to gain"),
            });
        };
        let work = known.insight.work.clone();
        if !self.trusts(&work) {
            return Err(failed(format!("{} is not trusted", work.name())));
        }
        if !work.readable.is_dir() || !place.file.starts_with(&work.readable) {
            return Err(failed(
                "a file that lies right in the home folder has no project to be copied",
            ));
        }
        let changed = fix.applied(snapshot.text.as_str());
        let program = match &work.program {
            Program::File(file) => {
                let resolved = trust::resolve(file);
                Program::File(resolved.ok_or_else(|| failed("the program is gone"))?)
            }
            other => other.clone(),
        };
        let attempt = Attempt {
            setting: Setting {
                project: work.readable.clone(),
                program,
                arguments: work.arguments.clone(),
                then: work.then.clone(),
                environment: self.environment(),
                limit: self.settings.time_limit(self.options.time_limit),
                confined: !self.options.unsandboxed,
            },
            change: Change {
                file: place.file,
                text: changed.ok_or_else(|| stale(STALE))?,
                held: self.held_in(&work),
            },
            python: self.settings.python.clone(),
        };
        let trial = Trial {
            document: document.clone(),
            text: snapshot.text.clone(),
            fix,
            asked: Asked::Command,
            work,
        };
        Ok((attempt, trial))
    }

    /// What editors hold of a project's files.
    fn held_in(&self, work: &Work) -> Vec<(PathBuf, String)> {
        let open = self.documents.values().filter(|state| state.python);
        let held = open.filter_map(|state| {
            let file = state.file.clone()?;
            let text = state.snapshot.text.as_str().to_owned();
            file.starts_with(&work.readable).then_some((file, text))
        });
        held.collect()
    }

    /// Shows how far an attempt has come.
    pub fn came(&mut self, task: u64, step: Step) {
        let Step {
            runtime,
            percentage,
        } = step;
        self.progress
            .report(&self.client, task, runtime, percentage);
    }

    /// Takes over what an attempt has come to; none when it was stopped.
    pub fn tried(&mut self, task: u64, outcomes: Option<Result<Vec<Outcome>, String>>) {
        let Some(trial) = self.trials.remove(&task) else {
            return;
        };
        let Trial {
            document,
            text,
            fix,
            asked,
            ..
        } = trial;
        let outcomes = match outcomes {
            None => {
                return self.report_failure(asked, Error::new(rpc::REQUEST_CANCELLED, "cancelled"));
            }
            Some(Err(why)) => return self.report_failure(asked, failed(why)),
            Some(Ok(outcomes)) => outcomes,
        };
        let state = self.documents.get(&document);
        let same = state.filter(|state| state.snapshot.text.as_str() == text.as_str());
        let Some(state) = same else {
            return self.report_failure(asked, stale(STALE));
        };
        let (snapshot, good) = (&state.snapshot, is_good(&outcomes));
        // Whoever asked decides by what came of it; a command need not be confirmed once more.
        let edit = fix.as_workspace_edit(&document, snapshot, self.abilities, false);
        match asked {
            Asked::Request(id) => {
                let answer = Answer {
                    uri: document,
                    version: snapshot.version,
                    advice: fix.advice,
                    before: fix.before,
                    after: fix.after,
                    good,
                    outcomes,
                    edit,
                };
                let answer = serde_json::to_value(answer).map_err(failed);
                self.client.answer(id, answer);
            }
            Asked::Command => {
                let outcomes: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
                let applies = good && self.abilities.applies_edits;
                let ending = match (good, applies) {
                    (_, true) => "",
                    (true, false) => "; this editor has it applied by hand",
                    (false, false) => "; not applied",
                };
                let (advice, outcomes) = (sentence(&fix.advice), outcomes.join("; "));
                self.say(MessageType::INFO, format!("{advice} — {outcomes}{ending}"));
                if applies {
                    self.client
                        .request::<ApplyWorkspaceEdit>(ApplyWorkspaceEditParams {
                            label: Some(advice),
                            edit,
                        });
                }
            }
        }
    }

    /// Has attempts end that a request waits for which is no longer wanted.
    pub fn cancel_request(&mut self, id: &NumberOrString) {
        let id = match id {
            NumberOrString::Number(number) => Value::from(*number),
            NumberOrString::String(text) => Value::from(text.as_str()),
        };
        let waits = |trial: &Trial| matches!(&trial.asked, Asked::Request(asked) if *asked == id);
        self.stop_trials(waits);
    }

    /// Has some of the attempts end.
    pub fn stop_trials(&mut self, which: impl Fn(&Trial) -> bool) {
        let trials = self.trials.iter().filter(|(_, trial)| which(trial));
        for task in trials.map(|(task, _)| *task).collect::<Vec<_>>() {
            self.tasks.stop(task);
        }
    }

    fn report_failure(&self, asked: Asked, error: Error) {
        match asked {
            Asked::Request(id) => self.client.answer(id, Err(error)),
            Asked::Command => self.say(MessageType::WARNING, error.message),
        }
    }

    fn say(&self, typ: MessageType, message: String) {
        let message = format!("tierlens: {message}");
        self.client
            .notify::<ShowMessage>(ShowMessageParams { typ, message });
    }
}
