//! A report as text: the first screen, the source with what became of it, the traces.

mod overview;
mod source;
mod style;
mod traces;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use insight::measured::Runtime;
use insight::{Overview, Wanted};
use runtime::report::{Ending, Report, Span};

pub use overview::percent;

use crate::cross_check::Agreement;
use overview::Screen;
use style::Painted;

/// What of a report is printed.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The source, with each line's part of the run.
    pub lines: bool,
    /// Under each line what became of its instructions.
    pub opcodes: bool,
    /// The traces.
    pub traces: bool,
    /// Everything, however little it costs.
    pub all: bool,
    /// The runtime that costs and findings are for.
    pub runtime: Runtime,
    /// Which findings are shown.
    pub wanted: Wanted,
    /// Columns.
    pub width: usize,
}

/// What surrounds a run.
#[derive(Debug, Default)]
pub struct Context {
    /// What has run the program, if that did not run by itself.
    pub run_by: Option<String>,
    /// What another Python says.
    pub agreement: Option<Agreement>,
}

/// The columns of a text that goes to no terminal.
const WIDTH: usize = 100;
/// No text is made narrower.
const NARROWEST: usize = 60;

/// The columns of the terminal, as far as texts go along with it.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size();
    terminal
        .map_or(WIDTH, |(width, _)| usize::from(width.0))
        .max(NARROWEST)
}

/// Prints `report`, with its context, to standard output, in colour where that is a terminal that wants it.
pub fn print(report: &Report, context: &Context, view: View) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text(report, &sources(report), context, view).as_bytes())?;
    out.flush()
}

/// The text of each file of `report` that can be read.
pub fn sources(report: &Report) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    for code in &report.code {
        if !sources.contains_key(&code.file)
            && let Ok(bytes) = std::fs::read(&code.file)
        {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            sources.insert(code.file.clone(), text);
        }
    }
    sources
}

/// The whole text. `sources` has the text of each file that could be read.
fn text(
    report: &Report,
    sources: &BTreeMap<String, String>,
    context: &Context,
    view: View,
) -> String {
    let mut out = Painted::default();
    let mut overview = Overview::of(report, sources, view.runtime, view.wanted);
    if let Some(agreement) = &context.agreement {
        overview.label(&agreement.mismatches);
    }
    let screen = Screen {
        runtime: view.runtime,
        width: view.width,
        all: view.all,
        floor: view.wanted.floor,
        context,
    };
    overview::print(&mut out, report, &overview, sources, &screen);
    if view.lines || view.opcodes || view.all {
        for file in &overview.files {
            let source = sources.get(&file.name).map_or("", String::as_str);
            let opcodes = view.opcodes || view.all;
            source::annotate(&mut out, report, &overview, &file.name, source, opcodes);
        }
    }
    if view.traces || view.all {
        for trace in &report.traces {
            traces::describe(&mut out, report, trace, sources);
        }
        traces::invalidations(&mut out, report);
    }
    out.text
}

/// How a run ended, in words.
fn ending_text(ending: &Ending) -> String {
    match ending {
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
    }
}

/// The path from the working directory, for a file within it.
fn as_seen_from_here(file: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    Path::new(file)
        .strip_prefix(here)
        .map_or(file.into(), |path| path.display().to_string())
}

/// `2.2 s`, `12.4 ms`
fn duration(microseconds: u64) -> String {
    if microseconds >= 1_000_000 {
        format!("{:.1} s", microseconds as f64 / 1e6)
    } else {
        format!("{:.1} ms", microseconds as f64 / 1e3)
    }
}

/// The text of a range of one line, in back quotes; of a longer one, its first line.
fn quote(source: &str, span: Span) -> Option<String> {
    let text = insight::text_of(source, span);
    let text = text.lines().next().unwrap_or_default();
    (!text.is_empty()).then(|| format!("`{text}`"))
}

#[cfg(test)]
mod tests;
