//! Tracebacks as text, as `python file.py` prints them (CPython's `Lib/traceback.py`).

mod anchors;
mod stack;
mod suggest;
mod syntax;

pub use suggest::closest;

use std::collections::HashSet;

use super::{SUPPRESS, group_items};
use crate::objects::class;
use crate::objects::fields::field;
use crate::objects::sequences::{list, tuple};
use crate::{Raised, Result, Value, Vm};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Exceptions of a group that are shown, and groups within groups.
const MAX_WIDTH: usize = 15;
const MAX_DEPTH: usize = 10;

/// The text so far, and where it is among nested groups.
#[derive(Default)]
struct Printer {
    text: String,
    seen: HashSet<u64>,
    sources: stack::Sources,
    depth: usize,
    need_close: bool,
    /// Without carets below the lines.
    plain: bool,
}

impl Printer {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    fn emit(&mut self, text: &str, margin: char) {
        let mut indent = self.indent();
        if self.depth > 0 {
            indent.push(margin);
            indent.push(' ');
        }
        for line in text.split_inclusive('\n') {
            self.text += &indent;
            self.text += line;
        }
    }
}

impl Vm {
    /// The text that `python` prints for an unhandled exception, with causes, contexts, groups, notes and source lines.
    pub fn format_exception(&mut self, exception: Value) -> String {
        self.print_exception(exception, Printer::default())
    }

    /// The same without carets, as CPython has it where nobody can handle the exception.
    pub(super) fn format_exception_plainly(&mut self, exception: Value) -> String {
        let printer = Printer {
            plain: true,
            ..Printer::default()
        };
        self.print_exception(exception, printer)
    }

    fn print_exception(&mut self, exception: Value, mut printer: Printer) -> String {
        let raised = self.take_raised();
        self.print_chain(exception, &mut printer);
        self.raised = raised;
        printer.text
    }

    /// An exception after those that led to it.
    fn print_chain(&mut self, exception: Value, printer: &mut Printer) {
        // What is printed runs code that may unlink the others.
        let chain = self.new_list(&[exception]);
        let mut messages = Vec::new();
        let mut link = exception;
        printer.seen.insert(link.bits());
        while self.is_any_exception(link) {
            let (cause, context) = (self.cause_of(link), self.context_of(link));
            let next = if !cause.is_none() && !printer.seen.contains(&cause.bits()) {
                (CAUSE, cause)
            } else if !context.is_none()
                && field(link, SUPPRESS) != Value::TRUE
                && !printer.seen.contains(&context.bits())
            {
                (CONTEXT, context)
            } else {
                break;
            };
            printer.seen.insert(next.1.bits());
            link = next.1;
            self.list_append(chain, link);
            messages.push(next.0);
        }
        for index in (0..=messages.len()).rev() {
            // What led to an exception has been printed before it.
            if let Some(message) = messages.get(index) {
                printer.emit(message, '|');
            }
            self.print_one(list::items(chain)[index], printer);
        }
    }

    fn print_one(&mut self, exception: Value, printer: &mut Printer) {
        let traceback = self.traceback_of(exception);
        if !self.is_exception(exception, self.types.base_exception_group) {
            if !traceback.is_none() {
                printer.emit("Traceback (most recent call last):\n", '|');
                let entries = stack::format(self, traceback, printer.plain, &mut printer.sources);
                printer.emit(&entries, '|');
            }
            let only = self.exception_only(exception);
            printer.emit(&only, '|');
            return;
        }
        if printer.depth > MAX_DEPTH {
            printer.emit(&format!("... (max_group_depth is {MAX_DEPTH})\n"), '|');
            return;
        }
        let top = printer.depth == 0;
        if top {
            printer.depth = 1;
        }
        if !traceback.is_none() {
            printer.emit(
                "Exception Group Traceback (most recent call last):\n",
                if top { '+' } else { '|' },
            );
            let entries = stack::format(self, traceback, printer.plain, &mut printer.sources);
            printer.emit(&entries, '|');
        }
        let only = self.exception_only(exception);
        printer.emit(&only, '|');
        let items = group_items(exception);
        let shown = if items.len() <= MAX_WIDTH {
            items.len()
        } else {
            MAX_WIDTH + 1
        };
        printer.need_close = false;
        for index in 0..shown {
            let last = index + 1 == shown;
            if last {
                printer.need_close = true;
            }
            let truncated = index >= MAX_WIDTH;
            let title = if truncated {
                String::from("...")
            } else {
                (index + 1).to_string()
            };
            printer.text += &printer.indent();
            printer.text += if index == 0 { "+-" } else { "  " };
            printer.text += &format!("+---------------- {title} ----------------\n");
            printer.depth += 1;
            if truncated {
                let remaining = items.len() - MAX_WIDTH;
                printer.emit(
                    &format!(
                        "and {remaining} more exception{}\n",
                        if remaining > 1 { "s" } else { "" }
                    ),
                    '|',
                );
            } else if let Some(item) = items.get(index) {
                self.print_chain(*item, printer);
            }
            if last && printer.need_close {
                printer.text += &printer.indent();
                printer.text += "+------------------------------------\n";
                printer.need_close = false;
            }
            printer.depth -= 1;
        }
        if top {
            printer.depth = 0;
        }
    }

    /// `str(value)`, or what stands for it where that fails.
    fn safe_str(&mut self, value: Value, what: &str) -> String {
        match self.str(value) {
            Ok(text) => self.text(text).into_owned(),
            Err(Raised) => {
                self.take_raised();
                format!("<{what} str() failed>")
            }
        }
    }

    /// An exception's class as tracebacks show it.
    fn shown_class(&mut self, exception: Value) -> String {
        let class = self.class_of(exception);
        let qualname = self.text(class::get(class).qualname).into_owned();
        let name = self.intern("__module__");
        match self.get_attr(Value::object(class), name) {
            Ok(module) if self.is_str(module) => match &*self.text(module) {
                "__main__" | "builtins" => qualname,
                module => format!("{module}.{qualname}"),
            },
            Ok(_) => format!("<unknown>.{qualname}"),
            Err(Raised) => {
                self.take_raised();
                qualname
            }
        }
    }

    /// The lines after a traceback: the class, the message, the notes.
    fn exception_only(&mut self, exception: Value) -> String {
        let class = self.shown_class(exception);
        let mut text = if self.is_exception(exception, self.types.syntax_error) {
            self.syntax_error_text(exception, &class)
        } else {
            let message = self.safe_str(exception, "exception") + &self.suggestion_for(exception);
            if message.is_empty() {
                format!("{class}\n")
            } else {
                format!("{class}: {message}\n")
            }
        };
        if let Err(Raised) = self.add_notes(exception, &mut text) {
            let error = self.take_raised();
            let error = self.repr(error).map_or_else(
                |_| String::from("<__notes__ repr() failed>"),
                |repr| self.text(repr).into_owned(),
            );
            text += &format!("Ignored error getting __notes__: {error}\n");
        }
        text
    }

    fn add_notes(&mut self, exception: Value, text: &mut String) -> Result<()> {
        let name = self.intern("__notes__");
        let Some(notes) = self.get_attr_opt(exception, name)? else {
            return Ok(());
        };
        if self.is_list(notes) || self.is_tuple(notes) {
            let notes = if self.is_list(notes) {
                notes
            } else {
                self.new_list(tuple::items(notes))
            };
            let mut index = 0;
            while let Some(note) = list::items(notes).get(index) {
                for line in self.safe_str(*note, "note").split('\n') {
                    *text += line;
                    text.push('\n');
                }
                index += 1;
            }
        } else if !notes.is_none() {
            let shown = match self.repr(notes) {
                Ok(repr) => self.text(repr).into_owned(),
                Err(Raised) => {
                    self.take_raised();
                    String::from("<__notes__ repr() failed>")
                }
            };
            *text += &shown;
            text.push('\n');
        }
        Ok(())
    }
}
