//! What an editor shows of the shipped programs, through real sessions with the server, against `tests/expected/lsp`: each hint
//! and diagnostic with its position, counted from 0 as the protocol does; by default, and with all that can be shown.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-tests --test lsp_programs` writes those files anew; what then changed is to be read.

use std::fmt::Write;

use expect_test::expect_file;
use tests::lsp_client::{DEFAULTS, EVERYTHING, LspClient, Setup};
use tests::{for_each_program, programs};

fn check(program: &str) {
    let mut text = String::new();
    for (title, settings) in [("by default", DEFAULTS), ("everything", EVERYTHING)] {
        let _ = writeln!(text, "{title}");
        session(program, settings, &mut text);
    }
    expect_file![programs::expected_text("lsp", program)].assert_eq(&text);
}

fn session(program: &str, settings: &str, text: &mut String) {
    let source = programs::source(program);
    let mut client = LspClient::start(Setup {
        settings,
        ..Setup::default()
    });
    let uri = client.open_and_run(&format!("{program}.py"), &source);
    let hints = client.hints(&uri);
    let diagnostics = client.pull_diagnostics(&uri);
    assert_eq!(client.shutdown(), 0);
    for (title, lines) in [("hints", hints), ("diagnostics", diagnostics)] {
        let _ = writeln!(text, "  {title}");
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
}

for_each_program! { session: check }
