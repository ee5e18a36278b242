//! A loop that became a trace.

use runtime::report::{MachineCode, Origin};

use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity, counted, times};

pub(crate) const DOC: Doc = Doc {
    name: "trace-compiled",
    text: "\
A loop ran often enough to be recorded as a trace: the micro-ops of one iteration in a row, calls to Python functions included,
optimized and, where every micro-op has a stencil, compiled to machine code.",
    traces_only: true,
};

pub(crate) fn find(findings: &mut Findings<'_>) {
    let report = findings.report;
    for trace in &report.traces {
        let Some((code, span)) = findings.locate_trace(trace) else {
            continue;
        };
        let form = match &trace.machine_code {
            MachineCode::Bytes(bytes) => format!("{bytes} bytes of machine code"),
            MachineCode::None(reason) => format!("interpreted micro-ops: {reason}"),
        };
        let compiled = if matches!(trace.machine_code, MachineCode::Bytes(_)) {
            "machine code"
        } else {
            "trace"
        };
        let size = counted(trace.uops.len() as u64, "micro-op");
        let (hint, message) = match trace.origin {
            Origin::Root => (
                format!("▶ {compiled}"),
                format!("this loop became a trace of {size}: {form}"),
            ),
            // The loop's own hint is enough.
            Origin::Side { parent, exit } => (
                String::new(),
                format!(
                    "a side trace of {size} starts here, at exit {exit} of trace {parent}: {form}"
                ),
            ),
        };
        findings.add(Finding {
            kind: Kind::TraceCompiled,
            severity: Severity::Good,
            code,
            span,
            cost: Cost::default(),
            hint,
            message,
            reason: format!(
                "trace {}, entered {}, ran {}{}",
                trace.id,
                times(trace.entered),
                times(trace.iterations),
                if trace.at_rest {
                    "; then no more, since it is too short to pay here"
                } else {
                    ""
                }
            ),
            advice: String::new(),
            advised: None,
            related: Vec::new(),
        });
    }
}
