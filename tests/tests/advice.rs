//! Advice is measured: each kind has its programs, which print the same before and after, on each tier and in CPython
//! (`tests/expected/advice.json`).

use std::collections::BTreeSet;
use std::process::Command;

use insight::measured::Advice;
use serde_json::Value;
use tests::binary::tierlens;
use tests::programs::path;

fn recorded() -> Value {
    let text = std::fs::read_to_string(path("expected/advice.json"));
    serde_json::from_str(&text.expect("recorded by tests/record.py")).expect("JSON")
}

#[test]
fn each_kind_has_a_row_and_programs() {
    let table = std::fs::read_to_string(path("../server/insight/src/measured/advice.tsv"));
    let table = table.expect("the table");
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    let rows: BTreeSet<&str> = rows.filter_map(|row| row.split('\t').next()).collect();
    let kinds = tests::advice::kinds();
    assert_eq!(rows, kinds.keys().map(String::as_str).collect());
    assert!(kinds.values().all(|shapes| !shapes.is_empty()));
    assert!(
        Advice::ALL
            .iter()
            .all(|advice| kinds.contains_key(advice.name()))
    );
}

fn check(tier: &str) {
    let recorded = recorded();
    for (kind, shapes) in tests::advice::kinds() {
        for shape in shapes {
            let name = format!("{kind}/{}", shape.name);
            for program in shape.programs() {
                let text = std::fs::read_to_string(&program).expect("a program");
                let mut command = Command::new(tierlens());
                command.args(["run", "--unsandboxed", "--tier", tier, "-c"]);
                command.arg(tests::advice::with_less_work(&text));
                let output = command.output().expect("the binary starts");
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{name} on {tier}: {errors}");
                let printed = String::from_utf8_lossy(&output.stdout);
                assert_eq!(recorded[&name], *printed, "{} on {tier}", program.display());
            }
        }
    }
}

#[test]
fn its_programs_print_the_same_interpreted() {
    check("interp");
}

#[test]
fn its_programs_print_the_same_in_traces() {
    check("trace");
}

#[test]
fn its_programs_print_the_same_as_machine_code() {
    check("jit");
}
