//! Hover: what is known about the code under the cursor, at the innermost construct that ran.

use std::ops::Range;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use runtime::report::{Code, Instruction, Span};

use super::describe;
use super::settings::View;
use super::snapshot::{Known, Shown, Snapshot};
use super::text::Encoding;

/// What is known at a byte offset; or else why nothing is, where `otherwise` is what holds of the document as a whole.
pub fn at(
    snapshot: &Snapshot,
    view: &View,
    offset: usize,
    encoding: Encoding,
    otherwise: Option<String>,
) -> Option<Hover> {
    let (range, value) = construct(snapshot, view, offset).or_else(|| {
        let line = line_around(snapshot, offset)?;
        let value = line_of(snapshot, view, &line)
            .or_else(|| absent(snapshot, &line))
            .or_else(|| changed(snapshot, offset))
            .or(otherwise)?;
        Some((line, value))
    })?;
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        }),
        range: Some(snapshot.text.range(&range, encoding)),
    })
}

/// Instructions of one range.
struct Construct<'a> {
    known: &'a Known,
    code: usize,
    span: Span,
    range: Range<usize>,
    instructions: Vec<&'a Instruction>,
}

/// The smallest range around the offset whose instructions ran.
fn construct(snapshot: &Snapshot, view: &View, offset: usize) -> Option<(Range<usize>, String)> {
    let mut best: Option<Construct<'_>> = None;
    for known in &snapshot.known {
        for (index, code) in known.spoken() {
            for instruction in code.instructions.iter().filter(|one| one.count > 0) {
                let Some(span) = instruction
                    .span
                    .filter(|span| !is_definition(known, index, *span))
                else {
                    continue;
                };
                let Some(range) = known.locate(index, span) else {
                    continue;
                };
                if offset < range.start || range.end < offset || range.is_empty() {
                    continue;
                }
                match &mut best {
                    Some(found) if found.range == range => found.instructions.push(instruction),
                    Some(found) if found.range.len() <= range.len() => {}
                    _ => {
                        best = Some(Construct {
                            known,
                            code: index,
                            span,
                            range,
                            instructions: vec![instruction],
                        });
                    }
                }
            }
        }
    }
    let mut found = best?;
    let overview = found.known.insight.overview(view.runtime);
    let shown = snapshot.places(view).find(|(shown, _)| {
        shown.known.insight.run == found.known.insight.run
            && (shown.finding.code, shown.finding.span) == (found.code, found.span)
    });
    let text = if let Some((shown, _)) = shown {
        describe::finding(&shown)
    } else {
        let share = |one: &&Instruction| overview.share_of(one);
        let total = found.instructions.iter().map(share).sum();
        found
            .instructions
            .sort_by(|one, other| share(other).total_cmp(&share(one)));
        describe::instructions(found.known, found.code, &found.instructions, total)
    };
    Some((found.range, text))
}

/// Whether a range is that of a function's or class's definition: what is inside it, its keywords too, is not about making it.
fn is_definition(known: &Known, code: usize, span: Span) -> bool {
    // What is nested in a code object comes behind it.
    let mut nested = known.code().filter(|(other, _)| *other > code);
    nested.any(|(_, other)| {
        span.end_line == other.span.end_line
            && span.line >= other.span.line
            && !other.qualname.ends_with('>')
    })
}

/// The text of the line around an offset, if there is code in it.
fn line_around(snapshot: &Snapshot, offset: usize) -> Option<Range<usize>> {
    let text = snapshot.text.as_str();
    let end = snapshot.text.line_end(offset);
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = &text[start..end];
    let code = line.trim();
    let start = start + (line.len() - line.trim_start().len());
    (!code.is_empty() && !code.starts_with('#') && offset >= start).then_some(start..end)
}

/// What a line's instructions took; or the function that begins there.
fn line_of(snapshot: &Snapshot, view: &View, line: &Range<usize>) -> Option<String> {
    let begins_here = |at: Option<Range<usize>>| {
        at.is_some_and(|at| snapshot.text.line_end(at.start) == line.end)
    };
    let defined = |(index, code): &(usize, &Code), known: &Known| {
        code.function && begins_here(header(known, *index, code))
    };
    for known in &snapshot.known {
        if let Some((_, code)) = known.spoken().find(|one| defined(one, known)) {
            let share = known.insight.overview(view.runtime).share_of_code(code);
            return Some(describe::function(known, code, share));
        }
    }
    // That it was made is nothing to tell of a function that was not called.
    let mut all = snapshot.known.iter();
    if all.any(|known| known.code().any(|one| defined(&one, known))) {
        return None;
    }
    snapshot.known.iter().find_map(|known| {
        let overview = known.insight.overview(view.runtime);
        let (mut share, mut count) = (0.0, 0);
        for (index, code) in known.spoken() {
            for instruction in &code.instructions {
                let at = instruction.span.and_then(|span| known.locate(index, span));
                if begins_here(at) {
                    share += overview.share_of(instruction);
                    count = count.max(instruction.count);
                }
            }
        }
        let mut places = snapshot.places(view);
        let costliest: Option<Shown<'_>> = places
            .find(|(_, at)| begins_here(Some(at.clone())))
            .map(|(shown, _)| shown);
        (count > 0).then(|| describe::line(known, count, share, costliest.as_ref()))
    })
}

/// Where the definition of a function begins: its first line, of decorators too.
fn header(known: &Known, index: usize, code: &Code) -> Option<Range<usize>> {
    let name = code.qualname.rsplit('.').next().unwrap_or_default();
    if name.starts_with('<') {
        return None;
    }
    known.locate(
        index,
        Span {
            end_line: code.span.line,
            ..code.span
        },
    )
}

/// Why nothing is known of the function that a line is in.
fn absent(snapshot: &Snapshot, line: &Range<usize>) -> Option<String> {
    snapshot.known.iter().find_map(|known| {
        let around = known.code().filter(|(index, code)| {
            let at = known.locate(*index, code.span);
            code.function
                && at.is_some_and(|at| {
                    at.start <= line.end && line.end <= snapshot.text.line_end(at.end)
                })
        });
        let (_, innermost) = around.last()?;
        let overview = known.insight.overview(insight::measured::Runtime::Cpython);
        let absence = overview.absences.iter().find(|absence| {
            absence.file == innermost.file
                && absence.line == innermost.firstlineno
                && absence.qualname == innermost.qualname
        })?;
        Some(describe::absence(known, absence))
    })
}

/// That the code has changed since it ran.
fn changed(snapshot: &Snapshot, offset: usize) -> Option<String> {
    let known = snapshot
        .known
        .first()
        .filter(|known| known.is_stale_at(offset))?;
    let line = "This code has changed since it ran".to_string();
    Some(describe::markdown(vec![line], describe::from(known)))
}
