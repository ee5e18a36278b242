//! A run that did not end well.

use runtime::report::{Ending, Exception, Span};

use crate::finding::{Cost, Doc, Finding, Findings, Kind, Severity};

pub(crate) const DOC: Doc = Doc {
    name: "run-outcome",
    text: "\
The program did not come to its end: an exception, a syntax error, a limit on time or memory, or a worker process that was
ended. What it did until then is shown all the same where it is known. Programs run confined: no network, no other programs,
and no writing outside their temporary directory.",
    traces_only: false,
};

pub(crate) fn find(findings: &mut Findings<'_>) {
    let report = findings.report;
    let (message, reason, advice) = match &report.ending {
        Ending::Finished | Ending::Cancelled => return,
        Ending::Exception(exception) => {
            let denied = exception.type_name == "PermissionError";
            let advice = if denied {
                "insight runs programs confined: they write to their temporary folder only, and connect to nothing"
            } else {
                ""
            };
            let text = if exception.message.is_empty() {
                exception.type_name.clone()
            } else {
                format!("{}: {}", exception.type_name, exception.message)
            };
            let reason = if exception.type_name == "SyntaxError" {
                "the file does not compile"
            } else {
                "the exception was not caught"
            };
            (text, reason.into(), advice)
        }
        Ending::TimeOut { seconds } => (
            format!("the program was ended after {seconds} s"),
            "it ran longer than insight lets it".into(),
            "give it less to do, or raise the time limit in the editor's settings",
        ),
        Ending::MemoryLimit { bytes } => (
            format!("the program was ended at {} MiB of memory", bytes >> 20),
            "it reached the heap's limit".into(),
            "give it less to do",
        ),
        Ending::DiskLimit { bytes } => (
            format!(
                "the program was ended at {} MiB of temporary files",
                bytes >> 20
            ),
            "it reached the limit of its temporary folder".into(),
            "remove files that are no longer needed, or write less",
        ),
        Ending::Killed { signal } => (
            format!("the program's process was killed by signal {signal}"),
            killed_by(*signal).into(),
            "",
        ),
        Ending::Crashed { reason } => (
            "the runtime failed: please report it".into(),
            reason.clone(),
            "",
        ),
        Ending::Refused { reason } => (
            "the program was not run".into(),
            format!("this system cannot confine it: {reason}"),
            "start the server with --unsandboxed to run it all the same, with all your rights",
        ),
    };
    let exception = match &report.ending {
        Ending::Exception(exception) => Some(exception),
        _ => None,
    };
    let span = exception
        .and_then(|exception| place(findings, exception))
        .unwrap_or(TOP);
    // The innermost function of that name holds the line; the module is index 0 in any case.
    let code = findings
        .code()
        .filter(|(_, code)| code.span.line <= span.line && span.end_line <= code.span.end_line)
        .max_by_key(|(_, code)| code.span.line)
        .map_or(0, |(index, _)| index);
    findings.add(Finding {
        kind: Kind::Outcome,
        severity: Severity::Information,
        code,
        span,
        cost: Cost::default(),
        hint: String::new(),
        message,
        reason,
        advice: advice.into(),
        advised: None,
        related: Vec::new(),
    });
}

const TOP: Span = Span {
    line: 1,
    column: 0,
    end_line: 1,
    end_column: 0,
};

/// Where the exception is to be shown in this file: the syntax error itself, or the innermost frame.
fn place(findings: &Findings<'_>, exception: &Exception) -> Option<Span> {
    let frames = exception
        .traceback
        .iter()
        .rev()
        .map(|frame| &frame.location);
    exception
        .location
        .iter()
        .chain(frames)
        .find(|location| findings.is_file(&location.file))
        .map(|location| location.span)
}

fn killed_by(signal: i32) -> &'static str {
    match signal {
        6 => "it aborted, most likely out of memory",
        9 => "something outside ended it, most likely the system when memory ran out",
        11 => "it crashed, most likely by recursion without an end",
        31 => "it made a system call that is not allowed",
        _ => "something outside ended it, or the runtime failed",
    }
}
