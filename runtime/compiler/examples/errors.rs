//! Prints the error of each source read from standard input, one JSON-like line each; sources are separated by NUL NUL.

use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    for source in input.split("\0\0") {
        match compiler::compile(source, "t.py", &compiler::Options::default()) {
            Ok(_) => println!("ok"),
            Err(error) => println!(
                "{}\t{}\t{}\t{}\t{}\t{}",
                error.kind.name(),
                error.message.replace('\n', "\\n"),
                error.line,
                error.column,
                error.end_line,
                error.end_column
            ),
        }
    }
    Ok(())
}
