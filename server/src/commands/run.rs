//! `tierlens run`: behaves as `python` does.

use super::{USAGE, check_names, complain, policy_here};
use crate::cli;
use crate::sandbox::{self, Temporary};
use crate::signals;
use crate::worker::{self, Action, Ended, Program, Request};

/// With no limit on the heap, what is left is the machine's.
const MEMORY: u64 = u64::MAX;

pub fn run(options: &cli::Run) -> i32 {
    let (program, arguments) = match program_of(&options.program) {
        Ok(program) => program,
        Err(message) => return complain(message),
    };
    if let Err(message) = check_names(&options.environment) {
        return complain(message);
    }
    let request = Request {
        action: Action::Run,
        program,
        arguments,
        tier: options.tier.into(),
        trace_after: options.trace_after,
        heap_limit: options.heap_limit,
        gc_stress: options.gc_stress,
        policy: None,
        directory: None,
        environment: options.environment.clone(),
    };
    if options.unsandboxed {
        return worker::run_alone(&request);
    }
    confined(request, options.disk_limit)
        .unwrap_or_else(|error| complain(format_args!("the worker did not start: {error}")))
}

/// Does `request` in a child that is confined and has this process's standard streams.
pub fn confined(request: Request, disk: Option<u64>) -> std::io::Result<i32> {
    let temporary = Temporary::new()?;
    let policy = policy_here(&request.program, &temporary, MEMORY, disk, None);
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

/// The program and its arguments, from what follows the options.
fn program_of(words: &[String]) -> Result<(Program, Vec<String>), String> {
    let (first, rest) = words.split_first().ok_or("no program")?;
    let with_argument = |short: &str| match first.strip_prefix(short) {
        Some("") => Some(
            rest.split_first()
                .map(|(argument, rest)| (argument.clone(), rest)),
        ),
        Some(attached) if !first.starts_with("--") => Some(Some((attached.to_string(), rest))),
        _ => None,
    };
    let (program, arguments) = if let Some(code) = with_argument("-c") {
        let (code, rest) = code.ok_or("argument expected for the -c option")?;
        (Program::Command(code), rest)
    } else if let Some(module) = with_argument("-m") {
        let (module, rest) = module.ok_or("argument expected for the -m option")?;
        (Program::Module(module), rest)
    } else if first.starts_with('-') {
        return Err(format!("unknown option {first}; see tierlens run --help"));
    } else {
        (Program::File(first.into()), rest)
    };
    Ok((program, arguments.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &str) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        assert_eq!(format!("{:?}", program_of(&words)), expected);
    }

    #[test]
    fn programs_are_named_as_python_names_them() {
        check(&["a.py", "-x"], r#"Ok((File("a.py"), ["-x"]))"#);
        check(&["-c", "pass", "1"], r#"Ok((Command("pass"), ["1"]))"#);
        check(&["-cpass"], r#"Ok((Command("pass"), []))"#);
        check(
            &["-m", "json.tool", "--help"],
            r#"Ok((Module("json.tool"), ["--help"]))"#,
        );
        check(&["-m"], r#"Err("argument expected for the -m option")"#);
        check(
            &["-q", "a.py"],
            r#"Err("unknown option -q; see tierlens run --help")"#,
        );
    }
}
