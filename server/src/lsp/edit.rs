//! Changes of a text.

use std::ops::Range;

use lsp_types::TextDocumentContentChangeEvent;

use super::text::{Encoding, Text};

/// The replacement of a byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What was replaced.
    pub range: Range<usize>,
    /// How many bytes came in its place.
    pub inserted: usize,
    /// Whether a line started where the range did.
    pub at_line_start: bool,
}

/// The text after a client's change, and the change in bytes.
pub fn apply(
    text: &Text,
    change: &TextDocumentContentChangeEvent,
    encoding: Encoding,
) -> (Text, Edit) {
    let range = match change.range {
        Some(range) => {
            let start = text.offset(range.start, encoding);
            start..text.offset(range.end, encoding).max(start)
        }
        // The whole text was sent: most of it is usually the same.
        None => {
            let edit = difference(text, &change.text);
            return (Text::new(change.text.clone()), edit);
        }
    };
    let edit = Edit {
        at_line_start: text.starts_line(range.start),
        inserted: change.text.len(),
        range: range.clone(),
    };
    let mut new = text.as_str().to_string();
    new.replace_range(range, &change.text);
    (Text::new(new), edit)
}

/// What changed from one text to another: all between what is the same at both ends.
pub fn difference(old: &Text, new: &str) -> Edit {
    let (a, b) = (old.as_str(), new);
    let same = |(a, b): &(char, char)| a == b;
    let prefix: usize = a
        .chars()
        .zip(b.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let suffix: usize = a[prefix..]
        .chars()
        .rev()
        .zip(b[prefix..].chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    Edit {
        range: prefix..a.len() - suffix,
        inserted: b.len() - suffix - prefix,
        at_line_start: old.starts_line(prefix),
    }
}

impl Edit {
    /// Where a range of whole lines lies after the edit. What touches it from outside stays outside.
    pub fn shift(&self, range: &Range<usize>) -> Range<usize> {
        let moved = |offset: usize| offset - self.range.len() + self.inserted;
        let start = if self.range.end <= range.start {
            moved(range.start)
        } else if self.range.start < range.start {
            self.range.start + self.inserted
        } else {
            range.start
        };
        // A range that ends without the end of a line, at the end of the text, grows with what is added there.
        let before_end =
            self.range.start < range.end || (self.range.start == range.end && !self.at_line_start);
        let end = if before_end && self.range.end <= range.end {
            moved(range.end)
        } else if self.range.start < range.end {
            self.range.start
        } else {
            range.end
        };
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edit: Range<usize>, inserted: usize, expected: Range<usize>) {
        let edit = Edit {
            range: edit,
            inserted,
            at_line_start: true,
        };
        assert_eq!(edit.shift(&(10..20)), expected, "{edit:?}");
    }

    #[test]
    fn ranges_follow_edits() {
        check(0..0, 3, 13..23);
        check(10..10, 3, 13..23);
        check(8..10, 0, 8..18);
        check(20..20, 3, 10..20);
        check(20..25, 0, 10..20);
        check(12..12, 3, 10..23);
        check(12..20, 1, 10..13);
        check(10..20, 0, 10..10);
        check(8..12, 1, 9..17);
        check(18..25, 1, 10..18);
        check(0..40, 0, 0..0);
    }

    #[test]
    fn a_whole_new_text_is_the_difference() {
        let edit = difference(&Text::new("aé\nb\nc".into()), "aé\nxx\nc");
        assert_eq!(
            edit,
            Edit {
                range: 4..5,
                inserted: 2,
                at_line_start: true
            }
        );
    }
}
