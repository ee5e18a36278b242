//! Parsing, and the parser's errors in CPython's words where they are known.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Mod};
use ruff_python_parser::{
    Mode as RuffMode, ParseError, ParseErrorType, ParseOptions, Parsed, parse, parse_expression,
    parse_unchecked,
};
use ruff_text_size::{Ranged, TextRange};

use crate::error::{ErrorKind, SyntaxError};
use crate::instr::Loc;
use crate::source::Source;

pub(crate) fn parse_source(
    source: &Source<'_>,
    expression: bool,
) -> Result<Parsed<Mod>, SyntaxError> {
    if source.text.contains('\0') {
        return Err(source.error(Loc::NONE, "source code string cannot contain null bytes"));
    }
    let mode = if expression {
        RuffMode::Expression
    } else {
        RuffMode::Module
    };
    parse(source.text, ParseOptions::from(mode)).map_err(|error| syntax_error(source, &error))
}

fn syntax_error(source: &Source<'_>, error: &ParseError) -> SyntaxError {
    let text = error.error.to_string();
    if text.contains("EOF")
        && let Some((open, range)) = unclosed_bracket(source)
    {
        return source.error(source.range(range), format!("'{open}' was never closed"));
    }
    let loc = source.range(error.location);
    if let Some(what) = text.strip_prefix("Expected an indented block after ") {
        let line = header_line(source, loc.line);
        let message = format!(
            "expected an indented block after {} on line {line}",
            block_name(what)
        );
        return source.error_of(ErrorKind::Indentation, loc, message);
    }
    if text == "Unexpected indentation" {
        return source.error_of(ErrorKind::Indentation, loc, "unexpected indent");
    }
    if text.starts_with("unindent does not match") {
        return source.error_of(ErrorKind::Indentation, loc, text);
    }
    source.error(loc, message(source, error, text))
}

/// The innermost bracket that the source leaves open.
fn unclosed_bracket(source: &Source<'_>) -> Option<(char, TextRange)> {
    let parsed = parse_unchecked(source.text, ParseOptions::from(RuffMode::Module));
    let mut open = Vec::new();
    for token in parsed.tokens() {
        match token.kind() {
            TokenKind::Lpar => open.push(('(', token.range())),
            TokenKind::Lsqb => open.push(('[', token.range())),
            TokenKind::Lbrace => open.push(('{', token.range())),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// The last line before `line` that is not blank.
fn header_line(source: &Source<'_>, line: i32) -> i32 {
    let before = source
        .text
        .lines()
        .take(usize::try_from(line - 1).unwrap_or(0));
    let last = before
        .enumerate()
        .filter(|(_, text)| !text.trim().is_empty())
        .last();
    last.map_or(line, |(at, _)| at as i32 + 1)
}

/// The parser's name of a block, in CPython's words.
fn block_name(what: &str) -> String {
    match what {
        "function definition" => what.to_owned(),
        "`class` definition" => "class definition".to_owned(),
        _ => what
            .replace('`', "'")
            .replace("clause", "statement")
            .replace("block", "statement"),
    }
}

fn message(source: &Source<'_>, error: &ParseError, text: String) -> String {
    let target = || {
        parse_expression(&source.text[error.location])
            .ok()
            .map(|parsed| describe(parsed.expr()))
    };
    match &error.error {
        ParseErrorType::InvalidAssignmentTarget => {
            let Some(name) = target() else {
                return "invalid syntax".to_owned();
            };
            let rest = source.text[error.location.end().to_usize()..].trim_start();
            let assigned = rest.starts_with('=') && !rest.starts_with("==");
            match name {
                "yield expression" => "assignment to yield expression not possible".to_owned(),
                "True" | "False" | "None" | "generator expression" => {
                    format!("cannot assign to {name}")
                }
                _ if assigned => {
                    format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?")
                }
                _ => format!("cannot assign to {name}"),
            }
        }
        ParseErrorType::InvalidDeleteTarget => target()
            .map_or("invalid syntax".to_owned(), |name| {
                format!("cannot delete {name}")
            }),
        ParseErrorType::InvalidAugmentedAssignmentTarget => target()
            .map_or("invalid syntax".to_owned(), |name| {
                format!("'{name}' is an illegal expression for augmented assignment")
            }),
        ParseErrorType::InvalidNamedAssignmentTarget => target()
            .map_or("invalid syntax".to_owned(), |name| {
                format!("cannot use assignment expressions with {name}")
            }),
        ParseErrorType::VarParameterWithDefault => {
            let kind = if source.text[error.location].starts_with("**") {
                "keyword"
            } else {
                "positional"
            };
            format!("var-{kind} argument cannot have default value")
        }
        _ => translate(text),
    }
}

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
        "Expected one or more symbol names after import",
        "Expected one or more names after 'import'",
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
    (
        "Expected `,`, found `=`",
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    ),
    (
        "Expected `:`, found `=`",
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    ),
    ("Expected `:`, found newline", "expected ':'"),
];

/// What the parser says about a token that does not fit; CPython only calls it invalid.
const PLAIN: &[&str] = &[
    "Expected ",
    "Simple statements must",
    "Compound statements are not",
    "Starred expression cannot",
    "Got unexpected token",
    "Unparenthesized tuple",
    "Unexpected token",
    "Exception missing in",
    "Pattern cannot follow",
    "Yield expression cannot",
    "Lambda expression cannot",
];

fn translate(text: String) -> String {
    if let Some((_, message)) = MESSAGES.iter().find(|(own, _)| *own == text) {
        return (*message).to_owned();
    }
    if text.starts_with("Expected `(`, found ") {
        return "expected '('".to_owned();
    }
    if PLAIN.iter().any(|start| text.starts_with(start)) {
        "invalid syntax".to_owned()
    } else {
        text
    }
}

/// What CPython calls a kind of expression.
fn describe(expr: &Expr) -> &'static str {
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
