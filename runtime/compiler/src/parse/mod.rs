//! Parsing, and what is wrong with a source that does not parse: in CPython's words, at the place that CPython names.
//!
//! `ruff_python_parser` parses. Only when it rejects a source, that is read again: [`tokens`] finds what CPython's tokenizer
//! would, [`hints`] what CPython's grammar has a message of its own for; everything else is "invalid syntax".

mod assignments;
mod context;
mod escapes;
mod expressions;
mod flufl;
mod hints;
mod messages;
mod numbers;
mod strings;
mod texts;
pub mod tokenize;
mod tokens;

use ruff_python_ast::Mod;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode as RuffMode, ParseError, ParseOptions, Parsed, parse_unchecked};

use crate::error::SyntaxError;
use crate::instr::Loc;
use crate::room::{discard, with_room};
use crate::source::Source;
use crate::warnings::check_literal;
use context::Context;
use tokens::{Fault, Kind, Point, Scan, Token};

/// Gives the tree, and how deep it can be at most. `flufl` is for `<>` instead of `!=`.
pub(crate) fn parse_source(
    source: &Source<'_>,
    expression: bool,
    flufl: bool,
) -> Result<(Parsed<Mod>, usize), SyntaxError> {
    if memchr::memchr(0, source.text.as_bytes()).is_some() {
        return Err(*source.error(Loc::NONE, "source code string cannot contain null bytes"));
    }
    let mode = if expression {
        RuffMode::Expression
    } else {
        RuffMode::Module
    };
    let text = flufl::usual_spelling(source.text, flufl).map_err(|fault| at(source, &fault))?;
    let parsed = parse_unchecked(&text, ParseOptions::from(mode));
    let shape = Shape::of(&parsed, source);
    let checked = match parsed.errors().first() {
        Some(error) => Err(with_room(shape.levels, || syntax_error(source, error))),
        None => shape.check(source),
    };
    match checked {
        Ok(()) => Ok((parsed, shape.levels)),
        Err(error) => {
            discard(parsed, shape.levels);
            Err(error)
        }
    }
}

/// How deep a source nests, told by its tokens.
#[derive(Default)]
struct Shape {
    brackets: usize,
    indents: usize,
    /// Brackets within one f-string.
    fields: usize,
    /// The tree is no deeper than that: each level of an expression has a token of its own.
    levels: usize,
}

impl Shape {
    fn of(parsed: &Parsed<Mod>, source: &Source<'_>) -> Shape {
        let mut shape = Shape::default();
        let (mut brackets, mut indents, mut line) = (0_usize, 0_usize, 0);
        let mut strings = Vec::new();
        for token in parsed.tokens() {
            line += 1;
            match token.kind() {
                TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::FStringMiddle
                | TokenKind::TStringMiddle => check_literal(token, source),
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                    brackets += 1;
                    shape.brackets = shape.brackets.max(brackets);
                    if let Some(outside) = strings.last() {
                        shape.fields = shape.fields.max(brackets.saturating_sub(*outside));
                    }
                }
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    brackets = brackets.saturating_sub(1);
                }
                TokenKind::FStringStart | TokenKind::TStringStart => strings.push(brackets),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    strings.pop();
                }
                TokenKind::Indent => {
                    indents += 1;
                    shape.indents = shape.indents.max(indents);
                }
                TokenKind::Dedent => indents = indents.saturating_sub(1),
                TokenKind::Newline => {
                    shape.levels = shape.levels.max(line);
                    line = 0;
                }
                _ => {}
            }
        }
        shape.levels = shape.levels.max(line) + shape.indents;
        shape
    }

    /// CPython's tokenizer limits the nesting of brackets and the levels of indentation.
    fn check(&self, source: &Source<'_>) -> Result<(), SyntaxError> {
        let suspect = self.brackets > tokens::MAX_BRACKETS
            || self.indents >= tokens::MAX_INDENT
            || self.fields > strings::MAX_FIELDS;
        if suspect && let Some(fault) = tokens::scan(source.text).fault {
            return Err(at(source, &fault));
        }
        Ok(())
    }
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
    match &scan.fault {
        Some(fault) if context.gives_way_to(fault) => at(source, fault),
        _ => at(source, &context.explain()),
    }
}
