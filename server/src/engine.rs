//! The seam to the runtime: requests become its options.

use std::io::Write;
use std::time::Duration;

use runtime::{Outcome, RunOptions};

use crate::worker::{Action, Program, Request};
use crate::workload::given;

/// The heap's hard limit for runs whose result is a report.
pub const HEAP_LIMIT: usize = 1 << 30;
/// Private memory beyond the heap: stacks, code, the runtime's own tables.
const BESIDE_THE_HEAP: u64 = 512 << 20;

/// Private memory of a process whose heap has this limit.
pub fn memory_limit(heap_limit: usize) -> u64 {
    heap_limit as u64 + BESIDE_THE_HEAP
}

/// The limit on processor time, in seconds, that stands behind one on the clock.
pub fn processor_seconds(limit: Duration) -> u64 {
    limit.as_secs().saturating_mul(4).saturating_add(2)
}

/// What becomes of a run's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is dropped: the process does what the program does.
    No,
    /// It tells how the program ended.
    Ending,
    /// It has code and traces too.
    All,
}

/// Runs `request` in this process.
pub fn run(request: &Request, reported: Reported) -> Outcome {
    let options = RunOptions {
        tier: request.tier,
        trace_after: request.trace_after,
        search: request.search.clone(),
        module: request.module.clone(),
        argv: given(&request.program, &request.arguments),
        then: request.then.clone(),
        heap_limit: request.heap_limit,
        observe: reported == Reported::All,
        pairs: false,
        told: reported != Reported::No,
        gc_stress: request.gc_stress,
        shown: request.shown.clone(),
        time_limit: request.time_limit,
    };
    runtime::run(&(&request.program).into(), &options)
}

/// Runs the file of `request` in this process and writes the lines that its action asks for.
pub fn dump(request: &Request, out: &mut dyn Write) -> std::io::Result<()> {
    let Program::File(file) = &request.program else {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "only a file can be dumped",
        ));
    };
    match request.action {
        Action::DumpTraces => runtime::dump_traces(file, out),
        Action::CountInstructions => runtime::count_instructions(file, out),
        Action::CountPairs => runtime::count_pairs(file, out),
        _ => runtime::dump_specialization(file, request.tier, out),
    }
}
