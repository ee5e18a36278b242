//! An assignment that threw traces away.

use std::collections::BTreeMap;

use crate::cost;
use crate::finding::{Cost, Doc, Finding, Findings, Kind, Related, Severity, counted};

pub(crate) const DOC: Doc = Doc {
    name: "invalidation",
    text: "\
Traces take globals, builtins, classes and functions for constants, and are thrown away when one of them is modified. Once is
cheap; in hot code it means that each trace is built again and again, until the value is no longer taken for a constant.",
    traces_only: true,
};

pub(crate) fn find(findings: &mut Findings<'_>) {
    let report = findings.report;
    let mut sites: BTreeMap<_, (u64, u64, f64, Vec<Related>)> = BTreeMap::new();
    for invalidation in &report.invalidations {
        let Some((code, span)) = findings.locate(&invalidation.place) else {
            continue;
        };
        let (events, traces, cost, related) = sites
            .entry((span, code, invalidation.what.as_str()))
            .or_default();
        *events += 1;
        *traces += invalidation.traces.len() as u64;
        let starts = invalidation
            .traces
            .iter()
            .filter_map(|id| report.traces.get(usize::try_from(*id).ok()?));
        *cost += cost::of_traces(starts.clone());
        for related_place in starts.filter_map(|trace| {
            findings.related(&trace.start, "a trace that relied on it started here")
        }) {
            if !related.contains(&related_place) {
                related.push(related_place);
            }
        }
    }
    for ((span, code, what), (events, traces, cost, related)) in sites {
        let again = if events > 1 {
            format!(", by {}", counted(events, "modification"))
        } else {
            String::new()
        };
        findings.add(Finding {
            kind: Kind::Invalidation,
            severity: Severity::Information,
            code,
            span,
            cost: Cost::traced(cost),
            hint: format!("✗ drops {}", counted(traces, "trace")),
            message: format!(
                "modifying {what} here threw away {}{again}",
                counted(traces, "trace")
            ),
            reason: format!("they took {what} for a constant"),
            advice: String::new(),
            advised: None,
            related,
        });
    }
}
