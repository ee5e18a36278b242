//! Dumps: code objects as JSON lines, in the form of the reference dump; the graph as text after each pass.

mod json;
mod passes;
mod printable;
pub(crate) mod repr;

use std::io::{self, Write};

use crate::code::{CodeObject, Constant};
use crate::{Options, compile, decode};

pub use passes::{dump_pass, passes};

/// Writes one JSON line for each code object of a source, or one with the error that it has.
///
/// # Errors
///
/// Those of the writer; `InvalidData`, with the place, for a source with an error.
pub fn dump_bytecode(path: &str, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let compiled = decode(bytes).and_then(|text| compile(&text, name, &Options::default()));
    match compiled {
        Ok(code) => dump_code(path, &code, out),
        Err(error) => {
            let mut line = String::from("{\"file\": ");
            json::string(&mut line, path);
            line.push_str(", \"error\": ");
            json::string(&mut line, &format!("{}: {error}", error.kind.name()));
            line.push_str("}\n");
            out.write_all(line.as_bytes())?;
            let kind = error.kind.name();
            let told = format!("{path}:{}: {kind}: {}", error.line.max(1), error.message);
            Err(io::Error::new(io::ErrorKind::InvalidData, told))
        }
    }
}

fn dump_code(path: &str, code: &CodeObject, out: &mut impl Write) -> io::Result<()> {
    out.write_all(json::code(path, code).as_bytes())?;
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            stacker::maybe_grow(64 * 1024, 1024 * 1024, || dump_code(path, inner, out))?;
        }
    }
    Ok(())
}
