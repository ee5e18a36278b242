//! What a program that does nothing costs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::Instant;

use serde::Serialize;

use crate::engines::{Engine, REFERENCE};
use crate::measure::medians;

const ROUNDS: u32 = 25;

/// What `-c pass` costs an engine.
#[derive(Debug, Serialize)]
pub struct StartUp {
    pub name: &'static str,
    pub seconds: Option<f64>,
    /// The most memory that each of its processes had resident, in KiB; empty where the system does not say.
    pub kibibytes: Vec<u64>,
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
            kibibytes: memory(engine).unwrap_or_default(),
        })
        .collect()
}

/// The peaks of all processes of a program that has started and waits.
fn memory(engine: &Engine) -> Option<Vec<u64>> {
    let mut child = engine
        .code("print(flush=True); input()")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    let started = BufReader::new(child.stdout.take()?).read_line(&mut line);
    let peaks = started.ok().and_then(|_| peaks(child.id()));
    finish(child);
    peaks
}

fn finish(mut child: Child) {
    drop(child.stdin.take());
    let _ = child.wait();
}

/// The peak of a process, then those of its children and theirs (Linux).
fn peaks(process: u32) -> Option<Vec<u64>> {
    let folder = format!("/proc/{process}");
    let status = std::fs::read_to_string(format!("{folder}/status")).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim_end_matches("kB")
        .trim()
        .parse()
        .ok()?;
    let children = std::fs::read_to_string(format!("{folder}/task/{process}/children")).ok()?;
    let mut peaks = vec![peak];
    for child in children.split_whitespace() {
        peaks.extend(self::peaks(child.parse().ok()?)?);
    }
    Some(peaks)
}
