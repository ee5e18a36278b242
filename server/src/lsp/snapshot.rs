//! What answers are made from: a document at one version, and what is known about it.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use insight::measured::Runtime;
use insight::{Finding, Kind, Overview, Place, Severity};
use runtime::report::{Code, Instruction, Report, Span};

use super::checks::Checked;
use super::edit::{self, Edit};
use super::regions::{Regions, Tracked};
use super::settings::View;
use super::text::Text;
use super::work::Work;
use crate::cross_check::Agreement;

/// A document at one version.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub version: i32,
    pub text: Arc<Text>,
    /// What runs have shown of it: its own first, then the latest.
    pub known: Vec<Known>,
}

/// What a run has shown of a file, and where that is now.
#[derive(Clone, Debug)]
pub struct Known {
    pub insight: Arc<Insight>,
    /// Index into [`Insight::files`].
    file: usize,
    pub tracked: Tracked,
    /// The code objects that this is to be asked about: those that ran, and of which none before it knows.
    speaks: Vec<bool>,
}

/// What a run has shown.
#[derive(Debug)]
pub struct Insight {
    /// Tells runs apart.
    pub run: u64,
    pub work: Work,
    pub report: Report,
    /// The user's files that it reached, as they were.
    pub files: Vec<File>,
    /// What another Python says of it, when that was asked.
    pub cross_check: OnceLock<Checked>,
    overviews: [OnceLock<Overview>; Runtime::ALL.len()],
}

/// A file that a run has reached.
#[derive(Debug)]
pub struct File {
    /// What the report calls it.
    pub name: String,
    /// Where it lies, links resolved.
    pub path: PathBuf,
    pub text: Arc<Text>,
    regions: Regions,
    findings: OnceLock<Vec<Finding>>,
}

/// A place that is worth a look.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    pub known: &'a Known,
    pub place: &'a Place,
    /// The costliest finding there of a kind that the user wants to see.
    pub finding: &'a Finding,
    /// Its part of the run.
    pub share: f64,
    /// The runtime that it is shown for.
    pub runtime: Runtime,
}

impl<'a> Shown<'a> {
    /// The finding, and then what else is so there.
    pub fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        let finding = self.finding;
        let all = std::iter::once(&self.place.finding).chain(&self.place.more);
        std::iter::once(finding).chain(all.filter(move |other| !std::ptr::eq(*other, finding)))
    }

    /// What to change, where that is known to gain on the runtime.
    pub fn advice(&self) -> Option<String> {
        let advice = &self.finding.advice;
        match (&self.finding.advised, self.finding.gain(self.runtime)) {
            (Some(_), Some(gain)) => Some(format!("{advice} (small loops: {gain:.1}×)")),
            (Some(_), None) => None,
            (None, _) => Some(advice.clone()).filter(|advice| !advice.is_empty()),
        }
    }
}

/// At most so many places of a file are shown.
const MOST_PLACES: usize = 100;

impl Insight {
    pub fn new(
        run: u64,
        work: Work,
        report: Report,
        files: Vec<(String, PathBuf, Arc<Text>)>,
    ) -> Self {
        let file = |(name, path, text): (String, PathBuf, Arc<Text>)| File {
            regions: Regions::new(&text, &report.code, &name),
            findings: OnceLock::new(),
            name,
            path,
            text,
        };
        let files = files.into_iter().map(file).collect();
        Insight {
            run,
            work,
            report,
            files,
            cross_check: OnceLock::new(),
            overviews: Default::default(),
        }
    }

    /// What another Python says of it, where one was asked and could be.
    pub fn agreement(&self) -> Option<&Agreement> {
        self.cross_check.get()?.as_ref().ok()
    }

    /// What it says for a runtime.
    pub fn overview(&self, runtime: Runtime) -> &Overview {
        self.overviews[runtime as usize].get_or_init(|| {
            let files = self.files.iter();
            let sources: BTreeMap<String, String> = files
                .map(|file| (file.name.clone(), file.text.as_str().into()))
                .collect();
            Overview::new(&self.report, &sources, runtime)
        })
    }
}

/// Whether any of it ran.
pub fn ran(code: &Code) -> bool {
    code.instructions
        .iter()
        .any(|instruction| instruction.count > 0)
}

impl Known {
    /// What a run has shown of the file that lies at `path`, whose text is `text` now. `history` has the latest edits, each with
    /// the text before it. None if the run has not reached it.
    pub fn new(
        insight: &Arc<Insight>,
        path: &PathBuf,
        text: &Arc<Text>,
        history: &[(Arc<Text>, Edit)],
    ) -> Option<Self> {
        let file = insight.files.iter().position(|file| file.path == *path)?;
        let then = &insight.files[file];
        let mut tracked = then.regions.track();
        let same = |text: &Text| text.as_str() == then.text.as_str();
        match history.iter().position(|(before, _)| same(before)) {
            Some(since) => history[since..]
                .iter()
                .for_each(|(_, edit)| tracked.shift(edit)),
            None if same(text) => {}
            None => tracked.shift(&edit::difference(&then.text, text.as_str())),
        }
        tracked.compare(&then.regions, text);
        Some(Known {
            insight: insight.clone(),
            file,
            tracked,
            speaks: Vec::new(),
        })
    }

    /// The file as it was.
    pub fn file(&self) -> &File {
        &self.insight.files[self.file]
    }

    /// Whether it is from running the file itself.
    pub fn is_own(&self) -> bool {
        self.insight
            .work
            .file()
            .is_some_and(|file| file.to_string_lossy() == self.file().name)
    }

    /// Finds out what has become of the file, now that its text is `text`.
    pub fn compare(&mut self, text: &Text) {
        let regions = &self.insight.files[self.file].regions;
        self.tracked.compare(regions, text);
    }

    /// In words what the first of these instructions is under another Python that ends otherwise there.
    pub fn elsewhere(&self, instructions: &[&Instruction]) -> Option<String> {
        let agreement = self.insight.agreement()?;
        let file = &self.file().name;
        let mut there = instructions.iter();
        let there = there.find_map(|one| agreement.there(file, one))?;
        Some(format!("{there} in {}", agreement.version))
    }

    /// Whether its text has changed since.
    pub fn is_stale(&self) -> bool {
        self.tracked.is_stale()
    }

    /// Whether what stands at an offset has changed since.
    pub fn is_stale_at(&self, offset: usize) -> bool {
        self.tracked.is_stale_at(offset)
    }

    /// Where a span of the report is in the document now; none if its code has changed.
    pub fn locate(&self, code: usize, span: Span) -> Option<Range<usize>> {
        let file = self.file();
        let at = file.text.span(span);
        file.regions.locate(&self.tracked, code, &at)
    }

    /// The code objects of the file, with their index.
    pub fn code(&self) -> impl Iterator<Item = (usize, &Code)> {
        let code = self.insight.report.code.iter().enumerate();
        code.filter(|(_, code)| code.file == self.file().name)
    }

    /// The code objects that this is to be asked about.
    pub fn spoken(&self) -> impl Iterator<Item = (usize, &Code)> {
        self.code().filter(|(index, _)| self.speaks(*index))
    }

    fn speaks(&self, code: usize) -> bool {
        self.speaks.get(code).copied().unwrap_or(false)
    }

    /// How the run ended, if it did not end well and this file is to say so, and where.
    pub fn outcome(&self) -> Option<(&Finding, Range<usize>)> {
        let ended = self
            .findings()
            .iter()
            .find(|finding| finding.kind == Kind::Outcome)?;
        let here = || {
            let first = self.insight.overview(Runtime::Cpython).findings.first();
            first.is_some_and(|place| {
                place.finding.kind == Kind::Outcome && place.file == self.file().name
            })
        };
        (self.is_own() || here()).then_some(())?;
        Some((ended, self.locate(ended.code, ended.span)?))
    }

    /// All findings about the file.
    fn findings(&self) -> &[Finding] {
        let file = self.file();
        file.findings
            .get_or_init(|| insight::findings(&self.insight.report, &file.name))
    }

    /// The good news that the user wants to see, and where.
    pub fn good_news<'a>(
        &'a self,
        view: &'a View,
    ) -> impl Iterator<Item = (&'a Finding, Range<usize>)> {
        let wanted = |finding: &&Finding| {
            finding.severity == Severity::Good
                && view.shows(finding.kind)
                && self.speaks(finding.code)
        };
        let wanted = self.findings().iter().filter(wanted);
        wanted.filter_map(|finding| Some((finding, self.locate(finding.code, finding.span)?)))
    }

    /// The good news of all kinds that is about a range of the report.
    pub fn good_news_at(&self, code: usize, span: Span) -> impl Iterator<Item = &Finding> {
        self.findings().iter().filter(move |finding| {
            finding.severity == Severity::Good && (finding.code, finding.span) == (code, span)
        })
    }

    /// The places that are worth a look, and where, the costliest first.
    fn places<'a>(&'a self, view: &'a View) -> impl Iterator<Item = (Shown<'a>, Range<usize>)> {
        let overview = self.insight.overview(view.runtime);
        let here = overview
            .findings
            .iter()
            .filter(|place| place.file == self.file().name);
        let shown = here.filter_map(move |place| {
            let mut findings = std::iter::once(&place.finding).chain(&place.more);
            let finding = findings
                .find(|finding| finding.kind != Kind::Outcome && view.shows(finding.kind))?;
            let share = overview.share_of_finding(finding);
            let at = self
                .speaks(finding.code)
                .then(|| self.locate(finding.code, finding.span))??;
            (share >= view.floor).then_some((
                Shown {
                    known: self,
                    place,
                    finding,
                    share,
                    runtime: view.runtime,
                },
                at,
            ))
        });
        shown.take(MOST_PLACES)
    }
}

impl Snapshot {
    /// The places that are worth a look, and where.
    pub fn places<'a>(&'a self, view: &'a View) -> impl Iterator<Item = (Shown<'a>, Range<usize>)> {
        self.known.iter().flat_map(|known| known.places(view))
    }

    /// Moves what is known with an edit. [`Snapshot::settle`] must follow the last of several.
    pub fn shift(&mut self, edit: &Edit) {
        for known in &mut self.known {
            known.tracked.shift(edit);
        }
    }

    /// Whether something is known from running this.
    pub fn has(&self, work: &Work) -> bool {
        self.known.iter().any(|known| known.insight.work == *work)
    }

    /// Takes over what a run has shown, in place of what an earlier run of the same has.
    pub fn learn(&mut self, work: &Work, known: Option<Known>) {
        self.known.retain(|known| known.insight.work != *work);
        self.known.extend(known);
        self.known
            .sort_by_key(|known| (!known.is_own(), std::cmp::Reverse(known.insight.run)));
    }

    /// Finds out which of what is known holds of the text as it is, and who is to be asked about what.
    pub fn settle(&mut self) {
        let mut taken = HashSet::new();
        for known in &mut self.known {
            known.compare(&self.text);
            let regions = &known.insight.files[known.file].regions;
            let mut own = Vec::new();
            let code = known.insight.report.code.iter().enumerate();
            let speaks = code.map(|(index, code)| {
                if code.file != known.insight.files[known.file].name || !ran(code) {
                    return false;
                }
                let Some(start) = regions.start(&known.tracked, index) else {
                    return false;
                };
                let key = (start, code.qualname.clone());
                let free = !taken.contains(&key);
                own.push(key);
                free
            });
            known.speaks = speaks.collect();
            taken.extend(own);
        }
    }
}
