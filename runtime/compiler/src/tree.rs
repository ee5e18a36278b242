//! The parsed source, and what the compiler reads off tree nodes in several places.

use ruff_python_ast::{Expr, Number, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What is compiled.
pub(crate) enum Tree<'a> {
    Module(&'a [Stmt]),
    Interactive(&'a [Stmt]),
    Expression(&'a Expr),
}

/// Whether CPython's tree has a Constant here.
pub(crate) fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Name(name) => name.id.as_str() == "__debug__" && name.ctx.is_load(),
        _ => false,
    }
}

/// The docstring of a body.
pub(crate) fn docstring(body: &[Stmt]) -> Option<&ruff_python_ast::ExprStringLiteral> {
    match body.first()? {
        Stmt::Expr(statement) => statement.value.as_string_literal_expr(),
        _ => None,
    }
}

/// Where `def`, `async def` or `class` starts: the node's range starts with the first decorator.
pub(crate) fn definition_start(
    text: &str,
    range: TextRange,
    decorators: &[ruff_python_ast::Decorator],
) -> TextSize {
    let Some(last) = decorators.last() else {
        return range.start();
    };
    let bytes = text.as_bytes();
    let mut at = last.range().end().to_usize();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\x0c' | b'\\' => at += 1,
            b'#' => {
                at += bytes[at..]
                    .iter()
                    .position(|&byte| byte == b'\n')
                    .unwrap_or(bytes.len() - at)
            }
            _ => break,
        }
    }
    TextSize::new(at as u32)
}

/// A number that can be negated in a pattern.
pub(crate) fn number(expr: &Expr) -> Option<&Number> {
    expr.as_number_literal_expr().map(|literal| &literal.value)
}
