//! How fast our tiers are, how soon a program starts and how soon hints come, beside the Pythons that are there:
//! `cargo bench -p tierlens-tests`.
//!
//! `python3.14` and `pypy3` are looked for on the path, or are what `TIERLENS_PYTHON` and `TIERLENS_PYPY` name.

mod hints;
mod measure;
mod print;
mod programs;
mod start_up;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use serde_json::json;
use tests::engines::{self, REFERENCE};

/// Measures tierlens beside the Pythons that are there.
#[derive(Debug, Parser)]
#[command(name = "tiers")]
struct Options {
    /// Only programs whose name contains this
    filter: Option<String>,
    /// How often each engine runs each program
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// How to print the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let (engines, missing) = engines::found(&["interp", "trace", "jit", REFERENCE, "pypy3"]);
    missing.iter().for_each(|missing| eprintln!("{missing}"));
    let filter = options.filter.as_deref().unwrap_or_default();
    let programs = programs::measure(&engines, filter, options.rounds);
    let start_up = start_up::measure(&engines);
    let hints = hints::measure();
    match options.format {
        Format::Text => print::all(&engines, &programs, &start_up, &hints),
        Format::Json => {
            let all = json!({"programs": programs, "means": programs::means(&engines, &programs), "start_up": start_up, "hints": hints});
            println!("{all:#}");
        }
    }
    let failures: Vec<_> = programs
        .iter()
        .flat_map(|program| &program.failures)
        .collect();
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    ExitCode::from(u8::from(!failures.is_empty()))
}
