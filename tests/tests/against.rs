//! `tierlens report --against PYTHON`, where `python3.14` is on the path: what it says, and that this Python is confined too.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tests::another_python::{answer, install, real};
use tests::binary::tierlens;

fn report(folder: &Path, python: &Path, program: &str) -> Value {
    std::fs::write(folder.join("a.py"), program).expect("a file");
    report_of(folder, python, &["a.py"])
}

fn report_of(folder: &Path, python: &Path, words: &[&str]) -> Value {
    let output = Command::new(tierlens())
        .args(["report", "--format", "json", "--against"])
        .arg(python)
        .args(words)
        .current_dir(folder)
        .output()
        .expect("tierlens starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{errors}"));
    report["cross_check"].clone()
}

#[test]
fn a_python_agrees_place_by_place() {
    let Some(python) = real() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(
        folder.path().join("work.py"),
        "def total(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n",
    )
    .expect("a file");
    let found = report(
        folder.path(),
        &python,
        "import work\nfor i in range(50):\n    work.total([i, i + 1, 2.5])\n",
    );
    assert_eq!(found["mismatches"], Value::Array(Vec::new()), "{found}");
    assert!(found["sites"].as_u64() >= Some(6), "{found}");
    assert!(
        found["version"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.14.")),
        "{found}"
    );
    assert_eq!(found["ended"], Value::Null);
    // As a module of a package that imports it, so that it is there twice.
    let package = folder.path().join("package");
    std::fs::create_dir(&package).expect("a folder");
    std::fs::write(package.join("__init__.py"), "from . import main\n").expect("a file");
    let program = "def f(n):\n    return [i + 1 for i in range(n)]\n\nif __name__ == '__main__':\n    f(100)\n";
    std::fs::write(package.join("main.py"), program).expect("a file");
    for words in [
        &["package/main.py"][..],
        &["-m", "package.main"],
        &["package/../package/./main.py"],
    ] {
        let found = report_of(folder.path(), &python, words);
        assert_eq!(found["mismatches"], json!([]), "{words:?} {found}");
        assert!(found["sites"].as_u64() >= Some(4), "{words:?} {found}");
    }
    let found = report(folder.path(), &python, "import sys\nprint('text')\n1 / 0\n");
    assert_eq!(found["ended"], "ZeroDivisionError: division by zero");
}

/// Each is to fail there: it is the exception that ends the program.
#[test]
fn it_is_confined_as_well() {
    let Some(python) = real() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary directory");
    let check = |code: &str, expected: &str| {
        let found = report(folder.path(), &python, &format!("import os\n{code}\n"));
        let ended = found["ended"].as_str().unwrap_or_default();
        assert!(ended.starts_with(expected), "{code}: {found}");
    };
    check("os.execv('/bin/ls', ['ls'])", "PermissionError: [Errno 13]");
    check("os.fork()", "PermissionError: [Errno 1]");
    check("os.listdir('/')", "PermissionError: [Errno 13]");
    check("open('/etc/passwd').read()", "PermissionError: [Errno 13]");
    check("open('written', 'w')", "PermissionError: [Errno 13]");
    check(
        "import socket; socket.socket()",
        "PermissionError: [Errno 1]",
    );
    check("os.kill(1, 0)", "PermissionError: [Errno 1]");
}

#[test]
fn what_ends_otherwise_there_is_said_at_its_finding() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let program =
        "def f(a):\n    return a in ('x', 'y', 'z')\n\nfor i in range(1000):\n    f('a')\n";
    std::fs::write(folder.path().join("program.py"), program).expect("a file");
    let said = answer(
        "3.14.7",
        &[
            ("f", 1, [2, 11, 31], "CONTAINS_OP", "CONTAINS_OP_MADE_UP"),
            ("<module>", 1, [5, 4, 10], "CALL", "CALL_MADE_UP"),
        ],
    );
    let stand_in = env!("CARGO_BIN_EXE_another_python");
    let python = install(stand_in, folder.path(), &said);
    let run = |options: &[&str]| {
        let output = Command::new(tierlens())
            .args(["report", "--against"])
            .arg(&python)
            .args(options)
            .arg("program.py")
            .current_dir(folder.path())
            .output()
            .expect("tierlens starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let report: Value = serde_json::from_str(&run(&["--format", "json"])).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let labelled: Vec<&Value> = findings
        .iter()
        .filter(|finding| !finding["mismatches"].is_null())
        .collect();
    assert_eq!(labelled.len(), 1, "{findings:?}");
    assert_eq!(labelled[0]["kind"], "failed-specialization");
    let mismatch = &labelled[0]["mismatches"][0];
    assert_eq!(
        (&mismatch["here"], &mismatch["there"]),
        (
            &Value::from("CONTAINS_OP"),
            &Value::from("CONTAINS_OP_MADE_UP")
        )
    );
    assert_eq!(
        report["cross_check"]["mismatches"].as_array().map(Vec::len),
        Some(2)
    );
    let text = run(&[]);
    let line = |part: &str| {
        let found = text.lines().find(|line| line.contains(part));
        found.unwrap_or_else(|| panic!("{part}: {text}"))
    };
    assert!(
        line("a in (").ends_with("(there CONTAINS_OP_MADE_UP)"),
        "{text}"
    );
    let footer = line("cross-check");
    assert!(footer.contains("0 of 2 sites as in "), "{text}");
    let all = run(&["--all"]);
    let unsaid = all.lines().filter(|line| line.contains(", there "));
    let unsaid: Vec<&str> = unsaid.map(str::trim).collect();
    assert_eq!(unsaid.len(), 1, "{all}");
    assert!(
        unsaid[0].contains("program.py:5 CALL_PY_EXACT_ARGS, there CALL_MADE_UP"),
        "{all}"
    );
}

#[test]
fn what_is_no_python_says_so() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(folder.path().join("a.py"), "pass\n").expect("a file");
    let check = |python: &str, expected: &str| {
        let output = Command::new(tierlens())
            .args(["report", "--against", python, "a.py"])
            .current_dir(folder.path())
            .output()
            .expect("tierlens starts");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(expected), "{errors}");
    };
    check(
        "no/python",
        "--against no/python: No such file or directory",
    );
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).expect("a folder");
    std::fs::copy("/bin/true", bin.join("python")).expect("a program");
    check(
        "bin/python",
        "--against bin/python: it lies in no installation of Python",
    );
    let library = folder.path().join("lib/python3.14");
    std::fs::create_dir_all(&library).expect("a folder");
    std::fs::write(library.join("os.py"), "").expect("a file");
    check("bin/python", "--against bin/python: it gave no answer");
}

#[test]
fn advice_is_tried_there_too() {
    let Some(python) = real() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary directory");
    let program = "def f(xs):\n    return [x for x in xs if x in [1, 2, 3]]\n\n\nprint(len(f([1, 5] * 500)), {'a', 'b', 'c', 'd'})\n";
    std::fs::write(folder.path().join("a.py"), program).expect("a file");
    let output = Command::new(tierlens())
        .args(["try", "--against"])
        .arg(&python)
        .arg("a.py:2")
        .current_dir(folder.path())
        .output()
        .expect("tierlens starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().nth(2).unwrap_or_default();
    assert!(line.ends_with(&format!(": {}", python.display())), "{text}");
    assert!(
        !line.contains("different") && !line.contains("unknown"),
        "{text}"
    );
}
