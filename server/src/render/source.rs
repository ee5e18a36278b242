//! The source, and under each line what became of its instructions.

use std::collections::BTreeMap;

use insight::{Finding, Kind, Line, Overview, Severity};
use runtime::report::{Instruction, Report};

use super::as_seen_from_here;
use super::overview::percent;
use super::style::{Painted, bad, bold, dim, good, warn};

/// Families that change form wherever they are, which tells nothing about the code.
const QUIET: &[&str] = &["JUMP_BACKWARD", "LOAD_CONST", "RESUME"];

pub fn annotate(
    out: &mut Painted,
    report: &Report,
    overview: &Overview,
    file: &str,
    source: &str,
    opcodes: bool,
) {
    let mut lines: BTreeMap<u32, Vec<&Instruction>> = BTreeMap::new();
    for instruction in report
        .code
        .iter()
        .filter(|code| code.file == file)
        .flat_map(|code| &code.instructions)
    {
        if let Some(span) = instruction.span {
            lines.entry(span.line).or_default().push(instruction);
        }
    }
    let ran: BTreeMap<u32, &Line> = overview
        .lines
        .iter()
        .filter(|line| line.file == file)
        .map(|line| (line.line, line))
        .collect();
    let findings = insight::findings(report, file);
    out.line();
    out.paint(bold(), &as_seen_from_here(file));
    out.line();
    for (number, text) in (1..).zip(runtime::lines(source)) {
        let instructions = lines.get(&number).map_or(&[][..], Vec::as_slice);
        let ran = ran.get(&number).copied();
        let count = instructions
            .iter()
            .map(|instruction| instruction.count)
            .max();
        let count = count
            .filter(|count| *count > 0)
            .map_or(String::new(), |count| format!("{count}×"));
        let share = ran
            .filter(|line| line.share >= 0.0005)
            .map_or(String::new(), |line| percent(line.share));
        out.paint(dim(), &format!("{share:>6} {count:>9} {number:>5} │ "));
        match ran {
            Some(line) => out.paint(tint(line.fast), text),
            None => out.add(text),
        }
        out.line();
        if opcodes {
            let indent = text.len() - text.trim_start().len();
            let here = findings
                .iter()
                .filter(|finding| finding.span.line == number);
            annotate_line(out, report, indent, instructions, here);
        }
    }
}

/// The colour of a line, by how much of it ran specialized or in a trace.
fn tint(fast: f64) -> anstyle::Style {
    match fast {
        0.9.. => good(),
        0.5..0.9 => warn(),
        _ => bad(),
    }
}

fn annotate_line<'a>(
    out: &mut Painted,
    report: &Report,
    indent: usize,
    instructions: &[&Instruction],
    findings: impl Iterator<Item = &'a Finding>,
) {
    let margin = |out: &mut Painted| {
        out.paint(dim(), &format!("{:>22} │ {:indent$}  ", "", ""));
    };
    let (adaptive, plain): (Vec<_>, Vec<_>) = instructions.iter().partition(|instruction| {
        let quiet = QUIET.contains(&instruction.base_opname.as_str());
        !quiet
            && (instruction.opname != instruction.base_opname || !instruction.failures.is_empty())
    });
    for instruction in adaptive {
        margin(out);
        describe(out, instruction);
        out.line();
        let told = insight::is_eventful(report, instruction)
            .then(|| insight::timeline(report, instruction, usize::MAX))
            .flatten();
        if let Some(told) = told {
            margin(out);
            out.paint(dim(), &format!("  {told}"));
            out.line();
        }
    }
    if !plain.is_empty() {
        margin(out);
        out.paint(dim(), &summary(&plain));
        out.line();
    }
    for finding in findings.filter(|finding| finding.severity > Severity::Good) {
        let Finding {
            kind,
            message,
            reason,
            advice,
            related,
            ..
        } = finding;
        // Instructions have said above why they stayed generic.
        let said = *kind == Kind::FailedSpecialization;
        if !said {
            margin(out);
            out.paint(warn(), &format!("{}: ", kind.name()));
            out.add(message);
            out.line();
        }
        let made = related.iter().filter(|related| !related.made.is_empty());
        let made: Vec<String> = made
            .map(|related| format!("line {}: {}", related.span.line, related.message))
            .collect();
        let texts = [if said { "" } else { reason }, advice];
        let texts = texts.into_iter().chain(made.iter().map(String::as_str));
        for text in texts.filter(|text| !text.is_empty()) {
            margin(out);
            out.add(&format!("  ↳ {text}"));
            out.line();
        }
    }
}

/// One instruction: what it was, what it became, how often it ran, why it failed.
fn describe(out: &mut Painted, instruction: &Instruction) {
    let argument = if instruction.argrepr.is_empty() {
        String::new()
    } else {
        format!(" ({})", instruction.argrepr)
    };
    out.add(&format!("{}{argument} ", instruction.base_opname));
    if instruction.opname == instruction.base_opname {
        out.paint(warn(), "stayed generic");
    } else {
        out.paint(good(), &format!("→ {}", instruction.opname));
    }
    out.paint(dim(), &format!("  {}×", instruction.count));
    if instruction.deopts > 0 {
        out.paint(warn(), &format!("  fell back {}×", instruction.deopts));
    }
    for failure in &instruction.failures {
        let witness = if failure.witness.is_empty() {
            String::new()
        } else {
            format!("{}: ", failure.witness)
        };
        out.paint(
            warn(),
            &format!("  {witness}{} ({}×)", failure.reason, failure.count),
        );
    }
}

/// The instructions that have one form only, in order, repeats counted.
fn summary(plain: &[&Instruction]) -> String {
    let mut runs: Vec<(&str, u32)> = Vec::new();
    for instruction in plain {
        match runs.last_mut() {
            Some((name, count)) if *name == instruction.opname => *count += 1,
            _ => runs.push((&instruction.opname, 1)),
        }
    }
    let runs: Vec<String> = runs
        .iter()
        .map(|(name, count)| {
            if *count > 1 {
                format!("{name} ×{count}")
            } else {
                (*name).to_string()
            }
        })
        .collect();
    runs.join(" · ")
}
