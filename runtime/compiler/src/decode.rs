//! Source bytes to text: byte order marks, coding cookies, and what is not in the encoding.

use std::borrow::Cow;

use crate::error::{ErrorKind, SyntaxError};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes the bytes of a source file as its coding cookie says, UTF-8 if it has none (`Parser/tokenizer`).
/// The encodings are UTF-8, ASCII, Latin-1 and those of `encoding_rs`; others are "unknown".
///
/// # Errors
///
/// Bytes that are not in the encoding, and encodings that are not known.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SyntaxError> {
    decode_from(Origin::File, bytes)
}

/// As [`decode`], of bytes that are not read from a file by the tokenizer: the argument of `compile()`, an imported file.
///
/// # Errors
///
/// Those of [`decode`], some in other words.
pub fn decode_string(bytes: &[u8]) -> Result<Cow<'_, str>, SyntaxError> {
    decode_from(Origin::String, bytes)
}

/// What CPython's tokenizer reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    File,
    String,
}

fn decode_from(origin: Origin, bytes: &[u8]) -> Result<Cow<'_, str>, SyntaxError> {
    let (body, has_bom) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    let encoding = cookie(body).map(|name| (normalize(&name), name));
    match encoding {
        None => utf8(body, true),
        // "utf8" is no spelling that goes with a byte order mark.
        Some((encoding, name))
            if has_bom && (encoding != "utf-8" || name.eq_ignore_ascii_case("utf8")) =>
        {
            // CPython says the name as far as it has normalized it.
            let shown = if encoding == "utf-8" {
                &name
            } else {
                &encoding
            };
            let mut error = error(1, format!("encoding problem: {shown} with BOM"));
            if origin == Origin::String {
                let line = body.split(|&byte| byte == b'\n').next().unwrap_or_default();
                let line = String::from_utf8_lossy(line).into_owned();
                (error.end_line, error.end_column) = (1, line.chars().count() as i32);
                error.text = Some(line);
            }
            Err(error)
        }
        Some((encoding, _)) if encoding == "utf-8" => utf8(body, origin == Origin::String),
        Some((encoding, name)) => other(body, &encoding)
            .map(|text| text.map(Cow::Owned))
            .unwrap_or_else(|| {
                Err(SyntaxError {
                    column: -1,
                    ..error(0, format!("unknown encoding: {name}"))
                })
            }),
    }
}

fn error(line: u32, message: String) -> SyntaxError {
    SyntaxError {
        kind: ErrorKind::Syntax,
        message,
        filename: None,
        line,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: None,
    }
}

/// The encoding that a coding cookie names, if [`decode`] does not know it.
pub fn foreign_encoding(bytes: &[u8]) -> Option<String> {
    let name = cookie(bytes)?;
    let encoding = normalize(&name);
    (encoding != "utf-8" && other(&[], &encoding).is_none()).then_some(name)
}

/// The encoding that a comment on one of the first two lines names: `coding[:=]\s*([-\w.]+)`.
fn cookie(bytes: &[u8]) -> Option<String> {
    for (at, line) in bytes.split(|&byte| byte == b'\n').take(2).enumerate() {
        let blanks = line
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'))
            .count();
        let rest = &line[blanks..];
        if rest.first() != Some(&b'#') {
            // Only a blank or comment line may stand before the cookie.
            let blank = rest.is_empty() || rest == b"\r";
            if at == 0 && blank {
                continue;
            }
            return None;
        }
        if let Some(name) = cookie_in(rest) {
            return Some(name);
        }
    }
    None
}

fn cookie_in(comment: &[u8]) -> Option<String> {
    const WORD: &[u8] = b"coding";
    for at in 0..comment.len().saturating_sub(WORD.len()) {
        if !comment[at..].starts_with(WORD) {
            continue;
        }
        let after = &comment[at + WORD.len()..];
        if !matches!(after.first(), Some(b':' | b'=')) {
            continue;
        }
        let name = after[1..]
            .iter()
            .skip_while(|byte| matches!(byte, b' ' | b'\t'));
        let name = name.take_while(|&&byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
        });
        let name: String = name.map(|&byte| char::from(byte)).collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// The usual spellings of UTF-8 and Latin-1 as one.
fn normalize(name: &str) -> String {
    let lower: String = name
        .chars()
        .take(12)
        .map(|char| {
            if char == '_' {
                '-'
            } else {
                char.to_ascii_lowercase()
            }
        })
        .collect();
    if lower == "utf-8" || lower == "utf8" || lower.starts_with("utf-8-") {
        return "utf-8".to_owned();
    }
    for latin in ["latin-1", "iso-8859-1", "iso-latin-1"] {
        if lower == latin
            || lower
                .strip_prefix(latin)
                .is_some_and(|rest| rest.starts_with('-'))
        {
            return "iso-8859-1".to_owned();
        }
    }
    lower
}

/// Both errors have their place in the line, of which one kind is shown with a caret.
fn utf8(bytes: &[u8], caret: bool) -> Result<Cow<'_, str>, SyntaxError> {
    let bad = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(bad) => bad.valid_up_to(),
    };
    let line = bytes[..bad].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
    let start = bytes[..bad]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let end = bytes[bad..].iter().position(|&byte| byte == b'\n');
    let text = &bytes[start..end.map_or(bytes.len(), |length| bad + length)];
    let byte = bytes[bad];
    let (message, column) = if !caret {
        let column = bad - start;
        let message = format!(
            "(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {column}: {}",
            reason(bytes, bad)
        );
        (message, 0)
    } else {
        let message = format!(
            "Non-UTF-8 code starting with '\\x{byte:02x}' on line {line}, but no encoding declared; \
             see https://peps.python.org/pep-0263/ for details"
        );
        let before = String::from_utf8_lossy(&bytes[start..bad]);
        (message, before.chars().count() as i32 + 1)
    };
    Err(SyntaxError {
        column,
        end_line: line,
        end_column: column,
        text: Some(String::from_utf8_lossy(text).into_owned()),
        ..error(line, message)
    })
}

fn reason(bytes: &[u8], at: usize) -> &'static str {
    match bytes[at] {
        0x80..=0xc1 | 0xf5..=0xff => "invalid start byte",
        _ => "invalid continuation byte",
    }
}

/// Decodes with a codec that is not UTF-8; none if the name is not known.
fn other(bytes: &[u8], encoding: &str) -> Option<Result<String, SyntaxError>> {
    let failed = |codec: &str, at: usize, reason: &str| {
        let byte = bytes.get(at).copied().unwrap_or_default();
        let message =
            format!("'{codec}' codec can't decode byte 0x{byte:02x} in position {at}: {reason}");
        Err(SyntaxError {
            column: -1,
            ..error(0, message)
        })
    };
    match encoding {
        "iso-8859-1" | "latin1" | "l1" | "8859" | "cp819" => {
            return Some(Ok(bytes.iter().map(|&byte| char::from(byte)).collect()));
        }
        "ascii" | "us-ascii" | "646" => {
            return Some(match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => failed("ascii", at, "ordinal not in range(128)"),
                None => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
            });
        }
        _ => {}
    }
    let known = label(encoding)?;
    let mut text = String::with_capacity(bytes.len() * 3);
    let mut decoder = known.new_decoder_without_bom_handling();
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    // Bytes that Python's codecs have no character for, these decode to the control characters of the same number.
    let undefined = |at: &usize| known.is_single_byte() && (0x80..0xa0).contains(&bytes[*at]);
    let control = text
        .chars()
        .any(|char| ('\u{80}'..'\u{a0}').contains(&char));
    let wrong = match result {
        encoding_rs::DecoderResult::Malformed(bad, after) => {
            Some(read - usize::from(bad) - usize::from(after))
        }
        _ if control => (0..bytes.len()).filter(undefined).find(|&at| {
            let (own, _) = known.decode_without_bom_handling(&bytes[at..=at]);
            own.chars()
                .all(|char| u32::from(char) == u32::from(bytes[at]))
        }),
        _ => None,
    };
    Some(match wrong {
        Some(at) if known.is_single_byte() => {
            failed("charmap", at, "character maps to <undefined>")
        }
        Some(at) => failed(
            &encoding.replace('-', "_"),
            at,
            "illegal multibyte sequence",
        ),
        None => Ok(text),
    })
}

/// The codec of a Python name. `encoding_rs` knows the names of the web.
fn label(name: &str) -> Option<&'static encoding_rs::Encoding> {
    let web = match name {
        "mac-roman" | "macroman" => "macintosh".to_owned(),
        "ujis" | "eucjp" => "euc-jp".to_owned(),
        "euckr" => "euc-kr".to_owned(),
        "iso2022-jp" => "iso-2022-jp".to_owned(),
        "latin-9" | "l9" => "iso-8859-15".to_owned(),
        _ => match name
            .strip_prefix("cp125")
            .or(name.strip_prefix("windows-125"))
        {
            Some(rest) => format!("windows-125{rest}"),
            None => name.to_owned(),
        },
    };
    // There these are others' names; in Python they are codecs of their own, or none that source can be in.
    if web.starts_with("utf") || web.starts_with("ucs") || web == "replacement" {
        return None;
    }
    let alternative = web.replace('-', "_");
    encoding_rs::Encoding::for_label(web.as_bytes())
        .or_else(|| encoding_rs::Encoding::for_label(alternative.as_bytes()))
}
