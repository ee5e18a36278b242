//! What was not seen, and why: what never ran, and what ran too seldom for anything to become of it.

use runtime::report::{Code, Report};
use serde::Serialize;

/// Something of the user's code about which the run says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absence {
    /// Its file.
    pub file: String,
    /// The function.
    pub qualname: String,
    /// Its first line.
    pub line: u32,
    /// Why nothing is known.
    #[serde(flatten)]
    pub why: Why,
}

/// Why nothing is known of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Why {
    /// Nothing called it.
    NotCalled,
    /// It ran, but none of its instructions often enough.
    Cold {
        /// How often the one did that ran most.
        executions: u64,
        /// How often an instruction has to run to be specialized.
        needed: u64,
    },
}

/// An adaptive instruction is specialized when it runs for the second time (CPython's `ADAPTIVE_WARMUP_VALUE` is 1).
const SPECIALIZES_AT: u64 = 2;

pub(crate) fn absences(report: &Report) -> Vec<Absence> {
    let functions = report.code.iter().filter(|code| is_named_function(code));
    functions
        .filter_map(|code| {
            Some(Absence {
                file: code.file.clone(),
                qualname: code.qualname.clone(),
                line: code.firstlineno,
                why: why(code)?,
            })
        })
        .collect()
}

fn why(code: &Code) -> Option<Why> {
    let most = code
        .instructions
        .iter()
        .map(|instruction| instruction.count)
        .max()?;
    match most {
        0 => Some(Why::NotCalled),
        executions if executions < SPECIALIZES_AT => Some(Why::Cold {
            executions,
            needed: SPECIALIZES_AT,
        }),
        _ => None,
    }
}

/// Whether it is a function that has a name.
fn is_named_function(code: &Code) -> bool {
    let name = code.qualname.rsplit('.').next().unwrap_or_default();
    code.function && !name.starts_with('<')
}
