//! What an editor shows of the shipped programs, through real sessions with the server, against `tests/expected/lsp`: each hint
//! and diagnostic with its position, counted from 0 as the protocol does.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-tests --test lsp_programs` writes those files anew; what then changed is to be read.

use std::fmt::Write;

use expect_test::expect_file;
use tests::lsp_client::{LspClient, Setup};
use tests::{for_each_program, programs};

fn check(program: &str) {
    let source = programs::source(program);
    let mut client = LspClient::start(Setup::default());
    let uri = client.open_and_run(&format!("{program}.py"), &source);
    let hints = client.hints(&uri);
    // They come before the request to refresh hints; a file with nothing to tell gets none.
    let diagnostics = if client.has_received("textDocument/publishDiagnostics") {
        client.diagnostics(&uri, 1)
    } else {
        Vec::new()
    };
    assert_eq!(client.shutdown(), 0);
    let mut text = String::new();
    for (title, lines) in [("hints", hints), ("diagnostics", diagnostics)] {
        let _ = writeln!(text, "{title}");
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
    expect_file![programs::expected_text("lsp", program)].assert_eq(&text);
}

for_each_program! { session: check }
