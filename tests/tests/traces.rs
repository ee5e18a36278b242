//! What tiers 2 and 3 make of the shipped programs, against `tests/expected/traces`: where traces start, the guards that they
//! keep and why, those that they drop and by what proof, the exits that were taken, side traces, invalidations.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-tests --test traces` writes those files anew; what then changed is to be read.

use std::process::Command;

use expect_test::expect_file;
use serde_json::Value;
use tests::{binary::tierlens, for_each_program, programs, trace_text};

fn report(program: &str, tier: &str) -> Value {
    let mut command = Command::new(tierlens());
    command.args("report --format json --unsandboxed --tier".split(' '));
    let output = command
        .arg(tier)
        .arg(programs::file(program))
        .output()
        .expect("the binary starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} on {tier}: {stderr}");
    serde_json::from_slice(&output.stdout).expect("a report")
}

/// A program's traces on both tiers as text. Whether there is machine code is the JIT's; in all else the two must agree, counts
/// included.
fn description(program: &str) -> String {
    let (mut interpreted, mut compiled) = (report(program, "trace"), report(program, "jit"));
    let ours = interpreted["traces"].as_array_mut().into_iter().flatten();
    let theirs = compiled["traces"].as_array_mut().into_iter().flatten();
    for (interpreted, compiled) in ours.zip(theirs) {
        interpreted["machine_code"] = compiled["machine_code"].clone();
    }
    let source = programs::source(program);
    let description = trace_text::describe(&interpreted, &source);
    let compiled = trace_text::describe(&compiled, &source);
    assert_eq!(
        description, compiled,
        "{program}: micro-op interpreter and machine code"
    );
    description
}

fn check(program: &str) {
    expect_file![programs::expected_text("traces", program)].assert_eq(&description(program));
}

for_each_program! { expected: check }

/// How often each instruction ran. The interpreter counts one by one, for traces it follows from entries, rounds and exits: the
/// three tiers must tell the same.
fn check_counts(program: &str) {
    let counts = |tier| {
        let report = report(program, tier);
        let instructions = |code: &Value| {
            let all = code["instructions"].as_array().into_iter().flatten();
            all.map(|it| format!("{} {} {}×", it["offset"], it["base_opname"], it["count"]))
                .collect::<Vec<_>>()
        };
        let codes = report["code"].as_array().into_iter().flatten();
        codes.map(instructions).collect::<Vec<_>>()
    };
    let interpreted = counts("interp");
    assert_eq!(interpreted, counts("trace"), "{program} on tier 2");
    assert_eq!(interpreted, counts("jit"), "{program} on tier 3");
}

for_each_program! { counts: check_counts }

/// What programs were written to show, which no update of the expected files may lose: texts of their descriptions, in order.
const SHOWN: [(&str, &[&str]); 5] = [
    ("fibonacci", &["iterations, machine code"]),
    (
        "proved_guards",
        &[
            "drops _GUARD_NOS_INT 7:14",
            "'b' is an int: it was guarded there (7:14 in run, \"b + b\")",
        ],
    ),
    (
        "inlined_call",
        &[
            "goes through sum_of_squares, square",
            "drops _CHECK_FUNCTION_EXACT_ARGS",
            "drops _GUARD_TOS_INT 5:12 in square",
        ],
    ),
    (
        "side_exit",
        &[
            "exits _GUARD_TOS_INT 5:12 in combine",
            "the value is not an int: 'c' is a float; trace 1 goes on",
            "trace 1 goes on from an exit of trace 0",
        ],
    ),
    (
        "invalidation",
        &[
            "was ended by an invalidation",
            "trace 1",
            "invalidation: global 'step' was modified at 18:1 in <module>",
        ],
    ),
];

#[test]
fn programs_show_what_they_were_written_for() {
    for (program, texts) in SHOWN {
        let description = description(program);
        let mut rest = description.as_str();
        for text in texts {
            let found = rest.split_once(text);
            (_, rest) = found.unwrap_or_else(|| panic!("{program}: no '{text}' in\n{rest}"));
        }
    }
}
