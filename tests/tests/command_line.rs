//! `tierlens run -m`, `-c` and modules do what `python` does (recorded by `tests/record.py`).

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::binary::tierlens;

#[test]
fn commands_do_what_they_do_in_python() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tests.join("command_line");
    let recorded = std::fs::read_to_string(tests.join("expected/command_line.json"));
    let recorded: Vec<Value> =
        serde_json::from_str(&recorded.expect("recorded by tests/record.py")).expect("JSON");
    let mut differences = Vec::new();
    for expected in recorded {
        let arguments = expected["arguments"].as_array().expect("a list");
        let output = Command::new(tierlens())
            .arg("run")
            .args(arguments.iter().filter_map(Value::as_str))
            .current_dir(&folder)
            .output()
            .expect("tierlens starts");
        let stderr = String::from_utf8_lossy(&output.stderr)
            .replace(&folder.display().to_string(), "{folder}");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let ended = (output.status.code().map(i64::from), &*stdout, &*stderr);
        let text = |key: &str| expected[key].as_str().unwrap_or_default();
        let wanted = (expected["code"].as_i64(), text("stdout"), text("stderr"));
        if ended != wanted {
            differences.push(format!(
                "{arguments:?}\nCPython: {wanted:#?}\nwe: {ended:#?}"
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
