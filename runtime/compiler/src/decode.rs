//! Source bytes to text: byte order marks, coding cookies, and what is not in the encoding.

use crate::error::{ErrorKind, SyntaxError};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes the bytes of a source file as its coding cookie says, UTF-8 if it has none. The encodings are UTF-8,
/// ASCII, Latin-1 and the single-byte ones of the `encoding` tables here; others are "unknown".
///
/// # Errors
///
/// Bytes that are not in the encoding, and encodings that are not known.
pub fn decode(bytes: &[u8]) -> Result<String, SyntaxError> {
    let (body, has_bom) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    let encoding = cookie(body).map(|name| (normalize(&name), name));
    match encoding {
        None => utf8(body, None),
        // "utf8" is no spelling that goes with a byte order mark.
        Some((encoding, name))
            if has_bom && (encoding != "utf-8" || name.eq_ignore_ascii_case("utf8")) =>
        {
            Err(error(1, format!("encoding problem: {name} with BOM")))
        }
        Some((encoding, _)) if encoding == "utf-8" => utf8(body, Some("utf-8")),
        Some((encoding, name)) => other(body, &encoding).unwrap_or_else(|| {
            // A name that Python knows would be decoded there; here it is reported as a name that is not known.
            Err(error(0, format!("unknown encoding: {name}")))
        }),
    }
}

fn error(line: u32, message: String) -> SyntaxError {
    SyntaxError {
        kind: ErrorKind::Syntax,
        message,
        filename: String::new(),
        line,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: None,
    }
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

fn utf8(bytes: &[u8], named: Option<&str>) -> Result<String, SyntaxError> {
    let bad = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
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
    // Only the latter is shown with a caret.
    let (message, column) = if named.is_some() {
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
        (message, before.chars().count() as u32 + 1)
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

fn other(bytes: &[u8], encoding: &str) -> Option<Result<String, SyntaxError>> {
    let table: fn(u8) -> Option<char> = match encoding {
        "iso-8859-1" | "latin1" | "l1" | "8859" | "cp819" => |byte| Some(char::from(byte)),
        "ascii" | "us-ascii" | "646" => |byte| byte.is_ascii().then(|| char::from(byte)),
        "iso-8859-15" | "iso8859-15" | "latin-9" | "l9" => |byte| Some(latin9(byte)),
        "koi8-r" => |byte| Some(koi8_r(byte)),
        "cp1252" | "windows-1252" => cp1252,
        _ => return None,
    };
    let mut text = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        match table(byte) {
            Some(char) => text.push(char),
            None => {
                let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
                let message = format!(
                    "(unicode error) '{encoding}' codec can't decode byte 0x{byte:02x} in position {at}: \
                     ordinal not in range(128)"
                );
                return Some(Err(error(line, message)));
            }
        }
    }
    Some(Ok(text))
}

fn latin9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        _ => char::from(byte),
    }
}

fn cp1252(byte: u8) -> Option<char> {
    const HIGH: &str = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";
    match byte {
        0x80..=0x9f => HIGH
            .chars()
            .nth(usize::from(byte - 0x80))
            .filter(|&char| char != '\0'),
        _ => Some(char::from(byte)),
    }
}

fn koi8_r(byte: u8) -> char {
    const HIGH: &str = "─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u{a0}⌡°²·÷═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©\
                        юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
    match byte {
        0..=0x7f => char::from(byte),
        _ => HIGH
            .chars()
            .nth(usize::from(byte - 0x80))
            .unwrap_or('\u{fffd}'),
    }
}
