//! What is run for a document: its own file, or what the user, its project or it says.

use std::path::{Path, PathBuf};

use super::trust::Place;
use crate::worker::Program;
use crate::workload::{self, Document, Found, Origin};

/// What runs.
#[derive(Clone, Debug)]
pub struct Work {
    /// Never a text: what an editor holds of a file changes.
    pub program: Program,
    pub arguments: Vec<String>,
    /// What is executed in the file's module afterwards.
    pub then: Option<String>,
    /// Whether the program itself is none of the user's.
    pub is_ours: bool,
    /// Where it starts.
    pub directory: PathBuf,
    /// What it can read of the user's files.
    pub readable: PathBuf,
    /// What is wrong with what says what to run.
    pub complaint: Option<String>,
    name: String,
}

/// Those are equal of which only the latest counts, whatever the file's comments say by then.
impl PartialEq for Work {
    fn eq(&self, other: &Self) -> bool {
        (&self.program, &self.arguments, &self.directory)
            == (&other.program, &other.arguments, &other.directory)
    }
}

impl Work {
    /// What runs for a file with this text, where the user may have chosen the words of a workload.
    pub fn of(place: &Place, text: &str, chosen: &[String]) -> Work {
        let found = workload::find(Document {
            path: &place.file,
            text,
            project: Some(place.readable.as_path()).filter(|project| project.is_dir()),
            chosen: Some(chosen).filter(|words| !words.is_empty()),
        });
        let itself = || Work {
            program: Program::File(place.path.clone()),
            arguments: Vec::new(),
            then: None,
            is_ours: false,
            directory: place.directory.clone(),
            readable: place.readable.clone(),
            complaint: None,
            name: near(&place.path, &place.directory),
        };
        let found = match found {
            Found::Run(found) => *found,
            // It is to be read, and may have errors.
            Found::Skip | Found::Nothing => return itself(),
            Found::Unreadable(why) => {
                return Work {
                    complaint: Some(why),
                    ..itself()
                };
            }
        };
        let program = match found.program {
            Program::Text { .. } => Program::File(place.path.clone()),
            Program::File(file) => Program::File(place.directory.join(file)),
            other => other,
        };
        let name = match (&found.origin, &program) {
            (Origin::Tests(files), _) => {
                let names = files.iter().map(|file| near(file, &place.directory));
                names.collect::<Vec<_>>().join(", ")
            }
            (Origin::Examples, _) => {
                format!("the examples of {}", near(&place.file, &place.directory))
            }
            (_, program) => {
                let program = match program {
                    Program::Module(name) => format!("-m {name}"),
                    Program::Command(_) => "-c".into(),
                    Program::File(file) | Program::Text { path: file, .. } => {
                        near(file, &place.directory)
                    }
                };
                let words = std::iter::once(program).chain(found.arguments.iter().cloned());
                words.collect::<Vec<_>>().join(" ")
            }
        };
        Work {
            program,
            arguments: found.arguments,
            then: found.then,
            is_ours: found.origin.is_ours(),
            name,
            ..itself()
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
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A file as seen from a folder, or else its name.
fn near(file: &Path, folder: &Path) -> String {
    let near = file.strip_prefix(folder).ok();
    let name = near.or_else(|| file.file_name().map(Path::new));
    name.unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_has_a_name() {
        let place = Place {
            path: "/p/sub/a.py".into(),
            file: "/p/sub/a.py".into(),
            readable: "/p".into(),
            directory: "/p".into(),
        };
        let check = |text: &str, words: &[&str], expected: &str| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(Work::of(&place, text, &words).name(), expected);
        };
        check("", &[], "sub/a.py");
        check("", &["main.py", "-n", "1"], "main.py -n 1");
        check("", &["/elsewhere/b.py"], "b.py");
        check("", &["-m", "pytest", "tests"], "-m pytest tests");
        check("", &["-q"], "sub/a.py");
        check("def test_it(): pass\n", &[], "sub/a.py");
        let examples = "def f():\n    \"\"\"\n    >>> f()\n    \"\"\"\n";
        check(examples, &[], "the examples of sub/a.py");
    }

    #[test]
    fn comments_do_not_make_it_another() {
        let place = Place {
            path: "/p/a.py".into(),
            file: "/p/a.py".into(),
            readable: "/p".into(),
            directory: "/p".into(),
        };
        let of = |text: &str| Work::of(&place, text, &[]);
        let one = of("def f(x): pass\n# tierlens: run f(1)\n");
        assert_eq!(one.then.as_deref(), Some("f(1)"));
        assert_eq!(one, of("def f(x): pass\n# tierlens: run f(2)\n"));
        assert_eq!(one, of("f(1)\n"));
        assert_ne!(one, Work::of(&place, "", &["b.py".into()]));
    }
}
