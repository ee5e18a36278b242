//! The programs that show what advice gains: `tests/advice/KIND/SHAPE/{before,after}.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::programs::path;

/// Two programs that print the same, before and after advice of some kind is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name within the kind.
    pub name: String,
    folder: PathBuf,
}

impl Shape {
    /// The files: before and after.
    pub fn programs(&self) -> [PathBuf; 2] {
        ["before.py", "after.py"].map(|name| self.folder.join(name))
    }
}

/// A program with a hundredth of its work: its line `main(TIMES)` or `times = TIMES` says how much that is.
pub fn with_less_work(program: &str) -> String {
    let less = |line: &str| {
        [("main(", ")"), ("times = ", "")]
            .iter()
            .find_map(|(before, after)| {
                let times: u32 = line
                    .strip_prefix(before)?
                    .strip_suffix(after)?
                    .parse()
                    .ok()?;
                Some(format!("{before}{}{after}", (times / 100).max(2)))
            })
    };
    program
        .lines()
        .map(|line| less(line).unwrap_or_else(|| line.into()) + "\n")
        .collect()
}

/// The kinds of advice with their shapes, in order.
///
/// # Panics
/// When the folder cannot be read.
pub fn kinds() -> BTreeMap<String, Vec<Shape>> {
    let shape = |(name, folder)| Shape { name, folder };
    let kinds = folders(&path("advice")).into_iter();
    kinds
        .map(|(kind, folder)| (kind, folders(&folder).into_iter().map(shape).collect()))
        .collect()
}

fn folders(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the advice's programs");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let named = paths.filter(|path| path.is_dir()).filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_string();
        Some((name, path))
    });
    named.collect()
}
