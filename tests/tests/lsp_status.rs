//! How documents stand, and what the settings do about it.

use serde_json::{Value, json};
use tests::lsp_client::{DEFAULTS, LspClient, Setup};

const FINE: &str = "def f(a, b):\n    return a + b\n\nfor i in range(100):\n    f(i, i)\n";

/// Opens a program and expects a state with a message that begins like this.
fn check(setup: Setup<'_>, program: &str, state: &str, message: &str) -> (LspClient, String) {
    let mut client = LspClient::start(setup);
    let document = client.open("program.py", program);
    let said = client.wait_for_state(&document, state);
    assert!(said.starts_with(message), "{said}");
    let asked = client.request(
        "tierlens/status",
        json!({"textDocument": {"uri": document}}),
    );
    assert_eq!(
        (&asked["state"], &asked["message"]),
        (&json!(state), &json!(said))
    );
    (client, document)
}

#[test]
fn every_document_has_a_state() {
    let plain = Setup::default();
    let untrusted = Setup {
        trusted: false,
        ..plain
    };
    let briefly = Setup {
        arguments: &["--time-limit", "0.5"],
        ..plain
    };
    let by_hand = Setup {
        settings: r#"{"runOnOpen": false}"#,
        ..plain
    };
    for (setup, program, state, message) in [
        (untrusted, FINE, "untrusted", "the workspace is not trusted"),
        (plain, FINE, "fresh", "as program.py has shown"),
        (plain, "while True: pass\n", "running", "runs"),
        (
            briefly,
            "while True: pass\n",
            "timed-out",
            "program.py was ended after 0.5 s",
        ),
        (
            plain,
            "def f(): pass\n",
            "nothing-to-run",
            "it only defines things: a comment",
        ),
        (
            plain,
            "def f(): return [x for x in range(9)]\n# tierlens: run f()\n",
            "fresh",
            "as program.py has shown",
        ),
        (
            plain,
            "def f(): pass\nfor _ in range(3): pass\n",
            "fresh",
            "as program.py has shown; f() was not called",
        ),
        (
            plain,
            "import sys\nsys.exit(3)\n",
            "exited",
            "program.py ended itself with exit code 3",
        ),
        (
            plain,
            "import sys\nsys.exit(0)\n",
            "fresh",
            "as program.py has shown",
        ),
        (
            plain,
            "x = 1\ny = x / 0\n",
            "failed",
            "program.py failed at program.py:2: ZeroDivisionError: division by zero",
        ),
        (
            plain,
            "x = (\n",
            "failed",
            "program.py failed at program.py:1: SyntaxError: '(' was never closed",
        ),
        (
            plain,
            "import nothing_like_it\n",
            "cannot-import",
            "program.py imports what cannot run here at program.py:1: No module named 'nothing_like_it'",
        ),
        (
            plain,
            "# tierlens: skip\nx = 1\n",
            "off",
            "it does not run by itself",
        ),
        (by_hand, FINE, "off", "it does not run by itself"),
    ] {
        check(setup, program, state, message);
    }
}

#[test]
fn what_ran_before_the_time_was_up_is_shown() {
    let briefly = Setup {
        arguments: &["--time-limit", "1"],
        ..Setup::default()
    };
    for rest in [
        "while True: pass\n",
        "while True:\n    try:\n        while True: f(1, 2)\n    except BaseException:\n        pass\n",
        "import time\ntime.sleep(100)\n",
        "sum(iter(int, 1))\n",
        "def forever():\n    while True: yield 1\nlist(map(str, forever()))\n",
    ] {
        let (mut client, document) = check(
            briefly,
            &format!("{FINE}{rest}"),
            "timed-out",
            "program.py was ended after 1 s",
        );
        let hints = client.hints(&document);
        assert!(
            hints.contains(&"1:16 ⚡ADD_INT".to_string()),
            "{rest}: {hints:?}"
        );
    }
}

#[test]
fn a_state_is_told_once_a_change() {
    let (mut client, document) = check(Setup::default(), FINE, "fresh", "");
    client.hints(&document);
    client.forget("tierlens/status");
    client.hover(&document, 1, 12);
    client.hints(&document);
    assert!(!client.has_received("tierlens/status"));
    client.change(&document, 2, [1, 4, 1, 4], "  ");
    client.wait_for_state(&document, "stale");
    client.change(&document, 3, [1, 4, 1, 6], "");
    client.wait_for_state(&document, "fresh");
    assert!(!client.has_received("tierlens/status"));
    let elsewhere = client.open("sub.txt.py", "x = 1\n");
    client.wait_for_state(&elsewhere, "fresh");
}

#[test]
fn a_file_that_does_not_run_by_itself_runs_when_it_is_told_to() {
    let program = format!("# tierlens: skip\n{FINE}");
    let (mut client, document) = check(Setup::default(), &program, "off", "");
    let hover = client.hover(&document, 2, 12);
    assert!(hover.starts_with("tierlens: it does not run"), "{hover}");
    client.save(&document);
    std::thread::sleep(std::time::Duration::from_millis(100));
    client.hints(&document);
    assert!(!client.has_received("window/workDoneProgress/create"));
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.run", "arguments": [document]}),
    );
    client.wait_for_state(&document, "fresh");
    assert!(!client.hints(&document).is_empty());
}

#[test]
fn saving_need_not_run_a_file() {
    let setup = Setup {
        settings: r#"{"runOnSave": false}"#,
        ..Setup::default()
    };
    let (mut client, document) = check(setup, FINE, "fresh", "");
    client.wait_for("window/workDoneProgress/create");
    client.save(&document);
    std::thread::sleep(std::time::Duration::from_millis(100));
    client.hints(&document);
    assert!(!client.has_received("window/workDoneProgress/create"));
}

#[test]
fn the_client_is_asked_for_settings() {
    let mut client = LspClient::start(Setup {
        settings: DEFAULTS,
        configuration: r#"{"runOnOpen": false, "trusted": false, "environment": ["SECRET"]}"#,
        environment: &[("SECRET", "secret")],
        ..Setup::default()
    });
    let program = "import os\nif 'SECRET' in os.environ:\n    raise SystemError('it knows')\n";
    let document = client.open("program.py", program);
    client.wait_for_state(&document, "off");
    client.forget("workspace/configuration");
    client.set_configuration(json!({"runOnOpen": true, "environment": ["SECRET"]}));
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": null}),
    );
    client.wait_for("workspace/configuration");
    client.hints(&document);
    let document = client.open("other.py", program);
    client.wait_for_state(&document, "fresh");
}

#[test]
fn a_workspace_makes_the_time_limit_shorter_but_not_longer() {
    for (start, workspace, expected) in [
        ("{}", r#"{"timeLimit": 0.5}"#, "0.5 s"),
        (r#"{"timeLimit": 0.5}"#, r#"{"timeLimit": 60}"#, "0.5 s"),
    ] {
        let mut client = LspClient::start(Setup {
            settings: start,
            configuration: workspace,
            ..Setup::default()
        });
        let document = client.open("program.py", "while True: pass\n");
        let said = client.wait_for_state(&document, "timed-out");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_client_that_has_not_named_a_protected_setting_does_not_change_it() {
    let mut client = LspClient::launch(Setup {
        settings: "{}",
        ..Setup::default()
    });
    let folder = tests::lsp_client::uri(client.workspace());
    client.initialize(json!({
        "workspaceFolders": [{"uri": folder, "name": ""}], "capabilities": {},
    }));
    let document = client.open("program.py", FINE);
    client.wait_for_state(&document, "untrusted");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"tierlens": {"trusted": true}}}),
    );
    client.hints(&document);
    assert!(client.hover(&document, 1, 12).contains("not trusted"));
    assert!(!client.has_received("tierlens/status"));
}

#[test]
fn what_is_shown_follows_the_settings() {
    let program = "\
def total(values):
    result = 0
    for value in values:
        result = result + value
    return result

for _ in range(5000):
    total([1, 2.5, 3, 4.5])
";
    let mut client = LspClient::start(Setup {
        settings: DEFAULTS,
        ..Setup::default()
    });
    let document = client.open_and_run("program.py", program);
    let hints = client.hints(&document);
    let diagnostics = client.diagnostics(&document, 1);
    let lines = |list: &[String]| -> Vec<String> {
        let line = |text: &String| text.split(':').next().unwrap_or_default().to_string();
        list.iter().map(line).collect()
    };
    let mut unique = lines(&hints);
    unique.dedup();
    assert_eq!(lines(&hints), unique, "one a line");
    assert!(
        !hints.is_empty() && hints.len() <= diagnostics.len(),
        "{hints:?}"
    );
    for hint in &hints {
        let (at, label) = hint.split_once(' ').expect("position and label");
        assert!(label.chars().count() <= 43, "{label}");
        let share: f64 = label
            .split(" %")
            .next()
            .and_then(|share| share.parse().ok())
            .expect("a share");
        assert!(share >= 1.0, "{label}");
        let (line, column) = at.split_once(':').expect("line and column");
        let line = program
            .lines()
            .nth(line.parse().expect("a number"))
            .expect("a line");
        assert_eq!(column.parse(), Ok(line.len()), "at the end of {line}");
    }
    assert!(
        diagnostics.iter().all(|text| !text.contains("hot-exit")),
        "{diagnostics:?}"
    );
    let set = |client: &mut LspClient, settings: Value| {
        client.notify(
            "workspace/didChangeConfiguration",
            json!({"settings": settings}),
        );
        client.wait_for("workspace/inlayHint/refresh");
    };
    set(&mut client, json!({"floor": 1.1}));
    assert_eq!(client.hints(&document), [""; 0]);
    assert_eq!(client.diagnostics(&document, 1), [""; 0]);
    set(&mut client, json!({"kinds": ["specialized"]}));
    let news = client.hints(&document);
    assert!(news.iter().any(|hint| hint.contains('⚡')), "{news:?}");
    set(
        &mut client,
        json!({"floor": 0, "runtime": "traced", "kinds": ["hot-exit"]}),
    );
    let exits = client.diagnostics(&document, 1);
    assert!(
        exits.iter().all(|text| text.contains("hot-exit")) && !exits.is_empty(),
        "{exits:?}"
    );
}

#[test]
fn diagnostics_are_given_when_they_are_asked_for() {
    let mut client = LspClient::start(Setup {
        pulls: true,
        ..Setup::default()
    });
    let provider = &client.initialized["capabilities"]["diagnosticProvider"];
    assert_eq!(provider["interFileDependencies"], true);
    let program = "def f(a, b):\n    return a % b\n\nfor i in range(100):\n    f(i, 7)\n";
    let document = client.open("program.py", program);
    client.wait_for("workspace/diagnostic/refresh");
    let found = client.pull_diagnostics(&document);
    assert!(
        found[0].starts_with("1:11-1:16 hint failed-specialization: int % int"),
        "{found:?}"
    );
    let request = |client: &mut LspClient, previous: &Value| {
        client.request(
            "textDocument/diagnostic",
            json!({"textDocument": {"uri": document}, "previousResultId": previous}),
        )
    };
    let full = request(&mut client, &Value::Null);
    assert_eq!(full["kind"], "full");
    assert_eq!(request(&mut client, &full["resultId"])["kind"], "unchanged");
    client.change(&document, 2, [0, 0, 0, 0], "\n");
    assert_eq!(request(&mut client, &full["resultId"])["kind"], "full");
    assert!(!client.has_received("textDocument/publishDiagnostics"));
    let mut client = LspClient::start(Setup::default());
    assert_eq!(
        client.initialized["capabilities"]["diagnosticProvider"],
        Value::Null
    );
    let document = client.open_and_run("program.py", program);
    assert!(
        !client.pull_diagnostics(&document).is_empty(),
        "whoever asks is answered"
    );
}

#[test]
fn hover_has_six_lines_at_most_and_is_about_what_ran() {
    let program = "\
class Point:
    def __init__(self, x):
        self.x = x

    def add(self, other):
        return Point(self.x + other.x)

    def never(self):
        for i in range(3):
            print(i)

def run(n):
    point = Point(0)
    for i in range(n):
        point = point.add(Point(i if i % 3 else 0.5))
    return point

for _ in range(100):
    run(100)
";
    let (mut client, document) = check(Setup::default(), program, "fresh", "");
    for (number, line) in (0..).zip(program.lines()) {
        for character in 0..line.len() as u32 {
            let hover = client.hover(&document, number, character);
            assert!(hover.lines().count() <= 6, "{hover}");
            assert!(
                !hover.contains("MAKE_FUNCTION"),
                "{number}:{character} {hover}"
            );
            assert!(!hover.contains("\n---"), "{hover}");
        }
    }
    let mut first = |line, character| {
        let hover = client.hover(&document, line, character);
        hover
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_string()
    };
    assert!(first(4, 5).starts_with("`Point.add` was called 10000 times · "));
    assert!(first(13, 5).starts_with("This line ran "));
    assert_eq!(first(7, 5), "`Point.never` was not called");
    assert_eq!(first(9, 14), "`Point.never` was not called");
    let add = client.hover(&document, 5, 28);
    assert!(
        add.contains("`BINARY_OP`") && add.ends_with("from running program.py"),
        "{add}"
    );
}
