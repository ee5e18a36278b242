//! Native stack for trees that are deep: to compile one, and to drop it, recurses as deep as the tree is.

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

/// So many levels are entered before the stack is looked at again.
const STEP: u32 = 8;
/// More than compiling so many levels takes, without optimization too.
const STEP_ROOM: usize = 512 * 1024;

/// Goes a level deeper into a tree: to the level `depth`, of levels that are entered one after the other.
pub(crate) fn deeper<T>(depth: u32, work: impl FnOnce() -> T) -> T {
    if depth.is_multiple_of(STEP) {
        stacker::maybe_grow(STEP_ROOM, 8 * STEP_ROOM, work)
    } else {
        work()
    }
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
