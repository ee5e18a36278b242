//! Every native class, made in every way and used in every way, ends in exceptions only: `native_classes/walk.py`, a share of it.
//!
//! `NATIVE_CLASSES_ROUNDS=20 cargo test --release -p tierlens-tests --test native_classes` tries more, with other arguments.

use std::path::Path;
use std::process::{Command, Stdio};

use tests::binary::tierlens;

/// The classes are dealt to so many runs, so that a failure is soon found again.
const PARTS: usize = 16;
/// 128 MiB.
const LIMIT: &str = "--heap-limit=134217728";

fn walk(options: &[&str], numbers: [usize; 4], trace: bool) -> (bool, String, String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("native_classes/walk.py");
    // What a method writes to a file lands here.
    let folder = tempfile::tempdir().expect("a temporary directory");
    let output = Command::new(tierlens())
        .args(["run", "--unsandboxed", LIMIT])
        .args(options)
        .arg(file)
        .args(numbers.map(|number| number.to_string()))
        .args(trace.then_some("trace"))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let done = output.status.success() && text(&output.stdout).ends_with("done\n");
    let ending = format!("{}: {}", output.status, text(&output.stderr));
    (done, text(&output.stdout), ending)
}

fn check(options: &[&str], first_seed: usize) {
    let rounds = std::env::var("NATIVE_CLASSES_ROUNDS").ok();
    let rounds: usize = rounds.map_or(1, |rounds| rounds.parse().expect("a number"));
    for seed in first_seed..first_seed + rounds {
        for part in 0..PARTS {
            let numbers = [seed, 1, part, PARTS];
            let (done, _, ending) = walk(options, numbers, false);
            if !done {
                let (_, steps, _) = walk(options, numbers, true);
                let last = steps.lines().last().unwrap_or_default();
                panic!("walk.py {numbers:?} {options:?} ended in {last}: {ending}");
            }
        }
    }
}

#[test]
fn every_way_ends_in_an_exception() {
    check(&[], 1);
}

#[test]
fn every_way_ends_in_an_exception_under_stress() {
    check(&["--gc-stress=100"], 1001);
}
