//! Guards that were proved needless, and those that stayed.

use runtime::report::Origin;

use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, counted};

pub(crate) const DOC: Doc = Doc {
    name: "guards-eliminated",
    text: "\
A guard checks what the instructions behind it take for granted: that a value is an int, that a class has not changed. Where an
earlier guard, a constant or an operation's result proves it already, the optimizer removes it. The hint at the loop counts
them; hover shows the proof of each.",
    traces_only: true,
};

pub(crate) fn find(findings: &mut Findings<'_>) {
    let report = findings.report;
    for trace in &report.traces {
        for removed in &trace.eliminated {
            let Some((code, span)) = findings.locate(&removed.place) else {
                continue;
            };
            let fact = removed
                .fact
                .as_ref()
                .and_then(|fact| findings.related(fact, "the fact that proves it"));
            findings.add(Finding {
                kind: Kind::GuardsEliminated,
                severity: Severity::Good,
                code,
                span,
                cost: Cost::default(),
                hint: String::new(),
                message: format!("{} was removed from trace {}", removed.uop, trace.id),
                reason: removed.proof.clone(),
                advice: String::new(),
                advised: None,
                related: fact.into_iter().collect(),
            });
        }
        let Some((code, span)) = findings.locate_trace(trace) else {
            continue;
        };
        let removed = trace.eliminated.iter().filter(|gone| gone.guard).count();
        let (kept, removed) = (trace.kept.len() as u64, removed as u64);
        if kept + removed == 0 {
            continue;
        }
        findings.add(Finding {
            kind: Kind::GuardsEliminated,
            severity: Severity::Good,
            code,
            span,
            cost: Cost::default(),
            hint: if trace.origin == Origin::Root {
                format!("{removed} of {} removed", counted(kept + removed, "guard"))
            } else {
                String::new()
            },
            message: format!(
                "trace {} keeps {} and lost {}",
                trace.id,
                counted(kept, "guard"),
                removed
            ),
            reason: trace
                .kept
                .first()
                .map_or("all of them are proved".into(), |guard| {
                    format!("{} stays: {}", guard.uop, guard.reason)
                }),
            advice: String::new(),
            advised: None,
            related: Vec::new(),
        });
    }
}
