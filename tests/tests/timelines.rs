//! What became of an instruction is in order, within its executions, and ends with what it is.

use std::process::Command;

use serde_json::Value;
use tests::binary::tierlens;
use tests::programs::file;

fn check(name: &str, tier: &str) {
    let mut command = Command::new(tierlens());
    command.args([
        "report",
        "--unsandboxed",
        "--format",
        "json",
        "--tier",
        tier,
    ]);
    command.arg(file(name));
    let output = command.output().expect("the binary starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let code = report["code"].as_array().into_iter().flatten();
    let all = code.flat_map(|code| code["instructions"].as_array().into_iter().flatten());
    let mut events = 0;
    for instruction in all {
        let list = instruction["timeline"].as_array();
        let timeline: Vec<&Value> = list.into_iter().flatten().collect();
        let at: Vec<u64> = timeline
            .iter()
            .filter_map(|event| event["at"].as_u64())
            .collect();
        events += at.len();
        let count = instruction["count"].as_u64().unwrap_or(0);
        let within = at.iter().all(|at| (1..=count).contains(at));
        assert!(at.is_sorted() && within, "{name} on {tier}: {instruction}");
        let became = timeline
            .iter()
            .rev()
            .find(|event| event["event"] == "became");
        // Of more than eight forms the last are not listed.
        if let (Some(last), true) = (became, instruction["changes"].as_u64() < Some(8)) {
            assert_eq!(
                last["opname"], instruction["opname"],
                "{name} on {tier}: {instruction}"
            );
        }
    }
    assert!(events > 0, "{name} on {tier}");
}

fn in_order(name: &str) {
    check(name, "interp");
    check(name, "jit");
}

tests::for_each_program!(timelines_are_in_order: in_order);
