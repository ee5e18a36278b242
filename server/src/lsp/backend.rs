//! The handlers: each puts its message into the session's queue before it awaits anything, so that messages stay in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability,
    CodeActionResponse, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, ExecuteCommandOptions,
    ExecuteCommandParams, Hover, HoverParams, HoverProviderCapability, InitializeParams,
    InitializeResult, InlayHint, InlayHintOptions, InlayHintParams, InlayHintServerCapabilities,
    OneOf, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Url,
    WorkDoneProgressCancelParams, WorkDoneProgressOptions,
};
use tower_lsp::{Client, LanguageServer};

use super::session::{Event, Session, Snapshots, Start, View, snapshot};
use super::snapshot::Snapshot;
use super::text::Encoding;
use super::{Options, actions, hints, hover};

pub struct Backend {
    events: UnboundedSender<Event>,
    snapshots: Snapshots,
    finished: Arc<AtomicBool>,
}

/// A flag that `shutdown` sets, and the exit code that follows from it.
pub fn exit_code() -> (Arc<AtomicBool>, impl FnOnce() -> i32) {
    let finished = Arc::new(AtomicBool::new(false));
    (finished.clone(), move || {
        i32::from(!finished.load(Ordering::Relaxed))
    })
}

impl Backend {
    pub fn start(client: Client, options: Options, finished: Arc<AtomicBool>) -> Self {
        let (events, received) = unbounded_channel();
        let snapshots = Snapshots::default();
        let session = Session::new(client, options, snapshots.clone(), events.clone());
        tokio::spawn(session.serve(received));
        Backend {
            events,
            snapshots,
            finished,
        }
    }

    pub async fn work_done_progress_cancel(&self, params: WorkDoneProgressCancelParams) {
        self.tell(Event::Cancel {
            token: params.token,
        });
    }

    fn tell(&self, event: Event) {
        // The session ends after the last handler.
        let _ = self.events.send(event);
    }

    /// Puts a mark into the queue; what comes back is as it is when the session gets there, after all that came before.
    fn reach(&self) -> impl Future<Output = Option<View>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.tell(Event::Reached(sender));
        async { receiver.await.ok() }
    }

    fn snapshot(&self, document: &Url) -> Option<Arc<Snapshot>> {
        snapshot(&self.snapshots, document)
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let start = start(&params);
        let encoding = start.encoding;
        self.tell(Event::Start(start));
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "tierlens".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            capabilities: capabilities(encoding),
        })
    }

    async fn shutdown(&self) -> Result<()> {
        self.tell(Event::Stop);
        self.finished.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let python = item.language_id == "python" || item.uri.path().ends_with(".py");
        self.tell(Event::Open {
            document: item.uri,
            version: item.version,
            text: item.text,
            python,
        });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        self.tell(Event::Change {
            document: document.uri,
            version: document.version,
            changes: params.content_changes,
        });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.tell(Event::Save {
            document: params.text_document.uri,
        });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Event::Close {
            document: params.text_document.uri,
        });
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let Some(View {
            encoding,
            shown: true,
            ..
        }) = self.reach().await
        else {
            return Ok(None);
        };
        let document = params.text_document.uri;
        Ok(self.snapshot(&document).map(|snapshot| {
            let range = snapshot.text.offset(params.range.start, encoding)
                ..snapshot.text.offset(params.range.end, encoding);
            hints::within(&snapshot, &document, &range, encoding)
        }))
    }

    async fn inlay_hint_resolve(&self, mut hint: InlayHint) -> Result<InlayHint> {
        self.reach().await;
        if let Some(origin) = hints::origin(&hint)
            && let Some(snapshot) = self.snapshot(&origin.document)
        {
            hints::resolve(&snapshot, &origin, &mut hint);
        }
        Ok(hint)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let Some(View {
            encoding,
            shown: true,
            ..
        }) = self.reach().await
        else {
            return Ok(None);
        };
        let at = params.text_document_position_params;
        Ok(self.snapshot(&at.text_document.uri).and_then(|snapshot| {
            let offset = snapshot.text.offset(at.position, encoding);
            hover::at(&snapshot, offset, encoding)
        }))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(view) = self.reach().await else {
            return Ok(None);
        };
        Ok(Some(actions::offer(&params, view.shown, view.trusted)))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            actions::TOGGLE => self.tell(Event::Toggle),
            actions::RUN => {
                if let Some(document) = actions::document(&params.arguments) {
                    self.tell(Event::Run { document });
                }
            }
            _ => {}
        }
        Ok(None)
    }
}

fn start(params: &InitializeParams) -> Start {
    let capabilities = &params.capabilities;
    let folders = params
        .workspace_folders
        .iter()
        .flatten()
        .map(|folder| &folder.uri);
    let root = params
        .root_uri
        .iter()
        .filter(|_| params.workspace_folders.is_none());
    let options = params.initialization_options.as_ref();
    Start {
        trusted: options
            .and_then(|options| options.get("trusted"))
            .and_then(Value::as_bool)
            .unwrap_or(false),
        encoding: capabilities
            .general
            .as_ref()
            .and_then(|general| general.position_encodings.as_deref())
            .map(Encoding::negotiate)
            .unwrap_or_default(),
        folders: folders
            .chain(root)
            .filter_map(|uri| uri.to_file_path().ok())
            .collect(),
        refreshes_hints: capabilities
            .workspace
            .as_ref()
            .and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)
            .unwrap_or(false),
        shows_progress: capabilities
            .window
            .as_ref()
            .and_then(|window| window.work_done_progress)
            .unwrap_or(false),
    }
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            },
        )),
        inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(
            InlayHintOptions {
                resolve_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            },
        ))),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::new("source.tierlens")]),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![actions::TOGGLE.into(), actions::RUN.into()],
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
