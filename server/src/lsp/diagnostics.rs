//! Diagnostics: what could be better, one a place. Good news is never one.

use std::ops::Range;

use insight::{Finding, Severity};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Url,
};

use super::settings::View;
use super::snapshot::{Known, Shown, Snapshot};
use super::text::Encoding;
use crate::render::percent;

/// The diagnostics of a document, in the order of their places.
pub fn of(snapshot: &Snapshot, view: &View, document: &Url, encoding: Encoding) -> Vec<Diagnostic> {
    let diagnostic = |known: &Known, finding: &Finding, at: Range<usize>, message| Diagnostic {
        range: snapshot.text.range(&at, encoding),
        severity: Some(match finding.severity {
            Severity::Information => DiagnosticSeverity::INFORMATION,
            Severity::Hint | Severity::Good => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.kind.name().into())),
        source: Some("tierlens".into()),
        message,
        related_information: Some(related(snapshot, known, finding, document, encoding))
            .filter(|list| !list.is_empty()),
        ..Diagnostic::default()
    };
    let outcomes = snapshot.known.iter().filter_map(|known| {
        let (finding, at) = known.outcome()?;
        view.shows(finding.kind)
            .then(|| diagnostic(known, finding, at, outcome(known, finding)))
    });
    let places = snapshot
        .places(view)
        .map(|(shown, at)| diagnostic(shown.known, shown.finding, at, place(&shown)));
    let mut all: Vec<Diagnostic> = outcomes.chain(places).collect();
    all.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end));
    all
}

/// What is so, why, what to change.
fn text(finding: &Finding, advice: Option<&str>) -> String {
    let mut text = format!("{}\n{}", finding.message, finding.reason);
    if let Some(advice) = advice {
        text.push_str("\nWhat to change: ");
        text.push_str(advice);
    }
    text
}

fn outcome(known: &Known, finding: &Finding) -> String {
    let advice = Some(finding.advice.as_str()).filter(|advice| !advice.is_empty());
    let text = text(finding, advice);
    if known.is_own() {
        return text;
    }
    format!("{text}\nfrom running {}", known.insight.work.name())
}

fn place(shown: &Shown<'_>) -> String {
    let Shown {
        known,
        place,
        finding,
        share,
        ..
    } = shown;
    let runtimes: Vec<&str> = place
        .runtimes
        .iter()
        .map(|holds| holds.runtime.name())
        .collect();
    let mut message = format!(
        "{}\n{} of the run; holds for {}",
        text(finding, shown.advice().as_deref()),
        percent(*share),
        runtimes.join(", ")
    );
    let others = std::iter::once(&place.finding).chain(&place.more);
    for other in others.filter(|other| !std::ptr::eq(*other, *finding)) {
        message.push_str(&format!("\nalso: {}", other.message));
    }
    if !known.is_own() {
        message.push_str(&format!("\nfrom running {}", known.insight.work.name()));
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
