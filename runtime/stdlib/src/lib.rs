//! The standard library: native modules, one file each, and the pure-Python ones.

use std::collections::HashMap;

use vm::{Result, Vm};

pub mod io;
pub mod library;
pub mod structseq;
pub mod support;
pub mod sys;

mod array;
mod collections;
mod functools;
mod itertools;
mod math;
mod operator;
mod time;

pub use library::library;
pub use sys::swallow_stdout;

/// What makes a module.
type Init = fn(&mut Vm) -> Result;

/// The native modules.
static MODULES: &[(&str, Init)] = &[("_collections", collections::init), ("_functools", functools::init), ("_io", io::init), ("_operator", operator::init), ("itertools", itertools::init), ("sys", sys::init), ("math", math::init), ("time", time::init)];

/// The native modules by name.
pub fn modules() -> HashMap<&'static str, Init> {
    MODULES.iter().copied().collect()
}
