//! Where the values were made whose types alternate at a place.

use runtime::report::{How, Instruction, Made, Met, Passed, Report, Span, Step};

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
        How::Range => "counted by this",
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

/// How often an operand had a value of a type for each time that one was made, where that is known: made values lie in a list, an
/// attribute or a constant.
pub(crate) fn uses_of_each(report: &Report, instruction: &Instruction, types: &str) -> Option<u64> {
    let origins = instruction.origins.iter();
    let of_type = origins.filter(|made| made.type_name == types);
    let mut uses: Option<u64> = None;
    for made in of_type {
        let used = used(instruction, made.operand, types);
        let uses_of_it = used / times_made(report, made)?.max(1);
        uses = Some(uses.map_or(uses_of_it, |uses| uses.min(uses_of_it)));
    }
    uses
}

/// How often an operand was of a type.
fn used(instruction: &Instruction, operand: u32, types: &str) -> u64 {
    let is_it = |met: &&Met| {
        // `int + float`
        let mut words = met.types.split(' ').step_by(2);
        words.nth(operand as usize) == Some(types)
    };
    instruction
        .met
        .iter()
        .filter(is_it)
        .map(|met| met.count)
        .sum()
}

fn times_made(report: &Report, made: &Made) -> Option<u64> {
    let kept = |step: &&Step| step.through != Passed::Argument;
    let place = match (made.passed.iter().find(kept), made.how) {
        (Some(step), _) => &step.place,
        (None, How::Constant | How::Item) => &made.place,
        (None, How::Call | How::Result | How::Range) => return None,
    };
    let code = report.code.get(usize::try_from(place.code?).ok()?)?;
    let mut instructions = code.instructions.iter();
    Some(instructions.find(|one| one.offset == place.offset)?.count)
}
