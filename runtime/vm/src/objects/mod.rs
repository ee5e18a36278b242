//! Python's built-in types, one file (or folder) each, and the protocols that work on all of them.

pub mod cast;
pub mod class;
pub mod code;
pub mod exceptions;
pub mod function;
pub mod numbers;
pub mod protocol;
pub mod slots;
pub mod strings;
pub mod types;
// Containers.
pub mod descriptors;
pub mod arguments;
pub mod dict;
pub mod iterators;
pub mod list;
pub mod range;
pub mod set;
pub mod slice;
pub mod tuple;
