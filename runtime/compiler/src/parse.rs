//! Parsing, and the parser's errors as Python's.

use ruff_python_ast::Mod;
use ruff_python_parser::{Mode as RuffMode, ParseError, ParseOptions, Parsed, parse};

use crate::error::SyntaxError;
use crate::source::Source;

pub(crate) fn parse_source(
    source: &Source<'_>,
    expression: bool,
) -> Result<Parsed<Mod>, SyntaxError> {
    let mode = if expression {
        RuffMode::Expression
    } else {
        RuffMode::Module
    };
    parse(source.text, ParseOptions::from(mode)).map_err(|error| syntax_error(source, &error))
}

fn syntax_error(source: &Source<'_>, error: &ParseError) -> SyntaxError {
    source.error(source.range(error.location), error.error.to_string())
}
