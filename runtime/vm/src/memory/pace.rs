//! [`Pace`]: how soon collections follow each other.

use heap::LEAST_APART;

use crate::Vm;

/// What Python code has said of collections (`gc.disable`, `gc.set_threshold`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whether collections come by themselves. Without, they still come, but late: there is no other way to free anything.
    pub enabled: bool,
    /// CPython's thresholds. The first, a number of objects, stands for bytes here: its default for [`LEAST_APART`].
    pub thresholds: [i64; 3],
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            enabled: true,
            thresholds: [DEFAULT_OBJECTS, 10, 10],
        }
    }
}

/// CPython's first threshold.
const DEFAULT_OBJECTS: i64 = 2000;
/// As far apart as collections are at most, unless more than that is alive.
const MAX_THRESHOLD: usize = 64 << 20;

impl Pace {
    /// The allocated bytes between collections, at least.
    fn least_bytes(self) -> usize {
        let objects = self.thresholds[0];
        if !self.enabled || objects == 0 {
            return MAX_THRESHOLD;
        }
        let objects = usize::try_from(objects).unwrap_or(0);
        let bytes = (LEAST_APART / DEFAULT_OBJECTS as usize).saturating_mul(objects);
        bytes.clamp(LEAST_APART / 4, MAX_THRESHOLD)
    }
}

impl Vm {
    /// How soon collections follow each other.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Changes that, from now on.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
        self.heap.collect_after(pace.least_bytes());
    }
}
