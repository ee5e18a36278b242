//! What an execution of each instruction costs: `cargo bench -p tierlens-tests --bench costs`.
//!
//! Each case of `cases/` is a loop around a piece of Python, compared with the loop without it, under CPython and on our
//! tiers in turn. How often which instruction runs in it is counted by a report, and CPython must have the same forms. What
//! simpler cases have shown of those instructions is taken off; what is left belongs to the instructions that the case is for.
//!
//! `--write` makes the table that insight ranks by: `server/insight/src/measured/costs.tsv`.

mod cases;
mod rates;
mod run;
mod solve;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use clap::Parser;
use tests::engines::{self, REFERENCE};
use tests::programs::path;

use solve::{Key, Solved};

/// Measures what instructions cost.
#[derive(Debug, Parser)]
#[command(name = "costs")]
struct Options {
    /// How often each engine runs each case; 0: see only whether all that runs is accounted for
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Write the table that insight ranks by
    #[arg(long)]
    write: bool,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

const TABLE: &str = "../server/insight/src/measured/costs.tsv";

const HEADER: &str = "\
# Nanoseconds that an execution takes. Written by: cargo bench -p tierlens-tests --bench costs -- --write
# met: what a generic form met, or its operator. best: the form that the same work would best run as.
# source: the case that it was measured by, or the form that it was taken to be like.
opname\tmet\tbest\tcpython\tinterpreted\ttraced\tsource
";

fn main() -> ExitCode {
    let options = Options::parse();
    let (engines, missing) = engines::found(&[REFERENCE, "interp", "jit"]);
    if !missing.is_empty() {
        eprintln!("{}", missing.join("\n"));
        return ExitCode::FAILURE;
    }
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (mut seen, mut problems) = (Vec::new(), Vec::new());
    for case in cases::read(&path("benches/costs/cases")) {
        match run::run(&case, &engines, options.rounds, folder.path()) {
            Ok(was_seen) => seen.push((case, was_seen)),
            Err(error) => problems.push(format!("{}: {error}", case.place)),
        }
    }
    let like = like(include_str!("like.txt"));
    let (solved, unsolved) = solve::solve(&seen, &like);
    problems.extend(unsolved);
    let table = table(&solved);
    print!("{table}");
    problems.iter().for_each(|problem| eprintln!("{problem}"));
    if options.write && options.rounds > 0 && problems.is_empty() {
        std::fs::write(path(TABLE), table).expect("the table can be written");
    }
    ExitCode::from(u8::from(!problems.is_empty()))
}

/// `FORM like FORM` by line.
fn like(text: &str) -> Vec<(Key, Key)> {
    let key = |form: &str| {
        let (name, met) = form.split_once(' ').unwrap_or((form, ""));
        (name.to_string(), met.to_string())
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(" like "));
    pairs.map(|(form, other)| (key(form), key(other))).collect()
}

fn table(solved: &BTreeMap<Key, Solved>) -> String {
    let mut text = HEADER.to_string();
    for (
        (opname, met),
        Solved {
            best,
            figures,
            source,
        },
    ) in solved
    {
        let cells = figures.iter().enumerate().map(|(index, figure)| {
            // Only traces are left through exits; in traces, what is not as expected is an exit.
            let is_none = match opname.as_str() {
                "exit" => index < 2,
                "deopt" => index == 2,
                _ => false,
            };
            let figure = format!("{figure:.2}");
            format!("\t{}", if is_none { "-" } else { &figure })
        });
        let cells: String = cells.collect();
        writeln!(text, "{opname}\t{met}\t{best}{cells}\t{source}").expect("memory");
    }
    text
}
