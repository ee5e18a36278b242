//! Where the values were made whose types alternate at a place.

use runtime::report::{How, Instruction, Made, Passed, Span, Step};

use crate::finding::{Findings, Related};

/// The places that made them, one each.
pub(crate) fn related(findings: &Findings<'_>, instruction: &Instruction) -> Vec<Related> {
    let mut found: Vec<Related> = Vec::new();
    for made in &instruction.origins {
        let related = findings.elsewhere(&made.place, message(findings, instruction, made));
        let Some(mut related) = related else {
            continue;
        };
        // Both operands may come from one place.
        if !found
            .iter()
            .any(|other| other.span == related.span && other.made == made.type_name)
        {
            related.made = made.type_name.clone();
            found.push(related);
        }
    }
    found
}

/// `float on the right: the result of this, put into a list at line 7, passed at line 41`
fn message(findings: &Findings<'_>, instruction: &Instruction, made: &Made) -> String {
    let several = instruction
        .origins
        .iter()
        .any(|other| other.operand != made.operand);
    let side = match made.operand {
        _ if !several => "",
        0 => " on the left",
        _ => " on the right",
    };
    let how = match made.how {
        How::Constant => "this constant",
        How::Result => "the result of this",
        How::Call => "made by this call",
        How::Item => "an item of this",
    };
    let mut text = format!("{}{side}: {how}", made.type_name);
    for step in &made.passed {
        if let Some(span) = findings.report.span_of(&step.place) {
            text += &passed(step, span);
        }
    }
    text
}

fn passed(step: &Step, span: Span) -> String {
    let how = match step.through {
        Passed::Argument => "passed",
        Passed::Item => "put into a list",
        Passed::Attribute => "stored in an attribute",
    };
    format!(", {how} at line {}", span.line)
}
