//! Every native class, made in every way and used in every way, ends in exceptions only: `native_classes/walk.py`, a share of it.
//!
//! `NATIVE_CLASSES_ROUNDS=20 cargo test --release -p tierlens-tests --test native_classes` tries more, with other arguments.

use std::path::Path;
use std::process::{Command, Stdio};

use tests::binary::tierlens;

/// The classes are dealt to so many runs, so that a failure is soon found again.
const PARTS: usize = 16;
/// 32 MiB: what an endless iterator fills, many times.
const LIMIT: &str = "--heap-limit=33554432";

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

/// Every code object of the library and of the tests' programs passes the check that those of programs have to pass; one that
/// lacks what its instructions name does not.
#[test]
fn code_objects_that_may_run() {
    let program = r#"
import os, sys, types
def fresh(code):
    consts = tuple(fresh(const) if isinstance(const, types.CodeType) else const for const in code.co_consts)
    return code.replace(co_consts=consts)
count = 0
for name in sys.argv[1:]:
    code = compile(open(name, encoding="utf-8").read(), name, "exec")
    types.FunctionType(fresh(code), {})
    count += 1
def f(): return x
for changes in ({"co_names": ()}, {"co_code": b"\x1f\x00"}, {"co_code": b"\x80\x00"}, {"co_code": b""}, {"co_code": b"\x76\x00\x23\x00"},
        {"co_code": b"\x56\x00\x23\x00", "co_varnames": ("a",), "co_nlocals": 1}, {"co_code": b"\x78\x00\x23\x00"}, {"co_code": b"\x4b\x09\x00\x00"}):
    try:
        types.FunctionType(f.__code__.replace(**changes), {})
        print("accepted", changes)
    except (SystemError, ValueError):
        pass
print(count)
"#;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for name in ["programs", "language", "library", "heap"] {
        for entry in std::fs::read_dir(folder.join(name)).expect("readable") {
            let file = entry.expect("readable").path();
            if file.extension().is_some_and(|extension| extension == "py") {
                files.push(file);
            }
        }
    }
    let output = Command::new(tierlens())
        .args(["run", "--unsandboxed", "-c", program])
        .args(&files)
        .output()
        .expect("the binary starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(printed, format!("{}\n", files.len()), "{errors}");
}

/// What asks for more memory than there is, or for much of it.
#[test]
fn memory_ends_in_an_exception() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("native_classes/memory.py");
    let output = Command::new(tierlens())
        .args(["run", "--unsandboxed", "--heap-limit=90000000"])
        .arg(file)
        .output()
        .expect("the binary starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        printed.ends_with("done True\n"),
        "{}: {printed}{errors}",
        output.status
    );
}

#[test]
fn every_way_ends_in_an_exception() {
    check(&[], 1);
}

#[test]
fn every_way_ends_in_an_exception_under_stress() {
    check(&["--gc-stress=100"], 1001);
}
