//! `from __future__ import barry_as_FLUFL`: from there on, unequal is written `<>`.

use std::borrow::Cow;

use memchr::memmem;

use super::tokens::{self, Fault, Kind, Point, Token};
use crate::error::ErrorKind;

const FEATURE: &str = "barry_as_FLUFL";

/// The text in the parser's spelling: with `!=` for each `<>` that is an operator.
pub(super) fn usual_spelling(text: &str, inherited: bool) -> Result<Cow<'_, str>, Box<Fault>> {
    if !inherited && memmem::find(text.as_bytes(), FEATURE.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let scan = tokens::scan(text);
    let Some(start) = start(text, &scan.tokens, inherited) else {
        return Ok(Cow::Borrowed(text));
    };
    let mut usual = String::with_capacity(text.len());
    let mut done = 0;
    for token in &scan.tokens[start..] {
        match &text[token.start..token.end] {
            "!=" if token.kind == Kind::Op => {
                return Err(Box::new(Fault {
                    kind: ErrorKind::Syntax,
                    message: "with Barry as BDFL, use '<>' instead of '!='".to_owned(),
                    start: Point::At(token.start),
                    end: Point::At(token.end),
                }));
            }
            "<>" if token.kind == Kind::Op => {
                usual.push_str(&text[done..token.start]);
                usual.push_str("!=");
                done = token.end;
            }
            _ => {}
        }
    }
    usual.push_str(&text[done..]);
    Ok(Cow::Owned(usual))
}

/// The token from which on the feature is on.
fn start(text: &str, tokens: &[Token], inherited: bool) -> Option<usize> {
    if inherited {
        return Some(0);
    }
    let text = |at: usize| tokens.get(at).map_or("", |own| &text[own.start..own.end]);
    let import =
        |at: usize| text(at) == "from" && text(at + 1) == "__future__" && text(at + 2) == "import";
    let ends = |at: usize| tokens[at].kind == Kind::Newline || text(at) == ";";
    let mut from = (0..tokens.len()).filter(|&at| import(at));
    from.find_map(|from| {
        let end = (from..tokens.len()).find(|&at| ends(at))?;
        let named = |at: usize| text(at) == FEATURE && text(at - 1) != "as";
        (from + 3..end).any(named).then_some(end)
    })
}
