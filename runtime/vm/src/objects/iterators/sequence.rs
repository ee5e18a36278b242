//! To come.
use crate::Vm;
/// Defines the classes.
pub fn init(_: &mut Vm) {}
