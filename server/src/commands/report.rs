//! `tierlens report`: runs a program and prints what it showed.

use std::io::Write;
use std::sync::mpsc::channel;
use std::time::Duration;

use runtime::report::{Ending, Report};
use serde::Serialize;
use serde_json::Serializer;

use super::json_layout::Layout;
use super::{check_names, complain, policy_here, printed};
use crate::cli::{self, Format};
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::render;
use crate::sandbox::{self, Temporary};
use crate::signals;
use crate::worker::{self, Action, Output, Program, Request, Stopped};

pub fn report(options: &cli::Report) -> i32 {
    if let Err(error) = std::fs::metadata(&options.file) {
        return complain(format_args!("{}: {error}", options.file.display()));
    }
    let Ok(limit) = Duration::try_from_secs_f64(options.time_limit) else {
        return complain("the time limit must be a number of seconds");
    };
    if let Err(message) = check_names(&options.environment) {
        return complain(message);
    }
    let report = match measure(options, limit) {
        Ok(report) => report,
        Err(error) => return complain(error),
    };
    let done = match options.format {
        Format::Json => print_json(&report),
        Format::Text => render::print(&report),
    };
    printed(done.map(|()| match report.ending {
        Ending::Finished => report.exit_code,
        _ => report.exit_code.max(1),
    }))
}

fn measure(options: &cli::Report, limit: Duration) -> std::io::Result<Report> {
    let (stop, stopped) = worker::stop_pair();
    let (asked, signal) = channel();
    signals::when_asked_to_end(move |signal| {
        let _ = asked.send(signal);
        stop.stop();
    })?;
    let report = execute(options, limit, stopped)?;
    sandbox::sweep();
    if let Ok(signal) = signal.try_recv() {
        signals::end_by(signal);
    }
    Ok(report)
}

/// Runs the program; its temporary folder is gone when this returns.
fn execute(options: &cli::Report, limit: Duration, stopped: Stopped) -> std::io::Result<Report> {
    let temporary = Temporary::new()?;
    let program = Program::File(options.file.clone());
    let cpu_seconds = Some(limit.as_secs().saturating_mul(4).saturating_add(2));
    let policy = policy_here(
        &program,
        &temporary,
        memory_limit(HEAP_LIMIT),
        options.disk_limit,
        cpu_seconds,
    );
    let request = Request {
        action: Action::Run,
        program,
        arguments: Vec::new(),
        tier: options.tier.into(),
        trace_after: None,
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        policy: (!options.unsandboxed).then_some(policy),
        directory: None,
        environment: options.environment.clone(),
    };
    Ok(worker::execute(&request, limit, Output::Shown, stopped))
}

fn print_json(report: &Report) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    report.serialize(&mut Serializer::with_formatter(&mut out, Layout::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}
