//! All that a run says about the user's code, the costliest first: what is worth changing, where the time goes, what cannot be
//! helped, and what was not seen.

use std::collections::{BTreeMap, HashMap};

use runtime::report::{Code, Ending, Instruction, Report};
use serde::Serialize;

use crate::absence::{self, Absence};
use crate::advice;
use crate::measured::{Form, Runtime};
use crate::source::text_of;
use crate::{Finding, Kind, Mismatch, Severity, cost, findings};

/// What a run says about the user's code. Costs are estimates for one runtime, shares are of all that the run would take there.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// The runtime that costs and shares are of.
    pub runtime: Runtime,
    /// The user's files that ran, the costliest first.
    pub files: Vec<Share>,
    /// Lines that ran, the costliest first.
    pub lines: Vec<Line>,
    /// What is so at one place each, the costliest first.
    pub findings: Vec<Place>,
    /// What has no faster form, the costliest first.
    pub settled: Vec<Settled>,
    /// What was not seen, and why.
    pub absences: Vec<Absence>,
    /// Libraries that ran, the costliest first.
    pub libraries: Vec<Share>,
    /// Nanoseconds of the whole run.
    #[serde(skip)]
    total: f64,
}

/// A file's or a library's part of the run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Its name.
    pub name: String,
    /// Its part of the run, from 0 to 1.
    pub share: f64,
}

/// A line of the source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Its file.
    pub file: String,
    /// Its number, from 1.
    pub line: u32,
    /// Its part of the run, from 0 to 1.
    pub share: f64,
    /// How much of what it executed ran specialized or in a trace, from 0 to 1.
    pub fast: f64,
}

/// What is so at a place: a finding, with those about the same place that cost less.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Its file.
    pub file: String,
    /// What it costs, as part of the run, from 0 to 1.
    pub share: f64,
    /// The runtimes that it holds for.
    pub runtimes: Vec<Holds>,
    /// The runtimes that its advice is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gains: Vec<Gain>,
    /// Which place it is, wherever the code moves: a hash of its function's name, its text and its number among the same.
    pub fingerprint: String,
    /// The costliest.
    #[serde(flatten)]
    pub finding: Finding,
    /// The others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Finding>,
    /// What of it ends otherwise under another Python, where one was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<Mismatch>,
}

/// What a finding costs on a runtime that it holds for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Holds {
    /// The runtime.
    pub runtime: Runtime,
    /// Nanoseconds, estimated.
    pub ns: f64,
}

/// What following advice gains on a runtime, as measured on small programs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gain {
    /// The runtime.
    pub runtime: Runtime,
    /// Times as fast, at the least.
    pub times: f64,
}

/// An operation that has no faster form, whatever its types.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settled {
    /// `int % int`
    pub what: String,
    /// Why.
    pub reason: String,
    /// At how many places.
    pub sites: u64,
    /// Their part of the run, from 0 to 1.
    pub share: f64,
}

/// As many findings of a file are told, the costliest.
pub const MOST_FINDINGS: usize = 100;

/// Which findings are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// Those that cost this part of the run or more, from 0 to 1.
    pub floor: f64,
    /// Those of these kinds.
    pub kinds: Kinds,
}

impl Wanted {
    /// All findings.
    pub const ALL: Wanted = Wanted {
        floor: 0.0,
        kinds: Kinds::ALL,
    };
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u32);

impl Kinds {
    /// All kinds.
    pub const ALL: Kinds = Kinds(u32::MAX);

    /// Whether a kind is among them.
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// These but for others.
    pub fn without(self, others: Kinds) -> Kinds {
        Kinds(self.0 & !others.0)
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Kinds {
        let add = |set, kind| set | 1 << kind as u32;
        Kinds(kinds.into_iter().fold(0, add))
    }
}

impl Overview {
    /// What `report` says, for a runtime. `sources` has the text of each file that could be read.
    pub fn new(report: &Report, sources: &BTreeMap<String, String>, runtime: Runtime) -> Overview {
        Overview::of(report, sources, runtime, Wanted::ALL)
    }

    /// The same, with only the findings that are wanted. How the run ended is told in any case.
    pub fn of(
        report: &Report,
        sources: &BTreeMap<String, String>,
        runtime: Runtime,
        wanted: Wanted,
    ) -> Overview {
        let total = cost::of_run(report, runtime);
        let mut files: HashMap<&str, f64> = HashMap::new();
        for code in &report.code {
            *files.entry(&code.file).or_default() += cost::of_code(code, runtime) / total;
        }
        let files = files
            .into_iter()
            .map(|(name, share)| (name.to_owned(), share));
        let libraries = report.library_code.iter().map(|library| {
            (
                library.name.clone(),
                cost::of_library(&library.forms, runtime) / total,
            )
        });
        Overview {
            runtime,
            lines: lines(report, runtime, total),
            findings: places(report, sources, runtime, total, wanted),
            settled: settled(report, runtime, total),
            absences: absence::absences(report),
            files: ranked(files),
            libraries: ranked(libraries),
            total,
        }
    }

    /// An instruction's part of the run, from 0 to 1.
    pub fn share_of(&self, instruction: &Instruction) -> f64 {
        cost::of(instruction, self.runtime) / self.total
    }

    /// What a finding costs, as part of the run, from 0 to 1.
    pub fn share_of_finding(&self, finding: &Finding) -> f64 {
        finding.cost.on(self.runtime) / self.total
    }

    /// A code object's part of the run, from 0 to 1, without what it calls.
    pub fn share_of_code(&self, code: &Code) -> f64 {
        cost::of_code(code, self.runtime) / self.total
    }
}

fn ranked(shares: impl Iterator<Item = (String, f64)>) -> Vec<Share> {
    let mut shares: Vec<Share> = shares.map(|(name, share)| Share { name, share }).collect();
    shares.sort_by(|one, other| {
        other
            .share
            .total_cmp(&one.share)
            .then_with(|| one.name.cmp(&other.name))
    });
    shares
}

fn lines(report: &Report, runtime: Runtime, total: f64) -> Vec<Line> {
    #[derive(Default)]
    struct Sum {
        ns: f64,
        executed: u64,
        fast: u64,
    }
    let mut sums: BTreeMap<(&str, u32), Sum> = BTreeMap::new();
    let mut forms = Forms::default();
    for code in &report.code {
        for instruction in code
            .instructions
            .iter()
            .filter(|instruction| instruction.count > 0)
        {
            let Some(span) = instruction.span else {
                continue;
            };
            let sum = sums.entry((&code.file, span.line)).or_default();
            sum.ns += cost::of(instruction, runtime);
            let generic = instruction.opname == instruction.base_opname;
            let traced = if runtime.has_traces() {
                instruction.traced
            } else {
                0
            };
            // What has no other form is as fast as it gets.
            if !forms.of(&instruction.base_opname) {
                continue;
            }
            sum.executed += instruction.count;
            let fell_back = instruction.deopts.min(instruction.count);
            sum.fast += if generic {
                traced
            } else {
                instruction.count - fell_back
            };
        }
    }
    let mut lines: Vec<Line> = sums
        .into_iter()
        .map(|((file, line), sum)| Line {
            file: file.to_owned(),
            line,
            share: sum.ns / total,
            fast: if sum.executed == 0 {
                1.0
            } else {
                sum.fast as f64 / sum.executed as f64
            },
        })
        .collect();
    lines.sort_by(|one, other| other.share.total_cmp(&one.share));
    lines
}

/// Which instructions have specialized forms.
#[derive(Default)]
struct Forms<'a>(HashMap<&'a str, bool>);

impl<'a> Forms<'a> {
    fn of(&mut self, opname: &'a str) -> bool {
        *self
            .0
            .entry(opname)
            .or_insert_with(|| runtime::has_forms(opname))
    }
}

/// The findings that are no good news, one a place.
fn places(
    report: &Report,
    sources: &BTreeMap<String, String>,
    runtime: Runtime,
    total: f64,
    wanted: Wanted,
) -> Vec<Place> {
    let ended = outcome_file(report);
    let mut files: Vec<&str> = report.code.iter().map(|code| code.file.as_str()).collect();
    files.push(ended);
    files.sort_unstable();
    files.dedup();
    let mut places: Vec<Place> = Vec::new();
    for file in files {
        // How the run ended is said once, where it did.
        let ends_here = ended == file;
        let mut at: BTreeMap<(u32, u32), Vec<Finding>> = BTreeMap::new();
        for finding in findings(report, file) {
            let elsewhere = finding.kind == Kind::Outcome && !ends_here;
            let shown = finding.kind == Kind::Outcome || wanted.kinds.contains(finding.kind);
            if finding.severity > Severity::Good && shown && !elsewhere {
                let start = (finding.span.line, finding.span.column);
                at.entry(start).or_default().push(finding);
            }
        }
        let mut fingerprints = Fingerprints::new(sources.get(file).map_or("", String::as_str));
        for mut together in at.into_values() {
            together.sort_by(|one, other| other.cost.on(runtime).total_cmp(&one.cost.on(runtime)));
            let mut together = together.into_iter();
            let Some(finding) = together.next() else {
                continue;
            };
            let qualname = report
                .code
                .get(finding.code)
                .map_or("", |code| &code.qualname);
            places.push(Place {
                file: file.to_owned(),
                share: finding.cost.on(runtime) / total,
                runtimes: Runtime::ALL
                    .into_iter()
                    .filter(|runtime| finding.kind.holds_on(*runtime))
                    .map(|runtime| Holds {
                        runtime,
                        ns: finding.cost.on(runtime),
                    })
                    .collect(),
                gains: Runtime::ALL
                    .into_iter()
                    .filter_map(|runtime| {
                        Some(Gain {
                            runtime,
                            times: finding.gain(runtime)?,
                        })
                    })
                    .collect(),
                fingerprint: fingerprints.of(qualname, &finding),
                finding,
                more: together.collect(),
                mismatches: Vec::new(),
            });
        }
    }
    // What stopped the run comes first, whatever it costs.
    let ends = |place: &Place| place.finding.kind == Kind::Outcome;
    places.sort_by(|one, other| {
        let key = |place: &Place| (place.finding.kind, place.finding.span);
        (ends(other).cmp(&ends(one)))
            .then(other.share.total_cmp(&one.share))
            .then_with(|| key(one).cmp(&key(other)))
    });
    let mut told: HashMap<String, usize> = HashMap::new();
    places.retain(|place| {
        let told = told.entry(place.file.clone()).or_default();
        let shown = ends(place) || place.share >= wanted.floor && *told < MOST_FINDINGS;
        *told += usize::from(shown);
        shown
    });
    places
}

/// The file to say in how the run ended: the innermost of the user's that the exception went through, else the program's.
fn outcome_file(report: &Report) -> &str {
    // What did not compile has no code.
    let is_users =
        |file: &&str| report.code.is_empty() || report.code.iter().any(|code| code.file == **file);
    let raised = match &report.ending {
        Ending::Exception(exception) => {
            let frames = exception
                .traceback
                .iter()
                .rev()
                .map(|frame| &frame.location);
            let places = exception.location.iter().chain(frames);
            places.map(|location| location.file.as_str()).find(is_users)
        }
        _ => None,
    };
    raised
        .or_else(|| report.code.first().map(|code| code.file.as_str()))
        .unwrap_or(&report.program)
}

/// Names places so that they are found again when the code around them has changed.
struct Fingerprints<'a> {
    source: &'a str,
    seen: HashMap<String, u32>,
}

impl<'a> Fingerprints<'a> {
    fn new(source: &'a str) -> Self {
        Fingerprints {
            source,
            seen: HashMap::new(),
        }
    }

    fn of(&mut self, qualname: &str, finding: &Finding) -> String {
        let text = text_of(self.source, finding.span);
        let normalized: Vec<&str> = text.split_whitespace().collect();
        let key = format!(
            "{}\n{qualname}\n{}",
            finding.kind.name(),
            normalized.join(" ")
        );
        let ordinal = self.seen.entry(key.clone()).or_default();
        *ordinal += 1;
        runtime::report::content_hash(format!("{key}\n{ordinal}").as_bytes())
    }
}

fn settled(report: &Report, runtime: Runtime, total: f64) -> Vec<Settled> {
    let mut found: BTreeMap<(&str, &str), (u64, f64)> = BTreeMap::new();
    let all = report.code.iter();
    let all = all.flat_map(|code| code.instructions.iter().map(move |one| (code, one)));
    for (code, instruction) in all {
        let stayed = instruction.opname == instruction.base_opname && instruction.count > 0;
        let worst = instruction
            .failures
            .iter()
            .max_by_key(|failure| failure.count);
        let Some(worst) = worst.filter(|worst| stayed && !worst.witness.is_empty()) else {
            continue;
        };
        let helped = advice::for_instruction(report, code, instruction)
            .is_some_and(|advised| advised.advice().gain(runtime).is_some());
        if !helped && Form::of(instruction).best().is_none() {
            let sum = found.entry((&worst.witness, &worst.reason)).or_default();
            sum.0 += 1;
            sum.1 += cost::of(instruction, runtime) / total;
        }
    }
    let mut settled: Vec<Settled> = found
        .into_iter()
        .map(|((what, reason), (sites, share))| Settled {
            what: what.to_owned(),
            reason: reason.to_owned(),
            sites,
            share,
        })
        .collect();
    settled.sort_by(|one, other| other.share.total_cmp(&one.share));
    settled
}
