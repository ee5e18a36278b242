//! Advice that is mechanical, as an edit of a document.

use std::collections::HashMap;
use std::ops::Range;

use insight::{Finding, edit};
use lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::settings::Abilities;
use super::snapshot::{Shown, Snapshot};

/// An edit of a document's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The advice that it follows.
    pub advice: String,
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there now.
    pub before: String,
    /// What is to stand there.
    pub after: String,
}

impl Fix {
    /// The edit of the advice that is shown at a place, where that is mechanical.
    pub fn of(shown: &Shown<'_>, snapshot: &Snapshot) -> Option<Fix> {
        let fix = |finding: &Finding| {
            finding.gain(shown.runtime)?;
            let advised = finding.advised.as_ref()?;
            let then = &shown.known.file().text;
            let edit = edit(advised.advice(), then.as_str(), finding.span)?;
            let range = shown.known.locate(finding.code, edit.span)?;
            let before = snapshot.text.as_str().get(range.clone())?.to_owned();
            // What is known of changed code does not count.
            (before == then.as_str().get(then.span(edit.span))?).then(|| Fix {
                advice: advised.text().to_owned(),
                range,
                before,
                after: edit.text,
            })
        };
        shown.findings().find_map(fix)
    }

    /// The text with the edit.
    pub fn applied(&self, text: &str) -> Option<String> {
        let Range { start, end } = self.range;
        Some([text.get(..start)?, &self.after, text.get(end..)?].concat())
    }

    /// The edit as the client takes it. With a preview, one that can show it asks the user before it applies the edit.
    pub fn as_workspace_edit(
        &self,
        document: &Url,
        snapshot: &Snapshot,
        abilities: Abilities,
        preview: bool,
    ) -> WorkspaceEdit {
        const ANNOTATION: &str = "tierlens";
        let edit = TextEdit {
            range: snapshot.text.range(&self.range, abilities.encoding),
            new_text: self.after.clone(),
        };
        if !abilities.versioned_edits {
            return WorkspaceEdit::new(HashMap::from([(document.clone(), vec![edit])]));
        }
        let annotation = ChangeAnnotation {
            label: sentence(&self.advice),
            needs_confirmation: Some(preview),
            description: Some(format!("{} → {}", self.before, self.after)),
        };
        let annotated = abilities.annotates_edits;
        let edit = match annotated {
            true => OneOf::Right(AnnotatedTextEdit {
                text_edit: edit,
                annotation_id: ANNOTATION.into(),
            }),
            false => OneOf::Left(edit),
        };
        WorkspaceEdit {
            changes: None,
            document_changes: Some(DocumentChanges::Edits(vec![TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier {
                    uri: document.clone(),
                    version: Some(snapshot.version),
                },
                edits: vec![edit],
            }])),
            change_annotations: annotated
                .then(|| HashMap::from([(ANNOTATION.to_owned(), annotation)])),
        }
    }
}

/// A text that begins with a capital letter.
pub fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(rest).collect()
}
