//! What was measured: what an execution of each instruction costs, and what advice gains, on which runtime.
//!
//! The figures are those of committed benchmarks, which write them. They come from one machine, and are for comparing places
//! of a program with each other.

mod advice;
mod costs;

pub use advice::{Advice, Advised, WORTH_IT, explain};
pub use costs::{Form, cost_of_deopt, cost_of_exit, forms};

use serde::{Deserialize, Serialize};

/// A runtime that figures are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// CPython 3.14 as it is shipped: its JIT, where it has one, is off.
    Cpython,
    /// CPython 3.14 with its JIT.
    CpythonJit,
    /// Our specializing interpreter alone.
    Interpreter,
    /// Our traces, as machine code.
    Traced,
}

impl Runtime {
    /// All of them.
    pub const ALL: [Runtime; 4] = [
        Runtime::Cpython,
        Runtime::CpythonJit,
        Runtime::Interpreter,
        Runtime::Traced,
    ];

    /// Whether hot code becomes traces there.
    pub fn has_traces(self) -> bool {
        matches!(self, Runtime::CpythonJit | Runtime::Traced)
    }

    /// As users read it.
    pub fn name(self) -> &'static str {
        match self {
            Runtime::Cpython => "CPython 3.14",
            Runtime::CpythonJit => "CPython 3.14 with its JIT",
            Runtime::Interpreter => "our interpreter",
            Runtime::Traced => "our traces",
        }
    }

    /// What benchmarks call the engine that stands for it.
    pub fn engine(self) -> &'static str {
        match self {
            Runtime::Cpython => "python3.14",
            Runtime::CpythonJit => "python3.14 jit",
            Runtime::Interpreter => "interp",
            Runtime::Traced => "jit",
        }
    }
}

/// The lines of a table with tabs between its columns: comments and the line with the columns' names left out.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .skip(1)
        .map(|line| line.split('\t').collect())
}
