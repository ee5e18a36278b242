//! The methods and attributes of `object`.

use super::class::GetSet;
use crate::Def;

/// Its methods.
pub const METHODS: &[Def] = &[];
/// Its computed attributes.
pub const GETSET: &[GetSet] = &[];
