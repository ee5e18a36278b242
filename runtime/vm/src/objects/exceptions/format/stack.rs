//! The entries of a traceback as text: `File ..., line ..., in ...`, source lines, carets.

use std::collections::HashMap;

use super::super::traceback;
use super::anchors::{self, Kind};
use crate::frames::object;
use crate::lines::lines;
use crate::objects::code::{self, Position};
use crate::{Value, Vm};

/// Entries of one place in a row that are shown.
const RECURSIVE_CUTOFF: usize = 3;

/// The source files that a traceback shows, by name; the program of `-c` has none.
pub(super) type Sources = HashMap<String, Vec<String>>;

/// The entries of a traceback.
pub(super) fn format(vm: &mut Vm, first: Value, plain: bool, sources: &mut Sources) -> String {
    let mut text = String::new();
    let mut last: Option<(String, u32, String)> = None;
    let mut count = 0;
    let mut entry = first;
    while !entry.is_none() {
        let frame = traceback::frame(entry);
        let object = code::get(object::code_of(frame));
        let (file, name) = (
            vm.text(object.filename).into_owned(),
            vm.text(object.name).into_owned(),
        );
        let mut position = vm.position(object.id, traceback::unit(entry));
        // A program can make entries, with lines that are not their instructions'.
        let line = traceback::line(vm, entry).unwrap_or(position.line);
        if line != position.line {
            position = Position {
                line,
                ..Position::default()
            };
        }
        let place = Some((file.clone(), position.line, name.clone()));
        if place != last {
            text += &repeated(count);
            last = place;
            count = 0;
        }
        count += 1;
        if count <= RECURSIVE_CUTOFF {
            text += &format!("  File \"{file}\", line {}, in {name}\n", position.line);
            let of_command = vm.codes[object.id as usize].of_command;
            let source = if of_command { "" } else { &file };
            load(vm, source, frame, sources);
            // Where nobody can handle an exception CPython reads files alone.
            if let Some(source) = sources.get(source).filter(|_| !(plain && of_command)) {
                let position = if plain {
                    Position {
                        line: position.line,
                        ..Position::default()
                    }
                } else {
                    position
                };
                text += &excerpt(source, position);
            }
        }
        entry = traceback::next(entry);
    }
    text + &repeated(count)
}

fn repeated(count: usize) -> String {
    match count.checked_sub(RECURSIVE_CUTOFF) {
        None | Some(0) => String::new(),
        Some(more) => format!(
            "  [Previous line repeated {more} more time{}]\n",
            if more > 1 { "s" } else { "" }
        ),
    }
}

fn load(vm: &mut Vm, file: &str, frame: Value, sources: &mut Sources) {
    if sources.contains_key(file) {
        return;
    }
    let text = match (&vm.command, std::fs::read(file)) {
        (Some(command), _) if file.is_empty() => command.text.clone(),
        (_, Ok(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        (_, Err(_)) => library_text(vm, file, frame).unwrap_or_default(),
    };
    sources.insert(file.to_owned(), lines(&text).map(str::to_owned).collect());
}

/// The text of a module of the embedded library, which has no file.
fn library_text(vm: &mut Vm, file: &str, frame: Value) -> Option<String> {
    if !file.starts_with('<') {
        return None;
    }
    let name = vm.intern("__name__");
    let name = vm.dict_get_str(object::globals_of(frame).pointer(), name);
    let name = vm.is_str(name).then(|| vm.text(name).into_owned())?;
    let (_, own) = (vm.hooks.library)(&name)?;
    if own == file {
        (vm.hooks.library_text)(&name)
    } else {
        None
    }
}

/// Takes the common indentation away (as `textwrap.dedent`).
fn dedent(lines: &mut [String]) {
    let mut margin: Option<String> = None;
    for line in lines.iter_mut() {
        let content = line.trim_start_matches([' ', '\t']);
        if content.is_empty() {
            line.clear();
            continue;
        }
        let indent = &line[..line.len() - content.len()];
        margin = Some(match margin {
            None => indent.to_owned(),
            Some(margin) => margin
                .chars()
                .zip(indent.chars())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a)
                .collect(),
        });
    }
    let margin = margin.map_or(0, |margin| margin.len());
    for line in lines {
        if !line.is_empty() {
            line.drain(..margin);
        }
    }
}

/// The columns that characters take on a terminal.
fn width(chars: &[char]) -> usize {
    chars.iter().map(|c| if is_wide(*c) { 2 } else { 1 }).sum()
}

/// Whether a character is wide or fullwidth (Unicode's East Asian Width, the larger blocks).
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf
        | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd)
}

fn byte_to_char(line: &str, offset: u32) -> usize {
    let offset = (offset as usize).min(line.len());
    String::from_utf8_lossy(&line.as_bytes()[..offset])
        .chars()
        .count()
}

/// The source lines of a position, underlined.
fn excerpt(source: &[String], position: Position) -> String {
    let first = position.line as usize;
    let last = (position.end_line as usize).max(first);
    let original: Vec<String> = (first..=last)
        .map(|line| {
            source
                .get(line.wrapping_sub(1))
                .map_or("", |line| line.trim_end())
                .to_owned()
        })
        .collect();
    let mut dedented = original.clone();
    dedent(&mut dedented);
    if dedented.iter().all(|line| line.trim().is_empty()) {
        return String::new();
    }
    if position.end_line == 0 || position.col == 0 && position.end_col == 0 {
        return format!("    {}\n", original[0].trim());
    }
    let cut = original[0].chars().count() - dedented[0].chars().count();
    let start = byte_to_char(&original[0], position.col).saturating_sub(cut);
    let end = byte_to_char(&original[original.len() - 1], position.end_col).saturating_sub(cut);
    let lines: Vec<Vec<char>> = dedented.iter().map(|line| line.chars().collect()).collect();
    let mut result = underline(&lines, start, end);
    dedent(&mut result);
    result.iter().map(|line| format!("    {line}\n")).collect()
}

/// What is shown of the lines, with carets below.
fn underline(lines: &[Vec<char>], start: usize, end: usize) -> Vec<String> {
    let last = lines.len() - 1;
    let mut segment = lines.to_vec();
    segment[last].truncate(end);
    let from = start.min(segment[0].len());
    segment[0].drain(..from);
    let found = anchors::anchors(&segment);
    let carets = should_show(lines, start, end, found.map(|(kind, _)| kind));
    let shift = |(line, col): (usize, usize)| {
        let col = if line == 0 { col + start } else { col };
        (
            line,
            lines
                .get(line)
                .map_or(col, |text| width(&text[..col.min(text.len())])),
        )
    };
    let anchors = found.map(|(_, anchors)| {
        (
            anchors.left.0,
            anchors.right.0,
            shift(anchors.left),
            shift(anchors.right),
        )
    });
    let mut significant = vec![0, last];
    if let Some((left, right, ..)) = anchors {
        for line in [left, right] {
            significant.extend(line.saturating_sub(1)..=line + 1);
        }
    }
    significant.sort_unstable();
    significant.dedup();
    significant.retain(|line| *line <= last);
    let mut result = Vec::new();
    let output = |line: usize, result: &mut Vec<String>| {
        let text = &lines[line];
        result.push(text.iter().collect::<String>());
        if !carets {
            return;
        }
        let spaces = text.iter().take_while(|c| c.is_whitespace()).count();
        let columns = if line == last {
            width(&text[..end.min(text.len())])
        } else {
            width(text)
        };
        let begin = width(&lines[0][..start.min(lines[0].len())]);
        let mark = |col: usize| {
            if col < spaces || line == 0 && col < begin {
                return ' ';
            }
            match anchors {
                None => '^',
                Some((_, _, left, right)) if (line, col) >= left && (line, col) < right => '^',
                Some(_) => '~',
            }
        };
        result.push((0..columns).map(mark).collect());
    };
    let mut previous: Option<usize> = None;
    for line in significant {
        if let Some(previous) = previous {
            match line - previous {
                2 => output(line - 1, &mut result),
                gap if gap > 2 => result.push(format!("...<{} lines>...", gap - 1)),
                _ => {}
            }
        }
        output(line, &mut result);
        previous = Some(line);
    }
    result
}

/// Whether carets tell anything: not where they would underline the whole line, or all that a simple assignment or
/// return computes.
fn should_show(lines: &[Vec<char>], start: usize, end: usize, kind: Option<Kind>) -> bool {
    let before: String = lines[0].iter().take(start).collect();
    let after: String = lines[lines.len() - 1].iter().skip(end).collect();
    if let Some(Kind::Call { by_name }) = kind {
        let rest = after.trim();
        let ends = rest.is_empty() || rest.starts_with(['#', ';']);
        let returns = before.trim_end() == "return" && by_name;
        let assigns = before.trim_end().strip_suffix('=').is_some_and(|target| {
            let target = target.trim();
            !target.is_empty()
                && !target.starts_with(|c: char| c.is_ascii_digit())
                && target.chars().all(|c| c.is_alphanumeric() || c == '_')
        });
        if ends && (returns || assigns) {
            return false;
        }
    }
    kind.is_some() || !before.trim_start().is_empty() || !after.trim_end().is_empty()
}
