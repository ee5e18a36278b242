//! The fuzzer: programs made at random, run on every tier and by CPython where it is there; what differs is made small.
//!
//! What programs are made of is `python.grammar`; each begins with `prelude.py`, which prints values so that they can be compared.

mod grammar;
mod runner;
mod shrink;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use grammar::Grammar;
use runner::{Configuration, Workshop, is_comparable, is_endless};

const PRELUDE: &str = include_str!("prelude.py");
/// How many programs share a process.
const BATCH: u64 = 32;
/// When traces are tried, by turns.
const TRACE_AFTER: [u16; 4] = [1, 16, 2, 60];
/// Of so many batches, one runs with CPython's thresholds too.
const UNHURRIED: u64 = 4;
/// So many programs of a batch also run under stress.
const STRESSED: usize = 2;
const STRESS: u32 = 30;
/// With so many hash seeds CPython is asked whether a program that differs does the same twice.
const HASH_SEEDS: u32 = 24;
/// How many smaller programs are tried; of what hangs fewer, since each takes so long.
const TRIES: usize = 800;
const TRIES_OF_A_HANG: usize = 20;

/// What to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many programs.
    pub programs: u64,
    /// The first program's seed; each further one's is one more.
    pub seed: u64,
    /// CPython, if it is to be compared with.
    pub python: Option<PathBuf>,
    /// How many programs run at the same time.
    pub jobs: usize,
    /// To stop after so many differences.
    pub differences: usize,
}

/// A program that does not do the same everywhere.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The seed that it was made of.
    pub seed: u64,
    /// Where it does what is expected, and where it does not.
    pub between: [String; 2],
    /// The programs that must run before it in the same process, and itself last; made small.
    pub programs: Vec<String>,
    /// The first line that differs, of the small ones if they still do.
    pub lines: [String; 2],
    /// Whether it came again when they ran once more.
    pub again: bool,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [expected, other] = &self.between;
        writeln!(f, "seed {}: {expected} and {other} differ in", self.seed)?;
        writeln!(f, "  {}\n  {}", self.lines[0], self.lines[1])?;
        if !self.again {
            writeln!(f, "which did not come again")?;
        }
        if self.programs.len() > 1 {
            writeln!(f, "behind {} other programs", self.programs.len() - 1)?;
        }
        for program in &self.programs {
            let program = program.strip_prefix(PRELUDE).unwrap_or(program);
            writeln!(f, "----\n{program}----")?;
        }
        Ok(())
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Summary {
    /// Programs that ran.
    pub programs: u64,
    /// Those that ran into a limit of the machine, so that they could not be compared.
    pub limited: u64,
    /// How often a program that had not ended in time was tried again.
    pub again: u64,
    /// How often one differed that does not do the same twice in CPython: its strs have other hashes each time.
    pub undetermined: u64,
    /// What differed.
    pub differences: Vec<Difference>,
    /// How long it took.
    pub time: Duration,
}

/// The program of a seed.
pub fn program(seed: u64) -> String {
    static GRAMMAR: std::sync::LazyLock<Grammar> =
        std::sync::LazyLock::new(|| Grammar::parse(include_str!("python.grammar")));
    format!("{PRELUDE}{}", GRAMMAR.expand("program", seed))
}

/// Runs as many programs as asked for; `found` hears of each difference at once.
pub fn fuzz(options: &Options, found: impl Fn(&Difference) + Sync) -> io::Result<Summary> {
    let began = Instant::now();
    let [next, done, limited, again, undetermined] = [const { AtomicU64::new(0) }; 5];
    let differing = AtomicUsize::new(0);
    let differences = Mutex::new(Vec::new());
    let work = || -> io::Result<()> {
        let workshop = Workshop::new()?;
        while differing.load(Ordering::Relaxed) < options.differences {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            let first = batch * BATCH;
            if first >= options.programs {
                break;
            }
            let seeds = options.seed + first..options.seed + (first + BATCH).min(options.programs);
            let count = seeds.end - seeds.start;
            let outcome = Batch::run(&workshop, options, batch, seeds)?;
            limited.fetch_add(outcome.limited, Ordering::Relaxed);
            again.fetch_add(outcome.again, Ordering::Relaxed);
            undetermined.fetch_add(outcome.undetermined, Ordering::Relaxed);
            for (number, between, lines) in outcome.differing {
                if differing.fetch_add(1, Ordering::Relaxed) >= options.differences {
                    break;
                }
                let seed = options.seed + first + number as u64;
                let programs = &outcome.programs[..=number];
                let difference = reduce(&workshop, programs, seed, &between, lines)?;
                found(&difference);
                differences
                    .lock()
                    .expect("nobody panicked")
                    .push(difference);
            }
            done.fetch_add(count, Ordering::Relaxed);
            show_progress(done.load(Ordering::Relaxed), options.programs, began);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.jobs).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().expect("no worker panics"))
    })?;
    Ok(Summary {
        programs: done.into_inner(),
        limited: limited.into_inner(),
        again: again.into_inner(),
        undetermined: undetermined.into_inner(),
        differences: differences.into_inner().expect("nobody panicked"),
        time: began.elapsed(),
    })
}

/// On a terminal all the time, elsewhere now and then.
fn show_progress(done: u64, all: u64, began: Instant) {
    let mut terminal = io::stderr();
    let rate = done as f64 / began.elapsed().as_secs_f64();
    // Nobody else needs to know.
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r{done} of {all} programs, {rate:.0} a second ");
    } else if done % 10_000 < BATCH {
        let _ = writeln!(terminal, "{done} of {all} programs, {rate:.0} a second");
    }
}

/// Programs that ran together.
struct Batch {
    programs: Vec<String>,
    limited: u64,
    again: u64,
    undetermined: u64,
    /// Programs by number, where they differ, and in which lines.
    differing: Vec<(usize, [Configuration; 2], [String; 2])>,
}

impl Batch {
    fn run(
        workshop: &Workshop,
        options: &Options,
        number: u64,
        seeds: std::ops::Range<u64>,
    ) -> io::Result<Batch> {
        let programs: Vec<String> = seeds.map(program).collect();
        let interp = Configuration::tier("interp");
        let reference = match &options.python {
            Some(path) => seeded(path, 0),
            None => interp.clone(),
        };
        let expected = workshop.run(&reference, &programs)?;
        let mut outcome = Batch {
            limited: expected.iter().filter(|text| !is_comparable(text)).count() as u64,
            again: 0,
            undetermined: 0,
            differing: Vec::new(),
            programs,
        };
        for (other, count) in others(&interp, number) {
            if other == reference {
                continue;
            }
            let programs = &outcome.programs[..count.min(outcome.programs.len())];
            let printed = workshop.run(&other, programs)?;
            for (program, (expected, mut printed)) in expected.iter().zip(printed).enumerate() {
                if is_comparable(expected) && is_endless(&printed) {
                    // A difference only if more time does not help.
                    outcome.again += 1;
                    printed = workshop.run_again(&other, &outcome.programs[..=program])?;
                }
                let known = outcome.differing.iter().any(|one| one.0 == program);
                if !known && differ(expected, &printed) {
                    if let Some(path) = &options.python
                        && is_undetermined(workshop, path, &outcome.programs[program])?
                    {
                        outcome.undetermined += 1;
                        continue;
                    }
                    let reference = if other == interp { &reference } else { &interp };
                    let between = [reference.clone(), other.clone()];
                    let lines = first_difference(expected, &printed);
                    outcome.differing.push((program, between, lines));
                }
            }
        }
        Ok(outcome)
    }
}

fn seeded(path: &Path, hash_seed: u32) -> Configuration {
    Configuration::Python {
        path: path.to_owned(),
        hash_seed,
    }
}

/// Whether what a program prints depends on the hashes of strs in CPython itself: a key that changes its dict while it is compared
/// is compared as often as the keys happen to collide.
fn is_undetermined(workshop: &Workshop, python: &Path, program: &str) -> io::Result<bool> {
    let program = [program.to_owned()];
    let mut printed = workshop.run(&seeded(python, 0), &program)?;
    for seed in 1..HASH_SEEDS {
        let other = workshop.run(&seeded(python, seed), &program)?;
        if other != std::mem::replace(&mut printed, other.clone()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where a batch runs beside the reference, and how many of its programs.
fn others(interp: &Configuration, batch: u64) -> Vec<(Configuration, usize)> {
    let after = TRACE_AFTER[batch as usize % TRACE_AFTER.len()];
    let hurried = |tier, gc_stress| Configuration::Tierlens {
        tier,
        trace_after: Some(after),
        gc_stress,
    };
    let mut others = vec![
        (interp.clone(), usize::MAX),
        (hurried("trace", None), usize::MAX),
        (hurried("jit", None), usize::MAX),
        (hurried("jit", Some(STRESS)), STRESSED),
    ];
    if batch.is_multiple_of(UNHURRIED) {
        others.push((Configuration::tier("jit"), usize::MAX));
    }
    others
}

fn differ(expected: &str, printed: &str) -> bool {
    expected != printed && is_comparable(expected) && is_comparable(printed)
        // That one of them does not end is a difference.
        || is_comparable(expected) && is_endless(printed)
}

/// Makes the programs that show a difference few and small.
fn reduce(
    workshop: &Workshop,
    programs: &[String],
    seed: u64,
    between: &[Configuration; 2],
    lines: [String; 2],
) -> io::Result<Difference> {
    let outputs = |programs: &[String]| -> io::Result<[String; 2]> {
        let [reference, other] = between;
        let last = |printed: Vec<String>| printed.last().cloned().unwrap_or_default();
        let expected = last(workshop.run(reference, programs)?);
        let mut printed = last(workshop.run(other, programs)?);
        if is_comparable(&expected) && is_endless(&printed) {
            printed = workshop.run_again(other, programs)?;
        }
        Ok([expected, printed])
    };
    // What does not compile is no smaller program.
    let [expected, printed] = outputs(programs)?;
    let broken = expected.contains("SyntaxError");
    let tries = if is_endless(&printed) {
        TRIES_OF_A_HANG
    } else {
        TRIES
    };
    let keeps = |programs: &[String]| {
        outputs(programs).is_ok_and(|[expected, printed]| {
            differ(&expected, &printed) && expected.contains("SyntaxError") == broken
        })
    };
    let mut kept = programs.to_vec();
    if let Some(last) = kept
        .last()
        .filter(|last| keeps(std::slice::from_ref(*last)))
    {
        kept = vec![last.clone()];
    }
    let mut index = 0;
    while index + 1 < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(index);
        if keeps(&fewer) {
            kept = fewer;
        } else {
            index += 1;
        }
    }
    for index in (0..kept.len()).rev() {
        let mut candidate = kept.clone();
        let program = kept[index].strip_prefix(PRELUDE).unwrap_or(&kept[index]);
        let program = shrink::shrink(program, tries / kept.len(), |smaller| {
            candidate[index] = format!("{PRELUDE}{smaller}");
            keeps(&candidate)
        });
        kept[index] = format!("{PRELUDE}{program}");
    }
    let [expected, printed] = outputs(&kept)?;
    let again = differ(&expected, &printed);
    Ok(Difference {
        seed,
        between: between.each_ref().map(ToString::to_string),
        programs: if again { kept } else { programs.to_vec() },
        lines: if again {
            first_difference(&expected, &printed)
        } else {
            lines
        },
        again,
    })
}

fn first_difference(expected: &str, printed: &str) -> [String; 2] {
    let mut lines = [expected.lines(), printed.lines()];
    loop {
        let pair = lines.each_mut().map(Iterator::next);
        if pair[0] != pair[1] || pair[0].is_none() {
            return pair.map(|line| line.unwrap_or("(nothing more)").to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cpython_prints_by_its_hashes_is_undetermined() {
        let python = Path::new("python3.14");
        if std::process::Command::new(python)
            .arg("--version")
            .output()
            .is_err()
        {
            return;
        }
        let workshop = Workshop::new().expect("a folder");
        for (program, expected) in [
            ("print(hash('k') % 8)", true),
            ("print(hash((1, 2)))", false),
        ] {
            let found = is_undetermined(&workshop, python, program).expect("it runs");
            assert_eq!(found, expected, "{program}");
        }
    }
}
