//! What parent and child say to each other.

use std::fs::File;
use std::io::{BufWriter, Error, Write};
use std::path::PathBuf;
use std::time::Duration;

use runtime::report::{Report, Tier};
use runtime::{Search, Shown};
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
    /// Where its modules are looked for.
    #[serde(default)]
    pub search: Search,
    /// The module that a file runs as, if it is one.
    #[serde(default)]
    pub module: Option<String>,
    /// What is executed in the module of a file when that has run; the module then has its own name, not `__main__`.
    #[serde(default)]
    pub then: Option<String>,
    /// How far code may climb.
    pub tier: Tier,
    /// How often a loop or an exit runs before a trace is tried, if not as often as in CPython.
    #[serde(default)]
    pub trace_after: Option<u16>,
    /// The heap's hard limit in bytes, where `MemoryError` is raised.
    pub heap_limit: Option<usize>,
    /// To collect garbage at every allocation, and half as often after each such number of collections.
    #[serde(default)]
    pub gc_stress: Option<u32>,
    /// Whose code a report shows in full.
    #[serde(default)]
    pub shown: Shown,
    /// How long the program may take, if there is a limit. The child ends it then and reports; a child that does not is killed.
    #[serde(default)]
    pub time_limit: Option<Duration>,
    /// Whether others of the machine's processes go before this one.
    #[serde(default)]
    pub background: bool,
    /// How to confine the process; none only when the user said so.
    pub policy: Option<Policy>,
    /// Where the process starts, if not where its parent is.
    #[serde(default)]
    pub directory: Option<PathBuf>,
    /// Variables of the environment that are passed on beside the usual. It is the parent that passes them.
    #[serde(skip)]
    pub environment: Vec<String>,
}

/// What is wanted of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// What `python` does; and a report, when the request came over standard input.
    #[default]
    Run,
    /// The same, with a report that says how the run ended and how long it took, and no more.
    Time,
    /// What another Python, which the policy names, makes of the program. That answers on standard output, and does [`Action::Time`]
    /// too.
    Observe,
    /// The lines of `tierlens dump specialization` on standard output, the program's own output dropped.
    DumpSpecialization,
    /// The lines of `tierlens dump traces`.
    DumpTraces,
    /// Those of `tierlens stats`.
    CountInstructions,
    /// Those of `tierlens stats --pairs`.
    CountPairs,
}

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// The child's end of the pipe to its parent.
///
/// User code can find the descriptor and write to it. It cannot write a line that the parent takes for an answer: that begins with
/// a seal, which only the two processes know.
#[derive(Debug)]
pub struct Answers {
    /// The pipe.
    pub pipe: File,
    /// What each line begins with.
    pub seal: String,
}

impl Answers {
    /// Sends a message to the parent, as a line.
    pub fn send(&self, message: &Message) {
        let mut out = BufWriter::new(&self.pipe);
        // On a line of its own, whatever was written to the pipe before. When nobody listens any more there is nobody to tell.
        let _ = write!(out, "\n{} ", self.seal)
            .and_then(|()| serde_json::to_writer(&mut out, message).map_err(Error::from))
            .and_then(|()| {
                out.write_all(b"\n")?;
                out.flush()
            });
    }
}

impl Message {
    /// The message of a line, if it bears the seal.
    pub fn read(line: &[u8], seal: &str) -> Option<Message> {
        let json = line.strip_prefix(seal.as_bytes())?.strip_prefix(b" ")?;
        serde_json::from_slice(json).ok()
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
