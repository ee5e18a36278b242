//! A non-moving mark-sweep heap, which knows nothing of the objects on it but where they start.
//!
//! Cells of one size fill a 64 KiB block; the mark bits of a block after a collection are the list of its free cells, so
//! that sweeping touches no cell, and allocation is a bump of a cursor within runs of free cells.
//!
//! What an object holds is its user's to say ([`Objects`]), and so is what is alive by itself: between
//! [`Heap::begin_marking`] and [`Heap::finish`] the user marks that, lets the [`Marker`] drain, and looks at what refers to
//! objects without keeping them.

mod chunk;
mod heap;
mod mark;
pub mod os;
mod size;
mod stats;
mod stress;
#[cfg(test)]
mod tests;

pub use chunk::{BLOCK, is_marked};
pub use heap::{Bump, Heap, LEAST_APART};
pub use mark::{Marker, Objects};
pub use size::{LINEAR_BYTES, good_size};
pub use stats::HeapStats;
pub use stress::Stress;
