//! specialize
