//! The shape of a finding, and the list that kinds add theirs to.

use runtime::report::{Code, Origin, Place, Report, Span, Trace};
use serde::{Deserialize, Serialize};

use crate::measured::{Advised, Runtime};

/// The most characters of a hint. Editors cut longer ones.
pub const HINT_WIDTH: usize = 43;

/// Something worth knowing about a place in the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// Index of the code object that it is about. Once that code changes, the finding is void.
    pub code: usize,
    /// The source range that it is about.
    pub span: Span,
    /// What it costs.
    #[serde(skip)]
    pub cost: Cost,
    /// A few characters to show beside the code, at most [`HINT_WIDTH`]; empty when there is nothing to show.
    pub hint: String,
    /// What is so, in a sentence.
    pub message: String,
    /// Why it is so.
    pub reason: String,
    /// What to do, empty when there is nothing. What to change for speed is the words of `advised`.
    pub advice: String,
    /// What to change for speed, where that is known to gain.
    #[serde(skip)]
    pub advised: Option<Advised>,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
}

/// Nanoseconds of the run that a finding stands for, estimated, on each runtime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost([f64; Runtime::ALL.len()]);

impl Cost {
    /// What `of` says for each runtime.
    pub fn by(of: impl FnMut(Runtime) -> f64) -> Cost {
        Cost(Runtime::ALL.map(of))
    }

    /// On the runtimes that have traces.
    pub fn traced(nanoseconds: f64) -> Cost {
        Cost::by(|runtime| {
            if runtime.has_traces() {
                nanoseconds
            } else {
                0.0
            }
        })
    }

    /// On one of them.
    pub fn on(&self, runtime: Runtime) -> f64 {
        self.0[runtime as usize]
    }
}

impl Finding {
    /// What following the advice gains on a runtime: times as fast, at the least. None where it is not given for that.
    pub fn gain(&self, runtime: Runtime) -> Option<f64> {
        self.advised.as_ref()?.advice().gain(runtime)
    }
}

/// Kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The run did not end well.
    Outcome,
    /// A hot instruction stayed generic.
    FailedSpecialization,
    /// A specialized instruction met operands it is not for.
    Deopt,
    /// A trace is often left half-way.
    HotExit,
    /// An assignment threw traces away.
    Invalidation,
    /// A loop became a trace.
    TraceCompiled,
    /// Guards were proved needless.
    GuardsEliminated,
    /// An instruction was specialized.
    Specialized,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good news: never a diagnostic.
    Good,
    /// Could be better, and costs little.
    Hint,
    /// Costs time, or stopped the run.
    Information,
}

/// Another place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The code object that it is in.
    pub code: usize,
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
    /// The type of the values that are made there, which come to the finding's place; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub made: String,
}

/// The documentation of a kind.
#[derive(Debug)]
pub struct Doc {
    /// `failed-specialization`.
    pub name: &'static str,
    /// What it means and what can be done.
    pub text: &'static str,
    /// Whether it is about traces, which most runtimes do not have.
    pub traces_only: bool,
}

/// The list in the making, and what it is made from. The report may come from a process that the user's code controls: no
/// index in it is taken on trust.
pub(crate) struct Findings<'a> {
    pub report: &'a Report,
    file: &'a str,
    list: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub fn new(report: &'a Report, file: &'a str) -> Self {
        Findings {
            report,
            file,
            list: Vec::new(),
        }
    }

    /// The code objects of the file.
    pub fn code(&self) -> impl Iterator<Item = (usize, &'a Code)> + use<'a> {
        let file = self.file;
        self.report
            .code
            .iter()
            .enumerate()
            .filter(move |(_, code)| code.file == file)
    }

    /// Where a place is in this file, if it is.
    pub fn locate(&self, place: &Place) -> Option<(usize, Span)> {
        let index = usize::try_from(place.code?).ok()?;
        self.report
            .code
            .get(index)
            .filter(|code| code.file == self.file)?;
        Some((index, self.report.span_of(place)?))
    }

    /// Where to show what is about a trace as a whole: at its loop, or at the exit that it grew from.
    pub fn locate_trace(&self, trace: &Trace) -> Option<(usize, Span)> {
        match trace.origin {
            Origin::Root => self.locate(&self.report.loop_head(trace)),
            Origin::Side { .. } => self.locate(&trace.start),
        }
    }

    /// Another place, if it is in this file.
    pub fn related(&self, place: &Place, message: impl Into<String>) -> Option<Related> {
        self.locate(place)
            .and_then(|_| self.elsewhere(place, message))
    }

    /// Another place in the user's code, whichever file it is in.
    pub fn elsewhere(&self, place: &Place, message: impl Into<String>) -> Option<Related> {
        Some(Related {
            code: usize::try_from(place.code?).ok()?,
            span: self.report.span_of(place)?,
            message: message.into(),
            made: String::new(),
        })
    }

    /// Whether the file is the one that `name` names.
    pub fn is_file(&self, name: &str) -> bool {
        self.file == name
    }

    /// Adds one, its hint cut to what can be shown.
    pub fn add(&mut self, mut finding: Finding) {
        finding.hint = cut(&finding.hint);
        if let Some(advised) = &finding.advised {
            finding.advice = advised.text().to_owned();
        }
        self.list.push(finding);
    }

    pub fn sorted(mut self) -> Vec<Finding> {
        self.list
            .sort_by_key(|finding| (finding.span, finding.kind));
        self.list
    }
}

/// A hint, its end cut off where it is longer than [`HINT_WIDTH`].
pub fn cut(hint: &str) -> String {
    if hint.chars().count() <= HINT_WIDTH {
        return hint.to_string();
    }
    hint.chars().take(HINT_WIDTH - 1).chain(['…']).collect()
}

/// `1 time`, `2 times`.
pub(crate) fn times(count: u64) -> String {
    counted(count, "time")
}

/// `1 trace`, `2 traces`.
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
