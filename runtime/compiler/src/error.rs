//! Errors in the user's source.

use std::fmt;

/// Which exception Python raises for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `ValueError` (a null byte in the source, an int literal too long)
    Value,
    /// `RecursionError`
    Recursion,
    /// `MemoryError`
    Memory,
    /// `OverflowError`
    Overflow,
}

impl ErrorKind {
    /// The name of the exception type.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Value => "ValueError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::Memory => "MemoryError",
            ErrorKind::Overflow => "OverflowError",
        }
    }
}

/// An error in the source, with its place. Lines and columns count from 1, columns in characters; 0 means unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The exception type.
    pub kind: ErrorKind,
    /// The message.
    pub message: String,
    /// `filename`; none for bytes that could not be decoded.
    pub filename: Option<String>,
    /// `lineno`
    pub line: u32,
    /// `offset`
    pub column: i32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`; CPython has -1 in some places.
    pub end_column: i32,
    /// The source line, with its newline.
    pub text: Option<String>,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)?;
        if self.line == 0 {
            return Ok(());
        }
        let file = self.filename.as_deref().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default();
        write!(out, " ({name}, line {})", self.line)
    }
}

impl std::error::Error for SyntaxError {}
