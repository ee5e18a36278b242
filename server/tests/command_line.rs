//! The command line's small answers. (That this test exists also has cargo build the binary wherever the workspace's tests run.)

use std::process::{Command, Output};

fn tierlens(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tierlens"))
        .args(arguments)
        .output()
        .expect("tierlens starts")
}

fn check(arguments: &[&str], code: i32, stdout: &str, stderr: &str) {
    let output = tierlens(arguments);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {err}");
    assert!(out.contains(stdout), "{arguments:?}: {out}");
    assert!(err.contains(stderr), "{arguments:?}: {err}");
}

#[test]
fn help_names_the_commands_and_hides_the_worker() {
    check(&["--help"], 0, "explain", "");
    let help = tierlens(&["--help"]);
    assert!(!String::from_utf8_lossy(&help.stdout).contains("worker"));
}

#[test]
fn findings_are_explained() {
    check(&["explain", "hot-exit"], 0, "A trace is the one path", "");
    check(
        &["explain", "nonsense"],
        2,
        "",
        "nothing is called nonsense",
    );
}

#[test]
fn wrong_command_lines_say_what_is_wrong() {
    check(&["run"], 2, "", "<FILE>");
    check(&["run", "-x"], 2, "", "unknown option -x");
    check(&["run", "-c"], 2, "", "argument expected for the -c option");
    check(&["report", "no such file.py"], 2, "", "no such file.py: ");
    check(
        &["report", "--time-limit=-1", "Cargo.toml"],
        2,
        "",
        "the time limit must be",
    );
}

#[test]
fn a_worker_without_a_request_ends() {
    check(
        &["worker", &std::process::id().to_string(), "{"],
        125,
        "",
        "the worker cannot begin",
    );
}
