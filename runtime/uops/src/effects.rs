//! What an operation may do beyond its result: what is known of memory, and of who may look at frames, ends by it.

/// A part of memory that traces know something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Space {
    /// Locals and stack slots of frames.
    Locals,
    /// Inline values of instances.
    Attributes,
    /// Length and items of lists.
    Items,
    /// Values of dicts.
    Dicts,
    /// Contents of cells.
    Cells,
    /// Where iterators are.
    Iterators,
}

impl Space {
    /// All of them.
    pub const ALL: [Space; 6] = {
        use Space::*;
        [Locals, Attributes, Items, Dicts, Cells, Iterators]
    };
}

/// See the module's documentation. Each of `runs`, `raises` and `allocates` implies the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// May run any Python code: it may change anything, look at frames, and end traces.
    pub runs: bool,
    /// May raise an exception, whose handler sees the frame's locals.
    pub raises: bool,
    /// May make objects, and so collect: the frame's state must be in memory.
    pub allocates: bool,
    /// What it writes, by [`Space`], where it runs no Python code.
    pub(crate) writes: u8,
}

impl Effects {
    /// None at all.
    pub const NONE: Effects = Effects {
        runs: false,
        raises: false,
        allocates: false,
        writes: 0,
    };
    /// Whatever Python code does.
    pub const ANY: Effects = Effects {
        runs: true,
        ..Effects::QUIET
    };
    /// May raise, but runs no Python code and writes nothing that traces know of.
    pub const QUIET: Effects = Effects {
        raises: true,
        allocates: true,
        ..Effects::NONE
    };

    /// The same, which also writes to a space.
    pub const fn writing(self, space: Space) -> Effects {
        Effects {
            writes: self.writes | 1 << space as u8,
            ..self
        }
    }

    /// Whether it may write to a space.
    pub const fn writes(self, space: Space) -> bool {
        self.runs || self.writes & 1 << space as u8 != 0
    }
}
