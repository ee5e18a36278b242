//! Build-time library: stencils for copy-and-patch compilation (Xu & Kjolstad, "Copy-and-Patch Compilation", OOPSLA
//! 2021), made by rustc itself.
//!
//! From a table of operations ([`Operation`]) it writes one small function per operation *and register assignment*
//! ([`shells`]), has rustc compile them ([`compile`]), reads the object files and verifies that every function is
//! something that can be copied and patched ([`read`]), and writes code bytes and relocations as Rust source ([`table`]).
//!
//! A stencil's registers are the arguments of the `rust-preserve-none` calling convention: two are pinned (the frame and
//! the context), ten hold words, eight hold floats. A stencil ends in a jump to `CONT`, the stencil that follows it, and
//! may jump to `EXIT`, a stub that leaves the trace; both are `become` calls, so all registers flow on.

pub mod compile;
pub mod read;
pub mod shells;
pub mod table;

use std::path::Path;

/// Registers that hold words.
pub const WORD_REGISTERS: usize = 10;
/// Registers that hold floats.
pub const FLOAT_REGISTERS: usize = 8;

/// An operation, as the table of the register IR describes it.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name in the table.
    pub name: &'static str,
    /// The function of the primitives file that is its body.
    pub prim: &'static str,
    /// The operands' types.
    pub operands: &'static [&'static str],
    /// The result's type, if there is a result.
    pub result: Option<&'static str>,
    /// The flags of the table.
    pub flags: &'static [&'static str],
}

impl Operation {
    /// Whether the table gives it a flag.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }
}

/// What a stencil source takes its bodies from: module name and path of the file.
pub type Modules<'a> = [(&'a str, &'a Path)];

/// Makes the table of stencils: Rust source, for the build script to write. `Err` says why there are none.
pub fn build(
    rustc: &Path,
    out_dir: &Path,
    modules: &Modules<'_>,
    operations: &[Operation],
) -> Result<String, String> {
    let plan = shells::Plan::new(operations);
    let sources = plan.sources(modules, 4);
    let objects = compile::compile(rustc, out_dir, &sources)?;
    let mut library = read::Library::default();
    for object in &objects {
        library.read(object)?;
    }
    table::write(&plan, &library)
}
