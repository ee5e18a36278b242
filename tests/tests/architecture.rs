//! Packages depend on each other as ARCHITECTURE.md says, and no other way.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use tests::programs::path;

/// For each package, by its folder's name, those that it depends on.
type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// What cargo finds: the dependencies within the workspace of this kind (`normal`, `build`), without the test package's.
fn actual(kind: &str) -> Dependencies {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args("metadata --no-deps --offline --format-version 1".split(' '));
    let output = cargo
        .current_dir(path(".."))
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo's metadata");
    let mut found = Dependencies::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = folder(
            &package["manifest_path"]
                .as_str()
                .expect("a path")
                .replace("/Cargo.toml", ""),
        );
        if name == "tests" {
            continue;
        }
        let dependencies = package["dependencies"].as_array().expect("a list");
        let ours = dependencies
            .iter()
            .filter(|dependency| dependency["kind"].as_str().unwrap_or("normal") == kind)
            .filter_map(|dependency| dependency["path"].as_str().map(folder));
        found.entry(name).or_default().extend(ours);
    }
    found
}

fn folder(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).into()
}

/// What the sentence about dependencies in ARCHITECTURE.md says: its chains, `a ← {b, c} ← d`, of which those of the build stand
/// before "at build time".
fn documented() -> (Dependencies, Dependencies) {
    let text = std::fs::read_to_string(path("../ARCHITECTURE.md")).expect("is there");
    let (mut normal, mut build) = (Dependencies::new(), Dependencies::new());
    let mut pieces = text.split('`').peekable();
    while let Some(piece) = pieces.next() {
        let links: Vec<&str> = piece.split('←').collect();
        let at_build_time = pieces
            .peek()
            .is_some_and(|next| next.starts_with(" at build time"));
        let found = if at_build_time {
            &mut build
        } else {
            &mut normal
        };
        for link in links.windows(2) {
            for user in packages(link[1]) {
                let used = packages(link[0]).map(String::from);
                found.entry(user.into()).or_default().extend(used);
            }
        }
    }
    (normal, build)
}

fn packages(link: &str) -> impl Iterator<Item = &str> {
    link.split(['{', '}', ',', ' '])
        .filter(|name| !name.is_empty())
}

/// Whether `user` may depend on `used`: by a chain of links.
fn reaches(links: &Dependencies, user: &str, used: &str) -> bool {
    links.get(user).is_some_and(|next| {
        next.contains(used) || next.iter().any(|next| reaches(links, next, used))
    })
}

#[test]
fn dependencies_run_the_documented_way() {
    let (normal, build) = documented();
    for (kind, allowed) in [("normal", &normal), ("build", &build)] {
        let actual = actual(kind);
        for (user, used) in pairs(&actual) {
            assert!(
                reaches(allowed, user, used),
                "{user} depends on {used} ({kind}), which ARCHITECTURE.md does not allow"
            );
        }
        for (user, used) in pairs(allowed) {
            assert!(
                reaches(&actual, user, used),
                "{user} does not depend on {used} ({kind}), as ARCHITECTURE.md says"
            );
        }
    }
}

fn pairs(dependencies: &Dependencies) -> impl Iterator<Item = (&str, &str)> {
    dependencies
        .iter()
        .flat_map(|(user, used)| used.iter().map(move |used| (user.as_str(), used.as_str())))
}
