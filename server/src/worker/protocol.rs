//! What parent and child say to each other.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use runtime::report::{Report, Tier};
use serde::{Deserialize, Serialize};

use crate::sandbox::Policy;

/// One run, asked for by the parent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// What is wanted of the run.
    #[serde(default)]
    pub action: Action,
    /// What to run.
    pub program: Program,
    /// What follows the program's name in `sys.argv`.
    pub arguments: Vec<String>,
    /// How far code may climb.
    pub tier: Tier,
    /// The heap's hard limit in bytes, where `MemoryError` is raised.
    pub heap_limit: Option<usize>,
    /// To collect garbage at every allocation, and half as often after each such number of collections.
    #[serde(default)]
    pub gc_stress: Option<u32>,
    /// How to confine the process; none only when the user said so.
    pub policy: Option<Policy>,
    /// Where the process starts, if not where its parent is.
    #[serde(default)]
    pub directory: Option<PathBuf>,
}

/// What is wanted of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// What `python` does; and a report, when the request came over standard input.
    #[default]
    Run,
    /// The lines of `tierlens dump specialization` on standard output, the program's own output dropped.
    DumpSpecialization,
    /// The lines of `tierlens dump traces`.
    DumpTraces,
}

/// What to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// A file, read by the child.
    File(PathBuf),
    /// A module, as `python -m` finds it.
    Module(String),
    /// The argument of `-c`.
    Command(String),
    /// A text that an editor holds and may not have saved.
    Text {
        /// The file that the text is for.
        path: PathBuf,
        /// The text.
        text: String,
    },
}

/// One line from child to parent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// The process is confined; user code comes next.
    Confined,
    /// The process cannot be confined, for this reason, and ran nothing.
    Refused(String),
    /// The run is over.
    Report(Box<Report>),
}

impl Message {
    /// Sends it to the parent, as a line.
    pub fn send(&self, pipe: &File) {
        let mut out = BufWriter::new(pipe);
        // When nobody listens any more there is nobody to tell.
        let _ = serde_json::to_writer(&mut out, self)
            .map_err(std::io::Error::from)
            .and_then(|()| {
                out.write_all(b"\n")?;
                out.flush()
            });
    }
}

impl Request {
    /// The program as the user named it.
    pub fn name(&self) -> String {
        match &self.program {
            Program::File(path) | Program::Text { path, .. } => path.display().to_string(),
            Program::Module(name) => format!("-m {name}"),
            Program::Command(_) => "-c".into(),
        }
    }
}

impl From<&Program> for runtime::Program {
    fn from(program: &Program) -> Self {
        match program {
            Program::File(path) => runtime::Program::File(path.clone()),
            Program::Module(name) => runtime::Program::Module(name.clone()),
            Program::Command(text) => runtime::Program::Command(text.clone()),
            Program::Text { path, text } => runtime::Program::Source {
                path: path.clone(),
                bytes: text.clone().into_bytes(),
            },
        }
    }
}
