//! From what a run has shown to findings: plain data that says where to look, what is there, why, and what to change.
//!
//! Each kind of finding has a file of its own with its documentation, `DOC`, and the function `find` that adds its findings.
//! Nothing here knows of editors or terminals.

mod absence;
mod advice;
mod branch;
mod compiled;
mod cost;
mod deopt;
mod edit;
mod elsewhere;
mod failed;
mod finding;
mod guards;
mod hot_exit;
mod invalidation;
pub mod measured;
mod met;
mod origins;
mod outcome;
mod overview;
mod source;
mod specialized;
mod timeline;

use runtime::report::Report;

pub use absence::{Absence, Why};
pub use branch::branch_shares;
pub use edit::{Edit, edit};
pub use elsewhere::Mismatch;
use finding::Findings;
pub use finding::{Cost, Doc, Finding, HINT_WIDTH, Kind, Related, Severity, cut};
use measured::Runtime;

pub use overview::{
    Gain, Holds, Kinds, Line, MOST_FINDINGS, Overview, Place, Settled, Share, Wanted,
};
pub use source::text_of;
pub use timeline::{is_eventful, timeline};

/// The findings of `report` in `file`, in source order.
pub fn findings(report: &Report, file: &str) -> Vec<Finding> {
    let mut findings = Findings::new(report, file);
    for (_, _, find) in KINDS {
        find(&mut findings);
    }
    findings.sorted()
}

type Find = fn(&mut Findings<'_>);

const KINDS: &[(Kind, Doc, Find)] = &[
    (Kind::Outcome, outcome::DOC, outcome::find),
    (Kind::FailedSpecialization, failed::DOC, failed::find),
    (Kind::Deopt, deopt::DOC, deopt::find),
    (Kind::HotExit, hot_exit::DOC, hot_exit::find),
    (Kind::Invalidation, invalidation::DOC, invalidation::find),
    (Kind::TraceCompiled, compiled::DOC, compiled::find),
    (Kind::GuardsEliminated, guards::DOC, guards::find),
    (Kind::Specialized, specialized::DOC, specialized::find),
];

impl Kind {
    fn doc(self) -> &'static Doc {
        // Every kind is in the table: a test looks.
        KINDS
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or(&KINDS[0].1, |(_, doc, _)| doc)
    }

    /// Whether it says something about that runtime: most have no traces.
    pub fn holds_on(self, runtime: Runtime) -> bool {
        runtime.has_traces() || !self.doc().traces_only
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        let (kind, ..) = KINDS.iter().find(|(_, doc, _)| doc.name == name)?;
        Some(*kind)
    }

    /// Its name, as diagnostics and `tierlens explain` use it.
    pub fn name(self) -> &'static str {
        self.doc().name
    }
}

/// The documentation of the finding called `name`, or what there is to know of the advice of that name.
pub fn explain(name: &str) -> Option<String> {
    let kind = KINDS.iter().find(|(_, doc, _)| doc.name == name);
    kind.map(|(_, doc, _)| format!("{}\n\n{}", doc.name, doc.text))
        .or_else(|| measured::explain(name))
}

/// The names of all kinds of findings.
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|(_, doc, _)| doc.name).collect()
}

#[cfg(test)]
mod tests;
