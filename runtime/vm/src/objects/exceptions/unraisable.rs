//! Exceptions that nobody can handle (CPython's `PyErr_FormatUnraisable`).

use crate::{Value, Vm};

impl Vm {
    /// Tells of the raised exception on `sys.stderr`, and drops it: `Exception ignored WHERE OBJECT:` and its traceback.
    pub fn unraisable(&mut self, place: &str, object: Value) {
        let exception = self.take_raised();
        // One that native code has raised has been through no frame.
        if self.is_any_exception(exception) && self.traceback_of(exception).is_none() {
            let frame = self.visible(self.frame);
            if !frame.is_null() {
                self.add_traceback(exception, frame);
            }
        }
        let repr = match self.repr(object) {
            Ok(repr) => self.text(repr).into_owned(),
            Err(_) => {
                self.take_raised();
                String::from("<object repr() failed>")
            }
        };
        let traceback = self.format_exception_plainly(exception);
        let text = format!("Exception ignored {place} {repr}:\n{traceback}");
        let written = self.import_module("sys").and_then(|sys| {
            let (name, text) = (self.intern("stderr"), self.new_str(&text));
            let stream = self.get_attr(sys, name)?;
            self.call_method(stream, "write", &[text])
        });
        if written.is_err() {
            self.take_raised();
        }
    }
}
