//! A trace that is often left half-way.

use runtime::report::{Code, Instruction, Report};

use crate::advice;
use crate::branch::branch_shares;
use crate::cost;
use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, times};

pub(crate) const DOC: Doc = Doc {
    name: "hot-exit",
    text: "\
A trace is the one path that the loop took when it was recorded. Where a later iteration goes another way (another branch,
another type) it leaves the trace, and the interpreter goes on. An exit that is taken often costs time until a side trace
grows there, and a side trace still costs more than a loop that never leaves. The end of the loop itself is not reported.",
    traces_only: true,
};

/// Taken this often, an exit is worth a word.
const HOT: u64 = 16;

pub(crate) fn find(findings: &mut Findings<'_>) {
    let report = findings.report;
    for trace in &report.traces {
        for exit in trace
            .exits
            .iter()
            // A trace's end is no guard: nothing in the code makes it leave there.
            .filter(|exit| exit.count >= HOT && !exit.loop_end && !exit.assumption.is_end())
        {
            let Some((code, span)) = findings.locate(&exit.place) else {
                continue;
            };
            let why = if exit.witness.is_empty() {
                &exit.reason
            } else {
                &exit.witness
            };
            let (severity, then) = match exit.side_trace {
                Some(id) => (
                    Severity::Hint,
                    format!("side trace {id} goes on from there"),
                ),
                None => (
                    Severity::Information,
                    "the interpreter goes on from there".to_string(),
                ),
            };
            let there = instruction_at(report, code, exit.place.offset);
            let shares = there
                .and_then(|(object, instruction)| branch_shares(object, instruction))
                .map_or_else(String::new, |shares| format!(" (it is {shares})"));
            findings.add(Finding {
                kind: Kind::HotExit,
                severity,
                code,
                span,
                cost: Cost::traced(cost::of_exit(exit)),
                hint: format!("⇥ {}× {why}", exit.count),
                message: format!("the loop's trace is left here {}: {why}", times(exit.count)),
                reason: format!("{} fails: {}{shares}; {then}", exit.uop, exit.reason),
                advice: String::new(),
                advised: there.and_then(|(object, instruction)| {
                    advice::for_exit(report, object, instruction, exit.assumption)
                }),
                related: findings
                    .related(&trace.start, format!("trace {} starts here", trace.id))
                    .into_iter()
                    .collect(),
            });
        }
    }
}

fn instruction_at(report: &Report, code: usize, offset: u32) -> Option<(&Code, &Instruction)> {
    let object = report.code.get(code)?;
    let mut instructions = object.instructions.iter();
    Some((
        object,
        instructions.find(|instruction| instruction.offset == offset)?,
    ))
}
