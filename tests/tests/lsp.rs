//! Real sessions of an editor with the server, over its standard streams.

use serde_json::{Value, json};
use tests::lsp_client::{LspClient, Setup};

/// A function whose `a + b` specializes for ints, and one whose `a % b` finds no form.
const PROGRAM: &str = "\
def add(a, b):
    return a + b

def remainder(a, b):
    return a % b

for i in range(100):
    add(i, 2)
    remainder(i, 7)
";

fn start() -> LspClient {
    LspClient::start(Setup::default())
}

#[test]
fn opening_a_file_of_a_trusted_workspace_gives_hints_and_diagnostics_at_exact_positions() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    let hints = client.hints(&uri);
    assert!(hints.contains(&"1:16 ⚡ADD_INT".to_string()), "{hints:?}");
    let diagnostics = client.diagnostics(&uri, 1);
    let expected = "4:11-4:16 hint failed-specialization: int % int: CPython 3.14 has no specialized form of this operator for these types";
    assert!(
        diagnostics.contains(&expected.to_string()),
        "{diagnostics:?}"
    );
    assert_eq!(client.shutdown(), 0);
}

#[test]
fn nothing_runs_in_an_untrusted_workspace() {
    let mut client = LspClient::start(Setup {
        trusted: false,
        ..Setup::default()
    });
    let uri = client.open("program.py", PROGRAM);
    client.save(&uri);
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.run", "arguments": [uri]}),
    );
    assert_eq!(client.hints(&uri), [""; 0]);
    let actions = client.request(
        "textDocument/codeAction",
        json!({
            "textDocument": {"uri": uri}, "context": {"diagnostics": []},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
        }),
    );
    assert!(!actions.to_string().contains("tierlens.run"), "{actions}");
    assert!(!client.has_received("window/workDoneProgress/create"));
    assert!(!client.has_received("workspace/inlayHint/refresh"));
}

#[test]
fn files_outside_the_workspace_do_not_run() {
    let elsewhere = start();
    let path = elsewhere.write("other.py", PROGRAM);
    let mut client = start();
    let uri = tests::lsp_client::uri(&path);
    client.notify(
        "textDocument/didOpen",
        json!({
            "textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": PROGRAM},
        }),
    );
    assert_eq!(client.hints(&uri), [""; 0]);
    assert!(!client.has_received("window/workDoneProgress/create"));
}

#[test]
fn details_come_on_resolve_and_hover() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    let hints = client.hints_in_full(&uri);
    let hint = hints
        .iter()
        .find(|hint| hint["label"] == "⚡ADD_INT")
        .expect("the hint is there");
    assert_eq!(hint["tooltip"], Value::Null);
    let resolved = client.request("inlayHint/resolve", hint.clone());
    let tooltip = resolved["tooltip"]["value"].to_string();
    assert!(
        tooltip.contains("BINARY\\\\_OP became BINARY\\\\_OP\\\\_ADD\\\\_INT"),
        "{tooltip}"
    );
    // From its first character to behind its last, the innermost expression.
    for (line, character, name, range, warns) in [
        (1, 11, "LOAD_FAST_BORROW", [11, 12], false),
        (1, 13, "**BINARY_OP_ADD_INT**", [11, 16], false),
        (1, 16, "**BINARY_OP_ADD_INT**", [11, 16], false),
        (4, 13, "`BINARY_OP`", [11, 16], true),
    ] {
        let hover = client.request(
            "textDocument/hover",
            json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}),
        );
        let [start, end] = range.map(|character| json!({"line": line, "character": character}));
        assert_eq!(
            hover["range"],
            json!({"start": start, "end": end}),
            "{character}"
        );
        assert!(hover.to_string().contains(name), "{hover}");
        assert_eq!(hover.to_string().contains('⚠'), warns, "{hover}");
    }
}

#[test]
fn hover_tells_what_became_of_a_place_and_which_way_a_branch_went() {
    const BRANCHES: &str = "\
def add(a, b):
    return a + b

total = 0
for i in range(400):
    if i > 99:
        total = add(total, 0.5)
    else:
        total = add(total, 1)
";
    let mut client = start();
    let uri = client.open_and_run("branches.py", BRANCHES);
    for (line, character, expected) in [
        (1, 13, "execution 2: ADD\\_INT; 101: falls back; "),
        (5, 9, "It was true 75 %, false 25 %"),
    ] {
        let hover = client.hover(&uri, line, character);
        assert!(hover.contains(expected), "{hover}");
        assert!(hover.lines().count() <= 6, "{hover}");
    }
}

#[test]
fn hints_survive_edits_elsewhere_and_vanish_where_code_changed() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    let (hint, moved) = ("1:16 ⚡ADD_INT".to_string(), "3:16 ⚡ADD_INT".to_string());
    client.change(&uri, 2, [4, 4, 4, 4], "x = 1\n    ");
    let hints = client.hints(&uri);
    assert!(
        hints.contains(&hint) && !hints.iter().any(|hint| hint.contains("int % int")),
        "{hints:?}"
    );
    client.change(&uri, 3, [0, 0, 0, 0], "# first\n\n");
    assert!(client.hints(&uri).contains(&moved));
    client.change(&uri, 4, [3, 15, 3, 16], "c");
    assert!(
        !client
            .hints(&uri)
            .iter()
            .any(|hint| hint.contains("ADD_INT"))
    );
    // Undone.
    client.change(&uri, 5, [3, 15, 3, 16], "b");
    assert!(client.hints(&uri).contains(&moved));
    // Saved: all is known again.
    client.save(&uri);
    client.wait_for("workspace/inlayHint/refresh");
    assert!(client.hints(&uri).contains(&moved));
}

#[test]
fn diagnostics_move_with_the_text() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    let starts = |diagnostics: Vec<String>, at: &str| {
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.starts_with(at))
    };
    assert!(starts(client.diagnostics(&uri, 1), "4:11-4:16 hint failed"));
    client.change(&uri, 2, [0, 0, 0, 0], "\n");
    assert!(starts(client.diagnostics(&uri, 2), "5:11-5:16 hint failed"));
    client.change(&uri, 3, [5, 15, 5, 16], "c");
    assert!(!starts(client.diagnostics(&uri, 3), "5:11"));
}

#[test]
fn positions_are_exact_in_every_encoding() {
    let program = "\
def add(a, b):
    return 'é😀', a + b

for i in range(100):
    add(i, 2)
";
    for (encoding, expected) in [
        ("utf-8", "1:26 ⚡ADD_INT"),
        ("utf-16", "1:23 ⚡ADD_INT"),
        ("utf-32", "1:22 ⚡ADD_INT"),
    ] {
        let mut client = LspClient::start(Setup {
            encodings: &[encoding],
            ..Setup::default()
        });
        assert_eq!(
            client.initialized["capabilities"]["positionEncoding"],
            encoding
        );
        let uri = client.open_and_run("unicode.py", program);
        let hints = client.hints(&uri);
        assert!(
            hints.contains(&expected.to_string()),
            "{encoding}: {hints:?}"
        );
    }
}

#[test]
fn a_code_action_hides_and_shows_insight() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    let titles =
        |client: &mut LspClient| {
            let actions = client.request("textDocument/codeAction", json!({
            "textDocument": {"uri": uri}, "context": {"diagnostics": []},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
        }));
            actions
                .as_array()
                .into_iter()
                .flatten()
                .map(|action| action["title"].as_str().unwrap_or("?").to_string())
                .collect::<Vec<_>>()
        };
    assert_eq!(
        titles(&mut client),
        ["Hide tierlens insight", "Run with tierlens"]
    );
    client.diagnostics(&uri, 1);
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.toggleInsight"}),
    );
    assert_eq!(client.hints(&uri), [""; 0]);
    assert_eq!(client.diagnostics(&uri, 1), [""; 0]);
    assert_eq!(titles(&mut client)[0], "Show tierlens insight");
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.toggleInsight"}),
    );
    assert_ne!(client.hints(&uri), [""; 0]);
}

#[test]
fn a_run_shows_progress_and_refreshes_once() {
    let mut client = start();
    let uri = client.open("program.py", PROGRAM);
    let token = client.wait_for("window/workDoneProgress/create")["token"].clone();
    let mine = |params: &Value| params["token"] == token;
    let begin = client.wait_until("$/progress", |params| {
        mine(params) && params["value"]["kind"] == "begin"
    });
    assert_eq!(begin["value"]["cancellable"], true);
    client.wait_until("$/progress", |params| {
        mine(params) && params["value"]["kind"] == "end"
    });
    client.wait_for("workspace/inlayHint/refresh");
    client.hints(&uri);
    assert!(
        !client.has_received("workspace/inlayHint/refresh"),
        "one refresh for one run"
    );
}

#[test]
fn a_run_can_be_cancelled() {
    let mut client = start();
    let uri = client.open("endless.py", "while True: pass\n");
    let token = client.wait_for("window/workDoneProgress/create")["token"].clone();
    client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    let end = client.wait_until("$/progress", |params| params["value"]["kind"] == "end");
    assert_eq!(end["value"]["message"], "cancelled");
    assert_eq!(client.hints(&uri), [""; 0]);
}

#[test]
fn an_editor_that_sends_whole_texts_is_served_too() {
    let mut client = start();
    let uri = client.open_and_run("program.py", PROGRAM);
    client.notify("textDocument/didChange", json!({
        "textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": format!("# first\n{PROGRAM}")}],
    }));
    assert!(client.hints(&uri).contains(&"2:16 ⚡ADD_INT".to_string()));
}

#[test]
fn a_server_that_loses_its_editor_ends() {
    let client = start();
    let server = client.server();
    assert_eq!(client.shutdown(), 0);
    assert!(!std::path::Path::new(&format!("/proc/{server}")).exists());
}
