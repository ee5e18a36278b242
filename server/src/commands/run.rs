//! `tierlens run`: behaves as `python` does.

use runtime::Shown;

use super::{USAGE, check_names, complain, policy_here, surroundings_here};
use crate::cli;
use crate::project::{Start, Surroundings};
use crate::sandbox::{self, Temporary};
use crate::signals;
use crate::worker::{self, Action, Ended, Request};
use crate::workload::parse;

/// With no limit on the heap, what is left is the machine's.
const MEMORY: u64 = u64::MAX;

pub fn run(options: &cli::Run) -> i32 {
    let (program, arguments) = match parse(&options.program) {
        Ok(program) => program,
        Err(message) => return complain(message),
    };
    if let Err(message) = check_names(&options.environment) {
        return complain(message);
    }
    let surroundings = match surroundings_here(&program, Start::Plain) {
        Ok(surroundings) => surroundings,
        Err(error) => return complain(error),
    };
    let request = Request {
        action: Action::Run,
        search: surroundings.search.clone(),
        module: None,
        program,
        arguments,
        tier: options.tier.into(),
        then: None,
        trace_after: options.trace_after,
        heap_limit: options.heap_limit,
        gc_stress: options.gc_stress,
        shown: Shown::default(),
        time_limit: None,
        background: false,
        policy: None,
        directory: None,
        environment: options.environment.clone(),
    };
    if options.unsandboxed {
        return worker::run_alone(&request);
    }
    confined(request, &surroundings, options.disk_limit)
        .unwrap_or_else(|error| complain(format_args!("the worker did not start: {error}")))
}

/// Does `request` in a child that is confined and has this process's standard streams.
pub fn confined(
    request: Request,
    surroundings: &Surroundings,
    disk: Option<u64>,
) -> std::io::Result<i32> {
    let temporary = Temporary::new()?;
    let policy = policy_here(surroundings, &temporary, MEMORY, disk, None);
    let ended = worker::attend(request, policy, &temporary);
    drop(temporary);
    // Now and not before: what others have left must not hold up the program.
    sandbox::sweep();
    Ok(match ended? {
        Ended::Code(code) => code,
        Ended::Signal(signal) => {
            if signals::ENDING.contains(&signal) {
                signals::end_by(signal);
            }
            128 + signal
        }
        Ended::Unknown => USAGE,
        Ended::DiskLimit(bytes) => {
            eprintln!(
                "tierlens: the program was ended: its temporary folder may hold {} MiB",
                bytes >> 20
            );
            1
        }
    })
}
