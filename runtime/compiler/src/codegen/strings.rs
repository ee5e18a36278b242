//! f-strings, t-strings, and `%` formatting that is turned into an f-string.

use std::borrow::Cow;

use ruff_python_ast::{
    ConversionFlag, Expr, ExprBinOp, ExprFString, ExprTString, FStringPart, InterpolatedElement,
    InterpolatedStringElement, InterpolatedStringElements, InterpolatedStringFormatSpec,
    InterpolatedStringLiteralElement, Operator,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::literals::{has_replacement, part_value, string_value, unescape};
use super::names::METHOD;
use super::{Compiler, Result, STACK_USE_GUIDELINE};
use crate::instr::Loc;
use crate::names::known;
use crate::ops;

/// A part of a formatted string.
pub(super) enum Piece<'a> {
    Text(Vec<u8>, Loc),
    Value(Value<'a>),
}

pub(super) struct Value<'a> {
    expr: &'a Expr,
    /// 0 for none, else CONVERT_VALUE's argument.
    conversion: u32,
    spec: Option<Spec<'a>>,
    loc: Loc,
    /// The expression's source, for templates.
    text: Cow<'a, str>,
}

enum Spec<'a> {
    Elements(&'a InterpolatedStringFormatSpec),
    Text(String),
}

fn conversion_arg(conversion: ConversionFlag) -> u32 {
    match conversion {
        ConversionFlag::None => 0,
        ConversionFlag::Str => 1,
        ConversionFlag::Repr => 2,
        ConversionFlag::Ascii => 3,
    }
}

/// The text of an expression without the comments in it.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains('#') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '"', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with('#') {
            let comment = rest.find('\n').unwrap_or(rest.len());
            rest = &rest[comment..];
            continue;
        } else {
            string_length(rest)
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The length of the string literal that a text starts with, quotes included.
fn string_length(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let quote = if text.starts_with(&triple) {
        &*triple
    } else {
        quote
    };
    let mut at = quote.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        let escaped = usize::from(rest.starts_with('\\'));
        at += rest
            .chars()
            .take(1 + escaped)
            .map(char::len_utf8)
            .sum::<usize>();
    }
    text.len()
}

/// Joins texts that follow each other, drops empty ones.
fn merge(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut merged: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (_, Piece::Text(text, _)) if text.is_empty() => {}
            (Some(Piece::Text(before, whole)), Piece::Text(text, loc)) => {
                before.extend_from_slice(&text);
                whole.end_line = loc.end_line;
                whole.end_col = loc.end_col;
            }
            (_, piece) => merged.push(piece),
        }
    }
    merged
}

impl<'a> Compiler<'a> {
    fn literal_element(&self, element: &InterpolatedStringLiteralElement) -> Vec<u8> {
        if !has_replacement(&element.value) {
            return element.value.as_bytes().to_vec();
        }
        let text = &self.source.text[element.range()];
        if text.contains('\u{fffd}') {
            return element.value.as_bytes().to_vec();
        }
        unescape(&text.replace("{{", "{").replace("}}", "}"))
    }

    fn pieces(&self, elements: &'a InterpolatedStringElements, pieces: &mut Vec<Piece<'a>>) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(text) => {
                    pieces.push(Piece::Text(self.literal_element(text), self.loc(text)));
                }
                InterpolatedStringElement::Interpolation(element) => {
                    self.interpolation(element, pieces)
                }
            }
        }
    }

    fn interpolation(&self, element: &'a InterpolatedElement, pieces: &mut Vec<Piece<'a>>) {
        let loc = self.loc(element);
        let mut conversion = conversion_arg(element.conversion);
        let end = match (&element.format_spec, conversion) {
            (_, 1..) => self.conversion_start(element),
            (Some(spec), _) => self.spec_start(spec),
            (None, _) => element.range().end() - TextSize::new(1),
        };
        let start = element.range().start() + TextSize::new(1);
        if let Some(debug) = &element.debug_text {
            if conversion == 0 && element.format_spec.is_none() {
                conversion = 2;
            }
            let text_loc = self.source.range(TextRange::new(start, end));
            pieces.push(Piece::Text(
                without_comments(debug.as_str()).into_owned().into_bytes(),
                text_loc,
            ));
        }
        let text = &self.source.text[TextRange::new(start, end.max(start))];
        let text = match &element.debug_text {
            Some(_) => text.rfind('=').map_or(text, |at| &text[..at]),
            None => text,
        };
        pieces.push(Piece::Value(Value {
            expr: &element.expression,
            conversion,
            spec: element.format_spec.as_deref().map(Spec::Elements),
            loc,
            text: without_comments(text),
        }));
    }

    /// Where the `!` of a conversion stands.
    fn conversion_start(&self, element: &InterpolatedElement) -> TextSize {
        let end = match &element.format_spec {
            Some(spec) => self.spec_start(spec),
            None => element.range().end() - TextSize::new(1),
        };
        let text = &self.source.text[TextRange::new(element.range().start(), end)];
        text.rfind('!')
            .map_or(end, |at| element.range().start() + TextSize::new(at as u32))
    }

    /// Where the `:` of a format specification stands.
    fn spec_start(&self, spec: &InterpolatedStringFormatSpec) -> TextSize {
        let start = spec.range().start();
        let before = &self.source.text[..start.to_usize()];
        if before.ends_with(':') {
            start - TextSize::new(1)
        } else {
            start
        }
    }

    pub(super) fn f_string(&mut self, node: &'a ExprFString) -> Result {
        let mut pieces = Vec::new();
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => {
                    let text = part_value(self.source.text, literal).into_owned();
                    pieces.push(Piece::Text(text, self.loc(literal)));
                }
                FStringPart::FString(part) => self.pieces(&part.elements, &mut pieces),
            }
        }
        self.joined(self.loc(node), merge(pieces))
    }

    fn text(&mut self, text: Vec<u8>, loc: Loc) {
        let text = self.consts.add_wtf8(&text);
        self.load(loc, text);
    }

    fn piece(&mut self, piece: Piece<'a>) -> Result {
        match piece {
            Piece::Text(text, loc) => {
                self.text(text, loc);
                Ok(())
            }
            Piece::Value(value) => self.formatted(value),
        }
    }

    /// The pieces as one string.
    pub(super) fn joined(&mut self, loc: Loc, pieces: Vec<Piece<'a>>) -> Result {
        let count = pieces.len();
        if count > STACK_USE_GUIDELINE {
            self.load_str(loc, "");
            self.op_attr(loc, known::JOIN, METHOD);
            self.op_i(loc, ops::BUILD_LIST, 0);
            for piece in pieces {
                self.piece(piece)?;
                self.op_i(loc, ops::LIST_APPEND, 1);
            }
            self.op_i(loc, ops::CALL, 1);
            return Ok(());
        }
        pieces.into_iter().try_for_each(|piece| self.piece(piece))?;
        match count {
            0 => self.load_str(loc, ""),
            1 => {}
            _ => self.op_n(loc, ops::BUILD_STRING, count),
        }
        Ok(())
    }

    fn formatted(&mut self, value: Value<'a>) -> Result {
        self.expr(value.expr)?;
        if value.conversion != 0 {
            self.op_i(value.loc, ops::CONVERT_VALUE, value.conversion);
        }
        if let Some(spec) = value.spec {
            self.spec(spec)?;
            self.op(value.loc, ops::FORMAT_WITH_SPEC);
        } else {
            self.op(value.loc, ops::FORMAT_SIMPLE);
        }
        Ok(())
    }

    fn spec(&mut self, spec: Spec<'a>) -> Result {
        match spec {
            Spec::Text(text) => {
                self.text(text.into_bytes(), Loc::NONE);
                Ok(())
            }
            Spec::Elements(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, &mut pieces);
                let loc = self
                    .source
                    .range(TextRange::new(self.spec_start(spec), spec.range().end()));
                self.joined(loc, merge(pieces))
            }
        }
    }

    pub(super) fn t_string(&mut self, node: &'a ExprTString) -> Result {
        let loc = self.loc(node);
        let mut pieces = Vec::new();
        for part in &node.value {
            self.pieces(&part.elements, &mut pieces);
        }
        let mut texts = 0;
        let mut after_value = true;
        let mut values = Vec::new();
        for piece in merge(pieces) {
            match piece {
                Piece::Text(text, loc) => {
                    self.text(text, loc);
                    texts += 1;
                    after_value = false;
                }
                Piece::Value(value) => {
                    if after_value {
                        self.load_str(loc, "");
                        texts += 1;
                    }
                    after_value = true;
                    values.push(value);
                }
            }
        }
        if after_value {
            self.load_str(loc, "");
            texts += 1;
        }
        self.op_n(loc, ops::BUILD_TUPLE, texts);
        let count = values.len();
        for value in values {
            self.expr(value.expr)?;
            self.load_str(value.loc, &value.text);
            let mut arg = 2 | value.conversion << 2;
            if let Some(spec) = value.spec {
                arg |= 1;
                self.spec(spec)?;
            }
            self.op_i(value.loc, ops::BUILD_INTERPOLATION, arg);
        }
        self.op_n(loc, ops::BUILD_TUPLE, count);
        self.op(loc, ops::BUILD_TEMPLATE);
        Ok(())
    }

    /// `"..." % (a, b)` with simple conversions only, as the pieces of an f-string.
    pub(super) fn percent_format(&mut self, node: &'a ExprBinOp) -> Result<Option<Vec<Piece<'a>>>> {
        let (Operator::Mod, Expr::StringLiteral(format), Expr::Tuple(arguments)) =
            (node.op, &*node.left, &*node.right)
        else {
            return Ok(None);
        };
        if arguments.elts.iter().any(Expr::is_starred_expr) {
            return Ok(None);
        }
        let format = string_value(self.source.text, format);
        let Some(pieces) = split_format(&format) else {
            return Ok(None);
        };
        let wanted = pieces
            .iter()
            .filter(|piece| matches!(piece, FormatPiece::Argument(..)))
            .count();
        if wanted != arguments.elts.len() {
            return Ok(None);
        }
        let mut arguments = arguments.elts.iter();
        let pieces = pieces.into_iter().filter_map(|piece| {
            Some(match piece {
                FormatPiece::Text(text) => Piece::Text(text, Loc::NONE),
                FormatPiece::Argument(conversion, spec) => {
                    let expr = arguments.next()?;
                    let spec = spec.map(Spec::Text);
                    Piece::Value(Value {
                        expr,
                        conversion,
                        spec,
                        loc: self.loc(expr),
                        text: Cow::Borrowed(""),
                    })
                }
            })
        });
        Ok(Some(pieces.collect()))
    }
}

enum FormatPiece {
    Text(Vec<u8>),
    Argument(u32, Option<String>),
}

/// Splits a `%` format, if it has nothing but `%s`, `%r` and `%a` with plain widths and precisions.
fn split_format(format: &[u8]) -> Option<Vec<FormatPiece>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    loop {
        let mut text = Vec::new();
        while let Some((&byte, after)) = rest.split_first() {
            if byte == b'%' {
                match after.strip_prefix(b"%") {
                    Some(after) => {
                        text.push(b'%');
                        rest = after;
                        continue;
                    }
                    None => break,
                }
            }
            text.push(byte);
            rest = after;
        }
        if !text.is_empty() {
            pieces.push(FormatPiece::Text(text));
        }
        let Some(after) = rest.strip_prefix(b"%") else {
            return Some(pieces);
        };
        let (piece, after) = conversion(after)?;
        pieces.push(piece);
        rest = after;
    }
}

/// Flags, width, precision and conversion after a `%`.
fn conversion(mut rest: &[u8]) -> Option<(FormatPiece, &[u8])> {
    let mut left = false;
    while let Some(&flag @ (b'-' | b'+' | b' ' | b'#' | b'0')) = rest.first() {
        left |= flag == b'-';
        rest = &rest[1..];
    }
    let mut spec = String::new();
    let (width, after) = digits(rest)?;
    rest = after;
    if let Some(width) = width {
        if !left && width > 0 {
            spec.push('>');
        }
        spec.push_str(&width.to_string());
    }
    if let Some(after) = rest.strip_prefix(b".") {
        let (precision, after) = digits(after)?;
        rest = after;
        spec.push('.');
        spec.push_str(&precision.unwrap_or(0).to_string());
    }
    let (&kind, rest) = rest.split_first()?;
    let conversion = match kind {
        b's' => 1,
        b'r' => 2,
        b'a' => 3,
        _ => return None,
    };
    Some((
        FormatPiece::Argument(conversion, (!spec.is_empty()).then_some(spec)),
        rest,
    ))
}

/// Up to two digits; more are not handled here.
fn digits(rest: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match count {
        0 => Some((None, rest)),
        1 | 2 => {
            let value = rest[..count]
                .iter()
                .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
            Some((Some(value), &rest[count..]))
        }
        _ => None,
    }
}
