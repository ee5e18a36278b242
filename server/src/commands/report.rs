//! `tierlens report`: runs a program and prints what it showed.

use std::io::Write;
use std::time::Duration;

use runtime::report::{Ending, Report};
use serde::Serialize;
use serde_json::Serializer;

use super::json_layout::Layout;
use super::{complain, policy_here, printed};
use crate::cli::{self, Format};
use crate::engine::{HEAP_LIMIT, memory_limit};
use crate::render;
use crate::sandbox::Temporary;
use crate::worker::{self, Action, Output, Program, Request};

pub fn report(options: &cli::Report) -> i32 {
    if let Err(error) = std::fs::metadata(&options.file) {
        return complain(format_args!("{}: {error}", options.file.display()));
    }
    let Ok(limit) = Duration::try_from_secs_f64(options.time_limit) else {
        return complain("the time limit must be a number of seconds");
    };
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
    let temporary = Temporary::new()?;
    let cpu_seconds = Some(limit.as_secs().saturating_mul(4).saturating_add(2));
    let policy = policy_here(
        Some(&options.file),
        temporary.path(),
        memory_limit(HEAP_LIMIT),
        cpu_seconds,
    );
    let request = Request {
        action: Action::Run,
        program: Program::File(options.file.clone()),
        arguments: Vec::new(),
        tier: options.tier.into(),
        heap_limit: Some(HEAP_LIMIT),
        gc_stress: None,
        policy: (!options.unsandboxed).then_some(policy),
        directory: None,
    };
    Ok(worker::execute(
        &request,
        limit,
        Output::Shown,
        worker::stop_pair().1,
    ))
}

fn print_json(report: &Report) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    report.serialize(&mut Serializer::with_formatter(&mut out, Layout::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}
