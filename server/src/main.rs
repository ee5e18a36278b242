//! The tierlens command.
fn main() {}
