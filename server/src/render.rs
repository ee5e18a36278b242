//! A report as text: the source with what became of it, then the traces.

mod source;
mod style;
mod traces;

use std::collections::BTreeMap;
use std::io::Write;

use runtime::report::{Ending, Report, Span};

use style::{Painted, bold, dim, warn};

/// Prints `report` to standard output, in colour where that is a terminal that wants it.
pub fn print(report: &Report) -> std::io::Result<()> {
    let sources = report.code.iter().map(|code| code.file.as_str());
    let sources = sources.filter_map(|file| Some((file.to_string(), std::fs::read(file).ok()?)));
    let sources = sources
        .map(|(file, bytes)| (file, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    let mut out = anstream::stdout().lock();
    out.write_all(text(report, &sources).as_bytes())?;
    out.flush()
}

/// The whole text. `sources` has the text of each file that could be read.
fn text(report: &Report, sources: &BTreeMap<String, String>) -> String {
    let mut out = Painted::default();
    heading(&mut out, report);
    let mut files: Vec<&str> = Vec::new();
    for code in &report.code {
        if !files.contains(&code.file.as_str()) {
            files.push(&code.file);
        }
    }
    for file in files {
        let source = sources.get(file).map_or("", String::as_str);
        source::annotate(&mut out, report, file, source);
    }
    for trace in &report.traces {
        traces::describe(&mut out, report, trace, sources);
    }
    traces::invalidations(&mut out, report);
    out.text
}

fn heading(out: &mut Painted, report: &Report) {
    let ending = match &report.ending {
        Ending::Finished => "finished".to_string(),
        Ending::Exception(exception) if exception.message.is_empty() => exception.type_name.clone(),
        Ending::Exception(exception) => format!("{}: {}", exception.type_name, exception.message),
        Ending::TimeOut { seconds } => format!("ended after {seconds} s"),
        Ending::MemoryLimit { bytes } => format!("ended at {} MiB of memory", bytes >> 20),
        Ending::DiskLimit { bytes } => format!("ended at {} MiB of temporary files", bytes >> 20),
        Ending::Killed { signal } => format!("killed by signal {signal}"),
        Ending::Crashed { reason } => format!("the runtime failed: {reason}"),
        Ending::Cancelled => "cancelled".to_string(),
        Ending::Refused { reason } => {
            format!("not run: {reason} (--unsandboxed runs it with all your rights)")
        }
    };
    let tier = format!("{:?}", report.tier).to_lowercase();
    out.paint(bold(), &report.program);
    out.add(&format!(" · Python {} · tier {tier} · ", report.python));
    out.paint(
        if report.ending == Ending::Finished {
            dim()
        } else {
            warn()
        },
        &ending,
    );
    let timing = report.timing;
    if timing.run_us > 0 {
        let times = format!(
            "compiled in {}, ran {}, of which tracing {} and collecting {}",
            milliseconds(timing.compile_us),
            milliseconds(timing.run_us),
            milliseconds(timing.trace_us),
            milliseconds(timing.collect_us)
        );
        out.line();
        out.paint(dim(), &times);
    }
    out.line();
}

fn milliseconds(microseconds: u64) -> String {
    format!("{}.{} ms", microseconds / 1000, microseconds % 1000 / 100)
}

/// The text of a range of one line, in back quotes; of a longer one, its first line.
fn quote(source: &str, span: Span) -> Option<String> {
    let line = runtime::lines(source).nth(usize::try_from(span.line).ok()?.checked_sub(1)?)?;
    let end = if span.end_line == span.line {
        usize::try_from(span.end_column).ok()?
    } else {
        line.len()
    };
    let text = line.get(usize::try_from(span.column).ok()?..end)?;
    (!text.is_empty()).then(|| format!("`{text}`"))
}

#[cfg(test)]
mod tests;
