//! The programs compile to what CPython 3.14 makes of them: every field of every code object, positions included.
//! `reference.py` makes `reference.txt` with CPython; the test needs none.

use std::fs;
use std::path::Path;

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |value, byte| {
        (value ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let rest = line
        .split_once(&format!("\"{name}\": "))
        .map_or("", |(_, rest)| rest);
    rest.split(", \"").next().unwrap_or("").trim_matches('"')
}

#[test]
fn programs_compile_to_cpythons_bytecode() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let reference = fs::read_to_string(folder.join("reference.txt")).expect("reference.txt");
    let mut names: Vec<String> = fs::read_dir(folder.join("programs"))
        .expect("programs")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .into_string()
                .expect("name")
        })
        .filter(|name| name.ends_with(".py"))
        .collect();
    names.sort();
    let mut ours = Vec::new();
    for name in &names {
        let bytes = fs::read(folder.join("programs").join(name)).expect("program");
        let mut lines = Vec::new();
        compiler::dump_bytecode(name, &bytes, &mut lines).expect("dump");
        for line in String::from_utf8(lines).expect("text").lines() {
            let (first, qualname) = (field(line, "firstlineno"), field(line, "qualname"));
            ours.push((
                format!("{name} {first} {qualname} {:016x}", fnv(line)),
                line.to_owned(),
            ));
        }
    }
    let wanted: Vec<&str> = reference.lines().collect();
    for (wanted, (have, line)) in wanted.iter().zip(&ours) {
        assert_eq!(*wanted, have, "CPython compiles this differently: {line}");
    }
    assert_eq!(wanted.len(), ours.len(), "number of code objects");
}
