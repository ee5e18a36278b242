//! The session: one task that owns all that changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::{Semaphore, oneshot};
use tower_lsp::Client;
use tower_lsp::lsp_types::{ProgressToken, TextDocumentContentChangeEvent, Url};

use super::edit::{self, Edit};
use super::outbox::{Mail, Outbox};
use super::run::{self, Job};
use super::snapshot::{Known, Snapshot};
use super::text::{Encoding, Text};
use super::{Options, diagnostics};
use crate::worker::{self, Stop};

/// Snapshots of the open documents, written by the session's task alone.
pub type Snapshots = Arc<DashMap<Url, Arc<Snapshot>>>;

/// How many programs run at a time.
const RUNS: usize = 2;

/// What the client said when it started the server.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Whether the workspace's programs may run.
    pub trusted: bool,
    pub encoding: Encoding,
    /// The workspace's directories.
    pub folders: Vec<PathBuf>,
    pub refreshes_hints: bool,
    pub shows_progress: bool,
}

/// What can happen.
pub enum Event {
    Start(Start),
    Open {
        document: Url,
        version: i32,
        text: String,
        python: bool,
    },
    Change {
        document: Url,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    },
    Save {
        document: Url,
    },
    Close {
        document: Url,
    },
    /// Run a document now.
    Run {
        document: Url,
    },
    /// A run has ended, cancelled if it has nothing to show.
    Ran {
        document: Url,
        run: u64,
        known: Option<Known>,
    },
    Cancel {
        token: ProgressToken,
    },
    Toggle,
    /// Answers with what requests need to know, once all before it is done.
    Reached(oneshot::Sender<View>),
    Stop,
}

/// What requests need to know beside a snapshot.
#[derive(Clone, Debug)]
pub struct View {
    pub encoding: Encoding,
    pub shown: bool,
    pub trusted: bool,
}

pub struct Session {
    pub client: Client,
    pub options: Options,
    pub snapshots: Snapshots,
    pub events: UnboundedSender<Event>,
    pub outbox: Outbox,
    start: Start,
    documents: HashMap<Url, Document>,
    runs: u64,
    turn: Arc<Semaphore>,
    shown: bool,
}

/// What is kept of an open document beside its snapshot.
struct Document {
    python: bool,
    running: Option<Running>,
    has_diagnostics: bool,
}

struct Running {
    run: u64,
    stop: Stop,
    /// The edits since it started.
    edits: Vec<Edit>,
}

impl Session {
    pub fn new(
        client: Client,
        options: Options,
        snapshots: Snapshots,
        events: UnboundedSender<Event>,
    ) -> Self {
        let outbox = Outbox::start(client.clone());
        let turn = Arc::new(Semaphore::new(RUNS));
        let (start, documents) = Default::default();
        Session {
            client,
            options,
            snapshots,
            events,
            outbox,
            start,
            documents,
            runs: 0,
            turn,
            shown: true,
        }
    }

    pub async fn serve(mut self, mut events: UnboundedReceiver<Event>) {
        while let Some(event) = events.recv().await {
            match event {
                Event::Start(start) => self.start = start,
                Event::Open {
                    document,
                    version,
                    text,
                    python,
                } => self.open(document, version, text, python),
                Event::Change {
                    document,
                    version,
                    changes,
                } => self.change(document, version, &changes),
                Event::Save { document } | Event::Run { document } => self.run(&document),
                Event::Close { document } => self.close(&document),
                Event::Ran {
                    document,
                    run,
                    known,
                } => self.ran(&document, run, known),
                Event::Cancel { token } => self.cancel(&token),
                Event::Toggle => self.toggle(),
                Event::Reached(answer) => {
                    let view = View {
                        encoding: self.start.encoding,
                        shown: self.shown,
                        trusted: self.start.trusted,
                    };
                    // Fails when the request was cancelled meanwhile.
                    let _ = answer.send(view);
                }
                Event::Stop => self.documents.values_mut().for_each(Document::stop),
            }
        }
    }

    fn open(&mut self, document: Url, version: i32, text: String, python: bool) {
        let snapshot = Snapshot {
            version,
            text: Arc::new(Text::new(text)),
            known: None,
        };
        self.snapshots.insert(document.clone(), Arc::new(snapshot));
        let state = Document {
            python,
            running: None,
            has_diagnostics: false,
        };
        // A client may open again what it has not closed.
        if let Some(mut before) = self.documents.insert(document.clone(), state) {
            before.stop();
        }
        self.run(&document);
    }

    fn change(&mut self, document: Url, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        let (Some(state), Some(old)) = (
            self.documents.get_mut(&document),
            snapshot(&self.snapshots, &document),
        ) else {
            return;
        };
        let mut new = Snapshot {
            version,
            ..(*old).clone()
        };
        for change in changes {
            let (text, edit) = edit::apply(&new.text, change, self.start.encoding);
            new.text = Arc::new(text);
            if let Some(known) = &mut new.known {
                known.tracked.shift(&edit);
            }
            if let Some(running) = &mut state.running {
                running.edits.push(edit);
            }
        }
        if let Some(known) = &mut new.known {
            known.tracked.compare(&known.insight.regions, &new.text);
        }
        self.snapshots.insert(document.clone(), Arc::new(new));
        self.publish(&document);
    }

    fn close(&mut self, document: &Url) {
        if let Some(mut state) = self.documents.remove(document) {
            state.stop();
        }
        self.snapshots.remove(document);
        self.outbox.send(Mail::Diagnostics {
            document: document.clone(),
            version: None,
            diagnostics: Vec::new(),
        });
    }

    /// Runs a document if it may run; a run of it that is under way is out of date, and ends.
    fn run(&mut self, document: &Url) {
        let Some((path, workspace)) = self.program(document) else {
            return;
        };
        let (Some(state), Some(snapshot)) = (
            self.documents.get_mut(document),
            snapshot(&self.snapshots, document),
        ) else {
            return;
        };
        state.stop();
        self.runs += 1;
        let (stop, stopped) = worker::stop_pair();
        let run = self.runs;
        state.running = Some(Running {
            run,
            stop,
            edits: Vec::new(),
        });
        let job = Job {
            run,
            path,
            source: snapshot.text.clone(),
            workspace,
            options: self.options,
            stopped,
        };
        let client = self.start.shows_progress.then(|| self.client.clone());
        let performed = run::perform(job, client, self.turn.clone());
        let (events, document) = (self.events.clone(), document.clone());
        tokio::spawn(async move {
            let known = performed.await;
            let _ = events.send(Event::Ran {
                document,
                run,
                known,
            });
        });
    }

    /// The file and the workspace of a document that may run: Python, of a trusted workspace, the user's own.
    fn program(&self, document: &Url) -> Option<(PathBuf, PathBuf)> {
        if !self.start.trusted || !self.documents.get(document)?.python {
            return None;
        }
        let path = document.to_file_path().ok()?;
        // Installed libraries are opened to be read. They are no programs.
        if path
            .components()
            .any(|part| part.as_os_str() == "site-packages")
        {
            return None;
        }
        let workspace = match &self.start.folders[..] {
            [] => path.parent().map(Path::to_path_buf),
            folders => folders
                .iter()
                .filter(|folder| path.starts_with(folder))
                .max_by_key(|folder| folder.as_os_str().len())
                .cloned(),
        };
        Some((path, workspace?))
    }

    fn ran(&mut self, document: &Url, run: u64, known: Option<Known>) {
        let (Some(state), Some(old)) = (
            self.documents.get_mut(document),
            snapshot(&self.snapshots, document),
        ) else {
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
        known.tracked.compare(&known.insight.regions, &old.text);
        self.outbox.send(Mail::Log(format!(
            "{document} ran: {:?}",
            known.insight.report.ending
        )));
        self.snapshots.insert(
            document.clone(),
            Arc::new(Snapshot {
                known: Some(known),
                ..(*old).clone()
            }),
        );
        self.publish(document);
        self.refresh();
    }

    fn cancel(&mut self, token: &ProgressToken) {
        let running = self
            .documents
            .values()
            .filter_map(|state| state.running.as_ref());
        running
            .filter(|running| run::token(running.run) == *token)
            .for_each(|running| running.stop.stop());
    }

    fn toggle(&mut self) {
        self.shown = !self.shown;
        let documents: Vec<Url> = self.documents.keys().cloned().collect();
        documents.iter().for_each(|document| self.publish(document));
        self.refresh();
    }

    fn refresh(&self) {
        if self.start.refreshes_hints {
            self.outbox.send(Mail::RefreshHints);
        }
    }

    /// Sends a document's diagnostics, unless there are none and there were none.
    fn publish(&mut self, document: &Url) {
        let (Some(state), Some(snapshot)) = (
            self.documents.get_mut(document),
            snapshot(&self.snapshots, document),
        ) else {
            return;
        };
        let diagnostics = if self.shown {
            diagnostics::of(&snapshot, document, self.start.encoding)
        } else {
            Vec::new()
        };
        if diagnostics.is_empty() && !state.has_diagnostics {
            return;
        }
        state.has_diagnostics = !diagnostics.is_empty();
        self.outbox.send(Mail::Diagnostics {
            document: document.clone(),
            version: Some(snapshot.version),
            diagnostics,
        });
    }
}

impl Document {
    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop.stop();
        }
    }
}

/// The snapshot of a document, if it is open.
pub fn snapshot(snapshots: &DashMap<Url, Arc<Snapshot>>, document: &Url) -> Option<Arc<Snapshot>> {
    snapshots.get(document).map(|entry| Arc::clone(&entry))
}
