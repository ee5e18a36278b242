//! `tierlens report`: runs a program and prints what it showed.

use std::io::Write;
use std::sync::mpsc::channel;
use std::time::Duration;

use insight::{Kind, Kinds, Overview, Wanted};
use runtime::Shown;
use runtime::report::{Ending, Report};
use serde::Serialize;
use serde_json::Serializer;

use super::json_layout::Layout;

use super::{check_names, complain, policy_here, printed, surroundings_here};
use crate::cli::{self, Format};
use crate::cross_check::{Agreement, cross_check};
use crate::engine::{HEAP_LIMIT, memory_limit, processor_seconds};
use crate::progress::Progress;
use crate::project::{self, Start, Surroundings};
use crate::render::{self, Context, View};
use crate::sandbox::{self, Temporary};
use crate::signals;
use crate::worker::{self, Action, Input, Program, Request, Series};
use crate::workload::{self, Document, Found, Origin, Workload, parse};

pub fn report(options: &cli::Report) -> i32 {
    let prepared =
        workload(options).and_then(|workload| Ok((prepare(options, &workload)?, workload)));
    let ((request, surroundings, limit), workload) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => return complain(message),
    };
    let (report, agreement) = match measure(request, &surroundings, options, limit) {
        Ok(measured) => measured,
        Err(error) => return complain(error),
    };
    let wanted = wanted(options, &surroundings);
    let done = match options.format {
        Format::Json => print_json(&report, &workload, agreement, options, wanted),
        Format::Text => {
            let here = std::env::current_dir().unwrap_or_default();
            let context = Context {
                run_by: workload.origin.described(&here),
                agreement,
            };
            render::print(&report, &context, view(options, wanted))
        }
    };
    printed(done.map(|()| match report.ending {
        Ending::Finished => report.exit_code,
        _ => report.exit_code.max(1),
    }))
}

/// What costs a smaller part of the run is not worth a look.
const FLOOR: f64 = 0.01;

/// Which findings are wanted: by the command line, else by the project of the workload.
fn wanted(options: &cli::Report, surroundings: &Surroundings) -> Wanted {
    let configured = surroundings.project.as_deref().map(workload::shown);
    let configured = configured.transpose().unwrap_or_else(|why| {
        eprintln!("tierlens: {why}");
        None
    });
    let configured = configured.unwrap_or_default();
    let set = |names: &[String]| names.iter().filter_map(|name| Kind::named(name)).collect();
    let kinds = match options.kinds.as_slice() {
        [] => configured.kinds.unwrap_or(Kinds::ALL),
        names => set(names),
    };
    let floor = options.floor.or(configured.floor);
    let floor = match (options.format, options.all) {
        (_, true) => 0.0,
        (Format::Text, false) => floor.unwrap_or(FLOOR),
        (Format::Json, false) => floor.unwrap_or(0.0),
    };
    let kinds = kinds.without(set(&options.no_kinds));
    Wanted { floor, kinds }
}

fn view(options: &cli::Report, wanted: Wanted) -> View {
    View {
        wanted,
        lines: options.lines,
        opcodes: options.opcodes,
        traces: options.traces,
        all: options.all,
        runtime: options.runtime.into(),
        width: render::width(),
    }
}

/// The request, but for its policy, what surrounds it, and the time that it has.
fn prepare(
    options: &cli::Report,
    workload: &Workload,
) -> Result<(Request, Surroundings, Duration), String> {
    let limit = Duration::try_from_secs_f64(options.time_limit)
        .map_err(|_| "the time limit must be a number of seconds")?;
    check_names(&options.environment)?;
    let is_part = |floor| (0.0..=1.0).contains(&floor);
    if !options.floor.is_none_or(is_part) {
        return Err("the floor is a part of the run, from 0 to 1".into());
    }
    for pattern in &options.include {
        Shown::check(pattern).map_err(|why| format!("--include {pattern}: {why}"))?;
    }
    let surroundings = surroundings_here(&workload.program, Start::InProject)
        .map_err(|error| error.to_string())?;
    let request = Request {
        action: Action::Run,
        arguments: workload.arguments.clone(),
        then: workload.then.clone(),
        tier: options.tier.into(),
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        shown: Shown {
            roots: surroundings.project.iter().cloned().collect(),
            include: options.include.clone(),
            hidden: workload.origin.is_ours(),
        },
        search: surroundings.search.clone(),
        module: surroundings.module.clone(),
        program: workload.program.clone(),
        time_limit: Some(limit),
        background: false,
        policy: None,
        directory: None,
        environment: options.environment.clone(),
    };
    Ok((request, surroundings, limit))
}

/// What the command line says; for a file that only defines things, or has comments that say what to run, what an editor would run
/// for it.
fn workload(options: &cli::Report) -> Result<Workload, String> {
    let (program, arguments) = parse(&options.program)?;
    let mut itself = Workload {
        program,
        arguments,
        then: None,
        origin: Origin::Itself,
    };
    let Program::File(file) = &itself.program else {
        return Ok(itself);
    };
    let complain = |error| format!("{}: {error}", file.display());
    let metadata = std::fs::metadata(file).map_err(complain)?;
    if !itself.arguments.is_empty() || !metadata.is_file() {
        return Ok(itself);
    }
    // What is no UTF-8 the worker can read.
    let Ok(text) = std::fs::read_to_string(file) else {
        return Ok(itself);
    };
    let path = std::path::absolute(file).map_err(complain)?;
    let project = project::of_file(&path, None).filter(|project| project.is_dir());
    let outline = runtime::outline(&text);
    if outline.acts == runtime::Acts::No || outline.runs().next().is_some() {
        let found = workload::find(Document {
            path: &path,
            text: &text,
            project: project.as_deref(),
            chosen: None,
        });
        match found {
            Found::Run(workload) => itself = *workload,
            Found::Unreadable(why) => eprintln!("tierlens: {why}"),
            Found::Skip => {}
            Found::Nothing => eprintln!("tierlens: {}: {}", file.display(), workload::HOW),
        }
    }
    Ok(itself)
}

fn measure(
    request: Request,
    surroundings: &Surroundings,
    options: &cli::Report,
    limit: Duration,
) -> std::io::Result<(Report, Option<Agreement>)> {
    let runs = Series::default();
    let (asked, signal) = channel();
    let stop = runs.clone();
    signals::when_asked_to_end(move |signal| {
        let _ = asked.send(signal);
        stop.stop();
    })?;
    let measured = execute(request, surroundings, options, limit, &runs);
    sandbox::sweep();
    if let Ok(signal) = signal.try_recv() {
        signals::end_by(signal);
    }
    measured
}

/// Runs the program; its temporary folder is gone when this returns.
fn execute(
    mut request: Request,
    surroundings: &Surroundings,
    options: &cli::Report,
    limit: Duration,
    runs: &Series,
) -> std::io::Result<(Report, Option<Agreement>)> {
    let temporary = Temporary::new()?;
    if !options.unsandboxed {
        request.policy = Some(policy_here(
            surroundings,
            &temporary,
            memory_limit(HEAP_LIMIT),
            options.disk_limit,
            Some(processor_seconds(limit)),
        ));
    }
    let mut progress = Progress::new();
    progress.phase(format!("running {}", request.name()));
    let (input, output) = (temporary.request(), progress.output());
    let report = worker::execute(&request, limit, Input::Shared(&input), output, runs.next());
    let Some(python) = &options.against else {
        return Ok((report, None));
    };
    let name = python.display().to_string();
    progress.phase(format!("running {} under {name}", request.name()));
    let agreement = cross_check(python, name, request, &report, &temporary, limit, runs)
        .map_err(|why| std::io::Error::other(format!("--against {}: {why}", python.display())))?;
    Ok((report, Some(agreement)))
}

/// The JSON of a report: what was run, what that has shown, and what insight says about it.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    report: &'a Report,
    workload: Run<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cross_check: Option<Agreement>,
    #[serde(flatten)]
    overview: Overview,
}

/// What was run.
#[derive(Serialize)]
struct Run<'a> {
    origin: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    arguments: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<&'a str>,
}

fn print_json(
    report: &Report,
    workload: &Workload,
    cross_check: Option<Agreement>,
    options: &cli::Report,
    wanted: Wanted,
) -> std::io::Result<()> {
    let sources = render::sources(report);
    let mut overview = Overview::of(report, &sources, options.runtime.into(), wanted);
    if let Some(agreement) = &cross_check {
        overview.label(&agreement.mismatches);
    }
    let json = Json {
        report,
        workload: Run {
            origin: workload.origin.name(),
            arguments: &workload.arguments,
            then: workload.then.as_deref(),
        },
        cross_check,
        overview,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    json.serialize(&mut Serializer::with_formatter(&mut out, Layout::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}
