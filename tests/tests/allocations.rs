//! Where native code takes memory beside the heap that it has not asked for: `allocations.txt` lists each file of the runtime that
//! does, how often, and why that is bounded, or that it is still open. What is new asks first (`Vm::reserve`, `with_room`, `copied`,
//! `filled`, `probe`): its size may be the program's, and where memory ends there is MemoryError.

use std::collections::BTreeMap;
use std::path::Path;

/// What allocates without a way to fail.
const PATTERNS: [&str; 7] = [
    "Vec::with_capacity(",
    "String::with_capacity(",
    "VecDeque::with_capacity(",
    ".to_vec()",
    ".repeat(",
    ".resize(",
    ".concat()",
];
/// The heap itself, and traces: bounded by their own limits.
const LEFT_OUT: [&str; 3] = [
    "runtime/heap/",
    "runtime/vm/src/memory/",
    "runtime/vm/src/trace/",
];

fn takes_memory(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let code = code.replace("self.repeat(", "");
    let filled = code
        .split_once("vec![")
        .and_then(|(_, rest)| rest.split(']').next())
        .is_some_and(|inside| inside.contains("; "));
    filled || PATTERNS.iter().any(|pattern| code.contains(pattern))
}

fn scan(root: &Path, folder: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            scan(root, &path, found);
            continue;
        }
        let name = path
            .strip_prefix(root)
            .expect("below the root")
            .display()
            .to_string();
        if LEFT_OUT.iter().any(|left_out| name.starts_with(left_out)) || !name.ends_with(".rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        let count = text.lines().filter(|line| takes_memory(line)).count();
        if count > 0 {
            found.insert(name, count);
        }
    }
}

#[test]
fn memory_beside_the_heap_is_asked_for() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().expect("the workspace");
    let listed = std::fs::read_to_string(here.join("allocations.txt")).expect("the list");
    let listed: BTreeMap<String, usize> = listed
        .lines()
        .map(|line| {
            let mut words = line.splitn(3, ' ');
            let (name, count) = (
                words.next().unwrap_or_default(),
                words.next().unwrap_or_default(),
            );
            assert!(words.next().is_some(), "without a reason: {line}");
            (name.to_owned(), count.parse().expect("a number"))
        })
        .collect();
    let mut found = BTreeMap::new();
    for folder in ["runtime/vm/src", "runtime/stdlib/src"] {
        scan(root, &root.join(folder), &mut found);
    }
    let mut differences = Vec::new();
    for name in found.keys().chain(listed.keys()) {
        let (now, known) = (
            found.get(name).unwrap_or(&0),
            listed.get(name).unwrap_or(&0),
        );
        if now != known {
            differences.push(format!("{name}: {now}, listed {known}"));
        }
    }
    differences.dedup();
    assert!(
        differences.is_empty(),
        "memory that is not asked for (see the top of this file):\n{}",
        differences.join("\n")
    );
}
