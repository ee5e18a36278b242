//! What holds of a document as a whole: whether it ran, and if there is nothing to show, why.

use insight::measured::Runtime;
use insight::{Kind, Why};
use lsp_types::Url;
use runtime::report::{Code, Ending, Exception};
use serde::{Deserialize, Serialize};

use super::snapshot::{Insight, Known, Snapshot, ran};
use super::text::Encoding;
use crate::workload::HOW;

/// What the client is told, and answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    pub uri: Url,
    pub state: State,
    /// In words: what is so, and what to do about it.
    pub message: String,
    /// What ran, where something did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// Where a run failed, if in this document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<lsp_types::Range>,
    /// What another Python says, where one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cross_check: Option<CrossCheck>,
    /// What a program gave to `sys.exit`, if not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
}

/// How far another Python agrees about what became of instructions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossCheck {
    python: String,
    version: String,
    /// Instructions that are the same code in both.
    sites: usize,
    /// How many of them end otherwise there.
    mismatches: usize,
}

/// What holds. `protocol.md` has a table of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Untrusted,
    Outside,
    Off,
    Queued,
    Running,
    NotRun,
    Fresh,
    Stale,
    Failed,
    CannotImport,
    TimedOut,
    Exited,
    NothingToRun,
    NotReached,
}

/// How a document stands with runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Untrusted,
    Outside,
    /// It does not run by itself.
    Off,
    Queued,
    Running,
    /// No run is under way, but it may be run.
    Idle,
}

/// The status of a document that stands like this. `latest` is what was seen when it ran last.
pub fn of(
    uri: &Url,
    snapshot: &Snapshot,
    standing: Standing,
    latest: Option<&Insight>,
    encoding: Encoding,
) -> Status {
    let mut status = Status {
        uri: uri.clone(),
        state: State::Fresh,
        message: String::new(),
        programs: programs(snapshot),
        range: None,
        cross_check: None,
        exit_code: None,
    };
    let (state, message) = match standing {
        Standing::Untrusted => (
            State::Untrusted,
            "the workspace is not trusted: nothing runs".into(),
        ),
        Standing::Outside => (
            State::Outside,
            "this is no file of the workspace, or a library's: it does not run".into(),
        ),
        Standing::Queued => (State::Queued, "waits for its turn to run".into()),
        Standing::Running => (State::Running, "runs".into()),
        Standing::Off if status.programs.is_empty() && latest.is_none() => (
            State::Off,
            "it does not run by itself: the command \"Run with tierlens\" runs it".into(),
        ),
        Standing::Off | Standing::Idle => match latest {
            None if status.programs.is_empty() => (State::NotRun, "it has not run".into()),
            None => fresh(snapshot),
            Some(latest) => {
                let known = snapshot
                    .known
                    .iter()
                    .find(|known| known.insight.run == latest.run);
                let outcome = known.and_then(Known::outcome);
                status.range = outcome.map(|(_, at)| snapshot.text.range(&at, encoding));
                ended(&mut status, snapshot, latest, known)
            }
        },
    };
    let complaint = latest.and_then(|latest| latest.work.complaint.as_ref());
    let message = match complaint {
        Some(complaint) => format!("{message}; {complaint}"),
        None => message,
    };
    let shown = match standing {
        Standing::Off | Standing::Idle => {
            let first = snapshot.known.first().map(|known| known.insight.as_ref());
            latest.or(first)
        }
        _ => None,
    };
    let checked = shown.and_then(|insight| insight.cross_check.get());
    let message = match checked {
        Some(Ok(agreement)) => format!("{message}; {}", agreement.summary()),
        Some(Err(why)) => format!("{message}; no cross-check: {why}"),
        None => message,
    };
    let agreement = checked.and_then(|checked| checked.as_ref().ok());
    Status {
        state,
        message,
        cross_check: agreement.map(|agreement| CrossCheck {
            python: agreement.python.clone(),
            version: agreement.version.clone(),
            sites: agreement.sites,
            mismatches: agreement.mismatches.len(),
        }),
        ..status
    }
}

/// What has something to say about the document.
fn programs(snapshot: &Snapshot) -> Vec<String> {
    let speaking = snapshot
        .known
        .iter()
        .filter(|known| known.spoken().next().is_some());
    speaking
        .map(|known| known.insight.work.name().to_string())
        .collect()
}

fn ended(
    status: &mut Status,
    snapshot: &Snapshot,
    latest: &Insight,
    known: Option<&Known>,
) -> (State, String) {
    let name = latest.work.name();
    match &latest.report.ending {
        Ending::Finished | Ending::Cancelled => {}
        Ending::Exception(exception) => return raised(name, exception),
        Ending::TimeOut { seconds } => {
            return (
                State::TimedOut,
                format!(
                    "{name} was ended after {seconds} s: give it less to do, or raise `timeLimit`; what ran before is shown"
                ),
            );
        }
        _ => {
            let mut findings = latest.overview(Runtime::Cpython).findings.iter();
            let outcome = findings.find(|place| place.finding.kind == Kind::Outcome);
            let why = outcome.map_or(String::new(), |place| {
                format!("{}: {}", place.finding.message, place.finding.reason)
            });
            return (State::Failed, why);
        }
    }
    let Some(known) = known else {
        return (
            State::NotReached,
            format!("{name} ran, and did not reach this file"),
        );
    };
    if latest.report.exit_code != 0 {
        status.exit_code = Some(latest.report.exit_code);
        let code = latest.report.exit_code;
        return (
            State::Exited,
            format!("{name} ended itself with exit code {code}; what ran before is shown"),
        );
    }
    if is_idle(known) && snapshot.known.len() < 2 {
        return (
            State::NothingToRun,
            format!("{HOW}; so does the setting `workload`"),
        );
    }
    fresh(snapshot)
}

/// Whether the module ran, without any of its functions or a loop.
fn is_idle(known: &Known) -> bool {
    let (functions, others): (Vec<&Code>, Vec<&Code>) = known
        .code()
        .map(|(_, code)| code)
        .partition(|code| code.function);
    let mut plain = others.iter().flat_map(|code| &code.instructions);
    !functions.is_empty()
        && !functions.into_iter().any(ran)
        && plain.all(|instruction| instruction.count <= 1)
}

fn fresh(snapshot: &Snapshot) -> (State, String) {
    let Some(known) = snapshot.known.first() else {
        return (State::NotRun, "it has not run".into());
    };
    let names = programs(snapshot).join(", ");
    if known.is_stale() {
        return (
            State::Stale,
            format!("parts have changed since {names} ran"),
        );
    }
    let overview = known.insight.overview(Runtime::Cpython);
    let here = overview
        .absences
        .iter()
        .filter(|absence| absence.file == known.file().name);
    // Another run may have seen them.
    let unseen = here.filter(|_| snapshot.known.len() == 1);
    let uncalled: Vec<&str> = unseen
        .filter(|absence| absence.why == Why::NotCalled)
        .map(|absence| absence.qualname.as_str())
        .collect();
    let mut message = format!("as {names} has shown");
    match uncalled[..] {
        [] => {}
        [one] => message.push_str(&format!("; {one}() was not called")),
        [first, ..] => {
            let more = uncalled.len() - 1;
            message.push_str(&format!("; {first}() and {more} more were not called"));
        }
    }
    (State::Fresh, message)
}

fn raised(name: &str, exception: &Exception) -> (State, String) {
    let Exception {
        type_name, message, ..
    } = exception;
    let place = exception
        .location
        .as_ref()
        .or_else(|| exception.traceback.last().map(|frame| &frame.location));
    let at = place.map_or(String::new(), |place| {
        let file = place.file.rsplit('/').next().unwrap_or_default();
        format!(" at {file}:{}", place.span.line)
    });
    match type_name.as_str() {
        "ImportError" | "ModuleNotFoundError" => (
            State::CannotImport,
            format!("{name} imports what cannot run here{at}: {message}; what ran before is shown"),
        ),
        _ => (
            State::Failed,
            format!("{name} failed{at}: {type_name}: {message}; what ran before is shown"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocol_has_a_table_of_the_states() {
        let all = [
            State::Untrusted,
            State::Outside,
            State::Off,
            State::Queued,
            State::Running,
            State::NotRun,
            State::Fresh,
            State::Stale,
            State::Failed,
            State::CannotImport,
            State::TimedOut,
            State::Exited,
            State::NothingToRun,
            State::NotReached,
        ];
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol.md");
        let protocol = std::fs::read_to_string(path).expect("the protocol is there");
        let heading = "| state | meaning |\n|---|---|\n";
        let (_, table) = protocol.split_once(heading).expect("a table of states");
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        let found: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        let expected: Vec<String> = all
            .iter()
            .filter_map(|state| Some(serde_json::to_value(state).ok()?.as_str()?.to_string()))
            .collect();
        assert_eq!(found, expected);
    }
}
