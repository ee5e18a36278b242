//! Parsing, and what is wrong with a source that does not parse: in CPython's words, at the place that CPython names.
//!
//! `ruff_python_parser` parses. Only when it rejects a source, that is read again: [`tokens`] finds what CPython's tokenizer
//! would, [`hints`] what CPython's grammar has a message of its own for; everything else is "invalid syntax".

mod hints;
mod messages;
mod numbers;
mod strings;
mod tokens;

use ruff_python_ast::Mod;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode as RuffMode, ParseError, ParseOptions, Parsed, parse};

use crate::error::SyntaxError;
use crate::instr::Loc;
use crate::source::Source;
use hints::Context;
use tokens::{Fault, Kind, Point, Scan, Token};

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
    let parsed = parse(source.text, ParseOptions::from(mode))
        .map_err(|error| syntax_error(source, &error))?;
    check_nesting(source, &parsed)?;
    Ok(parsed)
}

/// CPython's tokenizer limits the nesting of brackets.
fn check_nesting(source: &Source<'_>, parsed: &Parsed<Mod>) -> Result<(), SyntaxError> {
    let (mut depth, mut deepest) = (0_usize, 0);
    for token in parsed.tokens() {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    if deepest > tokens::MAX_BRACKETS
        && let Some(fault) = tokens::scan(source.text).fault
    {
        return Err(at(source, &fault));
    }
    Ok(())
}

fn at(source: &Source<'_>, fault: &Fault) -> SyntaxError {
    let place = |point: Point| match point {
        Point::Fixed { line, column } => (line, column),
        Point::At(offset) => {
            let (line, column) = source.line_column((offset as u32).into());
            (line, source.character_column(line, column))
        }
    };
    let (start, end) = (place(fault.start), place(fault.end));
    source.error_at(fault.kind, start, end, fault.message.clone())
}

fn syntax_error(source: &Source<'_>, error: &ParseError) -> SyntaxError {
    let scan = tokens::scan(source.text);
    if let Some(fault) = &scan.fault {
        return at(source, fault);
    }
    let place = error.location.start().to_usize();
    // The token at which the parser gave up.
    let found = scan.tokens.partition_point(|token| {
        token.end <= place && !(token.start == place && token.end == place)
    });
    let context = Context {
        source,
        scan: &scan,
        found,
        error,
    };
    at(source, &context.explain())
}
