//! What a program that does nothing costs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Instant;

use serde::Serialize;

use crate::measure::medians;
use tests::engines::{Engine, REFERENCE};

const ROUNDS: u32 = 25;

/// What `-c pass` costs an engine.
#[derive(Debug, Serialize)]
pub struct StartUp {
    pub name: &'static str,
    pub seconds: Option<f64>,
    /// What it has resident; absent where the system does not say.
    pub memory: Option<Memory>,
}

/// Resident memory of a program and its helpers, in KiB.
#[derive(Debug, Default, Serialize)]
pub struct Memory {
    /// The peak of the largest process, as `time -v` tells it.
    pub peak: u64,
    /// All processes together, where a page that several processes have is divided among them (Linux's `Pss`).
    pub proportional: u64,
}

/// Measures `-c pass`, on our highest tier and on the Pythons.
pub fn measure(engines: &[Engine]) -> Vec<StartUp> {
    let engines: Vec<_> = engines
        .iter()
        .filter(|engine| ["jit", REFERENCE].contains(&engine.name))
        .collect();
    let times = medians(ROUNDS, engines.len(), |index| {
        let begun = Instant::now();
        let status = engines[index].code("pass").status();
        status
            .is_ok_and(|status| status.success())
            .then(|| begun.elapsed())
    });
    engines
        .iter()
        .zip(times)
        .map(|(engine, seconds)| StartUp {
            name: engine.name,
            seconds,
            memory: memory(engine),
        })
        .collect()
}

/// The memory of a program that has started and waits.
fn memory(engine: &Engine) -> Option<Memory> {
    let mut child = engine
        .code("print(flush=True); input()")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    let started = BufReader::new(child.stdout.take()?).read_line(&mut line);
    let mut memory = Memory::default();
    let seen = started.ok().and_then(|_| add(child.id(), &mut memory));
    finish(child);
    seen.map(|()| memory)
}

fn finish(mut child: Child) {
    drop(child.stdin.take());
    let _ = child.wait();
}

/// Adds what a process has to `memory`, then what its children have, and theirs (Linux).
fn add(process: u32, memory: &mut Memory) -> Option<()> {
    let folder = format!("/proc/{process}");
    memory.peak = memory.peak.max(field(&folder, "status", "VmHWM:")?);
    memory.proportional += field(&folder, "smaps_rollup", "Pss:")?;
    let children = std::fs::read_to_string(format!("{folder}/task/{process}/children")).ok()?;
    children
        .split_whitespace()
        .try_for_each(|child| add(child.parse().ok()?, memory))
}

fn field(folder: &str, file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("{folder}/{file}")).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.trim_end_matches("kB").trim().parse().ok()
}
