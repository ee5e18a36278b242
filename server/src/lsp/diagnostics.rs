//! Diagnostics: what could be better, one a place. Good news is never one.

use std::ops::Range;

use insight::{Finding, Mismatch, Severity};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Url,
};

use super::settings::View;
use super::snapshot::{Known, Shown, Snapshot};
use super::text::Encoding;
use crate::cross_check::Agreement;
use crate::render::percent;

/// The diagnostics of a document, in the order of their places.
pub fn of(snapshot: &Snapshot, view: &View, document: &Url, encoding: Encoding) -> Vec<Diagnostic> {
    let whole = Whole {
        snapshot,
        document,
        encoding,
    };
    let outcomes = snapshot.known.iter().filter_map(|known| {
        let (finding, at) = known.outcome()?;
        view.shows(finding.kind)
            .then(|| whole.diagnostic(known, finding, &at, outcome(known, finding)))
    });
    let places = snapshot
        .places(view)
        .map(|(shown, at)| whole.of_place(&shown, &at));
    let mut all: Vec<Diagnostic> = outcomes.chain(places).collect();
    all.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end));
    all
}

/// What diagnostics are about.
#[derive(Clone, Copy)]
pub struct Whole<'a> {
    pub snapshot: &'a Snapshot,
    pub document: &'a Url,
    pub encoding: Encoding,
}

impl Whole<'_> {
    /// The diagnostic of a place.
    pub fn of_place(self, shown: &Shown<'_>, at: &Range<usize>) -> Diagnostic {
        self.diagnostic(shown.known, shown.finding, at, place(shown))
    }

    fn diagnostic(
        self,
        known: &Known,
        finding: &Finding,
        at: &Range<usize>,
        message: String,
    ) -> Diagnostic {
        Diagnostic {
            range: self.snapshot.text.range(at, self.encoding),
            severity: Some(match finding.severity {
                Severity::Information => DiagnosticSeverity::INFORMATION,
                Severity::Hint | Severity::Good => DiagnosticSeverity::HINT,
            }),
            code: Some(NumberOrString::String(finding.kind.name().into())),
            source: Some("tierlens".into()),
            message,
            related_information: Some(self.related(known, finding)).filter(|list| !list.is_empty()),
            ..Diagnostic::default()
        }
    }

    fn related(self, known: &Known, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let places = finding
            .related
            .iter()
            .filter_map(|place| Some((place, known.locate(place.code, place.span)?)));
        places
            .map(|(place, at)| DiagnosticRelatedInformation {
                location: Location::new(
                    self.document.clone(),
                    self.snapshot.text.range(&at, self.encoding),
                ),
                message: place.message.clone(),
            })
            .collect()
    }
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
    if let Some(agreement) = known.insight.agreement() {
        let about = agreement.mismatches.iter();
        for Mismatch { here, there, .. } in about.filter(|mismatch| place.is_about(mismatch)) {
            let Agreement {
                python, version, ..
            } = agreement;
            message.push_str(&format!("\n{there} in {python} ({version}), here {here}"));
        }
    }
    for other in shown.findings().skip(1) {
        message.push_str(&format!("\nalso: {}", other.message));
    }
    if !known.is_own() {
        message.push_str(&format!("\nfrom running {}", known.insight.work.name()));
    }
    message
}
