//! `tierlens try`: follows the advice at a line in a copy, runs the workload both ways, and says what came of it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use insight::measured::{Advised, Runtime};
use insight::{Edit, edit, findings, text_of};
use runtime::Shown;
use runtime::report::{Ending, Report, Tier};

use super::{check_names, complain, policy_here};
use crate::cli;
use crate::engine::{HEAP_LIMIT, memory_limit, processor_seconds};
use crate::project::{self, Start, Surroundings};
use crate::sandbox::{self, Interpreter, Temporary};
use crate::worker::{self, Action, Input, Output, Program, Request};
use crate::workload::{self, Document, Found, Workload};

/// Runs of each version on each tier, in turns; the quickest counts.
const RUNS: usize = 5;
/// Below this, a difference is none.
const NOISE: f64 = 1.03;

/// What came of an attempt on one runtime.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// Times as fast.
    Better(f64),
    Worse(f64),
    Same,
    /// Another output or ending.
    Different,
}

pub fn attempt(options: &cli::Try) -> i32 {
    match tried(options) {
        Ok(better) => i32::from(!better),
        Err(message) => complain(message),
    }
}

/// Whether it is better somewhere and worse nowhere.
fn tried(options: &cli::Try) -> Result<bool, String> {
    check_names(&options.environment)?;
    let (file, line) = options
        .place
        .rsplit_once(':')
        .ok_or("name a place: FILE:LINE")?;
    let line: u32 = line
        .parse()
        .map_err(|_| format!("{line:?} is no line's number"))?;
    let path = Path::new(file);
    let path = path
        .canonicalize()
        .map_err(|error| format!("{file}: {error}"))?;
    let source = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    let lab = Lab::new(&path, &source, options)?;
    let report = lab.look()?;
    let (advised, edit) = edit_at(&report, &path, &source, line)?;
    let edited = edit.applied(&source).ok_or("the file has changed")?;
    println!("{file}:{line}  {}", text_of(&source, edit.span).trim());
    println!("  {}:  {}", advised.text(), edit.text.trim());
    lab.put(&edited)?;
    let mut places = vec![
        (
            Runtime::Interpreter.name().to_owned(),
            On::Tier(Tier::Interp),
        ),
        (Runtime::Traced.name().to_owned(), On::Tier(Tier::Jit)),
    ];
    if let Some(python) = lab.python()? {
        places.insert(
            0,
            (python.program.display().to_string(), On::Python(python)),
        );
    }
    let mut verdicts = Vec::new();
    for (name, on) in &places {
        let verdict = lab.compare(on)?;
        println!("  {} {name}", in_words(verdict));
        verdicts.push(verdict);
    }
    sandbox::sweep();
    let better = verdicts
        .iter()
        .any(|verdict| matches!(verdict, Verdict::Better(_)));
    let worse = verdicts
        .iter()
        .any(|verdict| matches!(verdict, Verdict::Worse(_) | Verdict::Different));
    let good = better && !worse;
    if options.apply && good {
        std::fs::write(&path, edited).map_err(|error| format!("{file}: {error}"))?;
        println!("  applied");
    } else if options.apply {
        println!("  not applied");
    }
    Ok(good)
}

fn in_words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Better(times) => format!("better, {times:.2}× as fast:"),
        Verdict::Worse(times) => format!("worse, {times:.2}× as slow:"),
        Verdict::Same => "the same:".into(),
        Verdict::Different => "different, another output or ending:".into(),
    }
}

/// The advice at a line that can be followed mechanically.
fn edit_at(
    report: &Report,
    path: &Path,
    source: &str,
    line: u32,
) -> Result<(Advised, Edit), String> {
    let found = findings(report, &path.display().to_string());
    let here = || found.iter().filter(|finding| finding.span.line == line);
    let edits = here().filter_map(|finding| {
        let advised = finding.advised.clone()?;
        let edit = edit(advised.advice(), source, finding.span)?;
        Some((advised, edit))
    });
    if let Some(found) = edits.into_iter().next() {
        return Ok(found);
    }
    let advice = here().find_map(|finding| finding.advised.as_ref());
    Err(match advice {
        Some(advised) => format!("line {line}: this is for you to do: {}", advised.text()),
        None => format!("line {line}: there is no advice that is known to gain"),
    })
}

/// A report of a run that came to some end of its own.
fn sound(report: Report) -> Result<Report, String> {
    match report.ending {
        Ending::Refused { reason } => Err(reason),
        Ending::TimeOut { seconds } => Err(format!("the workload takes longer than {seconds} s")),
        _ => Ok(report),
    }
}

/// Where something is tried.
enum On {
    /// On our runtime.
    Tier(Tier),
    /// On another Python.
    Python(Interpreter),
}

/// Two copies of a project, one to be changed.
struct Lab<'a> {
    options: &'a cli::Try,
    workload: Workload,
    original: PathBuf,
    changed: PathBuf,
    /// The file to be changed, within the project.
    file: PathBuf,
    project: PathBuf,
    limit: Duration,
    folder: Temporary,
}

impl<'a> Lab<'a> {
    fn new(path: &Path, source: &str, options: &'a cli::Try) -> Result<Lab<'a>, String> {
        let limit = Duration::try_from_secs_f64(options.time_limit)
            .map_err(|_| "the time limit must be a number of seconds")?;
        let project = project::of_file(path, None).filter(|project| project.is_dir());
        let project = project
            .ok_or("a file that lies right in the home folder has no project to be copied")?;
        let found = workload::find(Document {
            path,
            text: source,
            project: Some(&project),
            chosen: None,
        });
        let workload = match found {
            Found::Run(workload) => *workload,
            Found::Skip => return Err("a comment in the file says `tierlens: skip`".into()),
            Found::Nothing => return Err(workload::HOW.into()),
            Found::Unreadable(why) => return Err(why),
        };
        let folder = Temporary::new().map_err(|error| error.to_string())?;
        let [original, changed] = ["original", "changed"].map(|name| folder.files().join(name));
        for copy in [&original, &changed] {
            project::copy(&project, copy).map_err(|error| error.to_string())?;
        }
        let file = path
            .strip_prefix(&project)
            .map_err(|error| error.to_string())?
            .to_path_buf();
        Ok(Lab {
            options,
            workload,
            original,
            changed,
            file,
            project,
            limit,
            folder,
        })
    }

    /// Changes the file in the copy that is to be changed.
    fn put(&self, text: &str) -> Result<(), String> {
        std::fs::write(self.changed.join(&self.file), text).map_err(|error| error.to_string())
    }

    /// Runs both versions in turns, and compares the quickest runs and what they printed.
    fn compare(&self, on: &On) -> Result<Verdict, String> {
        let mut best = [f64::INFINITY; 2];
        let mut seen: [Option<(Vec<u8>, String)>; 2] = [None, None];
        for _ in 0..RUNS {
            for (index, folder) in [&self.original, &self.changed].into_iter().enumerate() {
                let printed = self.folder.files().join("printed");
                let (seconds, ending) = self.time(folder, on, &printed)?;
                best[index] = best[index].min(seconds);
                let text = std::fs::read(&printed).map_err(|error| error.to_string())?;
                seen[index] = Some((text, ending));
            }
        }
        let [before, after] = best;
        Ok(if seen[0] != seen[1] {
            Verdict::Different
        } else if before / after >= NOISE {
            Verdict::Better(before / after)
        } else if after / before >= NOISE {
            Verdict::Worse(after / before)
        } else {
            Verdict::Same
        })
    }

    /// How many seconds the workload takes in a copy, and how it ends; what it prints goes into the file `printed`.
    fn time(&self, folder: &Path, on: &On, printed: &Path) -> Result<(f64, String), String> {
        let program = self.moved(&self.workload.program, folder);
        let (from, to) = (
            self.project.display().to_string(),
            folder.display().to_string(),
        );
        let arguments = self
            .workload
            .arguments
            .iter()
            .map(|argument| argument.replace(&from, &to));
        let temporary = Temporary::new().map_err(|error| error.to_string())?;
        let mut request = self.request(program, arguments.collect(), folder, &temporary);
        let printed = Output::File(File::create(printed).map_err(|error| error.to_string())?);
        match on {
            On::Tier(tier) => {
                (request.tier, request.action) = (*tier, Action::Time);
                let began = Instant::now();
                let (_stop, stopped) = worker::stop_pair();
                let report = worker::execute(&request, self.limit, Input::Empty, printed, stopped);
                let whole = began.elapsed().as_secs_f64();
                let own = report.timing.run_us as f64 / 1e6;
                let report = sound(report)?;
                let ending = format!("{} {:?}", report.exit_code, report.ending);
                // A traceback names the copy.
                let ending = ending.replace(&to, &from);
                Ok((if own > 0.0 { own } else { whole }, ending))
            }
            On::Python(interpreter) => {
                if let Some(policy) = &mut request.policy {
                    policy.interpreter = Some(interpreter.clone());
                }
                request.action = Action::Observe;
                let foreign = worker::observe(&request, &temporary, printed, self.limit)
                    .map_err(|error| format!("{}: {error}", interpreter.program.display()))?;
                Ok((foreign.seconds, foreign.ended.unwrap_or_default()))
            }
        }
    }

    /// Runs the workload where it is, and looks at it.
    fn look(&self) -> Result<Report, String> {
        let temporary = Temporary::new().map_err(|error| error.to_string())?;
        let (program, arguments) = (
            self.workload.program.clone(),
            self.workload.arguments.clone(),
        );
        let request = self.request(program, arguments, &self.project, &temporary);
        let (_stop, stopped) = worker::stop_pair();
        sound(worker::execute(
            &request,
            self.limit,
            Input::Empty,
            Output::Dropped,
            stopped,
        ))
    }

    /// The Python to run under beside ours: the one that is asked for, or that of the project's environment.
    fn python(&self) -> Result<Option<Interpreter>, String> {
        let complain = |path: &Path, error| format!("--against {}: {error}", path.display());
        if let Some(path) = &self.options.against {
            return Interpreter::at(path)
                .map(Some)
                .map_err(|error| complain(path, error));
        }
        let surroundings = self.surroundings(&self.workload.program, &self.project);
        let prefix = surroundings.search.prefix;
        // One that is broken is no reason not to try.
        Ok(prefix.and_then(|prefix| Interpreter::at(&prefix.join("bin/python")).ok()))
    }

    fn surroundings(&self, program: &Program, root: &Path) -> Surroundings {
        project::surroundings(program, root, Some(root.to_path_buf()), Start::InProject)
    }

    /// The request to run a program in a folder, watched and as machine code.
    fn request(
        &self,
        program: Program,
        arguments: Vec<String>,
        root: &Path,
        temporary: &Temporary,
    ) -> Request {
        let surroundings = self.surroundings(&program, root);
        let policy = policy_here(
            &surroundings,
            temporary,
            memory_limit(HEAP_LIMIT),
            None,
            Some(processor_seconds(self.limit)),
        );
        Request {
            action: Action::Run,
            program,
            arguments,
            search: surroundings.search,
            module: surroundings.module,
            then: self.workload.then.clone(),
            tier: Tier::Jit,
            trace_after: None,
            heap_limit: Some(HEAP_LIMIT),
            gc_stress: None,
            shown: Shown {
                roots: vec![root.to_path_buf()],
                ..Shown::default()
            },
            time_limit: None,
            policy: Some(policy),
            directory: Some(root.to_path_buf()),
            environment: self.options.environment.clone(),
        }
    }

    /// A program of the project as it is named in a copy.
    fn moved(&self, program: &Program, folder: &Path) -> Program {
        let moved = |path: &Path| match path.strip_prefix(&self.project) {
            Ok(place) => folder.join(place),
            Err(_) => path.to_path_buf(),
        };
        match program {
            Program::File(path) | Program::Text { path, .. } => Program::File(moved(path)),
            other => other.clone(),
        }
    }
}
