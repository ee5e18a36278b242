//! Programs that fail, hang or harm: each gives a diagnostic, and the server lives.

use std::fmt::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use tests::lsp_client::{LspClient, Setup, uri};

/// With time for a debug build on a busy machine; endless programs are what `start_briefly` is for.
fn start() -> LspClient {
    LspClient::start(Setup {
        arguments: &["--stdio", "--time-limit", "60"],
        ..Setup::default()
    })
}

fn start_briefly() -> LspClient {
    LspClient::start(Setup {
        arguments: &["--stdio", "--time-limit", "3"],
        ..Setup::default()
    })
}

/// Runs a program and expects a diagnostic; then the server must still run another.
fn check(program: &str, expected: &str) -> LspClient {
    let mut client = if expected.ends_with("after 3 s") {
        start_briefly()
    } else {
        start()
    };
    let uri = client.open("bad.py", program);
    let diagnostics = client.diagnostics(&uri, 1);
    assert!(
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.starts_with(expected)),
        "{diagnostics:?}"
    );
    lives(&mut client);
    client
}

fn lives(client: &mut LspClient) {
    let uri = client.open(
        "fine.py",
        "def f(a, b):\n    return a + b\nfor i in range(100):\n    f(i, i)\n",
    );
    client.wait_until("$/progress", |params| params["value"]["kind"] == "end");
    let patience = Instant::now() + Duration::from_secs(20);
    while !client.hints(&uri).contains(&"1:16 ⚡ADD_INT".to_string()) {
        assert!(Instant::now() < patience, "the server serves on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

macro_rules! outcomes {
    ($($name:ident: $program:literal => $expected:literal;)+) => { $(
        #[test]
        fn $name() {
            check($program, $expected);
        }
    )+ };
}
outcomes! {
    a_syntax_error: "x = 1\nsyntax error\n" => "1:7-1:12 information run-outcome: SyntaxError: ";
    an_endless_loop: "x = 1\nwhile True: pass\n" => "0:0-0:0 information run-outcome: the program was ended after 3 s";
    a_caught_interrupt_does_not_save_an_endless_loop:
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass\n"
        => "0:0-0:0 information run-outcome: the program was ended after 3 s";
    runaway_recursion: "def f():\n    f()\nf()\n" => "1:4-1:7 information run-outcome: RecursionError: ";
    memory_exhaustion: "x = []\nwhile True:\n    x.append('x' * 1000000)\n" => "2:13-2:26 information run-outcome: MemoryError";
    memory_that_one_step_uses_up: "x = bytes(400000000)\ns = 'a' * 390000000\ny = s[1:]\n"
        => "2:4-2:9 information run-outcome: MemoryError";
    an_uncaught_exception: "def f(x):\n    return 1 / x\nf(0)\n"
        => "1:11-1:16 information run-outcome: ZeroDivisionError: division by zero";
    a_socket: "import socket\nsocket.socket()\n" => "1:0-1:15 information run-outcome: PermissionError: ";
    another_program: "import os\nos.execv('/bin/true', ['true'])\n" => "1:0-1:31 information run-outcome: PermissionError: ";
}

#[test]
fn removing_a_file_of_the_workspace() {
    let client = check(
        "import os\nos.remove(\"bad.py\")\n",
        "1:0-1:19 information run-outcome: PermissionError: ",
    );
    assert!(client.workspace().join("bad.py").exists());
}

#[test]
fn writing_into_the_workspace() {
    let client = check(
        "open('new.txt', 'w')\n",
        "0:0-0:20 information run-outcome: PermissionError: ",
    );
    assert!(!client.workspace().join("new.txt").exists());
}

#[test]
fn an_empty_file() {
    let mut client = start();
    let uri = client.open_and_run("empty.py", "");
    assert_eq!(client.hints(&uri), [""; 0]);
    lives(&mut client);
}

#[test]
fn source_that_is_not_utf_8() {
    let mut client = start();
    let path = client.write("latin.py", b"x = '\xe9'\n");
    let uri = uri(&path);
    client.notify(
        "textDocument/didOpen",
        serde_json::json!({
            "textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": "x = 'é'\n"},
        }),
    );
    let diagnostics = client.diagnostics(&uri, 1);
    assert!(
        diagnostics[0].contains("run-outcome: SyntaxError: ")
            && diagnostics[0].contains("Non-UTF-8 code"),
        "{diagnostics:?}"
    );
    lives(&mut client);
}

#[test]
fn a_file_of_ten_thousand_lines() {
    let mut program =
        String::from("def f(a, b):\n    return a + b\nfor i in range(100):\n    f(i, i)\n");
    for i in 0..10_000 {
        let _ = writeln!(program, "x{i} = {i} + len('{i}')");
    }
    let mut client = start();
    let uri = client.open_and_run("long.py", &program);
    assert!(client.hints(&uri).contains(&"1:16 ⚡ADD_INT".to_string()));
    let begun = Instant::now();
    for version in 2..52 {
        client.change(&uri, version, [9000, 0, 9000, 0], "#");
    }
    assert!(client.hints(&uri).contains(&"1:16 ⚡ADD_INT".to_string()));
    // Tenths of that are usual; what is quadratic takes many times as long.
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "50 edits took {:?}",
        begun.elapsed()
    );
}

#[test]
fn an_edit_during_a_run() {
    let mut client = start();
    let program = "import time\ndef f(a, b):\n    return a + b\nfor i in range(100):\n    f(i, i)\ntime.sleep(0.5)\n";
    let uri = client.open("slow.py", program);
    client.wait_for("window/workDoneProgress/create");
    client.change(&uri, 2, [0, 0, 0, 0], "# first\n");
    client.wait_for("workspace/inlayHint/refresh");
    assert!(client.hints(&uri).contains(&"3:16 ⚡ADD_INT".to_string()));
}

#[test]
fn a_save_during_a_run_starts_anew() {
    let mut client = start();
    let uri = client.open("slow.py", "while True: pass\n");
    client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    client.change(
        &uri,
        2,
        [0, 0, 1, 0],
        "def f(a, b):\n    return a + b\nfor i in range(100):\n    f(i, i)\n",
    );
    client.save(&uri);
    client.wait_for("workspace/inlayHint/refresh");
    assert!(client.hints(&uri).contains(&"1:16 ⚡ADD_INT".to_string()));
    assert!(!client.has_received("workspace/inlayHint/refresh"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_worker() {
    let mut client = start();
    let uri = client.open("endless.py", "while True: pass\n");
    client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    let worker = worker_of(client.server());
    assert!(
        Command::new("kill")
            .args(["-9", &worker])
            .status()
            .expect("kill")
            .success()
    );
    let diagnostics = client.diagnostics(&uri, 1);
    assert!(
        diagnostics[0].contains("run-outcome: the program's process was killed by signal 9"),
        "{diagnostics:?}"
    );
    lives(&mut client);
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_server_takes_its_workers_along() {
    let mut client = start();
    client.open("endless.py", "while True: pass\n");
    client.wait_until("$/progress", |params| params["value"]["kind"] == "begin");
    let worker = worker_of(client.server());
    drop(client);
    let patience = Instant::now() + Duration::from_secs(2);
    while std::fs::read_to_string(format!("/proc/{worker}/stat"))
        .is_ok_and(|stat| !stat.contains(") Z"))
    {
        assert!(Instant::now() < patience, "the worker is gone");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The only child process of a process, which may be about to start: the progress of a run begins before its process does.
#[cfg(target_os = "linux")]
fn worker_of(server: u32) -> String {
    let patience = Instant::now() + Duration::from_secs(2);
    loop {
        let tasks = std::fs::read_dir(format!("/proc/{server}/task")).expect("the server runs");
        let children: String = tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
            .collect();
        if let Some(child) = children.split_whitespace().next() {
            return child.to_string();
        }
        assert!(Instant::now() < patience, "a run is under way");
        std::thread::sleep(Duration::from_millis(1));
    }
}
