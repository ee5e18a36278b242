//! Quick fixes, and attempts: the edit of a finding's advice, tried before it is applied.

use serde_json::{Value, json};
use tests::another_python::{answer, install};
use tests::lsp_client::{DEFAULTS, LspClient, Setup};

const PROGRAM: &str = "\
def count(words):
    n = 0
    for w in words:
        if w in ('k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9'):
            n += 1
    return n


class A:
    def area(self): return 1


class B:
    def area(self): return 2


def areas(shapes):
    return sum([shape.area() for shape in shapes])


print(count(['a', 'b', 'k9'] * 20000), areas([A(), B()] * 20000))
";
const TUPLE: &str = "('k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9')";
const FIXED: &str = "w in {'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9'}";

fn opened(setup: Setup<'_>, program: &str) -> (LspClient, String) {
    let mut client = LspClient::start(Setup {
        settings: DEFAULTS,
        ..setup
    });
    let document = client.open_and_run("program.py", program);
    (client, document)
}

/// The code actions at a place of the kinds that are asked for.
fn actions(client: &mut LspClient, document: &str, line: u32, only: Value) -> Vec<Value> {
    let at = json!({"line": line, "character": 12});
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let found = client.request(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": document}, "range": {"start": at, "end": at}, "context": context}),
    );
    found.as_array().cloned().unwrap_or_default()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions.iter().map(|action| action["title"].as_str());
    titles.map(|title| title.unwrap_or("?")).collect()
}

fn fix_title() -> String {
    format!("Use a set for `{TUPLE}`: `in` then has a specialized form")
}

#[test]
fn mechanical_advice_is_a_quick_fix() {
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    let both = [
        fix_title(),
        format!(
            "Try, and apply if better: {}",
            fix_title().replacen("Use", "use", 1)
        ),
    ];
    for (line, only, expected) in [
        (3, json!(["quickfix"]), &both[..]),
        (3, json!([""]), &both[..]),
        (3, json!(["refactor"]), &[][..]),
        (3, json!(["source"]), &[][..]),
        (4, json!(["quickfix"]), &[][..]),
        (17, json!(["quickfix"]), &[][..]),
    ] {
        let mut found = actions(&mut client, &document, line, only.clone());
        found.retain(|action| action["kind"] == "quickfix");
        assert_eq!(titles(&found), expected, "{line} {only}");
        for action in found {
            let diagnostic = &action["diagnostics"][0];
            assert_eq!(diagnostic["code"], "failed-specialization", "{action}");
            assert_eq!(diagnostic["range"]["start"]["line"], line);
        }
    }
    let all = actions(&mut client, &document, 3, Value::Null);
    assert_eq!(
        titles(&all)[..2],
        ["Hide tierlens insight", "Run with tierlens"]
    );
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.toggleInsight"}),
    );
    assert!(actions(&mut client, &document, 3, json!(["quickfix"])).is_empty());
}

#[test]
fn the_edit_of_a_quick_fix_is_shown_before() {
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    let resolves = &client.initialized["capabilities"]["codeActionProvider"]["resolveProvider"];
    assert_eq!(*resolves, true);
    // Where the code is now, not where it was when it ran.
    client.change(&document, 2, [0, 0, 0, 0], "# é\n");
    let offered = actions(&mut client, &document, 4, json!(["quickfix"]));
    assert_eq!(offered[0]["edit"], Value::Null);
    let resolved = client.request("codeAction/resolve", offered[0].clone());
    let change = &resolved["edit"]["documentChanges"][0];
    assert_eq!(
        change["textDocument"],
        json!({"uri": document, "version": 2})
    );
    let edit = &change["edits"][0];
    let end = 11 + u32::try_from(FIXED.len()).expect("a line");
    let range =
        json!({"start": {"line": 4, "character": 11}, "end": {"line": 4, "character": end}});
    assert_eq!((&edit["range"], &edit["newText"]), (&range, &json!(FIXED)));
    let annotation = edit["annotationId"].as_str().expect("a name");
    let annotation = &resolved["edit"]["changeAnnotations"][annotation];
    assert_eq!(annotation["label"], fix_title());
    assert_eq!(annotation["needsConfirmation"], true);
    client.change(&document, 3, [4, 11, 4, 12], "words");
    assert!(actions(&mut client, &document, 4, json!(["quickfix"])).is_empty());

    let plain = Setup {
        plain: true,
        ..Setup::default()
    };
    let (mut client, document) = opened(plain, PROGRAM);
    let offered = actions(&mut client, &document, 3, json!(["quickfix"]));
    let edits = &offered[0]["edit"]["changes"][&document];
    assert_eq!(edits[0]["newText"], FIXED);
}

fn wanted(document: &str, line: u32) -> Value {
    let at = json!({"line": line, "character": 12});
    json!({"textDocument": {"uri": document}, "range": {"start": at, "end": at}})
}

#[test]
fn an_attempt_is_answered_with_what_came_of_it() {
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    let mut params = wanted(&document, 3);
    params["workDoneToken"] = json!("mine");
    let id = client.ask("tierlens/try", params);
    let progress = |client: &mut LspClient, kind: &str| {
        client.wait_until("$/progress", |params| {
            params["token"] == "mine" && params["value"]["kind"] == kind
        })
    };
    let begin = progress(&mut client, "begin");
    let title = begin["value"]["title"].as_str().expect("a title");
    assert_eq!(title, format!("tierlens: trying {FIXED}"));
    assert_eq!(begin["value"]["cancellable"], true);
    assert_eq!(
        progress(&mut client, "report")["value"]["message"],
        "our interpreter"
    );
    // Others are answered meanwhile.
    assert!(!client.hover(&document, 3, 12).is_empty());
    assert!(!client.has_received("window/showMessage"));
    let answer = client.answer(id);
    let result = &answer["result"];
    assert_eq!(progress(&mut client, "end")["value"]["message"], "done");
    assert_eq!(
        (&result["uri"], &result["version"]),
        (&json!(document), &json!(1))
    );
    assert_eq!(result["after"], FIXED);
    let outcomes = result["outcomes"].as_array().expect("a list");
    let runtimes: Vec<&Value> = outcomes.iter().map(|outcome| &outcome["runtime"]).collect();
    assert_eq!(runtimes, ["our interpreter", "our traces"]);
    assert_eq!(outcomes[0]["verdict"], "better", "{answer}");
    assert!(outcomes[0]["times"].as_f64() > Some(1.0), "{answer}");
    let is_good = outcomes.iter().all(|outcome| outcome["verdict"] != "worse");
    assert_eq!(result["good"], is_good);
    let edits = &result["edit"]["documentChanges"][0]["edits"];
    assert_eq!(edits[0]["newText"], FIXED);
    let unchanged = std::fs::read_to_string(client.workspace().join("program.py"));
    assert_eq!(unchanged.expect("a file"), PROGRAM);
}

#[test]
fn the_python_of_the_project_is_asked_too() {
    let mut client = LspClient::start(Setup {
        settings: r#"{"crossCheck": false}"#,
        ..Setup::default()
    });
    let stand_in = env!("CARGO_BIN_EXE_another_python");
    let mut said = answer("3.12.1", &[]);
    install(stand_in, client.workspace(), &said);
    let document = client.open_and_run("program.py", PROGRAM);
    let first = |client: &mut LspClient| {
        let answer = client.request("tierlens/try", wanted(&document, 3));
        answer["outcomes"][0].clone()
    };
    let python = ".venv/bin/python";
    let expected = json!({"runtime": python, "verdict": "better", "times": 2.0});
    assert_eq!(first(&mut client), expected);
    said["ended"] = json!("ImportError: x");
    install(stand_in, client.workspace(), &said);
    let why = "it ends there by ImportError: x";
    let expected = json!({"runtime": python, "verdict": "unknown", "why": why});
    assert_eq!(first(&mut client), expected);
}

/// Runs the command of the last quick fix at a line, and gives back what the user is told.
fn command(client: &mut LspClient, document: &str, line: u32) -> String {
    let offered = actions(client, document, line, json!(["quickfix"]));
    let command = &offered.last().expect("an action")["command"];
    assert_eq!(command["command"], "tierlens.try");
    client.request("workspace/executeCommand", command.clone());
    let told = client.wait_for("window/showMessage");
    told["message"].as_str().expect("a text").into()
}

#[test]
fn what_is_better_is_applied() {
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    let told = command(&mut client, &document, 3);
    let expected = format!("tierlens: {} — better, ", fix_title());
    assert!(told.starts_with(&expected), "{told}");
    if told.contains("worse") {
        return;
    }
    let applied = client.wait_for("workspace/applyEdit");
    let change = &applied["edit"]["documentChanges"][0];
    assert_eq!(change["edits"][0]["newText"], FIXED);
    let annotations = applied["edit"]["changeAnnotations"].as_object();
    let annotation = annotations.and_then(|all| all.values().next());
    assert_eq!(annotation.expect("one")["needsConfirmation"], false);
}

#[test]
fn what_is_different_is_not_applied() {
    let program = "\
class Odd:
    def __eq__(self, other):
        return True

def nones(values):
    n = 0
    for value in values:
        if value == None:
            n += 1
    return n

print(nones([1, Odd(), None] * 2000))
";
    let (mut client, document) = opened(Setup::default(), program);
    let told = command(&mut client, &document, 7);
    assert!(
        told.contains("different, another output or ending: our interpreter"),
        "{told}"
    );
    assert!(told.ends_with("; not applied"), "{told}");
    client.hover(&document, 1, 1);
    assert!(!client.has_received("workspace/applyEdit"));
}

#[test]
fn what_is_held_is_what_is_tried() {
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    // Not saved: the disk has a program that is different when it is changed.
    client.write("program.py", "raise SystemExit('what the disk has')\n");
    client.change(&document, 2, [8, 0, 8, 0], "# more\n");
    let answer = client.request("tierlens/try", wanted(&document, 3));
    assert_eq!(answer["outcomes"][0]["verdict"], "better", "{answer}");
}

#[test]
fn what_is_not_tried_says_why() {
    const FAILED: i64 = -32803;
    const MODIFIED: i64 = -32801;
    let (mut client, document) = opened(Setup::default(), PROGRAM);
    let check = |client: &mut LspClient, params: Value, code: i64, message: &str| {
        let id = client.ask("tierlens/try", params.clone());
        let error = client.answer(id)["error"].clone();
        assert_eq!(error["code"], code, "{params} {error}");
        let text = error["message"].as_str().unwrap_or_default();
        assert!(text.starts_with(message), "{params} {error}");
    };
    let none = "there is no advice here that is known to gain";
    check(&mut client, wanted(&document, 1), FAILED, none);
    let mut named = json!({"textDocument": {"uri": document}, "fingerprint": "0"});
    check(&mut client, named.clone(), FAILED, none);
    named["version"] = json!(7);
    check(&mut client, named, MODIFIED, "the document has changed");
    let line = json!({"line": 17, "character": 20});
    let by_hand = json!({"textDocument": {"uri": document}, "range": {"start": line, "end": line}});
    check(
        &mut client,
        by_hand,
        FAILED,
        "this is for you to do: one loop per class",
    );
    check(&mut client, json!({"textDocument": 1}), -32602, "");
    client.change(&document, 2, [3, 11, 3, 12], "n");
    let changed = wanted(&document, 3);
    check(
        &mut client,
        changed,
        MODIFIED,
        "this code has changed since it ran",
    );
    let untrusted = Setup {
        trusted: false,
        ..Setup::default()
    };
    let mut client = LspClient::start(untrusted);
    let document = client.open("program.py", PROGRAM);
    let refused = "the workspace is not trusted";
    check(&mut client, wanted(&document, 3), FAILED, refused);
    let offered = actions(&mut client, &document, 3, json!(["quickfix"]));
    assert!(offered.is_empty());
}

/// Takes a moment, so that something can happen meanwhile.
fn slow() -> String {
    format!("{PROGRAM}import time\ntime.sleep(0.2)\n")
}

#[test]
fn an_attempt_can_be_given_up() {
    let (mut client, document) = opened(Setup::default(), &slow());
    type Meanwhile = fn(&mut LspClient, &str, i64);
    let cases: [(&str, i64, Meanwhile); 4] = [
        ("cancelled by the request's id", -32800, |client, _, id| {
            client.notify("$/cancelRequest", json!({"id": id}));
        }),
        ("cancelled by the progress", -32800, |client, _, _| {
            client.wait_until("$/progress", |params| params["token"] == "mine");
            client.notify("window/workDoneProgress/cancel", json!({"token": "mine"}));
        }),
        ("not trusted any more", -32800, |client, _, _| {
            let settings = |trusted: bool| json!({"settings": {"trusted": trusted}});
            client.notify("workspace/didChangeConfiguration", settings(false));
            client.notify("workspace/didChangeConfiguration", settings(true));
        }),
        ("changed", -32801, |client, document, _| {
            client.change(document, 2, [0, 0, 0, 0], "\n");
        }),
    ];
    for (what, code, meanwhile) in cases {
        let mut params = wanted(&document, 3);
        params["workDoneToken"] = json!("mine");
        client.forget("$/progress");
        let id = client.ask("tierlens/try", params);
        meanwhile(&mut client, &document, id);
        let answer = client.answer(id);
        assert_eq!(answer["error"]["code"], code, "{what}: {answer}");
    }
    client.change(&document, 3, [0, 0, 1, 0], "");
    let id = client.ask("tierlens/try", wanted(&document, 3));
    client.request("shutdown", Value::Null);
    assert_eq!(client.answer(id)["error"]["code"], -32800);
}
