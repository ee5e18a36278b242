//! What runs Python programs, for benchmarks.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::binary::tierlens;

/// The engine that others are compared with: CPython 3.14 as shipped.
pub const REFERENCE: &str = "python3.14";

/// Something that runs Python programs.
#[derive(Debug)]
pub struct Engine {
    /// What benchmarks call it.
    pub name: &'static str,
    program: OsString,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

impl Engine {
    /// The command that runs a file.
    pub fn file(&self, file: &Path) -> Command {
        let mut command = self.command();
        command.arg(file);
        command
    }

    /// The command that runs code.
    pub fn code(&self, code: &str) -> Command {
        let mut command = self.command();
        command.args(["-c", code]);
        command
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(self.arguments)
            .envs(self.environment.iter().copied());
        command
    }

    fn starts(&self) -> bool {
        let status = Command::new(&self.program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }
}

/// Others that may be there: name, the variable that says where, what is looked for on the path, its environment.
const OTHERS: &[(&str, &str, &str, &[(&str, &str)])] = &[
    (
        REFERENCE,
        "TIERLENS_PYTHON",
        "python3.14",
        &[("PYTHON_JIT", "0")],
    ),
    (
        "python3.14 jit",
        "TIERLENS_PYTHON",
        "python3.14",
        &[("PYTHON_JIT", "1")],
    ),
    (
        "python3.15",
        "TIERLENS_PYTHON_NEXT",
        "python3.15",
        &[("PYTHON_JIT", "0")],
    ),
    ("pypy3", "TIERLENS_PYPY", "pypy3", &[]),
];

/// Our tiers.
const OURS: &[(&str, &[&str])] = &[
    ("interp", &["run", "--tier", "interp"]),
    ("trace", &["run", "--tier", "trace"]),
    ("jit", &["run", "--tier", "jit"]),
];

/// Of the wanted engines those that are there, in this order; and what to say of the others.
pub fn found(wanted: &[&str]) -> (Vec<Engine>, Vec<String>) {
    let (mut engines, mut missing) = (Vec::new(), Vec::new());
    for &wanted in wanted {
        if let Some(&(name, arguments)) = OURS.iter().find(|(name, _)| *name == wanted) {
            engines.push(Engine {
                name,
                program: tierlens().into(),
                arguments,
                environment: &[],
            });
            continue;
        }
        let other = OTHERS.iter().find(|(name, ..)| *name == wanted);
        let &(name, variable, program, environment) = other.expect("a row of one of the tables");
        let engine = Engine {
            name,
            program: std::env::var_os(variable).unwrap_or_else(|| program.into()),
            arguments: &[],
            environment,
        };
        if engine.starts() {
            engines.push(engine);
        } else {
            missing.push(format!(
                "{name} is not there; {variable} can say where it is"
            ));
        }
    }
    (engines, missing)
}
