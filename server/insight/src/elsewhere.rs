//! What another Python makes of the same instructions.

use runtime::report::Span;
use serde::Serialize;

use crate::{Overview, Place};

/// An instruction that ends otherwise under another Python.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Its file.
    pub file: String,
    /// Where.
    pub span: Span,
    /// What it is here in the end.
    pub here: String,
    /// What it is there.
    pub there: String,
}

impl Place {
    /// Whether one of its findings is about this instruction.
    pub fn is_about(&self, mismatch: &Mismatch) -> bool {
        let mut findings = std::iter::once(&self.finding).chain(&self.more);
        self.file == mismatch.file && findings.any(|finding| finding.span == mismatch.span)
    }
}

impl Overview {
    /// Puts what ends otherwise elsewhere to the findings that are about it.
    pub fn label(&mut self, mismatches: &[Mismatch]) {
        for place in &mut self.findings {
            let about = mismatches
                .iter()
                .filter(|mismatch| place.is_about(mismatch));
            place.mismatches = about.cloned().collect();
        }
    }
}
