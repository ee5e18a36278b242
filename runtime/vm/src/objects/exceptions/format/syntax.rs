//! A SyntaxError as text: the line, and carets below the place.

use super::super::syntax_error;
use crate::{Value, Vm};

impl Vm {
    /// The lines of a SyntaxError, its class and message last.
    pub(super) fn syntax_error_text(&mut self, exception: Value, class: &str) -> String {
        let [
            message,
            filename,
            line,
            offset,
            source,
            end_line,
            end_offset,
        ] = syntax_error::shown(exception);
        let mut text = String::new();
        let mut suffix = String::new();
        let file = self
            .is_str(filename)
            .then(|| self.text(filename).into_owned());
        if !line.is_none() {
            let line = self.safe_str(line, "lineno");
            text += &format!(
                "  File \"{}\", line {line}\n",
                file.as_deref()
                    .filter(|file| !file.is_empty())
                    .unwrap_or("<string>")
            );
        } else if let Some(file) = file {
            suffix = format!(" ({file})");
        }
        if self.is_str(source) {
            let number = |vm: &Vm, value: Value| {
                if value.is_none() {
                    None
                } else {
                    vm.int_as_i64(value)
                }
            };
            let source: Vec<char> = self.text(source).chars().collect();
            let length = source.len() as i64;
            let ends = source.iter().rev().take_while(|c| **c == '\n').count();
            let right = &source[..source.len() - ends];
            let spaces = right
                .iter()
                .take_while(|c| matches!(c, ' ' | '\n' | '\u{c}'))
                .count();
            let left = &right[spaces..];
            let shown: String = left.iter().collect();
            text += &format!("    {shown}\n");
            if let Some(offset) = number(self, offset) {
                let after = right.len() as i64 + 1;
                let same_line = number(self, line) == number(self, end_line);
                let end = if same_line {
                    number(self, end_offset)
                        .filter(|end| *end != 0)
                        .unwrap_or(offset)
                } else {
                    after
                };
                let clamp = |offset: i64| {
                    if length > 0 && offset > length {
                        after
                    } else {
                        offset
                    }
                };
                let (offset, mut end) = (clamp(offset), clamp(end));
                if offset >= end || end < 0 {
                    end = offset + 1;
                }
                let (from, to) = (offset - 1 - spaces as i64, end - 1 - spaces as i64);
                if from >= 0 {
                    let gap: String = left
                        .iter()
                        .take(from as usize)
                        .map(|c| if c.is_whitespace() { *c } else { ' ' })
                        .collect();
                    text += &format!(
                        "    {gap}{}\n",
                        "^".repeat((to - from).clamp(0, length + 1) as usize)
                    );
                }
            }
        }
        let message = if message.is_none() {
            String::from("<no detail available>")
        } else {
            self.safe_str(message, "msg")
        };
        let message = if message.is_empty() {
            String::from("<no detail available>")
        } else {
            message
        };
        text + &format!("{class}: {message}{suffix}\n")
    }
}
