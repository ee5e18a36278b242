//! The programs, and the library's files, compile to what CPython 3.14 makes of them: every field of every code object,
//! positions included. `reference.py` makes `reference.txt` and `library.txt` with CPython; the tests need none.

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

fn dump(name: &str, path: &Path) -> String {
    let bytes = fs::read(path).expect(name);
    let mut lines = Vec::new();
    compiler::dump_bytecode(name, &bytes, &mut lines).expect("dump");
    String::from_utf8(lines).expect("text")
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
        for line in dump(name, &folder.join("programs").join(name)).lines() {
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

#[test]
fn the_library_compiles_to_cpythons_bytecode() {
    let library = Path::new(rustpython_pylib::LIB_PATH);
    let mut objects = 0;
    for row in include_str!("library.txt").lines() {
        let (name, hashes) = row.split_once(' ').expect("a name and hashes");
        let lines = dump(name, &library.join(name));
        let wanted = hashes.as_bytes().chunks(8);
        assert_eq!(
            wanted.len(),
            lines.lines().count(),
            "code objects of {name}"
        );
        for (wanted, line) in wanted.zip(lines.lines()) {
            let have = format!("{:08x}", fnv(line) >> 32);
            assert_eq!(
                wanted,
                have.as_bytes(),
                "CPython compiles this differently: {line}"
            );
            objects += 1;
        }
    }
    assert!(objects > 20_000, "{objects}");
}

#[test]
fn what_does_not_compile_is_told_with_its_place() {
    let mut out = Vec::new();
    let source = b"x = 1\ny = = 2\n";
    let error = compiler::dump_bytecode("folder/own.py", source, &mut out).expect_err("an error");
    assert_eq!(
        error.to_string(),
        "folder/own.py:2: SyntaxError: invalid syntax"
    );
    let line = String::from_utf8(out).expect("text");
    assert_eq!(
        line,
        "{\"file\": \"folder/own.py\", \"error\": \"SyntaxError: invalid syntax (own.py, line 2)\"}\n"
    );
}
