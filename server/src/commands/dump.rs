//! `tierlens dump`: JSON lines in the form that `dis` gives under CPython, to be compared with it. `tierlens stats`: what ran most.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use runtime::Shown;
use runtime::report::Tier;

use super::run::confined;
use super::{complain, printed, surroundings_here};
use crate::cli::{Dump, DumpArgs};
use crate::project::Start;
use crate::worker::{Action, Program, Request};

pub fn dump(args: &DumpArgs) -> i32 {
    let done = match (&args.what, &args.pass, &args.file) {
        (Some(what), ..) => dump_lines(what),
        (None, Some(pass), Some(file)) => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            runtime::dump_pass(pass, file, &mut out)
                .and_then(|()| out.flush())
                .map(|()| 0)
        }
        _ => Err(std::io::Error::other("--pass NAME FILE, or what to dump")),
    };
    printed(done)
}

pub fn stats(pairs: bool, file: &Path) -> i32 {
    let action = match pairs {
        true => Action::CountPairs,
        false => Action::CountInstructions,
    };
    printed(run(action, file, Tier::Interp))
}

fn dump_lines(what: &Dump) -> std::io::Result<i32> {
    match what {
        // Compiling runs nothing.
        Dump::Bytecode { files } => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            // What cannot be dumped is told, and the other files are dumped all the same.
            let mut code = 0;
            for file in files {
                match runtime::dump_bytecode(file, &mut out) {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => return Err(error),
                    Err(error) => {
                        out.flush()?;
                        code = complain(error);
                    }
                    Ok(()) => {}
                }
            }
            out.flush().map(|()| code)
        }
        Dump::Specialization { file, tier } => {
            run(Action::DumpSpecialization, file, (*tier).into())
        }
        Dump::Traces { file } => run(Action::DumpTraces, file, Tier::Jit),
    }
}

fn run(action: Action, file: &Path, tier: Tier) -> std::io::Result<i32> {
    let program = Program::File(file.to_path_buf());
    let surroundings = surroundings_here(&program, Start::Plain)?;
    let request = Request {
        action,
        program,
        search: surroundings.search.clone(),
        module: None,
        arguments: Vec::new(),
        tier,
        then: None,
        trace_after: None,
        heap_limit: None,
        gc_stress: None,
        shown: Shown::default(),
        time_limit: None,
        background: false,
        policy: None,
        directory: None,
        environment: Vec::new(),
    };
    confined(request, &surroundings, None)
}
