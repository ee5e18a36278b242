//! Compiles the pure-Python standard library and compresses it, the text and the code of a file at a time, into one blob and a
//! sorted table of its modules.
//!
//! The files are CPython 3.14's, as the crate `rustpython-pylib` ships them (PSF licence).

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What nobody imports from a program that is analysed: graphical toolkits, installers, demos.
const LEFT_OUT: [&str; 7] = [
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "test",
    "__phello__",
    "turtle.py",
];

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the library's folder can be read");
    for entry in entries {
        let path = entry.expect("a folder's entry can be read").path();
        let name = path
            .file_name()
            .expect("an entry has a name")
            .to_string_lossy()
            .into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if name.ends_with(".py") {
            files.push(path);
        }
    }
}

/// What is changed in the library's files: what the runtime does itself, and names that are not CPython's.
const CHANGES: [(&str, &str, &str); 3] = [
    (
        "sysconfig/__init__.py",
        "    return 'RustPython'  # XXX: RUSTPYTHON; For site-packages\n",
        "    return 'Python'\n",
    ),
    (
        "site.py",
        "    return 'RustPython' # XXX: RUSTPYTHON; for site-packages\n",
        "    return 'Python'\n",
    ),
    // The runtime has filled `sys.path` when the program begins.
    (
        "site.py",
        "if not sys.flags.no_site:\n    main()\n",
        "if not sys.flags.no_site:\n    PREFIXES = [sys.prefix]\n    ENABLE_USER_SITE = sys.prefix == sys.base_prefix and \
         check_enableusersite()\n    getusersitepackages()\n",
    ),
];

/// The file whose module has the name of the system that this is built for.
const SYSTEM: &str = "_sysconfigdata";

fn machine() -> String {
    env::var("CARGO_CFG_TARGET_ARCH").expect("cargo sets the machine")
}

/// The text of a file of the library.
fn text(path: &Path, relative: &str) -> Option<String> {
    let bytes = fs::read(path).expect("a library file can be read");
    let mut text = String::from_utf8(bytes).ok()?;
    for (_, old, new) in CHANGES.iter().filter(|(file, ..)| *file == relative) {
        assert!(text.contains(old), "{relative} has no {old:?}");
        text = text.replace(old, new);
    }
    Some(text)
}

/// The module's code; none if it has an error, which is raised where it is imported.
fn code(text: &str) -> Option<Vec<u8>> {
    let text = compiler::decode(text.as_bytes()).ok()?;
    let code = compiler::compile(&text, "", &compiler::Options::default()).ok()?;
    Some(compiler::marshal(&code))
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=python");
    let root = fs::canonicalize(rustpython_pylib::LIB_PATH).expect("the crate ships the library");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let mut files = Vec::new();
    collect(&root, &mut files);
    collect(&own, &mut files);
    let mut modules: Vec<(String, bool, String, PathBuf)> = files
        .into_iter()
        .map(|path| {
            let relative = path
                .strip_prefix(&root)
                .or_else(|_| path.strip_prefix(&own))
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            let stem = relative.trim_end_matches(".py");
            let (name, package) = match stem.strip_suffix("/__init__") {
                Some(package) => (package, true),
                None => (stem, false),
            };
            let name = match name {
                SYSTEM => format!("{SYSTEM}__linux_{}-linux-gnu", machine()),
                name => name.replace('/', "."),
            };
            (name, package, relative, path)
        })
        .collect();
    modules.sort();
    let mut blob = Vec::new();
    let mut table = String::from("&[\n");
    for (name, package, relative, path) in modules {
        let Some(source) = text(&path, &relative) else {
            continue;
        };
        let mut pack = |bytes: &[u8]| {
            let start = blob.len();
            blob.extend_from_slice(&miniz_oxide::deflate::compress_to_vec(bytes, 7));
            start..blob.len()
        };
        let (text, code) = (
            pack(source.as_bytes()),
            code(&source).map(|code| pack(&code)),
        );
        writeln!(
            table,
            "    Module {{ name: {name:?}, package: {package}, file: {relative:?}, text: {text:?}, code: {code:?} }},"
        )
        .expect("a String can grow");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("library.bin"), blob).expect("OUT_DIR is writable");
    fs::write(out.join("library.rs"), table).expect("OUT_DIR is writable");
}
