//! What each pass makes of a program: `passes/NAME.txt` holds the program, a line `====`, and the graph after the pass, as
//! `tierlens dump --pass NAME` prints it. BLESS=1 writes what the passes make now, to be read before it is committed.

use std::fs;
use std::path::Path;

const SEPARATOR: &str = "====\n";

fn graph(pass: &str, source: &str) -> String {
    let mut text = Vec::new();
    compiler::dump_pass(pass, "t.py", source.as_bytes(), &mut text).expect("dump");
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn graphs_after_each_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/passes");
    let bless = std::env::var_os("BLESS").is_some();
    for pass in compiler::passes() {
        let path = folder.join(format!("{pass}.txt"));
        let file = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no test of {pass}"));
        let (source, expected) = file.split_once(SEPARATOR).expect("a separator");
        let found = graph(pass, source);
        if bless {
            fs::write(&path, format!("{source}{SEPARATOR}{found}")).expect("written");
        } else {
            assert!(
                found == expected,
                "{pass}: expected\n{expected}\nfound\n{found}"
            );
        }
    }
}

/// The program is such that the pass has something to do.
#[test]
fn each_pass_changes_its_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/passes");
    // These only note something that the text does not show.
    let silent = ["stack-depth"];
    let mut idle = Vec::new();
    for [before, pass] in compiler::passes().array_windows() {
        if silent.contains(pass) {
            continue;
        }
        let file = fs::read_to_string(folder.join(format!("{pass}.txt"))).expect("a test");
        let (source, _) = file.split_once(SEPARATOR).expect("a separator");
        if graph(before, source) == graph(pass, source) {
            idle.push(pass);
        }
    }
    assert!(idle.is_empty(), "nothing to do for {idle:?}");
}

#[test]
fn unknown_passes_are_answered_with_the_known_ones() {
    let error = compiler::dump_pass("no-such-pass", "t.py", b"", &mut Vec::new());
    let message = error.expect_err("unknown").to_string();
    for pass in compiler::passes() {
        assert!(message.contains(pass), "{message}");
    }
}
