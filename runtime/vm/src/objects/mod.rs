//! Python's built-in types, one file (or folder) each.

pub mod slots;
