//! Stress mode: collections where no limit asks for them, so that what the collector cannot see is missed at once.

/// When stress mode collects: at every allocation, or, so that long programs end, ever more rarely.
#[derive(Clone, Debug)]
pub struct Stress {
    /// After this many collections the longest gap between two doubles.
    patience: u32,
    /// Collections since it doubled.
    collections: u32,
    /// The longest gap, in allocations.
    longest: u32,
    /// Allocations until the next collection.
    left: u32,
    /// The state of the generator of gaps.
    random: u32,
}

impl Stress {
    /// At every allocation at first; whenever `patience` collections have happened, the gaps' upper bound doubles. Gaps are
    /// pseudo-random, and the same in every run.
    pub fn new(patience: u32) -> Stress {
        Stress {
            patience,
            collections: 0,
            longest: 1,
            left: 0,
            random: 0x9e37_79b9,
        }
    }

    /// Whether to collect at this allocation.
    pub fn is_due(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return false;
        }
        if self.collections == self.patience {
            self.collections = 0;
            self.longest = self.longest.saturating_mul(2);
        }
        self.collections += 1;
        // Xorshift (Marsaglia 2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        self.left = self.random % self.longest;
        true
    }
}
