//! When the server lives and when it dies. The pipes stay open, unless their end is what is tested.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tests::another_python::install;
use tests::confined::{Sandbox, is_ignored, signal, wait_for};
use tests::lsp_client::{DEFAULTS, LspClient, Setup};

fn start() -> LspClient {
    LspClient::start(Setup::default())
}

/// The code that the server ends with, its pipes open.
fn code(mut client: LspClient) -> Option<i32> {
    client.wait_for_end().code()
}

#[test]
fn exit_ends_it_and_says_whether_it_was_shut_down() {
    for params in ["", r#", "params": null"#, r#", "params": {}"#] {
        let exit = format!(r#"{{"jsonrpc": "2.0", "method": "exit"{params}}}"#);
        let shutdown = format!(r#"{{"jsonrpc": "2.0", "id": 9, "method": "shutdown"{params}}}"#);
        let mut client = start();
        client.send_body(exit.as_bytes());
        assert_eq!(code(client), Some(1), "{params}");
        let mut client = start();
        client.send_body(shutdown.as_bytes());
        client.send_body(exit.as_bytes());
        assert_eq!(code(client), Some(0), "{params}");
        // Before it is initialized, too.
        let mut client = LspClient::launch(Setup::default());
        client.send_body(exit.as_bytes());
        assert_eq!(code(client), Some(1), "{params}");
    }
}

#[test]
fn the_end_of_input_ends_it() {
    let mut client = start();
    client.close_input();
    assert_eq!(code(client), Some(1));
    let mut client = start();
    client.request("shutdown", Value::Null);
    client.close_input();
    assert_eq!(code(client), Some(0));
    // Within a message.
    let mut client = start();
    client.send_bytes(b"Content-Length: 100\r\n\r\n{");
    client.close_input();
    assert_eq!(code(client), Some(1));
}

#[test]
#[cfg(unix)]
fn it_does_not_outlive_the_process_that_it_was_told_of() {
    let mut editor = Command::new("sleep").arg("100").spawn().expect("it starts");
    let mut client = LspClient::launch(Setup::default());
    client.initialize(json!({"processId": editor.id(), "capabilities": {}}));
    client.request("textDocument/hover", hover("file:///none.py"));
    editor.kill().expect("a child");
    // Nobody has asked how it ended yet.
    assert_eq!(client.wait_for_end().code(), Some(1));
    editor.wait().expect("it has ended");
    let mut client = LspClient::launch(Setup::default());
    let params = json!({"processId": editor.id(), "capabilities": {}});
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params});
    client.send_body(initialize.to_string().as_bytes());
    assert_eq!(code(client), Some(1), "it was gone already");
}

fn hover(uri: &str) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
}

/// Expects an answer to what is no message, and that the server goes on.
fn check(bytes: &[u8], id: Value, expected: i64) {
    let mut client = start();
    client.send_bytes(bytes);
    assert_eq!(
        client.wait_for_error(),
        (id, expected),
        "{}",
        String::from_utf8_lossy(bytes)
    );
    client.request("textDocument/hover", hover("file:///none.py"));
    client.request("shutdown", json!({}));
    client.notify("exit", json!({}));
    assert_eq!(code(client), Some(0));
}

fn framed(body: &[u8]) -> Vec<u8> {
    [
        format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(),
        body,
    ]
    .concat()
}

#[test]
fn what_does_not_parse_is_answered() {
    for body in [
        &b"{"[..],
        b"not JSON",
        b"",
        br#"{"jsonrpc": "2.0", "id": 1, "method": "\ud800"}"#,
        br#"{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"text": "\udc00\ud800"}}"#,
        b"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"\xff\xfe\"}",
        &[b'['; 10_000],
    ] {
        check(&framed(body), Value::Null, -32700);
    }
    check(b"Content-Length: many\r\n\r\n", Value::Null, -32700);
    check(b"Content-Type: x\r\n\r\n{}", Value::Null, -32700);
}

#[test]
fn what_is_no_request_is_answered() {
    for (body, id) in [
        ("[]", Value::Null),
        (
            r#"[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]"#,
            Value::Null,
        ),
        ("1", Value::Null),
        (r#"{"id": 5, "method": "shutdown"}"#, json!(5)),
        (
            r#"{"jsonrpc": "2.0", "id": "five", "method": 5}"#,
            json!("five"),
        ),
        (
            r#"{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}"#,
            Value::Null,
        ),
    ] {
        check(&framed(body.as_bytes()), id, -32600);
    }
}

#[test]
fn requests_that_are_not_granted_are_answered() {
    let ask = |method: &str, params: &str| {
        framed(
            format!(r#"{{"jsonrpc": "2.0", "id": "x", "method": "{method}", "params": {params}}}"#)
                .as_bytes(),
        )
    };
    check(&ask("textDocument/definition", "{}"), json!("x"), -32601);
    check(&ask("$/unheardOf", "null"), json!("x"), -32601);
    check(&ask("textDocument/hover", "{}"), json!("x"), -32602);
    check(&ask("textDocument/inlayHint", "[1]"), json!("x"), -32602);
    check(
        &ask("initialize", r#"{"capabilities": {}}"#),
        json!("x"),
        -32600,
    );
    let mut client = LspClient::launch(Setup::default());
    client.send_bytes(&ask("textDocument/hover", "{}"));
    assert_eq!(client.wait_for_error(), (json!("x"), -32002));
    client.send_bytes(&ask("initialize", "null"));
    assert_eq!(client.wait_for_error(), (json!("x"), -32602));
    client.initialize(json!({"capabilities": {}}));
    client.request("shutdown", Value::Null);
    client.send_bytes(&ask("textDocument/hover", "{}"));
    assert_eq!(client.wait_for_error(), (json!("x"), -32600));
}

#[test]
fn notifications_that_are_not_understood_are_not_answered() {
    let mut client = start();
    client.notify("$/setTrace", json!({"value": "off"}));
    client.notify("textDocument/didOpen", json!({"textDocument": 1}));
    client.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": "no uri"}}),
    );
    client
        .send_body(br#"{"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": ""}}"#);
    client.send_body(br#"{"jsonrpc": "2.0", "id": "unasked", "result": {}}"#);
    let messages = client.request("textDocument/hover", hover("file:///none.py"));
    assert_eq!(messages, Value::Null);
    assert_eq!(client.shutdown(), 0);
}

#[test]
fn header_fields_are_in_any_case() {
    let mut client = start();
    let body = br#"{"jsonrpc": "2.0", "id": "a", "method": "none"}"#;
    for name in ["content-length", "CONTENT-LENGTH", "Content-length"] {
        client.send_bytes(format!("{name}:{}\r\ncontent-type: x\r\n\r\n", body.len()).as_bytes());
        client.send_bytes(body);
        assert_eq!(client.wait_for_error(), (json!("a"), -32601), "{name}");
    }
}

const ENDLESS: &str = "import os\nos.mkdir(os.environ['TMPDIR'] + '/ready')\nwhile True: pass\n";

#[test]
#[cfg(target_os = "linux")]
fn whatever_ends_it_nothing_is_left() {
    type End = fn(&mut LspClient);
    let ends: [(&str, End); 6] = [
        ("exit", |client| client.notify("exit", Value::Null)),
        ("shutdown", |client| {
            client.request("shutdown", Value::Null);
            client.notify("exit", Value::Null);
        }),
        ("end of input", LspClient::close_input),
        ("SIGTERM", |client| signal(client.server(), "TERM")),
        ("SIGINT", |client| signal(client.server(), "INT")),
        ("SIGHUP", |client| signal(client.server(), "HUP")),
    ];
    for (name, end) in ends {
        let number = match name {
            "SIGHUP" => 1,
            "SIGINT" => 2,
            _ => 15,
        };
        if is_ignored(number) {
            continue;
        }
        let sandbox = Sandbox::new();
        let temporary = sandbox.path("tmp");
        let mut client = LspClient::start(Setup {
            environment: &[("TMPDIR", temporary.to_str().expect("UTF-8"))],
            ..Setup::default()
        });
        client.open("endless.py", ENDLESS);
        sandbox.wait_until_ready();
        assert_eq!(sandbox.left().len(), 1);
        end(&mut client);
        let status = client.wait_for_end();
        assert_eq!(sandbox.left(), [""; 0], "{name}");
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(
            signal.is_some(),
            name.starts_with("SIG"),
            "{name}: {status}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_left_of_attempts_and_checks() {
    const PROGRAM: &str = "\
def count(words):
    return len([word for word in words if word in ('x', 'y', 'z')])

count(['a', 'b', 'c'] * 3000)
while '/original/' in __file__:
    pass
";
    for (name, folders) in [("attempt", 2), ("check", 1)] {
        let sandbox = Sandbox::new();
        let temporary = sandbox.path("tmp");
        let mut client = LspClient::start(Setup {
            environment: &[("TMPDIR", temporary.to_str().expect("UTF-8"))],
            settings: DEFAULTS,
            ..Setup::default()
        });
        if name == "check" {
            let stand_in = env!("CARGO_BIN_EXE_another_python");
            install(stand_in, client.workspace(), &json!({"hangs": true}));
        }
        let document = client.open("program.py", PROGRAM);
        client.wait_for_state(&document, "fresh");
        if name == "attempt" {
            let at = json!({"line": 1, "character": 45});
            client.ask(
                "tierlens/try",
                json!({"textDocument": {"uri": document}, "range": {"start": at, "end": at}}),
            );
        }
        wait_for("it is under way", || sandbox.left().len() == folders);
        signal(client.server(), "TERM");
        client.wait_for_end();
        assert_eq!(sandbox.left(), [""; 0], "{name}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn it_removes_what_a_killed_one_has_left() {
    let sandbox = Sandbox::new();
    let temporary = sandbox.path("tmp");
    let setup = |temporary| Setup {
        environment: temporary,
        ..Setup::default()
    };
    let environment = [("TMPDIR", temporary.to_str().expect("UTF-8"))];
    let mut client = LspClient::start(setup(&environment));
    client.open("endless.py", ENDLESS);
    sandbox.wait_until_ready();
    drop(client);
    assert_eq!(sandbox.left().len(), 1);
    let _client = LspClient::start(setup(&environment));
    wait_for("nothing is left", || sandbox.left().is_empty());
}

#[test]
fn a_client_that_does_not_read_holds_up_nothing() {
    let mut server = Command::new(tests::binary::tierlens())
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = server.stdin.take().expect("piped");
    let body = br#"{"jsonrpc": "2.0", "id": "a long name for a request", "method": "none"}"#;
    for _ in 0..5000 {
        std::io::Write::write_all(&mut stdin, &framed(body)).expect("the server listens");
    }
    std::io::Write::write_all(
        &mut stdin,
        &framed(br#"{"jsonrpc": "2.0", "method": "exit"}"#),
    )
    .expect("the server listens");
    assert_eq!(server.wait().expect("it ends").code(), Some(1));
}
