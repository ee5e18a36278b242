//! What a run shows of files that it has reached, beside its own.

use serde_json::{Value, json};
use tests::lsp_client::{LspClient, Setup, uri};

const LIB: &str = "def total(values):\n    result = 0\n    for value in values:\n        result = result + value\n    return result\n";
const MAIN: &str =
    "import lib\n\nfor _ in range(50):\n    lib.total([1, 2, 3])\n    lib.total([1.5, 2.5])\n";

fn open_both(client: &mut LspClient) -> (String, String) {
    let lib = client.open("lib.py", LIB);
    client.wait_for_state(&lib, "nothing-to-run");
    let main = client.open("main.py", MAIN);
    client.wait_for_state(&main, "fresh");
    client.wait_for_state(&lib, "fresh");
    (lib, main)
}

/// The label of the hint at a line, if there is one.
fn hint(client: &mut LspClient, uri: &str, line: u32) -> Option<Value> {
    let hints = client.hints_in_full(uri);
    hints
        .into_iter()
        .find(|hint| hint["position"]["line"] == line)
}

#[test]
fn a_run_shows_something_of_every_file_that_it_reached() {
    let mut client = LspClient::start(Setup::default());
    let lib = client.open("lib.py", LIB);
    client.wait_for_state(&lib, "nothing-to-run");
    assert_eq!(hint(&mut client, &lib, 3), None, "nothing calls it");
    let hover = client.hover(&lib, 3, 9);
    assert!(hover.starts_with("`total` was not called"), "{hover}");
    let main = client.open("main.py", MAIN);
    client.wait_for_state(&main, "fresh");
    let message = client.wait_for_state(&lib, "fresh");
    assert_eq!(message, "as lib.py, main.py has shown");
    let shown = hint(&mut client, &lib, 3).expect("it is known now");
    let resolved = client.request("inlayHint/resolve", shown);
    let tooltip = resolved["tooltip"]["value"].to_string();
    assert!(tooltip.contains("from running main.py"), "{tooltip}");
    let hover = client.hover(&lib, 3, 20);
    assert!(hover.ends_with("from running main.py"), "{hover}");
    let hover = client.hover(&lib, 0, 5);
    assert!(hover.starts_with("`total` was called 100 times"), "{hover}");
}

#[test]
fn its_own_run_wins_for_what_it_has_reached() {
    let mut client = LspClient::start(Setup::default());
    let (lib, _) = open_both(&mut client);
    let text = "\nfor _ in range(9):\n    total([1])\n";
    client.change(&lib, 2, [5, 0, 5, 0], text);
    client.forget("tierlens/status");
    client.save(&lib);
    client.wait_for_state(&lib, "running");
    client.wait_for_state(&lib, "fresh");
    let hover = client.hover(&lib, 0, 5);
    assert!(hover.contains("called 9 times"), "{hover}");
    assert!(hover.ends_with("from running lib.py"), "{hover}");
}

#[test]
fn what_changes_is_no_longer_shown_until_it_has_run_again() {
    let mut client = LspClient::start(Setup::default());
    let (lib, main) = open_both(&mut client);
    assert!(hint(&mut client, &lib, 3).is_some());
    client.change(&lib, 2, [0, 0, 0, 0], "# first\n");
    let hints = client.hints(&lib);
    assert!(
        hint(&mut client, &lib, 4).is_some(),
        "it has moved {hints:?}"
    );
    client.change(&lib, 3, [4, 8, 4, 8], "more = ");
    client.wait_for_state(&lib, "stale");
    assert_eq!(hint(&mut client, &lib, 4), None);
    let hover = client.hover(&lib, 4, 9);
    assert!(hover.starts_with("This code has changed"), "{hover}");
    client.change(&lib, 4, [4, 8, 4, 15], "");
    assert!(hint(&mut client, &lib, 4).is_some(), "it is undone");
    client.change(&lib, 5, [4, 17, 4, 31], "value + result");
    let saved = client.workspace().join("lib.py");
    let text = format!("# first\n{LIB}").replace("result + value", "value + result");
    std::fs::write(saved, text).expect("ours");
    client.forget("tierlens/status");
    client.save(&lib);
    client.wait_for_state(&main, "running");
    client.wait_for_state(&main, "fresh");
    assert!(hint(&mut client, &lib, 4).is_some(), "it ran again");
}

#[test]
fn what_a_run_has_shown_is_there_for_files_that_are_opened_later() {
    let mut client = LspClient::start(Setup::default());
    client.write("lib.py", LIB);
    client.open_and_run("main.py", MAIN);
    let lib = client.open("lib.py", LIB);
    assert!(hint(&mut client, &lib, 3).is_some());
}

#[test]
fn a_failure_in_another_file_is_told_in_both() {
    let mut client = LspClient::start(Setup::default());
    let lib = client.open("lib.py", "def divide(x):\n    return 1 / x\n");
    client.wait_for_state(&lib, "nothing-to-run");
    let main = client.open("main.py", "import lib\n\nlib.divide(0)\n");
    let message = client.wait_for_state(&main, "failed");
    assert_eq!(
        message,
        "main.py failed at lib.py:2: ZeroDivisionError: division by zero; what ran before is shown"
    );
    let expected = "run-outcome: ZeroDivisionError: division by zero";
    let found = client.diagnostics(&main, 1);
    assert_eq!(found, [format!("2:0-2:13 information {expected}")]);
    let found = client.diagnostics(&lib, 1);
    assert!(
        found.contains(&format!("1:11-1:16 information {expected}")),
        "{found:?}"
    );
}

#[test]
fn a_workload_runs_instead_of_the_file() {
    let mut client = LspClient::start(Setup {
        settings: r#"{"workload": ["main.py", "9"]}"#,
        ..Setup::default()
    });
    client.write(
        "main.py",
        "import sys, lib\nfor _ in range(int(sys.argv[1])):\n    lib.total([1, 2])\n",
    );
    let lib = client.open("lib.py", LIB);
    client.wait_for_state(&lib, "fresh");
    let hover = client.hover(&lib, 0, 5);
    assert!(hover.contains("was called 9 times"), "{hover}");
    assert!(hover.ends_with("from running main.py 9"), "{hover}");
    let other = client.open("other.py", "x = 1\n");
    client.wait_for_state(&other, "not-reached");
    // One run is for all that wait for it.
    let path = client.write(
        "slow.py",
        "import time, lib\ntime.sleep(0.3)\nlib.total([1])\n",
    );
    client.hints(&lib);
    client.forget("window/workDoneProgress/create");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"workload": [uri(&path).trim_start_matches("file://")]}}),
    );
    let message = client.wait_until("tierlens/status", |status| {
        status["uri"] == lib.as_str() && status["message"].to_string().contains("slow.py")
    });
    assert_eq!(message["state"], "fresh");
    assert_eq!(client.forget("window/workDoneProgress/create"), 1);
}

#[test]
fn what_a_file_or_its_project_says_is_run() {
    let mut client = LspClient::start(Setup::default());
    let check = |client: &mut LspClient, name: &str, text: &str, called: &str, program: &str| {
        let document = client.open(name, text);
        client.wait_for_state(&document, "fresh");
        let hover = client.hover(&document, 0, 5);
        assert!(
            hover.contains(called) && hover.ends_with(program),
            "{hover}"
        );
    };
    let comment = format!("{LIB}# tierlens: run total([1, 2])\n# tierlens: run total([3])\n");
    check(
        &mut client,
        "said.py",
        &comment,
        "called 2 times",
        "from running said.py",
    );
    let example = LIB.replace(
        "    result = 0",
        "    \"\"\"\n    >>> total([1])\n    \"\"\"\n    result = 0",
    );
    check(
        &mut client,
        "shown.py",
        &example,
        "called once",
        "the examples of shown.py",
    );
    let test = "from tested import total\n\ndef test_it():\n    assert total([1, 2]) == 3\n";
    client.write("tests/test_tested.py", test);
    let config = "[tool.tierlens.workloads]\n'conf*.py' = ['main.py', '7']\n";
    client.write("pyproject.toml", config);
    let main = "import sys, configured\nfor _ in range(int(sys.argv[1])): configured.total([1])\n";
    client.write("main.py", main);
    check(
        &mut client,
        "tested.py",
        LIB,
        "called once",
        "from running tests/test\\_tested.py",
    );
    check(
        &mut client,
        "configured.py",
        LIB,
        "called 7 times",
        "from running main.py 7",
    );
    client.write("pyproject.toml", "[tool.tierlens]\nworkload = 7\n");
    let document = client.open("wrong.py", LIB);
    let message = client.wait_for_state(&document, "nothing-to-run");
    assert!(
        message.contains("workload is no list of words"),
        "{message}"
    );
}
