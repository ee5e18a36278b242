//! `tierlens stats`: which instructions ran most, and which followed each other.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use uops::Opcode;
use vm::Vm;

use crate::dump::run_quietly_with;
use crate::{RunOptions, Tier};

/// Runs a file in the interpreter, its output swallowed, and says how often each instruction ran.
///
/// # Errors
///
/// Those of the writer; that the file cannot be read or does not compile.
pub fn count_instructions(path: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    counted(path, out, |vm| {
        let mut counts = BTreeMap::<&str, u64>::new();
        for (_, opcode, count) in vm.pairs() {
            *counts.entry(opcode.name()).or_default() += count;
        }
        counts
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect()
    })
}

/// The same of pairs of instructions that followed each other.
///
/// # Errors
///
/// As [`count_instructions`].
pub fn count_pairs(path: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    counted(path, out, |vm| {
        let told = |first: Option<Opcode>, second: Opcode, count| {
            Some((format!("{} {}", first?.name(), second.name()), count))
        };
        vm.pairs()
            .filter_map(|(first, second, count)| told(first, second, count))
            .collect()
    })
}

/// A line for each of what was counted, the most frequent first: how often, its share, that of the lines so far, its name.
fn counted(
    path: &Path,
    out: &mut dyn Write,
    counts: impl Fn(&Vm) -> Vec<(String, u64)>,
) -> std::io::Result<()> {
    let options = RunOptions {
        tier: Tier::Interp,
        pairs: true,
        ..RunOptions::default()
    };
    let process = run_quietly_with(path, &options, |_| {})?;
    let mut counts = counts(&process.vm);
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let percent = |count: u64| 100.0 * count as f64 / all as f64;
    let mut so_far = 0;
    for (name, count) in counts {
        so_far += count;
        writeln!(
            out,
            "{count:>14} {:>6.2} % {:>6.2} %  {name}",
            percent(count),
            percent(so_far)
        )?;
    }
    Ok(())
}
