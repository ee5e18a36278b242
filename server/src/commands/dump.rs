//! `tierlens dump`: JSON lines in the form that `dis` gives under CPython, to be compared with it.

use std::io::{BufWriter, Write};
use std::path::Path;

use runtime::report::Tier;

use super::complain;
use super::run::confined;
use crate::cli::Dump;
use crate::worker::{Action, Program, Request};

pub fn dump(what: &Dump) -> i32 {
    let done = match what {
        // Compiling runs nothing.
        Dump::Bytecode { files } => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            let dumped = files
                .iter()
                .try_for_each(|file| runtime::dump_bytecode(file, &mut out));
            dumped.and_then(|()| out.flush()).map(|()| 0)
        }
        Dump::Specialization { file, tier } => {
            confined(request(Action::DumpSpecialization, file, (*tier).into()))
        }
        Dump::Traces { file } => confined(request(Action::DumpTraces, file, Tier::Jit)),
    };
    done.unwrap_or_else(complain)
}

fn request(action: Action, file: &Path, tier: Tier) -> Request {
    Request {
        action,
        program: Program::File(file.to_path_buf()),
        arguments: Vec::new(),
        tier,
        heap_limit: None,
        gc_stress: false,
        policy: None,
        directory: None,
    }
}
