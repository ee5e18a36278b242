//! Which documents run, when, and with what: folders, settings, links, saves.

use serde_json::{Value, json};
use tests::lsp_client::{LspClient, Setup, uri};

const PROGRAM: &str = "def add(a, b):\n    return a + b\n\nfor i in range(100):\n    add(i, 2)\n";
const HINT: &str = "1:16 ⚡ADD_INT";

fn did_open(client: &mut LspClient, uri: &str, text: &str) {
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}}),
    );
}

/// Whether the document has run by now, which every run shows before the next request is answered.
fn runs(client: &mut LspClient, uri: &str) -> bool {
    client.hints(uri);
    let begun = client.has_received("window/workDoneProgress/create");
    if begun {
        client.wait_for("window/workDoneProgress/create");
        client.wait_for("workspace/inlayHint/refresh");
        assert!(client.hints(uri).contains(&HINT.to_string()));
    }
    begun
}

#[test]
fn folders_come_and_go() {
    let mut client = LspClient::start(Setup::default());
    let other = tempfile::tempdir().expect("a temporary directory");
    let file = other.path().join("other.py");
    std::fs::write(&file, PROGRAM).expect("writable");
    let (folder, document) = (uri(other.path()), uri(&file));
    did_open(&mut client, &document, PROGRAM);
    assert!(!runs(&mut client, &document));
    let change = |client: &mut LspClient, added: &[&str], removed: &[&str]| {
        let folders = |uris: &[&str]| {
            uris.iter()
                .map(|uri| json!({"uri": uri, "name": ""}))
                .collect::<Vec<_>>()
        };
        let event = json!({"added": folders(added), "removed": folders(removed)});
        client.notify(
            "workspace/didChangeWorkspaceFolders",
            json!({"event": event}),
        );
    };
    change(&mut client, &[&folder], &[]);
    assert!(runs(&mut client, &document), "it lies in the workspace now");
    let first = client.open_and_run("first.py", PROGRAM);
    client.wait_for("window/workDoneProgress/create");
    let workspace = uri(client.workspace());
    change(&mut client, &[], &[&workspace]);
    client.save(&first);
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert!(!runs(&mut client, &first), "its folder is gone");
    change(&mut client, &[], &[&folder]);
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.run", "arguments": [document]}),
    );
    assert!(!runs(&mut client, &document), "no folder is left");
    assert_eq!(
        client.initialized["capabilities"]["workspace"]["workspaceFolders"]["supported"],
        true
    );
}

#[test]
fn a_run_whose_folder_goes_ends() {
    let mut client = LspClient::start(Setup::default());
    client.open("endless.py", "while True: pass\n");
    client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    let workspace = uri(client.workspace());
    let event = json!({"added": [], "removed": [{"uri": workspace, "name": ""}]});
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": event}),
    );
    let end = client.wait_until("$/progress", |params| params["value"]["kind"] == "end");
    assert_eq!(end["value"]["message"], "cancelled");
}

#[test]
fn settings_take_effect() {
    let mut client = LspClient::start(Setup {
        trusted: false,
        ..Setup::default()
    });
    let document = client.open("program.py", PROGRAM);
    assert!(!runs(&mut client, &document));
    let set = |client: &mut LspClient, settings: Value| {
        client.notify(
            "workspace/didChangeConfiguration",
            json!({"settings": settings}),
        );
    };
    set(&mut client, json!({"tierlens": {"trusted": true}}));
    assert!(runs(&mut client, &document));
    set(&mut client, json!({"tierlens": {"trusted": true}}));
    set(&mut client, Value::Null);
    assert!(!runs(&mut client, &document), "nothing has changed");
    set(&mut client, json!({"trusted": false}));
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.run", "arguments": [document]}),
    );
    assert!(!runs(&mut client, &document));
}

#[test]
fn the_environment_is_what_the_settings_let_through() {
    let program =
        "import os\nraise SystemError(os.environ.get('GIVEN'), os.environ.get('SECRET'))\n";
    let mut client = LspClient::launch(Setup {
        environment: &[("GIVEN", "given"), ("SECRET", "secret")],
        ..Setup::default()
    });
    let folder = uri(client.workspace());
    client.initialize(json!({
        "workspaceFolders": [{"uri": folder, "name": ""}], "capabilities": {},
        "initializationOptions": {"trusted": true, "environment": ["GIVEN"]},
    }));
    let document = client.open("program.py", program);
    let expected = |client: &mut LspClient, expected: &str| {
        let diagnostics = client.diagnostics(&document, 1);
        assert!(diagnostics[0].ends_with(expected), "{diagnostics:?}");
    };
    expected(&mut client, "SystemError: ('given', None)");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"environment": []}}),
    );
    client.save(&document);
    expected(&mut client, "SystemError: (None, None)");
    let mut client = LspClient::start(Setup {
        arguments: &["--env", "SECRET"],
        environment: &[("GIVEN", "given"), ("SECRET", "secret")],
        ..Setup::default()
    });
    let document = client.open("program.py", program);
    let diagnostics = client.diagnostics(&document, 1);
    assert!(
        diagnostics[0].ends_with("SystemError: (None, 'secret')"),
        "{diagnostics:?}"
    );
}

#[test]
#[cfg(unix)]
fn links_lead_where_they_lead() {
    use std::os::unix::fs::symlink;
    let base = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| base.path().join(name);
    std::fs::create_dir(path("real")).expect("a folder");
    std::fs::create_dir(path("outside")).expect("a folder");
    for file in ["real/program.py", "outside/program.py"] {
        std::fs::write(path(file), PROGRAM).expect("writable");
    }
    symlink(path("real"), path("alias")).expect("a link");
    symlink(path("outside/program.py"), path("real/link.py")).expect("a link");
    for folder in ["real", "alias"] {
        for (file, expected) in [
            ("real/program.py", true),
            ("alias/program.py", true),
            ("real/link.py", false),
            ("alias/link.py", false),
            ("outside/program.py", false),
            ("real/..%2foutside/program.py", false),
            ("alias/%2e%2e%2Foutside%2Fprogram.py", false),
        ] {
            let mut client = LspClient::launch(Setup::default());
            client.initialize(json!({
                "workspaceFolders": [{"uri": uri(&path(folder)), "name": ""}], "capabilities": {},
                "initializationOptions": {"trusted": true},
            }));
            let document = uri(&path(file));
            did_open(&mut client, &document, PROGRAM);
            assert_eq!(runs(&mut client, &document), expected, "{file} in {folder}");
        }
    }
}

#[test]
fn documents_of_other_schemes_do_not_run() {
    let mut client = LspClient::start(Setup::default());
    let path = client.write("program.py", PROGRAM).display().to_string();
    for document in [
        format!("git:{path}"),
        format!("vscode-notebook-cell:{path}#W0"),
        format!("untitled:{path}"),
    ] {
        did_open(&mut client, &document, PROGRAM);
        assert!(!runs(&mut client, &document), "{document}");
    }
}

#[test]
#[cfg(unix)]
fn what_is_no_file_does_not_stop_the_server() {
    let mut client = LspClient::start(Setup::default());
    let pipe = client.workspace().join("pipe.py");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo")
            .success()
    );
    let document = uri(&pipe);
    did_open(&mut client, &document, PROGRAM);
    assert!(!runs(&mut client, &document));
    std::os::unix::fs::symlink("/dev/zero", client.workspace().join("zero.py")).expect("a link");
    let document = uri(&client.workspace().join("zero.py"));
    did_open(&mut client, &document, PROGRAM);
    assert!(!runs(&mut client, &document));
    // Longer than the server reads: what the editor shows is what runs.
    let long = client.write("long.py", "");
    std::fs::File::options()
        .write(true)
        .open(&long)
        .and_then(|file| file.set_len(1 << 40))
        .expect("ours");
    let document = uri(&long);
    did_open(&mut client, &document, PROGRAM);
    assert!(runs(&mut client, &document));
}

#[test]
fn saves_in_a_burst_are_one_run() {
    let mut client = LspClient::start(Setup::default());
    let document = client.open_and_run("program.py", PROGRAM);
    client.wait_for("window/workDoneProgress/create");
    for version in 2..22 {
        client.change(&document, version, [0, 0, 0, 0], "#");
        client.change(&document, version, [0, 0, 0, 1], "");
        client.save(&document);
    }
    client.wait_for("window/workDoneProgress/create");
    client.wait_for("workspace/inlayHint/refresh");
    std::thread::sleep(std::time::Duration::from_millis(200));
    client.hints(&document);
    assert!(!client.has_received("window/workDoneProgress/create"));
    assert!(!client.has_received("workspace/inlayHint/refresh"));
}

#[test]
fn lines_may_end_as_they_like() {
    for end in ["\n", "\r\n", "\r"] {
        let program = "def f(x):\n    return 1 / x\n\n\nf(0)\n".replace('\n', end);
        let mut client = LspClient::start(Setup::default());
        let document = client.open("program.py", &program);
        let diagnostics = client.diagnostics(&document, 1);
        let expected = "1:11-1:16 information run-outcome: ZeroDivisionError: division by zero";
        assert_eq!(diagnostics[0], expected, "{end:?}");
        client.wait_for("workspace/inlayHint/refresh");
        let program = PROGRAM.replace('\n', end);
        let document = client.open_and_run("hints.py", &program);
        assert!(
            client.hints(&document).contains(&HINT.to_string()),
            "{end:?}"
        );
        let program =
            "x = 1\n\ndef f(a, b):\n    return a % b\n\nfor i in range(99):\n    f(i, 7)\n";
        let document = client.open_and_run("diagnostics.py", &program.replace('\n', end));
        let expected = "3:11-3:16 hint failed-specialization: int % int: CPython 3.14 has no specialized form of this operator for these types";
        assert_eq!(client.diagnostics(&document, 1)[0], expected, "{end:?}");
    }
}

#[test]
fn many_documents_take_turns() {
    let mut client = LspClient::start(Setup::default());
    let documents: Vec<String> = (0..8)
        .map(|n| client.open(&format!("program{n}.py"), PROGRAM))
        .collect();
    for _ in &documents {
        client.wait_for("workspace/inlayHint/refresh");
    }
    for document in documents {
        assert!(
            client.hints(&document).contains(&HINT.to_string()),
            "{document}"
        );
    }
}

#[test]
fn a_closed_document_frees_its_turn() {
    let mut client = LspClient::start(Setup::default());
    let endless: Vec<String> = (0..5)
        .map(|n| client.open(&format!("endless{n}.py"), "while True: pass\n"))
        .collect();
    for document in endless {
        client.notify(
            "textDocument/didClose",
            json!({"textDocument": {"uri": document}}),
        );
    }
    let document = client.open_and_run("program.py", PROGRAM);
    assert!(client.hints(&document).contains(&HINT.to_string()));
}

#[test]
#[cfg(target_os = "linux")]
fn two_programs_run_at_a_time() {
    let mut client = LspClient::start(Setup::default());
    for n in 0..4 {
        client.open(&format!("endless{n}.py"), "while True: pass\n");
        client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    }
    let children = |server: u32| {
        let tasks = std::fs::read_dir(format!("/proc/{server}/task")).expect("the server runs");
        let lists = tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        lists
            .map(|list| list.split_whitespace().count())
            .sum::<usize>()
    };
    tests::confined::wait_for("two run", || children(client.server()) == 2);
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert_eq!(children(client.server()), 2);
}

#[test]
fn what_is_hidden_or_not_known_is_not_told() {
    let mut client = LspClient::start(Setup::default());
    let document = client.open_and_run("program.py", PROGRAM);
    let hover = |client: &mut LspClient, line: u32, character: u32| {
        let position = json!({"line": line, "character": character});
        client.request(
            "textDocument/hover",
            json!({"textDocument": {"uri": document}, "position": position}),
        )
    };
    assert_ne!(hover(&mut client, 1, 13), Value::Null);
    assert_eq!(hover(&mut client, 2, 0), Value::Null, "an empty line");
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.toggleInsight"}),
    );
    assert_eq!(hover(&mut client, 1, 13), Value::Null);
    assert_eq!(client.hints(&document), [""; 0]);
    client.request("workspace/executeCommand", json!({"command": "unheard of"}));
    client.request(
        "workspace/executeCommand",
        json!({"command": "tierlens.toggleInsight"}),
    );
    assert_ne!(hover(&mut client, 1, 13), Value::Null);
    client.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": document}}),
    );
    assert_eq!(hover(&mut client, 1, 13), Value::Null);
    let cleared = client.wait_until("textDocument/publishDiagnostics", |params| {
        params["version"].is_null()
    });
    assert_eq!(cleared["diagnostics"], json!([]));
}

#[test]
fn actions_come_when_they_are_wanted() {
    let mut client = LspClient::start(Setup::default());
    let document = client.open_and_run("program.py", PROGRAM);
    for (only, expected) in [
        (json!(null), 2),
        (json!([]), 0),
        (json!(["quickfix"]), 0),
        (json!(["quickfix", "source"]), 2),
        (json!(["source.tierlens"]), 2),
        (json!([""]), 2),
    ] {
        let at = json!({"line": 0, "character": 0});
        let actions = client.request(
            "textDocument/codeAction",
            json!({
                "textDocument": {"uri": document}, "context": {"diagnostics": [], "only": only},
                "range": {"start": at, "end": at},
            }),
        );
        assert_eq!(actions.as_array().map(Vec::len), Some(expected), "{only}");
    }
}

#[test]
fn hints_are_of_the_range_that_is_asked_for() {
    let mut client = LspClient::start(Setup::default());
    let document = client.open_and_run("program.py", PROGRAM);
    let mut count = |from: [u32; 2], to: [u32; 2]| {
        let at = |[line, character]: [u32; 2]| json!({"line": line, "character": character});
        let range = json!({"start": at(from), "end": at(to)});
        let hints = client.request(
            "textDocument/inlayHint",
            json!({"textDocument": {"uri": document}, "range": range}),
        );
        let hints = hints.as_array().cloned().unwrap_or_default();
        hints
            .iter()
            .filter(|hint| hint["position"] == at([1, 16]))
            .count()
    };
    assert_eq!(count([0, 0], [9, 0]), 1);
    assert_eq!(count([1, 16], [9, 0]), 1);
    assert_eq!(count([0, 0], [1, 16]), 1);
    assert_eq!(count([0, 0], [1, 15]), 0);
    assert_eq!(count([2, 0], [9, 0]), 0);
}

#[test]
fn a_file_of_a_package_is_a_module_of_it() {
    let mut client = LspClient::start(Setup::default());
    client.write("pyproject.toml", "");
    for (name, text) in [
        ("src/pkg/__init__.py", ""),
        ("src/pkg/sub/__init__.py", ""),
        ("src/pkg/sub/beside.py", "two = 2\n"),
        ("src/pkg/above.py", "one = 1\n"),
        (".venv/pyvenv.cfg", ""),
        (
            ".venv/lib/python3.12/site-packages/installed.py",
            "three = 3\n",
        ),
        ("helpers.py", "four = 4\n"),
    ] {
        client.write(name, text);
    }
    // What the file on the disk says is older than what the editor has.
    let document = uri(&client.write("src/pkg/sub/edited.py", "raise SystemExit\n"));
    let imports = "from . import beside\nfrom ..above import one\nimport beside as itself, pkg.above, installed, helpers\n\
                   assert __name__ == '__main__' and __package__ == 'pkg.sub'\n\
                   assert __spec__.name == 'pkg.sub.edited', __spec__\n";
    // Without them it does not come as far as the loop.
    let text = format!("{imports}{PROGRAM}");
    let hint = HINT.replacen('1', &(1 + imports.lines().count()).to_string(), 1);
    did_open(&mut client, &document, &text);
    client.wait_for("workspace/inlayHint/refresh");
    assert!(client.hints(&document).contains(&hint));
}
