//! The open documents: what the client does with them, and what it is told of them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use lsp_types::notification::{Notification, PublishDiagnostics};
use lsp_types::request::{InlayHintRefreshRequest, WorkspaceDiagnosticRefresh};
use lsp_types::{Diagnostic, PublishDiagnosticsParams, TextDocumentContentChangeEvent, Url};

use super::edit::{self, Edit};
use super::session::{BURST, Occasion, Session, Stage};
use super::snapshot::{Known, Snapshot};
use super::status::{self, Standing, Status};
use super::text::Text;
use super::work::Work;
use super::{diagnostics, trust};

/// An open document.
pub struct Document {
    pub snapshot: Snapshot,
    pub python: bool,
    /// The file without links on the way to it.
    pub file: Option<PathBuf>,
    /// What ran for it last, or is to run.
    pub work: Option<Work>,
    /// The run that it waits for.
    pub run: Option<u64>,
    /// When to run it, and why.
    pub due: Option<(Instant, Occasion)>,
    /// The edits since the first of the runs that are under way, each with the text before it.
    pub history: Vec<(Arc<Text>, Edit)>,
    pub has_diagnostics: bool,
    /// What the client was told last.
    pub told: Option<Status>,
}

impl Document {
    /// Whether it does not run by itself, whatever the settings are.
    pub fn is_skipped(&self) -> bool {
        let text = self.snapshot.text.as_str();
        text.contains("tierlens") && runtime::outline(text).skips()
    }
}

impl Session {
    pub fn open(&mut self, document: Url, version: i32, text: String, python: bool) {
        let text = Arc::new(Text::new(text));
        let file = trust::file_path(&document).and_then(|path| trust::resolve(&path));
        let mut snapshot = Snapshot {
            version,
            text,
            known: Vec::new(),
        };
        if let Some(file) = &file {
            for insight in &self.results {
                let known = Known::new(insight, file, &snapshot.text, &[]);
                snapshot.learn(&insight.work, known);
            }
            snapshot.settle();
        }
        // Settings may come that say otherwise.
        let ready = self.asked.as_ref().map(|(_, until)| *until);
        let state = Document {
            snapshot,
            python,
            file,
            work: None,
            run: None,
            due: ready.map(|ready| (ready, Occasion::Opened)),
            history: Vec::new(),
            has_diagnostics: false,
            told: None,
        };
        // A client may open again what it has not closed.
        self.stop(&document);
        self.documents.insert(document.clone(), state);
        if ready.is_none() {
            self.run(&document, Occasion::Opened);
        }
        self.publish(&document);
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
            let before = std::mem::replace(&mut snapshot.text, text.into());
            snapshot.shift(&edit);
            if !self.under_way.is_empty() {
                state.history.push((before, edit));
            }
        }
        snapshot.settle();
        self.publish(document);
    }

    pub fn save(&mut self, document: &Url) {
        let due = Some((Instant::now() + BURST, Occasion::Saved));
        let Some(state) = self.documents.get_mut(document) else {
            return;
        };
        state.due = due;
        // Programs that have run what has changed are to run it again, where they are open.
        let known = state.snapshot.known.iter();
        let changed: Vec<Work> = known
            .filter(|known| !known.is_own() && known.is_stale())
            .map(|known| known.insight.work.clone())
            .collect();
        for other in self.documents.values_mut() {
            if other
                .work
                .as_ref()
                .is_some_and(|work| changed.contains(work))
            {
                other.due = due;
            }
        }
    }

    pub fn close(&mut self, document: &Url) {
        self.stop(document);
        if self.documents.remove(document).is_some() && !self.abilities.pulls_diagnostics {
            self.client
                .notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(
                    document.clone(),
                    Vec::new(),
                    None,
                ));
        }
    }

    pub fn open_documents(&self) -> Vec<Url> {
        self.documents.keys().cloned().collect()
    }

    pub fn toggle(&mut self) {
        self.shown = !self.shown;
        self.show_anew();
    }

    /// Has the client show anew what is known.
    pub fn show_anew(&mut self) {
        for document in self.open_documents() {
            self.publish(&document);
        }
        self.refresh();
    }

    /// Says that what is shown has changed though the text has not.
    pub fn refresh(&mut self) {
        if self.abilities.refreshes_hints {
            self.client.request::<InlayHintRefreshRequest>(());
        }
        if self.abilities.pulls_diagnostics {
            self.client.request::<WorkspaceDiagnosticRefresh>(());
        }
    }

    /// A document's diagnostics as they are now.
    pub fn diagnostics(&self, document: &Url) -> Vec<Diagnostic> {
        let state = self.documents.get(document).filter(|_| self.shown);
        let (view, encoding) = (&self.settings.view, self.abilities.encoding);
        state.map_or(Vec::new(), |state| {
            diagnostics::of(&state.snapshot, view, document, encoding)
        })
    }

    /// Sends a document's diagnostics, unless there are none and there were none, or the client asks for them.
    pub fn publish(&mut self, document: &Url) {
        if self.abilities.pulls_diagnostics {
            return;
        }
        let diagnostics = self.diagnostics(document);
        let Some(state) = self.documents.get_mut(document) else {
            return;
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

    /// What holds of a document as a whole.
    pub fn status(&self, document: &Url) -> Option<Status> {
        let state = self.documents.get(document)?;
        let work = state.work.as_ref();
        let standing = match (self.place(document), state.run) {
            (None, _) if !self.settings.trusted => Standing::Untrusted,
            (None, _) => Standing::Outside,
            (Some(_), Some(run)) if self.tasks.is_waiting(run) => Standing::Queued,
            (Some(_), Some(_)) => Standing::Running,
            (Some(_), None) if state.due.is_some() => Standing::Queued,
            (Some(_), None) if !self.runs_on(document, Occasion::Opened) => Standing::Off,
            (Some(_), None) => Standing::Idle,
        };
        let mut results = self.results.iter();
        let latest = results.find(|insight| Some(&insight.work) == work);
        let encoding = self.abilities.encoding;
        let latest = latest.map(Arc::as_ref);
        Some(status::of(
            document,
            &state.snapshot,
            standing,
            latest,
            encoding,
        ))
    }

    /// Tells the client of each document whose status has changed.
    pub fn tell(&mut self) {
        if !self.abilities.shows_status || self.stage != Stage::Initialized {
            return;
        }
        for document in self.open_documents() {
            let status = self.status(&document);
            let (Some(status), Some(state)) = (status, self.documents.get_mut(&document)) else {
                continue;
            };
            if state.told.as_ref() != Some(&status) {
                state.told = Some(status.clone());
                self.client.notify::<Told>(status);
            }
        }
    }
}

/// `tierlens/status`
enum Told {}

impl Notification for Told {
    type Params = Status;
    const METHOD: &'static str = "tierlens/status";
}
