//! The session: one thread that owns all that changes, and takes one event after the other.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use lsp_types::notification::LogMessage;
use lsp_types::request::WorkspaceConfiguration;
use lsp_types::{
    ConfigurationItem, ConfigurationParams, LogMessageParams, MessageType, ProgressToken, Url,
};
use serde_json::Value;

use super::attempts::Trial;
use super::checks::Checks;
use super::client::Client;
use super::documents::Document;
use super::progress::Progress;
use super::run::Job;
use super::settings::{Abilities, Settings, Source};
use super::snapshot::{Insight, Known};
use super::tasks::{Done, Task, Tasks};
use super::text::Text;
use super::work::Work;
use super::{Options, rpc, trust};
use crate::attempt::Step;

/// Saves that follow each other within this time are one: editors save all files, or format and save again.
pub const BURST: Duration = Duration::from_millis(25);
/// How long runs may take to end when the session does.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long documents wait for the first settings, which may say that they are not to run.
const SETTINGS: Duration = Duration::from_millis(300);
/// Of so many programs what they have shown is kept, the latest.
const MOST_RESULTS: usize = 16;

/// What can happen.
pub enum Event {
    /// The client said something.
    Message(rpc::Incoming),
    /// The client is gone, or whoever started us.
    Gone,
    /// A signal asks us to end.
    Signal(i32),
    /// An attempt has come a step further.
    Came { task: u64, step: Step },
    /// A task has ended; stopped if it has come to nothing.
    Ended { task: u64, done: Option<Done> },
}

/// How the session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Code(i32),
    Signal(i32),
}

pub struct Session {
    pub client: Client,
    pub options: Options,
    pub abilities: Abilities,
    pub settings: Settings,
    /// The workspace's folders, if the client knows of a workspace.
    pub folders: Option<Vec<Url>>,
    pub documents: HashMap<Url, Document>,
    pub shown: bool,
    pub stage: Stage,
    pub events: Sender<Event>,
    pub progress: Progress,
    pub tasks: Tasks,
    /// The runs that documents wait for.
    pub under_way: HashMap<u64, Work>,
    /// The attempts that somebody waits for.
    pub trials: HashMap<u64, Trial>,
    pub checks: Checks,
    /// What runs have shown, the latest last, one a program.
    pub results: Vec<Arc<Insight>>,
    /// The request for settings that is not answered, and until when documents wait for it.
    pub asked: Option<(Value, Instant)>,
}

/// How far the client has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Started,
    Initialized,
    ShutDown,
}

/// Why a document is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    Opened,
    Saved,
    /// The user said so.
    Asked,
}

impl Session {
    pub fn new(client: Client, options: Options, events: Sender<Event>) -> Self {
        Session {
            client,
            options,
            abilities: Abilities::default(),
            settings: Settings::default(),
            folders: None,
            documents: HashMap::new(),
            shown: true,
            stage: Stage::Started,
            tasks: Tasks::new(events.clone()),
            events,
            progress: Progress::default(),
            under_way: HashMap::new(),
            trials: HashMap::new(),
            checks: Checks::default(),
            results: Vec::new(),
            asked: None,
        }
    }

    /// Serves until the end, when no run is left.
    pub fn serve(mut self, events: &Receiver<Event>) -> End {
        let end = loop {
            let due = self.documents.values().filter_map(|state| state.due);
            let wait = due
                .map(|(due, _)| due)
                .chain(self.checks.next())
                .min()
                .map(|due| due.saturating_duration_since(Instant::now()));
            let event = match wait {
                None => events.recv().map_err(RecvTimeoutError::from),
                Some(wait) => events.recv_timeout(wait),
            };
            let end = match event {
                Ok(event) => {
                    let end = self.take(event);
                    self.tell();
                    end
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.run_what_is_due();
                    self.check_what_is_due();
                    self.tell();
                    None
                }
                // Not while we hold a sender.
                Err(RecvTimeoutError::Disconnected) => Some(self.exit()),
            };
            if let Some(end) = end {
                break end;
            }
        };
        self.tasks.end_all(events, Instant::now() + PATIENCE);
        end
    }

    fn take(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Message(message) => return self.receive(message),
            Event::Gone => return Some(self.exit()),
            Event::Signal(signal) => return Some(End::Signal(signal)),
            Event::Came { task, step } => self.came(task, step),
            Event::Ended { task, done } => self.ended(task, done),
        }
        None
    }

    /// What the session ends with when the client says so, or is gone.
    pub fn exit(&self) -> End {
        End::Code(i32::from(self.stage != Stage::ShutDown))
    }

    fn run_what_is_due(&mut self) {
        let now = Instant::now();
        let is_due = |state: &Document| state.due.filter(|(due, _)| *due <= now);
        let due: Vec<(Url, Occasion)> = self
            .documents
            .iter()
            .filter_map(|(document, state)| Some((document.clone(), is_due(state)?.1)))
            .collect();
        for (document, occasion) in due {
            // One run may have been for several.
            if self
                .documents
                .get(&document)
                .is_some_and(|state| is_due(state).is_some())
            {
                self.run(&document, occasion);
            }
        }
    }

    /// Runs a document if it may run; a run of it that is under way is out of date, and ends.
    pub fn run(&mut self, document: &Url, occasion: Occasion) {
        if let Some(state) = self.documents.get_mut(document) {
            state.due = None;
        }
        if self.stage != Stage::Initialized || !self.runs_on(document, occasion) {
            return;
        }
        let Some(work) = self.work(document) else {
            return;
        };
        if let Some(state) = self.documents.get_mut(document) {
            state.work = Some(work.clone());
        }
        // Others may wait for the same: what is under way is right for them all, or out of date for them all.
        let same = self.under_way.iter().find(|(_, other)| **other == work);
        let same = same.map(|(run, _)| *run);
        let mut waiting = vec![document.clone()];
        if let Some(run) = same {
            if occasion == Occasion::Opened && !self.is_own(document, &work) {
                self.stop(document);
                if let Some(state) = self.documents.get_mut(document) {
                    state.run = Some(run);
                }
                return;
            }
            let others = self
                .documents
                .iter()
                .filter(|(_, state)| state.run == Some(run));
            waiting.extend(others.map(|(other, _)| other.clone()));
        }
        for (other, state) in &self.documents {
            if state.due.is_some() && state.work.as_ref() == Some(&work) {
                waiting.push(other.clone());
            }
        }
        for document in &waiting {
            self.stop(document);
        }
        self.drop_checks(|other| *other == work);
        let name = work.name().to_string();
        let job = Job {
            source: self.source(&work),
            work: work.clone(),
            time_limit: self.settings.time_limit(self.options.time_limit),
            unsandboxed: self.options.unsandboxed,
            environment: self.environment(),
            runtime: self.settings.view.runtime,
        };
        let run = self.tasks.add(Task::Run(job.into()));
        self.under_way.insert(run, work);
        for document in &waiting {
            if let Some(state) = self.documents.get_mut(document) {
                state.run = Some(run);
            }
        }
        if self.abilities.shows_progress {
            let title = format!("tierlens: running {name}");
            self.progress.begin(&mut self.client, run, &title);
        }
    }

    /// The variables of the environment that programs get beside the usual.
    pub fn environment(&self) -> Vec<String> {
        [&self.options.environment[..], &self.settings.environment].concat()
    }

    /// Whether a document runs on such an occasion.
    pub fn runs_on(&self, document: &Url, occasion: Occasion) -> bool {
        let wanted = match occasion {
            Occasion::Opened => self.settings.run_on_open,
            Occasion::Saved => self.settings.run_on_save,
            Occasion::Asked => return true,
        };
        let state = self.documents.get(document);
        wanted && state.is_some_and(|state| !state.is_skipped())
    }

    /// What runs for a document, if it may run.
    pub fn work(&self, document: &Url) -> Option<Work> {
        let place = self.place(document)?;
        let text = &self.documents.get(document)?.snapshot.text;
        Some(Work::of(&place, text.as_str(), &self.settings.workload))
    }

    /// Whether what runs is the document itself.
    fn is_own(&self, document: &Url, work: &Work) -> bool {
        trust::file_path(document).as_deref() == work.file()
    }

    /// What an open document holds of the file that runs.
    fn source(&self, work: &Work) -> Option<Arc<Text>> {
        let path = work.file()?;
        let file = trust::resolve(path)?;
        let mut open = self.documents.iter();
        let named = |(document, _): &(&Url, &Document)| self.is_own(document, work);
        let found = open.clone().find(named);
        let found = found.or_else(|| open.find(|(_, state)| state.file.as_ref() == Some(&file)));
        found.map(|(_, state)| state.snapshot.text.clone())
    }

    /// Where a document that may run belongs.
    pub fn place(&self, document: &Url) -> Option<trust::Place> {
        if !self.settings.trusted || !self.documents.get(document)?.python {
            return None;
        }
        trust::place(document, self.folders.as_deref())
    }

    /// Whether what has run may still run.
    pub fn trusts(&self, work: &Work) -> bool {
        self.settings.trusted
            && match &self.folders {
                Some(folders) => trust::covers(folders, &work.readable),
                None => {
                    let mut places = self.documents.keys().filter_map(|open| self.place(open));
                    places.any(|place| place.readable == work.readable)
                }
            }
    }

    /// Has a document no longer wait for a run, which ends when nobody waits for it.
    pub fn stop(&mut self, document: &Url) {
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        state.due = None;
        let Some(run) = state.run.take() else {
            return;
        };
        if self.documents.values().any(|state| state.run == Some(run)) {
            return;
        }
        self.under_way.remove(&run);
        self.tasks.stop(run);
        self.progress.end(&self.client, run, "cancelled");
    }

    fn ended(&mut self, task: u64, done: Option<Done>) {
        self.tasks.ended(task);
        let message = if done.is_some() { "done" } else { "cancelled" };
        self.progress.end(&self.client, task, message);
        match done {
            Some(Done::Ran(job, insight)) => self.ran(task, Some((job, insight))),
            Some(Done::Checked(checked)) => self.checked(task, checked),
            Some(Done::Tried(outcomes)) => self.tried(task, Some(outcomes)),
            None if self.trials.contains_key(&task) => self.tried(task, None),
            None => {
                self.checked(task, None);
                self.ran(task, None);
            }
        }
    }

    fn ran(&mut self, run: u64, done: Option<(Box<Job>, Arc<Insight>)>) {
        for state in self.documents.values_mut() {
            state.run.take_if(|waited| *waited == run);
        }
        // When nobody waits for it a newer one is under way, which will say what holds.
        if self.under_way.remove(&run).is_some()
            && let Some((job, insight)) = done
        {
            self.learn(insight.clone());
            self.check_later(job, insight);
        }
        if self.under_way.is_empty() {
            for state in self.documents.values_mut() {
                state.history.clear();
            }
        }
    }

    /// Takes over what a run has shown, for all open documents that it has reached.
    fn learn(&mut self, insight: Arc<Insight>) {
        let typ = MessageType::LOG;
        let message = format!("{} ran: {:?}", insight.work.name(), insight.report.ending);
        self.client
            .notify::<LogMessage>(LogMessageParams { typ, message });
        for document in self.open_documents() {
            let Some(state) = self.documents.get_mut(&document) else {
                continue;
            };
            let snapshot = &mut state.snapshot;
            let known = state
                .file
                .as_ref()
                .and_then(|file| Known::new(&insight, file, &snapshot.text, &state.history));
            if known.is_none() && !snapshot.has(&insight.work) {
                continue;
            }
            snapshot.learn(&insight.work, known);
            snapshot.settle();
            self.publish(&document);
        }
        self.results.retain(|other| other.work != insight.work);
        self.results.push(insight);
        if self.results.len() > MOST_RESULTS {
            self.results.remove(0);
        }
        self.refresh();
    }

    /// The user no longer wants to wait for a run, or an attempt.
    pub fn cancel(&mut self, token: &ProgressToken) {
        if let Some(task) = self.progress.task(token) {
            self.tasks.stop(task);
        }
    }

    /// Has something change that decides what may run and what is shown: what now may run, runs; what no longer may, ends.
    pub fn reconsider(&mut self, change: impl FnOnce(&mut Session)) {
        let view = self.settings.view.clone();
        let before: Vec<(Url, bool)> = self
            .open_documents()
            .into_iter()
            .map(|document| {
                let may_run = self.place(&document).is_some();
                (document, may_run)
            })
            .collect();
        change(self);
        for (document, could) in before {
            let work = self.work(&document);
            let state = self.documents.get(&document);
            if work.is_none() {
                self.stop(&document);
            } else if !could || state.is_some_and(|state| state.work != work) {
                self.run(&document, Occasion::Opened);
            }
        }
        let works = self.trials.values().map(|trial| &trial.work);
        let withdrawn: Vec<Work> = works.filter(|work| !self.trusts(work)).cloned().collect();
        self.stop_trials(|trial| withdrawn.contains(&trial.work));
        if !self.settings.cross_check || !self.settings.trusted {
            self.drop_checks(|_| true);
        }
        if view != self.settings.view {
            self.show_anew();
        }
    }

    /// Asks the client for settings, if it has any.
    pub fn ask_for_settings(&mut self) {
        if !self.abilities.has_configuration {
            return;
        }
        let items = vec![ConfigurationItem {
            scope_uri: None,
            section: Some("tierlens".into()),
        }];
        let params = ConfigurationParams { items };
        let id = self.client.request::<WorkspaceConfiguration>(params);
        self.asked = Some((id, Instant::now() + SETTINGS));
    }

    /// Takes the answer to a request of ours.
    pub fn answered(&mut self, id: &Value, result: Option<&Value>) {
        if self.asked.take_if(|(asked, _)| asked == id).is_some() {
            if let Some(said) = result.and_then(|items| items.get(0)) {
                self.reconsider(|session| session.settings.update(said, Source::Workspace));
            }
            let now = Instant::now();
            for state in self.documents.values_mut() {
                if let Some((due, Occasion::Opened)) = &mut state.due {
                    *due = now;
                }
            }
            self.run_what_is_due();
        } else {
            self.progress.answered(&self.client, id, result.is_some());
        }
    }

    /// Ends all runs: nobody will ask for more.
    pub fn shut_down(&mut self) {
        self.stage = Stage::ShutDown;
        for document in self.open_documents() {
            self.stop(&document);
        }
        self.stop_trials(|_| true);
        self.drop_checks(|_| true);
    }
}
