//! The two copies, and what is done with them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use insight::measured::Runtime;
use runtime::report::{Tier, content_hash};

use super::verdict::{Outcome, Seen, Verdict, verdict};
use super::{Change, Setting, sound};
use crate::project;
use crate::sandbox::{Interpreter, Temporary};
use crate::worker::{self, Action, Input, Output, Program, Series};

/// Runs of each version on each runtime, by turns: so many at least, and at most,
const FEWEST: usize = 5;
const MOST: usize = 20;
/// until they have taken this long,
const ENOUGH: Duration = Duration::from_secs(2);
/// but no more than two where these take longer than this.
const TOO_LONG: Duration = Duration::from_secs(15);
/// As much of what a program prints is compared line by line, the rest as a whole.
const MOST_BYTES: u64 = 1 << 20;

/// How far an attempt has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it is being tried.
    pub runtime: String,
    /// Of 100 parts, how much is done.
    pub percentage: u32,
}

/// Tries a change on each of our runtimes, and under another Python where one is given.
///
/// # Errors
///
/// Why it could not be tried, or was stopped.
pub fn attempt(
    setting: &Setting,
    change: &Change,
    python: Option<Interpreter>,
    runs: &Series,
    tell: &mut dyn FnMut(Step),
) -> Result<Vec<Outcome>, String> {
    let lab = Lab::new(setting, change, runs)?;
    let mut places = vec![
        (Runtime::Interpreter.name().into(), On::Tier(Tier::Interp)),
        (Runtime::Traced.name().into(), On::Tier(Tier::Jit)),
    ];
    if let Some(python) = python {
        let name = python.program.strip_prefix(&setting.project);
        let name = name.unwrap_or(&python.program).display().to_string();
        places.insert(0, (name, On::Python(python)));
    }
    let parts = u32::try_from(places.len()).unwrap_or(1);
    let mut outcomes = Vec::new();
    for (number, (runtime, on)) in (0..).zip(places) {
        let mut last = None;
        let mut come_to = |done: u32| {
            let percentage = (100 * number + done) / parts;
            if last.replace(percentage) != Some(percentage) {
                let runtime = runtime.clone();
                tell(Step {
                    runtime,
                    percentage,
                });
            }
        };
        let verdict = lab.compare(&on, &mut come_to)?;
        outcomes.push(Outcome { runtime, verdict });
    }
    Ok(outcomes)
}

/// Where something is tried.
enum On {
    /// On our runtime.
    Tier(Tier),
    /// Under another Python.
    Python(Interpreter),
}

/// Two copies of a project, one of them changed.
struct Lab<'a> {
    setting: &'a Setting,
    runs: &'a Series,
    original: PathBuf,
    changed: PathBuf,
    folder: Temporary,
}

impl<'a> Lab<'a> {
    fn new(setting: &'a Setting, change: &Change, runs: &'a Series) -> Result<Lab<'a>, String> {
        let words = |error: std::io::Error| error.to_string();
        let folder = Temporary::new().map_err(words)?;
        let [original, changed] = ["original", "changed"].map(|name| folder.files().join(name));
        let lab = Lab {
            setting,
            runs,
            original,
            changed,
            folder,
        };
        for copy in [&lab.original, &lab.changed] {
            project::copy(&setting.project, copy).map_err(words)?;
            for (file, text) in &change.held {
                // What was not copied, or is in another encoding, is as the disk has it.
                if let Some(target) = lab.within(copy, file) {
                    std::fs::write(target, text).map_err(words)?;
                }
            }
        }
        let target = lab.within(&lab.changed, &change.file);
        let target = target.ok_or("the file is not UTF-8, or no part of the project's copy")?;
        std::fs::write(target, &change.text).map_err(words)?;
        Ok(lab)
    }

    /// Where a file of the project lies in a copy, if that is in UTF-8. A link in the copy leads to what is not ours to change.
    fn within(&self, copy: &Path, file: &Path) -> Option<PathBuf> {
        let target = copy.join(file.strip_prefix(&self.setting.project).ok()?);
        let folder = target.parent()?.canonicalize().ok()?;
        let is_ours = folder.starts_with(copy.canonicalize().ok()?);
        let readable = match std::fs::symlink_metadata(&target) {
            Ok(metadata) => metadata.is_file() && std::fs::read_to_string(&target).is_ok(),
            Err(_) => true,
        };
        (is_ours && readable).then_some(target)
    }

    /// Runs both versions by turns, and compares them.
    fn compare(&self, on: &On, come_to: &mut dyn FnMut(u32)) -> Result<Verdict, String> {
        let [mut before, mut after] = [Seen::default(), Seen::default()];
        let began = Instant::now();
        for round in 0..MOST {
            let taken = began.elapsed();
            let parts = (100 * round / FEWEST).min(99);
            come_to(u32::try_from(parts).unwrap_or(0));
            if (round >= FEWEST && taken >= ENOUGH) || (round >= 2 && taken >= TOO_LONG) {
                break;
            }
            for (folder, seen) in [(&self.original, &mut before), (&self.changed, &mut after)] {
                if let Some(verdict) = self.run(folder, on, seen)? {
                    return Ok(verdict);
                }
            }
        }
        Ok(verdict(&before, &after))
    }

    /// Runs the workload in a copy, and notes what it does. A verdict where that says already that nothing can be told.
    fn run(&self, folder: &Path, on: &On, seen: &mut Seen) -> Result<Option<Verdict>, String> {
        let (from, to) = (
            self.setting.project.display().to_string(),
            folder.display().to_string(),
        );
        let program = self.moved(&self.setting.program, folder);
        let arguments = self.setting.arguments.iter();
        let arguments = arguments.map(|argument| argument.replace(&from, &to));
        let temporary = Temporary::new().map_err(|error| error.to_string())?;
        let mut request = self
            .setting
            .request(program, arguments.collect(), folder, &temporary);
        request.action = Action::Time;
        let printed = self.folder.files().join("printed");
        let output = Output::File(File::create(&printed).map_err(|error| error.to_string())?);
        let limit = self.setting.limit;
        match on {
            On::Tier(tier) => {
                request.tier = *tier;
                let began = Instant::now();
                let report =
                    worker::execute(&request, limit, Input::Empty, output, self.runs.next());
                let whole = began.elapsed().as_secs_f64();
                let report = sound(report)?;
                // The processor's time others would not disturb, but where that has a limit it is counted in ticks of 10 ms.
                let own = report.timing.run_us as f64 / 1e6;
                seen.times.push(if own > 0.0 { own } else { whole });
                let ending = format!("{} {:?}", report.exit_code, report.ending);
                seen.endings.push(ending);
            }
            On::Python(interpreter) => {
                if let Some(policy) = &mut request.policy {
                    policy.interpreter = Some(interpreter.clone());
                }
                let foreign =
                    worker::observe(&request, &temporary, output, limit, self.runs.next());
                if self.runs.is_stopped() {
                    return Err("it was cancelled".into());
                }
                // That it does not run there is no reason not to try it elsewhere.
                let foreign = match foreign {
                    Ok(foreign) => foreign,
                    Err(error) => return Ok(Some(Verdict::Unknown(error.to_string()))),
                };
                let ended = foreign.ended.unwrap_or_default();
                if *folder == *self.original
                    && !matches!(ended.split(':').next(), Some("" | "SystemExit"))
                {
                    return Ok(Some(Verdict::Unknown(format!("it ends there by {ended}"))));
                }
                seen.times.push(foreign.seconds);
                seen.endings.push(ended);
            }
        }
        // Tracebacks name the copy, and some programs their temporary folder.
        let own = temporary.files().display().to_string();
        let plain = |text: &str| text.replace(&to, &from).replace(&own, "");
        if let Some(ending) = seen.endings.last_mut() {
            *ending = plain(ending);
        }
        seen.printed.push(plain(&read(&printed)?));
        Ok(None)
    }

    /// A program of the project as it is named in a copy.
    fn moved(&self, program: &Program, folder: &Path) -> Program {
        let moved = |path: &Path| match path.strip_prefix(&self.setting.project) {
            Ok(place) => folder.join(place),
            Err(_) => path.to_path_buf(),
        };
        match program {
            Program::File(path) | Program::Text { path, .. } => Program::File(moved(path)),
            other => other.clone(),
        }
    }
}

/// What was printed; in place of what is too long, a line that tells it from others.
fn read(printed: &Path) -> Result<String, String> {
    let words = |error: std::io::Error| error.to_string();
    let mut file = File::open(printed).map_err(words)?;
    let mut bytes = Vec::new();
    let start = (&mut file).take(MOST_BYTES).read_to_end(&mut bytes);
    start.map_err(words)?;
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    bytes.clear();
    file.read_to_end(&mut bytes).map_err(words)?;
    if !bytes.is_empty() {
        text.push('\n');
        text.push_str(&content_hash(&bytes));
    }
    Ok(text)
}
