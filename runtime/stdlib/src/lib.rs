//! The standard library: native modules, one file each, and the pure-Python ones.

use std::collections::HashMap;

use vm::{Result, Vm};

pub mod io;
pub mod library;
pub mod signals;
pub mod structseq;
pub mod support;
pub mod sys;

mod abc;
mod ast;
mod atexit;
mod binascii;
mod bisect;
mod cmath;
mod codecs;
mod collections;
mod contextvars;
mod csv;
mod errno;
mod functools;
mod gc;
mod hashes;
mod heapq;
mod imp;
mod itertools;
mod math;
mod monitoring;
mod opcode;
mod operator;
mod posix;
mod random;
mod select;
mod signal;
mod socket;
mod sre;
mod string;
mod structs;
mod thread;
mod time;
mod tokenize;
mod typing;
mod unicodedata;
mod weakref;
mod zlib;

pub use atexit::run_at_exit;
pub use library::{library, names as library_names};
pub use sys::swallow_stdout;

/// What makes a module.
type Init = fn(&mut Vm) -> Result;

/// The native modules.
static MODULES: &[(&str, Init)] = &[
    ("_abc", abc::init),
    ("_ast", ast::init),
    ("_bisect", bisect::init),
    ("_blake2", hashes::blake2),
    ("_codecs", codecs::init),
    ("_collections", collections::init),
    ("_contextvars", contextvars::init),
    ("_csv", csv::init),
    ("_functools", functools::init),
    ("_heapq", heapq::init),
    ("_imp", imp::init),
    ("_io", io::init),
    ("_md5", hashes::md5),
    ("_opcode", opcode::init),
    ("_operator", operator::init),
    ("_posixsubprocess", posix::subprocess),
    ("_random", random::init),
    ("_sha1", hashes::sha1),
    ("_sha2", hashes::sha2),
    ("_sha3", hashes::sha3),
    ("_signal", signal::init),
    ("_socket", socket::init),
    ("_sre", sre::init),
    ("_string", string::init),
    ("_struct", structs::init),
    ("_thread", thread::init),
    ("_tokenize", tokenize::init),
    ("_typing", typing::init),
    ("_warnings", imp::warnings),
    ("_weakref", weakref::init),
    ("atexit", atexit::init),
    ("binascii", binascii::init),
    ("cmath", cmath::init),
    ("errno", errno::init),
    ("gc", gc::gc),
    ("itertools", itertools::init),
    ("marshal", imp::marshal),
    ("math", math::init),
    ("posix", posix::init),
    ("select", select::init),
    ("sys", sys::init),
    ("time", time::init),
    ("unicodedata", unicodedata::init),
    ("zlib", zlib::init),
];

/// The native modules by name.
pub fn modules() -> HashMap<&'static str, Init> {
    MODULES.iter().copied().collect()
}
