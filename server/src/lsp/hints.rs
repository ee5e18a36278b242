//! Inlay hints: a few characters beside the code, their details when asked.

use std::cmp::Reverse;
use std::ops::Range;

use insight::{Anchor, Finding, HINT_WIDTH};
use lsp_types::{InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, Url};
use serde::{Deserialize, Serialize};

use super::hover;
use super::snapshot::{Known, Snapshot};
use super::text::Encoding;

/// What a hint carries from the answer to its resolution.
#[derive(Serialize, Deserialize)]
pub struct Origin {
    pub document: Url,
    run: u64,
    findings: Vec<usize>,
}

struct Candidate<'a> {
    /// The finding that is shown, and those that would look the same beside it: `x.n += 1` loads and stores in one place.
    indices: Vec<usize>,
    finding: &'a Finding,
    offset: usize,
}

/// The hints within a byte range.
pub fn within(
    snapshot: &Snapshot,
    document: &Url,
    range: &Range<usize>,
    encoding: Encoding,
) -> Vec<InlayHint> {
    let Some(known) = &snapshot.known else {
        return Vec::new();
    };
    let mut candidates: Vec<Candidate<'_>> = known
        .findings()
        .filter(|(_, finding, _)| !finding.hint.is_empty())
        .map(|(index, finding, at)| {
            let offset = match finding.anchor {
                Anchor::AfterSpan => at.end,
                Anchor::LineEnd => snapshot.text.line_end(at.start),
            };
            Candidate {
                indices: vec![index],
                finding,
                offset,
            }
        })
        .filter(|candidate| range.start <= candidate.offset && candidate.offset <= range.end)
        .collect();
    candidates.sort_by_key(|candidate| candidate.offset);
    let candidates = without_repetition(candidates);
    let mut hints = Vec::new();
    for line in candidates
        .chunk_by(|a, b| snapshot.text.line_end(a.offset) == snapshot.text.line_end(b.offset))
    {
        let hint = |candidate: &Candidate<'_>| hint(snapshot, known, document, candidate, encoding);
        hints.extend(fitting(line).into_iter().map(hint));
    }
    hints
}

/// Of candidates in order of their place, those that look the same in the same place as one.
fn without_repetition(candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    let mut unique: Vec<Candidate<'_>> = Vec::new();
    for candidate in candidates {
        let same = unique
            .iter_mut()
            .rev()
            .take_while(|other| other.offset == candidate.offset)
            .find(|other| other.finding.hint == candidate.finding.hint);
        match same {
            Some(other) => other.indices.extend(candidate.indices),
            None => unique.push(candidate),
        }
    }
    unique
}

/// Those of a line's hints that editors do not cut: what matters most first, then from the left; in their order.
fn fitting<'a, 'b>(line: &'b [Candidate<'a>]) -> Vec<&'b Candidate<'a>> {
    let mut ranked: Vec<(usize, &Candidate<'_>)> = line.iter().enumerate().collect();
    ranked.sort_by_key(|(position, candidate)| (Reverse(candidate.finding.severity), *position));
    let mut width = 0;
    let mut kept: Vec<_> = ranked
        .into_iter()
        .filter(|(_, candidate)| {
            let needed = candidate.finding.hint.chars().count();
            let fits = width + needed <= HINT_WIDTH;
            width += if fits { needed } else { 0 };
            fits
        })
        .collect();
    kept.sort_by_key(|(position, _)| *position);
    kept.into_iter().map(|(_, candidate)| candidate).collect()
}

fn hint(
    snapshot: &Snapshot,
    known: &Known,
    document: &Url,
    candidate: &Candidate<'_>,
    encoding: Encoding,
) -> InlayHint {
    let origin = Origin {
        document: document.clone(),
        run: known.insight.run,
        findings: candidate.indices.clone(),
    };
    InlayHint {
        position: snapshot.text.position(candidate.offset, encoding),
        label: InlayHintLabel::String(candidate.finding.hint.clone()),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: serde_json::to_value(origin).ok(),
    }
}

/// The document of a hint that was given out.
pub fn origin(hint: &InlayHint) -> Option<Origin> {
    serde_json::from_value(hint.data.clone()?).ok()
}

/// Adds the details, as long as the run that the hint is from is the latest.
pub fn resolve(snapshot: &Snapshot, origin: &Origin, hint: &mut InlayHint) {
    let Some(known) = snapshot
        .known
        .as_ref()
        .filter(|known| known.insight.run == origin.run)
    else {
        return;
    };
    let described: Vec<String> = origin
        .findings
        .iter()
        .filter_map(|index| known.insight.findings.get(*index))
        .map(hover::describe)
        .collect();
    if !described.is_empty() {
        hint.tooltip = Some(InlayHintTooltip::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: described.join("\n\n"),
        }));
    }
}
