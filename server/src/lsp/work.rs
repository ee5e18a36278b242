//! What is run for a document: its own file, or what the user has chosen for it.

use std::path::{Path, PathBuf};

use super::trust::Place;
use crate::worker::Program;
use crate::workload::parse;

/// What runs. Equal ones show the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub program: Program,
    pub arguments: Vec<String>,
    /// Where it starts.
    pub directory: PathBuf,
    /// What it can read of the user's files.
    pub readable: PathBuf,
}

impl Work {
    /// The file itself, or the words of a `workload` if there are any that make sense.
    pub fn of(place: &Place, workload: &[String]) -> Work {
        let (program, arguments) = match parse(workload) {
            Ok((Program::File(file), arguments)) => {
                (Program::File(place.directory.join(file)), arguments)
            }
            Ok(chosen) => chosen,
            Err(_) => (Program::File(place.path.clone()), Vec::new()),
        };
        Work {
            program,
            arguments,
            directory: place.directory.clone(),
            readable: place.readable.clone(),
        }
    }

    /// The file that it is, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.program {
            Program::File(file) => Some(file),
            _ => None,
        }
    }

    /// As users know it: `main.py`, `-m pytest tests`.
    pub fn name(&self) -> String {
        let program = match &self.program {
            Program::File(file) | Program::Text { path: file, .. } => {
                let near = file.strip_prefix(&self.directory).ok();
                let name = near.or_else(|| file.file_name().map(Path::new));
                name.unwrap_or(file).display().to_string()
            }
            Program::Module(name) => format!("-m {name}"),
            Program::Command(_) => "-c".into(),
        };
        std::iter::once(program)
            .chain(self.arguments.iter().cloned())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workload_is_what_the_command_line_takes() {
        let place = Place {
            path: "/p/sub/a.py".into(),
            file: "/p/sub/a.py".into(),
            readable: "/p".into(),
            directory: "/p".into(),
        };
        let check = |words: &[&str], expected: &str| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(Work::of(&place, &words).name(), expected);
        };
        check(&[], "sub/a.py");
        check(&["main.py", "-n", "1"], "main.py -n 1");
        check(&["/elsewhere/b.py"], "b.py");
        check(&["-m", "pytest", "tests"], "-m pytest tests");
        check(&["-q"], "sub/a.py");
    }
}
