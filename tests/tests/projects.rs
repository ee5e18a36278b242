//! What `tierlens run` does in each of `tests/projects`, on each tier, is what `python` does there (recorded by `tests/record.py`).

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tests::binary::tierlens;

fn folder(project: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("projects")
        .join(project)
}

/// `tierlens` with these arguments in a project, which finds no environment but the project's own.
fn command(project: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(tierlens());
    command
        .args(arguments)
        .current_dir(folder(project))
        .env_remove("VIRTUAL_ENV")
        .env_remove("PYTHONPATH");
    command
}

/// The exit code and both outputs, in which the project is `{folder}` and what a test took `{time}`.
fn outcome(project: &str, command: &mut Command, input: &str) -> (Option<i32>, String, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("tierlens starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program need not read what it is given.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).replace(&folder(project).display().to_string(), "{folder}")
    };
    let stderr = text(&output.stderr);
    (
        output.status.code(),
        text(&output.stdout),
        without_time(&stderr),
    )
}

/// `in 0.001s` becomes `in {time}`.
fn without_time(text: &str) -> String {
    let is_time = |word: &str| {
        word.strip_suffix('s')
            .is_some_and(|number| number.contains('.') && number.parse::<f64>().is_ok())
    };
    let line = |line: &str| match line.rsplit_once(" in ") {
        Some((before, time)) if is_time(time) => format!("{before} in {{time}}"),
        // `runpy` begins with `sys.executable`, which is none of ours.
        _ if line.starts_with(": No module") => format!("{{python}}{line}"),
        _ => line.to_owned(),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn check(project: &str) {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected/projects.json");
    let recorded = std::fs::read_to_string(recorded).expect("recorded by tests/record.py");
    let recorded: Value = serde_json::from_str(&recorded).expect("JSON");
    let mut differences = Vec::new();
    for expected in recorded[project].as_array().expect("a list") {
        let texts = |key: &str| {
            expected[key]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(Value::as_str)
        };
        let text = |key: &str| expected[key].as_str().unwrap_or_default();
        let wanted = (
            expected["code"].as_i64().map(|code| code as i32),
            text("stdout").to_owned(),
            text("stderr").to_owned(),
        );
        for tier in ["interp", "trace", "jit"] {
            let mut command = command(project, &["run", "--tier", tier]);
            command.args(texts("arguments"));
            for (name, value) in expected["environment"].as_object().into_iter().flatten() {
                command.env(name, value.as_str().expect("a text"));
            }
            let ended = outcome(project, &mut command, text("input"));
            if ended != wanted {
                differences.push(format!(
                    "{} on {tier}\nCPython: {wanted:#?}\nwe: {ended:#?}",
                    expected["arguments"]
                ));
                break;
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

macro_rules! projects {
    ($($name:ident)*) => { $( #[test] fn $name() { check(stringify!($name)); } )* };
}

projects! { environment extension importers lone shop src_layout }

/// What a command says last.
fn last_line(project: &str, arguments: &[&str], path: &str) -> String {
    let mut command = command(project, arguments);
    let (_, _, stderr) = outcome(project, command.env("PYTHONPATH", path), "");
    stderr
        .trim_end()
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_cannot_be_loaded_says_so() {
    assert_eq!(
        last_line("extension", &["run", "needs.py"], "packages"),
        "ImportError: fastmath._core is a C extension, which tierlens cannot load: use a pure-Python version of its package \
         (_core.cpython-314-x86_64-linux-gnu.so)"
    );
    let missing = "ImportError: _tkinter is a part of CPython in C that tierlens does not have: what needs it cannot run here";
    for code in [
        "import _tkinter",
        "import importlib; importlib.import_module('_tkinter')",
    ] {
        assert_eq!(
            last_line("extension", &["run", "-c", code], ""),
            missing,
            "{code}"
        );
    }
}

#[test]
fn a_file_of_a_package_is_reported_as_its_module() {
    let check = |file: &str, printed: &str| {
        let mut command = command("src_layout", &["report", "--format", "json", file]);
        let (code, report, stderr) = outcome("src_layout", &mut command, "");
        assert_eq!((code, &*stderr), (Some(0), printed), "{file}");
        let report: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(report["ending"]["kind"], "finished", "{file}");
    };
    check(
        "src/invoice/totals.py",
        "__main__ invoice invoice.totals\n14872018.40\n",
    );
    check(
        "src/invoice/__main__.py",
        "0.00\n__main__ invoice invoice.__main__ 1\n",
    );
    // What the project would install is found.
    check("tests/test_invoice.py", "passed\n");
}
