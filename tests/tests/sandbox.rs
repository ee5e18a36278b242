//! What a confined program can do, and what it cannot: `tierlens run` on programs that try.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use tests::binary::tierlens;

/// Runs code in a new directory, which the check gets to see afterwards.
fn run_in(directory: &Path, options: &[&str], code: &str) -> Output {
    let mut command = Command::new(tierlens());
    command
        .arg("run")
        .args(options)
        .args(["-c", code])
        .current_dir(directory);
    command.output().expect("tierlens starts")
}

/// Runs code, expects an exception of this type, and nothing left behind.
fn denied(code: &str, exception: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("keep.txt"), "kept").expect("writable");
    let output = run_in(directory.path(), &[], code);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{code}: {errors}");
    let last = errors.lines().last().unwrap_or_default();
    assert!(last.starts_with(exception), "{code}: {errors}");
    let names: Vec<_> = std::fs::read_dir(directory.path())
        .expect("still there")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(names, ["keep.txt"], "{code}");
    assert_eq!(
        std::fs::read_to_string(directory.path().join("keep.txt")).expect("readable"),
        "kept",
        "{code}"
    );
}

/// Runs code and expects this output.
fn allowed(code: &str, expected: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("keep.txt"), "kept").expect("writable");
    let output = run_in(directory.path(), &[], code);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{code}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(0), "{code}");
}

#[test]
#[ignore = "open: posix has no chmod, truncate and execv yet"]
fn files_of_the_workspace_are_only_read() {
    allowed("print(open('keep.txt').read())", "kept\n");
    denied("import os\nos.remove(\"keep.txt\")", "PermissionError: ");
    denied(
        "import os\nos.rename('keep.txt', 'lost.txt')",
        "PermissionError: ",
    );
    denied("import os\nos.truncate('keep.txt', 0)", "PermissionError: ");
    denied("import os\nos.mkdir('new')", "PermissionError: ");
    denied("open('new.txt', 'w')", "PermissionError: ");
    denied("open('keep.txt', 'a')", "PermissionError: ");
}

#[test]
#[ignore = "open: posix has no chmod, truncate and execv yet"]
fn metadata_stays_as_it_is() {
    denied(
        "import os\nos.chmod('keep.txt', 0o777)",
        "PermissionError: ",
    );
    denied(
        "import os\nos.utime('keep.txt', (0, 0))",
        "PermissionError: ",
    );
}

#[test]
fn what_is_outside_the_workspace_is_not_read() {
    denied("open('/etc/passwd')", "PermissionError: ");
}

#[test]
fn there_is_a_temporary_directory_and_it_goes_away() {
    allowed(
        "import os\np = os.environ['TMPDIR'] + '/x'\nf = open(p, 'w')\nf.write('y')\nf.close()\nprint(open(p).read())",
        "y\n",
    );
}

#[test]
#[ignore = "open: importing enum, which socket needs, fails"]
fn there_is_no_network() {
    denied("import socket\nsocket.socket()", "PermissionError: ");
}

#[test]
#[ignore = "open: posix has no chmod, truncate and execv yet"]
fn there_are_no_other_programs() {
    denied(
        "import os\nos.execv('/bin/true', ['true'])",
        "PermissionError: ",
    );
    denied("import os\nos.fork()", "PermissionError: ");
    denied("import os\nos.kill(1, 0)", "PermissionError: ");
}

#[test]
fn unsandboxed_lifts_the_limits() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let output = run_in(
        directory.path(),
        &["--unsandboxed"],
        "f = open('new.txt', 'w')\nf.write('x')\nf.close()",
    );
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(directory.path().join("new.txt").exists());
}

#[test]
fn exit_codes_and_arguments_are_pythons() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let run = |code: &str| run_in(directory.path(), &[], code).status.code();
    assert_eq!(run("import sys\nsys.exit(7)"), Some(7));
    assert_eq!(run("raise ValueError"), Some(1));
    let output = Command::new(tierlens())
        .args(["run", "-c", "import sys\nprint(sys.argv)", "-x", "--", "y"])
        .output();
    assert_eq!(
        String::from_utf8_lossy(&output.expect("tierlens starts").stdout),
        "['-c', '-x', '--', 'y']\n"
    );
}

#[test]
fn an_endless_program_is_ended_and_reported() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("endless.py");
    std::fs::write(&file, "print('started')\nwhile True: pass\n").expect("writable");
    let output = Command::new(tierlens())
        .args(["report", "--format", "json", "--time-limit", "1"])
        .arg(&file)
        .output()
        .expect("tierlens starts");
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("a report, and nothing beside it");
    assert_eq!(report["ending"]["kind"], "time-out", "{report}");
}
