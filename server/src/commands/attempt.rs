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
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::project::{self, Start, Surroundings};
use crate::sandbox::{self, Temporary};
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
    let report = lab.run(&lab.original, Tier::Jit, true, None)?;
    let (advised, edit) = edit_at(&report, &path, &source, line)?;
    let edited = edit.applied(&source).ok_or("the file has changed")?;
    println!("{file}:{line}  {}", text_of(&source, edit.span).trim());
    println!("  {}:  {}", advised.text(), edit.text.trim());
    lab.put(&edited)?;
    let mut verdicts = Vec::new();
    for (tier, runtime) in [
        (Tier::Interp, Runtime::Interpreter),
        (Tier::Jit, Runtime::Traced),
    ] {
        let verdict = lab.compare(tier)?;
        println!("  {:<16} {}", runtime.name(), in_words(verdict));
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
        Verdict::Better(times) => format!("better: {times:.2}× as fast"),
        Verdict::Worse(times) => format!("worse: {times:.2}× as slow"),
        Verdict::Same => "the same".into(),
        Verdict::Different => "different: another output or ending".into(),
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
    _folder: Temporary,
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
            _folder: folder,
        })
    }

    /// Changes the file in the copy that is to be changed.
    fn put(&self, text: &str) -> Result<(), String> {
        std::fs::write(self.changed.join(&self.file), text).map_err(|error| error.to_string())
    }

    fn compare(&self, tier: Tier) -> Result<Verdict, String> {
        let mut best = [f64::INFINITY; 2];
        let mut seen: [Option<(Vec<u8>, i32, Ending)>; 2] = [None, None];
        for _ in 0..RUNS {
            for (index, folder) in [&self.original, &self.changed].into_iter().enumerate() {
                let printed = self._folder.files().join("printed");
                let began = Instant::now();
                let report = self.run(folder, tier, false, Some(&printed))?;
                let whole = began.elapsed().as_secs_f64();
                let own = report.timing.run_us as f64 / 1e6;
                best[index] = best[index].min(if own > 0.0 { own } else { whole });
                let text = std::fs::read(&printed).map_err(|error| error.to_string())?;
                seen[index] = Some((text, report.exit_code, report.ending));
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

    /// Runs the workload in a copy; what it prints goes into the file `printed`, or nowhere.
    fn run(
        &self,
        folder: &Path,
        tier: Tier,
        observe: bool,
        printed: Option<&Path>,
    ) -> Result<Report, String> {
        // Which file is named matters to what is said of it: that of the first run is the user's.
        let (root, program) = if observe {
            (&*self.project, self.workload.program.clone())
        } else {
            (folder, self.moved(&self.workload.program, folder))
        };
        let arguments = self
            .workload
            .arguments
            .iter()
            .map(|argument| match observe {
                true => argument.clone(),
                false => argument.replace(
                    &self.project.display().to_string(),
                    &folder.display().to_string(),
                ),
            });
        let surroundings =
            project::surroundings(&program, root, Some(root.to_path_buf()), Start::InProject);
        let temporary = Temporary::new().map_err(|error| error.to_string())?;
        let request = self.request(
            program,
            arguments.collect(),
            tier,
            observe,
            root,
            &surroundings,
            &temporary,
        );
        let output = match printed {
            Some(file) => Output::File(File::create(file).map_err(|error| error.to_string())?),
            None => Output::Dropped,
        };
        let (_stop, stopped) = worker::stop_pair();
        let report = worker::execute(&request, self.limit, Input::Empty, output, stopped);
        match &report.ending {
            Ending::Refused { reason } => Err(reason.clone()),
            Ending::TimeOut { seconds } => {
                Err(format!("the workload takes longer than {seconds} s"))
            }
            _ => Ok(report),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a request has many parts")]
    fn request(
        &self,
        program: Program,
        arguments: Vec<String>,
        tier: Tier,
        observe: bool,
        root: &Path,
        surroundings: &Surroundings,
        temporary: &Temporary,
    ) -> Request {
        let policy = policy_here(
            surroundings,
            temporary,
            memory_limit(HEAP_LIMIT),
            None,
            Some(self.limit.as_secs().saturating_mul(4).saturating_add(2)),
        );
        Request {
            action: if observe { Action::Run } else { Action::Time },
            program,
            arguments,
            search: surroundings.search.clone(),
            module: surroundings.module.clone(),
            then: self.workload.then.clone(),
            tier,
            trace_after: None,
            heap_limit: Some(HEAP_LIMIT),
            gc_stress: None,
            shown: Shown {
                roots: vec![root.to_path_buf()],
                ..Shown::default()
            },
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
