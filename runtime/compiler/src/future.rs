//! `from __future__ import ...`

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use crate::code;
use crate::error::SyntaxError;
use crate::source::Source;

/// The features that a file turns on.
pub(crate) struct Future {
    pub(crate) flags: u32,
    /// The end of the last import that stands where such imports may stand.
    pub(crate) end: (i32, i32),
}

pub(crate) fn features(body: &[Stmt], source: &Source<'_>) -> Result<Future, Box<SyntaxError>> {
    let mut future = Future {
        flags: 0,
        end: (-1, -1),
    };
    for (at, statement) in body.iter().enumerate() {
        match statement {
            Stmt::ImportFrom(node)
                if node.level == 0 && node.module.as_deref() == Some("__future__") =>
            {
                for alias in &node.names {
                    future.flags |= match alias.name.as_str() {
                        "annotations" => code::CO_FUTURE_ANNOTATIONS,
                        "barry_as_FLUFL" => code::CO_FUTURE_BARRY_AS_BDFL,
                        "nested_scopes" | "generators" | "division" | "absolute_import"
                        | "with_statement" | "print_function" | "unicode_literals"
                        | "generator_stop" => 0,
                        "braces" => return Err(source.error(source.loc(alias), "not a chance")),
                        name => {
                            let message = format!("future feature {name} is not defined");
                            return Err(source.error(source.loc(alias), message));
                        }
                    };
                }
                future.end = source.line_column(node.range().end());
            }
            Stmt::Expr(node) if at == 0 && node.value.is_string_literal_expr() => {}
            _ => break,
        }
    }
    Ok(future)
}
