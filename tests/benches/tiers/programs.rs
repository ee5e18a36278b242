//! The shipped programs, given more to do.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::measure::medians;
use tests::engines::{Engine, REFERENCE};

/// What a program computes with, where that decides how fast it can be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Int,
    Float,
    Objects,
}

use Kind::{Float, Int, Objects};

/// Programs of `tests/programs`, and the line that follows them here: enough work for some tenths of a second in CPython.
const PROGRAMS: &[(&str, Kind, &str)] = &[
    (
        "fibonacci",
        Int,
        "print(sum([fibonacci(60) for _ in range(100000)]) % 1000007)",
    ),
    ("proved_guards", Int, "print(run(5000000))"),
    ("inlined_call", Int, "print(sum_of_squares(2500000))"),
    ("invalidation", Int, "print(run(5000000))"),
    (
        "side_exit",
        Float,
        "print(run(1200000, 3), run(1200000, 0.5))",
    ),
    (
        "temperature",
        Float,
        "for step in range(800000): total += to_fahrenheit(to_celsius_in_floats(step * 0.5))\nprint(total)",
    ),
    (
        "nbody",
        Float,
        "advance(system, pairs, 0.01, 90000)\nprint('%.9f' % energy(system, pairs))",
    ),
    ("spectral_norm", Float, "print('%.9f' % spectral_norm(220))"),
    ("fannkuch", Objects, "print(fannkuch(9))"),
    (
        "richards",
        Objects,
        "for _ in range(200):\n    system = System()\n    for value in range(20):\n        system.send(WORKER, Packet(WORKER, value))\n    system.schedule()\nprint(system.sent)",
    ),
    (
        "nqueens",
        Objects,
        "print(place(11, 0, set(), set(), set()))",
    ),
    ("point", Objects, "end = walk(1000000)\nprint(end.x, end.y)"),
    ("fizzbuzz", Objects, "print(len(fizzbuzz(1200000)))"),
    (
        "encode_decode",
        Objects,
        "for key in range(30000): codes = encode(message, key); text = decode(codes, key)\nprint(sum(codes), text == message)",
    ),
];

/// What came of one program: seconds by engine, and what went wrong.
#[derive(Debug, Serialize)]
pub struct Measured {
    pub name: &'static str,
    pub kind: Kind,
    pub seconds: BTreeMap<&'static str, f64>,
    pub failures: Vec<String>,
}

/// Runs those whose name contains `filter`, each engine in turn; all must print the same.
pub fn measure(engines: &[Engine], filter: &str, rounds: u32) -> Vec<Measured> {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let wanted = PROGRAMS.iter().filter(|(name, ..)| name.contains(filter));
    wanted
        .map(|(name, kind, more)| {
            eprintln!("{name} ...");
            let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("programs/{name}.py"));
            let text = std::fs::read_to_string(shipped).expect("a shipped program");
            let file = folder.path().join(format!("{name}.py"));
            std::fs::write(&file, format!("{text}{more}\n")).expect("writable");
            let (seconds, failures) = take_turns(engines, name, &file, rounds);
            Measured {
                name,
                kind: *kind,
                seconds,
                failures,
            }
        })
        .collect()
}

fn take_turns(
    engines: &[Engine],
    name: &str,
    file: &Path,
    rounds: u32,
) -> (BTreeMap<&'static str, f64>, Vec<String>) {
    let reference = engines.iter().find(|engine| engine.name == REFERENCE);
    let expected = run(reference.unwrap_or(&engines[0]), file).0.stdout;
    let mut failures = Vec::new();
    let times = medians(rounds, engines.len(), |index| {
        let engine = &engines[index];
        let (output, time) = run(engine, file);
        let failure = if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            let last = errors.lines().last().unwrap_or_default();
            format!("{name} fails on {}: {}: {last}", engine.name, output.status)
        } else if output.stdout != expected {
            format!("{name} prints something else on {}", engine.name)
        } else {
            return Some(time);
        };
        if !failures.contains(&failure) {
            failures.push(failure);
        }
        None
    });
    let seconds = engines
        .iter()
        .zip(times)
        .filter_map(|(engine, time)| Some((engine.name, time?)));
    (seconds.collect(), failures)
}

fn run(engine: &Engine, file: &Path) -> (Output, Duration) {
    let begun = Instant::now();
    let output = engine.file(file).output().expect("it started before");
    (output, begun.elapsed())
}

/// How many times as fast as the reference each engine is: the geometric mean over a group of programs.
#[derive(Debug, Serialize)]
pub struct Mean {
    pub group: &'static str,
    pub times_as_fast: BTreeMap<&'static str, f64>,
}

/// The means over all programs, and over those of ints and floats.
pub fn means(engines: &[Engine], programs: &[Measured]) -> Vec<Mean> {
    let groups: [(&str, fn(&Measured) -> bool); 2] = [
        ("all", |_| true),
        ("ints and floats", |program| program.kind != Objects),
    ];
    let mean = |group, belongs: fn(&Measured) -> bool| {
        let of_engine = |engine: &Engine| {
            let ratios = programs
                .iter()
                .filter(|program| belongs(program))
                .filter_map(|program| {
                    Some(program.seconds.get(REFERENCE)? / program.seconds.get(engine.name)?)
                });
            let logs: Vec<f64> = ratios.map(f64::ln).collect();
            let mean = logs.iter().sum::<f64>() / logs.len() as f64;
            (!logs.is_empty()).then_some((engine.name, mean.exp()))
        };
        Mean {
            group,
            times_as_fast: engines.iter().filter_map(of_engine).collect(),
        }
    };
    groups
        .into_iter()
        .map(|(group, belongs)| mean(group, belongs))
        .collect()
}
