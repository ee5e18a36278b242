//! Native stack for trees that are deep: to drop one recurses as deep as the tree is.

use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;

/// More than dropping one level of a tree takes, without optimization too.
const LEVEL: usize = 2048;
/// Beyond this a tree is not dropped at all.
const MOST: usize = 128 * 1024 * 1024;

/// Does something that recurses at most so deep.
pub(crate) fn with_room<T>(levels: usize, work: impl FnOnce() -> T) -> T {
    let room = levels.saturating_mul(LEVEL).min(MOST);
    stacker::maybe_grow(room, room, work)
}

/// Drops a tree that is at most so deep.
pub(crate) fn discard(tree: Parsed<Mod>, levels: usize) {
    if levels > MOST / LEVEL {
        // No source that people write: better a leak than a crash.
        std::mem::forget(tree);
    } else if levels > 100 {
        with_room(levels, || drop(tree));
    }
}
