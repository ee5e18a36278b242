//! A document's text and the positions in it.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind, Range as LspRange};
use runtime::report::Span;

/// What the client counts within a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// What the protocol means when nothing is said.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first of the client's encodings that is known here.
    pub fn negotiate(offered: &[PositionEncodingKind]) -> Self {
        offered.iter().find_map(Self::from_kind).unwrap_or_default()
    }

    fn from_kind(kind: &PositionEncodingKind) -> Option<Self> {
        [Self::Utf8, Self::Utf16, Self::Utf32]
            .into_iter()
            .find(|encoding| encoding.kind() == *kind)
    }

    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A text, and where its lines start. Lines end as Python and the protocol have it: `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct Text {
    text: String,
    starts: Vec<usize>,
}

impl Text {
    pub fn new(text: String) -> Self {
        // The text's last line is empty when the one before it has an end.
        let mut starts: Vec<usize> = std::iter::once(0)
            .chain(runtime::line_ends(text.as_bytes()))
            .collect();
        if !text.is_empty() && !text.ends_with(['\n', '\r']) {
            starts.pop();
        }
        Text { text, starts }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether a line starts at this offset.
    pub fn starts_line(&self, offset: usize) -> bool {
        self.starts.binary_search(&offset).is_ok()
    }

    /// The byte offset of a client's position. What lies beyond a line's or the text's end is that end.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let Some(line) = usize::try_from(position.line)
            .ok()
            .and_then(|line| self.line(line))
        else {
            return self.text.len();
        };
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
        let mut width = 0;
        let within = self.text[line.clone()].char_indices().find(|(_, c)| {
            let here = width;
            width += encoding.width(*c);
            // A position inside a character is that character's.
            here >= wanted || width > wanted
        });
        within.map_or(line.end, |(at, _)| line.start + at)
    }

    /// The client's position of a byte offset.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let width: usize = self.text[self.starts[line]..offset]
            .chars()
            .map(|c| encoding.width(c))
            .sum();
        Position::new(saturated(line), saturated(width))
    }

    /// The client's range of a byte range.
    pub fn range(&self, range: &Range<usize>, encoding: Encoding) -> LspRange {
        LspRange::new(
            self.position(range.start, encoding),
            self.position(range.end, encoding),
        )
    }

    /// The byte range of a report's span, cut to what is there.
    pub fn span(&self, span: Span) -> Range<usize> {
        let offset = |line: u32, column: u32| {
            let line = usize::try_from(line)
                .ok()
                .and_then(|line| self.line(line.checked_sub(1)?));
            let at = line.map_or(self.text.len(), |line| {
                line.end.min(line.start.saturating_add(column as usize))
            });
            self.text.floor_char_boundary(at)
        };
        let start = offset(span.line, span.column);
        start..offset(span.end_line, span.end_column).max(start)
    }

    /// The byte range of the lines from `first` to `last`, counted from 1, with the last one's end.
    pub fn lines(&self, first: u32, last: u32) -> Range<usize> {
        let start = |line: u32| {
            self.starts
                .get(line as usize)
                .copied()
                .unwrap_or(self.text.len())
        };
        let first = start(first.saturating_sub(1));
        first..start(last).max(first)
    }

    /// The byte ranges of all lines, with their ends.
    pub fn each_line(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.starts.iter().copied().skip(1).chain([self.text.len()]);
        self.starts
            .iter()
            .copied()
            .zip(ends)
            .map(|(start, end)| start..end)
    }

    /// Where the text of the line that holds `offset` ends.
    pub fn line_end(&self, offset: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        self.line(line).map_or(self.text.len(), |line| line.end)
    }

    /// A line's byte range without its end, lines counted from 0.
    fn line(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line)?;
        let end = self
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or(self.text.len());
        Some(start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len())
    }
}

fn saturated(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, encoding: Encoding, offset: usize, line: u32, character: u32) {
        let text = Text::new(text.into());
        let position = Position::new(line, character);
        assert_eq!(text.position(offset, encoding), position);
        assert_eq!(text.offset(position, encoding), offset);
    }

    #[test]
    fn positions_are_exact_in_each_encoding() {
        let text = "a = 'é😀' + b\r\nc\rd";
        check(text, Encoding::Utf8, 14, 0, 14);
        check(text, Encoding::Utf16, 14, 0, 11);
        check(text, Encoding::Utf32, 14, 0, 10);
        check(text, Encoding::Utf16, 18, 1, 0);
        check(text, Encoding::Utf16, 21, 2, 1);
    }

    #[test]
    fn positions_beyond_the_text_are_its_ends() {
        let text = Text::new("é\r\nx".into());
        assert_eq!(text.offset(Position::new(0, 99), Encoding::Utf16), 2);
        assert_eq!(text.offset(Position::new(9, 0), Encoding::Utf16), 5);
        assert_eq!(
            text.offset(Position::new(0, 1), Encoding::Utf8),
            0,
            "inside é"
        );
        assert_eq!(text.span([7, 0, 9, 3].into()), 5..5);
        assert_eq!(text.span([1, 1, 1, 99].into()), 0..2);
    }

    #[test]
    fn the_first_known_encoding_wins() {
        let negotiate = |kinds: &[&'static str]| {
            Encoding::negotiate(
                &kinds
                    .iter()
                    .map(|kind| PositionEncodingKind::new(kind))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(negotiate(&["utf-7", "utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(negotiate(&[]), Encoding::Utf16);
    }
}
