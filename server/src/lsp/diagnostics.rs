//! Diagnostics: findings that could be better. Good news is never one.

use insight::{Finding, Severity};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Url,
};

use super::snapshot::{Known, Snapshot};
use super::text::Encoding;

/// The diagnostics of a document.
pub fn of(snapshot: &Snapshot, document: &Url, encoding: Encoding) -> Vec<Diagnostic> {
    let Some(known) = &snapshot.known else {
        return Vec::new();
    };
    let diagnostic = |finding: &Finding, at| {
        let severity = match finding.severity {
            Severity::Good => return None,
            Severity::Hint => DiagnosticSeverity::HINT,
            Severity::Information => DiagnosticSeverity::INFORMATION,
        };
        Some(Diagnostic {
            range: snapshot.text.range(&at, encoding),
            severity: Some(severity),
            code: Some(NumberOrString::String(finding.kind.name().into())),
            source: Some("tierlens".into()),
            message: message(finding),
            related_information: Some(related(snapshot, known, finding, document, encoding))
                .filter(|list| !list.is_empty()),
            ..Diagnostic::default()
        })
    };
    known
        .findings()
        .filter_map(|(_, finding, at)| diagnostic(finding, at))
        .collect()
}

fn message(finding: &Finding) -> String {
    let mut message = format!("{}\n{}", finding.message, finding.reason);
    if !finding.advice.is_empty() {
        message.push_str("\nWhat to change: ");
        message.push_str(&finding.advice);
    }
    message
}

fn related(
    snapshot: &Snapshot,
    known: &Known,
    finding: &Finding,
    document: &Url,
    encoding: Encoding,
) -> Vec<DiagnosticRelatedInformation> {
    let places = finding
        .related
        .iter()
        .filter_map(|place| Some((place, known.locate(place.code, place.span)?)));
    places
        .map(|(place, at)| DiagnosticRelatedInformation {
            location: Location::new(document.clone(), snapshot.text.range(&at, encoding)),
            message: place.message.clone(),
        })
        .collect()
}
