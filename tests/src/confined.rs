//! A program in a home of its own: what it can see of it, and what is left when it has ended.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::binary::tierlens;

/// A user's folders, with a home and a place for temporary files.
#[derive(Debug)]
pub struct Sandbox {
    root: tempfile::TempDir,
}

impl Default for Sandbox {
    fn default() -> Self {
        Sandbox::new()
    }
}

impl Sandbox {
    /// An empty one.
    ///
    /// # Panics
    /// This and all other methods panic when the system does not do its part.
    pub fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary directory");
        let sandbox = Sandbox { root };
        for folder in ["home", "tmp"] {
            std::fs::create_dir(sandbox.path(folder)).expect("a folder");
        }
        sandbox
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        let root = self.root.path().canonicalize().expect("there");
        root.join(name)
    }

    /// Writes a file, with the folders that it lies in.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("writable");
        path
    }

    /// A command that runs here, `tierlens` or what starts it, as a user with this home would.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .current_dir(self.path("home"));
        command
    }

    /// `tierlens` with these arguments.
    pub fn tierlens(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(tierlens());
        command.args(arguments);
        command
    }

    /// The names of the run folders that there are.
    pub fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        for parent in std::fs::read_dir(self.path("tmp"))
            .expect("there")
            .flatten()
        {
            let runs = std::fs::read_dir(parent.path())
                .into_iter()
                .flatten()
                .flatten();
            left.extend(runs.map(|run| run.file_name().to_string_lossy().into_owned()));
        }
        left.retain(|name| name.starts_with("run-"));
        left
    }

    /// Waits until a program has written `ready` into its temporary folder.
    pub fn wait_until_ready(&self) {
        let parent = self.path("tmp");
        wait_for("the program is ready", || {
            let mut folders = vec![parent.clone()];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                    if entry.file_name() == "ready" {
                        return true;
                    }
                    folders.push(entry.path());
                }
            }
            false
        });
    }
}

/// A program that says so in its temporary folder, and does not end.
pub const ENDLESS: &str = "\
import os
os.mkdir(os.environ['TMPDIR'] + '/ready')
while True: pass
";

/// Waits until something is so.
///
/// # Panics
/// When it takes too long.
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let patience = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < patience, "waiting: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether this process, and so what it starts, ignores a signal, as under `nohup`, or in the background of a shell script.
pub fn is_ignored(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok())
        .is_some_and(|set| set & (1 << (number - 1)) != 0)
}

/// Sends a signal to one process.
///
/// # Panics
/// When there is no such process.
pub fn signal(process: u32, name: &str) {
    let status = Command::new("kill")
        .args(["-s", name, &process.to_string()])
        .status();
    assert!(status.expect("kill starts").success());
}

/// What a command prints, and how it ends.
///
/// # Panics
/// When it does not start.
pub fn output(mut command: Command) -> (Option<i32>, String, String) {
    let output: Output = command.stdin(Stdio::null()).output().expect("it starts");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}
