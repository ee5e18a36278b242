//! The traces: where each starts, its guards, its exits, its code.

use std::collections::BTreeMap;

use runtime::report::{MachineCode, Origin, Place, Report, Trace};

use super::quote;
use super::style::{Painted, bold, dim, good, warn};

/// Micro-ops a line.
const WIDTH: usize = 110;

pub fn describe(
    out: &mut Painted,
    report: &Report,
    trace: &Trace,
    sources: &BTreeMap<String, String>,
) {
    let name = |place: &Place| name(report, place, sources);
    out.line();
    out.paint(bold(), &format!("trace {}", trace.id));
    match trace.origin {
        Origin::Root => out.add(&format!(" · loop at {}", name(&report.loop_head(trace)))),
        Origin::Side { parent, exit } => {
            let place = name(&trace.start);
            out.add(&format!(
                " · from exit {exit} of trace {parent}, at {place}"
            ));
        }
    }
    out.line();
    out.add(&format!(
        "  {} micro-ops, entered {}×, ran {}×, ",
        trace.uops.len(),
        trace.entered,
        trace.iterations
    ));
    match &trace.machine_code {
        MachineCode::Bytes(bytes) => out.paint(good(), &format!("{bytes} bytes of machine code")),
        MachineCode::None(reason) => out.paint(warn(), &format!("no machine code: {reason}")),
    }
    out.line();
    if trace.at_rest {
        out.paint(dim(), "  then entered no more: it is too short to pay here");
        out.line();
    }
    if let Some(what) = trace
        .invalidated
        .and_then(|index| report.invalidations.get(usize::try_from(index).ok()?))
    {
        out.paint(
            warn(),
            &format!(
                "  thrown away when {} was modified at {}",
                what.what,
                name(&what.place)
            ),
        );
        out.line();
    }
    section(
        out,
        "guards kept",
        trace.kept.iter().map(|guard| {
            let exits = if guard.exits > 0 {
                format!(", failed {}×", guard.exits)
            } else {
                String::new()
            };
            (
                guard.uop.as_str(),
                name(&guard.place),
                format!("{}{exits}", guard.reason),
            )
        }),
    );
    section(
        out,
        "eliminated",
        trace.eliminated.iter().map(|removed| {
            let fact = removed
                .fact
                .as_ref()
                .map_or(String::new(), |fact| format!(" (at {})", name(fact)));
            (
                removed.uop.as_str(),
                name(&removed.place),
                format!("{}{fact}", removed.proof),
            )
        }),
    );
    section(
        out,
        "exits",
        trace.exits.iter().map(|exit| {
            let why = if exit.witness.is_empty() {
                exit.reason.clone()
            } else {
                format!("{}: {}", exit.reason, exit.witness)
            };
            let side = exit
                .side_trace
                .map_or(String::new(), |id| format!(" → trace {id}"));
            (
                exit.uop.as_str(),
                name(&exit.place),
                format!("exit {}, {}× {why}{side}", exit.id, exit.count),
            )
        }),
    );
    micro_ops(out, trace);
}

pub fn invalidations(out: &mut Painted, report: &Report) {
    if report.invalidations.is_empty() {
        return;
    }
    out.line();
    out.paint(bold(), "invalidations");
    out.line();
    for invalidation in &report.invalidations {
        let traces: Vec<String> = invalidation.traces.iter().map(u32::to_string).collect();
        let place = name(report, &invalidation.place, &BTreeMap::new());
        let traces = if traces.is_empty() {
            String::new()
        } else {
            let s = if traces.len() == 1 { "" } else { "s" };
            format!(": trace{s} {} thrown away", traces.join(", "))
        };
        out.add(&format!(
            "  {} was modified at {place}{traces}",
            invalidation.what
        ));
        out.line();
    }
}

fn section<'a>(
    out: &mut Painted,
    title: &str,
    rows: impl ExactSizeIterator<Item = (&'a str, String, String)>,
) {
    if rows.len() == 0 {
        return;
    }
    out.add(&format!("  {title} ({})", rows.len()));
    out.line();
    let rows: Vec<_> = rows.collect();
    let width =
        |column: fn(&(&str, String, String)) -> usize| rows.iter().map(column).max().unwrap_or(0);
    let (first, second) = (
        width(|row| row.0.chars().count()),
        width(|row| row.1.chars().count()),
    );
    for (uop, place, text) in &rows {
        out.add(&format!("    {uop:first$}  "));
        out.paint(dim(), &format!("{place:second$}"));
        out.add(&format!("  {text}"));
        out.line();
    }
}

fn micro_ops(out: &mut Painted, trace: &Trace) {
    let mut line = String::from("   ");
    for uop in &trace.uops {
        if line.len() + uop.name.len() >= WIDTH {
            out.paint(dim(), &line);
            out.line();
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(&uop.name);
    }
    if !trace.uops.is_empty() {
        out.paint(dim(), &line);
        out.line();
    }
}

/// `4:11 in fib `a + b``.
fn name(report: &Report, place: &Place, sources: &BTreeMap<String, String>) -> String {
    let code = place
        .code
        .and_then(|index| report.code.get(usize::try_from(index).ok()?));
    let Some(code) = code else {
        return "library code".into();
    };
    let Some(span) = report.span_of(place) else {
        return format!("offset {} in {}", place.offset, code.qualname);
    };
    let text = sources
        .get(&code.file)
        .and_then(|source| quote(source, span))
        .map_or(String::new(), |text| format!(" {text}"));
    format!(
        "{}:{} in {}{text}",
        span.line,
        span.column + 1,
        code.qualname
    )
}
