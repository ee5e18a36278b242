//! `tierlens try`: follows the advice at a line in a copy, runs the workload both ways, and says what came of it.

use std::path::Path;
use std::time::Duration;

use insight::measured::Advised;
use insight::{Edit, edit, findings, text_of};
use runtime::report::Report;

use super::{check_names, complain};
use crate::attempt::{Change, Setting, Step, attempt as try_out, is_good};
use crate::progress::Progress;
use crate::worker::Series;
use crate::workload::{self, Document, Found};
use crate::{cli, project, sandbox};

pub fn attempt(options: &cli::Try) -> i32 {
    match tried(options) {
        Ok(good) => i32::from(!good),
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
    let setting = setting(&path, &source, options)?;
    let runs = Series::default();
    let mut progress = Progress::new();
    progress.phase("running it as it is");
    let report = setting.look(&runs)?;
    progress.end();
    let (advised, edit) = edit_at(&report, &path, &source, line)?;
    let edited = edit.applied(&source).ok_or("the file has changed")?;
    println!("{file}:{line}  {}", text_of(&source, edit.span).trim());
    println!("  {}:  {}", advised.text(), edit.text.trim());
    let python = setting
        .python(options.against.as_deref())
        .map_err(|why| format!("--against {why}"))?;
    let change = Change {
        file: path.clone(),
        text: edited,
        held: Vec::new(),
    };
    let mut progress = Progress::new();
    progress.phase("making copies to try it in");
    let mut tell = |step: Step| {
        let Step {
            runtime,
            percentage,
        } = step;
        progress.phase(format!("both ways in {runtime}, {percentage} % done"));
    };
    let outcomes = try_out(&setting, &change, python, &runs, &mut tell);
    progress.end();
    sandbox::sweep();
    let outcomes = outcomes?;
    for outcome in &outcomes {
        println!("  {outcome}");
    }
    let good = is_good(&outcomes);
    if options.apply && good {
        std::fs::write(&path, change.text).map_err(|error| format!("{file}: {error}"))?;
        println!("  applied");
    } else if options.apply {
        println!("  not applied");
    }
    Ok(good)
}

fn setting(path: &Path, source: &str, options: &cli::Try) -> Result<Setting, String> {
    let limit = Duration::try_from_secs_f64(options.time_limit)
        .map_err(|_| "the time limit must be a number of seconds")?;
    let project = project::of_file(path, None).filter(|project| project.is_dir());
    let project =
        project.ok_or("a file that lies right in the home folder has no project to be copied")?;
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
    Ok(Setting {
        project,
        program: workload.program,
        arguments: workload.arguments,
        then: workload.then,
        environment: options.environment.clone(),
        limit,
        confined: true,
    })
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
