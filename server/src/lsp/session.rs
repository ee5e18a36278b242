//! The session: one thread that owns all that changes, and takes one event after the other.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use lsp_types::notification::{LogMessage, PublishDiagnostics};
use lsp_types::request::InlayHintRefreshRequest;
use lsp_types::{
    LogMessageParams, MessageType, ProgressToken, PublishDiagnosticsParams,
    TextDocumentContentChangeEvent, Url,
};

use super::client::Client;
use super::edit::{self, Edit};
use super::progress::Progress;
use super::run::Job;
use super::runs::Runs;
use super::settings::{Abilities, Settings};
use super::snapshot::{Known, Snapshot};
use super::text::Text;
use super::{Options, diagnostics, rpc, trust};

/// Saves that follow each other within this time are one: editors save all files, or format and save again.
const BURST: Duration = Duration::from_millis(25);
/// How long runs may take to end when the session does.
const PATIENCE: Duration = Duration::from_secs(5);

/// What can happen.
pub enum Event {
    /// The client said something.
    Message(rpc::Incoming),
    /// The client is gone, or whoever started us.
    Gone,
    /// A signal asks us to end.
    Signal(i32),
    /// A run has ended, cancelled if it has nothing to show.
    Ran {
        document: Url,
        run: u64,
        known: Option<Known>,
    },
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
    runs: Runs,
}

/// How far the client has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Started,
    Initialized,
    ShutDown,
}

/// An open document.
pub struct Document {
    pub snapshot: Snapshot,
    python: bool,
    running: Option<Running>,
    /// When to run it, since it was saved.
    due: Option<Instant>,
    has_diagnostics: bool,
}

struct Running {
    run: u64,
    /// The edits since it started.
    edits: Vec<Edit>,
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
            runs: Runs::new(events.clone()),
            events,
            progress: Progress::default(),
        }
    }

    /// Serves until the end, when no run is left.
    pub fn serve(mut self, events: &Receiver<Event>) -> End {
        let end = loop {
            let due = self.documents.values().filter_map(|state| state.due).min();
            let wait = due.map(|due| due.saturating_duration_since(Instant::now()));
            let event = match wait {
                None => events.recv().map_err(RecvTimeoutError::from),
                Some(wait) => events.recv_timeout(wait),
            };
            let end = match event {
                Ok(event) => self.take(event),
                Err(RecvTimeoutError::Timeout) => {
                    self.run_what_is_due();
                    None
                }
                // Not while we hold a sender.
                Err(RecvTimeoutError::Disconnected) => Some(self.exit()),
            };
            if let Some(end) = end {
                break end;
            }
        };
        self.runs.end_all(events, Instant::now() + PATIENCE);
        end
    }

    fn take(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Message(message) => return self.receive(message),
            Event::Gone => return Some(self.exit()),
            Event::Signal(signal) => return Some(End::Signal(signal)),
            Event::Ran {
                document,
                run,
                known,
            } => self.ran(&document, run, known),
        }
        None
    }

    /// What the session ends with when the client says so, or is gone.
    pub fn exit(&self) -> End {
        End::Code(i32::from(self.stage != Stage::ShutDown))
    }

    pub fn open(&mut self, document: Url, version: i32, text: String, python: bool) {
        let state = Document {
            snapshot: Snapshot {
                version,
                text: Text::new(text).into(),
                known: None,
            },
            python,
            running: None,
            due: None,
            has_diagnostics: false,
        };
        // A client may open again what it has not closed.
        self.stop(&document);
        self.documents.insert(document.clone(), state);
        self.run(&document);
    }

    pub fn change(
        &mut self,
        document: &Url,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
    ) {
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        let snapshot = &mut state.snapshot;
        snapshot.version = version;
        for change in changes {
            let (text, edit) = edit::apply(&snapshot.text, change, self.abilities.encoding);
            snapshot.text = text.into();
            if let Some(known) = &mut snapshot.known {
                known.tracked.shift(&edit);
            }
            if let Some(running) = &mut state.running {
                running.edits.push(edit);
            }
        }
        if let Some(known) = &mut snapshot.known {
            known
                .tracked
                .compare(&known.insight.regions, &snapshot.text);
        }
        self.publish(document);
    }

    pub fn save(&mut self, document: &Url) {
        if let Some(state) = self.documents.get_mut(document) {
            state.due = Some(Instant::now() + BURST);
        }
    }

    pub fn close(&mut self, document: &Url) {
        self.stop(document);
        if self.documents.remove(document).is_some() {
            self.client
                .notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(
                    document.clone(),
                    Vec::new(),
                    None,
                ));
        }
    }

    fn run_what_is_due(&mut self) {
        let now = Instant::now();
        let is_due = |state: &Document| state.due.is_some_and(|due| due <= now);
        let due = self.documents.iter().filter(|(_, state)| is_due(state));
        let due: Vec<Url> = due.map(|(document, _)| document.clone()).collect();
        due.iter().for_each(|document| self.run(document));
    }

    /// Runs a document if it may run; a run of it that is under way is out of date, and ends.
    pub fn run(&mut self, document: &Url) {
        self.stop(document);
        if self.stage != Stage::Initialized {
            return;
        }
        let Some(place) = self.place(document) else {
            return;
        };
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        let name = place.path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let job = Job {
            place,
            source: state.snapshot.text.clone(),
            time_limit: self.options.time_limit,
            unsandboxed: self.options.unsandboxed,
            environment: [&self.options.environment[..], &self.settings.environment].concat(),
        };
        let run = self.runs.add(document.clone(), job);
        let edits = Vec::new();
        state.running = Some(Running { run, edits });
        if self.abilities.shows_progress {
            self.progress.begin(&mut self.client, run, &name);
        }
    }

    /// Where a document that may run belongs.
    fn place(&self, document: &Url) -> Option<trust::Place> {
        if !self.settings.trusted || !self.documents.get(document)?.python {
            return None;
        }
        trust::place(document, self.folders.as_deref())
    }

    /// Ends the run of a document that is under way or to come.
    fn stop(&mut self, document: &Url) {
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        state.due = None;
        if let Some(running) = state.running.take() {
            self.runs.stop(running.run);
            self.progress.end(&self.client, running.run, "cancelled");
        }
    }

    fn ran(&mut self, document: &Url, run: u64, known: Option<Known>) {
        self.runs.ended(run);
        let done = if known.is_some() { "done" } else { "cancelled" };
        self.progress.end(&self.client, run, done);
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        // A newer run is under way: it will say what holds.
        let Some(running) = state.running.take_if(|running| running.run == run) else {
            return;
        };
        let Some(mut known) = known else { return };
        running
            .edits
            .iter()
            .for_each(|edit| known.tracked.shift(edit));
        known
            .tracked
            .compare(&known.insight.regions, &state.snapshot.text);
        let message = format!("{document} ran: {:?}", known.insight.report.ending);
        state.snapshot.known = Some(known);
        let typ = MessageType::LOG;
        self.client
            .notify::<LogMessage>(LogMessageParams { typ, message });
        self.publish(document);
        self.refresh();
    }

    /// The user no longer wants to wait for a run.
    pub fn cancel(&mut self, token: &ProgressToken) {
        if let Some(run) = self.progress.run(token) {
            self.runs.stop(run);
        }
    }

    /// What may run has changed: what now may, runs; what no longer may, ends.
    pub fn reconsider(&mut self, before: &[Url]) {
        for document in self.open_documents() {
            match (before.contains(&document), self.place(&document).is_some()) {
                (false, true) => self.run(&document),
                (true, false) => self.stop(&document),
                _ => {}
            }
        }
    }

    /// The documents that may run.
    pub fn programs(&self) -> Vec<Url> {
        let mut documents = self.open_documents();
        documents.retain(|document| self.place(document).is_some());
        documents
    }

    fn open_documents(&self) -> Vec<Url> {
        self.documents.keys().cloned().collect()
    }

    /// Ends all runs: nobody will ask for more.
    pub fn shut_down(&mut self) {
        self.stage = Stage::ShutDown;
        for document in self.open_documents() {
            self.stop(&document);
        }
    }

    pub fn toggle(&mut self) {
        self.shown = !self.shown;
        for document in self.open_documents() {
            self.publish(&document);
        }
        self.refresh();
    }

    /// Says that hints have changed though the text has not.
    fn refresh(&mut self) {
        if self.abilities.refreshes_hints {
            self.client.request::<InlayHintRefreshRequest>(());
        }
    }

    /// Sends a document's diagnostics, unless there are none and there were none.
    fn publish(&mut self, document: &Url) {
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        let diagnostics = if self.shown {
            diagnostics::of(&state.snapshot, document, self.abilities.encoding)
        } else {
            Vec::new()
        };
        if diagnostics.is_empty() && !state.has_diagnostics {
            return;
        }
        state.has_diagnostics = !diagnostics.is_empty();
        let version = Some(state.snapshot.version);
        self.client
            .notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(
                document.clone(),
                diagnostics,
                version,
            ));
    }
}
