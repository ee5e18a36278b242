//! The shipped programs, `tests/programs`, and what is expected of them, `tests/expected`.

use std::path::{Path, PathBuf};

/// A file or folder of this package.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Where a program lies.
pub fn file(program: &str) -> PathBuf {
    path("programs").join(format!("{program}.py"))
}

/// A program's source.
///
/// # Panics
/// When there is no such program.
pub fn source(program: &str) -> String {
    std::fs::read_to_string(file(program)).expect("a shipped program")
}

/// Where the text lies that a program is expected to give rise to; `kind` is a folder in `tests/expected`.
pub fn expected_text(kind: &str, program: &str) -> PathBuf {
    path("expected").join(kind).join(format!("{program}.txt"))
}

/// A module with a test for each program, which calls `check` with its name.
#[macro_export]
macro_rules! for_each_program {
    ($module:ident: $check:ident) => {
        $crate::for_each_program! {
            $module: $check,
            point fibonacci fizzbuzz encode_decode temperature side_exit invalidation proved_guards inlined_call
            nbody fannkuch richards spectral_norm nqueens attributes loop_exits changed_minds delegation
            exceptions_made machine_work short_traces
        }
    };
    ($module:ident: $check:ident, $($program:ident)+) => {
        mod $module { $(#[test] fn $program() { super::$check(stringify!($program)); })+ }
    };
}
