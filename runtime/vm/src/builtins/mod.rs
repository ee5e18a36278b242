//! The `builtins` module's functions.
