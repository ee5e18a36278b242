//! The standard library: native modules, one file each, and the pure-Python ones.

use std::collections::HashMap;

use vm::{Result, Vm};

pub mod io;
pub mod library;
pub mod structseq;
pub mod support;
pub mod sys;

mod array;
mod time;

pub use library::library;
pub use sys::swallow_stdout;

/// What makes a module.
type Init = fn(&mut Vm) -> Result;

/// The native modules.
static MODULES: &[(&str, Init)] = &[("_io", io::init), ("sys", sys::init), ("time", time::init)];

/// The native modules by name.
pub fn modules() -> HashMap<&'static str, Init> {
    MODULES.iter().copied().collect()
}
