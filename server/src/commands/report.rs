//! `tierlens report`: runs a program and prints what it showed.

use std::io::Write;
use std::sync::mpsc::channel;
use std::time::Duration;

use insight::Overview;
use runtime::Shown;
use runtime::report::{Ending, Report};
use serde::Serialize;
use serde_json::Serializer;

use super::json_layout::Layout;
use super::program::parse;
use super::{check_names, complain, policy_here, printed, surroundings_here};
use crate::cli::{self, Format};
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::project::{Start, Surroundings};
use crate::render::{self, View};
use crate::sandbox::{self, Temporary};
use crate::signals;
use crate::worker::{self, Action, Input, Output, Program, Request, Stopped};

pub fn report(options: &cli::Report) -> i32 {
    let prepared = prepare(options);
    let (request, surroundings, limit) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => return complain(message),
    };
    let report = match measure(request, &surroundings, options, limit) {
        Ok(report) => report,
        Err(error) => return complain(error),
    };
    let done = match options.format {
        Format::Json => print_json(&report, options),
        Format::Text => render::print(&report, view(options)),
    };
    printed(done.map(|()| match report.ending {
        Ending::Finished => report.exit_code,
        _ => report.exit_code.max(1),
    }))
}

fn view(options: &cli::Report) -> View {
    View {
        lines: options.lines,
        opcodes: options.opcodes,
        traces: options.traces,
        all: options.all,
        runtime: options.runtime.into(),
        width: render::width(),
    }
}

/// The request, but for its policy, what surrounds it, and the time that it has.
fn prepare(options: &cli::Report) -> Result<(Request, Surroundings, Duration), String> {
    let (program, arguments) = parse(&options.program)?;
    if let Program::File(file) = &program {
        std::fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let limit = Duration::try_from_secs_f64(options.time_limit)
        .map_err(|_| "the time limit must be a number of seconds")?;
    check_names(&options.environment)?;
    for pattern in &options.include {
        Shown::check(pattern).map_err(|why| format!("--include {pattern}: {why}"))?;
    }
    let surroundings =
        surroundings_here(&program, Start::InProject).map_err(|error| error.to_string())?;
    let request = Request {
        action: Action::Run,
        arguments,
        tier: options.tier.into(),
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        shown: Shown {
            roots: surroundings.project.iter().cloned().collect(),
            include: options.include.clone(),
        },
        search: surroundings.search.clone(),
        module: surroundings.module.clone(),
        program,
        policy: None,
        directory: None,
        environment: options.environment.clone(),
    };
    Ok((request, surroundings, limit))
}

fn measure(
    request: Request,
    surroundings: &Surroundings,
    options: &cli::Report,
    limit: Duration,
) -> std::io::Result<Report> {
    let (stop, stopped) = worker::stop_pair();
    let (asked, signal) = channel();
    signals::when_asked_to_end(move |signal| {
        let _ = asked.send(signal);
        stop.stop();
    })?;
    let report = execute(request, surroundings, options, limit, stopped)?;
    sandbox::sweep();
    if let Ok(signal) = signal.try_recv() {
        signals::end_by(signal);
    }
    Ok(report)
}

/// Runs the program; its temporary folder is gone when this returns.
fn execute(
    mut request: Request,
    surroundings: &Surroundings,
    options: &cli::Report,
    limit: Duration,
    stopped: Stopped,
) -> std::io::Result<Report> {
    let temporary = Temporary::new()?;
    if !options.unsandboxed {
        request.policy = Some(policy_here(
            surroundings,
            &temporary,
            memory_limit(HEAP_LIMIT),
            options.disk_limit,
            Some(limit.as_secs().saturating_mul(4).saturating_add(2)),
        ));
    }
    let input = temporary.request();
    Ok(worker::execute(
        &request,
        limit,
        Input::Shared(&input),
        Output::Shown,
        stopped,
    ))
}

/// The JSON of a report: what the run has shown, and what insight says about it.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// What followed the program's name.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    arguments: &'a [String],
    #[serde(flatten)]
    overview: Overview,
}

fn print_json(report: &Report, options: &cli::Report) -> std::io::Result<()> {
    let arguments = parse(&options.program).map_or_else(|_| Vec::new(), |(_, arguments)| arguments);
    let overview = Overview::new(report, &render::sources(report), options.runtime.into());
    let document = Document {
        report,
        arguments: &arguments,
        overview,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    document.serialize(&mut Serializer::with_formatter(&mut out, Layout::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}
