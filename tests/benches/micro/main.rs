//! Small pieces of Python, each in nanoseconds, beside the Pythons that are there: `cargo bench -p tierlens-tests --bench micro`.
//! The cases are in `cases`; what makes loops of them and times them is `harness.py`, the same for all.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tests::engines::{self, Engine, REFERENCE};

/// Measures small pieces of Python.
#[derive(Debug, Parser)]
#[command(name = "micro")]
struct Options {
    /// Only groups or cases whose name contains this
    filter: Option<String>,
    /// How often each engine runs each group
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Only cases that take longer than CPython on the first of our tiers
    #[arg(long)]
    slower: bool,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let (engines, missing) = engines::found(&["interp", "jit", REFERENCE, "pypy3"]);
    missing.iter().for_each(|missing| eprintln!("{missing}"));
    let Some(reference) = engines.iter().position(|one| one.name == REFERENCE) else {
        return ExitCode::FAILURE;
    };
    let filter = options.filter.as_deref().unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/micro");
    let mut logs = vec![Vec::new(); engines.len()];
    print!("{:40}", "ns (times as fast as CPython)");
    engines.iter().for_each(|one| print!("{:>20}", one.name));
    println!();
    for file in groups(&folder) {
        let group = file.file_stem().unwrap_or_default().to_string_lossy();
        // A group's name selects all of its cases.
        let cases = if group.contains(filter) { "" } else { filter };
        let mut names = Vec::new();
        let mut best: Vec<HashMap<String, f64>> = vec![HashMap::new(); engines.len()];
        for _ in 0..options.rounds {
            for (engine, best) in engines.iter().zip(&mut best) {
                for (name, time) in measured(engine, &folder, &file, cases) {
                    if !names.contains(&name) {
                        names.push(name.clone());
                    }
                    let least = best.entry(name).or_insert(time);
                    *least = least.min(time);
                }
            }
        }
        for name in names {
            let times: Vec<Option<f64>> =
                best.iter().map(|best| best.get(&name).copied()).collect();
            let Some(theirs) = times[reference] else {
                continue;
            };
            let ratios: Vec<Option<f64>> =
                times.iter().map(|time| Some(theirs / (*time)?)).collect();
            for (log, ratio) in logs.iter_mut().zip(&ratios) {
                log.extend(ratio.map(f64::ln));
            }
            if options.slower && ratios[0].is_none_or(|ratio| ratio >= 1.0) {
                continue;
            }
            print!("{:40}", format!("{group}: {name}"));
            for (time, ratio) in times.iter().zip(&ratios) {
                match (time, ratio) {
                    (Some(time), Some(ratio)) => print!("{time:>12.1} ({ratio:5.2})"),
                    _ => print!("{:>20}", "-"),
                }
            }
            println!();
        }
    }
    print!("{:40}", "geometric mean");
    for log in &logs {
        let mean = (log.iter().sum::<f64>() / log.len().max(1) as f64).exp();
        print!("{:>20}", format!("({mean:5.2})"));
    }
    println!();
    let below = logs[0].iter().filter(|log| **log < 0.0).count();
    println!(
        "{below} of {} take longer than CPython ({})",
        logs[0].len(),
        engines[0].name
    );
    ExitCode::SUCCESS
}

fn groups(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder.join("cases")).expect("the cases");
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

/// Names and nanoseconds; without those that an engine does not come to.
fn measured(engine: &Engine, folder: &Path, cases: &Path, filter: &str) -> Vec<(String, f64)> {
    let mut command = engine.file(&folder.join("harness.py"));
    let output = command
        .arg(cases)
        .arg(filter)
        .output()
        .expect("the engine starts");
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        eprintln!(
            "{}: {}",
            engine.name,
            complaint.lines().last().unwrap_or_default()
        );
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let line = |line: &str| {
        let (time, name) = line.split_once(' ')?;
        Some((name.to_owned(), time.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}
