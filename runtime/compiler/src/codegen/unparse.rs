//! Expressions back to source, in CPython's normal form: for annotations under `from __future__ import annotations`.

use crate::code::PyString;
use crate::source::Source;
use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

/// The text of an expression.
pub(super) fn expression(expr: &Expr, source: &Source<'_>) -> PyString {
    PyString::from(&source.text[expr.range()])
}
