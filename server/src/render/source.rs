//! The source, and under each line what became of its instructions.

use std::collections::BTreeMap;
use std::path::Path;

use insight::{Finding, Kind, Severity};
use runtime::report::{Instruction, Report};

use super::style::{Painted, bold, dim, good, warn};

/// Families that change form wherever they are, which tells nothing about the code.
const QUIET: &[&str] = &["JUMP_BACKWARD", "LOAD_CONST", "RESUME"];

pub fn annotate(out: &mut Painted, report: &Report, file: &str, source: &str) {
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
    let findings = insight::findings(report, file);
    out.line();
    out.paint(bold(), &as_seen_from_here(file));
    out.line();
    for (number, text) in (1..).zip(runtime::lines(source)) {
        let instructions = lines.get(&number).map_or(&[][..], Vec::as_slice);
        let count = instructions
            .iter()
            .map(|instruction| instruction.count)
            .max()
            .filter(|count| *count > 0);
        out.paint(
            dim(),
            &format!(
                "{:>9} {number:>5} │ ",
                count.map_or(String::new(), |count| format!("{count}×"))
            ),
        );
        out.add(text);
        out.line();
        let indent = text.len() - text.trim_start().len();
        annotate_line(
            out,
            indent,
            instructions,
            findings
                .iter()
                .filter(|finding| finding.span.line == number),
        );
    }
}

/// The path from the working directory, for a file within it.
fn as_seen_from_here(file: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    Path::new(file)
        .strip_prefix(here)
        .map_or(file.into(), |path| path.display().to_string())
}

fn annotate_line<'a>(
    out: &mut Painted,
    indent: usize,
    instructions: &[&Instruction],
    findings: impl Iterator<Item = &'a Finding>,
) {
    let margin = |out: &mut Painted| {
        out.paint(dim(), &format!("{:>15} │ {:indent$}  ", "", ""));
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
        for text in [if said { "" } else { reason }, advice]
            .into_iter()
            .filter(|text| !text.is_empty())
        {
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
    for earlier in &instruction.was {
        out.paint(dim(), &format!("→ {earlier} "));
    }
    if instruction.changes > instruction.was.len() as u64 {
        out.paint(dim(), &format!("→ … {} changes ", instruction.changes));
    }
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
