//! Advice that is mechanical, as an edit of the source. An edit is made where the text is plainly what it is for, else none.

use runtime::report::Span;
use serde::Serialize;

use crate::measured::Advice;
use crate::source::{line_start, text_of};

/// A change of a source: other text in place of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The range, of one line.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// The source with the change. None where the range does not lie in it.
    pub fn applied(&self, source: &str) -> Option<String> {
        let start = line_start(source, self.span.line)? + self.span.column as usize;
        let end = line_start(source, self.span.end_line)? + self.span.end_column as usize;
        Some([source.get(..start)?, &self.text, source.get(end..)?].concat())
    }
}

/// What following `advice` would make of the expression at `span`.
pub fn edit(advice: Advice, source: &str, span: Span) -> Option<Edit> {
    if span.line != span.end_line {
        return None;
    }
    let code = text_of(source, span);
    let text = match advice {
        Advice::FloatConstant | Advice::FloatConstantCompared => float_at_the_end(&code),
        Advice::InSetLiteral => set_at_the_end(&code),
        Advice::InDictNotKeys => code.strip_suffix(".keys()").map(str::to_owned),
        Advice::IsNone => is_none(&code),
        _ => None,
    }?;
    Some(Edit { span, text })
}

/// `x * 5` → `x * 5.0`
fn float_at_the_end(code: &str) -> Option<String> {
    let rest = code.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let before = rest.chars().next_back()?;
    let is_number =
        rest.len() < code.len() && !before.is_alphanumeric() && !"_.'\"".contains(before);
    is_number.then(|| format!("{code}.0"))
}

/// `x in (1, 2, 3)` → `x in {1, 2, 3}`
fn set_at_the_end(code: &str) -> Option<String> {
    let inner = code.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let (before, items) = (&inner[..open], &inner[open + 1..]);
    // With other brackets or comments in it, it may end elsewhere.
    let plain = before.ends_with(" in ") && !items.contains(['[', ']', '{', '}', ')', '#', '\\']);
    plain.then(|| format!("{before}{{{items}}}"))
}

fn is_none(code: &str) -> Option<String> {
    let is = |operator: &str, instead: &str| {
        let left = code
            .strip_suffix("None")?
            .trim_end()
            .strip_suffix(operator)?
            .trim_end();
        Some(format!("{left} {instead} None"))
    };
    is("==", "is").or_else(|| is("!=", "is not"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(advice: Advice, code: &str, expected: Option<&str>) {
        let source = format!("if a:\r\n    r = {code}  # é\n");
        let (column, end_column) = (8, 8 + code.len() as u32);
        let span = Span {
            line: 2,
            column,
            end_line: 2,
            end_column,
        };
        let edited = edit(advice, &source, span).map(|edit| edit.applied(&source));
        let expected = expected.map(|code| Some(format!("if a:\r\n    r = {code}  # é\n")));
        assert_eq!(edited, expected, "{code}");
    }

    #[test]
    fn constants_become_floats() {
        check(Advice::FloatConstant, "x * 5", Some("x * 5.0"));
        check(Advice::FloatConstantCompared, "x >100", Some("x >100.0"));
        for other in [
            "x * y5",
            "x * 0x5",
            "x * 1_000",
            "x * 2.5",
            "x * (5)",
            "'5'",
            "5",
        ] {
            check(Advice::FloatConstant, other, None);
        }
    }

    #[test]
    fn tuples_become_sets() {
        check(
            Advice::InSetLiteral,
            "x in ('a', 'b', 'c')",
            Some("x in {'a', 'b', 'c'}"),
        );
        check(
            Advice::InSetLiteral,
            "x not in (1, 2, 3,)",
            Some("x not in {1, 2, 3,}"),
        );
        for other in [
            "x in T",
            "x in (1, (2, 3), 4)",
            "f(1, 2, 3)",
            "x in ('a)', 'b', 'c')",
        ] {
            check(Advice::InSetLiteral, other, None);
        }
    }

    #[test]
    fn none_is_compared_by_identity_and_dicts_are_asked() {
        check(Advice::IsNone, "x == None", Some("x is None"));
        check(Advice::IsNone, "x!=None", Some("x is not None"));
        check(Advice::IsNone, "None == x", None);
        check(Advice::InDictNotKeys, "k in d.keys()", Some("k in d"));
        check(Advice::InDictNotKeys, "k in keys", None);
    }
}
