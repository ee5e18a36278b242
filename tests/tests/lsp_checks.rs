//! Cross-checks in the editor: what has run runs under another Python too, for which a stand-in answers.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::another_python::{answer, install, real};
use tests::lsp_client::{DEFAULTS, LspClient, Setup};

const PROGRAM: &str = "\
def f(a):
    return a in ('x', 'y', 'z')

for i in range(1000):
    f('a')
";
const STAND_IN: &str = env!("CARGO_BIN_EXE_another_python");

fn there(version: &str, opname: &str) -> Value {
    answer(version, &[("f", 1, [2, 11, 31], "CONTAINS_OP", opname)])
}

/// Opens the program in a project whose Python gives this answer.
fn opened(settings: &str, said: &Value) -> (LspClient, String) {
    let mut client = LspClient::start(Setup {
        settings,
        ..Setup::default()
    });
    install(STAND_IN, client.workspace(), said);
    let document = client.open("program.py", PROGRAM);
    client.wait_for_state(&document, "fresh");
    (client, document)
}

/// Waits for a status that says something of another Python.
fn checked(client: &mut LspClient) -> Value {
    client.wait_until("tierlens/status", |status| {
        let message = status["message"].as_str().unwrap_or_default();
        message.contains(" sites as in ") || message.contains("no cross-check")
    })
}

#[test]
fn how_far_another_python_agrees_is_in_the_status() {
    let check = |said: &Value, expected: &str, counts: Value| {
        let (mut client, document) = opened(DEFAULTS, said);
        let status = checked(&mut client);
        let message = format!("as program.py has shown; {expected}");
        assert_eq!(status["message"], message);
        assert_eq!(status["crossCheck"], counts);
        let asked = client.request(
            "tierlens/status",
            json!({"textDocument": {"uri": document}}),
        );
        assert_eq!(asked, status);
    };
    let counts = |mismatches: u32| json!({"python": ".venv/bin/python", "version": "3.14.7", "sites": 1, "mismatches": mismatches});
    check(
        &there("3.14.7", "CONTAINS_OP"),
        "1 of 1 sites as in .venv/bin/python (3.14.7)",
        counts(0),
    );
    check(
        &there("3.14.7", "CONTAINS_OP_MADE_UP"),
        "0 of 1 sites as in .venv/bin/python (3.14.7)",
        counts(1),
    );
    let mut failed = there("3.14.7", "CONTAINS_OP");
    failed["ended"] = json!("ImportError: x");
    check(
        &failed,
        "1 of 1 sites as in .venv/bin/python (3.14.7), ended there by ImportError: x",
        counts(0),
    );
    check(
        &there("3.12.1", "CONTAINS_OP"),
        "no cross-check: .venv/bin/python: it is 3.12.1, and its instructions are not those of 3.14",
        Value::Null,
    );
    check(
        &json!({}),
        "no cross-check: .venv/bin/python: it gave no answer: is it CPython, and not a script?",
        Value::Null,
    );
}

#[test]
fn what_ends_otherwise_there_is_said_at_its_place() {
    let (mut client, document) = opened(DEFAULTS, &there("3.14.7", "CONTAINS_OP_MADE_UP"));
    let text = "CONTAINS_OP_MADE_UP in .venv/bin/python (3.14.7), here CONTAINS_OP";
    // Shown before and without it.
    let first = client.wait_for("textDocument/publishDiagnostics");
    let message = |params: &Value| {
        params["diagnostics"][0]["message"]
            .as_str()
            .map(str::to_owned)
    };
    assert!(message(&first).is_some_and(|message| !message.contains("MADE_UP")));
    assert!(!client.hover(&document, 1, 13).contains("3.14.7"));
    client.wait_until("textDocument/publishDiagnostics", |params| {
        message(params).is_some_and(|message| message.lines().any(|line| line == text))
    });
    let hover = client.hover(&document, 1, 13);
    assert!(hover.contains("`CONTAINS_OP` · ran 1000 times"), "{hover}");
    assert!(
        hover.contains("CONTAINS\\_OP\\_MADE\\_UP in 3.14.7"),
        "{hover}"
    );
    assert!(hover.lines().count() <= 6, "{hover}");
}

#[test]
fn cpython_agrees_and_stands_back() {
    let Some(python) = real() else {
        return;
    };
    let settings = json!({"python": python}).to_string();
    let mut client = LspClient::start(Setup {
        settings: &settings,
        ..Setup::default()
    });
    client.write(
        "work.py",
        "def total(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return t\n",
    );
    let program = "\
import work
for i in range(50):
    work.total([i, i + 1, 2.5])
niceness = int(open('/proc/self/stat').read().rpartition(')')[2].split()[16])
if niceness >= 10:
    raise ValueError(niceness)
";
    let document = client.open("program.py", program);
    client.wait_for_state(&document, "fresh");
    let status = checked(&mut client);
    let message = status["message"].as_str().unwrap_or_default();
    assert!(
        message.ends_with(", ended there by ValueError: 10"),
        "{message}"
    );
    assert_eq!(status["crossCheck"]["mismatches"], 0, "{message}");
    assert!(
        status["crossCheck"]["sites"].as_u64() >= Some(6),
        "{message}"
    );
}

#[test]
fn a_python_can_be_named() {
    let elsewhere = tempfile::tempdir().expect("a temporary directory");
    let said = there("3.15.0", "CONTAINS_OP");
    let python = install(STAND_IN, elsewhere.path(), &said);
    let settings = json!({"python": python}).to_string();
    let (mut client, _) = opened(&settings, &said);
    let status = checked(&mut client);
    assert_eq!(status["crossCheck"]["python"], json!(python));
    let settings = json!({"python": "/nonexistent/python"}).to_string();
    let (mut client, _) = opened(&settings, &said);
    let message = checked(&mut client)["message"].clone();
    let expected = "no cross-check: /nonexistent/python: No such file or directory";
    assert!(
        message.as_str().is_some_and(|text| text.contains(expected)),
        "{message}"
    );
}

/// Whether nothing is said of another Python for a while.
fn is_silent(client: &mut LspClient, document: &str, seconds: f32) -> bool {
    let until = Instant::now() + Duration::from_secs_f32(seconds);
    let mut silent = true;
    while Instant::now() < until {
        let status = client.request(
            "tierlens/status",
            json!({"textDocument": {"uri": document}}),
        );
        silent &= status["crossCheck"].is_null();
        std::thread::sleep(Duration::from_millis(50));
    }
    silent
}

#[test]
fn it_is_asked_when_nothing_else_is_to_be_done() {
    let (mut client, document) = opened(DEFAULTS, &there("3.14.7", "CONTAINS_OP"));
    for _ in 0..5 {
        client.save(&document);
        assert!(is_silent(&mut client, &document, 0.4));
    }
    client.forget("tierlens/status");
    checked(&mut client);
}

#[test]
fn it_need_not_be_asked() {
    let said = there("3.14.7", "CONTAINS_OP");
    let (mut client, document) = opened(r#"{"crossCheck": false}"#, &said);
    assert!(is_silent(&mut client, &document, 2.0));
    let unsandboxed = Setup {
        arguments: &["--unsandboxed"],
        settings: DEFAULTS,
        ..Setup::default()
    };
    let mut client = LspClient::start(unsandboxed);
    install(STAND_IN, client.workspace(), &said);
    let document = client.open("program.py", PROGRAM);
    assert!(is_silent(&mut client, &document, 2.0));
}
