//! Which part of the source each finding stands and falls with.
//!
//! A region is a function, a class body or a statement of the module: its lines without those of the regions in it. Findings
//! hold as long as the region's own text is what it was when the program ran, wherever the lines have gone since; undone edits
//! bring them back.

use std::ops::Range;

use runtime::report::{Code, Span};

use super::edit::Edit;
use super::text::Text;

/// The regions of a source as it was when it ran.
#[derive(Clone, Debug)]
pub struct Regions {
    /// Lines of each region; the module is the first, and each comes before those in it.
    lines: Vec<Range<usize>>,
    /// The regions directly in each, in order.
    inner: Vec<Vec<usize>>,
    /// The own text of each, and whether what follows it is indented deeper.
    own: Vec<(String, bool)>,
    /// The region of each code object of the report.
    of_code: Vec<usize>,
}

/// The whole module. What its statements do not hold belongs to it.
const MODULE: usize = 0;

/// Where the regions are now.
#[derive(Clone, Debug)]
pub struct Tracked {
    lines: Vec<Range<usize>>,
    /// Whether each still has its text.
    whole: Vec<bool>,
    /// Whether there are other statements than there were.
    other_statements: bool,
}

impl Regions {
    /// The regions of `text`, which the code objects of `file` were compiled from.
    pub fn new(text: &Text, code: &[Code], file: &str) -> Self {
        let spans: Vec<_> = code
            .iter()
            .map(|code| (code.file == file).then(|| lines_of(text, code)))
            .collect();
        let mut within: Vec<Range<usize>> = spans
            .iter()
            .zip(code)
            .filter(|(_, code)| has_lines_of_its_own(code))
            .filter_map(|(span, _)| span.clone())
            .collect();
        let statements = module_statements(text, &within);
        within.extend(statements);
        within.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        within.dedup();
        // A function that is all there is in a file is not the module.
        let module = 0..text.len();
        let mut lines: Vec<Range<usize>> = std::iter::once(module).chain(within).collect();
        let parents = parents(&mut lines);
        let mut inner = vec![Vec::new(); lines.len()];
        for (region, parent) in parents.iter().enumerate().skip(1) {
            inner[*parent].push(region);
        }
        let innermost = |span: &Range<usize>| {
            lines
                .iter()
                .rposition(|range| range.start <= span.start && span.end <= range.end)
                .unwrap_or(0)
        };
        let of_code = spans
            .iter()
            .zip(code)
            .map(|(span, code)| match span {
                Some(span) if code.qualname != "<module>" => innermost(span),
                _ => MODULE,
            })
            .collect();
        let mut regions = Regions {
            own: Vec::new(),
            lines,
            inner,
            of_code,
        };
        regions.own = (0..regions.lines.len())
            .map(|region| regions.own(region, text, &regions.lines))
            .collect();
        regions
    }

    /// The regions where they were when the program ran.
    pub fn track(&self) -> Tracked {
        Tracked {
            lines: self.lines.clone(),
            whole: vec![true; self.lines.len()],
            other_statements: false,
        }
    }

    /// Where the region of a code object begins now; none once its text has changed.
    pub fn start(&self, tracked: &Tracked, code: usize) -> Option<usize> {
        match self.of_code.get(code).copied().unwrap_or(MODULE) {
            MODULE => Some(0),
            region => tracked.whole[region].then(|| tracked.lines[region].start),
        }
    }

    /// Where the range `at` of the source that ran is now; none once the code object's text has changed.
    pub fn locate(
        &self,
        tracked: &Tracked,
        code: usize,
        at: &Range<usize>,
    ) -> Option<Range<usize>> {
        let mut region = self.of_code.get(code).copied().unwrap_or(MODULE);
        if region == MODULE {
            let inner = &self.inner[MODULE];
            let before = inner.partition_point(|inner| self.lines[*inner].start <= at.start);
            let last = before.checked_sub(1).map(|last| inner[last]);
            region = last
                .filter(|last| at.end <= self.lines[*last].end)
                .unwrap_or(MODULE);
        }
        let range = &self.lines[region];
        if !tracked.whole[region] || at.start < range.start || at.end > range.end {
            return None;
        }
        let moved = |offset: usize| {
            let before = self.inner[region]
                .iter()
                .filter(|inner| self.lines[**inner].end <= offset);
            let (old, new) = before.fold((0, 0), |(old, new), inner| {
                (
                    old + self.lines[*inner].len(),
                    new + tracked.lines[*inner].len(),
                )
            });
            offset - range.start - old + new + tracked.lines[region].start
        };
        let start = moved(at.start);
        Some(start..moved(at.end).max(start))
    }

    fn own(&self, region: usize, text: &Text, lines: &[Range<usize>]) -> (String, bool) {
        let mut own = String::new();
        let mut from = lines[region].start;
        for inner in &self.inner[region] {
            own.push_str(
                text.as_str()
                    .get(from..lines[*inner].start)
                    .unwrap_or_default(),
            );
            from = lines[*inner].end;
        }
        own.push_str(
            text.as_str()
                .get(from..lines[region].end)
                .unwrap_or_default(),
        );
        (own, goes_on(text, &lines[region]))
    }
}

impl Tracked {
    /// Moves the regions with an edit. [`Tracked::compare`] must follow the last of several.
    pub fn shift(&mut self, edit: &Edit) {
        for lines in &mut self.lines {
            *lines = edit.shift(lines);
        }
    }

    /// Finds out which regions have their text, now that it is `text`.
    pub fn compare(&mut self, regions: &Regions, text: &Text) {
        self.lines[0] = 0..text.len();
        for (region, whole) in self.whole.iter_mut().enumerate() {
            let lines = &self.lines[region];
            *whole = text.starts_line(lines.start)
                && (text.starts_line(lines.end) || lines.end == text.len())
                && regions.own(region, text, &self.lines) == regions.own[region];
        }
        let (now, _) = regions.own(MODULE, text, &self.lines);
        self.other_statements = !statements(&now).eq(statements(&regions.own[MODULE].0));
    }

    /// Whether there is code that is not what it was.
    pub fn is_stale(&self) -> bool {
        self.other_statements || self.whole.iter().skip(1).any(|whole| !whole)
    }

    /// Whether the code at an offset is not what it was.
    pub fn is_stale_at(&self, offset: usize) -> bool {
        let around = |lines: &Range<usize>| lines.start <= offset && offset < lines.end;
        let innermost = self.lines.iter().skip(1).rposition(around);
        innermost.is_some_and(|region| !self.whole[region + 1])
    }
}

/// The lines that are more than blanks and comments.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    runtime::lines(text).filter(|line| is_code(line))
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// The statements of the module that are no function or class of the report: each line without indentation and what hangs on it.
fn module_statements(text: &Text, regions: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut statements: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for line in text.each_line() {
        let content = &text.as_str()[line.clone()];
        // Blank lines come and go between statements; within one, the next line takes them along.
        if content.trim().is_empty() {
            continue;
        }
        if regions.iter().any(|region| {
            region.start <= line.start && line.end <= region.end && starts_flush(text, region)
        }) {
            open = false;
        } else if open && hangs_on(content) {
            if let Some(last) = statements.last_mut() {
                last.end = line.end;
            }
        } else {
            open = true;
            statements.push(line);
        }
    }
    statements
}

/// Whether a line goes on with the statement before it.
fn hangs_on(line: &str) -> bool {
    let clause = |keyword: &str| {
        line.strip_prefix(keyword)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    line.starts_with([' ', '\t', ')', ']', '}'])
        || ["else", "elif", "except", "finally"]
            .into_iter()
            .any(clause)
}

fn starts_flush(text: &Text, region: &Range<usize>) -> bool {
    indentation(&text.as_str()[region.start..]) == 0
}

/// Whether the first line of code after a region is indented deeper than the region: something was added to its end.
fn goes_on(text: &Text, lines: &Range<usize>) -> bool {
    let (Some(region), Some(rest)) = (
        text.as_str().get(lines.start..),
        text.as_str().get(lines.end..),
    ) else {
        return false;
    };
    let next = runtime::lines(rest).find(|line| is_code(line));
    next.is_some_and(|line| indentation(line) > indentation(region))
}

fn indentation(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Lambdas and generator expressions belong to the statement that they are in.
fn has_lines_of_its_own(code: &Code) -> bool {
    !code
        .qualname
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .starts_with('<')
}

fn lines_of(text: &Text, code: &Code) -> Range<usize> {
    let span = if code.span == Span::default() {
        span_of_instructions(code)
    } else {
        code.span
    };
    text.lines(span.line, span.end_line)
}

/// For code without a span: from its first line to the last that an instruction has.
fn span_of_instructions(code: &Code) -> Span {
    let last = code
        .instructions
        .iter()
        .filter_map(|instruction| instruction.span)
        .map(|span| span.end_line)
        .max();
    let line = code.firstlineno.max(1);
    Span {
        line,
        column: 0,
        end_line: last.unwrap_or(line).max(line),
        end_column: 0,
    }
}

/// The region around each, which comes before it in the list. Ranges that overlap are cut to what is around them.
fn parents(lines: &mut [Range<usize>]) -> Vec<usize> {
    let mut parents = vec![0; lines.len()];
    let mut around: Vec<usize> = vec![0];
    for region in 1..lines.len() {
        while around.len() > 1
            && around
                .last()
                .is_some_and(|outer| lines[*outer].end <= lines[region].start)
        {
            around.pop();
        }
        let parent = around.last().copied().unwrap_or(0);
        lines[region].end = lines[region].end.min(lines[parent].end);
        parents[region] = parent;
        around.push(region);
    }
    parents
}

#[cfg(test)]
mod tests {
    use lsp_types::TextDocumentContentChangeEvent;

    use super::*;
    use crate::lsp::text::Encoding;

    const SOURCE: &str = "import a\ndef f():\n    x\n    def g():\n        y\n    z\nclass C:\n    def m(self):\n        w\nend";

    fn code(qualname: &str, first: u32, last: u32) -> Code {
        Code {
            qualname: qualname.into(),
            file: "a.py".into(),
            span: [first, 0, last, 0].into(),
            ..Code::default()
        }
    }

    /// Applies edits (what to replace, by what), and says where the marks of each code object are then.
    fn check(edits: &[(&str, &str)], expected: &[(usize, &str, bool)]) {
        let report = [
            code("<module>", 1, 10),
            code("f", 2, 6),
            code("f.<locals>.g", 4, 5),
            code("C", 7, 9),
            code("C.m", 8, 9),
        ];
        let source = Text::new(SOURCE.into());
        let regions = Regions::new(&source, &report, "a.py");
        let mut tracked = regions.track();
        let mut text = source.clone();
        for (old, new) in edits {
            let whole = text.as_str().replacen(old, new, 1);
            let change = TextDocumentContentChangeEvent {
                range: None,
                range_length: None,
                text: whole,
            };
            let edit;
            (text, edit) = crate::lsp::edit::apply(&text, &change, Encoding::Utf8);
            tracked.shift(&edit);
        }
        tracked.compare(&regions, &text);
        for (code, mark, holds) in expected {
            let at = SOURCE.find(mark).expect("the mark is there");
            let now = regions.locate(&tracked, *code, &(at..at + mark.len()));
            let found = now.map(|now| text.as_str()[now].to_string());
            assert_eq!(
                found,
                holds.then(|| (*mark).to_string()),
                "{mark} after {edits:?}"
            );
        }
    }

    #[test]
    fn findings_move_with_what_is_around_them_and_fall_with_their_own_text() {
        let all = |but: &[&str]| -> Vec<(usize, &'static str, bool)> {
            let marks = [
                (0, "import a"),
                (0, "end"),
                (1, "x"),
                (1, "z"),
                (2, "y"),
                (3, "class"),
                (4, "w"),
            ];
            marks
                .into_iter()
                .map(|(code, mark)| (code, mark, !but.contains(&mark)))
                .collect()
        };
        check(&[], &all(&[]));
        check(&[("y", "yy + 1\n        more")], &all(&["y"]));
        check(&[("    x", "    x + 1")], &all(&["x", "z"]));
        check(&[("import a\n", "import b\n")], &all(&["import a"]));
        check(&[("import a\n", "import a\n\n# note\n")], &all(&[]));
        check(&[("def f", "# note\ndef f")], &all(&[]));
        check(&[("    z\n", "    z\n    more\n")], &all(&["x", "z"]));
        check(&[("    z\n", "    z\n    # note\n")], &all(&[]));
        check(&[("end", "end of it")], &all(&["end"]));
        check(&[("w\n", "w2\n")], &all(&["w"]));
    }

    #[test]
    fn a_function_may_be_all_there_is() {
        let source = Text::new("def f():\n    x\n".into());
        let report = [code("<module>", 1, 2), code("f", 1, 2)];
        let regions = Regions::new(&source, &report, "a.py");
        let mut tracked = regions.track();
        let text = Text::new(format!("# note\n{}", source.as_str()));
        tracked.shift(&crate::lsp::edit::difference(&source, text.as_str()));
        tracked.compare(&regions, &text);
        assert_eq!(regions.locate(&tracked, 1, &(13..14)), Some(20..21));
        assert!(!tracked.is_stale());
    }

    #[test]
    fn undone_edits_bring_findings_back() {
        check(
            &[("x", "xx"), ("xx", "x")],
            &[(1, "x", true), (1, "z", true)],
        );
        check(
            &[("def f", "@d\ndef f"), ("@d\n", "")],
            &[(1, "x", true), (0, "end", true)],
        );
        check(
            &[("def f", "async def f"), ("async ", "")],
            &[(1, "x", true)],
        );
    }

    #[test]
    fn wild_spans_do_no_harm() {
        let report = [
            code("f", 3, 900),
            code("g", 5, 2),
            code("h", 0, 0),
            code("i", 1, 5),
            code("j", 4, 8),
        ];
        let source = Text::new(SOURCE.into());
        let regions = Regions::new(&source, &report, "a.py");
        let tracked = regions.track();
        for code in 0..9 {
            regions.locate(&tracked, code, &(0..9999));
            regions.locate(&tracked, code, &(3..4));
        }
    }
}
