//! What to run for a file so that it shows what it does: what the user chose, what the project or the file says, the file itself,
//! the tests that import it, its examples. `protocol.md` has the order.

mod config;
mod tests;
mod words;

use std::path::{Path, PathBuf};

use runtime::{Acts, outline};

use crate::worker::Program;

pub use config::shown;
pub use words::{given, parse};

/// What to run for a file.
#[derive(Clone, Debug)]
pub struct Workload {
    /// The program.
    pub program: Program,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// What is to be executed in the file's module afterwards, which then is not `__main__`.
    pub then: Option<String>,
    /// Why this one.
    pub origin: Origin,
}

/// Where a workload comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user chose it for the file.
    Chosen,
    /// `[tool.tierlens]` in this file.
    Configured(PathBuf),
    /// Comments in the file.
    Comments,
    /// The file, which does something.
    Itself,
    /// Tests that import the file.
    Tests(Vec<PathBuf>),
    /// The examples in its docstrings.
    Examples,
}

impl Origin {
    /// Whether the program is none of the user's, and runs code of theirs.
    pub fn is_ours(&self) -> bool {
        matches!(self, Origin::Tests(_) | Origin::Examples)
    }

    /// As JSON has it.
    pub fn name(&self) -> &'static str {
        match self {
            Origin::Chosen => "chosen",
            Origin::Configured(_) => "configured",
            Origin::Comments => "comments",
            Origin::Itself => "itself",
            Origin::Tests(_) => "tests",
            Origin::Examples => "examples",
        }
    }

    /// What runs the file, if it does not run as it is; files as seen from `here`.
    pub fn described(&self, here: &Path) -> Option<String> {
        let name = |file: &PathBuf| {
            file.strip_prefix(here)
                .unwrap_or(file)
                .display()
                .to_string()
        };
        match self {
            Origin::Chosen | Origin::Itself => None,
            Origin::Configured(file) => Some(format!("the workload of {}", name(file))),
            Origin::Comments => Some("its comments `# tierlens: run`".into()),
            Origin::Tests(files) => Some(files.iter().map(name).collect::<Vec<_>>().join(", ")),
            Origin::Examples => Some("the examples in its docstrings".into()),
        }
    }
}

/// What there is to run for a file.
#[derive(Clone, Debug)]
pub enum Found {
    /// This.
    Run(Box<Workload>),
    /// A comment in the file says that it is not to be run.
    Skip,
    /// The file only defines things, and nothing says how to use them.
    Nothing,
    /// What says it cannot be read: where, and what is wrong.
    Unreadable(String),
}

/// Executes the examples of a file.
const EXAMPLES: &str = concat!(
    include_str!("workload/load.py"),
    include_str!("workload/examples.py")
);

/// How to give a file something to run.
pub const HOW: &str = "it only defines things: a comment `# tierlens: run f(10)`, a block `if __name__ == \"__main__\"`, \
     a test that imports it, or `workload` in `[tool.tierlens]` of pyproject.toml gives it something to run";

/// A file that an editor shows, or that is named on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its whole path.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
    /// The folder of its project.
    pub project: Option<&'a Path>,
    /// The words of the workload that the user chose for it, as `tierlens run` takes them.
    pub chosen: Option<&'a [String]>,
}

/// Looks for what to run for a file.
pub fn find(document: Document<'_>) -> Found {
    let outline = outline(document.text);
    if outline.skips() {
        return Found::Skip;
    }
    if let Some(words) = document.chosen {
        return of_words(words, Origin::Chosen);
    }
    match config::workload(document.path, document.project) {
        Ok(Some((words, file))) => return of_words(&words, Origin::Configured(file)),
        Ok(None) => {}
        Err(message) => return Found::Unreadable(message),
    }
    let itself = |then, origin| {
        Found::Run(Box::new(Workload {
            program: Program::Text {
                path: document.path.to_path_buf(),
                text: document.text.to_owned(),
            },
            arguments: Vec::new(),
            then,
            origin,
        }))
    };
    let runs: Vec<&str> = outline.runs().collect();
    if !runs.is_empty() {
        return itself(Some(runs.join("\n")), Origin::Comments);
    }
    if outline.acts > Acts::No {
        return itself(None, Origin::Itself);
    }
    let mut files = match outline.tests {
        true => vec![document.path.to_path_buf()],
        false => Vec::new(),
    };
    if let Some(project) = document.project
        && files.is_empty()
    {
        files = tests::importing(document.path, project);
    }
    if !files.is_empty() {
        return Found::Run(Box::new(tests::workload(files)));
    }
    if outline.doctests {
        return Found::Run(Box::new(Workload {
            program: Program::Command(EXAMPLES.into()),
            arguments: vec![document.path.display().to_string()],
            then: None,
            origin: Origin::Examples,
        }));
    }
    Found::Nothing
}

fn of_words(words: &[String], origin: Origin) -> Found {
    match parse(words) {
        Ok((program, arguments)) => Found::Run(Box::new(Workload {
            program,
            arguments,
            then: None,
            origin,
        })),
        Err(message) => Found::Unreadable(match origin {
            Origin::Configured(file) => format!("{}: workload: {message}", file.display()),
            _ => message,
        }),
    }
}

#[cfg(test)]
mod checks;
