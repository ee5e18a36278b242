//! Programs that cannot run or do not end well: `tierlens run` ends them as `python` does (recorded by `tests/record.py`).

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tests::binary::tierlens;

fn run(file: &Path) -> Output {
    let mut command = Command::new(tierlens());
    command.arg("run").arg(file);
    command.output().expect("tierlens starts")
}

#[test]
fn bad_input_ends_as_in_python() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(folder.join("expected/bad_input.json"));
    let expected: Value = serde_json::from_str(&expected.expect("recorded")).expect("JSON");
    let mut differences = Vec::new();
    for (name, expected) in expected.as_object().expect("by name") {
        let file = folder.join(format!("bad_input/{name}.py"));
        let output = run(&file);
        let path = file.display().to_string();
        let stderr = String::from_utf8_lossy(&output.stderr).replace(&path, "{file}");
        if output.status.code().map(i64::from) != expected["code"].as_i64()
            || expected["stderr"] != *stderr
        {
            let expected = expected["stderr"].as_str().unwrap_or_default();
            differences.push(format!(
                "{name}: CPython says\n{expected}we say ({})\n{stderr}",
                output.status
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn ten_thousand_lines_are_as_good_as_ten() {
    let mut program = String::new();
    for i in 0..10_000 {
        let _ = writeln!(program, "x{i} = {i}");
    }
    program.push_str("print(x0 + x9999)\n");
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("long.py");
    std::fs::write(&file, program).expect("writable");
    let output = run(&file);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.stdout, b"9999\n", "{errors}");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let nbody = tests::programs::file("nbody");
    let file = nbody.to_str().expect("UTF-8");
    for arguments in [
        vec!["explain", "BINARY_OP_ADD_INT"],
        vec!["report", file],
        vec!["dump", "bytecode", file],
        vec!["dump", "specialization", file],
        vec!["dump", "traces", file],
        vec!["stats", "--pairs", file],
        vec!["dump", "--pass", "cold-blocks", file],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = Command::new(tierlens())
            .args(&arguments)
            .stdout(writer)
            .output()
            .expect("tierlens starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        // What the program itself prints goes there too.
        assert!(
            output.status.success() && !errors.contains("tierlens:"),
            "{arguments:?}: {}: {errors}",
            output.status
        );
    }
}

#[test]
fn what_cannot_be_explained_is_told_what_can() {
    let output = Command::new(tierlens())
        .args(["explain", "nonsense"])
        .output()
        .expect("tierlens starts");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "tierlens: nothing is called nonsense; findings are run-outcome, failed-specialization, deopt, \
         hot-exit, invalidation, trace-compiled, guards-eliminated, specialized\n"
    );
}

#[test]
fn native_recursion_ends_in_an_exception() {
    let output = run(&tests::programs::path(
        "bad_input/unrecorded/native_recursion.py",
    ));
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", output.status);
    assert!(
        printed.lines().all(|line| line == "RecursionError") && printed.lines().count() == 23,
        "{printed}"
    );
}
