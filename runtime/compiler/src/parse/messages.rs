//! What the parser says, and what CPython says for the same.

use ruff_python_ast::Expr;

/// Messages of the parser, and CPython's for the same.
const MESSAGES: &[(&str, &str)] = &[
    ("Only one '/' separator allowed", "/ may appear only once"),
    (
        "Only one '*' parameter allowed",
        "* argument may appear only once",
    ),
    (
        "Parameter cannot follow var-keyword parameter",
        "arguments cannot follow var-keyword argument",
    ),
    (
        "Parameter without a default cannot follow a parameter with a default",
        "parameter without a default follows parameter with a default",
    ),
    (
        "Expected one or more keyword parameter after `*` separator",
        "named arguments must follow bare *",
    ),
    (
        "Unparenthesized generator expression cannot be used here",
        "Generator expression must be parenthesized",
    ),
    (
        "Boolean 'not' expression cannot be used here",
        "'not' after an operator must be parenthesized",
    ),
    (
        "Expected `except` or `finally` after `try` block",
        "expected 'except' or 'finally' block",
    ),
    (
        "Only single target (not tuple) can be annotated",
        "only single target (not tuple) can be annotated",
    ),
    (
        "Only single target (not list) can be annotated",
        "only single target (not list) can be annotated",
    ),
    (
        "Trailing comma not allowed",
        "trailing comma not allowed without surrounding parentheses",
    ),
    (
        "Cannot have both 'except' and 'except*' on the same 'try'",
        "cannot have both 'except' and 'except*' on the same 'try'",
    ),
    (
        "Multiple exception types must be parenthesized when using `as`",
        "multiple exception types must be parenthesized when using 'as'",
    ),
    (
        "Positional patterns cannot follow keyword patterns",
        "positional patterns follow keyword patterns",
    ),
    (
        "'/' parameter must appear before '*' parameter",
        "/ must be ahead of *",
    ),
    (
        "Positional argument cannot follow keyword argument unpacking",
        "positional argument follows keyword argument unpacking",
    ),
    (
        "Positional argument cannot follow keyword argument",
        "positional argument follows keyword argument",
    ),
    (
        "Iterable argument unpacking cannot follow keyword argument unpacking",
        "iterable argument unpacking follows keyword argument unpacking",
    ),
    (
        "Position-only parameter separator not allowed as first parameter",
        "at least one argument must precede /",
    ),
    (
        "Expected `else`, found newline",
        "expected 'else' after 'if' expression",
    ),
    (
        "Expected `,`, found int",
        "invalid syntax. Perhaps you forgot a comma?",
    ),
    ("Expected `:`, found newline", "expected ':'"),
];

pub(super) fn translate(text: &str) -> Option<String> {
    if let Some((_, message)) = MESSAGES.iter().find(|(own, _)| *own == text) {
        return Some((*message).to_owned());
    }
    if text.starts_with("Expected `(`, found ") {
        return Some("expected '('".to_owned());
    }
    // What starts like this says that a token does not fit; CPython only calls it invalid.
    let plain = PLAIN.iter().any(|start| text.starts_with(start));
    (!plain).then(|| text.to_owned())
}

const PLAIN: &[&str] = &[
    "Expected ",
    "Simple statements must",
    "Compound statements are not",
    "Starred expression cannot",
    "Got unexpected",
    "Unparenthesized",
    "Unexpected",
    "Exception missing in",
    "Pattern cannot follow",
    "Yield expression cannot",
    "Lambda expression cannot",
    "Invalid annotated assignment target",
];

/// What CPython calls a kind of expression.
pub(super) fn describe(expr: &Expr) -> &'static str {
    match expr {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NoneLiteral(_) => "None",
        Expr::BooleanLiteral(node) if node.value => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => "literal",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Slice(_) | Expr::IpyEscapeCommand(_) => "expression",
    }
}
