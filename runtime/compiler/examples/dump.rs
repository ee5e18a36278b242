//! Prints what the compiler makes of files, as JSON lines: `dump FILE...`, or `dump --pass NAME FILE...`.

use std::io::{BufWriter, ErrorKind, Write};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1).peekable();
    let pass = (args.peek().is_some_and(|first| first == "--pass"))
        .then(|| args.nth(1))
        .flatten();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for path in args {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                writeln!(
                    out,
                    "{{\"file\": {path:?}, \"error\": {:?}}}",
                    error.to_string()
                )?;
                continue;
            }
        };
        match &pass {
            Some(pass) => compiler::dump_pass(pass, &path, &bytes, &mut out)?,
            None => match compiler::dump_bytecode(&path, &bytes, &mut out) {
                Err(error) if error.kind() == ErrorKind::InvalidData => eprintln!("{error}"),
                done => done?,
            },
        }
    }
    out.flush()
}
