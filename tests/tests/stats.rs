//! `tierlens stats` says which instructions ran, and which followed each other.

use std::process::Command;

use tests::binary::tierlens;

/// Runs a program and asks for the lines that are told of it, without shares.
#[track_caller]
fn check(program: &str, options: &[&str], wanted: &[&str]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("program.py");
    std::fs::write(&file, program).expect("writable");
    let output = Command::new(tierlens())
        .arg("stats")
        .args(options)
        .arg(&file)
        .output()
        .expect("tierlens starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let told: Vec<(&str, Vec<&str>)> = stdout
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace().filter(|word| *word != "%");
            let count = words.next().expect("a count");
            (count, words.skip(2).collect())
        })
        .collect();
    for line in wanted {
        let (count, name) = line.split_once(' ').expect("a count and names");
        let name: Vec<&str> = name.split(' ').collect();
        let found = told.iter().find(|(_, told)| *told == name);
        assert_eq!(
            found.map(|(count, _)| *count),
            Some(count),
            "{name:?}:\n{stdout}"
        );
    }
    let counts: Vec<u64> = told
        .iter()
        .map(|(count, _)| count.parse().expect("a number"))
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{stdout}");
}

const LOOP: &str = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total\nprint(f(1000))\n";

#[test]
fn instructions_are_counted() {
    check(
        LOOP,
        &[],
        &["2001 STORE_FAST", "998 BINARY_OP_ADD_INT", "2 BINARY_OP"],
    );
}

#[test]
fn pairs_are_counted() {
    check(
        LOOP,
        &["--pairs"],
        &[
            "998 FOR_ITER_RANGE STORE_FAST",
            "1000 STORE_FAST LOAD_FAST_BORROW_LOAD_FAST_BORROW",
            "998 BINARY_OP_ADD_INT STORE_FAST",
        ],
    );
}

#[test]
fn what_native_code_calls_follows_nothing() {
    check(
        "sorted(range(5), key=lambda x: -x)\n",
        &["--pairs"],
        &[
            "4 RESUME_CHECK LOAD_FAST_BORROW",
            "5 UNARY_NEGATIVE RETURN_VALUE",
            // The call goes on with its own successor.
            "1 CALL_KW POP_TOP",
        ],
    );
}
