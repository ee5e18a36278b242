//! What answers are made from: a document at one version, and what is known about it.

use std::ops::Range;
use std::sync::Arc;

use insight::Finding;
use runtime::report::{Report, Span};

use super::regions::{Regions, Tracked};
use super::text::Text;

/// A document at one version. It never changes; the next version is another snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub version: i32,
    pub text: Arc<Text>,
    pub known: Option<Known>,
}

/// What a run has shown, and where that is now.
#[derive(Clone, Debug)]
pub struct Known {
    pub insight: Arc<Insight>,
    pub tracked: Tracked,
}

/// What a run has shown of the source that it ran.
#[derive(Debug)]
pub struct Insight {
    /// Tells runs apart.
    pub run: u64,
    pub report: Report,
    pub findings: Vec<Finding>,
    pub regions: Regions,
    /// The file's name in the report.
    pub file: String,
    source: Arc<Text>,
}

impl Insight {
    pub fn new(run: u64, report: Report, file: String, source: Arc<Text>) -> Self {
        let findings = insight::findings(&report, &file);
        let regions = Regions::new(&source, &report.code, &file);
        Insight {
            run,
            report,
            findings,
            regions,
            file,
            source,
        }
    }
}

impl Known {
    /// What a run that just ended has shown.
    pub fn new(insight: Insight) -> Self {
        let tracked = insight.regions.track();
        Known {
            insight: Arc::new(insight),
            tracked,
        }
    }

    /// Where a span of the report is in the document now; none if its code has changed.
    pub fn locate(&self, code: usize, span: Span) -> Option<Range<usize>> {
        let at = self.insight.source.span(span);
        self.insight.regions.locate(&self.tracked, code, &at)
    }

    /// The findings that hold, and where they are.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &Finding, Range<usize>)> {
        let findings = self.insight.findings.iter().enumerate();
        findings.filter_map(|(index, finding)| {
            Some((index, finding, self.locate(finding.code, finding.span)?))
        })
    }
}
