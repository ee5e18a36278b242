//! What advice gains: `cargo bench -p tierlens-tests --bench advice`.
//!
//! `tests/advice/KIND/SHAPE` has two programs, before and after the advice is followed, that print the same. Each runs on all
//! engines in turn; the shortest times count. A kind gains what it gains in the shape where it gains least.
//!
//! `--write` puts the gains into the table that insight's advice comes from: `server/insight/src/measured/advice.tsv`.

mod table;
mod time;

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Parser;
use tests::engines::{self, REFERENCE};
use tests::programs::path;

/// Measures what advice gains.
#[derive(Debug, Parser)]
#[command(name = "advice")]
struct Options {
    /// Only kinds whose name contains this
    filter: Option<String>,
    /// How often each engine runs each program
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write the gains into the table that insight's advice comes from
    #[arg(long)]
    write: bool,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let names: Vec<&str> = table::columns().collect();
    let (engines, missing) = engines::found(&names);
    missing.iter().for_each(|missing| eprintln!("{missing}"));
    let filter = options.filter.as_deref().unwrap_or_default();
    let folder = tempfile::tempdir().expect("a temporary directory");
    let reference = engines.iter().position(|engine| engine.name == REFERENCE);
    let heads = engines.iter().map(|engine| format!("{:>18}", engine.name));
    println!("{:<44}{}", TITLE, heads.collect::<String>());
    let mut gains: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut failures = Vec::new();
    for (kind, shapes) in tests::advice::kinds() {
        if !kind.contains(filter) {
            continue;
        }
        for shape in shapes {
            let name = format!("{kind}/{}", shape.name);
            match time::seconds(&shape, &engines, options.rounds, folder.path()) {
                Ok(seconds) => {
                    println!("{name:<44}{}", cells(&seconds, reference));
                    let gained = seconds.iter().map(|[before, after]| before / after);
                    let least = gains
                        .entry(kind.clone())
                        .or_insert_with(|| vec![f64::INFINITY; engines.len()]);
                    least
                        .iter_mut()
                        .zip(gained)
                        .for_each(|(least, gain)| *least = least.min(gain));
                }
                Err(error) => failures.push(format!("{name}: {error}")),
            }
        }
    }
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    if !failures.is_empty() {
        return ExitCode::FAILURE;
    }
    if options.write {
        let columns: Vec<&str> = engines.iter().map(|engine| engine.name).collect();
        let table = path("../server/insight/src/measured/advice.tsv");
        let text = std::fs::read_to_string(&table).expect("the table");
        std::fs::write(table, table::with_gains(&text, &columns, &gains))
            .expect("the table can be written");
    }
    ExitCode::SUCCESS
}

const TITLE: &str = "gain; as fast as CPython before, after";

/// What each engine gains, and how many times as fast as the reference it is before and after.
fn cells(seconds: &[[f64; 2]], reference: Option<usize>) -> String {
    let cell = |[before, after]: &[f64; 2]| {
        let beside = reference.map_or_else(String::new, |index| {
            let [was, is] = seconds[index];
            format!(" {:.1} {:.1}", was / before, is / after)
        });
        format!("{:>18}", format!("{:.2}{beside}", before / after))
    };
    seconds.iter().map(cell).collect()
}
