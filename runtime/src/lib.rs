//! The façade of the runtime: runs Python programs on its tiers and says what it saw.
//!
//! `insight` and `server` import this crate and nothing below it.

mod code;
mod dump;
mod engine;
mod explain;
mod library;
mod observe;
#[cfg(test)]
mod registers;
pub mod report;
mod search;
mod stats;
mod warnings;

use std::path::PathBuf;
use std::time::Duration;

pub use compiler::{Acts, Operand, Operation, Outline, operation, outline};
pub use dump::{dump_bytecode, dump_pass, dump_specialization, dump_traces};
pub use engine::run;
pub use explain::{explain, has_forms};
pub use observe::Shown;
pub use report::Tier;
pub use search::{Search, normal as normal_path};
pub use stats::{count_instructions, count_pairs};
pub use vm::lines::{line_ends, lines};
pub use vm::memory::OutOfMemory;

/// What to run.
#[derive(Clone, Debug)]
pub enum Program {
    /// A file.
    File(PathBuf),
    /// A module, as with `python -m`.
    Module(String),
    /// Source text, as with `python -c`.
    Command(String),
    /// A file whose content is given, so that nothing need be read.
    Source {
        /// The file's name.
        path: PathBuf,
        /// Its content.
        bytes: Vec<u8>,
    },
}

/// How to run it.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How far code may climb.
    pub tier: Tier,
    /// How often a loop or an exit runs before a trace is tried; `None`: as often as in CPython.
    pub trace_after: Option<u16>,
    /// Where its modules are looked for.
    pub search: Search,
    /// The module that a file runs as, by the name that `python -m` takes, from the folder above its top package.
    pub module: Option<String>,
    /// The program's arguments, without its name (`sys.argv[1:]`).
    pub argv: Vec<String>,
    /// What is executed in the module of a file when that has run; the module then has its own name, not `__main__`.
    pub then: Option<String>,
    /// The heap's hard limit in bytes; `None`: the default.
    pub heap_limit: Option<usize>,
    /// Collect at every allocation and poison what is freed, to find engine bugs; after each such number of collections,
    /// half as often.
    pub gc_stress: Option<u32>,
    /// Count executions of instructions and fill the report's code and traces. Costs a little time.
    pub observe: bool,
    /// Count which instructions follow each other. Costs more.
    pub pairs: bool,
    /// Whether the process is to tell how the program ends: `os._exit` does not end it then.
    pub told: bool,
    /// Whose code the report shows in full.
    pub shown: Shown,
    /// How long it may take. Then it is ended between two instructions, and what it has shown until then is reported; native
    /// code that does not look up goes on.
    pub time_limit: Option<Duration>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code of `python`.
    pub exit_code: i32,
    /// What the run has shown; its code and traces only where [`RunOptions::observe`] asked for them.
    pub report: report::Report,
}
