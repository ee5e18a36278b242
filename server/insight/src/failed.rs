//! A hot instruction that stayed generic.

use crate::advice;
use crate::cost;
use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, times};
use crate::met;
use crate::origins;

pub(crate) const DOC: Doc = Doc {
    name: "failed-specialization",
    text: "\
An instruction ran often enough to be specialized, but no specialized form fits what it met: its operands have types that no
form is for, or their types change from one run to the next. It works, by the generic and slower path. The finding gives
what was met, and what to change where something can be.",
    traces_only: false,
};

/// A site that ran this often costs time.
const HOT: u64 = 1000;

pub(crate) fn find(findings: &mut Findings<'_>) {
    for (code, object) in findings.code() {
        for instruction in &object.instructions {
            let Some(span) = instruction.span else {
                continue;
            };
            // Specialized in the end: what failed before does not matter any more.
            if instruction.opname != instruction.base_opname {
                continue;
            }
            let Some(worst) = instruction
                .failures
                .iter()
                .max_by_key(|failure| failure.count)
            else {
                continue;
            };
            let met = if worst.witness.is_empty() {
                &worst.reason
            } else {
                &worst.witness
            };
            let others: Vec<&str> = instruction
                .failures
                .iter()
                .filter(|failure| *failure != worst)
                .map(|failure| {
                    if failure.witness.is_empty() {
                        failure.reason.as_str()
                    } else {
                        failure.witness.as_str()
                    }
                })
                .collect();
            let also = if others.is_empty() {
                String::new()
            } else {
                format!("; also {}", others.join(", "))
            };
            let advised = advice::for_instruction(findings.report, object, instruction);
            // What cannot be helped need not be seen.
            let matters = instruction.count >= HOT && advised.is_some();
            findings.add(Finding {
                kind: Kind::FailedSpecialization,
                severity: if matters {
                    Severity::Information
                } else {
                    Severity::Hint
                },
                code,
                span,
                cost: Cost::by(|runtime| {
                    let advised = advised
                        .as_ref()
                        .and_then(|advised| advised.advice().gain(runtime));
                    cost::excess(instruction, runtime).max(cost::saved(
                        instruction,
                        runtime,
                        advised,
                    ))
                }),
                hint: met::shares(instruction).unwrap_or_else(|| format!("⚠ {met}")),
                message: met::shares(instruction)
                    .unwrap_or_else(|| format!("{met}: {}", worst.reason)),
                reason: format!(
                    "{} stayed generic: {}{also}; it ran {}",
                    instruction.base_opname,
                    worst.reason,
                    times(instruction.count)
                ),
                advice: String::new(),
                advised,
                related: origins::related(findings, instruction),
            });
        }
    }
}
