//! Another Python than ours: the real one, where there is one, and a stand-in.
//!
//! [`install`] puts the stand-in for another Python, the binary `another_python` of this package, where an environment has its own.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The `python3.14` on the path, if there is one.
pub fn real() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join("python3.14"))
        .find(|file| file.is_file());
    if found.is_none() {
        eprintln!("no python3.14 on the path");
    }
    found
}

/// Makes `program`, the stand-in, the Python of the environment of the project in a folder, and has it answer `answer`.
///
/// # Panics
/// When the folder cannot be written.
pub fn install(program: &str, folder: &Path, answer: &Value) -> PathBuf {
    let environment = folder.join(".venv");
    let library = environment.join("lib/python3.14");
    let write = |path: PathBuf, text: &str| {
        let parent = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(parent).expect("the folder can be written");
        std::fs::write(path, text).expect("the folder can be written");
    };
    write(environment.join("pyvenv.cfg"), "home = bin\n");
    write(library.join("os.py"), "");
    write(folder.join("another_python.json"), &answer.to_string());
    let python = environment.join("bin/python");
    write(python.clone(), "");
    std::fs::copy(program, &python).expect("the folder can be written");
    python
}

/// An answer: the version, and what it made of the instructions of functions of `program.py`. Each is the function's name and line,
/// the range `[line, column, end_column]`, the generic and the final form.
pub fn answer(version: &str, forms: &[(&str, u32, [u32; 3], &str, &str)]) -> Value {
    let code = forms
        .iter()
        .map(|(qualname, first, [line, start, end], base, opname)| {
            json!({
                "file": "FOLDER/program.py", "qualname": qualname, "line": first,
                "forms": [[[line, line, start, end], base, opname]],
            })
        });
    json!({"version": version, "ended": null, "code": code.collect::<Vec<_>>()})
}
