//! The control-flow graph as text, after each pass.

use std::io::{self, Write};

use crate::cfg::{PASSES, Recorder};
use crate::{Options, compile_observed, decode};

/// The passes that [`dump_pass`] knows, in the order in which they run.
pub fn passes() -> &'static [&'static str] {
    PASSES
}

/// Writes the graph of each code object of a source as it is after a pass of [`passes`].
///
/// # Errors
///
/// Those of the writer; `InvalidInput` for a pass that does not exist, `InvalidData` for a source with an error.
pub fn dump_pass(pass: &str, path: &str, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    if !PASSES.contains(&pass) {
        let message = format!("no pass {pass:?}; there are {}", PASSES.join(", "));
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let invalid =
        |error: crate::SyntaxError| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
    let text = decode(bytes).map_err(invalid)?;
    let recorder = Recorder::new(pass);
    compile_observed(&text, path, &Options::default(), Some(&recorder)).map_err(invalid)?;
    out.write_all(recorder.finish().as_bytes())
}
