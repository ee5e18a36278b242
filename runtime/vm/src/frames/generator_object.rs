//! Methods of generators.
/// Defines the classes.
pub fn init(vm: &mut crate::Vm) { let _ = vm; }
