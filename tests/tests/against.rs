//! `tierlens report --against PYTHON`, where `python3.14` is on the path: what it says, and that this Python is confined too.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::binary::tierlens;

/// The `python3.14` on the path, if there is one.
fn python() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join("python3.14"))
        .find(|file| file.is_file())
}

fn report(folder: &Path, python: &Path, program: &str) -> Value {
    std::fs::write(folder.join("a.py"), program).expect("a file");
    let output = Command::new(tierlens())
        .args(["report", "--format", "json", "--against"])
        .arg(python)
        .arg("a.py")
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
    let Some(python) = python() else {
        eprintln!("no python3.14 on the path");
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
    let found = report(folder.path(), &python, "import sys\nprint('text')\n1 / 0\n");
    assert_eq!(found["ended"], "ZeroDivisionError: division by zero");
}

/// Each is to fail there: it is the exception that ends the program.
#[test]
fn it_is_confined_as_well() {
    let Some(python) = python() else {
        eprintln!("no python3.14 on the path");
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
    let Some(python) = python() else {
        eprintln!("no python3.14 on the path");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary directory");
    let program = "def f(xs):\n    return [x for x in xs if x in (1, 2, 3)]\n\n\nprint(len(f([1, 5] * 500)))\n";
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
    assert!(!line.contains("different"), "{text}");
}
