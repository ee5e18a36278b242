//! What can only be a mistake: warnings of code generation.

use ruff_python_ast::{CmpOp, Expr, ExprCompare, Number, StmtAssert};
use ruff_text_size::Ranged;

use super::Compiler;

impl Compiler<'_> {
    fn warn(&self, node: &impl Ranged, message: String) {
        if !self.again {
            self.source.warn(node.start(), message);
        }
    }

    pub(super) fn check_assert(&self, node: &StmtAssert) {
        if matches!(&*node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
            let message = "assertion is always true, perhaps remove parentheses?";
            self.warn(node, message.to_owned());
        }
    }

    pub(super) fn check_compare(&self, node: &ExprCompare) {
        let mut left = &*node.left;
        for (op, right) in node.ops.iter().zip(&node.comparators) {
            if let (CmpOp::Is | CmpOp::IsNot, Some(literal)) =
                (op, [left, right].into_iter().find(|side| is_literal(side)))
            {
                let name = type_name(literal).unwrap_or("object");
                let (word, meant) = match op {
                    CmpOp::Is => ("is", "=="),
                    _ => ("is not", "!="),
                };
                let message =
                    format!("\"{word}\" with '{name}' literal. Did you mean \"{meant}\"?");
                return self.warn(node, message);
            }
            left = right;
        }
    }

    pub(super) fn check_call(&self, function: &Expr) {
        if !matches!(function, Expr::Lambda(_))
            && let Some(name) = type_name(function)
        {
            let message = format!("'{name}' object is not callable; perhaps you missed a comma?");
            self.warn(function, message);
        }
    }

    pub(super) fn check_subscript(&self, value: &Expr, index: &Expr) {
        let Some(name) = type_name(value) else { return };
        match name {
            "str" | "bytes" | "tuple" | "list" => {
                let Some(index) = type_name(index).filter(|own| !matches!(*own, "int" | "bool"))
                else {
                    return;
                };
                let message = format!(
                    "{name} indices must be integers or slices, not {index}; perhaps you missed a comma?"
                );
                self.warn(value, message);
            }
            "dict" => {}
            _ => {
                let message =
                    format!("'{name}' object is not subscriptable; perhaps you missed a comma?");
                self.warn(value, message);
            }
        }
    }
}

/// Literals whose identity means nothing.
fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(crate::tree::is_constant),
        _ => false,
    }
}

/// The type of what an expression gives, where that is certain.
fn type_name(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NumberLiteral(node) => match node.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => return None,
    })
}
