//! Advice that is mechanical, as an edit of the source. An edit is made where the code is plainly what it is for, else none.

use runtime::report::Span;
use runtime::{Operand, Operation, operation};
use serde::Serialize;

use crate::measured::Advice;
use crate::source::line_start;

/// A change of a source: other text in place of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The range.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// The source with the change. None where the range does not lie in it.
    pub fn applied(&self, source: &str) -> Option<String> {
        let (start, end) = ends(source, self.span)?;
        Some([source.get(..start)?, &self.text, source.get(end..)?].concat())
    }
}

/// Where a range begins and ends, in bytes.
fn ends(source: &str, span: Span) -> Option<(usize, usize)> {
    let start = line_start(source, span.line)? + span.column as usize;
    let end = line_start(source, span.end_line)? + span.end_column as usize;
    Some((start, end))
}

/// What following `advice` would make of the expression at `span`.
pub fn edit(advice: Advice, source: &str, span: Span) -> Option<Edit> {
    let (start, end) = ends(source, span)?;
    let code = source.get(start..end)?;
    let text = match advice {
        Advice::FloatConstant | Advice::FloatConstantCompared => float_at_the_right(code),
        Advice::InSetLiteral => set_at_the_right(code),
        Advice::InDictNotKeys => code.strip_suffix(".keys()").map(str::to_owned),
        Advice::IsNone => is_none(code),
        _ => None,
    }?;
    Some(Edit { span, text })
}

/// The operation that a text is, if its right operand is of this kind.
fn with_right(code: &str, kind: Operand) -> Option<Operation> {
    // The parser would count lines that end otherwise differently.
    let found = (!code.contains('\r')).then(|| operation(code))??;
    (found.kind == kind).then_some(found)
}

/// More digits than these a float does not always have.
const DIGITS: usize = 15;

/// `x * 5` → `x * 5.0`
fn float_at_the_right(code: &str) -> Option<String> {
    let at = with_right(code, Operand::Int)?.right;
    let number = code.get(at.clone())?;
    let is_plain = number
        .chars()
        .all(|digit| digit.is_ascii_digit() || digit == '_');
    let (before, after) = code.split_at_checked(at.end)?;
    (is_plain && number.len() <= DIGITS).then(|| format!("{before}.0{after}"))
}

/// `x in (1, 2, 3)` → `x in {1, 2, 3}`
fn set_at_the_right(code: &str) -> Option<String> {
    let at = with_right(code, Operand::Items)?.right;
    let items = code.get(at.start + 1..at.end - 1)?;
    let (before, after) = (code.get(..at.start)?, code.get(at.end..)?);
    Some(format!("{before}{{{items}}}{after}"))
}

/// `x == None` → `x is None`
fn is_none(code: &str) -> Option<String> {
    let Operation { left, right, .. } = with_right(code, Operand::None)?;
    let between = code.get(left.end..right.start)?;
    let (operator, instead) = match (between.contains("=="), between.contains("!=")) {
        (true, _) => ("==", "is"),
        (_, true) => ("!=", "is not"),
        _ => return None,
    };
    let (before, after) = between.split_once(operator)?;
    // A comment may have the operator in it.
    if between.contains('#') {
        return None;
    }
    let (before, after) = (before.trim_end(), after.trim_start());
    let (left, right) = (code.get(..left.end)?, code.get(right.start..)?);
    Some(format!("{left}{before} {instead} {after}{right}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(advice: Advice, code: &str, expected: Option<&str>) {
        let source = format!("if a:\r\n    r = {code}  # é\n");
        let last = code.rsplit('\n').next().unwrap_or_default().len() as u32;
        let more = code.matches('\n').count() as u32;
        let span = Span {
            line: 2,
            column: 8,
            end_line: 2 + more,
            end_column: if more == 0 { 8 + last } else { last },
        };
        let edited = edit(advice, &source, span).map(|edit| edit.applied(&source));
        let expected = expected.map(|code| Some(format!("if a:\r\n    r = {code}  # é\n")));
        assert_eq!(edited, expected, "{code}");
    }

    #[test]
    fn constants_become_floats() {
        check(Advice::FloatConstant, "x * 5", Some("x * 5.0"));
        check(Advice::FloatConstantCompared, "x >100", Some("x >100.0"));
        check(Advice::FloatConstant, "x * 1_000", Some("x * 1_000.0"));
        check(Advice::FloatConstant, "x * (-5)", Some("x * (-5.0)"));
        check(Advice::FloatConstant, "t += 1", Some("t += 1.0"));
        for other in [
            "x * y5",
            "x * 0x5",
            "x * 2.5",
            "x * 9007199254740993",
            "5 * x",
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
        check(Advice::InSetLiteral, "x in [')', 2]", Some("x in {')', 2}"));
        check(
            Advice::InSetLiteral,
            "x in (\n    1,  # (\n    (2, 3),\n)",
            Some("x in {\n    1,  # (\n    (2, 3),\n}"),
        );
        check(Advice::InSetLiteral, "x in (\r\n 1, 2)", None);
        for other in ["x in T", "f(1, 2, 3)", "x in (y)", "x in {1, 2}"] {
            check(Advice::InSetLiteral, other, None);
        }
    }

    #[test]
    fn none_is_compared_by_identity_and_dicts_are_asked() {
        check(Advice::IsNone, "x == None", Some("x is None"));
        check(Advice::IsNone, "x!=None", Some("x is not None"));
        check(Advice::IsNone, "(x) == (None)", Some("(x) is (None)"));
        check(Advice::IsNone, "None == x", None);
        check(Advice::InDictNotKeys, "k in d.keys()", Some("k in d"));
        check(Advice::InDictNotKeys, "k in keys", None);
    }
}
