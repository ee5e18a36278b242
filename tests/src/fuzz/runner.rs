//! Runs programs, many in one process, on an interpreter or a tier, and says what each of them printed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::binary::tierlens;

/// Runs the programs of a file.
const DRIVER: &str = include_str!("driver.py");
/// Stands between programs, and in front of what each of them prints.
const MARK: char = '\x1e';
/// How long a process may take, and how much longer for each of its programs.
const PATIENCE: Duration = Duration::from_secs(3);
const PATIENCE_EACH: Duration = Duration::from_millis(50);
/// So many times as long for programs that are tried again, since a busy machine is slow too.
const AGAIN: u32 = 20;
const ENDLESS: &str = "ended: no end";
/// With one of these, what a program prints depends on the machine.
const LIMITS: [&str; 3] = ["RecursionError", "MemoryError", ENDLESS];

/// Where programs run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Configuration {
    /// CPython: the reference, where there is one.
    Python {
        /// Its binary.
        path: PathBuf,
        /// `PYTHONHASHSEED`: what the hashes of strs begin with.
        hash_seed: u32,
    },
    /// Our own runtime.
    Tierlens {
        /// `interp`, `trace` or `jit`.
        tier: &'static str,
        /// When a trace is tried; `None`: when CPython does.
        trace_after: Option<u16>,
        /// Collections at every allocation, half as often after each such number.
        gc_stress: Option<u32>,
    },
}

impl Configuration {
    /// A tier with CPython's thresholds.
    pub const fn tier(tier: &'static str) -> Configuration {
        Configuration::Tierlens {
            tier,
            trace_after: None,
            gc_stress: None,
        }
    }

    fn command(&self) -> Command {
        match self {
            Configuration::Python { path, hash_seed } => {
                let mut command = Command::new(path);
                // Not `-E`, which ignores the seed too.
                command.args(["-S", "-s"]);
                let variables = std::env::vars_os().map(|(name, _)| name);
                for name in variables.filter(|name| name.to_string_lossy().starts_with("PYTHON")) {
                    command.env_remove(name);
                }
                command.env("PYTHONHASHSEED", hash_seed.to_string());
                command
            }
            Configuration::Tierlens {
                tier,
                trace_after,
                gc_stress,
            } => {
                let mut command = Command::new(tierlens());
                command.args(["run", "--unsandboxed", "--heap-limit=268435456"]);
                command.args(["--tier", tier]);
                if let Some(passes) = trace_after {
                    command.arg(format!("--trace-after={passes}"));
                }
                if let Some(collections) = gc_stress {
                    command.arg(format!("--gc-stress={collections}"));
                }
                command
            }
        }
    }

    /// How many programs share a process: under stress only the first ones would be stressed.
    fn share(&self) -> usize {
        match self {
            Configuration::Tierlens {
                gc_stress: Some(_), ..
            } => 2,
            _ => usize::MAX,
        }
    }
}

impl std::fmt::Display for Configuration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Configuration::Python { .. } => f.write_str("CPython"),
            Configuration::Tierlens {
                tier,
                trace_after,
                gc_stress,
            } => {
                write!(f, "--tier {tier}")?;
                if let Some(passes) = trace_after {
                    write!(f, " --trace-after {passes}")?;
                }
                if let Some(collections) = gc_stress {
                    write!(f, " --gc-stress={collections}")?;
                }
                Ok(())
            }
        }
    }
}

/// Whether what a program printed can be compared: that it ran into a limit is not its own doing.
pub fn is_comparable(printed: &str) -> bool {
    !LIMITS.iter().any(|limit| printed.contains(limit))
}

/// Whether a program had not ended when its time was over.
pub fn is_endless(printed: &str) -> bool {
    printed.contains(ENDLESS)
}

/// A folder to run programs in.
#[derive(Debug)]
pub struct Workshop {
    folder: tempfile::TempDir,
    patience: Duration,
}

impl Workshop {
    /// An own one.
    pub fn new() -> io::Result<Workshop> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("driver.py"), DRIVER)?;
        Ok(Workshop {
            folder,
            patience: PATIENCE,
        })
    }

    /// What each of the programs prints, and how it ended if the process did with it. The programs share processes.
    pub fn run(&self, on: &Configuration, programs: &[String]) -> io::Result<Vec<String>> {
        self.run_within(on, programs, 1)
    }

    /// What the last of the programs prints if it has many times as long to end. Only what has no end even then hangs.
    pub fn run_again(&self, on: &Configuration, programs: &[String]) -> io::Result<String> {
        let printed = self.run_within(on, programs, AGAIN)?;
        Ok(printed.into_iter().next_back().unwrap_or_default())
    }

    fn run_within(
        &self,
        on: &Configuration,
        programs: &[String],
        times: u32,
    ) -> io::Result<Vec<String>> {
        let mut printed = Vec::new();
        for together in programs.chunks(on.share().min(programs.len().max(1))) {
            self.run_together(on, together, times, &mut printed)?;
        }
        Ok(printed)
    }

    /// Starts a process again behind each program that ends it.
    fn run_together(
        &self,
        on: &Configuration,
        programs: &[String],
        times: u32,
        printed: &mut Vec<String>,
    ) -> io::Result<()> {
        let file = self.folder.path().join("programs");
        std::fs::write(&file, programs.join(&MARK.to_string()))?;
        let mut next = 0;
        let mut patience = times;
        while next < programs.len() {
            let (stdout, ending) = self.run_from(on, &file, next, programs.len(), patience)?;
            let mut complete = false;
            for text in stdout.split(MARK).skip(1) {
                let (number, text) = text.split_once('\n').unwrap_or((text, ""));
                complete = number == "end";
                if !complete {
                    printed.push(without_addresses(text));
                    next += 1;
                }
            }
            if complete {
                continue;
            }
            match printed.last_mut().filter(|_| stdout.contains(MARK)) {
                Some(last) => last.push_str(&format!("ended: {ending}\n")),
                // On a busy machine the start alone may take that long.
                None if is_endless(&ending) && patience == 1 => patience = AGAIN,
                None => return Err(io::Error::other(format!("{on} does not start: {ending}"))),
            }
        }
        Ok(())
    }

    /// Runs the programs from one number on: standard output, and how the process ended.
    fn run_from(
        &self,
        on: &Configuration,
        programs: &Path,
        first: usize,
        count: usize,
        times: u32,
    ) -> io::Result<(String, String)> {
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| self.folder.path().join(name));
        let mut command = on.command();
        command
            .arg(self.folder.path().join("driver.py"))
            .arg(programs)
            .arg(first.to_string())
            .stdin(Stdio::null())
            .stdout(File::create(&stdout)?)
            .stderr(File::create(&stderr)?);
        let patience = (self.patience + PATIENCE_EACH * count as u32) * times;
        let ending = wait(&mut command.spawn()?, patience)?;
        let text =
            |path| std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let complaint = text(&stderr)?;
        let complaint = complaint.lines().find(|line| line.contains("panicked"));
        let complaint = complaint.unwrap_or("");
        Ok((text(&stdout)?, format!("{ending} {complaint}")))
    }
}

/// How a process ends, at most after this time.
fn wait(child: &mut Child, patience: Duration) -> io::Result<String> {
    let deadline = Instant::now() + patience;
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.to_string());
        }
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
            return Ok("no end".into());
        }
        std::thread::sleep(pause);
        pause = (pause * 5 / 4).min(Duration::from_millis(5));
    }
}

/// Addresses of objects differ from process to process.
fn without_addresses(text: &str) -> String {
    let mut pieces = text.split(" at 0x");
    let mut out = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        out.push_str(" at 0x");
        out.push_str(piece.trim_start_matches(|digit: char| digit.is_ascii_hexdigit()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_slow_is_tried_again_and_only_what_hangs_has_no_end() {
        let mut workshop = Workshop::new().expect("a folder");
        workshop.patience = Duration::from_millis(50);
        let on = Configuration::tier("interp");
        for (program, ends) in [
            ("import time\ntime.sleep(0.5)\nprint('done')", true),
            ("while True: pass", false),
        ] {
            let programs = [program.to_owned()];
            let printed = workshop.run(&on, &programs).expect("it starts");
            assert!(is_endless(&printed[0]), "{program}: {printed:?}");
            let printed = workshop.run_again(&on, &programs).expect("it starts");
            assert_eq!(is_endless(&printed), !ends, "{program}: {printed}");
        }
    }

    #[test]
    fn addresses_are_left_out() {
        let text = without_addresses("<A object at 0x7f00e0> is <B at 0x1>");
        assert_eq!(text, "<A object at 0x> is <B at 0x>");
    }
}
