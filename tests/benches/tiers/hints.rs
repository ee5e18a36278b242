//! How soon hints come after a file is saved.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tests::binary::tierlens;
use tests::lsp_client::{LspClient, Setup};

use crate::measure::median;

const ROUNDS: usize = 20;
const PROGRAM: &str = "programs/fibonacci.py";

/// Medians, in seconds.
#[derive(Debug, Serialize)]
pub struct Hints {
    pub program: &'static str,
    /// From the save to the answer with hints.
    pub seconds: f64,
    /// What the program itself took of that.
    pub program_seconds: f64,
}

/// Saves a file in a real session again and again.
pub fn measure() -> Hints {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PROGRAM);
    let text = std::fs::read_to_string(&path).expect("a shipped program");
    let mut client = LspClient::start(Setup::default());
    let uri = client.open_and_run("program.py", &text);
    let until_hints = || {
        let begun = Instant::now();
        client.save(&uri);
        client.wait_for("workspace/inlayHint/refresh");
        assert!(!client.hints(&uri).is_empty(), "it has hints");
        begun.elapsed()
    };
    Hints {
        program: PROGRAM,
        seconds: median(std::iter::repeat_with(until_hints).take(ROUNDS).collect()),
        program_seconds: median((0..ROUNDS).map(|_| own_time(&path)).collect()),
    }
}

/// How long a program runs, by its report.
fn own_time(path: &Path) -> Duration {
    let output = Command::new(tierlens())
        .args(["report", "--format", "json"])
        .arg(path)
        .output()
        .expect("tierlens starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let time = report["timing"]["run_us"].as_u64();
    Duration::from_micros(time.expect("a time"))
}
