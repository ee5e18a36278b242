//! The shipped programs on every tier, against what CPython 3.14 does with them (recorded by `tests/record.py`).

use std::process::Command;

use serde_json::Value;
use tests::binary::tierlens;
use tests::{for_each_program, programs};

fn expected(program: &str) -> Value {
    let path = programs::path("expected").join(format!("{program}.json"));
    let text = std::fs::read_to_string(&path).expect("recorded by tests/record.py");
    serde_json::from_str(&text).expect("JSON")
}

fn run(program: &str, arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(tierlens());
    command.args(arguments).arg(programs::file(program));
    let output = command.output().expect("the binary starts");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        output.status.code(),
    )
}

/// Runs a program on each tier; it must print what CPython prints.
fn check_output(program: &str) {
    let expected = expected(program);
    for tier in ["interp", "trace", "jit"] {
        let (stdout, stderr, code) = run(program, &["run", "--tier", tier]);
        assert_eq!(code, Some(0), "{program} on {tier}: {stderr}");
        assert_eq!(stdout, expected["stdout"], "{program} on {tier}");
    }
}

/// The specialized instructions of a program must be CPython's, name by name.
fn check_specialization(program: &str) {
    let expected = expected(program);
    let (stdout, stderr, code) = run(program, &["dump", "specialization"]);
    assert_eq!(code, Some(0), "{program}: {stderr}");
    let ours: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON lines"))
        .collect();
    let theirs = expected["specialization"].as_array().expect("a list");
    assert_eq!(ours.len(), theirs.len(), "{program}: code objects");
    let mut differences = Vec::new();
    for (ours, theirs) in ours.iter().zip(theirs) {
        let qualname = &theirs[0];
        assert_eq!(ours["qualname"], *qualname, "{program}");
        let (ours, theirs) = (
            ours["instructions"].as_array().expect("a list"),
            theirs[1].as_array().expect("a list"),
        );
        for (ours, theirs) in ours.iter().zip(theirs) {
            if ours[0] != theirs[0] || ours[1] != theirs[1] || ours[2] != theirs[2] {
                differences.push(format!(
                    "{qualname} at {}: CPython {}, we {}",
                    theirs[0], theirs[2], ours[2]
                ));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{program}:\n{}",
        differences.join("\n")
    );
}

for_each_program! { output: check_output }
for_each_program! { specialization: check_specialization }

/// `for_each_program` cannot list the folder; the expected files, which only its tests write, tell that it left none out.
#[test]
fn every_program_is_tested() {
    for entry in std::fs::read_dir(programs::path("programs")).expect("is there") {
        let path = entry.expect("can be read").path();
        let program = path.file_stem().expect("a name").to_string_lossy();
        for kind in ["traces", "lsp"] {
            assert!(
                programs::expected_text(kind, &program).exists(),
                "{program}: {kind}"
            );
        }
    }
}
