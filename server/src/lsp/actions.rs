//! The code actions: show or hide insight, run again.

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, Url};
use serde_json::Value;

/// Shows insight where it is hidden and hides it where it is shown, in all documents.
pub const TOGGLE: &str = "tierlens.toggleInsight";
/// Runs a document, its URL the argument.
pub const RUN: &str = "tierlens.run";

/// The actions for a document.
pub fn offer(params: &CodeActionParams, shown: bool, may_run: bool) -> Vec<CodeActionOrCommand> {
    // As a source action: it is about the file, and must not light a bulb on every line.
    let kind = CodeActionKind::new("source.tierlens");
    let wanted = params.context.only.as_ref().is_none_or(|only| {
        only.iter().any(|only| {
            *only == kind || *only == CodeActionKind::SOURCE || *only == CodeActionKind::EMPTY
        })
    });
    if !wanted {
        return Vec::new();
    }
    let action = |title: &str, command: &str, arguments: Vec<Value>| {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: title.into(),
            kind: Some(kind.clone()),
            command: Some(Command {
                title: title.into(),
                command: command.into(),
                arguments: Some(arguments),
            }),
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

/// The document that a [`RUN`] command names.
pub fn document(arguments: &[Value]) -> Option<Url> {
    Url::parse(arguments.first()?.as_str()?).ok()
}
