//! Lists and tuples, ranges, and the slices that cut them.

pub mod list;
pub mod range;
pub mod slice;
pub mod tuple;
