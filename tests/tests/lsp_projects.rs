//! What an editor shows of the projects in `tests/projects`, in one session each: how every file stands, its hints and diagnostics,
//! against `tests/expected/lsp_projects`. Positions count from 0. Parts of the run are left out: figures are taken anew now and then.
//!
//! `UPDATE_EXPECT=1 cargo test -p tierlens-tests --test lsp_projects` writes those files anew; what then changed is to be read.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use expect_test::expect_file;
use serde_json::{Value, json};
use tests::lsp_client::{LspClient, Setup};

fn check(project: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.join("projects").join(project);
    let mut client = LspClient::start(Setup {
        settings: r#"{"floor": 0}"#,
        ..Setup::default()
    });
    let mut files = Vec::new();
    all_files(&folder, &mut files);
    for file in &files {
        let bytes = std::fs::read(folder.join(file)).expect("a file of the project");
        client.write(&file.display().to_string(), bytes);
    }
    let sources = files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "py"));
    let mut open = Vec::new();
    for file in sources {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(folder.join(file)).expect("UTF-8");
        let document = client.open(&name, &text);
        settled(&mut client, &document);
        open.push((name, document));
    }
    let workspace = format!("{}/", client.workspace().display());
    let mut text = String::new();
    for (name, document) in open {
        let status = settled(&mut client, &document);
        let message = status["message"]
            .as_str()
            .unwrap_or("?")
            .replace(&workspace, "");
        let state = status["state"].as_str().unwrap_or("?");
        let _ = writeln!(text, "{name}\n  {state}: {message}");
        for (kind, lines) in [
            ("hint", client.hints(&document)),
            ("diagnostic", client.pull_diagnostics(&document)),
            ("related", client.related(&document)),
        ] {
            for line in lines {
                let _ = writeln!(text, "  {kind} {}", without_share(&line));
            }
        }
    }
    assert_eq!(client.shutdown(), 0);
    let expected = here.join("expected").join("lsp_projects");
    expect_file![expected.join(format!("{project}.txt"))].assert_eq(&text);
}

/// How a document stands when it neither runs nor is about to.
fn settled(client: &mut LspClient, document: &str) -> Value {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let status = client.request(
            "tierlens/status",
            json!({"textDocument": {"uri": document}}),
        );
        if status["state"] != "running" && status["state"] != "queued" {
            return status;
        }
        assert!(Instant::now() < deadline, "{document} ends");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `3:5 12 % · what` without its middle.
fn without_share(hint: &str) -> String {
    match (hint.split_once(' '), hint.split_once(" % · ")) {
        (Some((at, _)), Some((_, what))) => format!("{at} {what}"),
        _ => hint.into(),
    }
}

/// The files of a folder, by their path from there, in order.
fn all_files(folder: &Path, files: &mut Vec<PathBuf>) {
    fn walk(top: &Path, folder: &Path, files: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).expect("a folder of the project");
        let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(top, &path, files);
            } else {
                files.push(path.strip_prefix(top).expect("within").into());
            }
        }
    }
    walk(folder, folder, files);
}

macro_rules! projects {
    ($($name:ident)+) => { $(
        #[test]
        fn $name() {
            check(stringify!($name));
        }
    )+ };
}
projects! { shop src_layout lone extension environment }
