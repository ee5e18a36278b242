//! Tracebacks as text.

use super::traceback;
use crate::frames::object as frame_object;
use crate::objects::code;
use crate::{Raised, Value, Vm};

impl Vm {
    /// The text that `python` prints for an unhandled exception, with causes, contexts, groups, notes and source lines.
    pub fn format_exception(&mut self, exception: Value) -> String {
        let mut text = String::new();
        let mut entry = self.traceback_of(exception);
        if !entry.is_none() {
            text += "Traceback (most recent call last):\n";
        }
        while !entry.is_none() {
            let frame = traceback::frame(entry);
            let code = code::get(frame_object::code_of(frame));
            let line = traceback::line(self, entry).unwrap_or(0);
            text += &format!("  File \"{}\", line {line}, in {}\n", self.text(code.filename), self.text(code.qualname));
            entry = traceback::next(entry);
        }
        let message = match self.str(exception) {
            Ok(message) => self.text(message).into_owned(),
            Err(Raised) => {
                self.take_raised();
                String::from("<exception str() failed>")
            }
        };
        let name = self.class_name(exception);
        text + &if message.is_empty() { format!("{name}\n") } else { format!("{name}: {message}\n") }
    }
}
