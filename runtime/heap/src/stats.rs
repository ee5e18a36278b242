//! What the heap tells of itself.

/// Figures for the report; times in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HeapStats {
    pub collections: u64,
    pub last_pause_ns: u64,
    pub longest_pause_ns: u64,
    pub total_pause_ns: u64,
    /// Bytes of cells that the last collection reached.
    pub live_bytes: usize,
    /// Objects that the last collection reached.
    pub live_objects: usize,
    /// Bytes allocated up to the last collection.
    pub allocated_before: u64,
    /// The most bytes of blocks in use at a collection.
    pub peak_bytes: usize,
    /// Objects whose finalizer was queued.
    pub finalized: u64,
}
