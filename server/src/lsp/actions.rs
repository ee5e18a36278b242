//! The code actions: show or hide insight, run again; follow the advice at a place, or try that first.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command,
    TextDocumentIdentifier, Url, WorkspaceEdit,
};
use serde_json::Value;

use super::attempts::Wanted;
use super::diagnostics::Whole;
use super::fix::{Fix, sentence};
use super::settings::{Abilities, View};
use super::snapshot::Snapshot;

/// Shows insight where it is hidden and hides it where it is shown, in all documents.
pub const TOGGLE: &str = "tierlens.toggleInsight";
/// Runs a document, its URL the argument.
pub const RUN: &str = "tierlens.run";
/// Tries the edit of the advice at a place, which a [`Wanted`] names, and applies it if it is one for the better.
pub const TRY: &str = "tierlens.try";

/// Whether the client asks for actions of a kind: `quickfix`, or `source` where that is `source.tierlens`.
fn wants(params: &CodeActionParams, kind: &CodeActionKind) -> bool {
    params.context.only.as_ref().is_none_or(|only| {
        only.iter().any(|only| {
            let within = kind.as_str().strip_prefix(only.as_str());
            *only == CodeActionKind::EMPTY
                || within.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The actions for a document as a whole.
pub fn offer(params: &CodeActionParams, shown: bool, may_run: bool) -> Vec<CodeActionOrCommand> {
    // As a source action: it is about the file, and must not light a bulb on every line.
    let kind = CodeActionKind::new("source.tierlens");
    if !wants(params, &kind) {
        return Vec::new();
    }
    let action = |title: &str, command: &str, arguments: Vec<Value>| {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: title.into(),
            kind: Some(kind.clone()),
            command: Some(call(title, command, arguments)),
            ..CodeAction::default()
        })
    };
    let mut actions = vec![action(
        if shown {
            "Hide tierlens insight"
        } else {
            "Show tierlens insight"
        },
        TOGGLE,
        Vec::new(),
    )];
    if may_run {
        actions.push(action(
            "Run with tierlens",
            RUN,
            vec![Value::from(params.text_document.uri.as_str())],
        ));
    }
    actions
}

fn call(title: &str, command: &str, arguments: Vec<Value>) -> Command {
    Command {
        title: title.into(),
        command: command.into(),
        arguments: Some(arguments),
    }
}

/// The actions for the places in a range whose advice is mechanical.
pub fn fixes(
    params: &CodeActionParams,
    snapshot: &Snapshot,
    view: &View,
    abilities: Abilities,
) -> Vec<CodeActionOrCommand> {
    if !wants(params, &CodeActionKind::QUICKFIX) {
        return Vec::new();
    }
    let document = &params.text_document.uri;
    let encoding = abilities.encoding;
    let [start, end] = [params.range.start, params.range.end]
        .map(|position| snapshot.text.offset(position, encoding));
    let whole = Whole {
        snapshot,
        document,
        encoding,
    };
    let mut actions = Vec::new();
    for (shown, at) in snapshot.places(view) {
        if at.end < start || end < at.start {
            continue;
        }
        let Some(fix) = Fix::of(&shown, snapshot) else {
            continue;
        };
        let wanted = serde_json::to_value(Wanted {
            text_document: TextDocumentIdentifier::new(document.clone()),
            version: Some(snapshot.version),
            fingerprint: Some(shown.place.fingerprint.clone()),
            range: None,
            work_done_token: None,
        });
        let Ok(wanted) = wanted else {
            continue;
        };
        let mut diagnostic = whole.of_place(&shown, &at);
        // The client knows its own.
        let same = params.context.diagnostics.iter().find(|other| {
            (other.range, &other.code, &other.source)
                == (diagnostic.range, &diagnostic.code, &diagnostic.source)
        });
        if let Some(same) = same {
            diagnostic = same.clone();
        }
        let title = sentence(&fix.advice);
        let trial = format!("Try, and apply if better: {}", fix.advice);
        let resolves = abilities.resolves_edits;
        let follow = CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic.clone()]),
            edit: (!resolves).then(|| fix.as_workspace_edit(document, snapshot, abilities, true)),
            data: resolves.then(|| wanted.clone()),
            ..CodeAction::default()
        };
        let first = CodeAction {
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic]),
            command: Some(call(&trial, TRY, vec![wanted])),
            title: trial,
            ..CodeAction::default()
        };
        actions.extend([follow, first].map(CodeActionOrCommand::CodeAction));
    }
    actions
}

/// The edit of an action that was given out.
pub fn edit(
    wanted: &Wanted,
    snapshot: &Snapshot,
    view: &View,
    abilities: Abilities,
) -> Option<WorkspaceEdit> {
    let named = wanted.fingerprint.as_ref()?;
    let mut places = snapshot.places(view);
    let (shown, _) = places.find(|(shown, _)| shown.place.fingerprint == *named)?;
    let fix = Fix::of(&shown, snapshot)?;
    let document = &wanted.text_document.uri;
    Some(fix.as_workspace_edit(document, snapshot, abilities, true))
}

/// The document that a [`RUN`] command names.
pub fn document(arguments: &[Value]) -> Option<Url> {
    Url::parse(arguments.first()?.as_str()?).ok()
}

/// What a [`TRY`] command is to try.
pub fn wanted(arguments: Vec<Value>) -> Option<Wanted> {
    serde_json::from_value(arguments.into_iter().next()?).ok()
}
