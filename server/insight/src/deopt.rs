//! A specialized instruction that met operands it is not for.

use runtime::report::Instruction;

use crate::advice;
use crate::cost;
use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, counted, times};
use crate::met;
use crate::origins;

pub(crate) const DOC: Doc = Doc {
    name: "deopt",
    text: "\
An instruction was specialized for the types that it met first, and then met others: each time it fell back to the generic
path, and after enough of them it was specialized anew. One function that serves several types does this; so does a variable
that is an int on one path and a float on another.",
    traces_only: false,
};

/// A form that falls back once in a while is still worth having.
const RARE: u64 = 100;

pub(crate) fn find(findings: &mut Findings<'_>) {
    for (code, object) in findings.code() {
        for instruction in object
            .instructions
            .iter()
            .filter(|instruction| instruction.deopts > 0)
        {
            let Some(span) = instruction.span else {
                continue;
            };
            let first = instruction.was.first().unwrap_or(&instruction.opname);
            let met: Vec<&str> = instruction
                .failures
                .iter()
                .map(|failure| failure.witness.as_str())
                .filter(|witness| !witness.is_empty())
                .collect();
            let why = match (met.is_empty(), history(instruction)) {
                (false, None) => format!("it also met {}", met.join(", ")),
                (false, Some(history)) => format!("{history}; it also met {}", met.join(", ")),
                (true, None) => "it met operands of other types".into(),
                (true, Some(history)) => history,
            };
            let shares = met::shares(instruction);
            let fell_back = format!(
                "{first} fell back {} of {}",
                times(instruction.deopts),
                instruction.count
            );
            let often = instruction.deopts.saturating_mul(RARE) >= instruction.count;
            findings.add(Finding {
                kind: Kind::Deopt,
                severity: if often {
                    Severity::Information
                } else {
                    Severity::Hint
                },
                code,
                span,
                cost: Cost::by(|runtime| cost::fallbacks(instruction, runtime)),
                hint: shares
                    .clone()
                    .unwrap_or_else(|| format!("↩ {}", counted(instruction.deopts, "deopt"))),
                reason: match &shares {
                    Some(_) => format!("{fell_back}: {why}"),
                    None => why,
                },
                message: shares.unwrap_or(fell_back),
                advice: String::new(),
                advised: advice::for_instruction(findings.report, object, instruction),
                related: origins::related(findings, instruction),
            });
        }
    }
}

/// The forms that it has had, in order: `it was A, then B`, or how often it went to and fro.
fn history(instruction: &Instruction) -> Option<String> {
    let was = &instruction.was;
    let forms: Vec<&str> = was
        .iter()
        .chain([&instruction.opname])
        .map(String::as_str)
        .collect();
    let changes = counted(instruction.changes, "change");
    match forms[..] {
        [_] => None,
        [first, second, ref rest @ ..]
            if rest.len() > 1 && rest.iter().all(|form| [first, second].contains(form)) =>
        {
            Some(format!("{first} and {second} alternate, {changes}"))
        }
        _ if instruction.changes > was.len() as u64 => Some(format!(
            "it was {}, and so on, {changes}",
            was.join(", then ")
        )),
        _ => Some(format!("it was {}", forms.join(", then "))),
    }
}
