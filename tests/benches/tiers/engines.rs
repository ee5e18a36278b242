//! What runs Python programs.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use tests::binary::tierlens;

/// The engine that others are compared with.
pub const REFERENCE: &str = "python3.14";

/// Something that runs Python programs.
#[derive(Debug)]
pub struct Engine {
    pub name: &'static str,
    program: OsString,
    arguments: &'static [&'static str],
}

impl Engine {
    /// The command that runs a file.
    pub fn file(&self, file: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(self.arguments).arg(file);
        command
    }

    /// The command that runs code.
    pub fn code(&self, code: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(self.arguments).args(["-c", code]);
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

/// Our tiers and the Pythons that are there; and what to say of those that are not.
pub fn found() -> (Vec<Engine>, Vec<String>) {
    let ours = |name, arguments| Engine {
        name,
        program: tierlens().into(),
        arguments,
    };
    let mut engines = vec![
        ours("interp", &["run", "--tier", "interp"]),
        ours("trace", &["run", "--tier", "trace"]),
        ours("jit", &["run", "--tier", "jit"]),
    ];
    let mut missing = Vec::new();
    for (name, variable) in [(REFERENCE, "TIERLENS_PYTHON"), ("pypy3", "TIERLENS_PYPY")] {
        let other = Engine {
            name,
            program: std::env::var_os(variable).unwrap_or_else(|| name.into()),
            arguments: &[],
        };
        if other.starts() {
            engines.push(other);
        } else {
            missing.push(format!(
                "{name} is not there; {variable} can say where it is"
            ));
        }
    }
    (engines, missing)
}
