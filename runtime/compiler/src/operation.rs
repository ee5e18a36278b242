//! An operation with two operands, as its text has it.

use std::ops::Range;

use ruff_python_ast::{Expr, Mod, Number, Stmt, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use crate::parse::parse_source;
use crate::room::discard;
use crate::source::Source;

/// An operation with two operands, and where these are in its text; brackets around them are between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The left operand.
    pub left: Range<usize>,
    /// The right operand. Of a number with a sign, the number.
    pub right: Range<usize>,
    /// What that is.
    pub kind: Operand,
}

/// What an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// An int's digits.
    Int,
    /// `None`
    None,
    /// A tuple with its brackets, or a list.
    Items,
    /// Something else.
    Other,
}

/// Reads an operation: arithmetic, one comparison, `x += y`. None of a text that is something else.
pub fn operation(code: &str) -> Option<Operation> {
    // An expression may go over several lines, which those within brackets can; statements cannot.
    read(&format!("({code}\n)\n"), 1).or_else(|| read(&format!("{code}\n"), 0))
}

/// Reads a source that is one operation, which begins behind `skipped` bytes.
fn read(text: &str, skipped: usize) -> Option<Operation> {
    let source = Source::new(text, "");
    let (parsed, levels) = parse_source(&source, false, false).ok()?;
    let found = match parsed.syntax() {
        Mod::Module(module) => match &module.body[..] {
            [Stmt::Expr(statement)] => of_expression(&statement.value),
            [Stmt::AugAssign(statement)] => Some((&*statement.target, &*statement.value)),
            _ => None,
        },
        Mod::Expression(_) => None,
    };
    let found = found.map(|(left, right)| {
        let (right, kind) = operand(right);
        let place = |range: TextRange| {
            let [start, end] = [range.start(), range.end()].map(usize::from);
            start - skipped..end - skipped
        };
        Operation {
            left: place(left.range()),
            right: place(right),
            kind,
        }
    });
    discard(parsed, levels);
    found
}

fn of_expression(expression: &Expr) -> Option<(&Expr, &Expr)> {
    match expression {
        Expr::BinOp(operation) => Some((&operation.left, &operation.right)),
        Expr::Compare(comparison) => match &comparison.comparators[..] {
            [right] => Some((&comparison.left, right)),
            _ => None,
        },
        _ => None,
    }
}

fn operand(operand: &Expr) -> (TextRange, Operand) {
    let kind = match operand {
        Expr::UnaryOp(signed) if matches!(signed.op, UnaryOp::USub | UnaryOp::UAdd) => {
            match &*signed.operand {
                Expr::NumberLiteral(number) if matches!(number.value, Number::Int(_)) => {
                    return (number.range(), Operand::Int);
                }
                _ => Operand::Other,
            }
        }
        Expr::NumberLiteral(number) if matches!(number.value, Number::Int(_)) => Operand::Int,
        Expr::NoneLiteral(_) => Operand::None,
        Expr::Tuple(tuple) if tuple.parenthesized => Operand::Items,
        Expr::List(_) => Operand::Items,
        _ => Operand::Other,
    };
    (operand.range(), kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expects the operands, and what the right one is.
    fn check(code: &str, expected: Option<(&str, &str, Operand)>) {
        let found = operation(code);
        let found = found.map(|found| (&code[found.left], &code[found.right], found.kind));
        assert_eq!(found, expected, "{code}");
    }

    #[test]
    fn operands_are_found_where_they_are() {
        check("é * 5", Some(("é", "5", Operand::Int)));
        check("(a + b) * (-1_0)", Some(("a + b", "1_0", Operand::Int)));
        check("total += 0x5", Some(("total", "0x5", Operand::Int)));
        check("a.b == None", Some(("a.b", "None", Operand::None)));
        check("x not in\n (1, 2)", Some(("x", "(1, 2)", Operand::Items)));
        check("x in [')', 'a']", Some(("x", "[')', 'a']", Operand::Items)));
        check("x % y", Some(("x", "y", Operand::Other)));
        check("x * 5.0", Some(("x", "5.0", Operand::Other)));
        for other in ["a < b < c", "f(1, 2)", "x = 1", "x +", "5", "", "a\nb"] {
            check(other, None);
        }
        check(&format!("{}1", "1 + (".repeat(10_000)), None);
    }
}
