//! What is known about a place, in at most six lines of Markdown.

use insight::{Absence, Why};
use runtime::report::{Code, Instruction};

use super::snapshot::{Known, Shown};
use crate::render::percent;

/// At most so many lines are shown.
const MOST_LINES: usize = 6;
/// Of the instructions that one piece of source became, so many are shown.
const MOST_INSTRUCTIONS: usize = 2;
/// Of what became of an instruction, so much is shown.
const MOST_EVENTS: usize = 6;

/// Lines as Markdown that keeps them: those that matter most come first, but the last says where it is all from.
pub fn markdown(mut lines: Vec<String>, last: String) -> String {
    lines.truncate(MOST_LINES - 1);
    lines.push(last);
    lines.join("  \n")
}

/// A finding, and those beside it.
pub fn finding(shown: &Shown<'_>) -> String {
    let Shown {
        known,
        place,
        finding,
        share,
        ..
    } = shown;
    let mut lines = vec![format!(
        "⚠ **{}** · {} of the run",
        escape(&finding.message),
        percent(*share)
    )];
    let code = known.insight.report.code.get(finding.code);
    let there = code
        .into_iter()
        .flat_map(|code| &code.instructions)
        .filter(|instruction| instruction.span == Some(finding.span) && instruction.count > 0);
    let mut there: Vec<&Instruction> = there.collect();
    // What did not fall back nor fail is not what this is about.
    there.sort_by_key(|instruction| instruction.deopts == 0 && instruction.failures.is_empty());
    let about = there.first();
    lines.extend(about.map(|one| became(one) + &elsewhere(known, &there)));
    lines.extend(about.and_then(|instruction| timeline(known, instruction)));
    lines.push(escape(&finding.reason));
    let advice = shown.advice();
    lines.extend(advice.map(|advice| format!("*What to change:* {}", escape(&advice))));
    let others = place.more.len();
    let more = match others {
        0 => String::new(),
        others => format!(" · {others} more"),
    };
    let runtimes: Vec<&str> = place
        .runtimes
        .iter()
        .map(|holds| holds.runtime.name())
        .collect();
    let (kind, holds) = (finding.kind.name(), runtimes.join(", "));
    markdown(
        lines,
        format!("`{kind}`{more} · holds for {holds} · {}", from(known)),
    )
}

/// What the instructions of one piece of source became, of which there is nothing to find.
pub fn instructions(known: &Known, code: usize, there: &[&Instruction], share: f64) -> String {
    let mut lines = vec![format!("{} of the run", percent(share))];
    let shown = there.iter().take(MOST_INSTRUCTIONS);
    lines.extend(shown.map(|one| became(one) + &elsewhere(known, &[one])));
    let object = known.insight.report.code.get(code);
    let branch = |one: &&Instruction| insight::branch_shares(object?, one);
    let branch = there.iter().find_map(branch);
    lines.extend(branch.map(|shares| format!("It was {shares}")));
    lines.extend(there.iter().take(1).filter_map(|one| timeline(known, one)));
    lines.extend(there.iter().take(1).filter_map(|one| meaning(one)));
    let span = there.first().and_then(|one| one.span).unwrap_or_default();
    let news = known.good_news_at(code, span);
    // What the instructions say already is left out.
    let news = news.filter(|finding| finding.kind != insight::Kind::Specialized);
    lines.extend(
        news.map(|finding| format!("{}: {}", escape(&finding.message), escape(&finding.reason))),
    );
    markdown(lines, from(known))
}

/// A function: how often it was called, and what it took.
pub fn function(known: &Known, code: &Code, share: f64) -> String {
    let line = format!(
        "`{}` was called {} · {} of the run, without what it calls",
        code.qualname,
        times(code.calls),
        percent(share)
    );
    markdown(vec![line], from(known))
}

/// A line with nothing right under the cursor.
pub fn line(known: &Known, count: u64, share: f64, costliest: Option<&Shown<'_>>) -> String {
    let mut lines = vec![format!(
        "This line ran {} · {} of the run",
        times(count),
        percent(share)
    )];
    lines.extend(costliest.map(|shown| escape(&shown.finding.message)));
    markdown(lines, from(known))
}

/// Why nothing is known of a function.
pub fn absence(known: &Known, absence: &Absence) -> String {
    let name = &absence.qualname;
    let line = match absence.why {
        Why::NotCalled => format!("`{name}` was not called"),
        Why::Cold { executions, needed } => format!(
            "`{name}` ran {}: an instruction is specialized when it runs for the {needed}. time",
            times(executions)
        ),
    };
    markdown(vec![line], from(known))
}

/// Which run it is from.
pub fn from(known: &Known) -> String {
    format!("from running {}", escape(known.insight.work.name()))
}

/// `BINARY_OP` → **BINARY_OP_ADD_INT**, ran 100 times, 90 of these in traces
fn became(instruction: &Instruction) -> String {
    let Instruction {
        base_opname,
        opname,
        count,
        traced,
        deopts,
        ..
    } = instruction;
    let became = if base_opname == opname {
        format!("`{base_opname}`")
    } else {
        format!("`{base_opname}` → **{opname}**")
    };
    let mut line = format!("{became} · ran {}", times(*count));
    if *traced > 0 {
        line.push_str(&format!(", {traced} of these in traces"));
    }
    if *deopts > 0 {
        line.push_str(&format!(", fell back {}", times(*deopts)));
    }
    line
}

/// What became of it, and when.
fn timeline(known: &Known, instruction: &Instruction) -> Option<String> {
    let told = insight::timeline(&known.insight.report, instruction, MOST_EVENTS)?;
    Some(escape(&told))
}

/// What the first of these instructions is under another Python that ends otherwise there.
fn elsewhere(known: &Known, instructions: &[&Instruction]) -> String {
    let there = known.elsewhere(instructions);
    there.map_or_else(String::new, |there| format!(" · {}", escape(&there)))
}

/// What the instruction does, if it is a specialized form.
fn meaning(instruction: &Instruction) -> Option<String> {
    if instruction.opname == instruction.base_opname {
        return None;
    }
    let text = runtime::explain(&instruction.opname)?;
    Some(escape(text.lines().nth(1)?.trim()))
}

fn times(count: u64) -> String {
    match count {
        1 => "once".into(),
        count => format!("{count} times"),
    }
}

/// Messages quote the user's own names and messages, which are no markup.
pub fn escape(text: &str) -> String {
    let special = |c: char| {
        matches!(
            c,
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '`'
        )
    };
    let text = text.replace(['\r', '\n'], " ");
    text.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}
