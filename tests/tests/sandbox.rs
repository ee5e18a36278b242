//! What a confined program can do, and what it cannot: `tierlens run` on programs that try. The system calls themselves are
//! tried in `server/src/sandbox/tests.rs`.

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

/// Runs code, expects a `PermissionError`, and nothing left behind.
fn denied(code: &str) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("keep.txt"), "kept").expect("writable");
    let output = run_in(directory.path(), &[], &format!("import os\n{code}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{code}: {errors}");
    let last = errors.lines().last().unwrap_or_default();
    assert!(last.starts_with("PermissionError: "), "{code}: {errors}");
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
fn what_may_be_read_is_read() {
    allowed("print(open('keep.txt').read())", "kept\n");
    denied("open('/etc/passwd')");
}

#[test]
fn files_of_the_workspace_are_only_read() {
    for code in [
        "os.remove(\"keep.txt\")",
        "os.rename('keep.txt', 'lost.txt')",
        "os.truncate('keep.txt', 0)",
        "os.link('keep.txt', 'linked.txt')",
        "os.symlink('keep.txt', 'linked.txt')",
        "os.mkdir('new')",
        "os.chmod('keep.txt', 0o777)",
        "os.utime('keep.txt', (0, 0))",
        "open('new.txt', 'w')",
        "open('keep.txt', 'a')",
    ] {
        denied(code);
    }
}

#[test]
fn there_is_a_temporary_directory_and_it_goes_away() {
    allowed(
        "import os\np = os.environ['TMPDIR'] + '/x'\nf = open(p, 'w')\nf.write('y')\nf.close()\nprint(open(p).read())",
        "y\n",
    );
}

#[test]
fn there_is_no_network() {
    denied("import socket; socket.socket()");
    denied("import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)");
}

#[test]
fn there_are_no_other_programs() {
    for code in [
        "os.execv('/bin/true', ['true'])",
        "os.execve('/bin/true', ['true'], os.environ)",
        "os.fork()",
        "os.kill(1, 0)",
    ] {
        denied(code);
    }
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

#[test]
fn a_program_has_its_limits() {
    let open = "import os\n\
        opened = []\n\
        try:\n    while True: opened.append(os.open('keep.txt', os.O_RDONLY))\n\
        except OSError as error:\n    print(error.errno, len(opened))\n";
    // 256, less the standard streams.
    allowed(open, "24 253\n");
    let write = "import os\n\
        with open(os.environ['TMPDIR'] + '/file', 'wb') as file:\n    \
            file.truncate(256 << 20)\n    \
            try:\n        file.truncate((256 << 20) + 1)\n    \
            except OSError as error:\n        print(error.errno)\n";
    allowed(write, "27\n");
}

#[test]
fn ends_are_told_as_a_shell_tells_them() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let run = |code: &str| run_in(directory.path(), &[], code).status.code();
    assert_eq!(run("import os\nos._exit(9)"), Some(9));
    let report = |code: &str| {
        let file = directory.path().join("program.py");
        std::fs::write(&file, code).expect("writable");
        let report = Command::new(tierlens())
            .arg("report")
            .arg(&file)
            .output()
            .expect("it starts");
        let text = String::from_utf8_lossy(&report.stdout).into_owned();
        let ending = text.lines().nth(1).unwrap_or_default().to_string();
        (report.status.code(), ending)
    };
    let told = |code, how: &str| (Some(code), how.to_string());
    assert_eq!(report("pass"), told(0, ""));
    assert_eq!(
        report("import sys\nsys.exit(3)"),
        told(3, "ended with exit code 3")
    );
    let leaves = "import os\ntry:\n    os._exit(3 + 256)\nfinally:\n    raise SystemExit(1)";
    assert_eq!(report(leaves), told(3, "ended with exit code 3"));
    assert_eq!(
        report("raise SystemExit('no')"),
        told(1, "ended with exit code 1")
    );
    assert_eq!(
        report("1 / 0"),
        told(1, "program.py:1: ZeroDivisionError: division by zero")
    );
    assert_eq!(report("import os\nos._exit(0)"), told(0, ""));
    assert_eq!(
        report("import os\nos.close(3)\nos._exit(4)"),
        told(1, "the runtime failed: the worker ended with code 4")
    );
}

#[test]
fn a_program_that_closes_its_pipe_does_not_hold_up_the_report() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("program.py");
    std::fs::write(&file, "import os\nos.close(3)\nwhile True: pass\n").expect("writable");
    let begun = std::time::Instant::now();
    let report = Command::new(tierlens())
        .args(["report", "--format", "json"])
        .arg(&file)
        .output()
        .expect("it starts");
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).expect("a report");
    assert_eq!(report["ending"]["kind"], "killed", "{report}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn what_can_be_dumped_is_dumped() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    for name in ["a.py", "b.py"] {
        std::fs::write(path(name), "print('printed')\nx = 1\n").expect("writable");
    }
    let dump = |arguments: &[&str]| {
        let output = Command::new(tierlens())
            .arg("dump")
            .args(arguments)
            .output()
            .expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout).lines().count(),
            text(&output.stderr),
        )
    };
    let (code, lines, errors) = dump(&["bytecode", &path("a.py"), &path("none.py"), &path("b.py")]);
    assert_eq!((code, lines), (Some(2), 2), "{errors}");
    assert!(errors.contains("none.py"), "{errors}");
    assert_eq!(
        dump(&["bytecode", &path("a.py")]),
        (Some(0), 1, String::new())
    );
    for what in ["specialization", "traces"] {
        let (code, lines, errors) = dump(&[what, &path("a.py")]);
        assert_eq!(
            (code, lines > 0 || what == "traces", errors.as_str()),
            (Some(0), true, "")
        );
        let (code, lines, errors) = dump(&[what, &path("none.py")]);
        assert!(
            code == Some(1) && lines == 0 && errors.contains("none.py"),
            "{code:?} {errors}"
        );
    }
    assert_eq!(dump(&["--pass", "no such pass", &path("a.py")]).0, Some(2));
}
