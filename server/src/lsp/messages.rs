//! What each message means: the lifecycle, notifications, requests.

use lsp_types::{
    CancelParams, CodeAction, CodeActionKind, CodeActionOptions, CodeActionParams,
    CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReport, ExecuteCommandOptions,
    ExecuteCommandParams, FullDocumentDiagnosticReport, HoverParams, HoverProviderCapability,
    InitializeResult, InlayHint, InlayHintOptions, InlayHintParams, InlayHintServerCapabilities,
    OneOf, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentIdentifier,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, UnchangedDocumentDiagnosticReport, WorkDoneProgressCancelParams,
    WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use runtime::report::content_hash;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attempts::{Asked, Wanted};
use super::rpc::{self, Error, Incoming};
use super::session::{End, Occasion, Session, Stage};
use super::settings::{self, Abilities, Source};
use super::status::{State, Status};
use super::{actions, client, hints, hover};

type Answer = Result<Value, Error>;

impl Session {
    /// Does what a message says. The session ends when there is something to end with.
    pub fn receive(&mut self, message: Incoming) -> Option<End> {
        match message {
            // This one is answered when it is done.
            Incoming::Request { id, method, params }
                if method == "tierlens/try" && self.stage == Stage::Initialized =>
            {
                match serde_json::from_value(params) {
                    Ok(wanted) => self.attempt(wanted, Asked::Request(id)),
                    Err(error) => {
                        let error = Error::new(rpc::INVALID_PARAMS, error);
                        self.client.answer(id, Err(error));
                    }
                }
            }
            Incoming::Request { id, method, params } => {
                let answer = self.answer(&method, params);
                self.client.answer(id, answer);
            }
            Incoming::Notification { method, .. } if method == "exit" => return Some(self.exit()),
            Incoming::Notification { method, params } => self.heed(&method, params),
            Incoming::Answer { id, result } => self.answered(&id, result.as_ref()),
            Incoming::Invalid { id, error } => self.client.answer(id, Err(error)),
        }
        None
    }

    fn answer(&mut self, method: &str, params: Value) -> Answer {
        let refused = |code, message: &str| Err(Error::new(code, message));
        match (self.stage, method) {
            (Stage::Started, "initialize") => self.initialize(&params),
            (Stage::Started, _) => {
                refused(rpc::SERVER_NOT_INITIALIZED, "\"initialize\" comes first")
            }
            (Stage::ShutDown, _) => refused(rpc::INVALID_REQUEST, "the server was shut down"),
            (_, "initialize") => refused(rpc::INVALID_REQUEST, "the server was initialized"),
            (_, "shutdown") => {
                self.shut_down();
                Ok(Value::Null)
            }
            (_, "textDocument/inlayHint") => self.ask(params, Session::inlay_hints),
            (_, "inlayHint/resolve") => self.ask(params, Session::resolve_hint),
            (_, "textDocument/hover") => self.ask(params, Session::hover),
            (_, "textDocument/diagnostic") => self.ask(params, Session::pull_diagnostics),
            (_, "tierlens/status") => self.ask(params, Session::status_of),
            (_, "textDocument/codeAction") => self.ask(params, Session::code_actions),
            (_, "codeAction/resolve") => self.ask(params, Session::resolve_action),
            (_, "workspace/executeCommand") => self.ask(params, Session::execute_command),
            _ => refused(rpc::METHOD_NOT_FOUND, method),
        }
    }

    fn ask<P: DeserializeOwned, R: Serialize>(
        &mut self,
        params: Value,
        answer: impl FnOnce(&mut Session, P) -> R,
    ) -> Answer {
        let params = serde_json::from_value(params)
            .map_err(|error| Error::new(rpc::INVALID_PARAMS, error))?;
        serde_json::to_value(answer(self, params))
            .map_err(|error| Error::new(rpc::INVALID_PARAMS, error))
    }

    /// Heeds a notification. One that is not known, or not understood, is nobody's to answer.
    fn heed(&mut self, method: &str, params: Value) {
        if self.stage != Stage::Initialized {
            return;
        }
        match method {
            "initialized" => self.ask_for_settings(),
            "textDocument/didOpen" => tell(params, |params| self.did_open(params)),
            "textDocument/didChange" => tell(params, |params: DidChangeTextDocumentParams| {
                let document = params.text_document;
                self.change(&document.uri, document.version, &params.content_changes);
            }),
            "textDocument/didSave" => tell(params, |params: DidSaveTextDocumentParams| {
                self.save(&params.text_document.uri);
            }),
            "textDocument/didClose" => tell(params, |params: DidCloseTextDocumentParams| {
                self.close(&params.text_document.uri);
            }),
            "$/cancelRequest" => tell(params, |params: CancelParams| {
                self.cancel_request(&params.id);
            }),
            "window/workDoneProgress/cancel" => {
                tell(params, |params: WorkDoneProgressCancelParams| {
                    self.cancel(&params.token);
                });
            }
            "workspace/didChangeWorkspaceFolders" => {
                tell(params, |params| self.change_folders(params));
            }
            "workspace/didChangeConfiguration" => {
                tell(params, |params: DidChangeConfigurationParams| {
                    self.change_settings(&params.settings);
                });
            }
            _ => {}
        }
    }

    fn initialize(&mut self, params: &Value) -> Answer {
        if !params.is_object() {
            return Err(Error::new(
                rpc::INVALID_PARAMS,
                "\"params\" must be an object",
            ));
        }
        self.abilities = Abilities::of(params);
        self.folders = settings::folders(params);
        if let Some(options) = params.get("initializationOptions") {
            self.settings.update(options, Source::Start);
        }
        if let Some(process) = params.get("processId").and_then(Value::as_u64) {
            client::watch(process, self.events.clone());
        }
        self.stage = Stage::Initialized;
        let result = InitializeResult {
            server_info: Some(ServerInfo {
                name: "tierlens".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            capabilities: capabilities(self.abilities),
        };
        serde_json::to_value(result).map_err(|error| Error::new(rpc::INVALID_PARAMS, error))
    }

    fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let python = item.language_id == "python" || item.uri.path().ends_with(".py");
        self.open(item.uri, item.version, item.text, python);
    }

    fn change_folders(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let (added, removed) = (params.event.added, params.event.removed);
        self.reconsider(|session| {
            let folders = session.folders.get_or_insert_default();
            folders.retain(|folder| removed.iter().all(|removed| removed.uri != *folder));
            for added in added {
                if !folders.contains(&added.uri) {
                    folders.push(added.uri);
                }
            }
        });
    }

    fn change_settings(&mut self, said: &Value) {
        self.reconsider(|session| session.settings.update(said, Source::Client));
        self.ask_for_settings();
    }

    fn inlay_hints(&mut self, params: InlayHintParams) -> Option<Vec<InlayHint>> {
        let document = params.text_document.uri;
        let snapshot = &self
            .documents
            .get(&document)
            .filter(|_| self.shown)?
            .snapshot;
        let encoding = self.abilities.encoding;
        let range = snapshot.text.offset(params.range.start, encoding)
            ..snapshot.text.offset(params.range.end, encoding);
        let view = &self.settings.view;
        Some(hints::within(snapshot, view, &document, &range, encoding))
    }

    fn resolve_hint(&mut self, mut hint: InlayHint) -> InlayHint {
        if let Some(origin) = hints::origin(&hint)
            && let Some(state) = self.documents.get(&origin.document)
        {
            hints::resolve(&state.snapshot, &self.settings.view, &origin, &mut hint);
        }
        hint
    }

    fn hover(&mut self, params: HoverParams) -> Option<lsp_types::Hover> {
        let at = params.text_document_position_params;
        let document = at.text_document.uri;
        let state = self.documents.get(&document).filter(|_| self.shown)?;
        let encoding = self.abilities.encoding;
        let offset = state.snapshot.text.offset(at.position, encoding);
        let status = self.status(&document);
        let absence = status.filter(|status| status.state != State::Fresh);
        let view = &self.settings.view;
        let otherwise = absence.map(|status| format!("tierlens: {}", status.message));
        hover::at(&state.snapshot, view, offset, encoding, otherwise)
    }

    fn pull_diagnostics(&mut self, params: DocumentDiagnosticParams) -> DocumentDiagnosticReport {
        let items = self.diagnostics(&params.text_document.uri);
        // What is as it was need not be sent again.
        let result = content_hash(&serde_json::to_vec(&items).unwrap_or_default());
        if params.previous_result_id.as_ref() == Some(&result) {
            return RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                    result_id: result,
                },
            }
            .into();
        }
        RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result),
                items,
            },
        }
        .into()
    }

    fn status_of(&mut self, params: OfDocument) -> Option<Status> {
        self.status(&params.text_document.uri)
    }

    fn code_actions(&mut self, params: CodeActionParams) -> Vec<lsp_types::CodeActionOrCommand> {
        let mut found = actions::offer(&params, self.shown, self.settings.trusted);
        let document = &params.text_document.uri;
        let state = self.documents.get(document).filter(|_| self.shown);
        if let Some(state) = state {
            let view = &self.settings.view;
            let snapshot = &state.snapshot;
            found.extend(actions::fixes(&params, snapshot, view, self.abilities));
        }
        found
    }

    fn resolve_action(&mut self, mut action: CodeAction) -> CodeAction {
        let wanted = action.data.clone();
        if let Some(wanted) = wanted.and_then(|data| serde_json::from_value::<Wanted>(data).ok())
            && let Some(state) = self.documents.get(&wanted.text_document.uri)
        {
            let view = &self.settings.view;
            action.edit = actions::edit(&wanted, &state.snapshot, view, self.abilities);
        }
        action
    }

    fn execute_command(&mut self, params: ExecuteCommandParams) {
        match params.command.as_str() {
            actions::TOGGLE => self.toggle(),
            actions::RUN => {
                if let Some(document) = actions::document(&params.arguments) {
                    self.run(&document, Occasion::Asked);
                }
            }
            actions::TRY => {
                if let Some(wanted) = actions::wanted(params.arguments) {
                    self.attempt(wanted, Asked::Command);
                }
            }
            _ => {}
        }
    }
}

fn tell<P: DeserializeOwned>(params: Value, what: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        what(params);
    }
}

/// The parameters of requests about a document.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfDocument {
    text_document: TextDocumentIdentifier,
}

fn capabilities(abilities: Abilities) -> ServerCapabilities {
    let pulls = abilities.pulls_diagnostics;
    ServerCapabilities {
        position_encoding: Some(abilities.encoding.kind()),
        diagnostic_provider: pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("tierlens".into()),
                // A run of one shows something of others.
                inter_file_dependencies: true,
                workspace_diagnostics: false,
                ..DiagnosticOptions::default()
            })
        }),
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
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::new("source.tierlens"),
            ]),
            resolve_provider: Some(abilities.resolves_edits),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: [actions::TOGGLE, actions::RUN, actions::TRY]
                .map(String::from)
                .into(),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}
