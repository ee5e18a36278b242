//! `tierlens query`: the findings of a report that a program wants to know of.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::Value;

use super::{complain, printed};
use crate::cli;

/// Prints the findings that match, a JSON object a line. The exit code is 1 when there is none.
pub fn query(options: &cli::Query) -> i32 {
    let report = match read(&options.report) {
        Ok(report) => report,
        Err(error) => return complain(format_args!("{}: {error}", options.report.display())),
    };
    let findings = report["findings"].as_array().map_or(&[][..], Vec::as_slice);
    let found: Vec<&Value> = findings
        .iter()
        .filter(|finding| matches(finding, options))
        .collect();
    let print = || -> std::io::Result<()> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        for finding in &found {
            serde_json::to_writer(&mut out, finding)?;
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    printed(print().map(|()| i32::from(found.is_empty())))
}

fn read(path: &Path) -> Result<Value, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let report: Value =
        serde_json::from_slice(&bytes).map_err(|error| format!("this is no JSON: {error}"))?;
    let newest = u64::from(runtime::report::VERSION);
    match report["version"].as_u64() {
        Some(version) if version == newest => Ok(report),
        Some(version) => Err(format!(
            "a report of version {version}; this tierlens reads version {newest}: make it again with `tierlens report --format json`"
        )),
        None => {
            Err("this is no report of `tierlens report --format json`: it has no version".into())
        }
    }
}

/// Whether a finding, or one of those at the same place, is what is asked for.
fn matches(finding: &Value, options: &cli::Query) -> bool {
    let file = |wanted: &String| {
        let name = finding["file"].as_str().unwrap_or_default();
        Path::new(name).ends_with(wanted)
    };
    let line = |wanted: u64| {
        let [first, last] = [0, 2].map(|index| finding["span"][index].as_u64());
        first.is_some_and(|first| first <= wanted) && last.is_some_and(|last| wanted <= last)
    };
    let kind = |wanted: &String| {
        let more = finding["more"].as_array().map_or(&[][..], Vec::as_slice);
        std::iter::once(finding)
            .chain(more)
            .any(|finding| finding["kind"] == wanted.as_str())
    };
    options.file.as_ref().is_none_or(file)
        && options.line.is_none_or(line)
        && options.kind.as_ref().is_none_or(kind)
        && (options.fingerprint.as_ref())
            .is_none_or(|wanted| finding["fingerprint"] == wanted.as_str())
}
