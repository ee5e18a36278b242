//! The dumps of `tierlens dump`: JSON lines, as `dis` would tell under CPython.

use std::io::Write;
use std::path::Path;

use serde_json::json;
use uops::Uop;

use crate::engine::{Process, walk};
use crate::{Program, RunOptions, Tier};

/// What the compiler makes of a file, one line a code object.
///
/// # Errors
///
/// Those of the writer; that the file cannot be read or does not compile. They name the file.
pub fn dump_bytecode(path: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let name = path.display().to_string();
    let unread =
        |error: std::io::Error| std::io::Error::new(error.kind(), format!("{name}: {error}"));
    let bytes = std::fs::read(path).map_err(unread)?;
    let mut out = out;
    compiler::dump_bytecode(&name, &bytes, &mut out)
}

/// The control-flow graph of each of a file's code objects as it is after a pass of the compiler, as text.
///
/// # Errors
///
/// A file that cannot be read or does not compile; a pass that does not exist, with the names of those that do.
pub fn dump_pass(pass: &str, path: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let bytes = std::fs::read(path)?;
    let mut out = out;
    compiler::dump_pass(pass, &path.display().to_string(), &bytes, &mut out)
}

/// Runs a file, its output swallowed.
fn run_quietly(path: &Path, tier: Tier) -> std::io::Result<Process> {
    let options = RunOptions {
        tier,
        ..RunOptions::default()
    };
    run_quietly_with(path, &options, |_| {})
}

/// The same with options, and something to do before.
pub(crate) fn run_quietly_with(
    path: &Path,
    options: &RunOptions,
    before: impl FnOnce(&mut Process),
) -> std::io::Result<Process> {
    let program = Program::Source {
        path: std::path::absolute(path)?,
        bytes: std::fs::read(path)?,
    };
    let mut process = Process::new(&program, options);
    before(&mut process);
    stdlib::swallow_stdout(&mut process.vm);
    let result = process.main(&program, options);
    if process.finish(result) != 0 && process.main_code.is_null() {
        return Err(std::io::Error::other("the file does not compile"));
    }
    Ok(process)
}

/// What the interpreter has made of a file's instructions after running it, one line a code object.
pub fn dump_specialization(path: &Path, tier: Tier, out: &mut dyn Write) -> std::io::Result<()> {
    let process = run_quietly(path, tier)?;
    let vm = &process.vm;
    let mut codes = Vec::new();
    walk(vm, process.main_code, &mut codes);
    for code in codes {
        let instructions: Vec<_> = crate::observe::instructions(vm, code)
            .into_iter()
            .map(|(unit, opcode, _)| {
                let position = vm.position(crate::observe::code(code).id, unit);
                let (line, column) = if position.line == 0 {
                    ([None, None], [None, None])
                } else {
                    (
                        [Some(position.line), Some(position.end_line)],
                        [Some(position.col), Some(position.end_col)],
                    )
                };
                json!([
                    unit * 2,
                    opcode.base().name(),
                    opcode.name(),
                    line[0],
                    line[1],
                    column[0],
                    column[1]
                ])
            })
            .collect();
        let (qualname, firstlineno) = crate::observe::identity(vm, code);
        writeln!(
            out,
            "{}",
            json!({"qualname": qualname, "firstlineno": firstlineno, "instructions": instructions})
        )?;
    }
    Ok(())
}

/// The traces of a file after running it, one line a trace, with CPython's replicated names (`_LOAD_FAST_2`).
pub fn dump_traces(path: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let process = run_quietly(path, Tier::Trace)?;
    let vm = &process.vm;
    for trace in &vm.executors.traces {
        if trace.parent.is_some() || !*trace.valid {
            continue;
        }
        let (qualname, firstlineno) = crate::observe::identity(vm, trace.code);
        let uops: Vec<_> = trace
            .uops
            .iter()
            .map(|uop| json!([replicated(uop.uop, uop.oparg), uop.oparg, uop.target]))
            .collect();
        writeln!(
            out,
            "{}",
            json!({"qualname": qualname, "firstlineno": firstlineno, "offset": trace.start * 2, "uops": uops})
        )?;
    }
    Ok(())
}

/// The name under which CPython's executor shows a micro-op that has a copy for each small argument.
fn replicated(uop: Uop, oparg: u32) -> String {
    let copies = match uop {
        Uop::_LOAD_FAST | Uop::_LOAD_FAST_BORROW | Uop::_STORE_FAST => 8,
        Uop::_LOAD_SMALL_INT => 4,
        Uop::_INIT_CALL_PY_EXACT_ARGS => 5,
        _ => 0,
    };
    if oparg < copies {
        format!("{}_{oparg}", uop.name())
    } else {
        uop.name().to_owned()
    }
}
