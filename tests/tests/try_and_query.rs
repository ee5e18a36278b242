//! `tierlens try` and `tierlens query`: what they say, not how long things take.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::binary::tierlens;

const PROGRAM: &str = "\
def count(words):
    n = 0
    for w in words:
        if w in (\"x\", \"y\", \"c\"):
            n += 1
    return n


class A:
    def area(self): return 1


class B:
    def area(self): return 2


def areas(shapes):
    return sum([shape.area() for shape in shapes])


print(count([\"a\", \"b\", \"c\"] * 500), areas([A(), B()] * 500))
";

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(tierlens())
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("tierlens starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(folder.path().join("a.py"), PROGRAM).expect("a file");
    std::fs::write(folder.path().join("defines.py"), "def f(): pass\n").expect("a file");
    folder
}

#[test]
fn an_attempt_shows_the_edit_and_its_outcome_on_each_tier() {
    let folder = folder();
    let (code, out, errors) = run(folder.path(), &["try", "a.py:4"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "a.py:4  w in (\"x\", \"y\", \"c\")", "{errors}");
    assert!(lines[1].ends_with(":  w in {\"x\", \"y\", \"c\"}"), "{out}");
    for (line, tier) in lines[2..].iter().zip(["our interpreter", "our traces"]) {
        let (verdict, name) = line.trim().split_once(": ").unwrap_or_default();
        let verdict = verdict.split(',').next();
        assert_eq!(name, tier, "{out}");
        assert!(
            matches!(verdict, Some("better" | "worse" | "the same")),
            "{out}"
        );
    }
    assert_eq!(lines.len(), 4, "{out}");
    assert!(matches!(code, Some(0 | 1)), "{code:?}");
    let unchanged = std::fs::read_to_string(folder.path().join("a.py")).expect("a file");
    assert_eq!(unchanged, PROGRAM);
}

#[test]
fn what_differs_from_run_to_run_is_no_difference() {
    let folder = folder();
    let check = |more: &str, expected: &[&str]| {
        let program = format!("{PROGRAM}import time\n{more}\n");
        std::fs::write(folder.path().join("a.py"), program).expect("a file");
        let (_, out, errors) = run(folder.path(), &["try", "a.py:4"]);
        for line in out.lines().skip(2) {
            let verdict = line.trim().split([',', ':']).next().unwrap_or_default();
            assert!(expected.contains(&verdict), "{more}: {out}{errors}");
        }
        assert_eq!(out.lines().count(), 4, "{more}: {out}{errors}");
    };
    let comparable = &["better", "worse", "the same"];
    check("print('took', time.perf_counter())", comparable);
    check("print(__file__)", comparable);
    check("import os\nprint(os.getpid())", comparable);
    check("'x' in 1", comparable);
    check(
        "import random\nprint(chr(random.randrange(97, 123)) * 9)",
        &["unknown"],
    );
}

#[test]
fn what_cannot_be_tried_says_why() {
    let folder = folder();
    let check = |place: &str, expected: &str| {
        let (code, _, errors) = run(folder.path(), &["try", place]);
        assert_eq!(code, Some(2), "{place}");
        assert!(errors.contains(expected), "{place}: {errors}");
    };
    check(
        "a.py:18",
        "line 18: this is for you to do: one loop per class",
    );
    check("a.py:2", "line 2: there is no advice that is known to gain");
    check("a.py", "name a place: FILE:LINE");
    check("a.py:x", "\"x\" is no line's number");
    check("none.py:1", "none.py: No such file");
    check("defines.py:1", "it only defines things");
}

#[test]
fn a_query_finds_by_each_of_its_options() {
    let folder = folder();
    let (_, report, _) = run(folder.path(), &["report", "--format", "json", "a.py"]);
    std::fs::write(folder.path().join("r.json"), report).expect("a file");
    let query = |options: &[&str]| {
        let (code, out, errors) = run(folder.path(), &[&["query", "r.json"], options].concat());
        assert!(errors.is_empty(), "{errors}");
        let found: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(code, Some(i32::from(found.is_empty())));
        found
    };
    let at = query(&["--file", "a.py", "--line", "4"]);
    assert_eq!(at.len(), 1);
    assert_eq!(at[0]["kind"], "failed-specialization");
    let fingerprint = at[0]["fingerprint"].as_str().expect("a text");
    assert_eq!(query(&["--fingerprint", fingerprint]), at);
    assert!(query(&["--kind", "failed-specialization"]).contains(&at[0]));
    assert!(query(&["--file", "b.py"]).is_empty());
    assert!(query(&["--line", "2"]).is_empty());
}

#[test]
fn a_fingerprint_stays_when_the_code_moves() {
    let folder = folder();
    let fingerprint = |text: &str| {
        std::fs::write(folder.path().join("a.py"), text).expect("a file");
        let (_, report, _) = run(folder.path(), &["report", "--format", "json", "a.py"]);
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let mut findings = report["findings"].as_array().expect("a list").iter();
        let found = findings.find(|finding| finding["kind"] == "failed-specialization");
        found.expect("that of `in`")["fingerprint"].clone()
    };
    let first = fingerprint(PROGRAM);
    assert_eq!(fingerprint(&format!("# moved\n\n{PROGRAM}")), first);
    assert_ne!(fingerprint(&PROGRAM.replace("\"y\"", "\"z\"")), first);
}

#[test]
fn another_version_is_refused() {
    let folder = folder();
    let check = |text: &str, expected: &str| {
        std::fs::write(folder.path().join("r.json"), text).expect("a file");
        let (code, _, errors) = run(folder.path(), &["query", "r.json"]);
        assert_eq!(code, Some(2));
        assert!(errors.contains(expected), "{errors}");
    };
    check(
        "{\"version\": 1}",
        "a report of version 1; this tierlens reads version 2",
    );
    check("{}", "it has no version");
    check("{", "this is no JSON");
}
