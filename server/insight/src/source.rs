//! Ranges of source texts.

use runtime::report::Span;

/// The source text of a range; what does not lie in the text is left out.
pub fn text_of(source: &str, span: Span) -> String {
    let mut text = String::new();
    for (number, line) in (1..).zip(runtime::lines(source)) {
        if number > span.end_line {
            break;
        }
        if number < span.line {
            continue;
        }
        let start = if number == span.line {
            span.column as usize
        } else {
            0
        };
        let end = if number == span.end_line {
            span.end_column as usize
        } else {
            line.len()
        };
        text.push_str(line.get(start..end.min(line.len())).unwrap_or_default());
        text.push('\n');
    }
    text.pop();
    text
}

/// Where a line begins, in bytes.
pub(crate) fn line_start(source: &str, line: u32) -> Option<usize> {
    match line.checked_sub(2) {
        None => Some(0),
        Some(index) => runtime::line_ends(source.as_bytes()).nth(index as usize),
    }
}
