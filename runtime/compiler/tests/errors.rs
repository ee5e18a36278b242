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

#[test]
fn errors_and_warnings_are_cpythons() {
    let reference = include_str!("errors.jsonl");
    let mut wrong = Vec::new();
    let mut total = 0;
    for line in reference.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        total += 1;
        let source = row[0].as_str().expect("a source");
        let (error, warnings) = said(source);
        if error != row[1] || warnings != row[2] {
            wrong.push(format!(
                "{source:?}\n  CPython {} {}\n  ours    {error} {warnings}",
                row[1], row[2]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {total} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(total > 600, "{total}");
}
