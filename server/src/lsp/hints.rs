//! Inlay hints: one at the end of a line, a few characters, its details when asked.

use std::collections::BTreeMap;
use std::ops::Range;

use insight::{HINT_WIDTH, cut};
use lsp_types::{InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, Url};
use serde::{Deserialize, Serialize};

use super::describe;
use super::settings::View;
use super::snapshot::{Shown, Snapshot};
use super::text::Encoding;
use crate::render::percent;

/// What a hint carries from the answer to its resolution.
#[derive(Serialize, Deserialize)]
pub struct Origin {
    pub document: Url,
    run: u64,
    /// The place's fingerprint; none for good news.
    fingerprint: Option<String>,
    /// What there is to say about good news.
    news: Vec<String>,
}

/// What there is to say about a line.
#[derive(Default)]
struct Line<'a> {
    /// The costliest place.
    worst: Option<Shown<'a>>,
    run: u64,
    /// The good news: hints in order, and what they say.
    hints: Vec<&'a str>,
    news: Vec<String>,
}

/// The hints within a byte range.
pub fn within(
    snapshot: &Snapshot,
    view: &View,
    document: &Url,
    range: &Range<usize>,
    encoding: Encoding,
) -> Vec<InlayHint> {
    let end_of_line = |at: &Range<usize>| {
        let end = snapshot.text.line_end(at.start);
        (range.start <= end && end <= range.end).then_some(end)
    };
    let mut lines: BTreeMap<usize, Line<'_>> = BTreeMap::new();
    for (shown, at) in snapshot.places(view) {
        let Some(end) = end_of_line(&at).filter(|_| !shown.finding.hint.is_empty()) else {
            continue;
        };
        let line = lines.entry(end).or_default();
        if line.worst.is_none_or(|worst| worst.share < shown.share) {
            line.worst = Some(shown);
            line.run = shown.known.insight.run;
        }
    }
    for known in &snapshot.known {
        let mut news: Vec<_> = known.good_news(view).collect();
        news.sort_by_key(|(_, at)| at.end);
        for (finding, at) in news {
            let Some(end) = end_of_line(&at).filter(|_| !finding.hint.is_empty()) else {
                continue;
            };
            let line = lines.entry(end).or_default();
            if line.worst.is_none() && !line.hints.contains(&finding.hint.as_str()) {
                line.run = known.insight.run;
                line.hints.push(&finding.hint);
                line.news.push(describe::escape(&finding.message));
            }
        }
    }
    let hint = |(end, line): (usize, Line<'_>)| InlayHint {
        position: snapshot.text.position(end, encoding),
        label: InlayHintLabel::String(line.label()),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: serde_json::to_value(Origin {
            document: document.clone(),
            run: line.run,
            fingerprint: line.worst.map(|worst| worst.place.fingerprint.clone()),
            news: line.news,
        })
        .ok(),
    };
    lines.into_iter().map(hint).collect()
}

impl Line<'_> {
    /// What editors do not cut.
    fn label(&self) -> String {
        if let Some(worst) = &self.worst {
            return cut(&format!(
                "{} · {}",
                percent(worst.share),
                worst.finding.hint
            ));
        }
        let mut label = String::new();
        for hint in &self.hints {
            let joined = if label.is_empty() {
                (*hint).to_string()
            } else {
                format!("{label} {hint}")
            };
            if joined.chars().count() <= HINT_WIDTH {
                label = joined;
            }
        }
        label
    }
}

/// The document of a hint that was given out.
pub fn origin(hint: &InlayHint) -> Option<Origin> {
    serde_json::from_value(hint.data.clone()?).ok()
}

/// Adds the details, as long as what the hint is from is what is known.
pub fn resolve(snapshot: &Snapshot, view: &View, origin: &Origin, hint: &mut InlayHint) {
    let Some(known) = snapshot
        .known
        .iter()
        .find(|known| known.insight.run == origin.run)
    else {
        return;
    };
    let value = match &origin.fingerprint {
        None => Some(describe::markdown(
            origin.news.clone(),
            describe::from(known),
        )),
        Some(fingerprint) => snapshot
            .places(view)
            .find(|(shown, _)| {
                shown.known.insight.run == origin.run && shown.place.fingerprint == *fingerprint
            })
            .map(|(shown, _)| describe::finding(&shown)),
    };
    hint.tooltip = value.map(|value| {
        InlayHintTooltip::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        })
    });
}
