//! Errors and warnings are CPython's: type, message and position. `errors.py` makes `errors.jsonl` with CPython; the test
//! needs none.

use compiler::{Options, compile_with_warnings};
use serde_json::{Value, json};

fn said(source: &str) -> (Value, Value) {
    match compile_with_warnings(source, "t.py", &Options::default()) {
        Ok((_, warnings)) => {
            let warnings = warnings.iter();
            let warnings = warnings.map(|own| json!([own.line, own.message])).collect();
            (Value::Null, warnings)
        }
        Err(error) => {
            let place = json!([
                error.kind.name(),
                error.message,
                error.line,
                error.column,
                error.end_line,
                error.end_column
            ]);
            (place, json!([]))
        }
    }
}

/// The rows of the reference that are open, or that are not.
fn differing(open: bool) -> (usize, Vec<String>) {
    let reference = include_str!("errors.jsonl");
    let mut total = 0;
    let mut wrong = Vec::new();
    for line in reference.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        if row[0] != open {
            continue;
        }
        total += 1;
        let source = row[1].as_str().expect("a source");
        let (error, warnings) = said(source);
        if error != row[2] || warnings != row[3] {
            wrong.push(format!(
                "{source:?}\n  CPython {} {}\n  ours    {error} {warnings}",
                row[2], row[3]
            ));
        }
    }
    (total, wrong)
}

#[test]
fn errors_and_warnings_are_cpythons() {
    let (total, wrong) = differing(false);
    assert!(
        wrong.is_empty(),
        "{} of {total} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(total > 300);
}

#[test]
#[ignore = "mistakes for which CPython's grammar has a message that we do not give, or give elsewhere"]
fn open_errors_are_cpythons() {
    let (total, wrong) = differing(true);
    assert!(
        wrong.is_empty(),
        "{} of {total} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
