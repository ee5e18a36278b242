//! Hover: all that is known about the expression under the cursor.

use std::fmt::Write;
use std::ops::Range;

use insight::{Finding, Severity};
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use runtime::report::Instruction;

use super::snapshot::{Known, Snapshot};
use super::text::Encoding;

/// What is known at a byte offset.
pub fn at(snapshot: &Snapshot, offset: usize, encoding: Encoding) -> Option<Hover> {
    let known = snapshot.known.as_ref()?;
    let (range, instructions) = innermost(known, offset)?;
    let mut text = String::new();
    for instruction in instructions {
        describe_instruction(&mut text, instruction);
    }
    // What the instructions say already is left out.
    let findings = known
        .findings()
        .filter(|(_, finding, at)| *at == range && finding.kind != insight::Kind::Specialized);
    for (_, finding, _) in findings {
        text.push_str("\n---\n");
        text.push_str(&describe(finding));
    }
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: text.trim().to_string(),
        }),
        range: Some(snapshot.text.range(&range, encoding)),
    })
}

/// The smallest range around the offset that instructions have, and these.
fn innermost(known: &Known, offset: usize) -> Option<(Range<usize>, Vec<&Instruction>)> {
    let mut best: Option<(Range<usize>, Vec<&Instruction>)> = None;
    for (index, code) in known
        .insight
        .report
        .code
        .iter()
        .enumerate()
        .filter(|(_, code)| code.file == known.insight.file)
    {
        for instruction in &code.instructions {
            let Some(range) = instruction.span.and_then(|span| known.locate(index, span)) else {
                continue;
            };
            if offset < range.start || range.end < offset || range.is_empty() {
                continue;
            }
            match &mut best {
                Some((found, list)) if *found == range => list.push(instruction),
                Some((found, _)) if found.len() <= range.len() => {}
                _ => best = Some((range, vec![instruction])),
            }
        }
    }
    best
}

fn describe_instruction(text: &mut String, instruction: &Instruction) {
    let Instruction {
        base_opname,
        opname,
        count,
        ..
    } = instruction;
    let became = if base_opname == opname {
        String::new()
    } else {
        format!(" → **{opname}**")
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "`{base_opname}`{became} · ran {count}×\n");
    if let Some(explanation) = runtime::explain(opname).filter(|_| base_opname != opname) {
        let _ = writeln!(text, "{explanation}\n");
    }
}

/// A finding with its reason and advice, as Markdown.
pub fn describe(finding: &Finding) -> String {
    let mark = if finding.severity == Severity::Good {
        ""
    } else {
        "⚠ "
    };
    let mut text = format!(
        "{mark}**{}**\n\n{}",
        escape(&finding.message),
        escape(&finding.reason)
    );
    if !finding.advice.is_empty() {
        let _ = write!(text, "\n\n*What to change:* {}", escape(&finding.advice));
    }
    let _ = write!(text, "\n\n`{}`", finding.kind.name());
    text
}

/// Messages quote the user's own names and messages, which are no markup.
fn escape(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|');
    text.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}
