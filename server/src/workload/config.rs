//! `[tool.tierlens]` in a project's `pyproject.toml`.

use std::path::{Path, PathBuf};

use insight::{Kind, Kinds};
use toml::{Table, Value};

const FILE: &str = "pyproject.toml";
/// A longer file is none that a person wrote.
const MOST_BYTES: u64 = 1 << 20;

/// The words of the workload for a file, and the `pyproject.toml` that has them: that of the first pattern in `workloads` that the
/// file's path from there matches, else `workload`.
///
/// # Errors
///
/// What is wrong with the configuration, and where.
pub fn workload(
    path: &Path,
    project: Option<&Path>,
) -> Result<Option<(Vec<String>, PathBuf)>, String> {
    let Some(file) = nearest(path, project) else {
        return Ok(None);
    };
    let complain = |what: String| format!("{}: {what}", file.display());
    let Some(own) = own_table(&file)? else {
        return Ok(None);
    };
    let place = path
        .strip_prefix(file.parent().unwrap_or(path))
        .unwrap_or(path);
    let patterns = match own.get("workloads") {
        None => None,
        Some(Value::Table(patterns)) => Some(patterns),
        Some(_) => return Err(complain("[tool.tierlens] workloads is no table".into())),
    };
    for (pattern, words) in patterns.into_iter().flatten() {
        let key = format!("[tool.tierlens.workloads] {pattern:?}");
        let glob = glob::Pattern::new(pattern)
            .map_err(|error| complain(format!("{key}: {}", error.msg)))?;
        if glob.matches_path(place) {
            let words = strings(words).ok_or_else(|| complain(format!("{key} {NO_WORDS}")))?;
            return Ok(Some((words, file)));
        }
    }
    let Some(words) = own.get("workload") else {
        return Ok(None);
    };
    let words =
        strings(words).ok_or_else(|| complain(format!("[tool.tierlens] workload {NO_WORDS}")))?;
    Ok(Some((words, file)))
}

/// What `[tool.tierlens]` says of the findings that are told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// The part of the run below which they are not.
    pub floor: Option<f64>,
    /// Their kinds.
    pub kinds: Option<Kinds>,
}

/// Which findings the project is told, by the `pyproject.toml` in its folder.
///
/// # Errors
///
/// What is wrong with the configuration, and where.
pub fn shown(project: &Path) -> Result<Shown, String> {
    let file = project.join(FILE);
    if !file.is_file() {
        return Ok(Shown::default());
    }
    let complain = |what: &str| format!("{}: [tool.tierlens] {what}", file.display());
    let own = own_table(&file)?;
    let value = |key: &str| own.as_ref().and_then(|own| own.get(key));
    let floor = match value("floor") {
        None => None,
        Some(floor) => {
            let number = floor.as_float();
            let number = number.or_else(|| floor.as_integer().map(|number| number as f64));
            let part = number.filter(|number| (0.0..=1.0).contains(number));
            Some(part.ok_or_else(|| complain("floor is no number from 0 to 1"))?)
        }
    };
    let kinds = match value("kinds") {
        None => None,
        Some(names) => {
            let names = strings(names).ok_or_else(|| complain(NO_KINDS))?;
            let kind = |name: &String| {
                Kind::named(name).ok_or_else(|| complain(&format!("kinds: there is no {name:?}")))
            };
            Some(names.iter().map(kind).collect::<Result<Kinds, String>>()?)
        }
    };
    Ok(Shown { floor, kinds })
}

/// `[tool.tierlens]` of a file.
fn own_table(file: &Path) -> Result<Option<Value>, String> {
    let complain = |what: &str| format!("{}: {what}", file.display());
    let text = read(file).map_err(|error| complain(&error.to_string()))?;
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| complain(error.message()))?;
    let own = table.get("tool").and_then(|tool| tool.get("tierlens"));
    Ok(own.cloned())
}

const NO_KINDS: &str = "kinds is no list of kinds, like [\"failed-specialization\", \"deopt\"]";
const NO_WORDS: &str = "is no list of words, like [\"-m\", \"pytest\", \"tests/perf\"]";

fn nearest(path: &Path, project: Option<&Path>) -> Option<PathBuf> {
    let project = project?;
    path.ancestors()
        .skip(1)
        .take_while(|folder| folder.starts_with(project))
        .map(|folder| folder.join(FILE))
        .find(|file| file.is_file())
}

fn read(file: &Path) -> std::io::Result<String> {
    if std::fs::metadata(file)?.len() > MOST_BYTES {
        return Err(std::io::Error::other("the file is too long"));
    }
    std::fs::read_to_string(file)
}

fn strings(value: &Value) -> Option<Vec<String>> {
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let words: Vec<String> = value.as_array()?.iter().map(word).collect::<Option<_>>()?;
    (!words.is_empty()).then_some(words)
}
