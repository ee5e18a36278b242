//! What `tierlens report` says of the projects in `tests/projects`: the first screen and the findings of its JSON, against
//! `tests/expected/reports`.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-tests --test reports` writes those files anew; what then changed is to be read.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expect_test::expect_file;
use serde_json::{Value, json};
use tests::binary::tierlens;

/// One report: of a project, by these arguments, with this input.
struct Case {
    project: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    path: Option<&'static str>,
}

impl Case {
    const fn new(project: &'static str, arguments: &'static [&'static str]) -> Self {
        Case {
            project,
            arguments,
            input: "",
            path: None,
        }
    }

    fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("projects")
            .join(self.project)
    }

    /// Exit code and standard output. The environment is always the same: to read it takes part in the costs.
    fn report(&self, options: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(tierlens());
        command
            .arg("report")
            .args(options)
            .args(self.arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("PATH", "/usr/bin")
            .env("HOME", "/nonexistent")
            .envs(self.path.map(|path| ("PYTHONPATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("tierlens starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program need not read what it is given.
        let _ = stdin.write_all(self.input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        let folder = format!("{}/", self.folder().display());
        let text = String::from_utf8_lossy(&output.stdout).replace(&folder, "");
        (output.status.code(), text)
    }
}

/// The first screen without what differs from run to run: times, and the parts of libraries, which are a matter of the start.
fn steady(screen: &str) -> String {
    let line = |line: &str| match line.strip_prefix("libraries ") {
        Some(_) => String::from("libraries        …"),
        None => {
            let is_time = |part: &str| part.ends_with(" ms") || part.ends_with(" s");
            let parts: Vec<&str> = line.split(" · ").filter(|part| !is_time(part)).collect();
            parts.join(" · ")
        }
    };
    screen
        .lines()
        .map(line)
        .fold(String::new(), |text, line| text + &line + "\n")
}

/// What insight says, in the report's JSON: costs and shares in steps of a tenth, for libraries' parts vary.
fn said(report: &Value) -> Value {
    let kept = [
        "version",
        "exit_code",
        "ending",
        "workload",
        "files",
        "findings",
        "settled",
        "absences",
    ];
    let mut said = json!({});
    for field in kept {
        said[field] = report[field].clone();
    }
    rounded(&mut said);
    said
}

fn rounded(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(rounded),
        Value::Object(fields) => {
            // Figures are taken anew now and then.
            fields.remove("runtimes");
            fields.remove("times");
            for (name, value) in fields {
                match value.as_f64() {
                    Some(share) if name == "share" => *value = json!((share * 10.0).round() / 10.0),
                    _ => rounded(value),
                }
            }
        }
        _ => {}
    }
}

fn check(name: &str, case: &Case) {
    let (code, screen) = case.report(&[]);
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines.len() <= 25, "{name}: {} lines", lines.len());
    let widest = lines.iter().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{name}: {widest:?} columns");
    let (_, report) = case.report(&["--format", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let mut text = String::new();
    let _ = writeln!(text, "$ tierlens report {}", case.arguments.join(" "));
    let _ = writeln!(
        text,
        "{}exit code {}\n",
        steady(&screen),
        code.unwrap_or(-1)
    );
    let _ = writeln!(text, "{:#}", said(&report));
    let expected = format!("expected/reports/{name}.txt");
    expect_file![Path::new(env!("CARGO_MANIFEST_DIR")).join(expected)].assert_eq(&text);
}

macro_rules! reports {
    ($($name:ident: $case:expr;)+) => { $( #[test] fn $name() { check(stringify!($name), &$case); } )+ };
}

reports! {
    shop: Case::new("shop", &["main.py"]);
    shop_with_options: Case::new("shop", &["main.py", "--count", "12", "--currency", "CHF"]);
    shop_refuses_options: Case::new("shop", &["main.py", "--count", "many"]);
    shop_ends_with_a_code: Case::new("shop", &["main.py", "--count", "0"]);
    shop_reads_its_input: Case { input: "pen;2;1.5\nink;1;4\n", ..Case::new("shop", &["main.py", "-"]) };
    shop_fails: Case::new("shop", &["broken.py"]);
    shop_tested: Case::new("shop", &["-m", "unittest", "discover", "-s", "tests"]);
    shop_by_its_tests: Case::new("shop", &["pricing.py"]);
    shop_for_traces: Case::new("shop", &["--for", "traced", "main.py"]);
    by_examples: Case::new("lone", &["examples.py"]);
    by_comments: Case::new("lone", &["comments.py"]);
    without_anything: Case::new("lone", &["defines.py"]);
    made: Case::new("lone", &["made.py"]);
    advised: Case::new("lone", &["advised.py"]);
    source_layout: Case::new("src_layout", &["src/invoice/totals.py"]);
    environment: Case::new("environment", &["main.py"]);
    extension: Case { path: Some("packages"), ..Case::new("extension", &["needs.py"]) };
}
