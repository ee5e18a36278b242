//! Literals: their values as Python has them.

use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::Num;
use ruff_python_ast::{Expr, ExprStringLiteral, Int, Number, StringLiteral};
use ruff_text_size::Ranged;

use super::{Compiler, Result};
use crate::code::push_code_point;
use crate::consts::{self, Const, ConstId};

impl Compiler<'_> {
    /// The value of an expression that [`crate::tree::is_constant`].
    pub(super) fn constant(&mut self, expr: &Expr) -> Result<ConstId> {
        let constant = match expr {
            Expr::NoneLiteral(_) => return Ok(consts::NONE),
            Expr::BooleanLiteral(node) => {
                return Ok(if node.value {
                    consts::TRUE
                } else {
                    consts::FALSE
                });
            }
            Expr::EllipsisLiteral(_) => return Ok(consts::ELLIPSIS),
            Expr::Name(_) => {
                return Ok(if self.optimize == 0 {
                    consts::TRUE
                } else {
                    consts::FALSE
                });
            }
            Expr::StringLiteral(node) => {
                let value = string_value(self.source.text, node);
                return Ok(self.consts.add_wtf8(&value));
            }
            Expr::BytesLiteral(node) => {
                let parts = node
                    .value
                    .iter()
                    .flat_map(|part| part.value.iter().copied());
                Const::Bytes(parts.collect())
            }
            Expr::NumberLiteral(node) => match &node.value {
                Number::Int(int) => match int_value(int) {
                    Some(constant) => constant,
                    None => return self.error(self.loc(node), "invalid int literal"),
                },
                Number::Float(value) => Const::float(*value),
                Number::Complex { real, imag } => Const::complex(*real, *imag),
            },
            _ => return self.error(self.loc(expr), "constant expected"),
        };
        Ok(self.consts.add(constant))
    }
}

pub(super) fn int_value(int: &Int) -> Option<Const> {
    if let Some(value) = int.as_i64() {
        return Some(Const::Int(value));
    }
    let text = int.to_string().replace('_', "");
    let radix = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return BigInt::from_str_radix(&text, 10).ok().map(Const::int),
    };
    BigInt::from_str_radix(&text[2..], radix)
        .ok()
        .map(Const::int)
}

/// The value of a string literal, its parts joined, in WTF-8.
pub(crate) fn string_value<'a>(source: &str, node: &'a ExprStringLiteral) -> Cow<'a, [u8]> {
    let mut parts = node.value.iter();
    match (parts.next(), node.value.is_implicit_concatenated()) {
        (Some(part), false) => part_value(source, part),
        _ => {
            let mut bytes = Vec::new();
            for part in &node.value {
                bytes.extend_from_slice(&part_value(source, part));
            }
            Cow::Owned(bytes)
        }
    }
}

/// The parser has a replacement character for each lone surrogate: those literals are read again.
pub(super) fn part_value<'a>(source: &str, part: &'a StringLiteral) -> Cow<'a, [u8]> {
    if !has_replacement(&part.value) || part.flags.prefix().is_raw() {
        return Cow::Borrowed(part.value.as_bytes());
    }
    let text = &source[part.range()];
    let quote = text.find(['"', '\'']).unwrap_or(0);
    let body = &text[quote..];
    let width = if body.starts_with("\"\"\"") || body.starts_with("'''") {
        3
    } else {
        1
    };
    let body = body
        .get(width..body.len().saturating_sub(width))
        .unwrap_or_default();
    Cow::Owned(unescape(body))
}

/// Whether the replacement character is in a text.
pub(super) fn has_replacement(text: &str) -> bool {
    const FIRST: u8 = 0xef;
    memchr::memchr(FIRST, text.as_bytes()).is_some() && text.contains('\u{fffd}')
}

/// Resolves the escapes of a string literal's body.
pub(super) fn unescape(body: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let mut chars = rest.chars();
        let Some(char) = chars.next() else { break };
        let after = chars.as_str();
        rest = match char {
            '\n' => after,
            '\\' | '\'' | '"' => {
                out.push(char as u8);
                after
            }
            'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' => {
                out.push(match char {
                    'a' => 7,
                    'b' => 8,
                    'f' => 12,
                    'n' => b'\n',
                    'r' => b'\r',
                    't' => b'\t',
                    _ => 11,
                });
                after
            }
            '0'..='7' => {
                let end = rest
                    .bytes()
                    .take(3)
                    .take_while(|byte| (b'0'..=b'7').contains(byte))
                    .count();
                push_code_point(&mut out, u32::from_str_radix(&rest[..end], 8).unwrap_or(0));
                &rest[end..]
            }
            'x' | 'u' | 'U' => {
                let digits = match char {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                match after
                    .get(..digits)
                    .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                {
                    Some(point) => {
                        push_code_point(&mut out, point);
                        &after[digits..]
                    }
                    None => after,
                }
            }
            'N' => match after
                .strip_prefix('{')
                .and_then(|name| name.split_once('}'))
            {
                Some((name, after)) => {
                    if let Some(char) = unicode_names2::character(name) {
                        push_code_point(&mut out, char.into());
                    }
                    after
                }
                None => after,
            },
            _ => {
                out.push(b'\\');
                push_code_point(&mut out, char.into());
                after
            }
        };
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// A docstring without its indentation, as `inspect.cleandoc` would have it but for blank lines at the ends.
pub(super) fn clean_docstring(doc: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let doc = expand_tabs(doc);
    let indent = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let mut margin = usize::MAX;
    for newline in memchr::memchr_iter(b'\n', &doc) {
        let line = &doc[newline + 1..];
        let own = indent(line);
        // A blank line has no say.
        if !matches!(line.get(own), None | Some(b'\n')) {
            margin = margin.min(own);
        }
    }
    let mut start = indent(&doc);
    if start == 0 && matches!(margin, 0 | usize::MAX) {
        return doc;
    }
    if margin == usize::MAX {
        margin = 0;
    }
    let mut out = Vec::with_capacity(doc.len());
    for newline in memchr::memchr_iter(b'\n', &doc) {
        out.extend_from_slice(&doc[start..=newline]);
        start = newline + 1;
        start += indent(&doc[start..]).min(margin);
    }
    out.extend_from_slice(&doc[start..]);
    Cow::Owned(out)
}

fn expand_tabs(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\t', &text).is_none() {
        return text;
    }
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut column = 0;
    for &byte in &*text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', width));
                column += width;
            }
            b'\n' | b'\r' => {
                out.push(byte);
                column = 0;
            }
            _ => {
                out.push(byte);
                column += usize::from(byte & 0xc0 != 0x80);
            }
        }
    }
    Cow::Owned(out)
}
